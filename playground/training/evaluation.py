"""What an evaluation hands on."""

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor


@dataclass(frozen=True)
class Table:
    """A table of a model card: a heading, a sentence, column names, rows of text and numbers."""

    heading: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | int | None, ...], ...]


@dataclass(frozen=True)
class Evaluation:
    """Figures of one checkpoint, all of them measured just now.

    Attributes:
        metrics: what ``config.json`` keeps; numbers, and groups of numbers by name.
        statistics: tensors that the page needs to place one picture among the test set.
        tables: what the card shows.
        notes: sentences for the card that follow from the figures.
    """

    metrics: dict[str, Any]
    statistics: dict[str, Tensor]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = field(default=())

    def with_more(self, other: "Evaluation") -> "Evaluation":
        """Both together; where both name a figure, the other's stands."""
        return Evaluation(
            {**self.metrics, **other.metrics},
            {**self.statistics, **other.statistics},
            (*self.tables, *other.tables),
            (*self.notes, *other.notes),
        )
