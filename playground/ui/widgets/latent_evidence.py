"""Why not just sample the prior: three estimates of log p(x) of one digit against the number of samples."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from playground.ui.widgets import widget


def latent_evidence(evidence: Callable[[dict[str, Any]], dict[str, Any]]) -> gr.HTML:
    """A chart of the estimates, and, of two numbers, the true posterior beside q(z|x).

    Parameters:
        evidence: answers {sequence, digit, model} with {sequence, model, counts, naive, importance, elbo, binary,
            posterior: null | {centre, half_width, side, exact, approximate}}.
    """
    return widget("latent_evidence", server_functions=[evidence])
