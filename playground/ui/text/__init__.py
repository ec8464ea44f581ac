"""Every word people read, in English and Korean.

One .toml file a part of the page. A text's key is its file's name and its path inside the file, so
`[pad.clear]` in draw.toml is `draw.pad.clear`. `{name}` marks a slot that is filled when it is shown.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "ko")

_FOLDER = Path(__file__).parent


@cache
def texts() -> dict[str, dict[str, str]]:
    """All texts: key -> {"en": …, "ko": …}. Raises ValueError where a language is missing."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        _collect(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), found)
    return found


def text(key: str, language: str = "en", **values: object) -> str:
    """One text with its slots filled. Raises KeyError where there is no such key."""
    words = texts()[key][language]
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


def _collect(key: str, table: dict[str, Any], found: dict[str, dict[str, str]]) -> None:
    if any(isinstance(value, str) for value in table.values()):
        if set(table) != set(LANGUAGES) or not all(isinstance(words, str) for words in table.values()):
            raise ValueError(f"{key} must have exactly the texts {LANGUAGES}, it has {sorted(table)}")
        found[key] = table
        return
    for name, inner in table.items():
        _collect(f"{key}.{name}", inner, found)
