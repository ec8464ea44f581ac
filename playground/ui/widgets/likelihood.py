"""Loss as likelihood: −log p of the current digit under three models of a pixel."""

import gradio as gr

from playground.measures.likelihood import GAUSSIAN_SCALE, LAPLACE_SCALE
from playground.ui.widgets import widget


def likelihood() -> gr.HTML:
    """Paints the newest answer; `props` holds the widths b and σ of the two densities, in [0, 1] units."""
    return widget("likelihood", laplace_scale=LAPLACE_SCALE, gaussian_scale=GAUSSIAN_SCALE)
