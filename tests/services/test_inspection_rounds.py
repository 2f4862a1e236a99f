"""Rounds: drawn by lot from what was reported, and borne out when drawn once more."""

from decimal import Decimal

import pytest

from kit.errors import BadInput, NotFound, NotPermitted, Objected
from scoring.sampling import digest_of
from services import inspection_draws, inspection_rounds, inspections, nodes
from services.house import House
from tests.builders import DISTRICT, noon, plan
from tests.services.hands import as_owner, at, do, row, rows, why
from tests.services.inspecting import SEED, accept_first, drawn, of_round, planned, to_recorded
from workflows import steps


@pytest.fixture
def reported(working_house: House) -> House:
    """Two units have their first nodes accepted."""
    accept_first(working_house, "D05", "T01")
    return working_house


def _look(house: House, round_: str = "2017-I1") -> inspection_draws.Draw:
    with house.database.snapshot() as connection:
        return inspection_draws.look(connection, DISTRICT, round_)


def test_a_round_is_drawn_from_the_last_reported_node_of_every_indicator(reported: House):
    house = reported
    node = "2017-D05-001-2"
    do(house, "d05-head", nodes.report, node, progress="完成", zero_reason="无")
    sample = drawn(house)
    found = row(house, "inspection_round", "2017-I1")
    ids = {item["id"] for item in found["population"]}
    assert len(ids) == len(rows(house, "SELECT FROM indicator WHERE unit_id IN ('D05', 'T01')"))
    assert node in ids
    assert "2017-D05-001-1" not in ids
    assert [x["node_id"] for x in sample] == found["sample"] == sorted(found["sample"])
    assert found["population_digest"] == digest_of(found["population"])
    for item in found["population"]:
        kind = "department" if item["unit"] == "D05" else "township"
        assert item["stratum"] == f"{kind}/{item['source']}/{item['risk']}"
    strata = {item["stratum"] for item in found["population"]}
    by_id = {item["id"]: item["stratum"] for item in found["population"]}
    assert {by_id[x["node_id"]] for x in sample} == strata


def test_sources_follow_the_goals(reported: House):
    drawn(reported)
    found = row(reported, "inspection_round", "2017-I1")["population"]
    goals = {
        one["id"]: one["level"]
        for one in rows(
            reported,
            "SELECT i.id, g.level FROM indicator i LEFT JOIN goal g ON g.id = i.goal_id",
        )
    }
    for item in found:
        assert item["source"] == (goals[item["id"].rpartition("-")[0]] or "own")
    assert {item["source"] for item in found} > {"own"}


def test_lamps_late_nodes_and_findings_make_the_risk(reported: House):
    house = reported
    first = drawn(house)
    assert {i["risk"] for i in row(house, "inspection_round", "2017-I1")["population"]} == {"low"}
    for one in first:
        to_recorded(house, one["id"], "consistent")
    found = first[0]
    do(house, "office-clerk", inspections.review, found["id"])
    house.clock.move_to(noon(2017, 10, 13))
    late = "2017-D05-001-3"
    do(house, "d05-head", nodes.report, late, progress="完成", zero_reason="无")
    second = planned(house, seed=SEED)
    do(house, "office-clerk", inspection_rounds.draw, second)
    risks = {i["id"]: i["risk"] for i in row(house, "inspection_round", second)["population"]}
    assert risks[late] == "medium"


def test_what_was_inspected_is_not_drawn_again(reported: House):
    first = {x["node_id"] for x in drawn(reported)}
    again = drawn(reported)
    assert first.isdisjoint(x["node_id"] for x in again)


def test_a_round_waits_for_its_day_its_seed_and_something_to_inspect(working_house: House):
    house = working_house
    with pytest.raises(NotPermitted):
        at(house, "d01-head", inspection_rounds.plan,
           {"occasion": "mid_year", "mode": "open", "draws_on": "2017-10-18"})  # fmt: skip
    early = planned(house, draws_on="2017-10-18")
    with pytest.raises(Objected) as refused:
        do(house, "office-clerk", inspection_rounds.draw, early)
    assert why(refused.value) >= {
        "inspection_round.too_early", "inspection_round.no_seed", "inspection_round.nothing",
    }  # fmt: skip
    do(house, "office-director", inspection_rounds.withdraw, early, reason="改期")
    assert row(house, "inspection_round", early)["state"] == "withdrawn"


@pytest.mark.parametrize(
    "body",
    [
        {"occasion": "easter"},
        {"mode": "loud"},
        {"draws_on": "soon"},
        {"matters": ["拆除违法建设面积"]},
    ],
)
def test_a_round_that_makes_no_sense_is_refused(shared_working: House, body: dict):
    given = {"occasion": "mid_year", "mode": "open", "draws_on": "2017-10-18", **body}
    with pytest.raises(BadInput):
        at(shared_working, "office-clerk", inspection_rounds.plan, given)


def test_the_published_seed_is_not_changed_at_the_draw(reported: House):
    round_ = planned(reported, seed=SEED)
    do(reported, "office-clerk", inspection_rounds.draw, round_, seed="另一个")
    assert row(reported, "inspection_round", round_)["seed"] == SEED


def test_a_random_round_keeps_to_the_matters_that_were_named(reported: House):
    house = reported
    matter = rows(
        house,
        "SELECT level3 FROM indicator WHERE unit_id = 'T01' AND goal_id IS NOT NULL ORDER BY id",
    )[0]["level3"]
    sample = drawn(house, "secret", occasion="random", matters=[matter])
    assert sample
    assert {x["level3"] for x in sample} == {matter}
    assert {x["mode"] for x in sample} == {"secret"}


def test_a_draw_is_borne_out_and_what_was_tampered_with_is_not(reported: House):
    drawn(reported)
    assert _look(reported).problems == ()
    told = _look(reported).to_json()
    assert told["ok"]
    assert told["sample"] == told["inspected"]
    assert sum(s["size"] for s in told["strata"]) == len(told["population"])
    with as_owner(reported) as connection:
        connection.exec_driver_sql("UPDATE inspection_round SET seed = 'x'")
    assert len(_look(reported).problems) == 2
    with as_owner(reported) as connection:
        connection.exec_driver_sql("UPDATE inspection_round SET population = '[]'")
    assert len(_look(reported).problems) == 3


def test_a_round_that_was_not_drawn_has_no_draw(reported: House):
    planned(reported)
    for round_ in ("2017-I1", "2017-I9"):
        with pytest.raises(NotFound):
            _look(reported, round_)


def test_the_system_draws_and_closes_what_is_due(reported: House):
    house = reported
    for key in ("preparation", "indicator_setting", "platform_readiness"):
        steps.run_phase(house, DISTRICT, 2017, key)
    round_ = planned(house, seed=SEED)
    planned(house)  # its seed is not known yet
    done = {step.name: step(house, DISTRICT, 2017) for step in steps.PARTS["inspection-round"]}
    assert done == {
        "draw_rounds": 1, "withdraw_inspections": 0, "close_inspections": 0, "close_rounds": 0,
    }  # fmt: skip
    for one in of_round(house, round_):
        to_recorded(house, one["id"], "consistent")
        do(house, "office-clerk", inspections.review, one["id"])
    done = {step.name: step(house, DISTRICT, 2017) for step in steps.PARTS["inspection-round"]}
    assert done["close_inspections"] == len(of_round(house, round_))
    assert done["close_rounds"] == 1
    assert row(house, "inspection_round", round_)["state"] == "closed"


def test_rates_are_the_plans():
    rates = plan().inspections.rates("mid_year")
    assert rates["township/district/high"] == Decimal(30)
    assert len(rates) == 18
