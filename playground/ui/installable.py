"""What makes the page installable as an app: its manifest and its icon, in place of Gradio's.

Gradio's `pwa=True` links `/manifest.json` and serves the favicon in any size at `/pwa_icon/SIZE`; its own
manifest has the title, but no colours, no description and no icon that a phone may crop.
"""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from playground.ui.text import text

ICON = Path(__file__).with_name("icon.png")
SURFACE = "#0e1116"  # the icon's own background, shown while the app opens

HEAD = f"""<link rel="apple-touch-icon" href="pwa_icon/180">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f5f7">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="{SURFACE}">
"""


def manifest(language: str) -> dict[str, Any]:
    """The web app manifest in "en" or "ko", see https://www.w3.org/TR/appmanifest/."""
    sizes = (192, 512)
    return {
        "name": text("page.title", language),
        "short_name": text("page.title", language),
        "description": text("page.tagline", language),
        "lang": language,
        "id": "/",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": SURFACE,
        "theme_color": SURFACE,
        "icons": [
            {"src": f"pwa_icon/{size}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in sizes
            for purpose in ("any", "maskable")
        ],
    }


async def _serve_manifest(request: Request) -> JSONResponse:
    korean = request.headers.get("accept-language", "").lower().startswith("ko")
    return JSONResponse(manifest("ko" if korean else "en"), media_type="application/manifest+json")


# Given to the web server before Gradio adds its own routes: the first that matches answers.
ROUTES = [Route("/manifest.json", _serve_manifest)]
