"""Four eyes (四眼原则): a deputy's deed is of two people, in every table that asks for two."""

from collections.abc import Mapping
from typing import Any

import pytest

from kit.errors import Objection
from states.catalogue import LIFECYCLES
from tests.states.kinds import CASES
from tests.states.kinds.case import Case

#: Who did the first deed; every case of a four-eyes question is about `someone`.
FIRST, OTHER = "someone", "another"
#: Questions about whom an act names, not about who did what before.
NAMING = {"named_may_sign", "named_may_advise"}
SWEPT = [
    c for c in CASES
    if c.code == "four_eyes" and c.question.__name__ not in NAMING and "for_whom" not in c.objects
]  # fmt: skip
EACH = pytest.mark.parametrize("case", SWEPT, ids=lambda c: c.question.__module__)


def asked(case: Case, **changes: Any) -> Objection | None:
    facts = case.make(**{**case.objects, **changes})
    # A gate asks besides whose signature it is.
    whose = {"for_whom": facts.on_behalf_of or facts.actor} if hasattr(facts, "for_whom") else {}
    return case.question(case.make(**{**case.objects, **changes, **whose}))


def by(actor: str, on_behalf_of: str | None = None) -> Mapping[str, Any]:
    return {"actor": actor, "on_behalf_of": on_behalf_of}


def test_every_four_eyes_question_of_every_table_is_swept():
    in_tables = {
        question
        for lifecycle in LIFECYCLES.values()
        for row in (lifecycle.born, *lifecycle.rows)
        for question in row.when
        if "四眼" in (question.__doc__ or "") or question in {case.question for case in SWEPT}
    }

    assert {case.question for case in SWEPT} == in_tables
    assert len(SWEPT) >= 12


@EACH
def test_another_hand_is_another_hand_whoever_it_stands_for(case: Case):
    assert asked(case, **by(FIRST)) is not None
    assert asked(case, **by(OTHER)) is None
    assert asked(case, **by(OTHER, "a third")) is None


@EACH
def test_whoever_did_it_does_not_look_again_as_a_deputy(case: Case):
    assert asked(case, **by(FIRST, OTHER)) is not None


@EACH
def test_nobody_looks_again_for_the_one_who_did_it(case: Case):
    assert asked(case, **by(OTHER, FIRST)) is not None


@EACH
def test_the_one_for_whom_it_was_done_does_not_look_again(case: Case):
    stood_in = frozenset({(FIRST, "boss")})

    assert asked(case, **by("boss"), stood_in=stood_in) is not None
    assert asked(case, **by(OTHER, "boss"), stood_in=stood_in) is not None
    assert asked(case, **by(FIRST), stood_in=stood_in) is not None
    assert asked(case, **by(OTHER), stood_in=stood_in) is None


@EACH
def test_a_deputy_of_somebody_else_at_the_record_is_no_hindrance(case: Case):
    stood_in = frozenset({("a third", "boss")})

    assert asked(case, **by("boss"), stood_in=stood_in) is None
