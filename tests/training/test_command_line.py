"""``python -m playground.training`` as a person types it."""

from pathlib import Path

import pytest

from playground.training import datasets
from playground.training.__main__ import main
from playground.training.listing import table
from playground.training.recipes import RECIPES


def test_list_names_every_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in RECIPES)


def test_list_tells_what_is_not_trained(tmp_path: Path) -> None:
    assert table(tmp_path).count("not trained") == len(RECIPES)


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_nothing_named_is_said(command: str) -> None:
    with pytest.raises(SystemExit, match="Name a recipe or give --all"):
        main([command])


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "mnist-dense-33"])
    assert "mnist-dense-33" in capsys.readouterr().err


@pytest.mark.parametrize("epochs", ["0", "-3", "many"])
def test_a_length_that_makes_no_sense_is_refused(epochs: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["train", "mnist-dense-32", "--epochs", epochs])
    assert "--epochs" in capsys.readouterr().err


def test_missing_data_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setattr("torchvision.datasets.MNIST.mirrors", ["http://127.0.0.1:9/"])
    assert main(["train", "mnist-pca-64"]) == 1
    assert "set PLAYGROUND_DATA" in capsys.readouterr().err


def test_an_unknown_data_set_is_named() -> None:
    with pytest.raises(ValueError, match="imagenet"):
        datasets.load("imagenet", "train")
