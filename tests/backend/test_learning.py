"""Learning curves and the pictures along them come back as training wrote them."""

import numpy as np
import pytest

from playground.backend import library
from playground.backend.learning import learning, models_with_history
from playground.imaging import mnist_files


def test_pca_was_not_trained_epoch_by_epoch() -> None:
    answer = learning("mnist-pca-64")
    assert "mnist-pca-64" not in models_with_history()
    assert answer.epochs == []
    assert answer.snapshots.shape == (0, 0, 28, 28)


@pytest.mark.parametrize("name", models_with_history())
def test_curves_have_a_value_for_every_epoch(name: str) -> None:
    answer = learning(name)
    assert answer.epochs == list(range(1, library.load(name).config.epochs + 1))
    assert {"train_loss", "validation_loss"} <= answer.curves.keys()
    assert all(len(curve) == len(answer.epochs) for curve in answer.curves.values())


@pytest.mark.parametrize("name", ["mnist-dense-32", "mnist-conv"])
def test_pictures_get_better(name: str) -> None:
    answer = learning(name)
    assert answer.snapshots.shape == (len(answer.snapshot_epochs), 10, 28, 28)
    assert answer.snapshot_epochs[0] == 0
    assert answer.snapshot_epochs[-1] == answer.epochs[-1]
    distance = np.abs(answer.snapshots - answer.snapshots[-1]).mean((1, 2, 3))
    assert distance[0] > 5 * distance[-2]


def test_a_reader_of_digits_rebuilds_nothing() -> None:
    assert learning("mnist-classifier").snapshots.size == 0


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(library.UnknownModel):
        learning("no-such-model")


def test_originals_are_there_only_where_mnist_is(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    mnist_files.test_digits.cache_clear()
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    assert mnist_files.test_digits() is None
    mnist_files.test_digits.cache_clear()
