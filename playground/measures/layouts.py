"""The maps that are drawn of a latent space once and for all, by name: what made each of them."""

from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from . import projection
from .projection import Projection, TsneSettings, UmapSettings

STEPS = 32_767
"""A coordinate of 1 as a whole number: layouts are kept in 16 bits."""
_LIBRARIES = {"umap": ("umap-learn", "numba"), "tsne": ("scikit-learn",), "pca": ("scikit-learn",)}


@dataclass(frozen=True)
class LayoutRecipe:
    """What makes one map.

    Attributes:
        method: umap, tsne or pca.
        dimensions: 2 or 3.
        settings: the method's own; None for PCA, which has none.
    """

    method: Projection
    dimensions: int
    settings: UmapSettings | TsneSettings | None

    def draw(self, codes: np.ndarray) -> np.ndarray:
        """Lay out codes ``(N, K)``: ``(N, dimensions)`` float32 in [-1, 1], as :func:`scaled` makes it."""
        if isinstance(self.settings, UmapSettings):
            return scaled(projection.umap(codes, self.dimensions, self.settings))
        if isinstance(self.settings, TsneSettings):
            return scaled(projection.tsne(codes, self.dimensions, self.settings))
        return scaled(projection.pca(codes, self.dimensions))

    def parameters(self) -> dict[str, Any]:
        """What it is made with, the seed among it, as plain JSON."""
        return {
            "method": self.method,
            "dimensions": self.dimensions,
            "settings": asdict(self.settings) if self.settings else {},
        }

    def provenance(self) -> dict[str, Any]:
        """Its parameters and the versions of the libraries here, as plain JSON."""
        return self.parameters() | {"versions": {name: version(name) for name in _LIBRARIES[self.method]}}


LAYOUTS: dict[str, LayoutRecipe] = {
    "umap-2": LayoutRecipe("umap", 2, UmapSettings()),
    "umap-3": LayoutRecipe("umap", 3, UmapSettings()),
    "tsne-2": LayoutRecipe("tsne", 2, TsneSettings()),
    "tsne-3": LayoutRecipe("tsne", 3, TsneSettings(angle=0.8)),  # eight cells instead of four: slow
    "pca-2": LayoutRecipe("pca", 2, None),
    "pca-3": LayoutRecipe("pca", 3, None),
    "umap-2-seed-1": LayoutRecipe("umap", 2, UmapSettings(seed=1)),
    "umap-2-neighbours-5": LayoutRecipe("umap", 2, UmapSettings(neighbours=5)),
    "umap-2-neighbours-100": LayoutRecipe("umap", 2, UmapSettings(neighbours=100)),
}
"""The last three show what a UMAP says of its settings rather than of the digits."""


def scaled(layout: np.ndarray) -> np.ndarray:
    """A layout ``(N, D)`` around its middle and in [-1, 1], every axis on the same scale; float32.

    The middle is half-way between the extremes of each axis. Points that all lie on one spot stay there.
    """
    low, high = layout.min(0), layout.max(0)
    reach = float((high - low).max()) / 2
    return ((layout - (low + high) / 2) / (reach or 1.0)).astype(np.float32)


def packed(layout: np.ndarray) -> np.ndarray:
    """A layout in [-1, 1] as int16, in steps of 1 / ``STEPS``."""
    return np.rint(layout * STEPS).astype(np.int16)


def unpacked(layout: np.ndarray) -> np.ndarray:
    """The inverse of :func:`packed`: float32."""
    return layout.astype(np.float32) / STEPS
