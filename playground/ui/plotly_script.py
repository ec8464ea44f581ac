"""Plotly's own script, from the plotly package on this machine: `plotly-VERSION.min.js`, never from the network.

Its address carries the package's version, so a browser keeps it for as long as it likes. Nothing of the package is
imported for it.
"""

import gzip
from functools import cache
from importlib.metadata import distribution, version
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.ui.weights import YEAR

VERSION = version("plotly")
ADDRESS = f"plotly-{VERSION}.min.js"
"""Where the page finds it, relative to itself."""


@cache
def _packed() -> bytes:
    """The script in gzip: 1.4 MB instead of 4.8; packed once, for all phones in the room."""
    script = distribution("plotly").locate_file("plotly/package_data/plotly.min.js")
    return gzip.compress(Path(str(script)).read_bytes(), 6)


def _serve(request: Request) -> Response:
    """The script; starlette runs this in a thread of its own."""
    caching = {"cache-control": f"public, max-age={YEAR}, immutable", "vary": "accept-encoding"}
    body = _packed()
    if "gzip" in request.headers.get("accept-encoding", ""):
        caching["content-encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="text/javascript", headers=caching)


ROUTES = [Route(f"/{ADDRESS}", _serve)]
