"""When nothing moves: the ladder issues notices and proposes talks; people answer and decide."""

from datetime import datetime

import pytest
from sqlalchemy import text

from kit.errors import Refused
from services import messages, nodes, supervision_notices, talks
from services.house import House
from services.sweep import Swept, sweep
from tests.builders import noon
from tests.services.hands import as_owner, at, at_once, do, row, rows, value, verdict, why

#: Due on Saturday 30 September 2017, a working day; five working days later is 13 October.
NODE = "2017-D01-001-3"
NOTICE, TALK = f"{NODE}-M1", f"{NODE}-M1-T1"
OVERDUE = noon(2017, 10, 14)
DONE = {"progress": "完成", "zero_reason": "无"}


@pytest.fixture
def overdue(working_house: House) -> House:
    """A node that nobody has reported for five working days."""
    with as_owner(working_house) as connection:
        stop = "UPDATE deadline SET next_at = NULL WHERE subject_id <> :id"
        connection.execute(text(stop), {"id": NODE})
    _pass(working_house, OVERDUE)
    return working_house


def _pass(house: House, moment: datetime) -> None:
    house.clock.move_to(moment)
    sweep(house.database, moment)
    with house.database.connect() as connection:
        while messages.deliver(connection, moment, moment.date()):
            pass


def _readers(house: House, subject: str, topic: str) -> set[str]:
    query = "SELECT person_id FROM inbox WHERE subject_id = :id AND topic = :topic"
    return {told["person_id"] for told in rows(house, query, id=subject, topic=topic)}


def test_the_plans_rung_issues_one_notice_that_says_what_was_missed(overdue: House):
    notice = row(overdue, "supervision_notice", NOTICE)
    assert (notice["state"], notice["unit_id"], notice["about_id"]) == ("issued", "D01", NODE)
    assert (notice["clock"], str(notice["due_on"])) == ("node_report", "2017-09-30")
    assert "逾期五个工作日未报" in notice["matter"]
    born = "SELECT actor, capacity FROM trail WHERE subject_id = :id AND number = 0"
    assert rows(overdue, born, id=NOTICE) == [{"actor": "system:deadline", "capacity": "system"}]
    assert {"d01-clerk", "d01-head", "office-director"} <= _readers(overdue, NOTICE, "issued")
    assert sweep(overdue.database, OVERDUE) == Swept(0, 0)


def test_four_sweeps_at_once_issue_each_notice_once(working_house: House):
    at_once([lambda: sweep(working_house.database, OVERDUE, batch=50)] * 4)
    sweep(working_house.database, OVERDUE)
    late = value(working_house, "SELECT count(*) FROM deadline_fire WHERE rung = '+5wd'")
    born = "SELECT count(*) FROM supervision_notice WHERE state = 'issued'"
    assert value(working_house, born) == late > 0
    assert verdict(working_house).first_bad is None


def test_a_notice_is_answered_asked_again_and_closed_when_the_matter_is_done(overdue: House):
    with pytest.raises(Refused):
        do(overdue, "d02-clerk", supervision_notices.receive, NOTICE)
    do(overdue, "d01-clerk", supervision_notices.receive, NOTICE)
    with pytest.raises(Refused) as refused:
        do(overdue, "d01-head", supervision_notices.answer, NOTICE, answer=" ")
    assert "supervision_notice.no_answer" in why(refused.value)
    do(overdue, "d01-head", supervision_notices.answer, NOTICE, answer="材料送审延误。")
    do(overdue, "office-clerk", supervision_notices.return_, NOTICE, reason="请写明期限。")
    do(overdue, "d01-head", supervision_notices.answer, NOTICE, answer="本周五前报。")
    with pytest.raises(Refused) as early:
        do(overdue, "office-clerk", supervision_notices.close, NOTICE)
    assert "supervision_notice.not_done" in why(early.value)
    do(overdue, "d01-head", nodes.report, NODE, **DONE)
    do(overdue, "office-clerk", supervision_notices.close, NOTICE)
    assert row(overdue, "supervision_notice", NOTICE)["state"] == "closed"


def test_the_office_may_close_before_with_a_reason(overdue: House):
    do(overdue, "d01-clerk", supervision_notices.receive, NOTICE)
    do(overdue, "d01-head", supervision_notices.answer, NOTICE, answer="项目已停建。")
    do(overdue, "office-clerk", supervision_notices.close, NOTICE, reason="转由指标调整办理。")
    assert row(overdue, "supervision_notice", NOTICE)["state"] == "closed"


def _ignored(house: House) -> None:
    """The notice is neither signed for nor answered: three working days, and two more."""
    _pass(house, noon(2017, 10, 24))


def test_an_ignored_notice_proposes_a_talk_and_leaves_the_decision_to_people(overdue: House):
    _ignored(overdue)
    talk = row(overdue, "talk", TALK)
    assert (talk["state"], talk["unit_id"], talk["about_id"]) == ("proposed", "D01", NOTICE)
    assert {"office-director", "leader"} <= _readers(overdue, TALK, "proposed")
    assert not {"d01-head", "d01-clerk"} & _readers(overdue, TALK, "proposed")
    _pass(overdue, noon(2017, 12, 29))
    assert row(overdue, "talk", TALK)["state"] == "proposed"  # a timeout decides nothing
    assert row(overdue, "supervision_notice", NOTICE)["lamp"] == "double_red"
    rungs = "SELECT rung FROM deadline_fire WHERE subject_id = :id ORDER BY number"
    assert [r["rung"] for r in rows(overdue, rungs, id=TALK)] == ["0", "+4wd", "+6wd", "+7wd"]


def test_a_talk_is_convened_put_off_and_recorded_on_its_day(overdue: House):
    _ignored(overdue)
    with pytest.raises(Refused):
        do(overdue, "office-clerk", talks.convene, TALK)
    with pytest.raises(Refused) as past:
        do(overdue, "office-director", talks.convene, TALK, talk_on="2017-10-01", place="会议室",
           led_by="副区长")  # fmt: skip
    assert "talk.incomplete" in why(past.value)
    do(
        overdue,
        "leader",
        talks.convene,
        TALK,
        talk_on="2017-10-26",
        place="会议室",
        led_by="副区长",
    )
    do(overdue, "office-director", talks.reconvene, TALK, talk_on="2017-10-27", reason="临时有会")
    said = {"attendees": "责任人", "minutes": "承诺三日内报。"}
    with pytest.raises(Refused) as early:
        do(overdue, "office-clerk", talks.record, TALK, **said)
    assert "talk.not_yet" in why(early.value)
    overdue.clock.move_to(noon(2017, 10, 27))
    do(overdue, "office-clerk", talks.record, TALK, **said)
    kept = row(overdue, "talk", TALK)
    assert (kept["state"], kept["place"], str(kept["talk_on"])) == (
        "recorded",
        "会议室",
        "2017-10-27",
    )
    running = "SELECT count(*) FROM deadline WHERE subject_id = :id AND next_at IS NOT NULL"
    assert value(overdue, running, id=TALK) == 0


def test_while_one_is_open_about_a_subject_there_is_no_second(overdue: House):
    for service, code in ((supervision_notices.issue, "supervision_notice.standing"),):
        with pytest.raises(Refused) as refused:
            at(overdue, "office-clerk", service, "node", NODE, {"matter": "再次督办"})
        assert code in why(refused.value)
    do(overdue, "office-director", supervision_notices.withdraw, NOTICE, reason="另行核实")
    again = at(overdue, "office-clerk", supervision_notices.issue, "node", NODE, {"matter": "督办"})
    assert again.id == f"{NODE}-M2"


def test_what_is_no_units_is_not_supervised(overdue: House):
    with pytest.raises(Refused):
        at(overdue, "office-clerk", supervision_notices.issue, "year", "2017", {"matter": "x"})
    with pytest.raises(Refused):
        at(overdue, "office-clerk", talks.propose, "person", "d01-head", {"matter": "x"})
