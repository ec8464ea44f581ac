"""The one door between training and use: what comes in goes out, what is broken is refused by name."""

import contextlib
import dataclasses
import hashlib
import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from playground import checkpoint
from playground.checkpoint import CheckpointError, Config, Preprocessing, from_pretrained, load_folder
from playground.models import LinearAutoencoder


@pytest.fixture
def network() -> LinearAutoencoder:
    torch.manual_seed(0)
    return LinearAutoencoder(latent_dim=3).eval()


@pytest.fixture
def config() -> Config:
    return Config(
        name="small-linear",
        title="Small",
        family="autoencoder",
        architecture="LinearAutoencoder",
        arguments={"latent_dim": 3},
        preprocessing=Preprocessing(),
        dataset="mnist",
        split="none",
        recipe="none",
        seed=0,
        epochs=1,
        latent_dim=3,
        parameters=5_488,
        versions={},
    )


@pytest.fixture
def folder(network: LinearAutoencoder, config: Config, tmp_path: Path) -> Path:
    return checkpoint.save_checkpoint(config, network, tmp_path, {"history.csv": b"epoch\n1\n"})


def test_weights_and_config_come_back(folder: Path, network: LinearAutoencoder, config: Config) -> None:
    loaded = from_pretrained(folder)
    assert dataclasses.replace(loaded.config, sha256="") == config
    assert not loaded.model.training
    assert not any(parameter.requires_grad for parameter in loaded.model.parameters())
    for name, weight in network.state_dict().items():
        assert torch.equal(loaded.model.state_dict()[name], weight)


def test_half_precision_weights_compute_in_single_precision(folder: Path) -> None:
    weights = {name: weight.half() for name, weight in load_file(folder / "model.safetensors").items()}
    save_file(weights, folder / "model.safetensors")
    _sign_again(folder)
    assert next(load_folder(folder).model.parameters()).dtype is torch.float32


def test_a_changed_byte_is_noticed(folder: Path) -> None:
    content = bytearray((folder / "model.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "model.safetensors").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"small-linear: model\.safetensors has the SHA-256"):
        from_pretrained(folder)


@pytest.mark.parametrize("file", ["config.json", "model.safetensors"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(CheckpointError, match=f"small-linear: {file} is missing"):
        from_pretrained(folder)


def test_an_unknown_architecture_is_named(folder: Path) -> None:
    _edit(folder, architecture="Transformer")
    with pytest.raises(CheckpointError, match=r'architecture "Transformer".*Known are: LinearAutoencoder'):
        from_pretrained(folder)


def test_weights_of_another_shape_do_not_fit(folder: Path) -> None:
    _edit(folder, arguments={"latent_dim": 4})
    with pytest.raises(CheckpointError, match="do not fit LinearAutoencoder"):
        from_pretrained(folder)


def test_an_unknown_argument_does_not_fit(folder: Path) -> None:
    _edit(folder, arguments={"latent_dim": 3, "depth": 9})
    with pytest.raises(CheckpointError, match="do not fit LinearAutoencoder"):
        from_pretrained(folder)


def test_a_pickle_under_the_name_of_weights_is_not_read(folder: Path) -> None:
    torch.save({"encoder": torch.zeros(1)}, folder / "model.safetensors")
    _sign_again(folder)
    with pytest.raises(CheckpointError, match="do not fit"):
        from_pretrained(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"preprocessing": {}}', "\xff"])
def test_a_config_that_cannot_be_understood_is_said(folder: Path, content: str) -> None:
    (folder / "config.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(CheckpointError, match=r"config\.json cannot be understood"):
        from_pretrained(folder)


@pytest.mark.parametrize("name", ["no-such-model", "../checkpoints", "/etc/passwd", "", "a/b/c"])
def test_a_name_that_leads_nowhere_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckpointError, match=r"no checkpoint|config\.json is missing"):
        from_pretrained(name)


def test_a_hub_id_without_network_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError, match="could not be fetched from the Hugging Face Hub"):
        from_pretrained("somebody/some-autoencoder-that-nobody-has")


def test_saving_again_replaces_every_file(folder: Path, network: LinearAutoencoder, config: Config) -> None:
    (folder / "snapshots.safetensors").write_bytes(b"from an older training")
    checkpoint.save_checkpoint(config, network, folder.parent)
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "model.safetensors"]


@pytest.mark.parametrize("calls_before_death", range(1, 12))
def test_death_at_any_step_leaves_the_old_or_the_new_checkpoint(
    folder: Path,
    network: LinearAutoencoder,
    config: Config,
    calls_before_death: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every call that changes the disk is a place to die in; the next start must find a whole folder."""
    before = (folder / "model.safetensors").read_bytes()
    newer = LinearAutoencoder(latent_dim=3)
    with monkeypatch.context() as dying:
        _die_after(calls_before_death, dying)
        with contextlib.suppress(_Death):
            checkpoint.save_checkpoint(config, newer, folder.parent)
    checkpoint.finish_interrupted_save(config.name, folder.parent)
    after = from_pretrained(folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    is_old = (folder / "model.safetensors").read_bytes() == before
    is_new = torch.equal(after.model.encoder[1].weight, newer.encoder[1].weight)
    assert is_old != is_new


def test_every_committed_checkpoint_is_whole_and_measured() -> None:
    folders = sorted(path.parent for path in checkpoint.ROOT.glob("*/config.json"))
    assert folders
    for folder in folders:
        loaded = from_pretrained(folder.name)
        assert loaded.config.name == folder.name
        assert loaded.config.metrics
        assert f"# {folder.name}" in (folder / "README.md").read_text()
        assert loaded.config.parameters == sum(weight.numel() for weight in loaded.model.parameters())


def test_checkpoints_fit_into_a_space() -> None:
    sizes = {path: path.stat().st_size for path in checkpoint.ROOT.rglob("*") if path.is_file()}
    assert max(sizes.values()) <= 10_000_000
    assert sum(sizes.values()) <= 120_000_000


class _Death(BaseException):
    """Stands for kill -9: nothing catches it."""


def _die_after(calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [calls]

    def dying(function):
        def call(*arguments, **named):
            left[0] -= 1
            if left[0] < 0:
                raise _Death
            return function(*arguments, **named)

        return call

    monkeypatch.setattr(os, "fsync", dying(os.fsync))
    for name in ("mkdir", "rename", "replace", "unlink"):
        monkeypatch.setattr(Path, name, dying(getattr(Path, name)))


def _edit(folder: Path, **changes: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **changes}))


def _sign_again(folder: Path) -> None:
    _edit(folder, sha256=hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest())
