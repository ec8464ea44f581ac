"""The public endpoints, called by `gradio_client` on the really running app."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image

from playground.backend import library, reconstruct
from playground.imaging.corruption import LARGEST_AMOUNT, NOISES
from tests.conftest import RunningApp, start_app, stop_app
from tests.imaging.pen import draw
from tests.imaging.pictures import bomb, encoded
from tests.ui.calls import pixels, raw_refusal, refusal, refused, uploaded

REBUILDING = [row.name for row in library.describe() if row.family in reconstruct.REBUILDING]
READING = [row.name for row in library.describe() if row.family == "classifier"]
ENDPOINTS = (
    "/list_models",
    "/prepare_digit",
    "/classify_digit",
    "/reconstruct",
    "/add_noise",
    "/denoise",
    "/encode",
    "/decode",
    "/sample",
    "/interpolate",
    "/map_points",
    "/locate",
    "/segment",
    "/score_segmentation",
)


def test_the_listing_shows_these_endpoints_and_no_others(client: Client) -> None:
    listed = client.view_api(return_format="dict")
    assert sorted(listed["named_endpoints"]) == sorted(ENDPOINTS)
    assert listed["unnamed_endpoints"] == {}


def test_parameters_have_the_documented_names_and_defaults(client: Client) -> None:
    listed = client.view_api(return_format="dict")["named_endpoints"]
    parameters = {
        name: {row["parameter_name"]: row["parameter_default"] for row in listed[name]["parameters"]}
        for name in ENDPOINTS
    }
    optional = {"model": "mnist-dense-32", "label": None}
    noise = {"noise": "gaussian", "amount": 0.5, "seed": 0}
    assert parameters == {
        "/list_models": {},
        "/prepare_digit": {"image": None},
        "/classify_digit": {"image": None},
        "/reconstruct": {"image": None, **optional},
        "/add_noise": {"image": None, **noise},
        "/denoise": {"image": None, "model": "mnist-denoising-conv", **noise},
        "/encode": {"image": None, **optional},
        "/decode": {"latent": None, **optional},
        "/sample": {"model": "mnist-vae-16", "count": 16, "seed": 0, "temperature": 1.0, "label": None},
        "/interpolate": {
            "image_a": None,
            "image_b": None,
            "model": "mnist-vae-16",
            "steps": 10,
            "method": "linear",
            "label": None,
        },
        "/map_points": {"model": "mnist-vae-16", "projection": "umap", "dimensions": 2},
        "/locate": {"image": None, "model": "mnist-vae-16", "projection": "umap"},
        "/segment": {"image": None, "model": "membrane-unet", "threshold": None},
        "/score_segmentation": {"image": None, "truth": None, "model": "membrane-unet", "threshold": None},
    }


def test_list_models(client: Client) -> None:
    models = {row["name"]: row for row in client.predict(api_name="/list_models")}
    assert set(models) == set(library.names())
    dense = models["mnist-dense-32"]
    assert set(dense) == {"name", "family", "dataset", "latent_dim", "input_shape", "parameters", "metrics"}
    assert dense["latent_dim"] == 32
    assert dense["input_shape"] == [1, 28, 28]
    assert 0 < dense["metrics"]["mse"] < 0.02


def test_prepare_digit_gives_light_ink_on_black_in_the_middle(
    client: Client, digit: Callable[[int], Any]
) -> None:
    picture = pixels(client.predict(digit(3), api_name="/prepare_digit"))
    assert picture.shape == (28, 28)
    assert picture.max() > 0.9
    assert np.count_nonzero(picture[:3]) == np.count_nonzero(picture[:, :3]) == 0
    rows, columns = np.indices(picture.shape)
    centre = [(axis * picture).sum() / picture.sum() for axis in (rows, columns)]
    assert np.allclose(centre, 14, atol=0.6)


@pytest.mark.parametrize("label", range(10))
def test_classify_digit_reads_all_ten(client: Client, digit: Callable[[int], Any], label: int) -> None:
    reading = client.predict(digit(label), api_name="/classify_digit")
    assert reading["label"] == label
    assert len(reading["probabilities"]) == 10
    assert math.isclose(sum(reading["probabilities"]), 1, abs_tol=1e-4)
    assert reading["confidence"] == max(reading["probabilities"])


@pytest.mark.parametrize("model", REBUILDING)
def test_reconstruct_says_how_well_it_did(client: Client, digit: Callable[[int], Any], model: str) -> None:
    prepared = pixels(client.predict(digit(2), api_name="/prepare_digit"))
    path, numbers = client.predict(digit(2), model, api_name="/reconstruct")
    rebuilt = pixels(path)
    assert rebuilt.shape == (28, 28)
    told = {"label", "estimated"} if library.require(model).family == "conditional" else set()
    assert set(numbers) == {"latent", "mse", "psnr", "ssim", "percentile"} | told
    # What is measured leaves [0, 1] where the network is linear; the picture is clipped to it, which can only help.
    seen = float(((rebuilt - prepared) ** 2).mean())
    assert 0.5 * numbers["mse"] - 1e-4 < seen < numbers["mse"] + 1e-4
    assert math.isclose(numbers["psnr"], -10 * math.log10(numbers["mse"]), rel_tol=1e-3)
    assert -1 <= numbers["ssim"] <= 1
    assert 0 <= numbers["percentile"] <= 100


@pytest.mark.parametrize("model", REBUILDING)
def test_encode_then_decode_is_reconstruct(client: Client, digit: Callable[[int], Any], model: str) -> None:
    code = client.predict(digit(5), model, api_name="/encode")
    is_a_distribution = library.require(model).family in ("variational", "conditional")
    assert (len(code["std"]) == len(code["mean"])) if is_a_distribution else (code["std"] is None)
    path, numbers = client.predict(digit(5), model, api_name="/reconstruct")
    assert np.allclose(code["mean"], numbers["latent"], atol=1e-5)
    decoded = client.predict(code["mean"], model, code.get("label"), api_name="/decode")
    assert np.allclose(pixels(decoded), pixels(path), atol=1.1 / 255)


def test_the_default_model_is_dense_32(client: Client, digit: Callable[[int], Any]) -> None:
    _, default = client.predict(digit(4), api_name="/reconstruct")
    _, named = client.predict(digit(4), "mnist-dense-32", api_name="/reconstruct")
    assert default == named
    assert len(default["latent"]) == 32


@pytest.mark.parametrize("api_name", ["/reconstruct", "/denoise", "/encode", "/decode"])
@pytest.mark.parametrize(
    "name",
    [
        "mnist-dense-99",
        "",
        "../mnist-dense-32",
        "/etc",
        ".",
        "..",
        "mnist-dense-32/",
        "someone/mnist-dense-32",
        "MNIST-DENSE-32",
        "a\0b",
    ],
)
def test_a_model_that_is_none_is_refused_by_name(
    client: Client, digit: Callable[[int], Any], api_name: str, name: str
) -> None:
    first = [0.0] * 32 if api_name == "/decode" else digit(1)
    sentence = refusal(client, first, name, api_name=api_name)
    assert sentence.startswith(f'There is no model called "{name}". Choose one of: ')
    assert "mnist-dense-32" in sentence


@pytest.mark.parametrize("api_name", ["/reconstruct", "/denoise"])
@pytest.mark.parametrize("name", READING)
def test_a_classifier_does_not_rebuild(
    client: Client, digit: Callable[[int], Any], api_name: str, name: str
) -> None:
    assert refusal(client, digit(1), name, api_name=api_name).startswith(f'"{name}" is a classifier.')


@pytest.mark.parametrize("api_name", ["/encode", "/denoise"])
@pytest.mark.parametrize("name", [5, ["mnist-dense-32"], {"a": 1}, True])
def test_a_model_that_is_no_name_is_refused(
    client: Client, digit: Callable[[int], Any], api_name: str, name: Any
) -> None:
    assert refusal(client, digit(1), name, api_name=api_name).startswith("model must be a name")


@pytest.mark.parametrize("label", [3, 0, "3", True])
def test_a_label_is_for_conditional_models(client: Client, digit: Callable[[int], Any], label: Any) -> None:
    sentence = refusal(client, digit(3), "mnist-dense-32", label, api_name="/reconstruct")
    assert sentence == "mnist-dense-32 is not a conditional model: leave label out."


@pytest.mark.parametrize("length", [0, 1, 31, 33, 1000])
def test_a_latent_of_another_length_is_refused(client: Client, length: int) -> None:
    sentence = refusal(client, [0.0] * length, "mnist-dense-32", api_name="/decode")
    assert sentence == f"A latent of mnist-dense-32 has 32 numbers, got {length}."


@pytest.mark.parametrize("latent", ["0.5", 3, None, {}, ["a"] * 32, [None] * 32, [[0.0] * 32], [True] * 32])
def test_a_latent_that_is_no_list_of_numbers_is_refused(client: Client, latent: Any) -> None:
    assert refusal(client, latent, "mnist-dense-32", api_name="/decode").startswith("latent must be a list")


# --- noise ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noise", NOISES)
def test_add_noise_is_the_same_for_the_same_seed(
    client: Client, digit: Callable[[int], Any], noise: str
) -> None:
    amount = 0.4 * LARGEST_AMOUNT[noise]
    once, again, other = (
        client.predict(digit(3), noise, amount, seed, api_name="/add_noise") for seed in (7, 7, 8)
    )
    assert Path(once).read_bytes() == Path(again).read_bytes()
    assert pixels(once).shape == (28, 28)
    assert np.array_equal(pixels(once), pixels(other)) == (noise == "blur")  # which draws nothing
    assert not np.array_equal(pixels(once), pixels(client.predict(digit(3), api_name="/prepare_digit")))


@pytest.mark.parametrize("noise", NOISES)
def test_an_amount_of_nothing_is_the_prepared_digit(
    client: Client, digit: Callable[[int], Any], noise: str
) -> None:
    noisy = pixels(client.predict(digit(3), noise, 0, 7, api_name="/add_noise"))
    assert np.array_equal(noisy, pixels(client.predict(digit(3), api_name="/prepare_digit")))


@pytest.mark.parametrize("label", range(10))
def test_denoise_takes_gaussian_noise_away(client: Client, digit: Callable[[int], Any], label: int) -> None:
    noisy, clean, figures = client.predict(digit(label), api_name="/denoise")
    assert set(figures) == {"psnr_noisy", "psnr_denoised", "ssim_noisy", "ssim_denoised"}
    assert figures["psnr_denoised"] > figures["psnr_noisy"] + 6
    assert figures["ssim_denoised"] > figures["ssim_noisy"] + 0.2
    prepared = pixels(client.predict(digit(label), api_name="/prepare_digit"))
    for path, psnr in ((noisy, figures["psnr_noisy"]), (clean, figures["psnr_denoised"])):
        assert psnr == pytest.approx(-10 * math.log10(((pixels(path) - prepared) ** 2).mean()), abs=0.1)


@pytest.mark.parametrize("noise", NOISES)
def test_denoise_starts_from_what_add_noise_gives(
    client: Client, digit: Callable[[int], Any], noise: str
) -> None:
    amount = 0.3 * LARGEST_AMOUNT[noise]
    noisy, _, _ = client.predict(digit(5), "mnist-denoising-32", noise, amount, 3, api_name="/denoise")
    alone = client.predict(digit(5), noise, amount, 3, api_name="/add_noise")
    assert Path(noisy).read_bytes() == Path(alone).read_bytes()


@pytest.mark.parametrize("model", REBUILDING)
def test_every_model_that_rebuilds_can_be_given_noise(
    client: Client, digit: Callable[[int], Any], model: str
) -> None:
    _, clean, figures = client.predict(digit(6), model, "masking", 0.3, 1, api_name="/denoise")
    assert pixels(clean).shape == (28, 28)
    assert all(math.isfinite(value) for value in figures.values())


def test_without_noise_nothing_differs_and_the_ratio_is_null(
    client: Client, digit: Callable[[int], Any]
) -> None:
    _, _, figures = client.predict(digit(1), "mnist-denoising-conv", "gaussian", 0, api_name="/denoise")
    assert figures["psnr_noisy"] is None
    assert figures["psnr_denoised"] > 20


BAD_NOISE: dict[str, tuple[list[Any], str]] = {
    "unknown": (["poisson"], 'There is no noise called "poisson". Choose one of: gaussian, speckle, '),
    "no name": ([5], "noise must be a name"),
    "null": ([None], "noise must be a name"),
    "negative amount": (["gaussian", -0.1], "The amount of gaussian noise must be a number from 0 to 1 "),
    "too much": (["masking", 1.01], "The amount of masking noise must be a number from 0 to 1 "),
    "too much blur": (["blur", 5.1], "The amount of blur noise must be a number from 0 to 5 "),
    "amount in words": (["gaussian", "0.5"], "The amount of gaussian noise must be a number"),
    "amount true": (["gaussian", True], "The amount of gaussian noise must be a number"),
    "negative seed": (["gaussian", 0.5, -1], "The seed must be a whole number from 0 to 4294967295."),
    "huge seed": (["gaussian", 0.5, 2**32], "The seed must be a whole number from 0 to 4294967295."),
    "seed beyond 64 bits": (["gaussian", 0.5, 10**30], "The seed must be a whole number"),
    "broken seed": (["gaussian", 0.5, 0.5], "The seed must be a whole number"),
    "seed in words": (["gaussian", 0.5, "0"], "The seed must be a whole number"),
    "no seed": (["gaussian", 0.5, None], "The seed must be a whole number"),
}


@pytest.mark.parametrize("name", BAD_NOISE)
def test_noise_that_cannot_be_made_gets_one_sentence(
    client: Client, digit: Callable[[int], Any], name: str
) -> None:
    arguments, start = BAD_NOISE[name]
    assert refusal(client, digit(3), *arguments, api_name="/add_noise").startswith(start)
    denoise = refusal(client, digit(3), "mnist-denoising-conv", *arguments, api_name="/denoise")
    assert denoise.startswith(start)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize(
    ("name", "before"), [("add_noise", []), ("denoise", ["mnist-dense-32"])], ids=["add_noise", "denoise"]
)
def test_an_amount_that_json_does_not_know_gets_one_sentence(
    app: RunningApp, digit: Callable[[int], Any], name: str, before: list[str], amount: str
) -> None:
    """Sent by hand: `gradio_client` writes no such numbers, other programs do."""
    image = uploaded(app, digit(3)["path"])
    body = json.dumps({"data": [image, *before, "gaussian", 0.123, 0]}).replace("0.123", amount)
    assert "The amount of gaussian noise must be a number from 0 to 1" in refused(app, name, body)


# --- every bad or unusual upload ----------------------------------------------------------------------------------


def ink_picture(mode: str = "L") -> Image.Image:
    return Image.fromarray(np.uint8(255 * (1 - draw(7)))).convert(mode)


def rotated_by_exif() -> bytes:
    turned = ink_picture().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    return encoded(turned, "JPEG", exif=exif.tobytes(), quality=95)


def palette_with_alpha() -> bytes:
    picture = ink_picture().convert("RGBA")
    values = np.asarray(picture).copy()
    values[..., 3] = 255 - values[..., 0]  # ink on nothing
    return encoded(Image.fromarray(values).quantize(16), "PNG")


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.png": (lambda: b"", "empty"),
    "text.png": (lambda: b"This is only text.", "not a picture"),
    "truncated.png": (lambda: encoded(ink_picture(), "PNG")[:300], "damaged or cut off"),
    "truncated.jpg": (lambda: encoded(ink_picture(), "JPEG")[:500], "damaged or cut off"),
    "drawing.svg": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>',
        "vector drawing",
    ),
    "bomb.png": (lambda: bomb(13_000, 13_000), "too large"),
    "dot.png": (lambda: encoded(Image.new("L", (1, 1)), "PNG"), "too small"),
    "line.png": (lambda: encoded(Image.new("L", (1, 5000)), "PNG"), "too narrow"),
    "nothing.png": (lambda: encoded(Image.new("RGBA", (40, 40)), "PNG"), "fully transparent"),
    "white.png": (lambda: encoded(Image.new("L", (40, 40), 255), "PNG"), "no digit"),
}

READ: dict[str, Callable[[], bytes]] = {
    "16bit.png": lambda: encoded(Image.fromarray(np.uint16(65535 * (1 - draw(7)))), "PNG"),
    "float.tiff": lambda: encoded(Image.fromarray(np.float32(1 - draw(7))), "TIFF"),
    "cmyk.jpg": lambda: encoded(ink_picture("CMYK"), "JPEG", quality=95),
    "palette.png": palette_with_alpha,
    "animated.gif": lambda: encoded(
        ink_picture(), "GIF", save_all=True, append_images=[Image.new("L", (112, 112))]
    ),
    "turned.jpg": rotated_by_exif,
    "colour.webp": lambda: encoded(ink_picture("RGB"), "WEBP"),
    "no extension": lambda: encoded(ink_picture(), "BMP"),
}


@pytest.mark.parametrize(
    "api_name", ["/prepare_digit", "/classify_digit", "/reconstruct", "/add_noise", "/denoise", "/encode"]
)
@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_upload_gets_one_sentence(client: Client, tmp_path: Path, api_name: str, name: str) -> None:
    content, reason = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content())
    assert reason in refusal(client, handle_file(path), api_name=api_name)


@pytest.mark.parametrize("name", READ)
def test_an_unusual_upload_is_read(client: Client, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(READ[name]())
    assert client.predict(handle_file(path), api_name="/classify_digit")["label"] == 7


def test_a_file_over_the_limit_is_not_taken(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(bytes(21_000_000))
    with pytest.raises(Exception, match=r"413|too large|size"):
        client.predict(handle_file(path), api_name="/prepare_digit")
    assert client.predict(api_name="/list_models")


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux says how much memory a process took"
)
def test_a_bomb_takes_no_memory(app: RunningApp, client: Client, tmp_path: Path) -> None:
    def most_memory() -> int:
        lines = Path(f"/proc/{app.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])  # KB

    path = tmp_path / "bomb.png"
    path.write_bytes(bomb(13_000, 13_000))
    client.predict(api_name="/list_models")
    before = most_memory()
    refusal(client, handle_file(path), api_name="/prepare_digit")
    assert most_memory() - before < 50_000


@pytest.mark.parametrize(
    "image",
    [
        "/etc/passwd",
        "digit.png",
        None,
        3,
        ["/etc/passwd"],
        {"path": "/etc/passwd"},
        {"path": 3},
        {"path": "http://127.0.0.1:9/x.png", "meta": {"_type": "gradio.FileData"}},
        {"path": "https://example.com/x.png", "meta": {"_type": "gradio.FileData"}},
    ],
    ids=str,
)
def test_only_uploaded_files_are_opened(app: RunningApp, image: Any) -> None:
    """Sent as they are: `gradio_client` would upload a path on the caller's side."""
    assert "uploaded" in raw_refusal(app, "classify_digit", [image])


def test_a_forged_upload_is_refused(tmp_path: Path) -> None:
    """Gradio itself refuses it and says so on the terminal at length: on an app of its own."""
    app = start_app(tmp_path / "printed.txt")
    try:
        forged = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
        assert "was not uploaded by a user" in raw_refusal(app, "classify_digit", [forged])
        assert Client(app.url, verbose=False).predict(api_name="/list_models")
    finally:
        stop_app(app)
