"""What each level of the U looks at: a few of its channels as pictures."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def segment_levels(levels: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """A row for each level of the way down and the bridge; asked for when it is seen.

    `#segment-levels` carries `data-key` and `data-model` of what it shows.

    Parameters:
        levels: answers {sequence, key, model} with {levels: [{level, channels, height, width, receptive_field,
            pictures}]}.
    """
    return widget("segment_levels", server_functions=[levels])
