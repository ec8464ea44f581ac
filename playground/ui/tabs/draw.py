"""The draw tab: a digit drawn by hand, through every autoencoder at once."""

from typing import Any

import gradio as gr
import numpy as np

from playground.backend.library import UnknownModel
from playground.checkpoint import CheckpointError
from playground.ui.digits import examples, open, read_ink, shrunk
from playground.ui.packing import gray_bytes, number, numbers, signed_bytes
from playground.ui.widgets.checkerboard import checkerboard
from playground.ui.widgets.duel import duel
from playground.ui.widgets.glance import glance
from playground.ui.widgets.learning import learning
from playground.ui.widgets.likelihood import likelihood
from playground.ui.widgets.meaning import meaning
from playground.ui.widgets.not_a_digit import not_a_digit
from playground.ui.widgets.pad import pad
from playground.ui.widgets.preprocessing import preprocessing
from playground.ui.widgets.reading import reading
from playground.ui.widgets.sources import sources
from playground.ui.widgets.transposed_convolution import transposed_convolution

STAGE_SIDE = 56  # of a stage on its way to the page, where it is drawn at 56 or 84


def build() -> None:
    """Lay out the tab inside the open `gr.Tab`: what you do, what the networks do, what it means."""
    with gr.Row(elem_classes=["places"]):
        with gr.Column(elem_classes=["place", "do"]):
            pad(look)
            glance()
            sources(open, examples)
        with gr.Column(elem_classes=["place", "network"]):
            preprocessing()
            reading()
            duel()
            not_a_digit()
            checkerboard()
            likelihood()
            transposed_convolution()
            learning()
        with gr.Column(elem_classes=["place", "meaning"]):
            meaning()


def look(request: dict[str, Any]) -> dict[str, Any]:
    """One digit through every network: the live request of the tab, sent with every move of the pen.

    Parameters:
        request: {sequence, ink, width, height, photo, steps, pca_components}, see `read_ink`.

    Returns what the panels paint (see the functions below), {sequence, empty: true} where there is no ink, or
    {sequence, error, message}.
    """
    from playground.backend import draw

    sequence = request.get("sequence") if isinstance(request, dict) else None
    try:
        prepared = read_ink(request)
        components = _components(request)
    except (TypeError, ValueError, KeyError) as error:
        return {"sequence": sequence, "error": "bad_request", "message": f"This cannot be read: {error}"}
    if prepared.empty:
        return {"sequence": sequence, "empty": True}
    try:
        seen = draw.look(prepared.picture, components)
        error_before = draw.error_of(prepared.before)
    except (CheckpointError, UnknownModel) as error:
        return {"sequence": sequence, "error": "model_broken", "message": str(error)}
    rebuilt = {row.model: row for row in seen.reconstructions}
    return {
        "sequence": sequence,
        "empty": False,
        "inverted": prepared.inverted,
        "prepared": gray_bytes(prepared.picture),
        "before": gray_bytes(prepared.before),
        "stages": [_stage(stage.name, stage.picture) for stage in prepared.stages],
        "error_before": number(error_before),
        "error_after": number(rebuilt["mnist-dense-32"].mse),
        "models": {name: _reconstruction(row) for name, row in rebuilt.items()},
        "reading": {
            "label": seen.reading.label,
            "confidence": number(seen.reading.confidence),
            "probabilities": numbers(seen.reading.probabilities),
            "code": numbers(seen.reading.code),
        },
        "likelihoods": [
            {
                "model": row.model,
                "picture": gray_bytes(row.picture),
                "laplace": number(row.laplace),
                "gaussian": number(row.gaussian),
                "bernoulli": number(row.bernoulli),
            }
            for row in seen.likelihoods
        ],
        "checkerboards": [
            {"model": row.model, "energy": number(row.energy), "spectrum": gray_bytes(row.spectrum)}
            for row in seen.checkerboards
        ],
        "difference": signed_bytes(seen.difference),
    }


def _components(request: dict[str, Any]) -> int:
    from playground.backend.reconstruct import COMPONENT_CHOICES

    components = request.get("pca_components", 20)
    if type(components) is not int or components not in COMPONENT_CHOICES:
        raise ValueError(f"pca_components is one of {', '.join(map(str, COMPONENT_CHOICES))}.")
    return components


def _stage(name: str, picture: np.ndarray) -> dict[str, Any]:
    shown = shrunk(picture, STAGE_SIDE)
    return {"name": name, "width": shown.shape[1], "height": shown.shape[0], "pixels": gray_bytes(shown)}


def _reconstruction(row: Any) -> dict[str, Any]:
    return {
        "reconstruction": gray_bytes(row.picture),
        "mse": number(row.mse),
        "psnr": number(row.psnr),
        "ssim": number(row.ssim),
        "percentile": number(row.percentile),
        "latent": numbers(row.latent_summary),
        "latent_dim": row.latent.size,
    }
