"""The pad: where a digit is drawn, and from which the network is asked. Every pad shows the same ink."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def pad(
    ask: Callable[[dict[str, Any]], dict[str, Any]], *, elem_id: str = "digit-pad", example: bool = False
) -> gr.HTML:
    """A canvas for mouse, finger, pen and keyboard. Every move calls `ask`; see pad.js for the request.

    Parameters:
        ask: what answers the ink. With `example` it prepares the digit and no more, and answers a sheet without
            ink with an example: {sequence, prepared, example}; otherwise it answers as the draw tab's `look`.
        elem_id: `ELEM_ID-clear`, `-undo`, … are the pad's tools.
        example: whether an empty pad shows a digit to start with.
    """
    return widget("pad", elem_id=elem_id, server_functions=[ask], ask=ask.__name__, example=example)
