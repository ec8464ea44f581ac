"""The models are listed without being loaded, loaded once, and asked for by name only."""

import threading

import pytest

from playground import checkpoint
from playground.backend import library


def test_every_committed_checkpoint_is_listed() -> None:
    folders = sorted(path.parent.name for path in checkpoint.ROOT.glob("[!.]*/config.json"))
    assert list(library.names()) == folders
    assert [summary.name for summary in library.describe()] == folders


def test_a_model_is_loaded_once_for_all() -> None:
    loaded: list[object] = []
    threads = [
        threading.Thread(target=lambda: loaded.append(library.load("mnist-linear-20"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 8
    assert len(set(map(id, loaded))) == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        "mnist",
        "../mnist-linear-20",
        "mnist-linear-20/",
        "./mnist-linear-20",
        "someone/model",
        "/etc/passwd",
        "a" * 9999,
    ],
)
def test_an_unknown_name_is_refused_by_name(name: str) -> None:
    with pytest.raises(library.UnknownModel, match=r"Choose one of: .*mnist-linear-20") as caught:
        library.load(name)
    assert len(str(caught.value)) < 1000


def test_a_model_of_another_family_is_refused_with_those_that_fit() -> None:
    with pytest.raises(library.WrongFamily, match=r"classifier.*mnist-dense-32") as caught:
        library.require("mnist-classifier", ("autoencoder",))
    assert "mnist-conv-10-classifier" not in str(caught.value)
