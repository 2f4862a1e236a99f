"""The flows on a real Prefect server: who may speak to it, what it tells, what it forgets."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from kit.clock import FolderClock
from services.asks import Ask
from services.house import House
from tests.builders import noon
from tests.workflows.conftest import Prefect, run_of, until
from workflows import asking, steps
from workflows.server import Link

#: Half a minute or a minute on a quiet machine: a dozen processes start, and each imports Prefect.
pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def test_the_pinned_versions_go_together():
    # Prefect's server does not import with newer versions of fastapi.
    from prefect.server.api import server  # noqa: PLC0415 - seconds, for this test alone

    assert callable(server.create_app)


def test_a_server_that_is_not_there_accepts_nothing_and_raises_nothing(house: House):
    due = steps.due_runs(house)

    assert asking.ask(due, Link("http://127.0.0.1:9/api", "jixiao:x")) == []


def test_a_run_asked_for_twice_is_done_once_and_told(house: House, prefect_server: Prefect):
    link = prefect_server.link
    FolderClock.start(house.folder.path / "clock.json", noon(2017, 9, 1))
    due = steps.due_runs(house)[:1]
    with prefect_server.runner(house):
        until(lambda: asking.ask(due, link) == due)
        assert asking.ask(due, link) == due
        until(lambda: run_of(due[0], link) == "COMPLETED")

    assert asking.runs_of(due[0].flow, link) == {"COMPLETED": [due[0].key]}
    with house.database.connect() as connection:
        said = text("SELECT trigger, actor FROM trail WHERE subject_id = '2017-preparation'")
        deeds = [tuple(row) for row in connection.execute(said)]
    assert deeds[1:] == [("open", "system:flow"), ("close", "system:flow")]
    _is_told(prefect_server, due[0])
    _is_forgotten(prefect_server, due[0])
    _is_made_again(prefect_server, due[0])
    reached = set(prefect_server.connects.read_text(encoding="utf-8").split("\n")) - {""}
    assert reached <= {"127.0.0.1", "localhost", "a file"}
    assert "127.0.0.1" in reached


def _read(prefect: Prefect, path: str, **asked: object) -> httpx.Response:
    name, _, secret = prefect.link.secret.partition(":")
    return httpx.post(f"{prefect.link.api}/{path}", json=asked, auth=(name, secret), timeout=60)


def _run(prefect: Prefect, ask: Ask) -> dict[str, Any]:
    (run,) = _read(prefect, "flow_runs/filter", flow_runs={"name": {"any_": [ask.key]}}).json()
    return run


def _artifacts(prefect: Prefect, run: dict[str, Any]) -> dict[str, Any]:
    """What a run told, by key, the last of each; others may have run on this server."""
    of_it = {"flow_run_id": {"any_": [run["id"]]}}
    found = _read(prefect, "artifacts/filter", artifacts=of_it, sort="UPDATED_DESC").json()
    return {each["key"]: each for each in reversed(found)}


def _is_told(prefect: Prefect, ask: Ask) -> None:
    """Prefect's page shows how far the run went, what it did, the year, and the way back."""
    run = _run(prefect, ask)
    told = _artifacts(prefect, run)
    key = "fangshan-2017-preparation"
    assert set(told) == {key, f"{key}-progress", f"{key}-page", "fangshan-2017"}
    assert told[f"{key}-progress"]["data"] == 100
    assert told[f"{key}-progress"]["description"] == "准备阶段：2步已办2步"
    assert json.loads(told[key]["data"]) == [
        {"步骤": "阶段开启", "办理": 1, "暂不能办": 0, "原因": ""},
        {"步骤": "阶段结束", "办理": 1, "暂不能办": 0, "原因": ""},
    ]
    assert "/api/v1/phases/2017-preparation/trail" in told[key]["description"]
    assert "| 准备阶段 | 已结束 |" in told["fangshan-2017"]["data"]
    assert set(run["tags"]) == {"fangshan", "2017"}


def _is_forgotten(prefect: Prefect, ask: Ask) -> None:
    """A run that ended longer ago than `flow_days` goes, with what it told."""
    run = _run(prefect, ask)
    with closing(sqlite3.connect(prefect.folder.prefect / "prefect.db", timeout=30)) as file, file:
        file.execute("UPDATE flow_run SET end_time = datetime('now', '-401 days')")
    until(lambda: run_of(ask, prefect.link) == "")
    until(lambda: _artifacts(prefect, run) == {})


def _is_made_again(prefect: Prefect, ask: Ask) -> None:
    """What Prefect knows no more, as when its database was lost, is a new run when asked for."""
    assert asking.ask([ask], prefect.link) == [ask]
    assert run_of(ask, prefect.link) == "SCHEDULED"
    with prefect.link.client() as client:
        (run,) = client.read_flow_runs()
        client.delete_flow_run(run.id)


def test_whoever_does_not_know_the_secret_is_shut_out(prefect_server: Prefect):
    api = prefect_server.link.api

    with httpx.Client(timeout=60) as stranger:
        assert stranger.get(f"{api}/health").status_code == 200
        assert stranger.post(f"{api}/flow_runs/filter", json={}).status_code == 401
        guess = stranger.get(f"{api}/admin/settings", auth=("jixiao", "guess"))
        assert guess.status_code == 401
    due = [Ask("k", "preparation", "fangshan", 2017)]
    assert asking.ask(due, Link(api, "jixiao:guess")) == []
    assert prefect_server.folder.prefect_key.stat().st_mode & 0o777 == 0o600


def test_the_server_sends_nothing_and_forgets_in_time(prefect_server: Prefect):
    name, _, secret = prefect_server.link.secret.partition(":")
    api = prefect_server.link.api
    found = httpx.get(f"{api}/admin/settings", auth=(name, secret), timeout=60).json()["server"]

    assert found["analytics_enabled"] is False
    assert found["ui"]["show_promotional_content"] is False
    vacuum = found["services"]["db_vacuum"]
    assert set(vacuum["enabled"]) == {"events", "flow_runs"}
    assert vacuum["retention_period"] == "P1Y35D"
