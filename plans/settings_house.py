"""House rules of the office: evidence, document numbers, sign-in, goals, the calendar file."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from kit.calendar import DayKind
from plans.fields import AtLeastOne, Count, Day, Key, Number, Ruled, Table, Text, Yes
from plans.words import Level
from states.capacity import Capacity


class Evidence(Ruled):
    """What may be handed in as evidence (佐证材料)."""

    max_bytes: AtLeastOne
    media_types: tuple[Text, ...]


def _numbered(template: str) -> str:
    try:
        told_apart = template.format(year=2017, number=1) != template.format(year=2017, number=2)
    except (KeyError, IndexError, ValueError) as strange:
        raise PydanticCustomError("template", "not a template") from strange
    if not told_apart:
        raise PydanticCustomError("template", "no number")
    return template


#: A document number with the blanks {year} and {number}.
Template = Annotated[Text, AfterValidator(_numbered)]


class Numbering(Ruled):
    """How each kind of document is numbered (发文字号)."""

    templates: Mapping[Key, Template]

    def number(self, kind: str, year: int, number: int) -> str:
        """Fill the template of a kind of document."""
        return self.templates[kind].format(year=year, number=number)


class Identity(Ruled):
    """Sign-in rules.

    Attributes:
        password_classes: of lower case, upper case, digits and other signs, so many are there.
        password_history: a new password is none of so many before it.
        password_days: a password must be changed after so many days; 0 for never.
        token_hours: how long a session lasts at most.
        session_idle_minutes: a session ends when it was not used for so long.
        sessions_most: more sessions than that end the oldest.
        personal_token_days: how long a personal token lasts at most.
        totp_required_for: whoever holds one of these signs in with a code besides.
    """

    password_min_length: AtLeastOne
    password_classes: Annotated[Count, Field(le=4)]
    password_history: Count
    password_days: Count
    lockout_attempts: AtLeastOne
    lockout_minutes: AtLeastOne
    token_hours: AtLeastOne
    session_idle_minutes: AtLeastOne
    sessions_most: AtLeastOne
    personal_token_days: AtLeastOne
    totp_required_for: tuple[Capacity, ...]


class Goal(Table):
    """An item of the goal set (目标集); whoever has an indicator of this level-3 name carries it.

    Attributes:
        document: where it was laid down.
        document_number: its number (文号).
        lead: id of the unit that answers for it and examines the others.
        by: the day it is due.
        target: as written; `target_number` and `challenge` are the numbers in it.
        contributors: ids of the units that work at it beside the lead.
        candidate: carried over from the year before, and not decided on yet.
    """

    id: Text
    level: Level
    document: Text
    level1: Text
    level2: Text
    title: Text
    lead: Text
    by: Day
    document_number: str = ""
    target: str = ""
    target_number: Number | None = None
    challenge: Number | None = None
    contributors: tuple[Text, ...] = ()
    candidate: Yes = False


class GoalSet(Ruled):
    """goals.toml: the goal set of the year."""

    note: Text
    goals: tuple[Goal, ...]


class Contingency(Ruled):
    """Contingency plans (预案管理, 方案 五（三）一是).

    Attributes:
        required_for: goals of these levels start only with an approved plan.
    """

    required_for: tuple[Level, ...]


class SpecialDay(Table):
    """A day that differs from the ordinary week."""

    date: Day
    kind: DayKind
    name: str = ""


class CalendarFile(Ruled):
    """calendar.toml: one version of the working calendar."""

    version: Text
    years: tuple[AtLeastOne, ...]
    days: tuple[SpecialDay, ...]
