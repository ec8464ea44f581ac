"""How a picture is cut up: which network, from which probability on, and how the answer is shown."""

import contextlib
from typing import Any

import gradio as gr

from playground.backend import library
from playground.checkpoint import CheckpointError
from playground.ui.widgets import widget

FIRST = ("membrane-unet", "membrane-plain", "membrane-sum", "nuclei-unet")
LEVELS = (1, 2, 3, 4)
WIDTH = 16
"""Channels of the first level, where a checkpoint does not say otherwise."""


def segment_controls() -> gr.HTML:
    """Model, threshold, smallest object, view and opacity; part of the page's address while the tab is open."""
    from playground.backend.micrographs import EXAMPLES

    defaults = _defaults()
    return widget(
        "segment_controls",
        elem_id="segment-controls",
        models=[
            {
                "name": name,
                "threshold": defaults[name].threshold,
                "smallest": defaults[name].smallest,
                **_form(name),
            }
            for name in defaults
        ],
        examples=[{"name": one.name, "model": one.model, "synthetic": one.synthetic} for one in EXAMPLES],
    )


def networks() -> list[str]:
    """Every network that cuts up pictures and was measured, in the order of the picker."""
    return list(_defaults())


def _defaults() -> dict[str, Any]:
    from playground.backend import segment

    found = {}
    for row in library.describe():
        if row.family == "segmentation":
            with contextlib.suppress(CheckpointError):  # trained but not measured
                found[row.name] = segment.defaults(row.name)
    return dict(sorted(found.items(), key=lambda item: _place(item[0])))


def _place(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)


def _form(name: str) -> dict[str, Any]:
    """Which levels have a skip connection, how it joins, and the channels of each level and the bridge."""
    arguments = library.require(name).arguments
    skips, width = arguments.get("skips"), arguments.get("width", WIDTH)
    return {
        "skips": list(LEVELS if skips is None else skips),
        "joining": arguments.get("joining", "concatenate"),
        "channels": [width * 2**level for level in range(len(LEVELS) + 1)],
    }
