"""Whoever sends a body too slowly gives the place up: others wait for it."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic

import httpx
import pytest

from api import porter
from api.app import create_app
from services.house import House
from tests.served import served

HEAD = (
    b"POST /api/v1/sign-in HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n"
)


@pytest.fixture
def address(empty_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A house with one place for everybody, and little patience."""
    monkeypatch.setattr(porter, "SLOWEST", 1.0)
    settings = empty_house.settings.model_copy(update={"pool_size": 2})
    with served(create_app(replace(empty_house, settings=settings))) as at:
        yield at


def _answer(line: socket.socket) -> bytes:
    line.settimeout(20)
    return line.recv(4096)


@pytest.mark.parametrize("begun", [b"", b'{"name": "x'], ids=["nothing", "a beginning"])
def test_who_sends_too_slowly_gives_the_place_up(address: str, begun: bytes):
    place = httpx.URL(address)
    with socket.create_connection((place.host, place.port or 80)) as line:
        line.sendall(HEAD + begun)
        began = monotonic()
        waited = httpx.get(f"{address}/healthz", timeout=20)
        seconds = monotonic() - began
        told = _answer(line)

    assert waited.status_code == 200
    assert seconds > 0.5  # the one place was taken: otherwise this shows nothing
    assert told.startswith(b"HTTP/1.1 400")
    assert b"bad_header" in told


def test_who_drips_does_not_get_more_time(address: str):
    place = httpx.URL(address)
    with socket.create_connection((place.host, place.port or 80)) as line:
        line.sendall(HEAD)
        line.settimeout(0.2)
        began, told = monotonic(), b""
        while not told and monotonic() - began < 20:
            line.sendall(b" ")
            try:
                told = line.recv(4096)
            except TimeoutError:
                continue

    assert told.startswith(b"HTTP/1.1 400")
    assert monotonic() - began < 15
