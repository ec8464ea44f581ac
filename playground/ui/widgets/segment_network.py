"""The U: four levels down, a bridge, four levels up, and the skip connections between, which one can cut."""

import gradio as gr

from playground.ui.widgets import widget


def segment_network() -> gr.HTML:
    """`#segment-skip-1` to `-4` are the switches; where one is off, the whole network stands beside the cut one.

    `#segment-network` carries `data-cut`, the levels that are compared with the whole network once both are counted.
    """
    return widget("segment_network")
