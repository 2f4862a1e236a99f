"""Pushing: signed, in order, tried again, given up, stopped; never twice once acknowledged."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from standardwebhooks import WebhookVerificationError

from services import indicators, sealing, subscribing, webhook_delivery, webhooks
from services.house import House
from tests.services.hands import as_owner, at, at_once, do, row, rows, value
from tests.services.receiving import Receiver, open_to, receiver, resolve, subscribed

CLERK = "d08-clerk"


def happen(house: House, *numbers: int, unit: str = "D08") -> None:
    """Let something happen in a unit: an event for each number."""
    for number in numbers:
        do(
            house,
            f"{unit.lower()}-clerk",
            indicators.revise,
            f"2017-{unit}-00{number}",
            remark="补充",
        )
    sealing.seal(house.database)


def push(house: House) -> int:
    return webhook_delivery.push(house, resolve)


def ledger(house: House) -> list[tuple[str, int, int | None, str]]:
    query = "SELECT outcome, tries, status, error FROM webhook_attempt ORDER BY webhook_id, place"
    return [tuple(one.values()) for one in rows(house, query)]


def pushed(told: Receiver) -> list[str]:
    return [headers["webhook-id"] for headers, _ in told.got]


def test_events_arrive_signed_in_order_and_once(house: House):
    with receiver() as told:
        house = open_to(house, told.port)
        made = subscribed(house, told.url)
        happen(house, 1, 2, 3)

        assert push(house) == 4
        assert push(house) == 0

        found = told.verified(made.secret)
        assert [one["type"] for one in found] == ["webhook.subscribe", *["indicator.revise"] * 3]
        assert [one["data"]["id"] for one in found][1:] == [f"2017-D08-00{n}" for n in (1, 2, 3)]
        numbers = [one["data"]["number"] for one in found]
        assert numbers == sorted(numbers)
        assert told.ids == [f"evt_fangshan_{number}" for number in numbers]
        assert set(found[1]["data"]) == {
            "number", "kind", "id", "revision", "trigger", "source", "target", "at", "actor",
            "capacity", "unit_id",
        }  # fmt: skip
        with pytest.raises(WebhookVerificationError):
            told.verified("whsec_" + "A" * 44)
    assert ledger(house) == [("delivered", 1, 204, "")] * 4


def test_what_is_not_asked_for_is_passed_over(house: House):
    with receiver() as told:
        house = open_to(house, told.port)
        subscribed(house, told.url, triggers=["declare"], kinds=["indicator"])
        happen(house, 1, 2)

        assert push(house) == 0
        latest = value(house, "SELECT max(number) FROM event")
        assert value(house, "SELECT after FROM webhook_cursor") == latest
        assert told.got == []


def test_a_unit_is_pushed_what_it_may_see_and_the_district_all(house: House):
    with receiver() as of_unit, receiver() as of_all:
        house = open_to(house, of_unit.port, of_all.port)
        unit = subscribed(house, of_unit.url, kinds=["indicator"])
        district = subscribed(house, of_all.url, "admin", kinds=["indicator"])
        happen(house, 1, unit="T03")
        happen(house, 1)

        assert push(house) == 3
        assert [e["data"]["unit_id"] for e in of_unit.verified(unit.secret)] == ["D08"]
        assert [e["data"]["unit_id"] for e in of_all.verified(district.secret)] == ["T03", "D08"]


def test_what_fails_is_tried_again_later_and_holds_up_what_comes_after(house: House):
    with receiver(500, 503) as told:
        house = open_to(house, told.port)
        made = subscribed(house, told.url, kinds=["indicator"])
        happen(house, 1, 2)

        assert (push(house), push(house)) == (0, 0)
        house.clock.advance(timedelta(seconds=4))
        assert push(house) == 0
        assert len(told.got) == 1
        house.clock.advance(timedelta(seconds=1))
        assert push(house) == 0
        house.clock.advance(timedelta(seconds=24))
        assert push(house) == 0
        house.clock.advance(timedelta(seconds=1))
        assert push(house) == 2

        assert len(set(pushed(told)[:3])) == 1
        assert len(told.verified(made.secret)) == 4
    assert ledger(house) == [
        ("failed", 1, 500, "status"),
        ("failed", 2, 503, "status"),
        ("delivered", 3, 204, ""),
        ("delivered", 1, 204, ""),
    ]
    assert row(house, "webhook", made.answer.id)["state"] == "active"
    assert value(house, "SELECT failing_since FROM webhook_cursor") is None


def test_what_fails_too_often_is_given_up_and_the_next_one_goes_on(house: House):
    with receiver(400, 400, 400) as told:
        house = open_to(house, told.port, webhook_tries=3)
        subscribed(house, told.url, kinds=["indicator"])
        happen(house, 1, 2)

        for _ in range(3):
            push(house)
            house.clock.advance(timedelta(hours=1))

        assert [one[0] for one in ledger(house)] == ["failed", "failed", "given_up", "delivered"]
        assert len(set(pushed(told)[:3])) == 1
        assert pushed(told)[3] != pushed(told)[0]


def test_after_days_of_silence_a_subscription_is_stopped_and_its_people_told(house: House):
    with receiver(*[500] * 99) as told:
        house = open_to(house, told.port, webhook_failing_days=1)
        made = subscribed(house, told.url, kinds=["indicator"])
        happen(house, 1)
        for _ in range(4):
            push(house)
            house.clock.advance(timedelta(hours=11))

        stopped = row(house, "webhook", made.answer.id)
        assert stopped["state"] == "failed"
        tries = len(told.got)
        happen(house, 2)
        assert push(house) == 0
        assert len(told.got) == tries
        letter = rows(house, "SELECT * FROM outbox WHERE topic = 'failed' AND kind = 'webhook'")
        assert letter[0]["people"] == ["d08-head"]
        assert set(letter[0]["capacities"]) == {"administrator", "unit_head"}
        last = rows(house, "SELECT * FROM trail WHERE trigger = 'fail'")[0]
        assert (last["actor"], last["capacity"]) == ("system:webhook", "system")
        assert "没有一次推送成功" in last["reason"]

        told.statuses.clear()
        do(house, "d08-head", webhooks.resume, made.answer.id)
        assert push(house) == 2
        assert len(set(pushed(told)[: tries + 1])) == 1


def test_a_receiver_that_is_gone_is_not_asked_again(house: House):
    with receiver(410) as told:
        house = open_to(house, told.port)
        made = subscribed(house, told.url, kinds=["indicator"])
        happen(house, 1)
        push(house)

        assert row(house, "webhook", made.answer.id)["state"] == "failed"
        assert len(told.got) == 1


def test_nothing_leaves_when_the_owner_holds_the_office_no_more(house: House):
    with receiver() as told:
        house = open_to(house, told.port)
        made = subscribed(house, told.url)
        with as_owner(house) as connection:
            connection.execute(text(
                "UPDATE assignment SET until_day = '2017-08-31' WHERE person_id = 'd08-head'"
            ))  # fmt: skip
        happen(house, 1)

        assert push(house) == 0
        assert told.got == []
        assert row(house, "webhook", made.answer.id)["state"] == "failed"
        reason = value(house, "SELECT reason FROM trail WHERE trigger = 'fail'")
        assert "d08-head" in reason
        # Whoever resumes it answers for it from then on.
        do(house, "admin", webhooks.resume, made.answer.id)
        assert row(house, "webhook", made.answer.id)["owner_id"] == "admin"
        assert push(house) >= 1
        assert {e["data"]["unit_id"] for e in told.verified(made.secret)} <= {"D08", None}


def test_a_disabled_owner_gets_nothing(house: House):
    with receiver() as told:
        house = open_to(house, told.port)
        subscribed(house, told.url)
        with as_owner(house) as connection:
            connection.execute(text("UPDATE person SET state = 'disabled' WHERE id = 'd08-head'"))
        happen(house, 1)

        assert (push(house), told.got) == (0, [])


def test_after_a_restore_without_the_key_nothing_is_signed_with_another(house: House):
    with receiver() as told:
        house = open_to(house, told.port)
        made = subscribed(house, told.url)
        happen(house, 1)
        house.folder.webhooks.unlink()

        assert (push(house), told.got) == (0, [])
        assert "备份" in value(house, "SELECT reason FROM trail WHERE trigger = 'fail'")
        assert not house.folder.webhooks.exists()
        again = at(house, "d08-head", subscribing.rotate_secret, house.secrets, made.answer.id)
        do(house, "d08-head", webhooks.resume, made.answer.id)
        assert push(house) >= 2
        assert len(told.verified(again.secret)) == len(told.got)


def test_a_host_that_is_listed_no_more_is_not_reached(house: House):
    with receiver() as told:
        before = open_to(house, told.port)
        subscribed(before, told.url, kinds=["indicator"])
        happen(before, 1)
        after = open_to(house, told.port, webhook_hosts="other.example")

        assert (push(after), told.got) == (0, [])
        assert ledger(house) == [("failed", 1, None, "not_allowed")]


def test_a_name_that_points_inside_by_now_is_not_reached(house: House):
    with receiver() as told:
        house = open_to(house, told.port, webhook_networks="")
        subscribed(house, told.url, kinds=["indicator"])
        happen(house, 1)

        assert (push(house), told.got) == (0, [])
        assert ledger(house) == [("failed", 1, None, "forbidden_address")]


def test_the_former_secret_signs_beside_the_new_one_for_some_hours(house: House):
    with receiver() as told:
        house = open_to(house, told.port, webhook_overlap_hours=24)
        made = subscribed(house, told.url, kinds=["indicator"])
        new = at(house, "d08-head", subscribing.rotate_secret, house.secrets, made.answer.id)
        assert new.secret != made.secret
        happen(house, 1)
        push(house)
        assert told.verified(made.secret) == told.verified(new.secret)

        house.clock.advance(timedelta(hours=25))
        happen(house, 2)
        push(house)
        assert len(told.verified(new.secret)) == 2
        with pytest.raises(WebhookVerificationError):
            told.verified(made.secret)


def test_a_replay_pushes_the_same_events_under_the_same_ids(house: House):
    with receiver() as told:
        house = open_to(house, told.port)
        made = subscribed(house, told.url, kinds=["indicator"])
        start = value(house, "SELECT max(number) FROM event")
        happen(house, 1, 2)
        push(house)

        do(house, "d08-head", webhooks.replay, made.answer.id, after=start)
        sealing.seal(house.database)
        assert push(house) == 2
        assert told.ids[:2] == told.ids[2:]
        assert len(told.verified(made.secret)) == 4
        do(house, "d08-head", webhooks.replay, made.answer.id, after=start + 1)
        assert push(house) == 1
        assert told.ids[4] == told.ids[1]


def test_what_happens_during_a_pause_is_pushed_after_it(house: House):
    with receiver() as told:
        house = open_to(house, told.port)
        made = subscribed(house, told.url, kinds=["indicator"])
        happen(house, 1)
        push(house)
        do(house, "d08-head", webhooks.pause, made.answer.id)
        happen(house, 2)
        assert push(house) == 0
        do(house, "d08-head", webhooks.resume, made.answer.id)
        assert push(house) == 1
        do(house, "d08-head", webhooks.remove, made.answer.id)
        happen(house, 3)
        assert push(house) == 0
        assert len(set(told.ids)) == len(told.got) == 2


def test_several_processes_at_once_push_nothing_twice(house: House):
    with receiver() as told:
        house = open_to(house, told.port)
        subscribed(house, told.url, kinds=["indicator"])
        happen(house, *range(1, 9))

        found = at_once([lambda: push(house)] * 4)

        assert sum(found) + push(house) == 8
        assert len(told.got) == len(set(told.ids)) == 8


def test_one_that_is_paused_while_it_is_pushed_stops_after_the_event_at_hand(house: House):
    with receiver(pause=threading.Event()) as told:
        house = open_to(house, told.port)
        made = subscribed(house, told.url, kinds=["indicator"])
        happen(house, 1, 2, 3)
        with ThreadPoolExecutor(1) as pool:
            pushing = pool.submit(push, house)
            while not told.got:
                pass
            do(house, "d08-head", webhooks.pause, made.answer.id)
            told.pause.set()
            assert pushing.result() == 1
        assert len(told.got) == 1


class Killed(BaseException):
    """Stands for the end of the process between the receiver's answer and the ledger."""


def test_whoever_dies_after_the_answer_leaves_the_event_to_be_pushed_again(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    with receiver() as told:
        house = open_to(house, told.port)
        subscribed(house, told.url, kinds=["indicator"])
        happen(house, 1, 2)

        def die(*_: object) -> bool:
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(webhook_delivery, "record", die)
            with pytest.raises(Killed):
                push(house)
        assert ledger(house) == []

        assert push(house) == 2
        assert told.ids[0] == told.ids[1] != told.ids[2]


def test_a_slow_receiver_does_not_hold_up_the_others(house: House):
    with receiver(pause=threading.Event()) as slow, receiver() as quick:
        house = open_to(house, slow.port, quick.port)
        subscribed(house, slow.url, kinds=["indicator"])
        subscribed(house, quick.url, "d09-head", kinds=["indicator"])
        happen(house, 1)
        happen(house, 1, unit="D09")
        with ThreadPoolExecutor(1) as pool:
            pushing = pool.submit(push, house)
            while not quick.got:
                pass
            assert not pushing.done()
            slow.pause.set()
            assert pushing.result() == 2
