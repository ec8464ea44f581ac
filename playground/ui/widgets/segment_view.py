"""The picture with what was found laid over it, how many objects these are, and how well they agree with the truth."""

import gradio as gr

from playground.ui.widgets import widget


def segment_view() -> gr.HTML:
    """`#segment-overlay` is the canvas over the picture, `#segment-count` the number of objects.

    The canvas carries `data-sequence`, which rises with every painting, `data-source` ("labels" where objects are
    counted, "mask" while only the probabilities are known) and what it shows: `data-model`, `data-cut`, `data-view`,
    `data-threshold`. The count carries `data-count` and, while it is not yet that of the settings, `data-stale`.
    """
    return widget("segment_view")
