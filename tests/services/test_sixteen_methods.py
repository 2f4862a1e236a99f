"""Methods that look beyond one indicator: at peers (标杆), at the account, at the grade."""

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from kit.errors import Refused
from services import indicators, results
from services.acts import Order
from services.facts import facts_of
from services.house import House
from tests.builders import plan
from tests.journeys.recompute import differences
from tests.services.finishing import score_all
from tests.services.hands import as_owner, ask, at, do, row, rows, why

_PUT = text(
    "UPDATE indicator SET state = :state, method = :method, points = NULL,"
    " parameters = CAST(:parameters AS jsonb), inputs = CAST(:inputs AS jsonb) WHERE id = :id"
)


_PUT_VERSION = text(
    "UPDATE indicator_version SET content = content || jsonb_build_object("
    "'method', CAST(:method AS text), 'parameters', CAST(:parameters AS jsonb))"
    " WHERE indicator_id = :id"
)


def put(
    house: House, indicator: str, method: str, parameters: dict[str, Any], **given: Any
) -> None:
    """Bring an indicator to where it is scored, by another method."""
    state, inputs = given.get("state", "verified"), given.get("inputs")
    asked = {
        "id": indicator,
        "state": state,
        "method": method,
        "parameters": json.dumps(parameters),
        "inputs": None if inputs is None else json.dumps(inputs),
    }
    with as_owner(house) as connection:
        connection.execute(_PUT, asked)
        connection.execute(_PUT_VERSION, asked)


def group_of(house: House, level3: str) -> list[str]:
    """Name three units' indicators of one name, in one ranking group, and one of another group."""
    found = rows(
        house,
        "SELECT i.id, u.ranking_group AS of FROM indicator i JOIN unit u ON u.id = i.unit_id"
        " WHERE i.level3 = :level3 ORDER BY i.id",
        level3=level3,
    )
    group = found[0]["of"]
    inside = [one["id"] for one in found if one["of"] == group]
    outside = [one["id"] for one in found if one["of"] != group]
    for rest in inside[3:]:
        put(house, rest, "标杆比例法", {}, state="cancelled")
    return [*inside[:3], outside[0]]


def scored(house: House, indicator: str, **inputs: Any) -> dict[str, Any]:
    do(house, "office-clerk", indicators.score, indicator, inputs=inputs)
    return row(house, "indicator", indicator)


def test_the_best_of_the_group_is_taken_from_its_reports(working_house: House):
    house = working_house
    mine, peer, third, elsewhere = group_of(house, "服务满意度")
    put(house, peer, "标杆比例法", {}, inputs={"actual": "60"})
    put(house, third, "标杆比例法", {}, inputs={"actual": "50"})
    put(house, elsewhere, "标杆比例法", {}, inputs={"actual": "90"})
    put(house, mine, "标杆比例法", {}, inputs={"actual": "45"})

    found = scored(house, mine)

    assert found["inputs"] == {"actual": "45", "best": "60"}
    assert found["points"] == found["weight"] * 3 / 4


def test_the_best_is_not_known_while_a_peer_is_under_way(working_house: House):
    house = working_house
    mine, peer, third, _ = group_of(house, "服务满意度")
    put(house, peer, "标杆比例法", {}, inputs={"actual": "60"})
    put(house, third, "标杆比例法", {}, state="in_progress")
    put(house, mine, "标杆比例法", {}, inputs={"actual": "45"})

    (refused,) = ask(house, "office-clerk", indicators.score, Order(mine))
    assert isinstance(refused, Refused)
    assert "input.missing" in why(refused)
    assert scored(house, mine, actual="45", best="90")["points"] == Decimal(
        row(house, "indicator", mine)["weight"] / 2
    )


def test_lower_is_better_takes_the_lowest(working_house: House):
    house, lower = working_house, {"direction": "lower"}
    mine, peer, third, _ = group_of(house, "服务满意度")
    put(house, peer, "标杆比例法", lower, inputs={"actual": "20"})
    put(house, third, "标杆比例法", lower)
    put(house, mine, "标杆比例法", lower, inputs={"actual": "40"})

    found = scored(house, mine)

    assert found["inputs"]["best"] == "20"
    assert found["points"] == found["weight"] / 2


def test_the_group_s_mean_growth_is_reckoned_from_last_year_s_values(working_house: House):
    house = working_house
    mine, peer, third, _ = group_of(house, "服务满意度")
    beside = {"target": "10", "base_ratio": "0", "group_share": "1"}
    for indicator, last_year, actual in ((mine, 100, 102), (peer, 200, 220), (third, 50, 50)):
        parameters = {**beside, "last_year": str(last_year)}
        put(house, indicator, "增幅法", parameters, inputs={"actual": str(actual)})

    found = scored(house, mine)

    assert Decimal(found["inputs"]["group_mean"]) == 4
    assert found["points"] == found["weight"] / 2


@pytest.fixture(scope="module")
def judged(shared_working: House) -> House:
    """A unit scored in full with duty marks; two of its indicators by methods that go beyond."""
    house = shared_working
    score_all(house, "D01")
    at(house, "office-clerk", results.lay_out)
    groups = {group.key: ["90"] * 3 for group in plan().judges.groups}
    with as_owner(house) as connection:
        marks = text("UPDATE result SET duty_marks = CAST(:m AS jsonb) WHERE unit_id = 'D01'")
        connection.execute(marks, {"m": json.dumps(groups)})
    at(house, "office-clerk", results.compute)
    own = rows(
        house,
        "SELECT id, weight FROM indicator WHERE unit_id = 'D01' AND category = 'own_function'"
        " ORDER BY id",
    )
    first, second = own[:2]
    put(house, first["id"], "倒扣法", {"unit_points": {"投诉": "1"}, "excess_cap": "2"})
    put(house, second["id"], "一票否决法", {"points": "full", "grade_at_most": "pass"})
    scored(house, first["id"], counts={"投诉": int(first["weight"]) + 1})
    happened = {"occurred": True, "event": "较大事故", "document": "认定文件"}
    scored(house, second["id"], **happened)
    return house


def test_what_exceeds_a_weight_is_booked_as_an_adjustment(judged: House):
    at(judged, "office-clerk", results.compute)
    found = row(judged, "result", "2017-D01-S")
    (lost,) = rows(
        judged,
        "SELECT weight, points, level3 FROM indicator WHERE unit_id = 'D01' AND method = '倒扣法'",
    )

    excess = min(int(lost["weight"]) + 1 - lost["weight"], Decimal(2))
    assert lost["points"] == 0
    assert found["adjustments"] == -excess
    assert found["daily"] == 100 - lost["weight"]
    account = next(
        part
        for part in found["explanation"]["children"][0]["children"]
        if part["label"] == "扣分账户（倒扣）"
    )
    assert [part["label"] for part in account["children"]] == [lost["level3"]]


def test_a_veto_bounds_the_grade_whatever_the_total(judged: House):
    at(judged, "office-clerk", results.compute)
    found = row(judged, "result", "2017-D01-S")

    assert found["total"] > 90
    assert (found["grade"], found["grade_at_most"]) == ("合格", "pass")
    assert "有一票否决事项，等次至多合格" in found["grade_reason"]


def test_the_facts_bear_out_what_exceeds_a_weight_and_the_veto(judged: House):
    at(judged, "office-clerk", results.compute)
    facts = json.loads(json.dumps(at(judged, "system:import", facts_of)))
    facts["units"] = [unit for unit in facts["units"] if unit["id"] == "D01"]

    assert differences(facts) == []
    facts["units"][0]["result"]["grade"] = "良好"
    assert differences(facts) == ["D01 grade: published 良好, reckoned 合格"]
