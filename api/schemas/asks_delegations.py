"""What is asked when somebody acts for another, or is away."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Short, UnitId
from states.capacity import Capacity
from states.delegation import DelegationClass


class NewDelegation(Ask):
    """One capacity of one's own, or of another whom one may decide for, to be acted in by a deputy.

    `dated` is in force on its days; `deputy` (A-B角) on those of them on which the principal is
    recorded as away.
    """

    principal_id: Annotated[Short, Field(description="委托人；不写为本人")] = LEFT_OUT
    deputy_id: Annotated[Short, Field(description="受托人")]
    capacity: Capacity
    held_in: Annotated[UnitId, Field(description="该身份所在单位；区级身份不写")] = LEFT_OUT
    delegation_class: DelegationClass = DelegationClass.DATED
    from_day: Annotated[date, Field(description="不写为今天")] = LEFT_OUT
    until_day: Annotated[date, Field(description="最后一天；A-B角可不写")] = LEFT_OUT


class NewAbsence(Ask):
    """Days on which somebody is away."""

    person_id: Annotated[Short, Field(description="不写为本人")] = LEFT_OUT
    from_day: date
    until_day: Annotated[date, Field(description="最后一天")]
