"""A map computed anew, with the settings that somebody chose, in the process beside the server."""

from dataclasses import astuple, dataclass
from importlib import import_module
from typing import Any, Literal, get_args

import numpy as np

from ..measures.layouts import scaled
from ..measures.projection import (
    METRICS,
    TRUSTED_NEIGHBOURS,
    Metric,
    UmapSettings,
    kept_neighbours,
    nearest_neighbours,
    umap,
)
from . import jobs
from .checks import LatentError, checked_seed, whole_number
from .jobs import Report
from .latent import points, require_mappable
from .map import Ground, ground_of, layout, layout_key

NEIGHBOURS = (2, 200)
SAMPLE = (200, 10_000)
LARGEST_DISTANCE = 0.99

Stage = Literal["starting", "neighbours", "layout", "trust"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True)
class MapSettings:
    """What a new map is made of; see `measures.projection.UmapSettings`.

    Attributes:
        model: whose codes.
        neighbours: 2 to 200.
        minimum_distance: 0 to 0.99.
        metric: euclidean, manhattan or cosine.
        sample: how many of the test digits, 200 to 10,000, drawn by the seed.
        seed: 0 to 2³² − 1.
        dimensions: 2 or 3.
    """

    model: str
    neighbours: int = 15
    minimum_distance: float = 0.1
    metric: Metric = "euclidean"
    sample: int = 10_000
    seed: int = 0
    dimensions: int = 2


@dataclass(frozen=True)
class Progress:
    """How far a new map is: as `jobs.Progress`, with the stage by its name."""

    state: jobs.State
    place: int | None
    stage: Stage | None
    share: float


@dataclass(frozen=True)
class ComputedMap:
    """A map made to order.

    Attributes:
        settings: of what.
        indices: ``(n,)`` int32, the sampled digits' places in the test split, rising.
        points: ``(n, 2 or 3)`` float32 in [-1, 1], turned, mirrored and scaled to lie as the shipped map does.
        trust: ``(n,)`` uint8, how many of the ten nearest in code space, among the sample, stayed near.
        label_accuracy: share of points whose ten nearest others on the map mostly have their label.
    """

    settings: MapSettings
    indices: np.ndarray
    points: np.ndarray
    trust: np.ndarray
    label_accuracy: float


def start(settings: MapSettings) -> str:
    """Begin a map, or join the same one if it is being made; its id for the functions below.

    Raises:
        library.UnknownModel, library.WrongFamily: for a model without a map.
        checks.LatentError: for a setting out of range.
        checkpoint.CheckpointError: if the model's atlas was not drawn.
        jobs.Busy: if too many wait already.
    """
    chosen = _checked(settings)
    known = points(chosen.model)
    indices = np.sort(
        np.random.default_rng(chosen.seed).permutation(len(known.labels))[: chosen.sample]
    ).astype(np.int32)
    old = layout(chosen.model, layout_key("umap", chosen.dimensions)).points[indices]
    arguments = (chosen, indices, known.codes[indices], known.labels[indices], old)
    return jobs.shared().submit(astuple(chosen), compute, *arguments)


def progress(job: str) -> Progress:
    """How far a map is; raises `jobs.UnknownJob`."""
    found = jobs.shared().progress(job)
    return Progress(
        found.state, found.place, None if found.stage is None else STAGES[found.stage], found.share
    )


def result(job: str) -> ComputedMap:
    """A finished map; raises `jobs.UnknownJob` or `jobs.NotDone`."""
    return jobs.shared().result(job)


def cancel(job: str) -> None:
    """Give up a map; it is stopped unless somebody else waits for it. Raises `jobs.UnknownJob`."""
    jobs.shared().cancel(job)


def ground(job: str) -> Ground:
    """As `map.ground`, of a finished flat map; raises as :func:`result` does, and checks.LatentError in 3-d."""
    found = result(job)
    return ground_of(found.settings.model, found.indices, found.points)


def compute(
    settings: MapSettings,
    indices: np.ndarray,
    codes: np.ndarray,
    labels: np.ndarray,
    old: np.ndarray,
    report: Report,
) -> ComputedMap:
    """The work itself, in the other process: codes ``(n, K)`` laid out to lie as ``old`` ``(n, 2 or 3)`` does."""
    import_module("umap")  # it compiles for seconds: a stage of its own
    report(STAGES.index("neighbours"), 0.0)
    found = umap(
        codes,
        settings.dimensions,
        UmapSettings(settings.neighbours, settings.minimum_distance, settings.metric, settings.seed),
        lambda done, total: report(STAGES.index("layout"), done / total),
    )
    report(STAGES.index("trust"), 0.0)
    placed = aligned(found, old)
    near = labels[nearest_neighbours(placed)]
    voted = (near[..., None] == np.arange(labels.max() + 1)).sum(1).argmax(1)
    return ComputedMap(
        settings=settings,
        indices=indices,
        points=placed,
        trust=kept_neighbours(codes, placed, TRUSTED_NEIGHBOURS).astype(np.uint8),
        label_accuracy=float((voted == labels).mean()),
    )


def aligned(layout: np.ndarray, old: np.ndarray) -> np.ndarray:
    """A layout ``(n, D)`` turned and mirrored to lie as near as can be to another of the same points, in [-1, 1].

    Distances between its points keep their proportions (orthogonal Procrustes, Schönemann 1966).
    """
    from scipy.linalg import orthogonal_procrustes

    centred = layout - layout.mean(0)
    rotation, _ = orthogonal_procrustes(centred, old - old.mean(0))
    return scaled(centred @ rotation)


def _checked(settings: MapSettings) -> MapSettings:
    require_mappable(settings.model)
    distance: Any = settings.minimum_distance
    is_number = isinstance(distance, int | float) and not isinstance(distance, bool)
    if not is_number or not 0 <= distance <= LARGEST_DISTANCE:
        raise LatentError(
            f"min_dist is a number from 0 to {LARGEST_DISTANCE}, got {str(distance)[:30]}: choose one of those."
        )
    if settings.metric not in METRICS:
        raise LatentError(
            f'There is no metric "{str(settings.metric)[:30]}": choose one of {", ".join(METRICS)}.'
        )
    sample = whole_number(settings.sample, "sample", *SAMPLE)
    neighbours = whole_number(settings.neighbours, "n_neighbors", *NEIGHBOURS)
    if neighbours >= sample:
        raise LatentError(f"n_neighbors must be smaller than the sample of {sample:,} digits.")
    return MapSettings(
        settings.model,
        neighbours,
        float(distance),
        settings.metric,
        sample,
        checked_seed(settings.seed),
        whole_number(settings.dimensions, "dimensions", 2, 3),
    )
