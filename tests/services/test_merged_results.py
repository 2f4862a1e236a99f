"""A merger through to ranked results: the predecessor is not ranked; its part counts or not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kit.errors import Objected
from plans.words import SuccessorScore
from services import adjustments, evidence, indicators, requests, results
from services.acts import Order, orders
from services.desk import Desk
from services.house import House
from services.result_runs import runs, standing_results
from states.request import RequestClass
from tests.builders import desk, done, examiner_of, noon, plan
from tests.services.changing import effected, proposed
from tests.services.finishing import full_inputs, hear, report_all, verify_all
from tests.services.hands import PDF, ask, at, do, rows, value, why

MERGER = {"change_class": "merge", "from_units": ["D29"], "to_units": [{"id": "D07"}]}
BEFORE, AFTER = 304, 61


def _scored(house: House) -> None:
    """All of the successor is scored in full, but for half of one task of the predecessor."""
    house.clock.move_to(noon(2018, 1, 15))
    report_all(house, "D29")
    verify_all(house, "D07")
    hear(house, "D07", inputs=True)
    halved = _halved(house)
    for row in rows(house, "SELECT * FROM indicator WHERE unit_id = 'D07' ORDER BY id"):
        hand = examiner_of(row["assessor_id"]) if row["category"] == "common" else "office-clerk"
        given = full_inputs(row["parameters"], row["method"])
        if row["id"] == halved:
            given = {"actual": format(Decimal(row["parameters"]["target"]) / 2, "f")}
        done(ask(house, hand, indicators.score, Order(row["id"], {"inputs": given})))


def _halved(house: House) -> str:
    query = (
        "SELECT min(id) FROM indicator WHERE unit_id = 'D07' AND former_unit_id = 'D29'"
        " AND method = '完成率法'"
    )
    return value(house, query)


def _daily(at_desk: Desk) -> Decimal:
    (row,) = (r for r in standing_results(at_desk) if r["unit_id"] == "D07")
    tree = runs(at_desk, [row])["D07"].tree
    assert tree.daily
    return tree.daily.points


def _under(at_desk: Desk, score: SuccessorScore) -> Desk:
    plan = at_desk.rules.plan
    rule = plan.unit_changes.model_copy(update={"score": score})
    plan = plan.model_copy(update={"unit_changes": rule})
    return replace(at_desk, rules=replace(at_desk.rules, plan=plan))


@pytest.fixture
def merged(working_house: House) -> House:
    """D29, of few key tasks, went into D07 on 1 November; all is scored, results are laid out."""
    few = {"weights": {"key": "40", "own_function": "50", "common": "10"}}
    asked = (RequestClass.REWEIGHTING, "2017-D29", few)
    request = at(working_house, "office-clerk", requests.request, *asked, reason="重点工作较少")
    do(working_house, "office-director", requests.grant, request.id)
    effected(working_house, **MERGER)
    _scored(working_house)
    with working_house.database.connect() as connection:
        done(results.lay_out(desk(working_house, connection, "system:flow")))
    return working_house


def test_a_merged_year_is_scored_by_the_plans_setting_and_the_predecessor_is_not_ranked(
    merged: House,
):
    house = merged
    now = rows(house, "SELECT id, weight, points FROM indicator WHERE unit_id = 'D07'")
    then = rows(house, "SELECT * FROM transfer")
    with house.database.connect() as connection:
        here = desk(house, connection, "office-clerk")
        fresh = _daily(_under(here, SuccessorScore.FRESH_START))
        weighted = _daily(_under(here, SuccessorScore.DAYS_WEIGHTED))

    own = sum(row["points"] for row in now)
    assert own < 99
    assert fresh == own
    # D29 and D07 each stood for 304 days with their hundred, the successor for 61 with its own.
    rate = {row["id"]: Fraction(row["points"]) / Fraction(row["weight"]) for row in now}
    before = sum(Fraction(row["weight"]) * rate[row["indicator_id"]] for row in then)
    assert sum(row["weight"] for row in then) == 200
    expected = (before * BEFORE + Fraction(own) * AFTER) / (2 * BEFORE + AFTER)
    assert abs(Fraction(weighted) - expected) < Fraction(1, 10**18)
    assert weighted != fresh
    units = {r["unit_id"] for r in rows(house, "SELECT unit_id FROM result")}
    assert "D29" not in units
    assert len(units) == 81


def test_what_the_predecessor_lost_counts_by_its_days(merged: House):
    house = merged
    asked = {"event": "criticism_district", "document": "房政通报1号"}
    adjustment = at(house, "office-clerk", adjustments.propose, "D29", asked).id
    stored = house.store.put([PDF], plan().evidence, "a.pdf")
    at(house, "office-clerk", evidence.attach, "adjustment", Order(adjustment), stored, "通报.pdf")
    done(ask(house, "office-director", adjustments.approve, *orders([adjustment])))

    with house.database.connect() as connection:
        here = desk(house, connection, "office-clerk")
        (row,) = (r for r in standing_results(here) if r["unit_id"] == "D07")
        run = runs(here, [row])["D07"]
        fresh = _under(here, SuccessorScore.FRESH_START)
        apart = runs(fresh, [row])["D07"]

    lost = Decimal("-0.5") * BEFORE / (2 * BEFORE + AFTER)
    assert abs(run.tree.adjusted - lost) < Decimal("1e-20")
    assert apart.tree.adjusted == 0


def test_once_results_are_laid_out_bodies_stay_as_they_are(merged: House):
    body = {**MERGER, "from_units": ["D30"], "effective_on": date(2017, 12, 31)}
    with pytest.raises(Objected) as refused:
        proposed(merged, **body)
    assert "unit_change.too_late" in why(refused.value)
