"""The flows on a real Prefect server: asked for twice, run once."""

import sys
import time

import pytest
from sqlalchemy import text

from kit.clock import FolderClock
from services.asks import Ask
from services.house import House
from tests.builders import noon
from tests.workflows.conftest import Prefect, child
from workflows import serving, steps

pytestmark = pytest.mark.prefect
_SERVE = "from workflows.serving import serve_flows; serve_flows()"


def test_the_pinned_versions_go_together():
    # Prefect's server does not import with newer versions of fastapi.
    from prefect.server.api import server  # noqa: PLC0415 - seconds, for this test alone

    assert callable(server.create_app)


def test_a_server_that_is_not_there_accepts_nothing_and_raises_nothing(house: House):
    due = steps.due_runs(house)

    assert serving.ask(due, "http://127.0.0.1:9/api") == []


def test_a_run_asked_for_twice_is_done_once(house: House, prefect_server: Prefect):
    prefect = prefect_server
    FolderClock.start(house.folder.path / "clock.json", noon(2017, 9, 1))
    env = serving.client_env(prefect.port, prefect.home) | {
        "JIXIAO_DATABASE_URL": house.database.address,
        "JIXIAO_DATA_DIR": str(house.folder.path),
    }
    due = steps.due_runs(house)[:1]
    with child([sys.executable, "-c", _SERVE], env, prefect.home / "flows.log"):
        until_accepted(due, prefect.api)
        assert serving.ask(due, prefect.api) == due
        runs = finished(prefect.api, due[0])

    assert runs == {"COMPLETED": [due[0].key]}
    with house.database.connect() as connection:
        said = text("SELECT trigger, actor FROM trail WHERE subject_id = '2017-preparation'")
        deeds = [tuple(row) for row in connection.execute(said)]
    assert deeds[1:] == [("open", "system:flow"), ("close", "system:flow")]


def until_accepted(due: list[Ask], api: str) -> None:
    """Ask until the flows are deployed."""
    end = time.monotonic() + 120
    while serving.ask(due, api) != due:
        assert time.monotonic() < end
        time.sleep(1)


def finished(api: str, ask: Ask) -> dict[str, list[str]]:
    """Wait until no run of the flow is under way."""
    end = time.monotonic() + 120
    while set(runs := serving.runs_of(ask.flow, api)) & {"SCHEDULED", "PENDING", "RUNNING"}:
        assert time.monotonic() < end
        time.sleep(1)
    return dict(runs)
