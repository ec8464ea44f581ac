"""Tensors for browsers that compute with them, by HTTP ranges: `weights/NAME.safetensors`, a decoder's weights, and
`atlas/NAME.safetensors`, where the test digits lie in its latent space.

A file is named by the library, never by a path from outside. Its address carries the file's SHA-256, so a browser
may keep what it has read for as long as it likes.
"""

from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

YEAR = 31_536_000  # seconds


def address(model: str, sha256: str) -> str:
    """Where the page finds a model's weights, relative to itself; another training has another address."""
    return f"weights/{model}.safetensors?sha256={sha256[:16]}"


def atlas_address(model: str, sha256: str) -> str:
    """Where the page finds a model's atlas, as `address` says of its weights."""
    return f"atlas/{model}.safetensors?sha256={sha256[:16]}"


def _serve_weights(request: Request) -> Response:
    from playground.backend import latent  # torch, once the page is served

    return _served(request, latent.weights_file)


def _serve_atlas(request: Request) -> Response:
    from playground.backend import map as maps

    return _served(request, maps.atlas_file)


def _served(request: Request, file_of: Callable[[str], Path]) -> Response:
    """The whole file, or the range that is asked for (206); starlette runs this in a thread of its own."""
    from playground.backend.library import UnknownModel, WrongFamily
    from playground.checkpoint import CheckpointError

    try:
        path = file_of(request.path_params["name"])
    except (CheckpointError, UnknownModel, WrongFamily) as error:
        return PlainTextResponse(str(error), status_code=404)
    caching = f"public, max-age={YEAR}, immutable" if request.query_params.get("sha256") else "no-cache"
    return FileResponse(
        path, media_type="application/octet-stream", headers={"cache-control": caching, "vary": "range"}
    )


ROUTES = [
    Route("/weights/{name}.safetensors", _serve_weights),
    Route("/atlas/{name}.safetensors", _serve_atlas),
]
