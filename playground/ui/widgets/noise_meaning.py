"""What it means: the right column of the noise tab."""

import gradio as gr

from playground.ui.widgets import widget

CONTRACTIVE_WEIGHT = 0.1
"""λ of mnist-contractive, times ‖J‖²_F."""
STOCHASTIC_WEIGHT = 10.0
"""Of mnist-stochastic-contractive, times ‖h(x) − h(x̃)‖²: λ / σ² with its σ of 0.1."""


def noise_meaning() -> gr.HTML:
    """Three sentences, the objectives with this digit's numbers, what misleads, what to try; folds away."""
    return widget("noise_meaning", contractive_weight=CONTRACTIVE_WEIGHT, stochastic_weight=STOCHASTIC_WEIGHT)
