"""Red when the tick has stopped, when deadlines pile up, when the database is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.app import create_app
from kit.clock import VirtualClock
from services.sweep import sweep
from tests.api.client import Client, seated


@pytest.fixture
def swept(standing: Client) -> Client:
    """A house whose tick has done what was due."""
    sweep(standing.house.database, standing.house.now())
    return standing


@pytest.mark.parametrize(("age", "status"), [(0.0, 200), (59.9, 200), (60.1, 503), (None, 503)])
def test_a_silent_tick_is_red(swept: Client, age: float | None, status: int):
    with seated(create_app(swept.house, lambda: age), swept.house) as client:
        answer = client.get("/readyz")

    assert answer.status_code == status
    tick = next(c for c in answer.json()["checks"] if c["name"] == "tick")
    assert tick["ok"] is (status == 200)
    assert tick["detail"]


@pytest.mark.parametrize(("days", "status"), [(0, 200), (40, 503)])
def test_deadlines_that_nobody_enforces_are_red(swept: Client, days: int, status: int):
    later = VirtualClock(swept.house.now() + timedelta(days=days))
    house = replace(swept.house, clock=later)
    with seated(create_app(house), house) as client:
        answer = client.get("/readyz")

    assert answer.status_code == status, answer.text
    assert answer.json()["ready"] is (status == 200)
    assert [check["name"] for check in answer.json()["checks"]] == [
        "database",
        "deadlines",
        "definitions",
    ]
