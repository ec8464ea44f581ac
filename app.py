"""Opens the playground in the browser: `python app.py`, with `--help` for what can be chosen."""

import argparse
import atexit
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FIRST_LINE = time.time()

PORTS = range(7860, 7960)
LOCAL_NAMES = "127.0.0.1,localhost,::1"

# Read by Gradio, torch and huggingface_hub when they are imported, so they are set before that.
# What the user has set stays as it is.
SETTINGS = {
    "GRADIO_ANALYTICS_ENABLED": "False",  # or start-up asks outside hosts
    "HF_HUB_OFFLINE": "1",
    # The queue sums up all its past events after each new one, over 10,000 of them by default.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "100",
    "GRADIO_ANALYTICS_MAX_EVENTS": "100",
    # Small networks answer thirty users best with one thread each.
    "OMP_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Options:
    """How the page is served; `port` is None where any free one will do."""

    host: str
    port: int | None
    share: bool
    browser: bool


def read_options(arguments: Sequence[str], environment: dict[str, str]) -> Options:
    """The command line first, then Gradio's own environment variables, then what suits the place."""
    parser = argparse.ArgumentParser(description="The autoencoder playground: a local web page.")
    parser.add_argument("--port", type=_port, help="the port to listen on (default: a free one near 7860)")
    parser.add_argument("--host", help="the address to listen on; 0.0.0.0 lets other machines in")
    parser.add_argument("--share", action="store_true", help="also make a public gradio.live link")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    asked = parser.parse_args(arguments)

    on_a_space = "SPACE_ID" in environment
    port = asked.port
    if port is None and environment.get("GRADIO_SERVER_PORT"):
        try:
            port = _port(environment["GRADIO_SERVER_PORT"])
        except argparse.ArgumentTypeError as error:
            parser.error(f"GRADIO_SERVER_PORT: {error}")
    if port is None and on_a_space:
        port = 7860
    host = asked.host or environment.get("GRADIO_SERVER_NAME") or ("0.0.0.0" if on_a_space else "127.0.0.1")
    return Options(host, port, asked.share, browser=not (asked.no_browser or on_a_space))


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f'"{text}" is not a port: give a whole number from 1 to 65535')
    return int(text)


def choose_port(options: Options) -> int:
    """The port that was asked for, or the first free one near 7860.

    Raises:
        OSError: with one sentence for the user, where it cannot be had.
    """
    try:
        family, *_, address = socket.getaddrinfo(options.host, 0, type=socket.SOCK_STREAM)[0]
        _try_to_bind(family, address[0], 0)
    except OSError:
        raise OSError(
            f"{options.host} is not an address of this machine: choose another with --host."
        ) from None
    for port in PORTS if options.port is None else (options.port,):
        try:
            _try_to_bind(family, address[0], port)
        except OSError:
            continue
        return port
    if options.port is None:
        raise OSError(f"All ports from {PORTS[0]} to {PORTS[-1]} are in use: choose another with --port.")
    raise OSError(
        f"Port {options.port} cannot be used, most likely because another program listens on it: "
        "choose another with --port."
    )


def _try_to_bind(family: int, address: str, port: int) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # elsewhere this option would share a port that is in use
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))


def process_start() -> float:
    """When this process began, in seconds since the epoch; without Linux's /proc, this file's first line."""
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return FIRST_LINE
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return time.time() - age


def prepare_environment() -> None:
    """Settings, and one folder in the temp folder for uploads and answers that goes when the program does."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    # A proxy for the outside world must not stand between the page and its own server.
    proxied = [os.environ[name] for name in ("NO_PROXY", "no_proxy") if os.environ.get(name)]
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join([*proxied, LOCAL_NAMES])
    if "GRADIO_TEMP_DIR" not in os.environ:
        folder = tempfile.mkdtemp(prefix="autoencoder-playground-")
        os.environ["GRADIO_TEMP_DIR"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that atexit is heard


def main() -> None:
    """Serve the page until it is stopped."""
    options = read_options(sys.argv[1:], dict(os.environ))
    try:
        port = choose_port(options)
    except OSError as error:
        sys.exit(str(error))
    prepare_environment()

    # After the environment is set.
    from playground.checkpoint import CheckpointError
    from playground.ui import app

    try:
        page, served = app.build(), app.launch_arguments()
    except CheckpointError as error:
        sys.exit(str(error))
    _, address, _ = page.launch(
        server_name=options.host,
        server_port=port,
        share=options.share or None,
        prevent_thread_lock=True,
        **served,
    )
    with urllib.request.urlopen(address) as answer:
        answer.read()
    print(f"The page is at {address} (first served {time.time() - process_start():.1f} s after the start).")
    print("Press Ctrl+C to stop.", flush=True)
    if options.browser:
        webbrowser.open(address)
    threading.Thread(target=app.warm_up, daemon=True).start()
    page.block_thread()


if __name__ == "__main__":
    main()
