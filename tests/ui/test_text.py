"""The words of the page: both languages everywhere, every key used is there, every key there is used."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import playground.ui
from playground.backend import library
from playground.ui.text import LANGUAGES, text, texts

UI = Path(playground.ui.__file__).parent
HTML = sorted(UI.glob("widgets/*.html"))
SOURCES = [*HTML, *sorted(UI.glob("widgets/*.js")), *sorted(UI.rglob("*.py"))]

# What stands in the HTML itself because it reads the same in every language.
UNIVERSAL = {"MSE", "PSNR", "SSIM", "English", "한국어"}

_HANGUL = re.compile(r"[가-힣]")
_SLOT = re.compile(r"\{\w+\}")


def _quoted(source: str) -> set[str]:
    return set(re.findall(r"""["'`]([^"'`\n]*)["'`]""", source))


@pytest.mark.parametrize("key", sorted(texts()))
def test_every_text_says_the_same_in_both_languages(key: str) -> None:
    english, korean = (texts()[key][language] for language in LANGUAGES)
    assert english.strip()
    assert korean.strip()
    assert sorted(_SLOT.findall(english)) == sorted(_SLOT.findall(korean)), "the slots differ"
    assert not _HANGUL.search(english)
    long = len(re.findall(r"[A-Za-z]{3,}", english)) >= 3
    assert not long or _HANGUL.search(korean), "not translated"


def test_every_key_in_the_html_exists() -> None:
    used = {
        (path.name, key)
        for path in HTML
        for key in re.findall(r'data-text(?:-\w+)?="([^"]*)"', path.read_text(encoding="utf-8"))
    }
    assert used
    assert [(name, key) for name, key in sorted(used) if key not in texts()] == []


def test_every_key_in_the_scripts_exists() -> None:
    """Literal keys must be there; of keys put together at run time, at least one with that beginning."""
    files = {path.stem for path in UI.glob("text/*.toml")}
    begins = re.compile(rf"(?:{'|'.join(sorted(files))})\.[\w.-]*$")
    for path in sorted(UI.glob("widgets/*.js")):
        for literal in _quoted(path.read_text(encoding="utf-8")):
            if begins.match(literal):
                assert any(key == literal or key.startswith(literal) for key in texts()), (path.name, literal)


def test_every_text_is_used() -> None:
    """Whole keys, keys without their file's name (`words("seen.code")`), or a beginning that a script completes."""
    literals = {
        literal.replace("${", "{").split("{")[0]
        for path in SOURCES
        for literal in _quoted(path.read_text(encoding="utf-8"))
    } - {""}
    unused = []
    for key in texts():
        parts = key.split(".")
        wholes = {".".join(parts[start:]) for start in (0, 1)}
        beginnings = {
            ".".join(parts[start:end]) + "." for start in (0, 1) for end in range(start + 1, len(parts))
        }
        if not (wholes | beginnings) & literals:
            unused.append(key)
    assert unused == []


class _Words(HTMLParser):
    """Collects words that stand in the HTML outside of formulas."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._math = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._math += tag == "math"

    def handle_endtag(self, tag: str) -> None:
        self._math -= tag == "math"

    def handle_data(self, data: str) -> None:
        if not self._math:
            self.found += [word for word in re.findall(r"[^\W\d_]{2,}", data) if word not in UNIVERSAL]


@pytest.mark.parametrize("path", HTML, ids=lambda path: path.name)
def test_no_words_stand_in_the_html(path: Path) -> None:
    parser = _Words()
    parser.feed(path.read_text(encoding="utf-8"))
    assert parser.found == []


def test_a_text_fills_its_slots() -> None:
    assert text("draw.sources.example", label=3) == "Example of a 3"
    assert text("draw.sources.example", "ko", label=3) == "예시 숫자 3"


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError):
        text("draw.nothing")


def test_every_model_has_a_title() -> None:
    assert [name for name in library.names() if f"models.{name}.title" not in texts()] == []
