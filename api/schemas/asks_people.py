"""What is asked about accounts, one's own and others'."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Line, Plain, Shape, Short, UnitId
from services.scopes import ALL, Scope
from states.capacity import Capacity

#: Sign-in names: what stands in the trail as the actor.
PERSON_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z._@-]{0,31}$"
PersonId = Annotated[str, Field(pattern=PERSON_PATTERN, max_length=32)]
#: Nobody hashes a book.
Password = Annotated[Plain, Field(min_length=1, max_length=200)]
Code = Annotated[Plain, Field(max_length=32)]


class Credentials(Shape):
    """Name and password, and the code of whoever uses an authenticator.

    The district only where a database holds several.
    """

    name: Short
    password: Line
    code: Code = ""
    district: Short = LEFT_OUT


class NewPassword(Shape):
    """The password as it is, and as it shall be."""

    password: Password
    new_password: Password


class Confirmed(Shape):
    """One's password once more."""

    password: Password


class FirstCode(Shape):
    """The first code that the authenticator shows."""

    code: Code


class Removal(Shape):
    """Password and code, or a recovery code, once more."""

    password: Password
    code: Code


class NewToken(Shape):
    """A personal token: what it is for, what it is good for, how many days it lasts."""

    label: Annotated[Line, Field(min_length=1)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(ALL))]
    days: Annotated[int, Field(ge=1, le=3650)] = LEFT_OUT


class NewCalendarAddress(Shape):
    """The address of a calendar: one's own, or that of a unit in one's sight."""

    label: Line = ""
    unit_id: UnitId = LEFT_OUT
    days: Annotated[int, Field(ge=1, le=3650)] = LEFT_OUT


class NewAccount(Ask):
    """Somebody to be enrolled; without a password one is made up. Either must be changed first."""

    id: PersonId
    name: Annotated[Line, Field(min_length=1)]
    unit_id: UnitId = LEFT_OUT
    password: Password = LEFT_OUT


class Renaming(Ask):
    """Name and unit as they should be; what is left out stays as it is."""

    name: Annotated[Line, Field(min_length=1)] = LEFT_OUT
    unit_id: UnitId | None = LEFT_OUT


class Assigned(Shape):
    """A capacity; those of a unit name it, a judge's names the judge group."""

    capacity: Capacity
    unit_id: UnitId | None = None
    scope: Annotated[Plain, Field(max_length=32)] = ""


class Assignment(Ask):
    """Capacities to be given, from today on unless it says otherwise."""

    capacities: Annotated[list[Assigned], Field(min_length=1, max_length=20)]
    from_day: date = LEFT_OUT
    until_day: date = LEFT_OUT


class Ending(Ask):
    """A capacity to be ended after its last day, today unless it says otherwise."""

    capacity: Capacity
    unit_id: UnitId | None = None
    last_day: date = LEFT_OUT


class Revoking(Ask):
    """Numbers of tokens; all of them when left out."""

    numbers: Annotated[list[Annotated[int, Field(ge=0)]], Field(max_length=200)] = LEFT_OUT


class ChannelRemoval(Ask):
    """The number of a channel."""

    channel: Annotated[int, Field(ge=0, le=2_000_000_000)]


class Resending(Ask):
    """Deliveries that failed, by their places in the ledger."""

    deliveries: Annotated[
        list[Annotated[int, Field(ge=1, le=2**62)]], Field(min_length=1, max_length=200)
    ]


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("person", "rename"): Renaming,
    ("person", "assign"): Assignment,
    ("person", "end"): Ending,
    ("person", "revoke_token"): Revoking,
    ("person", "remove_channel"): ChannelRemoval,
    ("person", "resend"): Resending,
}
