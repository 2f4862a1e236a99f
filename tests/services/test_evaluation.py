"""The system judged by its own record: what is worth a word, set-based and quick."""

from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import text

from plans.settings_memory import EVALUATION
from reports.evaluation import findings
from reports.evaluation_summary import told
from services.evaluation import evaluate
from services.house import House
from tests.builders import noon
from tests.services.hands import as_owner, at

SCORED = "UPDATE indicator SET state = 'scored', points = "
SELF = (
    "INSERT INTO self_evaluation (district_id, id, year, unit_id, state, revision, head, lamp,"
    " moved_at, text, points, due_on, returns) SELECT district_id, '2017-T02-E', 2017, 'T02',"
    " 'submitted', 0, '\\x00', 'green', now(), '', jsonb_object_agg(id, weight::text),"
    " DATE '2018-01-26', 0 FROM indicator WHERE unit_id = 'T02' GROUP BY 1"
)
NIL = (
    "UPDATE node SET state = 'accepted', report = '{\"zero_reason\": \"无数据\"}'"
    " WHERE indicator_id IN (SELECT min(id) FROM indicator WHERE unit_id = 'T03')"
)


@pytest.fixture(scope="module")
def ended(shared_working: House) -> House:
    """A year at its end: scores spread, but for one examiner who gives everybody full marks."""
    with as_owner(shared_working) as owner:
        owner.execute(text(f"{SCORED} weight * (80 + length(level3) % 20 + number % 3) / 100"))
        owner.execute(text(f"{SCORED} weight WHERE assessor_id = 'D25'"))
        owner.execute(text(SELF))
        owner.execute(text(NIL))
    shared_working.database.refresh_statistics()
    shared_working.clock.move_to(noon(2018, 2, 1))
    return shared_working


def _codes(found: dict[str, Any]) -> set[str]:
    return {row["code"] for row in found["findings"]}


def test_what_the_record_tells_is_named(ended: House):
    found = at(ended, "office-director", evaluate)
    assert _codes(found) >= {
        "examiner.no_spread", "examiner.no_rules", "indicator.no_discrimination", "unit.gap",
        "indicator.unmeasured",
    }  # fmt: skip
    same = [row["where"] for row in found["findings"] if row["code"] == "examiner.no_spread"]
    assert same == ["区安全监管局"]
    (gap,) = found["gaps"]
    assert gap["unit"] == "T02"
    assert float(gap["gap"]) == pytest.approx(float(gap["own"]) - float(gap["examined"]))
    assert all(row["remedy"] for row in found["findings"])
    assert found["sentences"][0].startswith("2017年度共评分指标1237项")


def test_readers_are_counted_with_the_hours_that_things_waited(ended: House):
    found = at(ended, "supervisor", evaluate)
    reviewed = [r for r in found["readers"] if (r["kind"], r["trigger"]) == ("indicator", "review")]
    assert [(r["actor"], r["decided"]) for r in reviewed] == [("office-clerk", 1237)]
    assert float(reviewed[0]["median_hours"]) == 0
    handed = {row["kind"]: row["handed_in"] for row in found["returned"]}
    assert handed["indicator"] == 1237


def test_a_year_is_evaluated_in_a_moment(ended: House):
    at(ended, "office-director", evaluate)
    began = perf_counter()
    at(ended, "office-director", evaluate)
    assert perf_counter() - began < 2  # 0.1 s on an idle machine


def _facts(**sections: list[dict[str, Any]]) -> dict[str, Any]:
    empty = (
        "spread",
        "examiners",
        "gaps",
        "readers",
        "returned",
        "clocks",
        "weights",
        "unmeasured",
    )
    bare: dict[str, Any] = {name: [] for name in empty}
    return {**bare, "year": 2017, "rules_due": "2017-09-29", "today": "2018-02-01", **sections}


READER = {"kind": "node", "trigger": "accept", "median_hours": "8.0"}
EXAMINER = {"name": "甲局", "indicators": 9, "scored": 9, "full_marks": 4, "spread": "0.0500"}
WORTH = [
    ("reader.slow", {"readers": [{**READER, "actor": "x", "decided": 9, "median_hours": "130"}]}),
    ("reader.overloaded", {"readers": [
        {**READER, "actor": "x", "decided": 9}, {**READER, "actor": "y", "decided": 2}]}),
    ("step.returned", {"returned": [{"kind": "node", "handed_in": 10, "came_back": 3}]}),
    ("clock.set_aside", {"clocks": [
        {"deadline": "measure", "started": 3, "missed": 1, "set_aside": 1}]}),
    ("unit.heavy", {"weights": [{"name": "甲局", "heaviest": "45.00"}]}),
    ("examiner.late_rules", {"examiners": [{**EXAMINER, "rules_on": "2017-10-09"}]}),
    ("examiner.no_rules", {"examiners": [{**EXAMINER, "rules_on": None}]}),
]  # fmt: skip
FINE = [
    {"readers": [{**READER, "actor": "x", "decided": 4, "median_hours": "130"}]},
    {"readers": [{**READER, "actor": "x", "decided": 9}]},
    {"readers": [{**READER, "actor": "x", "decided": 6}, {**READER, "actor": "y", "decided": 4}]},
    {"returned": [{"kind": "node", "handed_in": 10, "came_back": 2}]},
    {"weights": [{"name": "甲局", "heaviest": "40.00"}]},
    {"examiners": [{**EXAMINER, "rules_on": "2017-09-29"}]},
    {"spread": [{"level3": "甲", "scored": 4, "full_marks": 4}]},
]


@pytest.mark.parametrize(("code", "sections"), WORTH, ids=[code for code, _ in WORTH])
def test_each_threshold_is_worth_its_word(code: str, sections: dict[str, Any]):
    found = findings(_facts(**sections), EVALUATION)

    assert [row["code"] for row in found] == [code]
    assert len(told(_facts(**sections), found)) >= 3


@pytest.mark.parametrize("sections", FINE)
def test_what_lies_within_the_thresholds_is_not_mentioned(sections: dict[str, Any]):
    assert findings(_facts(**sections), EVALUATION) == []
