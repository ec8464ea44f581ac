"""How it learned: a network's learning curve, and fixed test digits as it rebuilt them on the way."""

from typing import Any

import gradio as gr

from playground.ui.packing import gray_bytes
from playground.ui.widgets import widget

CURVES = ("train_loss", "validation_loss")


def learning() -> gr.HTML:
    """Asks for a model's history when it comes into view; needs no drawing."""
    return widget("learning", server_functions=[history])


def history(request: dict[str, Any]) -> dict[str, Any]:
    """How one model learned, as JSON.

    Parameters:
        request: {model}.

    Returns {model, epochs, train_loss, validation_loss, snapshots: [{epoch, pictures}], originals} with
    pictures as base64 of N x 28 x 28 bytes, or null; or {error, message} for an unknown model.
    """
    from playground.backend import learning as backend
    from playground.backend import library

    name = request.get("model") if isinstance(request, dict) else None
    try:
        learned = backend.learning(str(name))
    except library.UnknownModel as error:
        return {"error": "unknown_model", "message": str(error)}
    return {
        "model": learned.model,
        "epochs": learned.epochs,
        **{curve: learned.curves.get(curve, []) for curve in CURVES},
        "snapshots": [
            {"epoch": epoch, "pictures": gray_bytes(pictures)}
            for epoch, pictures in zip(learned.snapshot_epochs, learned.snapshots, strict=True)
        ],
        "originals": None if learned.originals is None else gray_bytes(learned.originals),
    }
