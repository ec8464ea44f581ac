"""Plotly's own script as the page gets it."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from playground.ui import plotly_script
from playground.ui.widgets import page_head


@pytest.fixture
def served() -> TestClient:
    return TestClient(Starlette(routes=plotly_script.ROUTES))


def test_the_script_is_served_packed_and_kept(served: TestClient) -> None:
    answer = served.get("/" + plotly_script.ADDRESS, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert int(answer.headers["content-length"]) < 2_000_000
    assert re.match(r"/\*\*\s+\* plotly\.js v\d", answer.text)


def test_who_cannot_unpack_gets_the_same_script_plain(served: TestClient) -> None:
    packed = served.get("/" + plotly_script.ADDRESS, headers={"accept-encoding": "gzip"}).content
    plain = served.get("/" + plotly_script.ADDRESS, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == packed


def test_the_page_knows_the_address_of_this_version() -> None:
    assert f'"plotly": "{plotly_script.ADDRESS}"' in page_head([], [])
    assert plotly_script.VERSION in plotly_script.ADDRESS
