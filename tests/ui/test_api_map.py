"""Maps through the public endpoints: where the test digits lie, and where another digit would."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from gradio_client import Client

from playground.backend import map as maps
from playground.backend.latent import MAPPABLE, points
from tests.ui.calls import refusal

PROJECTIONS = ("umap", "tsne", "pca")


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("projection", PROJECTIONS)
def test_map_points_are_those_of_the_shipped_map(client: Client, projection: str, dimensions: int) -> None:
    found = client.predict("mnist-vae-2", projection, dimensions, api_name="/map_points")
    assert set(found) == {"x", "y", "z", "label", "index"}
    assert found["index"] == list(range(10_000))
    assert found["label"] == points("mnist-vae-2").labels.tolist()
    axes = [found[axis] for axis in "xyz"[:dimensions]]
    layout = maps.layout("mnist-vae-2", f"{projection}-{dimensions}")
    np.testing.assert_allclose(np.stack(axes, axis=1), layout.points, atol=6e-6)
    assert (found["z"] is None) == (dimensions == 2)


def test_left_out_it_is_the_flat_umap_of_the_vae(client: Client) -> None:
    found = client.predict(api_name="/map_points")
    layout = maps.layout("mnist-vae-16", "umap-2").points
    np.testing.assert_allclose([found["x"][7], found["y"][7]], layout[7], atol=6e-6)
    assert found["z"] is None


@pytest.mark.parametrize("model", MAPPABLE)
def test_locate_finds_ten_neighbours_the_nearest_first(
    client: Client, digit: Callable[[int], Any], model: str
) -> None:
    found = client.predict(digit(1), model, api_name="/locate")
    assert set(found) == {"x", "y", "neighbours"}
    assert -1 <= found["x"] <= 1
    assert -1 <= found["y"] <= 1
    near = found["neighbours"]
    assert len({neighbour["index"] for neighbour in near}) == 10
    assert [neighbour["distance"] for neighbour in near] == sorted(row["distance"] for row in near)
    labels = points(model).labels
    assert [neighbour["label"] for neighbour in near] == [int(labels[row["index"]]) for row in near]
    code = np.array(client.predict(digit(1), model, api_name="/encode")["mean"])
    for neighbour in near:
        distance = np.linalg.norm(points(model).codes[neighbour["index"]].astype(float) - code)
        assert math.isclose(neighbour["distance"], distance, rel_tol=1e-3, abs_tol=1e-3)


@pytest.mark.parametrize("label", range(10))
def test_locate_puts_every_digit_among_its_own_kind(
    client: Client, digit: Callable[[int], Any], label: int
) -> None:
    near = client.predict(digit(label), api_name="/locate")["neighbours"]
    assert sum(neighbour["label"] == label for neighbour in near) > 5


def test_another_map_is_another_place_with_the_same_neighbours(
    client: Client, digit: Callable[[int], Any]
) -> None:
    found = [client.predict(digit(6), projection=name, api_name="/locate") for name in PROJECTIONS]
    assert len({(place["x"], place["y"]) for place in found}) == 3
    assert found[0]["neighbours"] == found[1]["neighbours"] == found[2]["neighbours"]


@pytest.mark.parametrize("api_name", ["/map_points", "/locate"])
@pytest.mark.parametrize("projection", ["isomap", "", "UMAP", "umap-2", None, 3, ["umap"]], ids=repr)
def test_an_unknown_projection_is_refused(
    client: Client, digit: Callable[[int], Any], api_name: str, projection: Any
) -> None:
    asked = {"image": digit(3)} if api_name == "/locate" else {}
    sentence = refusal(client, api_name=api_name, projection=projection, **asked)
    assert "umap, tsne, pca." in sentence


@pytest.mark.parametrize("dimensions", [1, 4, 2.5, "2", None, True, 10**30], ids=repr)
def test_dimensions_are_two_or_three(client: Client, dimensions: Any) -> None:
    sentence = refusal(client, dimensions=dimensions, api_name="/map_points")
    assert sentence.startswith("dimensions is 2 or 3, got "), sentence


@pytest.mark.parametrize("api_name", ["/map_points", "/locate"])
@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("nobody", 'There is no model called "nobody".'),
        ("mnist-classifier", 'There is no map of the codes of "mnist-classifier".'),
        ("../mnist-vae-16", "There is no model called"),
        (7, "model must be a name"),
    ],
    ids=repr,
)
def test_a_model_without_a_map_is_refused(
    client: Client, digit: Callable[[int], Any], api_name: str, model: Any, reason: str
) -> None:
    asked = {"image": digit(3)} if api_name == "/locate" else {}
    assert refusal(client, api_name=api_name, model=model, **asked).startswith(reason)
