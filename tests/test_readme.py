"""The README promises things: a Space that starts, commands that exist, a picture."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml
from PIL import Image

from playground.ui.api import ENDPOINTS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def front_matter() -> dict:
    opening, matter, _ = README.split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(matter)


def test_a_space_starts_from_the_front_matter(front_matter: dict) -> None:
    assert front_matter["sdk"] == "gradio"
    assert f"gradio=={front_matter['sdk_version']}" in requirements("requirements.txt")
    assert (ROOT / front_matter["app_file"]).is_file()
    assert front_matter["license"] == "mit"
    assert len(front_matter["short_description"]) <= 60
    colours = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
    assert {front_matter["colorFrom"], front_matter["colorTo"]} <= colours
    for field in ("title", "emoji", "tags", "colorFrom", "colorTo"):
        assert front_matter[field]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_exactly(name: str) -> None:
    for line in requirements(name):
        assert re.fullmatch(r"[\w-]+==\d+(\.\d+)+|-r requirements\.txt", line), line


def test_the_cpu_build_is_the_pinned_one() -> None:
    command = next(line for line in README.splitlines() if "whl/cpu" in line)
    pins = re.findall(r"(?:torch|torchvision)==[\d.]+", command)
    assert len(pins) == 2
    assert set(pins) <= set(requirements("requirements.txt"))


def test_the_commands_are_there_to_be_run() -> None:
    assert "```sh\ntests/run\n```" in README
    assert os.access(ROOT / "tests" / "run", os.X_OK)


def test_every_endpoint_is_documented() -> None:
    assert re.findall(r"^\| `/(\w+)` \|", README, re.MULTILINE) == list(ENDPOINTS)


def test_links_and_pictures_lead_somewhere() -> None:
    targets = re.findall(r"\]\(((?!https?:)[^)]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_picture_of_the_page_is_small_enough() -> None:
    path = ROOT / ".github" / "page.png"
    assert path.stat().st_size < 400_000
    with Image.open(path) as picture:
        assert picture.width >= 1200


def requirements(name: str) -> list[str]:
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]
