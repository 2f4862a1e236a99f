"""What holds for every lifecycle of the house."""

from itertools import product

import pytest
from transitions import MachineError

from kit.errors import NotNow
from states.catalogue import LIFECYCLES
from tests.states.kinds import fine

KINDS = tuple(LIFECYCLES)
MOVES = tuple(
    (kind, str(state), str(trigger))
    for kind, lifecycle in LIFECYCLES.items()
    for state, trigger in product(lifecycle.states, lifecycle.triggers)
)
#: The spine, by hand: no way to a score leaves one of these out.
SPINE = ("declared", "reviewed", "in_progress", "verified")


@pytest.mark.parametrize(("kind", "state", "trigger"), MOVES)
def test_only_the_rows_of_the_table_can_be_walked(kind: str, state: str, trigger: str):
    lifecycle = LIFECYCLES[kind]
    row = lifecycle.row(state, trigger)

    answer = lifecycle.judge(state, trigger, fine(kind, trigger))

    if row is None:
        assert isinstance(answer, NotNow)
        with pytest.raises((MachineError, KeyError)):
            lifecycle.walk(state, trigger)
    else:
        assert answer is row
        assert lifecycle.walk(state, trigger) == row.target


@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_is_born_in_the_state_its_birth_names(kind: str):
    lifecycle = LIFECYCLES[kind]
    trigger = lifecycle.born.trigger

    assert lifecycle.judge(None, trigger, fine(kind, trigger)) is lifecycle.born


@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_is_not_born_twice(kind: str):
    lifecycle = LIFECYCLES[kind]
    trigger = lifecycle.born.trigger

    assert all(row.trigger != trigger for row in lifecycle.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_is_reached_from_birth(kind: str):
    assert LIFECYCLES[kind].unreachable() == frozenset()


@pytest.mark.parametrize("kind", KINDS)
def test_every_trigger_of_the_vocabulary_is_in_the_table(kind: str):
    lifecycle = LIFECYCLES[kind]

    assert set(lifecycle.triggers) == set(type(lifecycle.born.trigger))


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_names_somebody(kind: str):
    lifecycle = LIFECYCLES[kind]

    assert all(row.who for row in (lifecycle.born, *lifecycle.rows))


@pytest.mark.parametrize("kind", KINDS)
def test_the_machine_has_no_back_door(kind: str):
    lifecycle = LIFECYCLES[kind]

    assert set(lifecycle._machine.events) == {str(row.trigger) for row in lifecycle.rows}


@pytest.mark.parametrize("kind", KINDS)
def test_the_drawing_shows_every_move(kind: str):
    lifecycle = LIFECYCLES[kind]
    drawn = set()
    for line in lifecycle.mermaid().splitlines():
        arrow, _, verbs = line.strip().partition(": ")
        drawn |= {(arrow, verb) for verb in verbs.split(" | ") if "-->" in arrow and verb}

    assert drawn == {(f"{r.source} --> {r.target}", str(r.trigger)) for r in lifecycle.rows}


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_and_trigger_has_a_chinese_label_of_its_own(kind: str):
    lifecycle = LIFECYCLES[kind]
    for words in (lifecycle.states, lifecycle.triggers):
        labels = [word.zh for word in words]

        assert all(label.strip() and not label.isascii() for label in labels)
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("missing", SPINE)
@pytest.mark.parametrize("kind", ["indicator", "rectification_plan"])
def test_nothing_is_scored_past_a_step_of_the_spine(kind: str, missing: str):
    lifecycle = LIFECYCLES[kind]
    reached = {str(lifecycle.born.target)}
    for _ in lifecycle.states:
        reached |= {str(r.target) for r in lifecycle.rows if r.source in reached} - {missing}

    assert "scored" not in reached


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_filed_under_its_own_name(kind: str):
    assert LIFECYCLES[kind].kind == kind
