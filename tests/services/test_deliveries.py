"""What leaves the house: at once or with the day's digest, never at night, never twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kit.errors import Refused
from scheduler import jobs
from services import channels, deliveries, delivery_sending, messages
from services.house import House
from services.quiet_hours import Hours
from services.rules import rules_of
from states.reaching import Channel
from tests.builders import DISTRICT, SHANGHAI, YEAR
from tests.services.hands import as_owner, at_once, do, rows, value, why
from tests.services.reaching import (
    DIGEST,
    FEISHU,
    MAILBOX,
    URGENT,
    WECOM,
    digests,
    post_office,
    reached,
    reaching,
    robots,
    send,
    told,
)

WHO = "d08-clerk"
#: A topic that waits for the digest.
LATER = "returned"


def beijing(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2017, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def states(house: House) -> list[str]:
    query = "SELECT state FROM delivery WHERE sort <> 'code' ORDER BY place"
    return [row["state"] for row in rows(house, query)]


def outcomes(house: House) -> list[str]:
    query = "SELECT outcome FROM delivery_attempt ORDER BY place, tries"
    return [row["outcome"] for row in rows(house, query)]


def test_one_digest_a_day_holds_what_is_not_urgent_grouped_by_subject(house: House):
    with robots() as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.FEISHU, FEISHU)
        told(house, "一退回。", "二退回。", topic=LATER)
        told(house, "三退回。", topic=LATER, subject="2017-D08-R", kind="rectification_plan")
        assert (send(house), digests(house)) == (0, 1)  # Friday noon: the day's digest is due
        told(house, "四退回。", topic=LATER)
        assert (digests(house), send(house)) == (0, 1)

        for day in (2, 3):  # the weekend
            house.clock.move_to(beijing(9, day, 12))
            assert digests(house) == 0
        house.clock.move_to(beijing(9, 4, 8, 29))
        assert digests(house) == 0
        house.clock.move_to(beijing(9, 4, 8, 30))
        assert (digests(house), digests(house), send(house)) == (1, 0, 1)

        first, second = (body["content"]["text"] for _, _, body in heard.got)
    assert first.startswith(
        "【绩效】每日摘要（2017年9月1日，共3条）\n公文 2017-D08-B\n  · 09-01 12:00 一退回。\n"
        "  · 09-01 12:00 二退回。\n整改方案 2017-D08-R\n  · 09-01 12:00 三退回。\n"
    )
    assert second.startswith("【绩效】每日摘要（2017年9月4日，共1条）")
    assert states(house).count("digested") == 4


def test_a_digest_is_written_and_sent_once_by_however_many(house: House):
    with robots() as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.FEISHU, FEISHU)
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, *map(str, range(20)), topic=LATER)

        assert sum(at_once([lambda: digests(house)] * 4)) == 2
        assert sum(at_once([lambda: send(house)] * 4)) + send(house) == 2
        assert len(heard.got) == 2
        # The day is over for this person and channel, whatever is gathered still.
        told(house, "又一条", topic=LATER)
        assert digests(house) == 0


def test_urgent_messages_go_at_once_but_not_at_night_nor_on_rest_days(house: House):
    with robots() as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.FEISHU, FEISHU)
        told(house, "白天印发。")
        assert send(house) == 1

        house.clock.move_to(beijing(9, 1, 21))  # Friday night
        told(house, "夜里印发。")
        in_inbox = "SELECT count(*) FROM inbox WHERE person_id = 'd08-clerk' AND topic = 'issued'"
        assert (value(house, in_inbox), send(house)) == (2, 0)
        for moment in (beijing(9, 2, 12), beijing(9, 4, 7, 59)):
            house.clock.move_to(moment)
            assert send(house) == 0
        house.clock.move_to(beijing(9, 4, 8))
        assert send(house) == 1
        assert len(heard.got) == 2


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (beijing(9, 1, 19, 59), beijing(9, 1, 19, 59)),
        (beijing(9, 1, 20), beijing(9, 4, 8)),  # Friday
        (beijing(9, 5, 23), beijing(9, 6, 8)),
        (beijing(9, 5, 3), beijing(9, 5, 8)),
        (beijing(9, 30, 12), beijing(9, 30, 12)),  # a Saturday at work
        (beijing(9, 30, 20), beijing(10, 9, 8)),  # the holidays of October
    ],
)
def test_quiet_hours_go_by_the_plan_and_the_calendar(
    shared_house: House, at: datetime, opens: datetime
):
    with shared_house.database.connect() as connection:
        assert Hours(rules_of(connection, DISTRICT, YEAR)).opens(at) == opens


def test_a_year_without_calendar_silences_nobody(shared_house: House):
    with shared_house.database.connect() as connection:
        hours = Hours(rules_of(connection, DISTRICT, YEAR))
    later = datetime(2031, 1, 1, 12, tzinfo=SHANGHAI).astimezone(UTC)

    assert hours.opens(later) == later
    assert hours.digest_day(later) == later.astimezone(SHANGHAI).date()


def test_reminders_are_urgent_from_the_due_day_on(working_house: House):
    house = reaching(working_house)
    for who in ("d08-clerk", "d08-head"):
        reached(house, who, Channel.MAIL, MAILBOX)
    for moment in (beijing(9, 26, 12), beijing(10, 9, 1), beijing(10, 13, 12)):
        house.clock.move_to(moment)
        jobs.enforce_deadlines(house)
        jobs.deliver_messages(house)
        jobs.send_messages(house)

    found = rows(
        house,
        "SELECT d.urgent, t.data->>'rung' AS rung, count(*) AS times FROM delivery d"
        " JOIN trail t ON t.kind = d.kind AND t.subject_id = d.subject_id"
        " AND t.number = d.subject_number WHERE d.kind = 'node' GROUP BY 1, 2",
    )
    urgent = {row["rung"]: row["urgent"] for row in found}
    assert len(found) == len(urgent)
    assert urgent == {"-5wd": False, "-3d": False, "0": True, "+2wd": True}


def test_a_channel_carries_what_it_is_for(house: House):
    with robots() as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.FEISHU, FEISHU, carries=URGENT)
        reached(house, WHO, Channel.WECOM, WECOM, carries=DIGEST)
        told(house, "急。")
        told(house, "不急。", topic=LATER)
        assert (send(house), digests(house), send(house)) == (1, 1, 1)

    bodies = {path: str(body) for path, _, body in heard.got}
    by_feishu = next(body for path, body in bodies.items() if FEISHU in path)
    by_wecom = next(body for path, body in bodies.items() if WECOM in path)
    assert "不急。" not in by_feishu
    assert "急。" in by_wecom
    assert "不急。" in by_wecom


def test_many_senders_send_everything_once(house: House):
    with robots() as heard:
        house = reaching(house, heard.port)
        for who in ("d08-clerk", "d08-head", "d09-head"):
            reached(house, who, Channel.FEISHU, FEISHU)
        everybody = '["d08-clerk", "d08-head", "d09-head"]'
        told(house, *(f"第{n}条" for n in range(6)), people=everybody)

        found = at_once([lambda: send(house)] * 5)
        assert sum(found) + send(house) == 18
        texts = [body["content"]["text"] for _, _, body in heard.got]
    assert len(texts) == 18
    assert outcomes(house) == ["delivered"] * 18


class Killed(BaseException):
    """Stands for the end of the process between the receiver's answer and the ledger."""


def die_before_the_record(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(delivery_sending, "record", die)
        with pytest.raises(Killed):
            send(house)


def test_a_robot_is_never_told_twice_what_it_may_have_heard(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    with robots() as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, "分报告已印发。")
        die_before_the_record(house, monkeypatch)
        assert states(house) == ["sending"]

        for _ in range(3):
            assert send(house) == 0
            house.clock.advance(timedelta(hours=1))
        assert len(heard.got) == 1
    assert (states(house), outcomes(house)) == (["unknown"], ["unknown"])


def test_mail_is_sent_again_under_the_same_name(house: House, monkeypatch: pytest.MonkeyPatch):
    with post_office() as office:
        house = reaching(house, smtp=office.port)
        reached(house, WHO, Channel.MAIL, MAILBOX)
        told(house, "分报告已印发。")
        die_before_the_record(house, monkeypatch)

        assert (send(house), send(house)) == (1, 0)
        first, second = (mail for _, mail in office.got)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert (states(house), outcomes(house)) == (["delivered"], ["unknown", "delivered"])


def test_a_robot_that_hangs_up_may_have_heard_it(house: House):
    with robots(hangs_up=1) as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, "分报告已印发。")
        assert (send(house), send(house)) == (0, 0)
        assert len(heard.got) == 1
    assert states(house) == ["unknown"]


def test_a_robot_that_cannot_be_reached_has_not_heard_it(house: House):
    with robots() as heard:
        pass  # gone again
    house = reaching(house, heard.port)
    reached(house, WHO, Channel.WECOM, WECOM)
    told(house, "分报告已印发。")
    send(house)

    assert (states(house), outcomes(house)) == (["waiting"], ["failed"])


def test_a_mail_server_that_is_down_loses_nothing_and_mail_leaves_when_it_is_back(house: House):
    with post_office() as office:
        pass  # gone again
    house = reaching(house, smtp=office.port, message_first_seconds=60)
    reached(house, WHO, Channel.MAIL, MAILBOX)
    told(house, "分报告已印发。")
    for hours in (0, 1, 2):
        house.clock.advance(timedelta(hours=hours))
        assert send(house) == 0
    assert (states(house), set(outcomes(house))) == (["waiting"], {"failed"})
    later = value(house, "SELECT max(next_at) FROM delivery")
    with house.database.connect() as connection:
        # Whoever reads the inbox has it meanwhile; whoever keeps the house sees that it waits.
        inbox = messages.inbox(connection, (DISTRICT, WHO))
        assert "分报告已印发。" in [letter["text"] for letter in inbox]
        assert deliveries.depths(connection, later).waiting == 1

    with post_office() as office:
        house = reaching(house, smtp=office.port)
        house.clock.move_to(later)
        assert (send(house), send(house)) == (1, 0)
    assert len(office.got) == 1
    assert states(house) == ["delivered"]


def test_what_fails_is_tried_again_later_and_in_the_end_is_a_dead_letter_to_replay(house: House):
    with robots((500, {}), (500, {}), (500, {})) as heard:
        house = reaching(house, heard.port, message_tries=3, message_first_seconds=60)
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, "分报告已印发。")
        for seconds, tries in ((0, 1), (59, 1), (1, 2), (299, 2), (1, 3), (86_400, 3)):
            house.clock.advance(timedelta(seconds=seconds))
            send(house)
            assert len(heard.got) == tries
        assert outcomes(house) == ["failed", "failed", "given_up"]
        with house.database.connect() as connection:
            assert deliveries.depths(connection, house.now()).failed == 1

        house.clock.move_to(beijing(9, 4, 12))
        place = value(house, "SELECT place FROM delivery WHERE state = 'failed'")
        with pytest.raises(Refused):
            do(house, WHO, deliveries.resend, WHO, deliveries=[place])
        do(house, "admin", deliveries.resend, WHO, deliveries=[place])
        with pytest.raises(Refused) as refused:
            do(house, "admin", deliveries.resend, WHO, deliveries=[place])
        assert "person.not_resendable" in why(refused.value)
        assert (send(house), send(house)) == (1, 0)
        with house.database.connect() as connection:
            found = deliveries.depths(connection, house.now())
            assert (found.failed, found.waiting, found.oldest_waiting) == (0, 0, None)
    record = rows(house, "SELECT actor, data FROM trail WHERE trigger = 'resend'")
    assert record == [{"actor": "admin", "data": {"deliveries": [place]}}]


def disable(house: House) -> None:
    with as_owner(house) as connection:
        connection.execute(text(f"UPDATE person SET state = 'disabled' WHERE id = '{WHO}'"))


def take_away(house: House) -> None:
    number = value(house, "SELECT number FROM reaching_channel")
    do(house, WHO, channels.remove, WHO, channel=number)
    assert value(house, "SELECT count(*) FROM reaching_channel WHERE sealed IS NOT NULL") == 0


@pytest.mark.parametrize("end", [disable, take_away])
def test_nothing_leaves_for_whoever_is_gone_or_took_the_channel_away(
    house: House, end: Callable[[House], None]
):
    with robots() as heard:
        house = reaching(house, heard.port)
        reached(house, WHO, Channel.WECOM, WECOM)
        told(house, "一", "二")
        end(house)
        assert send(house) == 0
        assert heard.got == []
    assert (states(house), outcomes(house)) == (["withdrawn"] * 2, [])


def test_a_slow_robot_does_not_hold_up_the_others(house: House):
    with robots(pause=threading.Event()) as slow, robots() as quick:
        house = reaching(house, slow.port, message_feishu_base=f"https://localhost:{quick.port}")
        reached(house, WHO, Channel.WECOM, WECOM)
        reached(house, "d09-head", Channel.FEISHU, FEISHU)
        told(house, "分报告已印发。", people='["d08-clerk", "d09-head"]')
        with ThreadPoolExecutor(1) as pool:
            sending = pool.submit(send, house)
            while not quick.got:
                pass
            assert not sending.done()
            assert slow.pause
            slow.pause.set()
            assert sending.result() == 2
