"""The page: its tabs, its theme, and how it is served.

A tab is one row in `TABS`: its name, which is also its place in the page's address, and the
function that builds it inside an open `gr.Tab`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from playground.ui.tabs import draw


@dataclass(frozen=True)
class Tab:
    """One row of the page: `name` is used in the address, in the texts and as `#tab-NAME`."""

    name: str
    build: Callable[[], None]


TABS: tuple[Tab, ...] = (Tab("draw", draw.build),)

SYSTEM_FONTS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans KR",
    "Malgun Gothic",
    "sans-serif",
)
MONO_FONTS = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> gr.themes.Base:
    """Gradio's plain theme with the machine's own fonts, so that no font is ever fetched."""
    return gr.themes.Base(
        primary_hue="indigo",
        secondary_hue="indigo",
        neutral_hue="slate",
        font=SYSTEM_FONTS,
        font_mono=MONO_FONTS,
    )


def build() -> gr.Blocks:
    """The whole page, not yet launched."""
    with gr.Blocks(title="Autoencoder Playground", fill_width=True, analytics_enabled=False) as page:
        with gr.Tabs(elem_id="tabs"):
            for tab in TABS:
                with gr.Tab(tab.name.title(), id=tab.name, elem_id=f"tab-{tab.name}"):
                    tab.build()
    return page


def launch_arguments() -> dict[str, Any]:
    """What `Blocks.launch` is told besides host and port."""
    return {
        "theme": theme(),
        "pwa": True,
        "footer_links": ["api"],
        "run_history": False,
        "max_file_size": "20mb",
        "ssr_mode": False,
        "quiet": True,
    }
