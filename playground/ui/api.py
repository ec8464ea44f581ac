"""The public endpoints, one row each, for `gradio_client` and other programs.

The signatures are the documentation: Gradio takes names, types and defaults from them. A picture comes in as an
uploaded file of any kind that `imaging` reads and goes out as a PNG file; numbers are JSON. Whatever is wrong with
a request is said in one sentence.

What brings torch or SciPy is imported inside the functions: the first page does not wait for it.
"""

import functools
import logging
import math
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import gradio as gr
import numpy as np
from gradio.data_classes import FileData
from gradio.processing_utils import get_upload_folder, save_pil_to_cache
from PIL import Image

from playground.backend import library
from playground.backend.library import UnknownModel, WrongFamily
from playground.checkpoint import CheckpointError
from playground.imaging.corruption import CorruptionError, corrupt
from playground.imaging.picture_error import PictureError
from playground.measures.pictures import PSNR_CEILING
from playground.ui.uploads import NotAnUpload, uploaded_file

DEFAULT_MODEL = "mnist-dense-32"
DEFAULT_DENOISER = "mnist-denoising-conv"


def list_models() -> list[dict[str, Any]]:
    """Every pretrained model: name, family, dataset, latent_dim, input_shape, parameters, metrics."""
    fields = ("name", "family", "dataset", "latent_dim", "input_shape", "parameters", "metrics")
    return [{field: asdict(row)[field] for field in fields} for row in library.describe()]


def prepare_digit(image: FileData) -> FileData:
    """The 28x28 picture that the networks see: white ink on black, cropped, scaled and centred as in MNIST."""
    return _png(_digit(image))


def classify_digit(image: FileData) -> dict[str, Any]:
    """Which digit it is: label, confidence and probabilities of the ten digits."""
    from playground.backend import reconstruct

    reading = reconstruct.read_digit(_digit(image))
    return {
        "label": reading.label,
        "confidence": _number(reading.confidence),
        "probabilities": _numbers(reading.probabilities),
    }


def rebuild(
    image: FileData, model: str = DEFAULT_MODEL, label: int | None = None
) -> tuple[FileData, dict[str, Any]]:
    """The digit as a model rebuilds it, with latent, mse, psnr, ssim and percentile.

    mse is per pixel in [0, 1] units, psnr in dB (null where nothing differs), percentile (0 to 100) the share of
    test digits that the model rebuilds better. label is for conditional models only.
    """
    from playground.backend import reconstruct

    name = _rebuilding(model, label)
    rebuilt = reconstruct.reconstruct(_digit(image), name)
    return _png(rebuilt.picture), {
        "latent": _numbers(rebuilt.latent),
        "mse": _number(rebuilt.mse),
        "psnr": _decibels(rebuilt.psnr),
        "ssim": _number(rebuilt.ssim),
        "percentile": _number(rebuilt.percentile),
    }


def add_noise(image: FileData, noise: str = "gaussian", amount: float = 0.5, seed: int = 0) -> FileData:
    """The digit with noise; the same seed gives the same noise.

    noise is gaussian or speckle (amount: standard deviation, 0 to 1), salt_and_pepper or masking (share of the
    pixels, 0 to 1), occlusion (side of the block / 28, 0 to 1) or blur (standard deviation in pixels, 0 to 5). seed
    is a whole number from 0 to 4294967295.
    """
    return _png(corrupt(_digit(image), noise, amount, seed))


def denoise(
    image: FileData,
    model: str = DEFAULT_DENOISER,
    noise: str = "gaussian",
    amount: float = 0.5,
    seed: int = 0,
) -> tuple[FileData, FileData, dict[str, Any]]:
    """The digit with noise as in add_noise, what a model makes of it, and how near both are to the clean digit.

    psnr_noisy and psnr_denoised are in dB (null where nothing differs), ssim_noisy and ssim_denoised from -1 to 1.
    """
    from playground.backend import denoising

    name = _rebuilding(model)
    done = denoising.denoise(_digit(image), name, noise, amount, seed)
    return (
        _png(done.noisy),
        _png(done.clean),
        {
            "psnr_noisy": _decibels(done.psnr_noisy),
            "psnr_denoised": _decibels(done.psnr_denoised),
            "ssim_noisy": _number(done.ssim_noisy),
            "ssim_denoised": _number(done.ssim_denoised),
        },
    )


def encode(image: FileData, model: str = DEFAULT_MODEL, label: int | None = None) -> dict[str, Any]:
    """The digit's code: mean, and std where the encoder is a distribution (null elsewhere)."""
    from playground.backend import reconstruct

    name = _rebuilding(model, label)
    code = reconstruct.encode(_digit(image), name)
    return {"mean": _numbers(code.mean), "std": None if code.std is None else _numbers(code.std)}


def decode(latent: list[float], model: str = DEFAULT_MODEL, label: int | None = None) -> FileData:
    """The picture that a model makes of a code with as many numbers as its latent_dim."""
    from playground.backend import reconstruct

    name, code = _rebuilding(model, label), _latent(latent)
    try:
        return _png(reconstruct.decode(code, name))
    except ValueError as error:
        raise RequestError(str(error)) from error


ENDPOINTS: dict[str, Callable[..., Any]] = {
    "list_models": list_models,
    "prepare_digit": prepare_digit,
    "classify_digit": classify_digit,
    "reconstruct": rebuild,
    "add_noise": add_noise,
    "denoise": denoise,
    "encode": encode,
    "decode": decode,
}


def add_endpoints() -> None:
    """Offer every row of `ENDPOINTS` under its name; to be called inside the open `gr.Blocks`."""
    endpoints = [
        gr.api(_in_one_sentence(function), api_name=name, concurrency_id="api", concurrency_limit=2)
        for name, function in ENDPOINTS.items()
    ]
    blocks = gr.context.Context.root_block
    for endpoint in endpoints:
        for parameter in blocks.fns[endpoint["id"]].inputs:
            parameter.async_move_resource_to_block_cache = _keep_upload


class RequestError(ValueError):
    """A parameter that cannot be used; the message says why."""


UNDERSTOOD = (
    CheckpointError,
    CorruptionError,
    NotAnUpload,
    PictureError,
    RequestError,
    UnknownModel,
    WrongFamily,
)
"""Errors whose message is the sentence that the caller should read."""


async def _keep_upload(path: str) -> str:
    """In place of Gradio's own method, which would fetch a web address that was sent instead of a file."""
    try:
        return str(uploaded_file(path))
    except NotAnUpload as error:
        raise gr.Error(str(error), print_exception=False) from error


def _in_one_sentence(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn whatever goes wrong into the one sentence that the caller reads."""

    @functools.wraps(function)
    def spoken(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except UNDERSTOOD as error:
            raise gr.Error(str(error), print_exception=False) from error
        except Exception as error:
            logging.exception("%s failed", function.__name__)
            sentence = "The playground could not do this; the terminal that it runs in says why."
            raise gr.Error(sentence, print_exception=False) from error

    return spoken


def _digit(image: Any) -> np.ndarray:
    """The uploaded picture as the networks see it: (28, 28) float32 in [0, 1]."""
    from playground.backend.prepare import prepare
    from playground.imaging.reading import read_picture

    file = uploaded_file(image.get("path") if isinstance(image, dict) else image)
    prepared = prepare(read_picture(file))
    if prepared.empty:
        raise RequestError("There is no digit in this picture: it is one even tone.")
    return prepared.picture


def _rebuilding(model: Any, label: Any = None) -> str:
    """The name of a model that rebuilds digits; `label` must be left out, as none of them is conditional."""
    from playground.backend.reconstruct import REBUILDING

    if not isinstance(model, str):
        raise RequestError('model must be a name, for example "mnist-dense-32".')
    library.require(model, REBUILDING)
    if label is not None:
        raise RequestError(f"{model} is not a conditional model: leave label out.")
    return model


def _latent(values: Any) -> np.ndarray:
    """A flat list of finite numbers as float32."""
    numbers = isinstance(values, list) and all(
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        for value in values
    )
    if not numbers:
        raise RequestError("latent must be a list of finite numbers, for example [0.5, -1.2].")
    return np.array(values, np.float32)


def _png(picture: np.ndarray) -> FileData:
    """Write a picture (28, 28) with values in [0, 1] as a PNG file that Gradio serves."""
    pixels = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    path = save_pil_to_cache(Image.fromarray(pixels), get_upload_folder(), format="png")
    return FileData(path=path, orig_name="digit.png", mime_type="image/png").model_dump()


def _decibels(psnr: float) -> float | None:
    """A PSNR; None where there is no error to speak of."""
    return _number(psnr) if psnr < PSNR_CEILING else None


def _number(value: float) -> float | None:
    """JSON has no infinities."""
    return float(value) if math.isfinite(value) else None


def _numbers(values: np.ndarray) -> list[float]:
    return [float(value) for value in values]
