"""What acts at a gate ask for: a step to go back to, people who sign, opine or read."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Short
from states.capacity import Capacity
from states.signatures import Where

#: At most so many readers at once.
_MOST_READERS = 200


class SendingBack(Ask):
    """The step to go back to, from 1; 0 is the requester."""

    step: Annotated[int, Field(ge=0, le=100, description="驳回到第几个环节；0为退回提请人")]


class Naming(Ask):
    """Somebody by sign-in name."""

    person: Annotated[Short, Field(description="登录名")]


class Adding(Naming):
    """Who signs besides, and where: before or after whoever adds, or beside the others."""

    where: Annotated[
        Where, Field(description="before 前加签，after 后加签，beside 并加签（缺省）")
    ] = LEFT_OUT
    capacity: Annotated[Capacity, Field(description="以何身份签署；不写为其可以签署的身份")] = (
        LEFT_OUT
    )


class HandingOver(Naming):
    """Who signs instead; `whose` is for the office, of somebody who can act no more."""

    whose: Annotated[Short, Field(description="谁的签署；不写为本人的")] = LEFT_OUT


class Copying(Ask):
    """To whom it is copied, by sign-in name."""

    readers: Annotated[list[Short], Field(min_length=1, max_length=_MOST_READERS)]


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("gate", "send_back"): SendingBack,
    ("gate", "add_signer"): Adding,
    ("gate", "remove_signer"): Naming,
    ("gate", "hand_over"): HandingOver,
    ("gate", "delegate"): Naming,
    ("gate", "copy"): Copying,
}
