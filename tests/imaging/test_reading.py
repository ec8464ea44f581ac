"""Every kind of bad or unusual upload: a sensible picture, or one PictureError."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from playground.imaging.picture_error import REASONS, PictureError
from playground.imaging.reading import read_picture
from tests.imaging.pictures import bomb, encoded


def gradient(height: int = 40, width: int = 60, channels: int = 3) -> np.ndarray:
    ramp = np.linspace(0, 255, height * width * channels).reshape(height, width, channels)
    return ramp.astype(np.uint8)


def corner_marked(height: int = 40, width: int = 60) -> np.ndarray:
    """White, with a dark block in the top left corner: shows how a picture was turned."""
    picture = np.full((height, width, 3), 255, np.uint8)
    picture[: height // 4, : width // 4] = 0
    return picture


def reason_of(source) -> str:
    with pytest.raises(PictureError) as caught:
        read_picture(source)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert caught.value.reason in REASONS
    return caught.value.reason


def test_colour_png_keeps_its_values():
    values = gradient()
    picture = read_picture(encoded(Image.fromarray(values), "PNG"))
    assert picture.dtype == np.float32
    np.testing.assert_allclose(picture, values / 255, atol=1e-6)


def test_gray_png_has_two_dimensions():
    values = gradient(channels=1)[..., 0]
    np.testing.assert_allclose(read_picture(encoded(Image.fromarray(values), "PNG")), values / 255, atol=1e-6)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM"])
def test_supported_formats(kind):
    picture = read_picture(encoded(Image.fromarray(corner_marked()), kind))
    assert picture.shape[:2] == (40, 60)
    assert picture[:8, :12].mean() < 0.05
    assert picture[15:, 20:].mean() > 0.95


def test_path_and_string_are_read_alike(tmp_path):
    path = tmp_path / "digit.png"
    path.write_bytes(encoded(Image.fromarray(gradient()), "PNG"))
    np.testing.assert_array_equal(read_picture(path), read_picture(str(path)))


def test_the_extension_is_not_believed(tmp_path):
    path = tmp_path / "really_a_jpeg.png"
    path.write_bytes(encoded(Image.fromarray(corner_marked()), "JPEG"))
    assert read_picture(path).shape == (40, 60, 3)


def test_empty_and_missing_files(tmp_path):
    path = tmp_path / "empty.png"
    path.touch()
    assert reason_of(path) == "empty"
    assert reason_of(b"") == "empty"
    assert reason_of(tmp_path / "nowhere.png") == "empty"
    assert reason_of(tmp_path) == "empty"


def test_text_named_png(tmp_path):
    path = tmp_path / "text.png"
    path.write_text("This is only text.")
    assert reason_of(path) == "not_a_picture"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("kept", [0.6, 0.02])
def test_truncated(kind, kept):
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    whole = encoded(Image.fromarray(noise), kind)
    assert reason_of(whole[: int(len(whole) * kept)]) == "truncated"
    assert reason_of(whole[:9] + bytes(5)) in ("truncated", "not_a_picture")


def test_cut_header_and_flipped_bytes():
    whole = bytearray(encoded(Image.fromarray(gradient()), "PNG"))
    assert reason_of(bytes(whole[:20])) == "truncated"
    whole[60:90] = bytes(30)
    assert reason_of(bytes(whole)) == "truncated"


def test_vectors():
    svg = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'
    assert reason_of(svg) == "vector"
    assert reason_of(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n") == "vector"


@pytest.mark.parametrize("start", [b"%PDF-1.7\n", b"\x00\x00\x00\x18ftypheic", b"8BPS\x00\x01"])
def test_formats_that_are_not_taken(start):
    assert reason_of(start + bytes(100)) == "unsupported"


def test_real_pdf_and_eps_never_reach_their_plugins():
    assert reason_of(encoded(Image.fromarray(gradient()), "PDF")) == "unsupported"
    assert reason_of(encoded(Image.fromarray(gradient()), "EPS")) == "vector"


def test_decompression_bomb_is_refused():
    data = bomb(13_000, 13_000)
    assert len(data) < 40_000
    assert reason_of(data) == "too_large"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_little_too_many_pixels():
    assert reason_of(bomb(5_200, 5_000)) == "too_large"


def test_too_many_bytes(tmp_path):
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.write(encoded(Image.fromarray(gradient()), "PNG"))
        file.truncate(21_000_000)
    assert reason_of(path) == "too_large"


@pytest.mark.parametrize(
    ("size", "reason"),
    [((1, 1), "too_small"), ((3, 3), "too_small"), ((1, 5000), "too_elongated"), ((90, 4), "too_elongated")],
)
def test_degenerate_sizes(size, reason):
    assert reason_of(encoded(Image.new("L", size), "PNG")) == reason


def test_small_is_read():
    assert read_picture(encoded(Image.new("L", (4, 4), 255), "PNG")).shape == (4, 4)


def test_large_pictures_are_scaled_down():
    for kind in ("PNG", "JPEG"):
        picture = read_picture(encoded(Image.fromarray(corner_marked(3000, 4000)), kind))
        assert picture.shape == (768, 1024, 3)
        assert picture[:180, :240].mean() < 0.02
        assert picture[200:, 270:].mean() > 0.98


@pytest.mark.parametrize("highest", [255, 4095, 65535])
def test_sixteen_bit_png_uses_its_depth(highest):
    values = np.linspace(0, highest, 40 * 60).reshape(40, 60).astype(np.uint16)
    picture = read_picture(encoded(Image.fromarray(values), "PNG"))
    np.testing.assert_allclose(picture, values / highest, atol=1e-4)


def test_large_sixteen_bit_tiff():
    values = np.zeros((2100, 2100), np.uint16)
    values[:1050] = 65535
    picture = read_picture(encoded(Image.fromarray(values), "TIFF", compression="tiff_deflate"))
    assert picture.shape == (1024, 1024)
    assert picture[:500].min() == 1
    assert picture[524:].max() == 0


def float_tiff(values: np.ndarray) -> bytes:
    return encoded(Image.fromarray(values.astype(np.float32)), "TIFF")


def test_float_tiff_inside_the_range_is_kept():
    values = np.linspace(0.2, 0.7, 100).reshape(10, 10)
    np.testing.assert_allclose(read_picture(float_tiff(values)), values, atol=1e-6)


def test_float_tiff_outside_the_range_is_rescaled():
    values = np.linspace(-300, 900, 100).reshape(10, 10)
    np.testing.assert_allclose(read_picture(float_tiff(values)), (values + 300) / 1200, atol=1e-6)


def test_float_tiff_with_nan_and_infinity():
    values = np.linspace(-1, 3, 100).reshape(10, 10)
    values[0, :3] = np.nan, np.inf, -np.inf
    picture = read_picture(float_tiff(values))
    assert np.isfinite(picture).all()
    assert picture[0, 0] == 0
    assert picture[0, 1] == 1
    assert picture[0, 2] == 0
    np.testing.assert_allclose(picture[5], (values[5] - values[0, 3]) / (3 - values[0, 3]), atol=1e-5)


def test_large_float_tiff_with_scattered_nan():
    values = np.full((2200, 2200), 0.5, np.float32)
    values[::3, ::5] = np.nan
    np.testing.assert_allclose(read_picture(float_tiff(values)), 0.5, atol=1e-5)


@pytest.mark.parametrize("value", [np.nan, 7.0, 1e38])
def test_float_tiff_without_contrast_is_flat(value):
    picture = read_picture(float_tiff(np.full((10, 10), value)))
    assert np.isfinite(picture).all()
    assert np.ptp(picture) == 0


def test_cmyk_jpeg():
    picture = read_picture(encoded(Image.fromarray(corner_marked()).convert("CMYK"), "JPEG"))
    assert picture.shape == (40, 60, 3)
    assert picture[:8, :12].mean() < 0.1
    assert picture[15:, 20:].mean() > 0.9


def dark_square(ink: int) -> Image.Image:
    """A square of one gray level in the middle of a transparent picture."""
    values = np.zeros((40, 40, 4), np.uint8)
    values[10:30, 15:25] = (ink, ink, ink, 255)
    return Image.fromarray(values)


def test_dark_ink_on_transparent_ground_is_laid_on_white():
    picture = read_picture(encoded(dark_square(20), "PNG"))
    assert picture[0, 0].min() == 1
    assert picture[20, 20].max() < 0.1


def test_light_ink_on_transparent_ground_is_not_lost():
    picture = read_picture(encoded(dark_square(255), "PNG"))
    assert picture[0, 0].max() == 0
    assert picture[20, 20].min() == 1


def test_light_page_with_transparent_corners_stays_on_white():
    values = np.full((40, 40, 4), 255, np.uint8)
    values[:5, :5, 3] = 0
    assert read_picture(encoded(Image.fromarray(values), "PNG")).min() == 1


def test_palette_with_alpha():
    image = dark_square(30).convert("P")
    picture = read_picture(encoded(image, "PNG", transparency=image.getpixel((0, 0))))
    assert picture[0, 0].min() == 1
    assert picture[20, 20].max() < 0.2


def test_fully_transparent():
    assert reason_of(encoded(Image.new("RGBA", (30, 30), (255, 0, 0, 0)), "PNG")) == "transparent"


def test_animated_gif_gives_its_first_frame():
    frames = [Image.new("L", (20, 20), level) for level in (0, 128, 255)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert read_picture(data).max() < 0.01


def test_a_phone_s_picture_of_several_gives_its_first():
    second = Image.new("RGB", (60, 40), (128, 128, 128))
    data = encoded(Image.fromarray(corner_marked()), "MPO", save_all=True, append_images=[second])
    picture = read_picture(data)
    assert picture[:8, :12].mean() < 0.05
    assert picture[15:, 20:].mean() > 0.95


# Where the block that was stored top left is shown, for each of the eight EXIF orientations.
SHOWN = {1: "tl", 2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl"}


@pytest.mark.parametrize("orientation", SHOWN)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_exif_rotation(kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read_picture(encoded(Image.fromarray(corner_marked()), kind, exif=exif))
    height, width = picture.shape[:2]
    assert (height, width) == ((40, 60) if orientation < 5 else (60, 40))
    rows = slice(0, 6) if SHOWN[orientation][0] == "t" else slice(-6, None)
    columns = slice(0, 6) if SHOWN[orientation][1] == "l" else slice(-6, None)
    assert picture[rows, columns].mean() < 0.1
    assert picture.mean() > 0.85


def test_broken_exif_does_not_cost_the_picture():
    data = encoded(Image.fromarray(corner_marked()), "JPEG", exif=b"Exif\x00\x00broken beyond repair")
    assert read_picture(data).shape == (40, 60, 3)


@pytest.mark.filterwarnings("ignore:Truncated File Read:UserWarning")
def test_random_bytes_behind_every_signature_raise_one_error():
    random = np.random.default_rng(1)
    for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM"):
        whole = bytearray(encoded(Image.fromarray(gradient()), kind))
        for _ in range(40):
            spoiled = bytearray(whole)
            for place in random.integers(0, len(spoiled), 12):
                spoiled[place] = random.integers(0, 256)
            try:
                picture = read_picture(bytes(spoiled))
            except PictureError:
                continue
            assert np.isfinite(picture).all()
            assert picture.min() >= 0
            assert picture.max() <= 1
