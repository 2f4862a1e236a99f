"""In which order clocks ring: by due time over all subjects and kinds, however late the machine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from services import gates, sweep_batch
from services.house import House
from services.sweep import Fire, Fires, Swept, sweep
from services.sweep_batch import in_turn
from tests.builders import noon
from tests.services.hands import NEW_PLAN, as_owner, at, row, rows, value

START = datetime(2017, 9, 25, tzinfo=UTC)
HOUR = timedelta(hours=1)


def clock(
    subject: str, hour: int, *then: int, name: str = "a", turn: bool = True
) -> dict[str, Any]:
    """A clock that rings so many hours after the start, and again after those."""
    ladder = [{"rung": str(h), "at": (START + h * HOUR).isoformat()} for h in (hour, *then)]
    key = {"district_id": "x", "kind": "node", "subject_id": subject, "name": name}
    rings = {"ladder": ladder, "next_rung": 0, "next_at": START + hour * HOUR, "its_turn": turn}
    return {**key, "visit": 0, "version": 1, **rings}


def taken(*clocks: dict[str, Any]) -> list[tuple[str, str]]:
    return [(found["subject_id"], found["name"]) for found in in_turn(clocks)]


def test_clocks_ring_by_due_time_and_then_by_name():
    found = taken(clock("2", 3), clock("1", 3), clock("3", 1))

    assert found == [("3", "a"), ("1", "a"), ("2", "a")]


def test_nothing_rings_before_what_rings_again_earlier():
    found = taken(clock("1", 1, 3), clock("2", 3), clock("3", 4), clock("4", 2))

    assert found == [("1", "a"), ("4", "a"), ("2", "a")]


def test_a_subjects_second_clock_waits_and_so_does_whatever_is_due_after_it():
    second = clock("1", 2, name="b", turn=False)

    assert taken(clock("1", 1), second, clock("2", 2), clock("3", 3)) == [("1", "a"), ("2", "a")]


@pytest.mark.parametrize(
    "ladder", [[], {"rung": "0"}, [{"rung": "0"}, {"rung": "1", "at": "soon"}]]
)
def test_a_broken_ladder_holds_nobody_up(ladder: Any):
    broken = {**clock("1", 1), "ladder": ladder}

    assert taken(broken, clock("2", 5)) == [("1", "a"), ("2", "a")]


class Listener:
    """Hears what was fired, batch by batch."""

    def __init__(self) -> None:
        self.batches: list[Fires] = []

    def __call__(self, fires: Fires) -> None:
        self.batches.append(fires)

    @property
    def fires(self) -> Iterator[Fire]:
        return (fire for batch in self.batches for fire in batch)


def test_after_a_fortnight_in_which_nothing_ran_every_missed_rung_fires_once_in_order_and_late(
    working_house: House,
):
    house, heard = working_house, Listener()
    with as_owner(house) as connection:
        connection.execute(text("UPDATE deadline SET next_at = NULL WHERE kind <> 'node'"))
    house.clock.move_to(noon(2017, 9, 20))
    assert sweep(house.database, house.now()) == Swept(0, 0)
    missed = (
        "SELECT count(*) FROM deadline d, jsonb_array_elements(d.ladder) r"
        " WHERE (r->>'at')::timestamptz <= :now AND d.next_at IS NOT NULL"
    )

    now = house.clock.advance(timedelta(days=14))
    wanted = value(house, missed, now=now)
    swept = sweep(house.database, now, batch=200, heard=heard)

    assert swept == Swept(wanted, 0)
    late = [fire.late for fire in heard.fires]
    assert late == sorted(late, reverse=True)
    assert max(len(batch) for batch in heard.batches) == 200
    assert {fire.rung for fire in heard.fires} == {"-5wd", "-3d", "0"}
    marked = rows(
        house,
        "SELECT rung, min(fired_at - due_at) AS late FROM deadline_fire GROUP BY 1 ORDER BY 2",
    )
    assert [fire["rung"] for fire in marked] == ["0", "-3d", "-5wd"]
    assert all(fire["late"] > timedelta(days=3) for fire in marked)
    assert sweep(house.database, now) == Swept(0, 0)


def test_kinds_ring_in_one_order_and_a_subject_with_several_clocks_rings_them_all(
    working_house: House,
):
    house, heard = working_house, Listener()
    node, now = "2017-D01-001-3", noon(2017, 12, 1)
    gate = at(house, "office-clerk", gates.request, "plan_amended", NEW_PLAN).id
    columns = [column.name for column in SQLModel.metadata.tables["deadline"].columns]
    shown = ["'node_report-b'" if name == "name" else name for name in columns]
    again = (
        f"INSERT INTO deadline ({', '.join(columns)}) SELECT {', '.join(shown)}"
        " FROM deadline WHERE subject_id = :node"
    )
    with as_owner(house) as connection:
        stop = "UPDATE deadline SET next_at = NULL WHERE NOT subject_id = ANY(:ids)"
        connection.execute(text(stop), {"ids": [node, gate]})
        connection.execute(text(again), {"node": node})
    running = value(house, "SELECT count(*) FROM deadline WHERE next_at IS NOT NULL")

    sweep(house.database, now, heard=heard)

    assert running == 3
    late = [fire.late for fire in heard.fires]
    assert late == sorted(late, reverse=True)
    assert {fire.kind for fire in heard.fires} == {"node", "gate"}
    rang = "SELECT name, rung FROM deadline_fire WHERE subject_id = :id ORDER BY number"
    found = [(fire["name"], fire["rung"]) for fire in rows(house, rang, id=node)]
    each = [("node_report", "node_report-b"), *[("-5wd", "-3d", "0", "+2wd", "+5wd")]]
    assert found == [(name, rung) for rung in each[1] for name in each[0]]
    assert row(house, "gate", gate)["state"] == "lapsed"


def test_what_is_due_is_found_along_the_index_whatever_is_pending(working_house: House):
    claim = str(sweep_batch._claim(500, moving=True)).replace(":now", "now()")
    with working_house.database.transaction() as connection:
        for way in ("seqscan", "bitmapscan", "sort"):  # what a small table would be cheaper with
            connection.execute(text(f"SET LOCAL enable_{way} = off"))
        plan = "\n".join(connection.execute(text(f"EXPLAIN {claim}")).scalars())

    assert "Index Scan using ix_deadline_pending" in plan
    assert "Sort" not in plan


def test_the_trail_is_demanded_through_its_whole_key(working_house: House):
    """A name has a collation of its own, with which no key can be searched."""
    source = "SELECT prosrc FROM pg_proc WHERE proname = 'jixiao_demand_trail'"

    assert "kind = moved" in value(working_house, source)
    assert "kind = TG_TABLE_NAME" not in value(working_house, source)
