"""Whose turn it is: no state of any lifecycle leaves a subject in limbo."""

from itertools import groupby
from typing import Any

import pytest

from states.catalogue import LIFECYCLES
from states.turn import Turn, always
from states.turns import LISTED, RESTS, TURNS, turn_of
from tests.builders import plan

#: Every state that a subject can leave.
WAITING = [
    (kind, str(state))
    for kind, lifecycle in LIFECYCLES.items()
    for state in lifecycle.states
    if any(row.source == state for row in lifecycle.rows)
]
#: Any one of those whom a gate waits for by name.
BY_NAME = {"gate.sign"}


@pytest.mark.parametrize(("kind", "state"), WAITING)
def test_every_state_has_a_turn_or_says_why_nobody_must_act(kind: str, state: str):
    turns = [turn for turn in TURNS if (turn.kind, turn.state) == (kind, state)]
    certain = any(turn.when is always for turn in turns)

    assert certain or RESTS.get((kind, state), "").strip()
    assert not (certain and (kind, state) in RESTS), "both a turn and a reason why there is none"


def test_no_entry_is_about_what_there_is_not():
    assert set(RESTS) <= set(WAITING)
    assert {(turn.kind, turn.state) for turn in TURNS} <= set(WAITING)


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: f"{turn.kind}.{turn.name}")
def test_whoever_is_waited_for_can_do_what_is_waited_for(turn: Turn):
    row = LIFECYCLES[turn.kind].row(turn.state, turn.verb)

    assert row is not None
    assert turn.who <= row.who
    assert bool(turn.who) is (turn.key not in BY_NAME)


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: f"{turn.kind}.{turn.name}")
def test_every_turn_has_a_clock_in_the_plan_of_2017(turn: Turn):
    rules = plan()
    clock = turn.clock or rules.turn_clocks[turn.key]

    assert clock in rules.deadlines
    assert turn.clock or len(f"{clock}-{turn.name}") <= 32  # as a deadline is called
    assert rules.deadlines[clock].rungs


def test_a_turn_is_found_by_what_plans_call_it():
    names = sorted((turn.kind, turn.name) for turn in TURNS)

    assert all(len(list(same)) == 1 for _, same in groupby(names))
    assert set(LISTED) == {turn.key for turn in TURNS if not turn.clock}


@pytest.mark.parametrize(
    ("kind", "state", "row", "name"),
    [
        ("indicator", "declared", {"category": "key"}, "opine"),
        ("indicator", "declared", {"category": "key", "opinion": {"word": "agree"}}, "review"),
        ("indicator", "declared", {"category": "own_function"}, "review"),
        ("indicator", "verified", {"category": "common"}, "score_common"),
        ("indicator", "verified", {"category": "key", "opinion": None}, "score_opinion"),
        ("contingency_plan", "drafted", {"returned": True}, "mend"),
        ("contingency_plan", "drafted", {}, "approve"),
        ("inspection", "reviewed", {"conclusion": "inconsistent"}, "notify"),
        ("inspection", "reviewed", {"conclusion": "consistent"}, None),
        ("inspection", "notified", {"explanation": ""}, "explain"),
        ("inspection", "notified", {"explanation": "已补齐"}, "determine"),
        ("document", "drafted", {"document_class": "unit_report"}, None),
        ("document", "drafted", {"document_class": "bulletin"}, "approve"),
        ("rectification_plan", "issued", {}, "acknowledge"),
        ("rectification_plan", "issued", {"received_on": "2018-03-16"}, "declare"),
        ("rectification_plan", "in_progress", {"items": [{"number": 1}]}, "progress"),
        ("rectification_plan", "in_progress", {"items": [{"progress": "完成"}]}, "inspect"),
        (
            "rectification_plan",
            "in_progress",
            {"items": [{"progress": "完成", "outcome": "change_requested"}]},
            "inspect",
        ),
        ("rectification_plan", "in_progress", {"items": [{"outcome": "accepted"}]}, "verify"),
        ("node", "accepted", {}, None),
    ],
)
def test_the_columns_tell_turns_of_one_state_apart(
    kind: str, state: str, row: dict[str, Any], name: str | None
):
    found = turn_of(kind, state, row)

    assert (found.name if found else None) == name
