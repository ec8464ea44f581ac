"""The decoders' weights, for browsers that compute with them: `weights/NAME.safetensors`, by HTTP ranges.

A file is named by the library, never by a path from outside. Its address carries the weights' SHA-256, so a browser
may keep what it has read for as long as it likes.
"""

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

YEAR = 31_536_000  # seconds


def address(model: str, sha256: str) -> str:
    """Where the page finds a model's weights, relative to itself; another training has another address."""
    return f"weights/{model}.safetensors?sha256={sha256[:16]}"


def _serve(request: Request) -> Response:
    """The whole file, or the range that is asked for (206); starlette runs this in a thread of its own."""
    from playground.backend import latent  # torch, once the page is served
    from playground.backend.library import UnknownModel, WrongFamily

    try:
        path = latent.weights_file(request.path_params["name"])
    except (UnknownModel, WrongFamily) as error:
        return PlainTextResponse(str(error), status_code=404)
    caching = f"public, max-age={YEAR}, immutable" if request.query_params.get("sha256") else "no-cache"
    return FileResponse(
        path, media_type="application/octet-stream", headers={"cache-control": caching, "vary": "range"}
    )


ROUTES = [Route("/weights/{name}.safetensors", _serve)]
