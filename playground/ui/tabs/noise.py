"""The noise tab: what noise does to a digit, and who brings it back."""

import gradio as gr

from playground.ui.digits import examples, open, prepare
from playground.ui.widgets.pad import pad
from playground.ui.widgets.sources import sources


def build() -> None:
    """Lay out the tab inside the open `gr.Tab`: what you do, what the networks do, what it means."""
    with gr.Row(elem_classes=["places"]):
        with gr.Column(elem_classes=["place", "do"]):
            pad(prepare, elem_id="noise-pad", example=True)
            sources(open, examples, elem_id="noise-sources")
        with gr.Column(elem_classes=["place", "network"]):
            gr.HTML("")
        with gr.Column(elem_classes=["place", "meaning"]):
            gr.HTML("")
