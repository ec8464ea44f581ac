"""The start of the program: its command line, its manners, its time."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from gradio_client import Client
from PIL import Image

import app as program
from playground.checkpoint import CheckpointError
from playground.ui import app as page
from playground.ui import installable
from tests.conftest import ROOT, RunningApp, free_port, start_app, stop_app


def options(*arguments: str, **environment: str) -> program.Options:
    return program.read_options(arguments, environment)


def test_defaults_are_a_free_port_on_this_machine_and_a_browser() -> None:
    assert options() == program.Options("127.0.0.1", None, share=False, browser=True)


def test_gradios_environment_variables_are_honoured() -> None:
    chosen = options(GRADIO_SERVER_PORT="9001", GRADIO_SERVER_NAME="0.0.0.0")
    assert (chosen.host, chosen.port) == ("0.0.0.0", 9001)


def test_command_line_comes_before_the_environment() -> None:
    chosen = options("--port", "9002", "--host", "localhost", GRADIO_SERVER_PORT="1", GRADIO_SERVER_NAME="x")
    assert (chosen.host, chosen.port) == ("localhost", 9002)


def test_a_space_listens_for_everybody_and_opens_no_browser() -> None:
    assert options(SPACE_ID="someone/playground") == program.Options(
        "0.0.0.0", 7860, share=False, browser=False
    )


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "7860.5", ""])
def test_a_port_that_is_none_is_refused_in_one_sentence(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        options("--port", port)
    assert "is not a port" in capsys.readouterr().err


def test_a_port_in_use_is_passed_over() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(OSError, match=f"Port {taken} cannot be used"):
            program.choose_port(options("--port", str(taken)))
    assert program.choose_port(options()) in program.PORTS


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(OSError, match=r"^192\.0\.2\.1 is not an address of this machine"):
        program.choose_port(options("--host", "192.0.2.1"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--port", "{taken}"],
            "Port {taken} cannot be used, most likely because another program listens on it",
        ),
        (["--host", "192.0.2.1"], "192.0.2.1 is not an address of this machine"),
    ],
)
def test_what_cannot_be_served_is_said_without_a_traceback(arguments: list[str], sentence: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        command = [sys.executable, "app.py", *(word.format(taken=taken) for word in arguments)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.startswith(sentence.format(taken=taken))
    assert ended.stderr.count("\n") == 1


def test_a_damaged_config_is_named_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "mnist-broken").mkdir()
    (tmp_path / "mnist-broken" / "config.json").write_text("{")
    script = (
        "import pathlib, sys; from playground import checkpoint;"
        f"checkpoint.ROOT = pathlib.Path({str(tmp_path)!r}); import app;"
        "sys.argv = ['app.py', '--no-browser', '--port', sys.argv[1]]; app.main()"
    )
    command = [sys.executable, "-c", script, str(free_port())]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.startswith("mnist-broken: config.json cannot be understood")
    assert ended.stderr.count("\n") == 1


def test_damaged_weights_are_named_while_the_page_stays(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def damaged() -> None:
        raise CheckpointError("mnist-broken: model.safetensors has another SHA-256.")

    monkeypatch.setattr(page.library, "warm_up", damaged)
    page.warm_up()
    assert capsys.readouterr().err == "mnist-broken: model.safetensors has another SHA-256.\n"


def test_the_page_is_built_without_torch() -> None:
    """torch takes two seconds to import, and the first page is due after five."""
    script = (
        "import sys; from playground.ui import app; app.build(); app.launch_arguments();"
        "slow = {'torch', 'torchvision', 'sklearn', 'skimage', 'umap', 'plotly', 'scipy.ndimage'};"
        "print(sorted(slow & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_it_writes_only_to_the_temp_folder_and_leaves_nothing(tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("home", "cwd", "temp", "output")}
    for place in places.values():
        place.mkdir()
    environment = {
        "HOME": str(places["home"]),
        "USERPROFILE": str(places["home"]),
        "TMPDIR": str(places["temp"]),
        "TEMP": str(places["temp"]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    before = repository_files()
    running = start_app(places["output"] / "printed.txt", cwd=places["cwd"], **environment)
    try:
        client = Client(running.url, verbose=False)
        client.predict([0.0] * 20, "mnist-linear-20", api_name="/decode")
        assert [path.name[:23] for path in places["temp"].iterdir()] == ["autoencoder-playground-"]
    finally:
        stop_app(running)
    assert list(places["home"].rglob("*")) == []
    assert list(places["cwd"].rglob("*")) == []
    assert list(places["temp"].rglob("*")) == []
    assert repository_files() - before == set()


def repository_files() -> set[Path]:
    """Every file that the app's own code could have written beside itself."""
    folders = (ROOT / "playground", ROOT / "checkpoints")
    found = {path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts}
    return found | set(ROOT.iterdir())


NO_NETWORK = """
import socket
real_connect, real_lookup = socket.socket.connect, socket.getaddrinfo
def at_home(host):
    return str(host) in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "", "None")
def connect(self, address):
    if self.family != socket.AF_UNIX and not at_home(address[0]):
        print("ASKED OUTSIDE:", address, flush=True)
        raise OSError("the network is cut")
    return real_connect(self, address)
def lookup(host, *rest, **named):
    if not at_home(host):
        print("ASKED OUTSIDE:", host, flush=True)
        raise socket.gaierror("the network is cut")
    return real_lookup(host, *rest, **named)
socket.socket.connect, socket.getaddrinfo = connect, lookup
print("THE NETWORK IS CUT", flush=True)
"""


def test_it_needs_no_network_and_asks_nobody_not_even_a_proxy(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK)
    dead = f"http://127.0.0.1:{free_port()}"
    environment = {"HTTP_PROXY": dead, "http_proxy": dead, "NO_PROXY": "", "no_proxy": ""}
    running = start_app(tmp_path / "printed.txt", PYTHONPATH=str(tmp_path), **environment)
    try:
        client = Client(running.url, verbose=False)
        picture = client.predict([0.0] * 20, "mnist-linear-20", api_name="/decode")
        assert Path(picture).read_bytes().startswith(b"\x89PNG")
    finally:
        stop_app(running)
    assert "THE NETWORK IS CUT" in running.printed()
    assert "ASKED OUTSIDE" not in running.printed()


def test_it_says_how_long_the_start_took(app: RunningApp) -> None:
    seconds = re.search(r"first served ([\d.]+) s after the start", app.printed())
    assert seconds is not None, app.printed()
    assert 0.1 < float(seconds[1]) < 60


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Autoencoder Playground"), ("ko", "오토인코더 놀이터")]
)
def test_manifest_is_ours_in_both_languages(language: str, name: str) -> None:
    manifest = installable.manifest(language)
    assert manifest["name"] == name
    assert manifest["display"] == "standalone"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


def test_icons_are_served_in_the_sizes_that_the_manifest_names(app: RunningApp) -> None:
    for icon in installable.manifest("en")["icons"]:
        with urllib.request.urlopen(f"{app.url}/{icon['src']}") as answer, Image.open(answer) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_environment_that_the_user_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ, HF_HUB_OFFLINE="0", GRADIO_TEMP_DIR="/elsewhere"))
    program.prepare_environment()
    assert os.environ["HF_HUB_OFFLINE"] == "0"
    assert os.environ["GRADIO_TEMP_DIR"] == "/elsewhere"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
