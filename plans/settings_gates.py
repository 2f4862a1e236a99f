"""Who lets things through (关口): steps of signing, and what goes for all of them."""

import re
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from plans.fields import AtLeastOne, Key, Ruled, Table, Text, Yes
from plans.words import PhaseKey
from states.capacity import Capacity
from states.signatures import Mode, Step, enough

_SHARE = re.compile(r">?[1-9][0-9]?/[1-9][0-9]?")
#: Words that stand for a unit of the subject that the gate is about.
OF_THE_SUBJECT = ("unit", "assessor")
#: Gates that are asked for about one subject which belongs to a unit.
ABOUT_A_UNIT = frozenset({"result_corrected", "unit_changed"})


def _quorum(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return str(value)
    if isinstance(value, str) and ((value.isdecimal() and int(value)) or _SHARE.fullmatch(value)):
        return value
    raise PydanticCustomError("quorum", "neither a number nor a share")


#: A number of people (5), or a share of those who may sign ("2/3", ">1/2").
Quorum = Annotated[str, BeforeValidator(_quorum)]


class GateStep(Table):
    """A step of a gate (审批环节).

    Attributes:
        by: in which capacity people sign.
        unit: where they hold it: `unit` (the subject's own), `assessor` (its examiner's) or a
            unit's id; empty for the district.
        veto: one who opposes is enough to reject (一票否决).
    """

    label: Text
    by: Capacity
    unit: str = ""
    mode: Mode
    quorum: Quorum = "1"
    veto: Yes = False

    def needed(self, people: int) -> int:
        """Count the approvals it takes among so many people."""
        by_mode = {Mode.ANY: 1, Mode.QUORUM: enough(self.quorum, people)}
        return by_mode.get(self.mode, people)

    def pinned(self, unit_id: str | None, people: int) -> Step:
        """Give the step as a gate pins it.

        Args:
            unit_id: the unit that `unit` stands for; none for the district.
            people: how many may sign it.
        """
        return Step(
            label=self.label,
            mode=self.mode,
            quorum=self.quorum,
            needed=max(enough(self.quorum, people), 1),
            veto=self.veto,
            capacity=self.by.value,
            unit_id=unit_id,
        )


class Gate(Ruled):
    """A decision that must be taken before something goes on (关口): steps, or a single rule.

    Attributes:
        capacity: in which capacity people decide, where there are no steps.
        rule: how many of them must agree.
        quorum: approvals needed under the rule `quorum`.
        steps: the steps of signing in order, where it takes more than one.
        deadline: the entry of `deadlines` after which an undecided request lapses.
        signs_again: one person may sign in several steps; else the first of them counts.
        keeps_signatures: what was signed before it was returned still stands afterwards.
    """

    label: Text
    phase: PhaseKey
    capacity: Capacity | None = None
    rule: Mode | None = None
    quorum: AtLeastOne = 1
    steps: tuple[GateStep, ...] = ()
    deadline: Key
    signs_again: Yes = False
    keeps_signatures: Yes = False

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        ruled = self.capacity is not None and self.rule is not None
        if ruled == bool(self.steps) or (self.steps and (self.capacity or self.rule)):
            raise PydanticCustomError("gate_steps", "either steps or one rule")
        return self

    @property
    def chain(self) -> tuple[GateStep, ...]:
        """The steps in order; a single rule is one step."""
        if self.capacity is None or self.rule is None:
            return self.steps
        label = f"{self.capacity.zh}审议"
        return (GateStep(label=label, by=self.capacity, mode=self.rule, quorum=str(self.quorum)),)


class Signing(Ruled):
    """What goes for every gate (签批).

    Attributes:
        nudge_hours: the same signers are not nudged (催办) again within so many hours.
    """

    nudge_hours: AtLeastOne


#: For years that were opened on a plan which does not speak of it.
SIGNING = Signing(basis="设置：同一批签署人24小时内不重复催办", nudge_hours=24)
