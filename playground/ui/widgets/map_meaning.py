"""What it means: the right column of the map tab, with the worksheet as the thing to try."""

from playground.ui.widgets import widget
from playground.ui.widgets.map_worksheet import map_worksheet


def map_meaning() -> None:
    """Into the open column: three sentences, UMAP as a formula and two pictures, what misleads; then the worksheet.

    Both fold away.
    """
    widget("map_meaning")
    map_worksheet()
