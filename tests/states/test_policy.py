"""The policy written by hand (policy/*.toml), held against the tables in every combination."""

import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kit.errors import NotNow, NotPermitted, Objected
from states.capacity import Capacity
from states.catalogue import LIFECYCLES
from states.category import Category
from tests.states.facts import indicator
from tests.states.kinds import fine

POLICY: dict[str, dict[str, Any]] = {
    kind: lines
    for file in sorted(Path(__file__).with_name("policy").glob("*.toml"))
    for kind, lines in tomllib.loads(file.read_text("utf-8")).items()
}
CASES = [(kind, capacity) for kind in POLICY for capacity in Capacity]

#: Who decides about an indicator at its end (方案 四（一）一是至三是), by hand.
DECIDES = {
    "key": {"office_clerk", "office_director"},
    "own_function": {"office_clerk", "office_director"},
    "differential": {"office_clerk", "office_director"},
    "common": {"examiner"},
}


def places(kind: str) -> Iterator[tuple[str | None, str]]:
    """Every state, and birth, with every trigger that the policy or the table knows."""
    lifecycle = LIFECYCLES[kind]
    triggers = {*POLICY[kind], *map(str, lifecycle.triggers)}
    yield from product(map(str, lifecycle.states), sorted(triggers))
    yield None, str(lifecycle.born.trigger)


def lines_of(kind: str, trigger: str) -> list[dict[str, Any]]:
    """The lines of a trigger: several where it differs from state to state."""
    found = POLICY[kind].get(trigger, [])
    return found if isinstance(found, list) else [found]


def written(kind: str, state: str | None, trigger: str) -> dict[str, Any] | None:
    """Read the line of the policy for a trigger in a state."""
    for line in lines_of(kind, trigger):
        if state in line.get("from", (None,)):
            return line
    return None


def by_policy(kind: str, state: str | None, trigger: str, capacity: str) -> str:
    line = written(kind, state, trigger)
    if line is None:
        return "not now"
    return "may" if capacity in line["by"] else "may not"


def by_table(kind: str, state: str | None, trigger: str, capacity: Capacity) -> str:
    facts = fine(kind, trigger, capacities=frozenset({capacity}))
    answer = LIFECYCLES[kind].judge(state, trigger, facts)
    if isinstance(answer, NotNow):
        return "not now"
    return "may not" if isinstance(answer, NotPermitted) else "may"


def test_every_lifecycle_has_a_policy():
    assert set(POLICY) == set(LIFECYCLES)


@pytest.mark.parametrize(("kind", "capacity"), CASES)
def test_the_table_lets_do_what_the_policy_lets_do_and_no_more(kind: str, capacity: Capacity):
    differing = [
        f"{capacity} {trigger} in {state}: policy {by_policy(kind, state, trigger, capacity)},"
        f" table {by_table(kind, state, trigger, capacity)}"
        for state, trigger in places(kind)
        if by_policy(kind, state, trigger, capacity) != by_table(kind, state, trigger, capacity)
    ]

    assert differing == []


@pytest.mark.parametrize("kind", POLICY)
def test_every_move_ends_where_the_policy_says(kind: str):
    every = [(trigger, line) for trigger in POLICY[kind] for line in lines_of(kind, trigger)]
    for trigger, line in every:
        if "from" not in line:
            assert (trigger, LIFECYCLES[kind].born.target) == (trigger, line["to"])
        for state in line.get("from", ()):
            assert LIFECYCLES[kind].walk(state, trigger) == line.get("to", state)


@pytest.mark.parametrize("kind", POLICY)
def test_a_reason_is_demanded_where_the_policy_demands_it(kind: str):
    for state, trigger in places(kind):
        line = written(kind, state, trigger)
        if line is None:
            continue

        answer = LIFECYCLES[kind].judge(state, trigger, fine(kind, trigger, reason=" "))

        codes = [o.code for o in answer.objections] if isinstance(answer, Objected) else []
        assert ("reason_required" in codes) is line.get("reason", False), (state, trigger)


#: What whoever signs at a gate may do there: leaders may be named as signers.
SIGNERS_MAY = (
    *("endorse", "oppose", "approve", "reject", "send_back", "return", "recall", "add_signer"),
    *("remove_signer", "hand_over", "delegate", "opine", "copy"),
)
#: All that those outside the offices may do, by hand: judges fetch their ballot papers, the third
#: party records what it found; leaders decide about talks.
OUTSIDERS: dict[str, set[tuple[str, str]]] = {
    "district_leader": {("gate", trigger) for trigger in SIGNERS_MAY}
    | {("talk", trigger) for trigger in ("convene", "reconvene", "waive")},
    "judge": {("ballot_session", "claim")},
    "inspector": {("inspection", trigger) for trigger in ("attach", "record", "revisit")},
    "supervisor": set(),
}
#: Everybody may be away, and ends what was lent to them; who only looks lends their sight.
AWAY = {("absence", "declare"), ("absence", "end"), ("delegation", "revoke")}
LENDING = {
    "district_leader": {("delegation", "grant")},
    "supervisor": {("delegation", "grant")},
}


@pytest.mark.parametrize("capacity", OUTSIDERS)
def test_who_only_looks_moves_nothing(capacity: str):
    hat = frozenset({Capacity(capacity)})
    for kind, lifecycle in LIFECYCLES.items():
        for state, trigger in places(kind):
            answer = lifecycle.judge(state, trigger, fine(kind, trigger, capacities=hat))

            moves = not isinstance(answer, NotNow | NotPermitted)
            may = OUTSIDERS[capacity] | AWAY | LENDING.get(capacity, set())
            assert moves <= ((kind, trigger) in may)


@pytest.mark.parametrize("capacity", Capacity)
@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize(
    ("state", "trigger"),
    [("in_progress", "verify"), ("verified", "reject"), ("verified", "score")],
)
def test_the_category_says_who_decides(
    category: Category, capacity: Capacity, state: str, trigger: str
):
    facts = indicator(category=category, capacities=frozenset({capacity}))

    answer = LIFECYCLES["indicator"].judge(state, trigger, facts)

    refused = isinstance(answer, Objected | NotPermitted)
    assert refused is (capacity not in DECIDES[category])
