"""Live surfaces: each a small Python function beside its own .html, .js and .css.

`widget` loads one; `page_head` is what they share and goes into the page's <head>.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from playground.ui import plotly_script
from playground.ui.text import texts

SHARED = (
    "page",
    "panels",
    "safetensors",
    "latent_decoder",
    "latent",
    "sample",
    "map_pictures",
    "map_atlas",
    "map",
    "map_find",
    "map_fidelity",
    "map_ties",
    "map_mark",
    "map_address",
    "map_neighbours",
    "map_marks",
    "map_raster",
    "map_sight",
    "map_plot",
    "map_overlay",
    "map_layers",
    "map_thumbnails",
    "map_gestures",
    "map_frame",
    "map_save",
    "segment",
    "segment_address",
    "segment_paint",
    "segment_files",
)
"""Scripts that run once, before any widget is there, each adding to `window.playground`, and styles for all widgets."""

_FOLDER = Path(__file__).parent


def widget(
    name: str,
    *,
    elem_id: str | None = None,
    server_functions: Sequence[Callable[[dict[str, Any]], Any]] = (),
    **props: Any,
) -> gr.HTML:
    """The live surface `name`, from `name.html` and, where they exist, `name.js` and `name.css`.

    Words in the HTML are filled in from `data-text` attributes before the script runs. The script sees
    `element`, `server`, `upload` (see gr.HTML) and `playground` (see page.js), and `props`: constants that it
    must not repeat. CSS is scoped to the widget. `{id}` in the HTML stands for `elem_id`, so that a surface can
    be on the page twice.
    """
    html = _source(name, "html")
    # Gradio puts the template through Handlebars and then through a JavaScript template literal.
    for mark in ("${", "{{", "`", "\\"):
        if mark in html:
            raise ValueError(f'{name}.html must not contain "{mark}": Gradio would evaluate it')
    css = _source(name, "css")
    for mark in ("${", "{{", "`"):
        if mark in css:
            raise ValueError(f'{name}.css must not contain "{mark}": Gradio would evaluate it')
    return gr.HTML(
        html_template=html.replace("{id}", elem_id or name),
        css_template=css,
        js_on_load=f"playground.translate(element);\n{_source(name, 'js')}",
        apply_default_css=False,
        elem_id=elem_id,
        elem_classes=["widget"],
        server_functions=list(server_functions),
        **props,
    )


def page_head(models: Sequence[Mapping[str, Any]], tabs: Sequence[str]) -> str:
    """The <head> of the page: shared style, words, model summaries and `window.playground`.

    Parameters:
        models: rows of `library.describe()` as plain JSON objects.
        tabs: ids of the tabs, in order; each is named by the text `page.tabs.<id>`.
    """
    data = json.dumps(
        {
            "texts": texts(),
            "models": list(models),
            "tabs": list(tabs),
            "plotly": plotly_script.ADDRESS,
        },
        ensure_ascii=False,
    )
    data = data.replace("</", "<\\/")  # nothing in the data may end the script
    style, script = ("\n".join(_source(name, kind) for name in SHARED) for kind in ("css", "js"))
    return f"<style>\n{style}</style>\n<script>\nwindow.playgroundData = {data};\n{script}</script>\n"


def _source(name: str, kind: str) -> str:
    path = _FOLDER / f"{name}.{kind}"
    if kind != "html" and not path.exists():
        return ""
    return path.read_text(encoding="utf-8")
