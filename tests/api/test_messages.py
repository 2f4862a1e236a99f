"""Channels, the ledger and calendars at the HTTP door: as their people use them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import text
from structlog.testing import capture_logs

from scheduler import jobs
from services import suspensions
from services.house import House
from states.reaching import Channel
from tests.api.client import Client, seated
from tests.conftest import PASSWORD
from tests.services.hands import at, do, rows
from tests.services.reaching import FEISHU, WECOM, Robots, reached, reaching, robots, send, told


@pytest.fixture
def heard() -> Iterator[Robots]:
    with robots() as every:
        yield every


@pytest.fixture
def open_house(house: House, heard: Robots) -> House:
    told(house)  # what came before is nobody's business here
    return reaching(house, heard.port)


@pytest.fixture
def door(built: Any, open_house: House) -> Iterator[Client]:
    with seated(built(open_house), open_house) as client:
        yield client


def signed_in(client: Client, who: str) -> Client:
    """A session, as channels and addresses want one."""
    token = client.post("sign-in", {"name": who, "password": PASSWORD}).json()["token"]
    return replace(client, headers={"Authorization": f"Bearer {token}"})


def test_a_channel_is_added_confirmed_by_its_code_and_taken_away(
    door: Client, open_house: House, heard: Robots
):
    clerk, asked = signed_in(door, "d08-clerk"), {"channel": "feishu", "address": FEISHU}
    tried = clerk.post("me/channels?dry_run=true", asked)
    made = clerk.post("me/channels", {**asked, "label": "手机"})
    number = made.json()["number"]
    assert (tried.status_code, tried.headers["dry-run"], made.status_code) == (201, "true", 201)
    send(open_house)
    code = heard.got[0][2]["content"]["text"].partition("验证码：")[2][:8]

    wrong = clerk.post(f"me/channels/{number}/confirm", {"code": "WRONGONE"}).json()
    assert wrong["objections"][0]["code"] == "person.wrong_channel_code"
    assert clerk.post(f"me/channels/{number}/confirm", {"code": code}).status_code == 200
    [shown] = clerk.get("me/channels").json()["items"]
    assert (shown["shown"], shown["label"]) == (f"…{FEISHU[-4:]}", "手机")
    assert shown["confirmed_at"]
    told_back = (made.text, str(shown), clerk.get("people/d08-clerk/trail").text)
    assert FEISHU not in "".join(told_back)

    assert clerk.ask("DELETE", f"me/channels/{number}").status_code == 204
    assert clerk.get("me/channels").json()["items"] == []
    assert clerk.ask("DELETE", f"me/channels/{number}").status_code == 422


def test_everybody_reads_what_was_delivered_to_them_and_nobody_elses(
    door: Client, open_house: House
):
    clerk = signed_in(door, "d08-clerk")
    reached(open_house, "d08-clerk", Channel.FEISHU, FEISHU)
    told(open_house, "一印发。", "二印发。")
    send(open_house)

    mine = clerk.get("me/deliveries?limit=1").json()
    [delivery] = mine["items"]
    assert (delivery["state"], delivery["channel_label"]) == ("delivered", "飞书机器人")
    [attempt] = delivery["attempts"]
    assert (attempt["outcome"], attempt["status"], attempt["error"]) == ("delivered", 200, "")
    rest = clerk.get(f"me/deliveries?before={mine['next']}").json()
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert clerk.get("deliveries").status_code == 403
    assert clerk.get("deliveries?person=d08-head").status_code == 403
    assert door.by("supervisor").get("deliveries").json()["items"][0]["person_id"] == "d08-clerk"


def test_what_the_operator_has_not_opened_is_refused_with_what_would_help(built: Any, house: House):
    with seated(built(house), house) as client:
        clerk = signed_in(client, "d08-clerk")
        refused = clerk.post("me/channels", {"channel": "wecom", "address": WECOM}).json()

    [objection] = refused["objections"]
    assert objection["code"] == "channel.closed"
    assert "JIXIAO_MESSAGE_CHANNELS" in objection["remedy"]


@pytest.mark.parametrize(
    ("channel", "address", "secret"),
    [
        ("mail", "somebody", None),
        ("mail", "a@b.example\r\nBcc: c@d.example", None),
        ("mail", "a@b.example,c@d.example", None),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a b", None),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/../../x", None),
        ("dingtalk", "short", None),
        ("wecom", WECOM, "SECabcdef0123"),
        ("feishu", FEISHU, "no secret"),
        ("webhook", "https://user:word@localhost/x", None),
    ],
)
def test_what_is_no_address_is_refused(
    door: Client, channel: str, address: str, secret: str | None
):
    clerk = signed_in(door, "d08-clerk")
    more = {"secret": secret} if secret else {}

    refused = clerk.post("me/channels", {"channel": channel, "address": address, **more})

    assert refused.status_code == 422
    assert clerk.get("me/channels").json()["items"] == []


def test_the_administrator_reads_the_ledger_and_replays_what_failed(
    door: Client, open_house: House, heard: Robots
):
    clerk, admin = signed_in(door, "d08-clerk"), door.by("admin")
    number = clerk.post("me/channels", {"channel": "wecom", "address": WECOM}).json()["number"]
    heard.answers += [(200, {"errcode": 93000})] * 6
    for _ in range(6):
        send(open_house)
        open_house.clock.advance(timedelta(hours=6))

    failed = admin.get("deliveries?state=failed&person=d08-clerk").json()["items"]
    assert [(d["sort"], d["channel_number"], d["tries"]) for d in failed] == [("code", number, 6)]
    assert {a["error"] for a in failed[0]["attempts"]} == {"93000"}
    assert WECOM not in str(failed)
    body = {"deliveries": [failed[0]["place"]], "reason": "密钥已更正"}
    assert door.by("d08-clerk").post("people/d08-clerk/resend", body).status_code == 403
    assert admin.post("people/d08-clerk/resend", body).status_code == 200
    assert admin.post("people/d08-clerk/resend", body).status_code == 422
    assert send(open_house) == 1
    [again] = admin.get("deliveries?state=delivered").json()["items"]
    assert (again["replays"], again["tries"]) == (failed[0]["place"], 1)


NODE = "2017-D08-001-3"
UID = f"fangshan.node.{NODE}.node_report.0@jixiao"


def events_of(answer: Any) -> dict[str, Any]:
    """Read a calendar as programs for calendars do."""
    assert answer.status_code == 200, answer.text
    return {str(e["uid"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_calendar_shows_ones_own_deadlines_with_their_rungs(working: Client):
    made = signed_in(working, "d08-head").post("me/calendars", {"label": "手机"}).json()

    first = replace(working, headers={}).get(made["path"])
    assert first.headers["content-type"].startswith("text/calendar")
    assert "set-cookie" not in first.headers
    calendar, events = Calendar.from_ical(first.content), events_of(first)
    assert calendar["x-wr-timezone"] == "Asia/Shanghai"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    one = events[UID]
    assert (str(one["status"]), one["sequence"]) == ("CONFIRMED", 2)
    assert (str(one["dtstart"].dt), str(one["dtend"].dt)) == ("2017-09-30", "2017-10-01")
    with working.house.database.connect() as connection:
        ladder = connection.execute(LADDER, {"id": NODE}).scalar_one()
    rings = [alarm["trigger"].dt.isoformat() for alarm in one.walk("VALARM")]
    assert rings == [datetime.fromisoformat(rung["at"]).isoformat() for rung in ladder]
    # As a head what is D08's own, as an examiner what is D08's turn elsewhere.
    elsewhere = {uid.split(".")[2] for uid in events if ".2017-D08-" not in uid}
    led = rows(working.house, "SELECT id FROM goal WHERE unit_id = 'D08'")
    assert elsewhere <= examined(working) | {row["id"] for row in led}


def test_a_calendar_is_answered_anew_only_when_it_changed(working: Client):
    made = signed_in(working, "d08-head").post("me/calendars", {}).json()
    nobody = replace(working, headers={})
    first = nobody.get(made["path"])
    seen = {"If-None-Match": f'"{"0" * 64}", {first.headers["etag"]}'}
    same = nobody.get(made["path"], headers=seen)
    assert (same.status_code, same.content) == (304, b"")

    with working.house.database.connect() as connection:
        connection.execute(ANEW, {"id": NODE, "now": working.house.now()})
    assert events_of(nobody.get(made["path"], headers=seen))[UID]["sequence"] == 4
    with working.house.database.connect() as connection:
        connection.execute(STOPPED, {"id": NODE, "now": working.house.now()})
    over = events_of(nobody.get(made["path"], headers=seen))[UID]
    assert (str(over["status"]), over["sequence"], over.walk("VALARM")) == ("CANCELLED", 5, [])


def test_a_clock_that_stands_stays_in_calendars_and_rings_nobody(working: Client):
    made = signed_in(working, "d08-head").post("me/calendars", {}).json()
    body = {"about_kind": "node", "about_id": NODE, "deadline": "node_report"}
    body["ground"] = "force_majeure"
    born = at(working.house, "office-director", suspensions.begin, body, reason="汛期抢险。").id

    stands = events_of(replace(working, headers={}).get(made["path"]))[UID]
    assert (str(stands["status"]), str(stands["dtstart"].dt)) == ("TENTATIVE", "2017-09-30")
    assert (stands["sequence"], stands.walk("VALARM")) == (4, [])
    assert str(stands["summary"]).startswith("（计时中止）")

    working.house.clock.move_to(working.house.now() + timedelta(days=7))
    do(working.house, "office-director", suspensions.end, born)
    runs = events_of(replace(working, headers={}).get(made["path"]))[UID]
    assert (str(runs["status"]), runs["sequence"]) == ("CONFIRMED", 6)
    assert runs.walk("VALARM")
    assert str(runs["dtstart"].dt) > "2017-09-30"


LADDER = text("SELECT ladder FROM deadline WHERE subject_id = :id AND name = 'node_report'")
STOPPED = text(
    "UPDATE deadline SET stopped_at = :now, next_at = NULL WHERE subject_id = :id"
    " AND stopped_at IS NULL"
)
#: As an extension does: the end is reckoned anew, and the version before is over.
ANEW = text(
    "WITH was AS (UPDATE deadline SET stopped_at = :now, next_at = NULL WHERE subject_id = :id"
    " RETURNING *) INSERT INTO deadline (district_id, kind, subject_id, name, visit, version,"
    " start_on, length, counting, calendar_version, extension, due_on, due_at, ladder, next_rung,"
    " next_at) SELECT district_id, kind, subject_id, name, visit, version + 1, start_on, length,"
    " counting, calendar_version, 1, due_on + 7, due_at + interval '7 days', ladder, 0,"
    " due_at FROM was"
)


def test_an_address_opens_its_own_calendar_and_nothing_else(working: Client):
    head = signed_in(working, "d08-head")
    unit = head.post("me/calendars", {"unit_id": "D08"}).json()
    nobody = replace(working, headers={})
    assert head.post("me/calendars", {"unit_id": "D09"}).status_code == 404
    assert head.post("me/calendars", {"unit_id": "D08", "days": 999}).status_code == 422

    with capture_logs() as logs:
        found = Calendar.from_ical(nobody.get(unit["path"]).content)
    secret = unit["path"].rpartition("/")[2].removesuffix(".ics")
    assert secret not in str(logs)
    assert any("/feeds/…" in str(one.get("path")) for one in logs)
    seen = {str(e["uid"]).split(".")[2] for e in found.walk("VEVENT")}
    assert "2017-D08-001-3" in seen
    assert not {s for s in seen if s.startswith("2017-D09-") and "D08" not in s} - examined(working)

    bearer = replace(working, headers={"Authorization": f"Bearer {secret}"})
    assert bearer.get("nodes").status_code == 403
    assert bearer.get("me").status_code == 403
    personal = head.post("me/tokens", {"label": "x", "scopes": ["read"]}).json()["token"]
    for wrong in (personal, "jxc_" + "A" * 43, "x"):
        assert nobody.get(f"feeds/{wrong}.ics").status_code == 404

    [held] = head.get("me/calendars").json()["items"]
    assert (held["unit_id"], held["kind"], held["scopes"]) == ("D08", "calendar", ["calendar"])
    assert head.ask("DELETE", f"me/calendars/{held['number']}").status_code == 204
    assert nobody.get(unit["path"]).status_code == 404


def examined(client: Client) -> set[str]:
    """What D08 examines in others."""
    return {
        row["id"]
        for table in ("node", "indicator", "detailed_rules")
        for row in rows(client.house, f"SELECT id FROM {table} WHERE assessor_id = 'D08'")
    }


def test_an_address_expires_and_ends_with_the_account(working: Client):
    head, admin = signed_in(working, "d08-head"), working.by("admin")
    short = head.post("me/calendars", {"days": 1}).json()["path"]
    long = head.post("me/calendars", {}).json()["path"]
    nobody = replace(working, headers={})

    working.house.clock.advance(timedelta(days=2))
    assert [nobody.get(path).status_code for path in (short, long)] == [404, 200]
    assert admin.post("people/d08-head/disable", {"reason": "调离"}).status_code == 200
    assert nobody.get(long).status_code == 404


def test_the_tick_does_it_all_by_itself(door: Client, open_house: House, heard: Robots):
    clerk = signed_in(door, "d08-clerk")
    clerk.post("me/channels", {"channel": "wecom", "address": WECOM})

    assert (jobs.send_messages(open_house), jobs.write_digests(open_house)) == (1, 0)
    assert len(heard.got) == 1
