"""What a year is pinned to: the digest of a table changes with what it decides, and only then."""

from dataclasses import replace

import pytest

from states.catalogue import LIFECYCLES
from states.lifecycle import Lifecycle, Row
from states.pinning import YEARLESS, differing, digest_of, digests
from tests.states.permit import BORN, CLERK, PERMIT, SIGN, State, Trigger


def _permit(*rows: Row) -> Lifecycle:
    return Lifecycle("permit", "许可", BORN, rows)


def test_the_order_of_the_rows_and_the_labels_decide_nothing():
    again = Lifecycle("permit", "另一个名称", PERMIT.born, tuple(reversed(PERMIT.rows)))

    assert digest_of(again) == digest_of(PERMIT)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SIGN, who=CLERK),
        replace(SIGN, target=State.VOID),
        replace(SIGN, when=SIGN.when[:1]),
        replace(SIGN, says_why=True),
        replace(SIGN, trigger=Trigger.NOTE),
    ],
    ids=["hand", "target", "question", "reason", "verb"],
)
def test_another_hand_target_question_or_reason_is_another_table(changed: Row):
    assert digest_of(_permit(changed)) != digest_of(_permit(SIGN))


def test_a_year_that_was_never_pinned_differs_in_everything():
    assert set(differing(None)) == set(LIFECYCLES) - YEARLESS
    assert differing(digests()) == ()


def test_a_kind_that_came_or_went_differs():
    less = {kind: digest for kind, digest in digests().items() if kind != "node"}

    assert differing(less) == ("node",)
    assert differing({**digests(), "oracle": "0"}) == ("oracle",)


@pytest.mark.parametrize("kind", sorted(YEARLESS))
def test_what_belongs_to_no_year_holds_none_up(kind: str):
    assert kind in LIFECYCLES
    assert kind not in digests()
    assert differing({**digests(), kind: "0"}) == ()
