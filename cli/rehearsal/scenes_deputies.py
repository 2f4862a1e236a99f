"""Deputies (A-B角): a head is away for two weeks, and the unit's clerk acts in their place."""

from cli.rehearsal.stage import Stage, Turn
from services import absences, delegations
from services.acts import Order, one
from states.capacity import Capacity
from states.delegation import DelegationClass

_BACK = "deputies back"
#: Working days for which the head is away.
_DAYS = 10


def go_away(stage: Stage, turn: Turn) -> None:
    """The head of a unit names the clerk as standing deputy and goes to study."""
    unit = stage.draws.one([unit.id for unit in stage.assessed], "away")
    head, clerk = stage.head(unit), stage.clerk(unit)
    last = stage.working_day(turn.day, _DAYS)
    standing = {
        "deputy_id": clerk,
        "capacity": Capacity.UNIT_HEAD.value,
        "held_in": unit,
        "delegation_class": DelegationClass.DEPUTY.value,
    }
    lent = delegations.grant(stage.desk(head, "本单位A-B角工作制度。"), standing)
    days = {"person_id": head, "from_day": turn.day, "until_day": last}
    out = absences.declare(stage.desk(head, "参加区委党校学习。"), days)
    stage.deputies[head] = clerk
    stage.arrange(_BACK, last, (head, lent.id, out.id))


def come_back(stage: Stage, turn: Turn) -> None:
    """The head is back, and takes the work back for good."""
    for head, lent, out in stage.arranged(_BACK, turn.day):
        del stage.deputies[head]
        one(absences.end(stage.desk(head), [Order(out)]))
        one(delegations.revoke(stage.desk(head), [Order(lent)]))
