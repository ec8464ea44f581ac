"""Peak memory of reading, in a process of its own: tracemalloc does not see what Pillow allocates."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tests.imaging.pictures import bomb

ROOT = Path(__file__).parents[2]

MEASURE = """
import resource, sys
from pathlib import Path
from playground.imaging.picture_error import PictureError
from playground.imaging.reading import read_picture

def peak_mib():
    # On Linux ru_maxrss is inherited from the process that started this one, so it serves elsewhere (macOS).
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20

read_picture(sys.argv[1])  # loads the plugins
before = peak_mib()
try:
    answer = "x".join(str(side) for side in read_picture(sys.argv[2]).shape)
except PictureError as error:
    answer = error.reason
print(answer, peak_mib() - before)
"""


def read_and_measure(path: Path) -> tuple[str, float]:
    """What reading gave, and by how many MiB it raised the peak of the process."""
    small = path.with_name("small.png")
    Image.new("RGB", (30, 30)).save(small)
    command = [sys.executable, "-c", MEASURE, str(small), str(path)]
    answer, growth = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    return answer, float(growth)


def test_the_measure_sees_a_large_picture(tmp_path):
    path = tmp_path / "large.png"
    Image.new("RGB", (6000, 4000)).save(path)
    answer, growth = read_and_measure(path)
    assert answer == "683x1024x3"
    assert 50 < growth < 200


def test_a_bomb_does_not_move_the_memory(tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(bomb(13_000, 13_000))
    answer, growth = read_and_measure(path)
    assert answer == "too_large"
    assert growth < 10


def test_a_photo_is_never_decoded_at_full_size(tmp_path):
    path = tmp_path / "photo.jpg"
    ramp = np.add.outer(np.arange(4000), np.arange(6000)) // 40
    Image.fromarray(ramp.astype(np.uint8)).convert("RGB").save(path)
    answer, growth = read_and_measure(path)
    assert answer == "683x1024x3"
    assert growth < 45  # 72 MB as RGB, 96 as Pillow keeps it
