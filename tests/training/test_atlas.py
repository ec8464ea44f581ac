"""An atlas of a small network, drawn and measured."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from playground.checkpoint import CheckpointError, load_folder, read_config
from playground.measures.layouts import LAYOUTS, unpacked
from playground.measures.projection import kept_neighbours, nearest_neighbours
from playground.training import atlas, evaluate_map
from playground.training.fit import fit
from playground.training.recipes import RECIPES

from .conftest import bars

SMALL = {"latent_dim": 3, "hidden": [16], "width": 2}
FEW = {key: LAYOUTS[key] for key in ("tsne-2", "pca-3")}


def train(name: str, root: Path, **arguments: object) -> Path:
    recipe = dataclasses.replace(
        RECIPES[name], epochs=1, batch_size=64, precision="32-true", storage="float32", arguments=arguments
    )
    return fit(recipe, device="cpu", root=root)


@pytest.mark.usefixtures("bars_for_mnist", "runs")
class TestAtlas:
    @pytest.fixture
    def root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        atlas._attributes.cache_clear()
        for module in (atlas, evaluate_map):
            monkeypatch.setattr(module, "LAYOUTS", FEW)
        yield tmp_path
        atlas._attributes.cache_clear()

    @pytest.mark.parametrize("name", ["mnist-vae-2", "mnist-cvae-16"])
    def test_it_holds_the_codes_of_the_test_split(self, name: str, root: Path) -> None:
        train("mnist-classifier", root, width=2)
        train(name, root, **SMALL)
        written = atlas.draw_atlas(name, root)
        loaded, test = load_folder(root / name), bars("test")
        pictures = test.pictures.float() / 255
        known = (pictures, test.labels) if name == "mnist-cvae-16" else (pictures,)
        expected = loaded.model.posterior(*known)[0]
        torch.testing.assert_close(loaded.atlas["codes"].float(), expected, rtol=1e-3, atol=1e-3)
        assert loaded.atlas["labels"].tolist() == test.labels.tolist()
        assert loaded.atlas["indices"].tolist() == list(range(len(test)))
        assert torch.equal(written["slants"], loaded.atlas["slants"])
        assert 1.5 < written["thicknesses"].float().mean() < 3  # the bars are two pixels thick
        for key, recipe in FEW.items():
            layout = unpacked(loaded.atlas[f"layout.{key}"].numpy())
            assert layout.shape == (len(test), recipe.dimensions)
            kept = kept_neighbours(loaded.atlas["codes"].float().numpy(), layout)
            assert loaded.atlas[f"trust.{key}"].tolist() == kept.tolist()
        judge = load_folder(root / "mnist-classifier").model
        codes = loaded.atlas["codes"].float()
        rebuilt = loaded.model.decode(*((codes, test.labels) if name == "mnist-cvae-16" else (codes,)))
        for kind, shown in (("", pictures), ("rebuilt_", rebuilt)):
            sure, read = judge(shown).softmax(1).max(1)
            assert loaded.atlas[f"{kind}readings"].tolist() == read.tolist()
            torch.testing.assert_close(loaded.atlas[f"{kind}confidences"] / 255, sure, rtol=0, atol=0.003)
        errors = (rebuilt - pictures).square().flatten(1).mean(1)
        torch.testing.assert_close(loaded.atlas["errors"].float(), errors, rtol=1e-2, atol=1e-4)

    def test_its_maps_are_measured_on_the_card_and_made_plain_in_the_file(self, root: Path) -> None:
        train("mnist-classifier", root, width=2)
        folder = train("mnist-vae-2", root, **SMALL)
        (folder / "README.md").write_text("# A card\n\n## Limits\n\nMany.\n")
        for _ in range(2):  # drawn again, a table takes the place of the old one
            atlas.draw_atlas("mnist-vae-2", root)
        card = (folder / "README.md").read_text()
        assert card.count("## Maps\n") == card.count("## Located by its neighbours\n") == 1
        assert card.index("## Maps") < card.index("## Limits")
        metrics = read_config(folder).metrics
        assert set(metrics["maps"]) == set(FEW)
        assert metrics == evaluate_map.evaluate_map(load_folder(folder)).metrics
        codes = load_folder(folder).atlas["codes"].float().numpy()
        own = bars("test").labels.numpy()
        near = own[nearest_neighbours(codes)]
        assert metrics["locate"]["majority"] == pytest.approx(((near == own[:, None]).sum(1) > 5).mean())
        with safe_open(folder / "atlas.safetensors", "pt") as file:
            made = json.loads(file.metadata()["layouts"])
        assert made == {key: recipe.provenance() for key, recipe in FEW.items()}

    def test_a_code_that_is_too_long_has_none(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        train("mnist-vae-2", root, **SMALL)
        monkeypatch.setattr(atlas, "LARGEST_CODE", 2)
        assert not atlas.is_mappable("mnist-vae-2", root)
        with pytest.raises(CheckpointError, match="at most 2 numbers"):
            atlas.draw_atlas("mnist-vae-2", root)

    def test_what_is_not_there_is_not_mappable(self, root: Path) -> None:
        assert not atlas.is_mappable("mnist-dense-32", root)
