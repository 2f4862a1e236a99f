"""What is asked about events: which ones, where to push them, from where on again."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Line, Shape, Short, UnitId

#: No number of an event is larger: the database would not hold it.
_LARGEST = 9_000_000_000_000_000
Number = Annotated[int, Field(ge=0, le=_LARGEST)]
Words = Annotated[list[Short], Field(max_length=100)]


class EventsAsked(Shape):
    """Which events; words that are repeated widen, several kinds of words narrow."""

    kinds: Words = Field(default=[], description="事项种类，可重复；不写为全部")
    triggers: Words = Field(default=[], description="办理，可重复；不写为全部")
    unit: UnitId | None = Field(default=None, description="只看这个单位的")


class EventPage(EventsAsked):
    """Which events, and how many from where on."""

    after: Number = Field(default=0, description="此编号以后的")
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class EventStream(EventsAsked):
    """Which events, and from where on; `Last-Event-ID` goes before `after`."""

    after: Number | None = Field(default=None, description="此编号以后的；不写为从现在起")


class NewWebhook(Ask):
    """An address to which events are pushed; without unit for the whole district."""

    url: Line
    label: Line = ""
    unit_id: UnitId = LEFT_OUT
    kinds: Words = Field(default_factory=list)
    triggers: Words = Field(default_factory=list)


class Replay(Ask):
    """After which event to begin anew."""

    after: Number


ASKS: Mapping[tuple[str, str], type[Ask]] = {("webhook", "replay"): Replay}
