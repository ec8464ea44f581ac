"""The decoder that runs in the page against the one that runs on the server."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Route

from playground.backend import latent, library, reconstruct
from tests.browser.latent import click_tab, open_tab
from tests.conftest import RunningApp

CODES = 100
TOLERANCE = 1e-4  # of a pixel in [0, 1]
MODELS = tuple(name for name in latent.SLIDABLE if name in library.names())

DECODE = """async ([model, codes, label]) => {
    const space = await playground.latentSpace(model);
    const decoder = await playground.decoder(space);
    const pixels = new Float32Array(codes.length * 784);
    for (let at = 0; at < codes.length; at++) {
        pixels.set(await decoder.decode(Float32Array.from(codes[at]), label), 784 * at);
    }
    return [decoder.local, playground.base64(new Uint8Array(pixels.buffer))];
}"""


@pytest.fixture
def tab(desktop: Page) -> Page:
    click_tab(desktop)
    return desktop


def random_codes(model: str, count: int) -> np.ndarray:
    """Codes around those of the test digits, three times as wide: (count, K) float32."""
    space = latent.space(model)
    noise = np.random.default_rng(20).normal(size=(count, space.latent_dim))
    return (space.mean + 3 * space.deviation * noise).astype(np.float32)


def in_the_page(page: Page, model: str, codes: np.ndarray, label: int | None) -> tuple[bool, np.ndarray]:
    """Whether the page decodes alone, and the pictures (N, 28, 28) that it makes."""
    local, packed = page.evaluate(DECODE, [model, codes.astype(float).tolist(), label])
    return local, np.frombuffer(base64.b64decode(packed), "<f4").reshape(-1, 28, 28)


def test_the_page_decodes_what_the_server_decodes(tab: Page) -> None:
    for model in MODELS:
        label = 7 if latent.space(model).conditional else None
        is_mlp = latent.space(model).decoder is not None
        codes = random_codes(model, CODES if is_mlp else 5)
        local, pictures = in_the_page(tab, model, codes, label)
        assert local == is_mlp, model
        expected = reconstruct.decode(codes, model, label)
        tolerance = TOLERANCE if is_mlp else 0.5 / 255 + TOLERANCE  # the server sends bytes
        assert np.abs(pictures - expected).max() <= tolerance, model


def test_all_but_the_convolutional_decoder_run_in_the_page() -> None:
    on_the_server = [name for name in MODELS if latent.space(name).decoder is None]
    assert on_the_server == ["mnist-conv-10"]


def test_only_the_decoders_bytes_are_read_and_only_once(desktop: Page, app: RunningApp) -> None:
    answers: list[tuple[int, int]] = []

    def note(answer: Any) -> None:
        if "/weights/" in answer.url:
            answers.append((answer.status, int(answer.headers["content-length"])))

    desktop.on("response", note)
    open_tab(desktop, app, "latent=mnist-dense-32")
    codes = random_codes("mnist-dense-32", 1)
    in_the_page(desktop, "mnist-dense-32", codes, None)
    assert {status for status, _ in answers} == {206}
    assert len(answers) == 2, "the header, then the decoder in one piece"
    weights = sum(
        tensor.numel() * tensor.element_size()
        for name, tensor in library.load("mnist-dense-32").model.state_dict().items()
        if name.startswith("decoder.")
    )
    assert weights <= sum(size for _, size in answers) <= weights + 8192


def test_a_server_without_ranges_serves_as_well(desktop: Page, app: RunningApp) -> None:
    whole = latent.weights_file("mnist-linear-20").read_bytes()

    def serve_all(route: Route) -> None:
        route.fulfill(status=200, body=whole, content_type="application/octet-stream")

    desktop.route("**/weights/**", serve_all)
    open_tab(desktop, app, "latent=mnist-linear-20")
    codes = random_codes("mnist-linear-20", 3)
    _, pictures = in_the_page(desktop, "mnist-linear-20", codes, None)
    assert np.abs(pictures - reconstruct.decode(codes, "mnist-linear-20")).max() <= TOLERANCE


def test_weights_that_did_not_arrive_are_asked_for_again(desktop: Page, app: RunningApp) -> None:
    failures = iter([True, True, False])

    def fail_twice(route: Route) -> None:
        if next(failures, False):
            route.fulfill(status=503, body="busy")
        else:
            route.continue_()

    desktop.route("**/weights/**", fail_twice)
    open_tab(desktop, app, "latent=mnist-linear-20")
    assert desktop.evaluate("playground.latent.decoder.local")


def test_the_worker_makes_the_same_pictures_one_or_many_at_a_time(tab: Page) -> None:
    codes = random_codes("mnist-vae-16", 7)
    packed = tab.evaluate(
        """async (codes) => {
            const { decoder } = playground.latent;
            const pixels = await decoder.pictures(Float32Array.from(codes), null);
            return playground.base64(pixels);
        }""",
        codes.astype(float).ravel().tolist(),
    )
    levels = np.frombuffer(base64.b64decode(packed), np.uint8).reshape(7, 28, 28)
    expected = reconstruct.decode(codes, "mnist-vae-16")
    assert np.abs(levels / 255 - expected).max() <= 0.5 / 255 + TOLERANCE


def test_a_film_strip_walks_through_the_code_itself(tab: Page) -> None:
    """Every frame is what the code decodes to with one number replaced."""
    dimension, frames, packed, code, low, high = tab.evaluate(
        """async () => {
            const { decoder, code, space } = playground.latent;
            const { low, high } = space;
            const frames = 5;
            const dimension = space.order[0];
            const pixels = await new Promise((resolve) => {
                // The page's own strips, asked for before, may still be on their way.
                decoder.strips({ code, label: null, frames, low, high, dimensions: [dimension] }, (_, strip) => {
                    if (strip.length === frames * 784) resolve(strip);
                });
            });
            return [dimension, frames, playground.base64(pixels), [...code], low[dimension], high[dimension]];
        }"""
    )
    codes = np.tile(np.array(code, np.float32), (frames, 1))
    codes[:, dimension] = np.linspace(low, high, frames)
    levels = np.frombuffer(base64.b64decode(packed), np.uint8).reshape(frames, 28, 28)
    assert np.abs(levels / 255 - reconstruct.decode(codes, "mnist-vae-16")).max() <= 0.5 / 255 + TOLERANCE


def test_on_the_server_the_newest_code_wins_and_none_queue_up(tab: Page) -> None:
    """Of twenty codes at once a few are sent; the last one is answered, the overtaken ones are not."""
    answered, right = tab.evaluate(
        """async () => {
            const decoder = await playground.decoder(await playground.latentSpace("mnist-conv-10"));
            const codes = Array.from({ length: 20 }, (_, at) => new Float32Array(10).fill(at / 10));
            const pictures = await Promise.all(codes.map((code) => decoder.decode(code, null)));
            const last = await decoder.decode(codes.at(-1), null);
            return [pictures.map((picture) => picture !== null), pictures.at(-1).every((v, at) => v === last[at])];
        }"""
    )
    assert answered[-1]
    assert sum(answered) <= 3
    assert right
