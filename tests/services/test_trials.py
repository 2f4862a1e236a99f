"""Trials: what they still wait for, flash values, ties at the border, the plan's composition."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kit.errors import Objected
from plans.words import Placement
from services import adjustments, gates, results
from services.acts import Order
from services.desk import Desk
from services.house import House
from services.scoring_inputs import input_objections, scored
from tests.builders import desk, noon, plan
from tests.services.hands import approved_gate, as_owner, ask, at, do, row, rows, why
from tests.services.year_results import lay_marks, lay_scores, lay_year

_MARK = {"key": "92.40", "own_function": "95.00", "common": "88.00"}


@pytest.fixture(scope="module")
def mixed(shared_working: House) -> House:
    """A department on 92.40, 95.00, 88.00 and a township on 89.60, 94.00, 91.00."""
    house = shared_working
    at(house, "office-clerk", results.lay_out)
    lay_scores(house, "D05", _MARK)
    lay_scores(house, "T01", {"key": "89.60", "differential": "94.00", "common": "91.00"})
    for unit in ("D05", "T01"):
        lay_marks(house, unit, "90.50")
    for points, event in (("1.2", "node_late_short"), ("-0.5", "node_never")):
        body = {"event": event, "about": f"2017-D05-{points}"}
        proposed = at(house, "office-clerk", adjustments.propose, "D05", body)
        do(house, "office-director", adjustments.approve, proposed.id)
        with as_owner(house) as connection:
            connection.exec_driver_sql(
                "UPDATE adjustment SET points = %(p)s WHERE id = %(id)s",
                {"p": points, "id": proposed.id},
            )
    return house


def _composed(house: House, **settings: Any) -> Decimal:
    """Compute under a plan whose total is put together otherwise."""
    with house.database.connect() as connection:
        office = desk(house, connection, "office-clerk")
        composition = office.rules.plan.composition.model_copy(update=settings)
        changed = office.rules.plan.model_copy(update={"composition": composition})
        results.compute(replace(office, rules=replace(office.rules, plan=changed)))
    return row(house, "result", "2017-D05-S")["total"].quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("placement", "cap", "total"),
    [
        (Placement.INSIDE_DAILY, None, "92.54"),
        (Placement.AFTER_TOTAL, None, "92.68"),
        (Placement.INSIDE_DAILY, Decimal(92), "92.00"),
        (Placement.AFTER_TOTAL, Decimal("92.60"), "92.60"),
    ],
)
def test_adjustments_and_cap_stand_where_the_plan_puts_them(
    mixed: House, placement: Placement, cap: Decimal | None, total: str
):
    assert _composed(mixed, adjustment_placement=placement, cap_total=cap) == Decimal(total)


def test_a_townships_daily_score_is_weighed_eighty_ten_ten(mixed: House):
    at(mixed, "office-clerk", results.compute)
    assert row(mixed, "result", "2017-T01-S")["daily"] == Decimal("90.18")


def test_a_trial_says_what_it_waits_for(mixed: House):
    at(mixed, "office-clerk", results.compute)
    waiting = row(mixed, "result", "2017-D06-S")["pending"]
    assert "项指标待评分" in waiting[0]
    assert waiting[1] == "述职考评成绩待录入。"
    assert row(mixed, "result", "2017-D05-S")["pending"] == []


def test_a_flash_value_is_flagged_and_may_be_published_only_where_the_plan_allows(mixed: House):
    house = mixed
    with as_owner(house) as connection:
        connection.exec_driver_sql(
            "UPDATE score SET inputs = '{\"provisional\": true}'"
            " WHERE indicator_id = '2017-T01-001'"
        )
    at(house, "office-clerk", results.compute)
    assert row(house, "result", "2017-T01-S")["flash_values"] == 1
    approved_gate(house, "results_confirmed", "annual_evaluation")

    def strictly(desk_: Desk, orders: list[Order]) -> Any:
        rule = desk_.rules.plan.flash_values.model_copy(update={"publish": False})
        changed = desk_.rules.plan.model_copy(update={"flash_values": rule})
        return results.confirm(replace(desk_, rules=replace(desk_.rules, plan=changed)), orders)

    with pytest.raises(Objected) as strict:
        do(house, "office-director", strictly, "2017-T01-S")
    assert "result.flash_values" in why(strict.value)
    do(house, "office-director", results.confirm, "2017-T01-S")
    do(house, "office-director", results.publish, "2017-T01-S")
    told = rows(house, "SELECT text FROM outbox WHERE subject_id = '2017-T01-S'")
    assert any("快报数" in each["text"] for each in told)


def test_a_flash_value_is_told_in_the_explanation_and_only_by_yes_or_no():
    row_ = {"method": "完成率法", "parameters": {"target": "100", "floor": 0}, "level3": "产值"}
    row_ |= {"weight": Decimal(10), "evidence_hashes": [], "falsified": None}
    for flash, told in ((True, True), (False, False)):
        tree = scored(row_, {"actual": "90", "provisional": flash})[2]
        assert (tree.points, "数据性质" in tree.values) == (Decimal(9), told)
    (refused,) = input_objections(row_, {"actual": "90", "provisional": "maybe"})
    assert refused.code == "input.provisional"


def _group() -> list[str]:
    """The smallest ranking group in which somebody may be excellent."""
    groups: dict[str, list[str]] = {}
    for unit in plan().assessed:
        groups.setdefault(unit.ranking_group, []).append(unit.id)
    return min((g for g in groups.values() if len(g) * 3 // 10), key=len)


def test_equals_at_the_quotas_border_wait_for_a_written_choice(working_house: House):
    house = working_house
    house.clock.move_to(noon(2018, 2, 23))
    group = _group()
    seats = len(group) * 3 // 10
    tied, rest = group[: seats + 1], group[seats + 1 :]
    lay_year(house, {**dict.fromkeys(tied, "90"), **dict.fromkeys(rest, "20")})
    assert {row(house, "result", f"2017-{unit}-S")["grade"] for unit in tied} == {"良好"}
    approved_gate(house, "results_confirmed", "annual_evaluation")
    with pytest.raises(Objected) as open_:
        do(house, "office-director", results.confirm, f"2017-{tied[0]}-S")
    assert "result.tied" in why(open_.value)
    with pytest.raises(Objected) as silent:
        do(house, "office-director", results.settle_tie, f"2017-{tied[0]}-S")
    assert "reason_required" in why(silent.value)
    with pytest.raises(Objected) as none:
        do(house, "office-director", results.settle_tie, f"2017-{rest[0]}-S", reason="考虑")
    assert "result.not_tied" in why(none.value)
    orders = [Order(f"2017-{unit}-S", reason="承担急难任务较多。") for unit in tied[:seats]]
    ask(house, "office-director", results.settle_tie, *orders)
    found = [row(house, "result", f"2017-{unit}-S") for unit in tied]
    assert [each["grade"] for each in found] == ["优秀"] * seats + ["良好"]
    assert not any(each["undecided"] for each in found)
    assert "承担急难任务较多" in found[0]["grade_reason"]
    do(house, "office-director", results.confirm, f"2017-{tied[0]}-S")


def test_ties_keep_the_results_from_the_conference(working_house: House):
    house = working_house
    group = _group()
    lay_year(house, dict.fromkeys(group, "90"))
    with pytest.raises(Objected) as tied:
        at(house, "office-clerk", gates.request, "results_confirmed")
    assert "condition.indicators_scored" in why(tied.value)


def test_a_veto_bars_from_excellent_through_the_whole_computation(working_house: House):
    house = working_house
    group = _group()
    lay_year(house, {unit: f"{95 - place}" for place, unit in enumerate(group)})
    assert row(house, "result", f"2017-{group[0]}-S")["grade"] == "优秀"
    body = {"event": "falsehood", "about": "2017-X"}
    proposed = at(house, "office-clerk", adjustments.propose, group[0], body)
    do(house, "office-director", adjustments.approve, proposed.id)
    at(house, "office-clerk", results.compute)
    barred = row(house, "result", f"2017-{group[0]}-S")
    assert (barred["vetoed"], barred["grade"]) == (True, "良好")
    assert "一票否决" in barred["grade_reason"]
