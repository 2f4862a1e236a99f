"""What lint says, and the shapes it looks at without knowing where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that would go wrong.

    Attributes:
        severity: red stops the year from opening; yellow is for the office to know.
        code: stable, `subject.reason`.
        where: place in the plan, or unit and indicator.
        message: what is wrong (Chinese).
        remedy: what to do (Chinese).
    """

    severity: Literal["red", "yellow"]
    code: str
    where: str
    message: str
    remedy: str


class TableRow(Protocol):
    """An indicator as the table gives it; names as written there."""

    @property
    def unit(self) -> str:
        """The assessed unit."""
        ...

    @property
    def type(self) -> str:
        """指标类型."""
        ...

    @property
    def weight(self) -> Decimal:
        """权重."""
        ...

    @property
    def level3(self) -> str:
        """三级指标."""
        ...

    @property
    def deadline(self) -> date:
        """完成时限."""
        ...

    @property
    def method(self) -> str:
        """计分方式."""
        ...

    @property
    def assessor(self) -> str:
        """考核主体."""
        ...

    @property
    def nodes(self) -> Sequence[date]:
        """Days of its nodes."""
        ...


class LifecycleTable(Protocol):
    """A state machine that can be asked about itself."""

    @property
    def kind(self) -> str:
        """The kind of subject it moves."""
        ...

    @property
    def states(self) -> Sequence[str]:
        """All its states."""
        ...

    def row(self, state: str, trigger: str) -> object | None:
        """Its row for a trigger in a state; None when there is none."""
        ...

    def unreachable(self) -> frozenset[str]:
        """Its states that no path from birth reaches."""
        ...
