"""Metrics: what they tell, and to whom."""

from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from api.app import create_app
from api.watch import create_watch
from kit.errors import Conflict
from models.database import Database, owner_engine
from services.acts import Order
from services.counters import REGISTRY
from services.house import House
from services.nodes import draft
from services.sweep import sweep
from tests.api.client import Client, seated
from tests.services.hands import ask

NODE = "2017-D01-001-3"


def told(house: House, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    """Ask for metrics, from an address."""
    with seated(create_watch(house, lambda: 1.0), house) as asked:
        transport = httpx.ASGITransport(asked.app, client=(client, 1234))
        http = httpx.AsyncClient(transport=transport, base_url="http://test")
        return asked.portal.call(lambda: http.get("/metrics", headers=headers))


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.1.2.3", {}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "10.1.2.3"}, 401),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 401),
    ],
)
def test_without_a_token_they_are_told_to_this_machine_alone(
    standing: Client, client: str, headers: dict[str, str], status: int
):
    assert told(standing.house, client, **headers).status_code == status


@pytest.mark.parametrize(
    ("client", "bearer", "status"),
    [
        ("10.1.2.3", "Bearer s3cret", 200),
        ("10.1.2.3", "Bearer s3cre", 401),
        ("127.0.0.1", "", 401),
    ],
)
def test_with_a_token_they_are_told_to_whoever_has_it(
    standing: Client, client: str, bearer: str, status: int
):
    settings = standing.house.settings.model_copy(update={"metrics_token": SecretStr("s3cret")})
    house = replace(standing.house, settings=settings)

    assert told(house, client, Authorization=bearer).status_code == status


def test_they_count_requests_by_route_and_never_by_id(standing: Client):
    clerk = standing.by("d01-clerk")
    labels = {"method": "GET", "route": "/api/v1/nodes/{subject_id}", "status": "200"}
    before = REGISTRY.get_sample_value("jixiao_http_requests_total", labels) or 0.0

    with capture_logs() as logs:
        assert clerk.get(f"nodes/{NODE}").status_code == 200
        assert standing.get("/nowhere/2017-x").status_code == 404

    assert REGISTRY.get_sample_value("jixiao_http_requests_total", labels) == before + 1
    text = standing.get("/metrics").text
    assert NODE not in text
    assert "nowhere" not in text
    assert [(log["actor"], log["subject"]) for log in logs] == [("d01-clerk", NODE), ("", "")]


def test_they_tell_what_waits_in_the_database(standing: Client):
    sweep(standing.house.database, standing.house.now())
    text = standing.get("/metrics").text

    assert "jixiao_database_up 1.0" in text
    assert "jixiao_deadline_oldest_pending_seconds 0.0" in text
    assert "jixiao_deadlines_set_aside 0.0" in text
    assert "jixiao_outbox_waiting" in text


def test_with_the_database_away_they_say_so_and_readiness_tells_strangers_nothing(standing: Client):
    address = "postgresql+psycopg://office:s3cret@127.0.0.1:1/ledger"
    gone = replace(standing.house, database=Database(address, owner_engine(address)))
    with seated(create_app(gone), gone) as client, capture_logs() as logs:
        ready, metrics = client.get("/readyz"), client.get("/metrics")

    assert "jixiao_database_up 0.0" in metrics.text
    assert ready.status_code == 503
    for word in ("127.0.0.1", "office", "ledger", "s3cret"):
        assert word not in ready.text
    away = next(log for log in logs if log["event"] == "database away")
    assert "127.0.0.1:1/ledger" in away["database"]
    assert "s3cret" not in str(logs)


def test_acts_that_came_second_are_counted(working_house: House):
    labels = {"kind": "node", "trigger": "draft"}
    before = REGISTRY.get_sample_value("jixiao_conflicts_total", labels) or 0.0
    twice = [Order(NODE, {"progress": "一稿"}), Order(NODE, {"progress": "二稿"})]

    _, second = ask(working_house, "d01-head", draft, *twice)

    assert isinstance(second, Conflict)
    assert REGISTRY.get_sample_value("jixiao_conflicts_total", labels) == before + 1
