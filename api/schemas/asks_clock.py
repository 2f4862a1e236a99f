"""What the clock of the law asks for: clocks that stand and run on, versions of the calendar."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Line, Shape, Short, SubjectId
from kit.calendar import DayKind

#: A version's name is a word of the database.
VersionName = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$")]


class NewSuspension(Ask):
    """A clock that shall stand; `deadline` is its name, as `GET /<kinds>/<id>/deadlines` tells."""

    about_kind: Annotated[Short, Field(description="事项类别，如 node")]
    about_id: SubjectId
    deadline: Annotated[Short, Field(description="期限名称，如 node_report")]
    ground: Annotated[Short, Field(description="中止事由，见方案 suspensions.grounds")]
    document: Line = LEFT_OUT
    first_on: Annotated[date, Field(description="自哪日起中止；不写为今天")] = LEFT_OUT


class Resuming(Ask):
    """From which day days count again."""

    resumed_on: Annotated[date, Field(description="自哪日起继续计时；不写为今天")] = LEFT_OUT


class SpecialDay(Shape):
    """A day that differs from the ordinary week."""

    date: date
    kind: Annotated[DayKind, Field(description="rest 放假，work 调休上班")]
    name: Short = ""


class CalendarNotice(Ask):
    """A version of the calendar; the years it does not speak of are as in the version in force."""

    version: Annotated[VersionName, Field(description="版本号，如 2018-2")]
    document: Annotated[Line, Field(description="通知的文号")]
    basis: Annotated[Line, Field(description="通知的名称")]
    years: Annotated[
        list[Annotated[int, Field(ge=1000, le=9999)]], Field(min_length=1, max_length=20)
    ]
    days: Annotated[list[SpecialDay], Field(min_length=1, max_length=1000)]


class Recomputing(Ask):
    """By which version the year counts from now on; left out, by the one in force."""

    version: VersionName = LEFT_OUT


class CalendarVersion(BaseModel):
    """A version of the calendar, and the years that count by it."""

    version: str
    years: list[int]
    basis: str
    document: str
    entered_by: str | None
    entered_at: datetime | None
    days: int
    in_force: list[int]


class CalendarVersions(BaseModel):
    """All versions, those of plans first."""

    items: list[CalendarVersion]


class CalendarDays(BaseModel):
    """A version with its days."""

    version: str
    years: list[int]
    basis: str
    document: str
    entered_by: str | None
    entered_at: datetime | None
    days: list[SpecialDay]
    in_force: list[int]


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("suspension", "end"): Resuming,
    ("year", "enter_calendar"): CalendarNotice,
    ("year", "recompute"): Recomputing,
}
