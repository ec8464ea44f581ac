"""Why a picture cannot be used: a stable reason and one sentence that says what to do."""

from __future__ import annotations

from typing import Literal, get_args

Reason = Literal[
    "empty",
    "not_a_picture",
    "unsupported",
    "vector",
    "truncated",
    "too_large",
    "too_small",
    "too_elongated",
    "transparent",
]
REASONS: tuple[Reason, ...] = get_args(Reason)

MAX_BYTES = 20_000_000
MAX_PIXELS = 25_000_000
MIN_SIDE = 4
MAX_ELONGATION = 20

_SENTENCES: dict[Reason, str] = {
    "empty": "The file is empty: choose a picture file.",
    "not_a_picture": "The file is not a picture: choose a PNG or JPEG file.",
    "unsupported": "This kind of picture cannot be read here: save it as PNG or JPEG and try again.",
    "vector": "This is a vector drawing: export it as PNG and try again.",
    "truncated": "The picture is damaged or cut off: save or download it again.",
    "too_large": (
        f"The picture is too large: make it smaller than {MAX_BYTES // 1_000_000} MB "
        f"and {MAX_PIXELS // 1_000_000} megapixels."
    ),
    "too_small": f"The picture is too small: each side needs at least {MIN_SIDE} pixels.",
    "too_elongated": (
        f"The picture is too narrow: its long side may be at most {MAX_ELONGATION} times its short side."
    ),
    "transparent": "The picture is fully transparent: there is nothing to see in it.",
}


class PictureError(ValueError):
    """A picture that cannot be used. `reason` is a stable key (see `REASONS`), `str(error)` one sentence."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(_SENTENCES[reason])
        self.reason = reason
