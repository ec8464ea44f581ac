"""The browser of the tests and benchmarks: an installed Chromium or Chrome, else Playwright's own.

`python -m tests.browser.chromium` downloads Playwright's where no other is there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
ARGUMENTS = (
    "--no-sandbox",  # containers run tests as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def installed() -> str | None:
    """The path of the browser that PLAYGROUND_CHROMIUM names or that is installed here, if there is one.

    Raises:
        FileNotFoundError: if PLAYGROUND_CHROMIUM names a program that is not there.
    """
    named = os.environ.get("PLAYGROUND_CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise FileNotFoundError(f"PLAYGROUND_CHROMIUM names {named}, which is no program.")
        return found
    return next((path for path in map(shutil.which, (*NAMES, *PLACES)) if path), None)


def launch_arguments() -> dict[str, object]:
    """What Playwright's `chromium.launch` is told; without an executable it takes its own download."""
    path = installed()
    return {"args": list(ARGUMENTS), **({"executable_path": path} if path else {})}


if __name__ == "__main__":
    if found := installed():
        print(f"Browser: {found}")
    else:
        print("No Chromium or Chrome is installed: taking Playwright's own.", flush=True)
        sys.exit(
            subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"], cwd=Path.home())
        )
