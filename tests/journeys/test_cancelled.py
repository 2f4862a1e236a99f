"""Tasks cancelled in the year of 82 units: why, and who carries their weight since."""

from decimal import Decimal

import pytest

from cli.rehearsal.summary import Rehearsal
from services.house import House
from tests.builders import plan
from tests.journeys.looking import rows

#: How many tasks were cancelled, by reason: goals withdrawn by the city, a draft discarded, the
#: ideas, three tasks in autumn, one when it was verified, two while they were being inspected,
#: all that one unit set itself.
CANCELLED = {
    "市级文件将该项任务调出本年度计划。": 2,
    "本年新纳入的乡镇从零起步；其余目标已按区域特点拉开差距。": 1,
    "上级文件已将该项任务调出本年度计划。": 4,
    "市级下达任务取消。": 3,
    "市级年底收回该项任务。": 1,
    "市级任务调整，该项任务取消。": 2,
    "职能移交市级，本年不再考核。": 2,
}
#: Units that lost a task that was under way, and the unit that lost all of a category.
LOST = (
    "SELECT DISTINCT i.unit_id FROM indicator i JOIN trail t ON t.kind = 'indicator'"
    " AND t.subject_id = i.id WHERE t.trigger = 'cancel'"
    " AND t.source IN ('in_progress', 'verified')"
)
EMPTIED = "SELECT unit_id FROM request WHERE asks = 'reweighting' AND state = 'granted'"


@pytest.fixture
def house(whole_year: tuple[House, Rehearsal]) -> House:
    return whole_year[0]


def test_every_cancelled_task_was_cancelled_from_above_for_its_reason(house: House):
    told = rows(
        house,
        "SELECT t.reason, count(*) AS n FROM trail t WHERE t.kind = 'indicator'"
        " AND t.target = 'cancelled' GROUP BY 1",
    )

    assert {row["reason"]: row["n"] for row in told} == CANCELLED


def split_of(house: House, unit_id: str) -> dict[str, Decimal]:
    found = rows(
        house,
        "SELECT category, sum(weight) AS total FROM indicator WHERE state = 'scored'"
        f" AND unit_id = '{unit_id}' GROUP BY 1",
    )
    return {row["category"]: row["total"] for row in found}


def by_plan(unit_id: str) -> dict[str, Decimal]:
    weights = plan().weights(plan().unit(unit_id))
    return {category.value: weight for category, weight in weights.items() if weight}


def test_a_cancelled_task_leaves_its_weight_in_its_category(house: House):
    lost = {row["unit_id"] for row in rows(house, LOST)}
    emptied = {row["unit_id"] for row in rows(house, EMPTIED)}

    assert len(lost - emptied) == 6
    for unit_id in lost - emptied:
        assert split_of(house, unit_id) == by_plan(unit_id)


def test_an_emptied_category_leaves_its_weight_to_the_others_in_proportion(house: House):
    (emptied,) = rows(house, EMPTIED)
    before, after = by_plan(emptied["unit_id"]), split_of(house, emptied["unit_id"])

    kept = sum(before[category] for category in after)
    assert len(after) == len(before) - 1
    assert after == {c: round(before[c] * 100 / kept, 2) for c in after}
    assert sum(after.values()) == 100
