"""Two years side by side in one database: 2017 handed on, 2018 opened and begun."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from kit.errors import Objected
from plans.lint import lint
from plans.loading import parse
from plans.next_year import next_files
from plans.schema import Plan
from plans.spelling import planned
from reports.indicator_table import TitleFacts, write_table
from services import adjustments, importing, indicators, phases, years
from services.acts import Act, Order, one, orders
from services.carrying import Memory, carried, remembered
from services.desk import Desk
from services.house import House
from states.catalogue import LIFECYCLES
from tests.builders import DISTRICT, done, noon
from tests.services.hands import as_owner, at, rows, set_down, value, why

SCORED = "UPDATE indicator SET state = 'scored', points = weight, inputs ="
ACTUAL = "jsonb_build_object('actual', (target_number * 1.02)::text)"


def _ended(house: House) -> Memory:
    """Have 2017 end: some indicators scored above their target, results published, items open."""
    with as_owner(house) as owner:
        owner.execute(text(
            f"{SCORED} {ACTUAL} WHERE method = '完成率法' AND target_number IS NOT NULL"
            " AND unit_id IN ('T01', 'T02')"
        ))  # fmt: skip
        owner.execute(text("UPDATE unit SET name = '拱辰新镇' WHERE id = 'T02'"))
    for unit, total, rank in (("T01", 91, 1), ("T02", 85, 2)):
        row = {"id": f"2017-{unit}-S", "unit_id": unit, "total": total, "grade": "良好"}
        row |= {"rank": rank, "version": 1, "flash_values": 0, "vetoed": False, "undecided": False}
        set_down(house, "result", row, ("compute", "trial"), ("publish", "published"))
    item = {"number": 1, "finding": "“造林”未达标。", "measure": "补植", "outcome": "rejected"}
    plan = {"id": "2017-T01-R", "unit_id": "T01", "document_id": "x", "items": [item]}
    plan |= {"issued_on": "2018-03-16", "late": False, "returns": 0, "extension": 0}
    plan |= {"extensions": 0, "reopenings": 0}
    set_down(house, "rectification_plan", plan, ("issue", "issued"), ("verify", "verified"))
    return at(house, "system:flow", remembered)


def _filled_in(files: dict[str, str]) -> dict[str, str]:
    number = f"房政办发{chr(0x3014)}2018{chr(0x3015)}31号"
    files["plan.toml"] = files["plan.toml"].replace(
        'document_number = ""', f'document_number = "{number}"', 1
    )
    kept = [line for line in files["goals.toml"].splitlines() if 'id = "Z' not in line]
    files["goals.toml"] = "\n".join(kept).replace(", candidate = true", "")
    return files


def _table(plan: Plan, memory: Memory) -> bytes:
    facts = TitleFacts(district="房山区", year=2018, filled_by="区绩效办", filled_on=plan.issued_on)
    return write_table(memory.rows, facts)


def _desk(house: House, connection: Connection, actor: str, reason: str = "") -> Desk:
    act = Act(district_id=DISTRICT, actor=actor, at=house.now(), reason=reason)
    return years.desk_for(connection, act, 2018)


def test_what_a_year_came_to_is_handed_on(working_house: House):
    memory = _ended(working_house)

    assert memory.carried == at(working_house, "system:flow", carried)
    assert memory.carried.results["T01"].rank == 1
    assert {row.unit for row in memory.carried.actuals} == {"T01", "T02"}
    assert all(row.value > 0 for row in memory.carried.actuals if row.value is not None)
    assert [row.id for row in memory.carried.rectifications] == ["2017-T01-R-1"]
    plan = parse(next_files(memory.files, memory.carried))
    assert [goal.lead for goal in plan.goals if goal.id == "Z01"] == ["T01"]
    assert plan.unit("拱辰街道").name == "拱辰新镇"
    assert all(row.last_year for row in memory.rows if row.unit == "拱辰新镇"
               and row.method == "完成率法")  # fmt: skip


def _opened(house: House, folder: Path) -> Plan:
    """Have 2018 opened on the filled-in draft, its table drafted."""
    memory = _ended(house)
    files = _filled_in(next_files(memory.files, memory.carried))
    plan = parse(files)
    (folder / "t.xlsx").write_bytes(_table(plan, memory))
    table = importing.read(folder / "t.xlsx", plan)
    assert (table.problems, len(table.indicators)) == ((), 1237)
    found = lint(plan, [planned(plan, r) for r in table.indicators], LIFECYCLES.values())
    assert not [finding for finding in found if finding.severity == "red"]
    house.clock.move_to(noon(2018, 7, 3))
    with house.database.transaction() as connection:
        act = Act(district_id=DISTRICT, actor="system:flow", at=house.now())
        years.open_year(connection, act, files, tuple(found))
        done(importing.take_over(_desk(house, connection, "system:import"), table))
    return plan


BEHIND = (
    "SELECT min(id) FROM indicator WHERE year = 2018 AND unit_id = 'T01'"
    " AND last_year IS NOT NULL AND target_number <= last_year AND category = 'key'"
)


def test_the_next_year_runs_beside_the_old_one(working_house: House, tmp_path: Path):
    house = working_house
    _opened(house, tmp_path)
    with house.database.connect() as connection:
        one(phases.open_(_desk(house, connection, "office-director"), orders(["2018-preparation"])))
        booked = {"event": "award_district", "document": "房政发1号"}
        office = _desk(house, connection, "office-clerk")
        assert adjustments.propose(office, "T01", booked).id == "2018-T01-A1"
    counted = rows(house, "SELECT year, count(*) AS n FROM indicator GROUP BY 1")
    assert {row["year"]: row["n"] for row in counted} == {2017: 1237, 2018: 1237}
    assert value(house, "SELECT count(*) FROM year WHERE state = 'in_force'") == 2


def test_a_target_that_does_not_surpass_last_year_needs_a_reason(
    working_house: House, tmp_path: Path
):
    house = working_house
    _opened(house, tmp_path)
    behind = value(house, BEHIND)
    examiner = value(house, "SELECT assessor_id FROM indicator WHERE id = :id", id=behind)
    with house.database.connect() as connection:
        mine = [Order(behind)]
        done(indicators.declare(_desk(house, connection, "t01-head"), mine))
        opined = [Order(behind, {"agree": True})]
        done(indicators.opine(_desk(house, connection, f"{examiner.lower()}-clerk"), opined))
        (refused,) = indicators.review(_desk(house, connection, "office-clerk"), mine)
        assert isinstance(refused, Objected)
        assert why(refused) == {"objected", "target.not_above_last_year"}
        done(indicators.review(_desk(house, connection, "office-clerk", "已核实"), mine))


def test_a_year_without_its_document_number_does_not_open(working_house: House):
    memory = _ended(working_house)
    files = next_files(memory.files, memory.carried)
    found = tuple(lint(parse(files)))
    act = Act(district_id=DISTRICT, actor="system:flow", at=noon(2018, 7, 3))
    with working_house.database.connect() as connection, pytest.raises(Objected) as raw:
        years.open_year(connection, act, files, found)
    assert "plan.no_document_number" in why(raw.value)
