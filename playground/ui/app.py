"""The page: its tabs, its theme, and how it is served.

A tab is one row in `TABS`: its name, which is also its place in the page's address, and the
function that builds it inside an open `gr.Tab`.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import gradio as gr

from playground.backend import library, prepare
from playground.backend.library import UnknownModel
from playground.checkpoint import CheckpointError
from playground.ui import api, installable, plotly_script, weights, widgets
from playground.ui.tabs import draw, latent, noise, sample, segment
from playground.ui.tabs import map as map_tab
from playground.ui.text import text
from playground.ui.widgets.header import header


@dataclass(frozen=True)
class Tab:
    """One row of the page: `name` is used in the address, in the texts and as `#tab-NAME`."""

    name: str
    build: Callable[[], None]


TABS: tuple[Tab, ...] = (
    Tab("draw", draw.build),
    Tab("noise", noise.build),
    Tab("latent", latent.build),
    Tab("sample", sample.build),
    Tab("map", map_tab.build),
    Tab("segment", segment.build),
)

UPLOAD_LIMIT = "20mb"
HOUR = 3600  # seconds

# The machine's own fonts: none is ever fetched.
FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans KR", "Malgun Gothic", "sans-serif")
MONOSPACED_FONTS = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def build() -> gr.Blocks:
    """The whole page, not yet launched. No network is loaded for it: not even torch is imported."""
    with gr.Blocks(
        title=text("page.title"),
        fill_width=True,
        analytics_enabled=False,
        delete_cache=(HOUR, HOUR),  # uploads and answers are forgotten within two hours
    ) as page:
        header()
        # One row that scrolls sideways on a phone (see page.css), where Gradio's own menu would hide tabs.
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            for tab in TABS:
                with gr.Tab(text(f"page.tabs.{tab.name}"), id=tab.name, elem_id=f"tab-{tab.name}"):
                    tab.build()
        api.add_endpoints()
    return page


def launch_arguments() -> dict[str, Any]:
    """What `Blocks.launch` is told besides host and port."""
    head = widgets.page_head(
        models=[asdict(row) for row in library.describe()], tabs=[tab.name for tab in TABS]
    )
    return {
        "theme": gr.themes.Base(font=FONTS, font_mono=MONOSPACED_FONTS),
        "head": installable.HEAD + head,
        "pwa": True,
        "favicon_path": installable.ICON,
        "app_kwargs": {"routes": [*installable.ROUTES, *weights.ROUTES, *plotly_script.ROUTES]},
        "footer_links": ["api"],
        "run_history": False,
        "max_file_size": UPLOAD_LIMIT,
        "show_error": True,
        "ssr_mode": False,
        "quiet": True,
    }


def warm_up() -> None:
    """Load every network and run each once, so that the first stroke is as fast as the next.

    A damaged checkpoint is named on the terminal; the others still answer.
    """
    from playground.backend import noise as noise_lab  # torch, once the page is served

    prepare.warm_up()
    try:
        library.warm_up()
        noise_lab.warm_up()
        segment.warm_up()
    except (CheckpointError, UnknownModel) as error:
        print(error, file=sys.stderr, flush=True)
