"""Events over HTTP: pages, streams that resume and end, subscriptions and their secrets."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api import streams
from api.app import create_app
from kit.settings import Settings
from services import indicators, sealing, tokens
from services.acts import Order, one
from services.house import House
from tests.api.client import V1, Client
from tests.builders import desk
from tests.served import served
from tests.services.hands import do, rows, value
from tests.services.receiving import HOST, open_to


def happen(house: House, *numbers: int, unit: str = "D08") -> None:
    for number in numbers:
        subject = f"2017-{unit}-00{number}"
        do(house, f"{unit.lower()}-clerk", indicators.revise, subject, remark="补充")
    sealing.seal(house.database)


def test_events_are_read_in_pages(drafting: Client):
    happen(drafting.house, 1, 2, 3)
    clerk = drafting.by("d08-clerk")
    asked = "events?kinds=indicator&triggers=revise&triggers=declare&limit=2"

    first = clerk.get(asked).json()
    rest = clerk.get(f"{asked}&after={first['next']}").json()
    nothing = clerk.get(f"{asked}&after={rest['next']}").json()

    assert [e["id"] for e in first["items"]] == ["2017-D08-001", "2017-D08-002"]
    assert first["more"]
    assert [e["id"] for e in rest["items"]] == ["2017-D08-003"]
    assert (nothing["items"], nothing["next"], nothing["more"]) == ([], rest["next"], False)
    assert drafting.by("t03-clerk").get(asked).json()["items"] == []
    assert drafting.by("leader").get(f"{asked}&unit=T03").json()["items"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("kinds=ghost", 422), ("triggers=x", 422), ("after=-1", 422), ("limit=201", 422),
     ("unit=' OR 1", 422), ("after=99999999999999999999", 422), ("colour=red", 422)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(standing: Client, query: str, status: int):
    assert standing.by("d08-clerk").get(f"events?{query}").status_code == status


def test_whoever_is_not_signed_in_reads_nothing(standing: Client):
    for path in ("events", "events/stream"):
        assert standing.get(path).status_code == 401


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 30, "²"])
def test_a_last_event_that_is_no_number_is_refused(standing: Client, last: str):
    seen = {"Last-Event-ID": last.encode("utf-8")}
    answer = standing.by("d08-clerk").get("events/stream", headers=seen)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_header")


def test_a_stream_of_words_that_there_are_not_is_refused(standing: Client):
    answer = standing.by("d08-clerk").get("events/stream?kinds=ghost")

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


class Stream:
    """What comes out of a stream, read in a thread."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.events: list[dict[str, Any]] = []
        self.last = ""
        self.ended: dict[str, Any] | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        said: dict[str, str] = {}
        with suppress(httpx.HTTPError, httpx.StreamError):
            for line in self.answer.iter_lines():
                name, _, rest = line.partition(": ")
                said[name] = rest
                if not line:
                    self._take(said)
                    said = {}

    def _take(self, said: dict[str, str]) -> None:
        self.last = said.get("id", self.last)
        if said.get("event") == "end":
            self.ended = json.loads(said["data"])
        elif "data" in said:
            self.events.append(json.loads(said["data"]))

    def wait(self, events: int) -> list[dict[str, Any]]:
        until(lambda: len(self.events) >= events)
        return self.events

    def closed(self) -> bool:
        self._thread.join(20)
        return not self._thread.is_alive()


def until(met: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end
        time.sleep(0.02)


@contextmanager
def following(at: str, client: Client, query: str = "", **headers: str) -> Iterator[Stream]:
    """Follow a stream with somebody's token."""
    with (
        httpx.Client(base_url=at, headers={**client.headers, **headers}, timeout=30) as http,
        http.stream("GET", f"{V1}/events/stream{query}") as answer,
    ):
        assert answer.status_code == 200
        try:
            yield Stream(answer)
        finally:
            # A socket on which a thread waits is closed only when it has heard something.
            answer.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)


@pytest.fixture
def live(house: House) -> Iterator[tuple[str, Client]]:
    """A real server, and a client to take tokens from."""
    sealing.seal(house.database)
    app = create_app(house)
    with served(app) as at:
        yield at, Client(app, None, None, house, {})


def test_a_stream_tells_what_happens_to_whom_may_see_it(live: tuple[str, Client]):
    at, client = live
    sealing.seal(client.house.database)
    with (
        following(at, client.by("d08-clerk")) as mine,
        following(at, client.by("t03-clerk")) as theirs,
        following(at, client.by("leader"), "?kinds=indicator&unit=T03") as narrow,
    ):
        assert mine.answer.headers["content-type"].startswith("text/event-stream")
        assert mine.answer.headers["x-request-id"]
        until(lambda: mine.last and theirs.last and narrow.last)
        happen(client.house, 1, 2)
        happen(client.house, 1, unit="T03")

        assert [e["id"] for e in mine.wait(2)] == ["2017-D08-001", "2017-D08-002"]
        assert [e["id"] for e in theirs.wait(1)] == ["2017-T03-001"]
        assert [e["id"] for e in narrow.wait(1)] == ["2017-T03-001"]
        assert set(mine.events[0]) == {
            "number", "kind", "id", "revision", "trigger", "source", "target", "at", "actor",
            "capacity", "unit_id",
        }  # fmt: skip


def test_a_client_that_comes_back_misses_nothing(live: tuple[str, Client]):
    at, client = live
    clerk = client.by("d08-clerk")
    with following(at, clerk) as stream:
        until(lambda: stream.last)
        happen(client.house, 1)
        stream.wait(1)
        last = stream.last
    happen(client.house, 2, 3)

    with following(at, clerk, **{"Last-Event-ID": last}) as stream:
        assert [e["id"] for e in stream.wait(2)] == ["2017-D08-002", "2017-D08-003"]
    with following(at, clerk, "?after=0&triggers=revise") as stream:
        assert [e["id"] for e in stream.wait(3)] == [f"2017-D08-00{n}" for n in (1, 2, 3)]


def revoke(house: House, who: str) -> None:
    """Everything that somebody signed in with is worthless from now on."""
    with house.database.connect() as connection:
        one(tokens.revoke(desk(house, connection, "system:console"), [Order(who)]))


def test_a_stream_ends_with_its_token(live: tuple[str, Client]):
    at, client = live
    clerk = client.by("d08-clerk")
    with following(at, clerk) as stream:
        until(lambda: stream.last)
        revoke(client.house, "d08-clerk")
        happen(client.house, 1)

        assert stream.closed()
        assert (stream.events, stream.ended) == ([], {"code": "not_signed_in"})


def test_an_idle_stream_shows_that_it_lives_and_looks_at_its_token(
    live: tuple[str, Client], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(streams, "_HEARTBEAT", 0.2)
    at, client = live
    clerk = client.by("d08-clerk")
    with following(at, clerk) as stream:
        until(lambda: stream.last)
        revoke(client.house, "d08-clerk")

        assert stream.closed()
        assert stream.ended == {"code": "not_signed_in"}


def test_streams_hold_neither_connections_nor_places_at_the_door(house: House):
    few = replace(house, settings=Settings(data_dir=house.folder.path, pool_size=7))
    app = create_app(few)
    with served(app) as at:
        clerk = Client(app, None, None, few, {}).by("d08-clerk")
        held = [following(at, clerk) for _ in range(6)]
        opened = [one.__enter__() for one in held]
        try:
            until(lambda: all(stream.last for stream in opened))
            until(lambda: few.database.engine.pool.checkedout() == 0)
            answer = httpx.get(f"{at}{V1}/indicators", headers=clerk.headers, timeout=10)
            assert answer.status_code == 200
        finally:
            for one in held:
                one.__exit__(None, None, None)


def test_more_streams_than_may_be_open_are_refused_until_one_ends(house: House):
    few = replace(house, settings=Settings(data_dir=house.folder.path, event_streams=2))
    app = create_app(few)
    with served(app) as at:
        clerk = Client(app, None, None, few, {}).by("d08-clerk")
        url = f"{at}{V1}/events/stream"
        with following(at, clerk) as one:
            with following(at, clerk) as other:
                until(lambda: one.last and other.last)
                refused = httpx.get(url, headers=clerk.headers, timeout=10)
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            assert int(refused.headers["retry-after"]) > 0
            until(lambda: app.state.streams.free > 0)
            with following(at, clerk) as again:
                until(lambda: again.last)


@pytest.fixture
def open_drafting(drafting: Client) -> Client:
    """The opened year, allowed to push to one host."""
    house = open_to(drafting.house, 443, webhook_http=False, webhook_most=2)
    drafting.app.state.house = house
    return replace(drafting, house=house)


def subscribe(client: Client, **more: Any) -> httpx.Response:
    return client.post("webhooks", {"url": f"https://{HOST}/events", "unit_id": "D08", **more})


def test_a_secret_is_shown_once(open_drafting: Client):
    head = open_drafting.by("d08-head")
    key = {"Idempotency-Key": "w-1"}
    body = {"url": f"https://{HOST}/events", "unit_id": "D08", "kinds": ["indicator"]}

    made = head.post("webhooks", body, headers=key)
    again = head.post("webhooks", body, headers=key)

    assert (made.status_code, made.json()["state"]) == (201, "active")
    assert made.json()["secret"].startswith("whsec_")
    assert again.json() == made.json()
    at = f"webhooks/{made.json()['id']}"
    shown = [head.get(at), head.get("webhooks"), head.get(f"{at}/trail")]
    shown.append(open_drafting.by("admin").get(at))
    secret, salt = made.json()["secret"], value(open_drafting.house, "SELECT salt FROM webhook")
    for answer in shown:
        assert answer.status_code == 200
        assert secret not in answer.text
        assert salt not in answer.text
    rotated = head.post(f"{at}/rotate_secret", headers={"If-Match": '"0"'})
    assert rotated.status_code == 200, rotated.text
    assert rotated.json()["secret"] not in (secret, None)
    assert head.post("webhooks", body, headers=key).json()["secret"] is None
    assert head.post(f"{at}/rotate_secret", headers={"If-Match": '"0"'}).status_code == 412
    told = rows(open_drafting.house, "SELECT capacities FROM outbox WHERE topic = 'subscribed'")
    assert told == [{"capacities": ["administrator"]}]


def test_who_may_subscribe_and_who_sees_it(open_drafting: Client):
    head, stranger = open_drafting.by("d08-head"), open_drafting.by("t03-head")
    district = {"url": f"https://{HOST}/all"}

    assert subscribe(open_drafting.by("d08-clerk")).status_code == 403
    assert subscribe(stranger).status_code == 404
    assert head.post("webhooks", district).status_code == 403
    assert subscribe(open_drafting.by("admin"), unit_id="X99").status_code == 422
    mine = subscribe(head).json()["id"]
    all_of_it = open_drafting.by("admin").post("webhooks", district).json()["id"]
    for at in (f"webhooks/{mine}", f"webhooks/{all_of_it}"):
        looks = [stranger.get(at + end) for end in ("", "/attempts", "/trail", "/transitions")]
        acts = [stranger.post(f"{at}/{verb}") for verb in ("pause", "rotate_secret", "remove")]
        assert {answer.status_code for answer in (*looks, *acts)} == {404}
    assert head.post(f"webhooks/{all_of_it}/pause").status_code == 404
    assert [w["id"] for w in head.get("webhooks").json()["items"]] == [mine]
    assert head.get(f"webhooks/{mine}/attempts").json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"url": "https://elsewhere.example/"}, 422, "webhook.host"),
        ({"url": f"http://{HOST}/"}, 422, "webhook.http"),
        ({"url": f"https://{HOST}:22/"}, 422, "webhook.port"),
        ({"url": "https://127.0.0.1/"}, 422, "webhook.host"),
        ({"url": "https://[::ffff:169.254.169.254]/"}, 422, "webhook.host"),
        ({"url": f"https://a:b@{HOST}/"}, 422, "webhook.address"),
        ({"url": f"https://{HOST}/\r\nX-A: b"}, 422, "webhook.address"),
        ({"kinds": ["ghost"]}, 422, ""),
        ({"triggers": ["haunt"]}, 422, ""),
        ({"salt": "0" * 32}, 422, "field.extra_forbidden"),
        ({"owner_id": "admin"}, 422, "field.extra_forbidden"),
        ({"state": "removed"}, 422, "field.extra_forbidden"),
    ],
)
def test_what_may_not_be_subscribed(
    open_drafting: Client, asked: dict[str, Any], status: int, code: str
):
    answer = subscribe(open_drafting.by("d08-head"), **asked)

    assert answer.status_code == status, answer.text
    assert [o["code"] for o in answer.json()["objections"]] == ([code] if code else [])


def test_no_more_than_the_operator_allows(open_drafting: Client):
    head = open_drafting.by("d08-head")
    made = [subscribe(head).json()["id"] for _ in range(2)]

    refused = subscribe(head)
    assert [o["code"] for o in refused.json()["objections"]] == ["webhook.too_many"]
    assert subscribe(open_drafting.by("d09-head"), unit_id="D09").status_code == 201
    assert head.post(f"webhooks/{made[0]}/remove").status_code == 200
    assert subscribe(head).status_code == 201


def test_a_replay_from_an_event_that_has_not_happened_is_refused(open_drafting: Client):
    head = open_drafting.by("d08-head")
    at = f"webhooks/{subscribe(head).json()['id']}"
    sealing.seal(open_drafting.house.database)
    latest = value(open_drafting.house, "SELECT max(number) FROM event")

    assert head.post(f"{at}/replay", {"after": latest}).status_code == 200
    refused = head.post(f"{at}/replay", {"after": latest + 1})
    assert [o["code"] for o in refused.json()["objections"]] == ["webhook.no_event"]
    assert head.post(f"{at}/replay", {}).status_code == 422
    assert head.post(f"{at}/replay", {"after": -1}).status_code == 422
    assert head.post(f"{at}/fail", {"reason": "x"}).status_code in (404, 405)
