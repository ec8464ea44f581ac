"""Calls of the public endpoints: what comes back, and the one sentence where nothing does."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from PIL import Image

from tests.conftest import RunningApp


def pixels(path: str) -> np.ndarray:
    """The PNG file of an answer, in [0, 1]."""
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture, np.float32) / 255


def refusal(client: Client, *arguments: Any, api_name: str, **named: Any) -> str:
    """The sentence with which a request is refused."""
    with pytest.raises(AppError) as caught:
        client.predict(*arguments, api_name=api_name, **named)
    sentence = str(caught.value)
    assert sentence.endswith("."), sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def uploaded(app: RunningApp, path: str) -> dict[str, Any]:
    """A picture as a plain HTTP call names it, once it is uploaded."""
    with Path(path).open("rb") as file:
        (stored,) = httpx.post(f"{app.url}/gradio_api/upload", files={"files": file}).json()
    return {"path": stored, "meta": {"_type": "gradio.FileData"}}


def raw_refusal(app: RunningApp, name: str, data: list[Any]) -> str:
    """What a plain HTTP call with these parameters is told."""
    return refused(app, name, json.dumps({"data": data}))


def refused(app: RunningApp, name: str, body: str) -> str:
    """What a plain HTTP call is told, see Gradio's guide "Querying Gradio apps with curl"."""
    address = f"{app.url}/gradio_api/call/{name}"
    request = urllib.request.Request(address, body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        event = json.load(answer)["event_id"]
    with urllib.request.urlopen(f"{address}/{event}") as answer:
        text = answer.read().decode()
    assert text.startswith("event: error"), text
    return str(json.loads(text.split("data: ", 1)[1].splitlines()[0]))
