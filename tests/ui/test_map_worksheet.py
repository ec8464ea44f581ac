"""The worksheet of the map tab: every answer is worked out again from the shipped atlas, and must still hold."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from playground.backend import latent, sample
from playground.backend import map as maps
from playground.backend.judging import judged
from playground.backend.reconstruct import decode
from playground.ui.text import LANGUAGES, text
from playground.ui.widgets import _source
from playground.ui.widgets.map_worksheet import LAYOUT, MODEL

DIGITS = range(10)
PAIRS = [(one, other) for other in DIGITS for one in range(other)]


def tensor(name: str) -> np.ndarray:
    return latent.atlas_tensor(MODEL, name).float().numpy()


@pytest.fixture(scope="module")
def codes() -> np.ndarray:
    return latent.points(MODEL).codes


@pytest.fixture(scope="module")
def labels() -> np.ndarray:
    return latent.points(MODEL).labels.astype(int)


@pytest.fixture(scope="module")
def near(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each digit's ten nearest others in code space: indices and distances, ``(N, 10)`` each."""
    indices, distances = maps.nearest_codes(codes, MODEL, 11)
    assert (indices[:, 0] == np.arange(len(codes))).all()  # itself
    return indices[:, 1:], distances[:, 1:]


@pytest.fixture(scope="module")
def mixed(labels: np.ndarray, near: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """The share of each label (column) among the ten nearest of each label's digits (row)."""
    neighbours = labels[near[0]]
    return np.stack([np.bincount(neighbours[labels == label].ravel(), minlength=10) for label in DIGITS]) / (
        10 * np.bincount(labels)[:, None]
    )


def middles(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    return np.stack([points[labels == label].mean(0) for label in DIGITS])


def percent(share: float, decimals: int = 0) -> str:
    return f"{100 * share:.{decimals}f}\u00a0%"


def says(question: str, *figures: str) -> None:
    """Both languages state these figures, each as a number of its own."""
    for language in LANGUAGES:
        answer = text(f"map_worksheet.{question}.answer", language)
        for figure in figures:
            assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d]|\.\d)", answer), (language, figure)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lead_names_the_map_that_the_answers_are_about(language: str) -> None:
    lead = text("map_worksheet.lead", language)
    assert text(f"models.{MODEL}.title", language) in lead
    assert LAYOUT.split("-")[0].upper() in lead


def test_the_most_distinct_digits(mixed: np.ndarray) -> None:
    own = np.diag(mixed)
    assert [int(label) for label in np.argsort(-own)[:3]] == [1, 0, 6]
    assert own.argmin() == 5
    says("distinct", *(percent(own[label], 1) for label in (1, 0, 6, 5)))


def test_the_closest_pairs_in_the_code_and_on_the_map(mixed: np.ndarray, labels: np.ndarray) -> None:
    shares = {(one, other): (mixed[one, other] + mixed[other, one]) / 2 for one, other in PAIRS}
    closest = sorted(PAIRS, key=lambda pair: -shares[pair])[:4]
    assert closest == [(3, 5), (3, 8), (5, 8), (4, 9)]
    says("pairs", "45", *(percent(shares[pair], 1) for pair in closest))
    places = middles(maps.layout(MODEL, LAYOUT).points, labels)
    apart = {(one, other): np.linalg.norm(places[one] - places[other]) for one, other in PAIRS}
    assert set(sorted(PAIRS, key=lambda pair: apart[pair])[:4]) == set(closest)


def test_the_hardest_digits(mixed: np.ndarray, labels: np.ndarray) -> None:
    own = np.diag(mixed)
    misread = np.bincount(labels[tensor("readings") != labels], minlength=10)
    assert own.argmin() == misread.argmax() == 5
    assert np.sort(misread)[-1] > np.sort(misread)[-2]
    says("hardest", percent(own[5], 1), str(misread[5]), str(misread.sum()))

    errors = tensor("errors").astype(np.float64)
    means = middles(errors[:, None], labels)[:, 0]
    assert (means.argmax(), means.argmin()) == (8, 1)
    assert means[8] / means[1] == pytest.approx(4, abs=0.25)
    says("hardest", f"{means[8]:.4f}", f"{means[1]:.4f}")
    worst = labels[np.argsort(-errors, kind="stable")[:100]]
    assert np.isin(worst, [2, 8]).mean() == pytest.approx(0.5, abs=0.05)


def test_the_centre_of_maps_and_of_the_code(codes: np.ndarray, labels: np.ndarray) -> None:
    def nearest_to_the_middle(key: str) -> np.ndarray:
        distances = np.linalg.norm(maps.layout(MODEL, key).points, axis=1)
        return np.bincount(labels[np.argsort(distances)[:30]], minlength=10)

    here, there = nearest_to_the_middle(LAYOUT), nearest_to_the_middle("tsne-2")
    assert here.argmax() == 2
    assert [int(label) for label in np.argsort(-there)[:2]] == [8, 9]
    says("centre", "30", str(here[2]), str(there[8]), str(there[9]))

    out = np.linalg.norm(codes.astype(np.float64), axis=1)
    ten = labels[np.argsort(out)[:10]]
    assert out.min() > 2
    assert ten[0] == 8
    assert (ten == 8).sum() == 8
    says("centre", f"{np.median(out):.2f}", f"{out.min():.2f}")
    (confidence,), (read,) = judged(decode(np.zeros((1, codes.shape[1])), MODEL))
    assert read == 8
    says("centre", percent(confidence))


def test_what_lies_between_a_4_and_a_9(codes: np.ndarray, labels: np.ndarray) -> None:
    def halfway(one: int, other: int) -> tuple[np.ndarray, np.ndarray]:
        first, second = np.flatnonzero(labels == one), np.flatnonzero(labels == other)
        count = min(len(first), len(second))
        return judged(decode((codes[first[:count]] + codes[second[:count]]) / 2, MODEL))

    confidences, read = halfway(4, 9)
    shares = np.bincount(read, minlength=10) / len(read)
    others = 1 - shares[4] - shares[9]
    says("between", str(len(read)), *map(percent, (shares[9], shares[4], others, confidences.mean())))
    ends = np.isin(labels, [4, 9])
    says("between", percent(tensor("rebuilt_confidences")[ends].mean() / 255))
    _, read = halfway(0, 1)
    says("between", percent(np.isin(read, [0, 1]).mean()))


def test_what_a_random_code_looks_like(near: tuple[np.ndarray, np.ndarray]) -> None:
    drawn = sample.sample(MODEL, 400, seed=1)
    confidences, _ = judged(drawn.pictures)
    sure = (tensor("rebuilt_confidences") / 255 > 0.9).mean()
    says("random", "400", percent((confidences > 0.9).mean()), percent(sure))
    _, distances = maps.nearest_codes(drawn.codes, MODEL, 1)
    says("random", f"{np.median(distances):.2f}", f"{np.median(near[1][:, 0]):.2f}")


def test_the_buttons_go_to_the_borders_that_they_name(labels: np.ndarray) -> None:
    places = middles(maps.layout(MODEL, LAYOUT).points, labels)
    script = _source("map_worksheet", "js")
    for name, shown in (("BORDER_3_5", (3, 5, 8)), ("BORDER_4_9", (4, 9))):
        found = re.search(rf"const {name} = (\[.*?\]);", script)
        assert found
        x0, x1, y0, y1 = json.loads(found[1])
        for label in DIGITS:
            x, y = places[label]
            assert (x0 < x < x1 and y0 < y < y1) == (label in shown), (name, label)
