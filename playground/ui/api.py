"""The public endpoints, one row each, for `gradio_client` and other programs.

The signatures are the documentation: Gradio takes names, types and defaults from them. A picture comes in as an
uploaded file of any kind that `imaging` reads and goes out as a PNG file; numbers are JSON. Whatever is wrong with
a request is said in one sentence.

What brings torch or SciPy is imported inside the functions: the first page does not wait for it.
"""

import functools
import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import gradio as gr
from gradio.data_classes import FileData

from playground.backend import library
from playground.backend.library import UnknownModel, WrongFamily
from playground.checkpoint import CheckpointError
from playground.imaging.corruption import CorruptionError, corrupt
from playground.imaging.picture_error import PictureError
from playground.ui.api_segment import score_segmentation, segment
from playground.ui.exchange import (
    RequestError,
    code_of,
    coordinates,
    decibels,
    digit_of,
    label_of,
    number,
    numbers,
    png,
    pngs,
)
from playground.ui.uploads import NotAnUpload, uploaded_file

DEFAULT_MODEL = "mnist-dense-32"
DEFAULT_DENOISER = "mnist-denoising-conv"
DEFAULT_GENERATOR = "mnist-vae-16"


def list_models() -> list[dict[str, Any]]:
    """Every pretrained model: name, family, dataset, latent_dim, input_shape, parameters, metrics."""
    fields = ("name", "family", "dataset", "latent_dim", "input_shape", "parameters", "metrics")
    return [{field: asdict(row)[field] for field in fields} for row in library.describe()]


def prepare_digit(image: FileData) -> FileData:
    """The 28x28 picture that the networks see: white ink on black, cropped, scaled and centred as in MNIST."""
    return png(digit_of(image))


def classify_digit(image: FileData) -> dict[str, Any]:
    """Which digit it is: label, confidence and probabilities of the ten digits."""
    from playground.backend import reconstruct

    reading = reconstruct.read_digit(digit_of(image))
    return {
        "label": reading.label,
        "confidence": number(reading.confidence),
        "probabilities": numbers(reading.probabilities),
    }


def rebuild(
    image: FileData, model: str = DEFAULT_MODEL, label: int | None = None
) -> tuple[FileData, dict[str, Any]]:
    """The digit as a model rebuilds it, with latent, mse, psnr, ssim and percentile.

    mse is per pixel in [0, 1] units, psnr in dB (null where nothing differs), percentile (0 to 100) the share of
    test digits that the model rebuilds better. label (0 to 9) is for conditional models only, whose numbers also hold
    the label and whether it was estimated, because it was left out.
    """
    from playground.backend import reconstruct

    name = _rebuilding(model)
    rebuilt = reconstruct.reconstruct(digit_of(image), name, label=label)
    return png(rebuilt.picture), {
        "latent": numbers(rebuilt.latent),
        "mse": number(rebuilt.mse),
        "psnr": decibels(rebuilt.psnr),
        "ssim": number(rebuilt.ssim),
        "percentile": number(rebuilt.percentile),
        **_label_of(rebuilt),
    }


def add_noise(image: FileData, noise: str = "gaussian", amount: float = 0.5, seed: int = 0) -> FileData:
    """The digit with noise; the same seed gives the same noise.

    noise is gaussian or speckle (amount: standard deviation, 0 to 1), salt_and_pepper or masking (share of the
    pixels, 0 to 1), occlusion (side of the block / 28, 0 to 1) or blur (standard deviation in pixels, 0 to 5). seed
    is a whole number from 0 to 4294967295.
    """
    return png(corrupt(digit_of(image), noise, amount, seed))


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
    done = denoising.denoise(digit_of(image), name, noise, amount, seed)
    return (
        png(done.noisy),
        png(done.clean),
        {
            "psnr_noisy": decibels(done.psnr_noisy),
            "psnr_denoised": decibels(done.psnr_denoised),
            "ssim_noisy": number(done.ssim_noisy),
            "ssim_denoised": number(done.ssim_denoised),
        },
    )


def encode(image: FileData, model: str = DEFAULT_MODEL, label: int | None = None) -> dict[str, Any]:
    """The digit's code: mean, and std where the encoder is a distribution (null elsewhere).

    label (0 to 9) is for conditional models only. They read it where it is left out; the answer then holds the label
    and says that it was estimated.
    """
    from playground.backend import reconstruct

    name = _rebuilding(model)
    code = reconstruct.encode(digit_of(image), name, label)
    std = None if code.std is None else numbers(code.std)
    return {"mean": numbers(code.mean), "std": std, **_label_of(code)}


def decode(latent: list[float], model: str = DEFAULT_MODEL, label: int | None = None) -> FileData:
    """The picture that a model makes of a code with as many numbers as its latent_dim.

    Conditional models need a label (0 to 9) besides: a code does not say which digit it is.
    """
    from playground.backend import reconstruct

    return png(reconstruct.decode(code_of(latent), _rebuilding(model), label_of(label)))


def sample(
    model: str = DEFAULT_GENERATOR,
    count: int = 16,
    seed: int = 0,
    temperature: float = 1.0,
    label: int | None = None,
) -> list[FileData]:
    """New digits, decoded from random codes; the same seed gives the same pictures, whatever their count.

    count is from 1 to 400, seed from 0 to 4294967295. temperature (0 to 3) is the codes' standard deviation in parts
    of the prior's. label (0 to 9) is for conditional models, where each code gets a random one if it is left out, and
    for mnist-aae-2, where it chooses the petal. Plain autoencoders have no prior: their codes are drawn from a normal
    distribution with the mean and covariance of the test digits' codes.
    """
    from playground.backend import sample as samples

    return pngs(samples.sample(_named(model), count, seed, temperature, label).pictures)


def interpolate(
    image_a: FileData,
    image_b: FileData,
    model: str = DEFAULT_GENERATOR,
    steps: int = 10,
    method: str = "linear",
    label: int | None = None,
) -> list[FileData]:
    """The way from one digit to another through a model's codes, both ends included.

    steps is the number of pictures, from 2 to 100; method is linear or spherical. label (0 to 9) is for conditional
    models only, which keep one label all the way: where it is left out, the one that they read in image_a.
    """
    from playground.backend import between

    name = _named(model)
    way = between.interpolate(digit_of(image_a), digit_of(image_b), name, steps, method, label)
    return pngs(way.pictures)


def map_points(
    model: str = DEFAULT_GENERATOR, projection: str = "umap", dimensions: int = 2
) -> dict[str, Any]:
    """Where the 10,000 test digits lie on a map of a model's codes: x, y, z, label and index, a list each.

    projection is umap, tsne or pca, dimensions 2 or 3; z is null where it is 2. Coordinates are from -1 to 1, on the
    same scale along every axis; index is the digit's place in MNIST's test split.
    """
    from playground.backend import latent, map

    name = _named(model)
    points = map.layout(name, map.layout_key(_projection(projection), dimensions)).points
    return {
        "x": coordinates(points[:, 0]),
        "y": coordinates(points[:, 1]),
        "z": coordinates(points[:, 2]) if points.shape[1] > 2 else None,
        "label": latent.points(name).labels.tolist(),
        "index": list(range(len(points))),
    }


def locate(image: FileData, model: str = DEFAULT_GENERATOR, projection: str = "umap") -> dict[str, Any]:
    """Where the digit would lie on a model's map in two dimensions, and its ten nearest test digits in code space.

    x and y are the mean of the neighbours' places, each weighted by 1 / distance². Of each neighbour: its index in
    MNIST's test split, its label, and the Euclidean distance of its code; the nearest first.
    """
    from playground.backend import map

    place = map.locate(digit_of(image), _named(model), _projection(projection))
    return {
        "x": number(place.x),
        "y": number(place.y),
        "neighbours": [
            {"index": found.index, "label": found.label, "distance": number(found.distance)}
            for found in place.neighbours
        ],
    }


ENDPOINTS: dict[str, Callable[..., Any]] = {
    "list_models": list_models,
    "prepare_digit": prepare_digit,
    "classify_digit": classify_digit,
    "reconstruct": rebuild,
    "add_noise": add_noise,
    "denoise": denoise,
    "encode": encode,
    "decode": decode,
    "sample": sample,
    "interpolate": interpolate,
    "map_points": map_points,
    "locate": locate,
    "segment": segment,
    "score_segmentation": score_segmentation,
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


@functools.cache
def _understood() -> tuple[type[Exception], ...]:
    """Errors whose message is the sentence that the caller should read."""
    from playground.backend.checks import LatentError
    from playground.backend.truth import TruthError

    return (
        CheckpointError,
        CorruptionError,
        LatentError,
        NotAnUpload,
        PictureError,
        RequestError,
        TruthError,
        UnknownModel,
        WrongFamily,
    )


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
        except _understood() as error:
            raise gr.Error(str(error), print_exception=False) from error
        except Exception as error:
            logging.exception("%s failed", function.__name__)
            sentence = "The playground could not do this; the terminal that it runs in says why."
            raise gr.Error(sentence, print_exception=False) from error

    return spoken


def _label_of(answer: Any) -> dict[str, Any]:
    """What a conditional model was told or, where nobody told it, estimated; nothing of other models."""
    return {} if answer.label is None else {"label": answer.label, "estimated": answer.estimated}


def _named(model: Any) -> str:
    """A model's name; whether there is such a model, the backend says."""
    if not isinstance(model, str):
        raise RequestError('model must be a name, for example "mnist-dense-32".')
    return model


def _projection(projection: Any) -> str:
    """A projection's name; whether there is such a projection, the backend says."""
    if not isinstance(projection, str):
        raise RequestError("projection is one of umap, tsne, pca.")
    return projection


def _rebuilding(model: Any) -> str:
    """The name of a model that rebuilds digits."""
    from playground.backend.reconstruct import REBUILDING

    name = _named(model)
    library.require(name, REBUILDING)
    return name
