"""One service answers for each verb of each lifecycle."""

import pytest

from services.verbs import VERBS
from states.catalogue import LIFECYCLES


def test_every_verb_of_every_lifecycle_has_a_service_and_no_service_another():
    in_tables = {
        (kind, str(trigger))
        for kind, lifecycle in LIFECYCLES.items()
        for trigger in lifecycle.triggers
    }
    served = {(str(kind), str(trigger)) for kind, trigger in VERBS}

    assert served == in_tables


@pytest.mark.parametrize(
    ("kind", "trigger"),
    [
        ("indicator", "amend"),
        ("indicator", "reopen"),
        ("node", "extend"),
        ("gate", "approve"),
        ("gate", "reject"),
        ("gate", "lapse"),
        ("result", "record_duty"),
        ("rectification_plan", "deem_received"),
    ],
)
def test_what_follows_or_rings_is_never_asked_for(kind: str, trigger: str):
    assert VERBS[kind, trigger].ask is None
