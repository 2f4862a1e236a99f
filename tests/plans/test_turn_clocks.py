"""Clocks of turns in a plan: repetitions that halve, what lint finds, older plans left alone."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import plans
from plans.lint import lint
from plans.loading import load
from plans.schema import Plan
from plans.settings_ladder import Deadline, Repeat, Rung
from plans.words import Start

ADDITIONS = tomllib.loads((Path(plans.__file__).with_name("additions.toml")).read_text("utf-8"))


@pytest.mark.parametrize(
    ("first", "least", "most", "days"),
    [
        (8, 1, 5, (8, 12, 14, 15, 16)),
        (4, 1, 3, (4, 6, 7)),
        (5, 2, 4, (5, 7, 9, 11)),
        (1, 1, 2, (1, 2)),
    ],
)
def test_reminders_come_again_at_intervals_that_halve(
    first: int, least: int, most: int, days: tuple[int, ...]
):
    assert Repeat(first=first, least=least, most=most).days() == days


@pytest.mark.parametrize("wrong", [{"first": 1, "least": 2, "most": 1}, {"first": 1, "most": 13}])
def test_repetitions_are_bounded(wrong: dict[str, int]):
    with pytest.raises(ValidationError):
        Repeat(**wrong)


@pytest.mark.parametrize("at", ["-1wd", "+2d"])
def test_only_what_is_due_comes_again_and_in_working_days(at: str):
    with pytest.raises(ValidationError):
        Rung(at=at, label="x", repeat=Repeat(first=2, most=1))


def test_the_ladder_holds_each_repetition_as_a_rung_of_its_own():
    rung = Rung(at="+2wd", label="未办", lamp="red", repeat=Repeat(first=2, most=2))
    _, once, twice = rung.every()

    assert [(r.at, r.label, r.lamp) for r in (once, twice)] == [
        ("+4wd", "未办（第1次再催）", None),
        ("+5wd", "未办（第2次再催）", None),
    ]


def _codes(plan: Plan) -> set[str]:
    return {finding.code for finding in lint(plan)}


def _with(name: str, **changes: object) -> Plan:
    plan = load("fangshan-2017")
    changed: Deadline = plan.deadlines[name].model_copy(update=changes)
    return plan.model_copy(update={"deadlines": {**plan.deadlines, name: changed}})


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("unit_turn", {"turns": ("indicator.mend",)}, "turn.no_clock"),
        ("unit_turn", {"turns": ("indicator.review",)}, "turn.twice"),
        ("unit_turn", {"turns": ("node.report",)}, "turn.unknown"),
        ("unit_turn", {"turns": ("node.sleep",)}, "turn.unknown"),
        ("unit_turn", {"starts": Start.DATE}, "turn.no_day"),
        (
            "unit_turn",
            {
                "rungs": (
                    Rung(at="0", label="未办", repeat=Repeat(first=4, most=1)),
                    Rung(at="+4wd", label="屡催未办"),
                )
            },
            "rung.twice",
        ),
    ],
)
def test_lint_finds_what_would_leave_a_turn_without_its_clock(
    name: str, changes: dict[str, Any], code: str
):
    assert code not in _codes(load("fangshan-2017"))
    assert code in _codes(_with(name, **changes))


def test_a_plan_pinned_before_there_were_turns_gets_none():
    assert not any("turns" in deadline for deadline in ADDITIONS["deadlines"].values())
    assert not any(
        rung.keys() & {"escalate", "repeat"}
        for deadline in ADDITIONS["deadlines"].values()
        for rung in deadline["rungs"]
    )
