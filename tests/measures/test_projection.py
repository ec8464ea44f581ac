"""Maps of points whose neighbourhoods are known, and measures of maps that are known to be good or bad."""

import numpy as np
import pytest

from playground.measures.projection import (
    TsneSettings,
    UmapSettings,
    faithfulness,
    kept_neighbours,
    nearest_neighbours,
    pca,
    tsne,
    umap,
)


@pytest.fixture(scope="module")
def clusters() -> tuple[np.ndarray, np.ndarray]:
    """Three well separated clouds of 40 points in five dimensions, and which cloud each point is of."""
    random = np.random.default_rng(0)
    labels = np.arange(3).repeat(40)
    return 10 * np.eye(5)[labels] + random.standard_normal((120, 5)), labels


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("project", [umap, tsne, pca])
def test_clusters_stay_together(project, dimensions: int, clusters: tuple[np.ndarray, np.ndarray]) -> None:
    codes, labels = clusters
    layout = project(codes, dimensions)
    assert layout.shape == (120, dimensions)
    assert layout.dtype == np.float32
    assert (labels[nearest_neighbours(layout, 5)] == labels[:, None]).mean() > 0.9


def test_the_same_seed_gives_the_same_map_and_another_another(
    clusters: tuple[np.ndarray, np.ndarray],
) -> None:
    codes, _ = clusters
    for project, settings in ((umap, UmapSettings), (tsne, TsneSettings)):
        one, same = (project(codes, 2, settings(seed=3)) for _ in range(2))
        np.testing.assert_array_equal(one, same)
    assert not np.allclose(umap(codes, 2, UmapSettings(seed=3)), umap(codes, 2, UmapSettings(seed=4)))


def test_umap_tells_how_far_it_is(clusters: tuple[np.ndarray, np.ndarray]) -> None:
    told: list[tuple[int, int]] = []
    with_progress = umap(clusters[0], 2, on_epoch=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 100
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    np.testing.assert_array_equal(with_progress, umap(clusters[0], 2))


def test_two_numbers_on_three_axes_leave_one_flat() -> None:
    codes = np.random.default_rng(0).standard_normal((20, 2))
    layout = pca(codes, 3)
    assert (layout[:, 2] == 0).all()
    np.testing.assert_array_equal(nearest_neighbours(layout, 4), nearest_neighbours(codes, 4))


class TestFaithfulness:
    def test_a_map_that_changes_nothing_is_trusted(self, clusters: tuple[np.ndarray, np.ndarray]) -> None:
        codes, labels = clusters[0][:, :2], clusters[1]
        found = faithfulness(codes, 3 * codes + 1, labels)
        assert found.trustworthiness == found.continuity == 1
        assert (kept_neighbours(codes, 3 * codes + 1) == 10).all()

    def test_a_shuffled_map_is_not(self, clusters: tuple[np.ndarray, np.ndarray]) -> None:
        codes, labels = clusters
        shuffled = np.random.default_rng(0).permutation(codes)[:, :2]
        found = faithfulness(codes, shuffled, labels)
        assert found.trustworthiness < 0.7
        assert found.label_accuracy < 0.7
        assert kept_neighbours(codes, shuffled).mean() < 3

    def test_what_is_folded_together_is_not_trusted_though_nothing_is_torn(self) -> None:
        """Two far sheets laid on top of each other: every true neighbour is near, and so are false ones."""
        random = np.random.default_rng(0)
        sheet = random.standard_normal((200, 2))
        codes = np.column_stack([sheet, np.arange(200) % 2 * 100])
        found = faithfulness(codes, sheet, np.arange(200) % 2)
        assert found.trustworthiness < found.continuity
        assert found.label_accuracy < 0.7
