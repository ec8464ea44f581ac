"""Your digit on the map: a pad beside it, and the neighbours between which the digit is put."""

from collections.abc import Callable
from typing import Any

from playground.ui.widgets import widget
from playground.ui.widgets.pad import pad

Ask = Callable[[dict[str, Any]], dict[str, Any]]


def map_digit(prepare: Ask, encode: Ask) -> None:
    """A pad, `#map-pad`, and below it what lies around the drawn digit; its place is drawn on the map.

    `#map-digit` carries `data-key`, the digit that it tells of, and `data-label`, what its neighbours say.

    Parameters:
        prepare: answers the pad, see `pad`.
        encode: answers {sequence, digit, model, label} with {sequence, model, mean, …}, see the latent tab.
    """
    pad(prepare, elem_id="map-pad", example=True)
    widget("map_digit", elem_id="map-digit-panel", server_functions=[encode])
