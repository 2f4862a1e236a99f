"""S6: indicators from declaration to score over HTTP, 50 clients at once, beside a bare twin.

Every request is a POST of its own, with token and idempotency key; the twin
(`bench.twin`) answers the same requests with hand-written SQL. Both are served by one uvicorn
process each, one after the other. Then reads and births arrive at 100 a second, whether or not the
ones before were answered.
"""

import asyncio
import os
import secrets
import statistics
from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter
from typing import Any

import httpx

from bench.serving import OURS, TWIN, fresh_house, served, tokens_of
from bench.table import Line, Outcome
from services import indicators
from services.acts import orders
from services.house import House
from tests.builders import (
    approve_gate,
    desk,
    done,
    hear_examiners,
    ids,
    plan,
)
from tests.services.finishing import DONE, full_inputs
from tests.services.hands import rows

_CLIENTS, _RATE, _SECONDS = 50, 100, 10
#: How many units' own tasks go the whole way; fewer for a look whether it works.
_UNITS = int(os.environ.get("JIXIAO_BENCH_UNITS", "24"))
Post = tuple[str, str, str, str, str, Mapping[str, Any]]


def _stages(house: House, units: Sequence[str]) -> Iterator[list[Post]]:
    """List what is posted, stage by stage; between two the house does what is not measured."""
    query = (
        "SELECT * FROM indicator WHERE unit_id = ANY(:u) AND category = 'own_function' ORDER BY id"
    )
    own = rows(house, query, u=list(units))
    yield [_by_head(row, "indicator", "declare", "declared", {}) for row in own]
    yield [_by_office(row, "indicator", "review", "reviewed", {"reason": "齐全"}) for row in own]
    _confirm(house)
    yield [_by_office(row, "indicator", "start", "in_progress", {}) for row in own]
    of_these = "SELECT * FROM node WHERE unit_id = ANY(:u) ORDER BY id"
    nodes = rows(house, of_these, u=list(units))
    yield [_by_head(row, "node", "report", "reported", DONE) for row in nodes]
    yield [_by_office(row, "node", "accept", "accepted", {}) for row in nodes]
    yield [_by_office(row, "indicator", "verify", "verified", {}) for row in own]
    yield [_by_office(row, "indicator", "score", "scored", {"inputs": _inputs(row)}) for row in own]


def _inputs(row: Mapping[str, Any]) -> dict[str, Any]:
    return full_inputs(row["parameters"], row["method"])


def _by_head(
    row: Mapping[str, Any], kind: str, verb: str, to: str, body: Mapping[str, Any]
) -> Post:
    return f"{row['unit_id'].lower()}-head", kind, row["id"], verb, to, body


def _by_office(
    row: Mapping[str, Any], kind: str, verb: str, to: str, body: Mapping[str, Any]
) -> Post:
    return "office-clerk", kind, row["id"], verb, to, body


def _confirm(house: House) -> None:
    """The rest of the table is declared, heard and reviewed; the conference confirms it."""
    with house.database.connect() as connection:
        for unit in plan().assessed:
            mine = ids(connection, "indicator", "unit_id = :u AND state = 'draft'", u=unit.id)
            if mine:
                head = desk(house, connection, f"{unit.id.lower()}-head")
                done(indicators.declare(head, orders(mine)))
    hear_examiners(house, "declared", "key", "common")
    with house.database.connect() as connection:
        office = desk(house, connection, "office-clerk", reason="经核实予以通过。")
        done(indicators.review(office, orders(ids(connection, "indicator", "state = 'declared'"))))
    approve_gate(house, "indicator_table_confirmed")


async def _post_all(
    base: str, posts: Sequence[Post], tokens: Mapping[str, str], *, twin: bool
) -> list[float]:
    waiting = iter(posts)
    took: list[float] = []

    async def client(http: httpx.AsyncClient) -> None:
        for who, kind, subject, verb, to, body in waiting:
            path = f"{kind}/{subject}/{verb}/{to}" if twin else f"{kind}s/{subject}/{verb}"
            bearer = {"Authorization": f"Bearer {tokens[who]}"}
            headers = {**bearer, "Idempotency-Key": secrets.token_hex(8)}
            begun = perf_counter()
            answer = await http.post(f"{base}/{path}", json=body, headers=headers)
            took.append(perf_counter() - begun)
            assert answer.status_code == 200, answer.text

    limits = httpx.Limits(max_connections=_CLIENTS, max_keepalive_connections=_CLIENTS)
    async with httpx.AsyncClient(limits=limits, timeout=60) as http:
        await asyncio.gather(*(client(http) for _ in range(_CLIENTS)))
    return took


def _line(what: str, took: list[float], seconds: float) -> Line:
    ordered = sorted(took)
    p50, p99 = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    rate = round(len(took) / seconds, 1)
    return Line(what, rate, round(p50 * 1000, 1), round(p99 * 1000, 1), f"{len(took)} requests")


async def _at_a_pace(base: str, tokens: Mapping[str, str]) -> list[float]:
    """Three reads and a birth, over and over, each at its time whatever became of the others."""
    took: list[float] = []
    born = {"unit_id": "D30", "category": "own_function", "weight": "1", "level3": "事项"}

    async def ask(http: httpx.AsyncClient, number: int) -> None:
        asked: list[tuple[str, str, Any]] = [
            ("GET", "/nodes?unit_id=D02&limit=50", None),
            ("GET", "/indicators/2017-D02-001", None),
            ("GET", "/indicators/2017-D02-001/transitions", None),
            ("POST", "/indicators", born),
        ]
        method, path, body = asked[number % len(asked)]
        begun = perf_counter()
        bearer = {"Authorization": f"Bearer {tokens['office-clerk']}"}
        answer = await http.request(method, base + path, json=body, headers=bearer)
        took.append(perf_counter() - begun)
        assert answer.status_code in (200, 201, 409), answer.text  # two births at once: one number

    async with httpx.AsyncClient(timeout=60) as http, asyncio.TaskGroup() as group:
        begun = perf_counter()
        for number in range(_RATE * _SECONDS):
            await asyncio.sleep(max(0.0, begun + number / _RATE - perf_counter()))
            group.create_task(ask(http, number))
    return took


def run() -> Outcome:
    """Measure both, the same posts in the same stages; the house's first."""
    lines: list[Line] = []
    with fresh_house() as house:
        units = [unit.id for unit in plan().assessed][:_UNITS]
        tokens = tokens_of(house, ["office-clerk", *(f"{unit.lower()}-head" for unit in units)])
        stages: list[list[Post]] = []
        took, seconds = list[float](), 0.0
        with served(OURS, house) as base:
            for stage in _stages(house, units):
                begun = perf_counter()
                took += asyncio.run(_post_all(base, stage, tokens, twin=False))
                seconds += perf_counter() - begun
                stages.append(stage)
            lines.append(_line("ours: the API", took, seconds))
            paced = asyncio.run(_at_a_pace(base, tokens))
        took, seconds = list[float](), 0.0
        with served(TWIN, house) as base:
            for stage in stages:
                begun = perf_counter()
                took += asyncio.run(_post_all(base, stage, tokens, twin=True))
                seconds += perf_counter() - begun
        lines.append(_line("twin: bare FastAPI, SQL by hand", took, seconds))
        lines.append(_line(f"ours at {_RATE} a second", paced, float(_SECONDS)))
    ours, twin, pace = lines
    ratios = {
        "ours / twin (target >= 0.60)": ours.per_second / twin.per_second,
        "p99 ms at 100 a second (target < 200)": pace.p99_ms,
    }
    return Outcome(f"declared to scored over HTTP, {_CLIENTS} clients", lines, ratios)
