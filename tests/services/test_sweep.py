"""Deadlines: every rung rings once, in order, for the right people, however late the machine."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import text

from services import messages, nodes
from services.house import House
from services.sweep import Swept, sweep
from tests.builders import SHANGHAI, noon
from tests.services.hands import as_owner, at_once, do, row, rows, value, verdict

#: Due on Saturday 30 September 2017, which was a working day.
NODE = "2017-D01-001-3"
RUNGS = ("-5wd", "-3d", "0", "+2wd", "+5wd")
DONE = {"progress": "完成", "zero_reason": "无"}
FIRES = (
    "SELECT rung, due_at, fired_at, number FROM deadline_fire WHERE subject_id = :id"
    " AND name = :name ORDER BY number"
)


def _fires(house: House, subject: str = NODE, name: str = "node_report") -> list[dict[str, Any]]:
    return rows(house, FIRES, id=subject, name=name)


def _only(house: House, *subjects: str) -> None:
    """Leave only these subjects' clocks running."""
    with as_owner(house) as connection:
        stop = "UPDATE deadline SET next_at = NULL WHERE NOT subject_id = ANY(:ids)"
        connection.execute(text(stop), {"ids": list(subjects)})


def _local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def test_the_ladder_of_a_node_counts_working_days_over_the_golden_week(shared_working: House):
    (clock,) = rows(shared_working, "SELECT * FROM deadline WHERE subject_id = :id", id=NODE)
    found = [(r["rung"], _local(datetime.fromisoformat(r["at"]))) for r in clock["ladder"]]
    assert found == [
        ("-5wd", "09-25 00:00"),
        ("-3d", "09-27 00:00"),
        ("0", "10-01 00:00"),
        ("+2wd", "10-11 00:00"),
        ("+5wd", "10-14 00:00"),
    ]
    assert (clock["due_on"], clock["length"]) == (date(2017, 9, 30), 0)
    assert clock["due_at"] == datetime(2017, 9, 30, 16, tzinfo=UTC)
    assert clock["next_at"] == datetime(2017, 9, 24, 16, tzinfo=UTC)


def test_lamps_go_from_yellow_to_red_to_double_red_each_in_its_time(working_house: House):
    _only(working_house, NODE)
    seen: list[tuple[str, str | None]] = []
    for day in (24, 25, 27, 30):
        sweep(working_house.database, noon(2017, 9, day))
        now = row(working_house, "node", NODE)
        seen.append((now["lamp"], now["overdue_since"]))
    assert seen == [("green", None), ("yellow", None), ("yellow", None), ("yellow", None)]
    due_at = datetime(2017, 9, 30, 16, tzinfo=UTC)
    for day, lamp in ((1, "red"), (10, "red"), (11, "double_red"), (30, "double_red")):
        sweep(working_house.database, noon(2017, 10, day))
        now = row(working_house, "node", NODE)
        assert (now["lamp"], now["overdue_since"], now["state"]) == (lamp, due_at, "pending")
    assert [fire["rung"] for fire in _fires(working_house)] == list(RUNGS)


def test_a_rung_does_not_ring_a_moment_too_early_and_a_fire_says_when_it_was_due(
    working_house: House,
):
    _only(working_house, NODE)
    instant = datetime(2017, 9, 24, 16, tzinfo=UTC)
    assert sweep(working_house.database, instant - timedelta(microseconds=1)) == Swept(0, 0)
    assert sweep(working_house.database, instant) == Swept(1, 0)
    assert sweep(working_house.database, instant) == Swept(0, 0)
    late = noon(2017, 9, 26)
    sweep(working_house.database, noon(2017, 9, 27))
    first, second = _fires(working_house)
    assert (first["due_at"], first["fired_at"]) == (instant, instant)
    assert second["due_at"] == datetime(2017, 9, 26, 16, tzinfo=UTC)
    assert second["fired_at"] == noon(2017, 9, 27) > late


def test_a_month_missed_rings_everything_once_in_order(working_house: House):
    late = noon(2017, 10, 25)
    waiting = value(
        working_house,
        "SELECT count(*) FROM deadline d, jsonb_array_elements(d.ladder) r"
        " WHERE (r->>'at')::timestamptz <= :now AND d.next_at IS NOT NULL",
        now=late,
    )
    swept = sweep(working_house.database, late)
    assert swept == Swept(waiting, 0)
    by_subject: dict[str, list[dict[str, Any]]] = {}
    everything = (
        "SELECT * FROM deadline_fire WHERE name = 'node_report' ORDER BY subject_id, number"
    )
    for fire in rows(working_house, everything):
        by_subject.setdefault(fire["subject_id"], []).append(fire)
    for fires in by_subject.values():
        assert [f["rung"] for f in fires] == list(RUNGS)[: len(fires)]
        assert all(a["due_at"] < b["due_at"] for a, b in pairwise(fires))
        assert {f["fired_at"] for f in fires} == {late}
    assert sweep(working_house.database, late) == Swept(0, 0)
    assert verdict(working_house).first_bad is None


def test_four_sweeps_at_once_ring_each_rung_once(working_house: House):
    late = noon(2017, 10, 25)
    waiting = value(
        working_house,
        "SELECT count(*) FROM deadline d, jsonb_array_elements(d.ladder) r"
        " WHERE (r->>'at')::timestamptz <= :now AND d.next_at IS NOT NULL",
        now=late,
    )

    def one_sweep():
        return sweep(working_house.database, late, batch=100)

    found = at_once([one_sweep] * 4)
    assert all(isinstance(swept, Swept) for swept in found), found
    again = sweep(working_house.database, late)
    assert sum(swept.fired for swept in found) + again.fired == waiting
    assert sum(swept.broken for swept in found) == 0
    assert value(working_house, "SELECT count(*) FROM deadline_fire") == waiting
    assert value(working_house, "SELECT count(*) FROM trail WHERE trigger = 'ring'") == waiting
    assert verdict(working_house).first_bad is None


def _readers(house: House, topic: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = "SELECT text, person_id FROM inbox WHERE subject_id = :id AND topic = :topic"
    for told in rows(house, query, id=NODE, topic=topic):
        found.setdefault(told["text"].partition("：")[2].partition("（")[0], set()).add(
            told["person_id"]
        )
    return found


def test_each_rung_tells_those_whom_the_plan_names_and_nobody_else(working_house: House):
    _only(working_house, NODE)
    for day in (noon(2017, 9, 25), noon(2017, 9, 27), noon(2017, 10, 1), noon(2017, 10, 11)):
        sweep(working_house.database, day)
        with working_house.database.connect() as connection:
            messages.deliver(connection, day, day.date())
    examines = row(working_house, "node", NODE)["assessor_id"]
    office = {"office-clerk", "office-clerk-2", "office-director"}
    examiners = (
        office
        if examines == "OFFICE"
        else {f"{examines}-clerk".lower(), f"{examines}-head".lower()}
    )
    assert _readers(working_house, "node_report") == {
        "临近节点，预警": {"d01-clerk", "d01-head"},
        "还有三日": {"d01-clerk"},
        "到期未报": {"d01-clerk", "d01-head"} | examiners,
        "逾期两个工作日未报": {"d01-head"} | examiners | office,
    }


def test_a_report_stops_the_clock_and_no_lamp_turns_red(working_house: House):
    _only(working_house, NODE)
    sweep(working_house.database, noon(2017, 9, 26))
    working_house.clock.move_to(datetime(2017, 9, 30, 15, 59, 59, tzinfo=UTC))
    do(working_house, "d01-head", nodes.report, NODE, **DONE)
    sweep(working_house.database, noon(2017, 12, 1))
    now = row(working_house, "node", NODE)
    assert (now["lamp"], now["late_days"], now["overdue_since"]) == ("green", 0, None)
    assert [fire["rung"] for fire in _fires(working_house)] == ["-5wd"]
