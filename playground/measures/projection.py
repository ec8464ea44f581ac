"""Maps: many-dimensional codes laid out in two or three dimensions, and how far a map can be believed.

UMAP is umap-learn's, t-SNE and PCA are scikit-learn's. umap is imported where a map is computed: it brings
numba along, which compiles for seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

Projection = Literal["umap", "tsne", "pca"]
PROJECTIONS: tuple[Projection, ...] = get_args(Projection)
Metric = Literal["euclidean", "manhattan", "cosine"]
METRICS: tuple[Metric, ...] = get_args(Metric)
TRUSTED_NEIGHBOURS = 10


@dataclass(frozen=True)
class UmapSettings:
    """What shapes a UMAP (McInnes, Healy and Melville, "UMAP", 2018).

    Attributes:
        neighbours: how many of its nearest a point is tied to: few show detail, many the whole.
        minimum_distance: how near points may come to each other on the map, 0 to 1.
        metric: what "near" means between codes.
        seed: of the random start and of the descent.
    """

    neighbours: int = 15
    minimum_distance: float = 0.1
    metric: Metric = "euclidean"
    seed: int = 0


@dataclass(frozen=True)
class TsneSettings:
    """What shapes a t-SNE (van der Maaten and Hinton, "Visualizing data using t-SNE", 2008).

    Attributes:
        perplexity: about how many neighbours a point is held to.
        angle: from how far off a group of points counts as one (Barnes-Hut): larger is faster and coarser.
        seed: of the start and of the descent.
    """

    perplexity: float = 30.0
    angle: float = 0.5
    seed: int = 0


@dataclass(frozen=True)
class Faithfulness:
    """How far a map can be believed.

    Attributes:
        trustworthiness: 1 where no point has a neighbour on the map that is none in code space
            (Venna and Kaski 2001); 0.5 for a random map.
        continuity: 1 where no neighbour in code space was torn away on the map.
        label_accuracy: share of points whose ten nearest others on the map mostly have their label.
    """

    trustworthiness: float
    continuity: float
    label_accuracy: float


def umap(
    codes: np.ndarray,
    dimensions: int = 2,
    settings: UmapSettings | None = None,
    on_epoch: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Lay out codes ``(N, K)`` by UMAP: ``(N, dimensions)`` float32; the same seed gives the same map.

    Args:
        codes: at least three.
        dimensions: 2 or 3.
        settings: those of `UmapSettings` where left out.
        on_epoch: called with epochs done and epochs to do while the layout descends.
    """
    from umap import UMAP

    settings = settings or UmapSettings()
    progress = {"file": _EpochCounter(on_epoch), "bar_format": "{n}/{total}", "mininterval": 0.1}
    reducer = UMAP(
        n_components=dimensions,
        n_neighbors=min(settings.neighbours, len(codes) - 1),
        min_dist=settings.minimum_distance,
        metric=settings.metric,
        random_state=settings.seed,
        n_jobs=1,  # a layout with a seed runs on one thread in any case
        tqdm_kwds={**progress, "disable": on_epoch is None},
    )
    return reducer.fit_transform(np.asarray(codes, np.float32)).astype(np.float32)


def tsne(codes: np.ndarray, dimensions: int = 2, settings: TsneSettings | None = None) -> np.ndarray:
    """Lay out codes ``(N, K)`` by t-SNE (Barnes-Hut, begun from PCA): ``(N, dimensions)`` float32."""
    from sklearn.manifold import TSNE

    settings = settings or TsneSettings()
    reducer = TSNE(
        dimensions,
        perplexity=min(settings.perplexity, (len(codes) - 1) / 3),
        angle=settings.angle,
        init="pca" if codes.shape[1] >= dimensions else "random",
        random_state=settings.seed,
    )
    return reducer.fit_transform(np.asarray(codes, np.float32)).astype(np.float32)


def pca(codes: np.ndarray, dimensions: int = 2) -> np.ndarray:
    """Lay out codes ``(N, K)`` along their directions of largest variance: ``(N, dimensions)`` float32.

    Where the codes have fewer numbers than the map has dimensions, the others are zero.
    """
    from sklearn.decomposition import PCA

    size = min(dimensions, codes.shape[1])
    found = PCA(size, svd_solver="full").fit_transform(np.asarray(codes, np.float64))
    return np.pad(found, ((0, 0), (0, dimensions - size))).astype(np.float32)


def nearest_neighbours(points: np.ndarray, count: int = TRUSTED_NEIGHBOURS) -> np.ndarray:
    """Indices ``(N, count)`` of every point's nearest others by Euclidean distance, the nearest first."""
    from sklearn.neighbors import NearestNeighbors

    points = np.asarray(points, np.float64)
    return NearestNeighbors(n_neighbors=count).fit(points).kneighbors(return_distance=False)


def kept_neighbours(codes: np.ndarray, layout: np.ndarray, count: int = TRUSTED_NEIGHBOURS) -> np.ndarray:
    """How many of each point's ``count`` nearest in code space are among its nearest on the map.

    Args:
        codes: ``(N, K)``.
        layout: ``(N, 2)`` or ``(N, 3)``.

    Returns:
        ``(N,)`` whole numbers from 0 to ``count``.
    """
    true, shown = nearest_neighbours(codes, count), nearest_neighbours(layout, count)
    return (true[:, :, None] == shown[:, None, :]).any(2).sum(1)


def faithfulness(codes: np.ndarray, layout: np.ndarray, labels: np.ndarray) -> Faithfulness:
    """Measure a map ``(N, 2 or 3)`` of codes ``(N, K)`` with labels ``(N,)``.

    Continuity is trustworthiness with the two spaces exchanged.
    """
    from scipy.stats import mode
    from sklearn.manifold import trustworthiness

    voted = mode(labels[nearest_neighbours(layout)], axis=1).mode
    return Faithfulness(
        trustworthiness=float(trustworthiness(codes, layout, n_neighbors=TRUSTED_NEIGHBOURS)),
        continuity=float(trustworthiness(layout, codes, n_neighbors=TRUSTED_NEIGHBOURS)),
        label_accuracy=float((voted == labels).mean()),
    )


class _EpochCounter:
    """A stream for umap's progress bar, which has no other way to tell how far it is."""

    def __init__(self, on_epoch: Callable[[int, int], None] | None) -> None:
        self.on_epoch = on_epoch

    def write(self, text: str) -> None:
        done, _, total = text.strip().partition("/")
        if self.on_epoch and done.isdecimal() and total.isdecimal():
            self.on_epoch(int(done), int(total))

    def flush(self) -> None:
        """Nothing is held back."""
