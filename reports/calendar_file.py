"""A calendar as a file (iCalendar, RFC 5545): an event for each deadline, an alarm for a rung."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event, Timezone

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ring:
    """An instant at which somebody is reminded."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A deadline in a calendar.

    Attributes:
        uid: the same for the same clock, however often its end is reckoned anew.
        version: how often it was.
        changed_at: when it became what it is.
        over: nothing is left to do: done or cancelled.
        stands: the clock is suspended, and `due_on` will move: tentative.
    """

    uid: str
    version: int
    title: str
    about: str
    due_on: date
    changed_at: datetime
    over: bool
    stands: bool
    rings: tuple[Ring, ...]


def calendar_file(name: str, zone: str, entries: Iterable[Entry]) -> bytes:
    """Write a calendar; the same entries give the same bytes."""
    fields = {
        "prodid": "-//jixiao//deadlines//ZH",
        "version": "2.0",
        "method": "PUBLISH",
        "x-wr-calname": name,
        "x-wr-timezone": zone,
        "x-published-ttl": "PT1H",
    }
    calendar = _filled(Calendar(), fields)
    calendar.add_component(Timezone.from_tzid(zone))
    for entry in sorted(entries, key=lambda entry: (entry.due_on, entry.uid)):
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _status(entry: Entry) -> str:
    if entry.over:
        return "CANCELLED"
    return "TENTATIVE" if entry.stands else "CONFIRMED"


def _filled(component: Any, fields: Mapping[str, object]) -> Any:  # noqa: ANN401 - half of its types are unknown
    for name, value in fields.items():
        component.add(name, value)
    return component


def _event(entry: Entry) -> Any:  # noqa: ANN401 - as above
    fields = {
        "uid": entry.uid,
        # Being over is one more change of the version that it ended as.
        "sequence": entry.version * 2 + entry.over,
        "dtstamp": entry.changed_at,
        "dtstart": entry.due_on,
        "dtend": entry.due_on + _DAY,
        "summary": entry.title,
        "description": entry.about,
        "status": _status(entry),
        "transp": "TRANSPARENT",
    }
    event = _filled(Event(), fields)
    for ring in () if entry.over or entry.stands else entry.rings:
        told = {"action": "DISPLAY", "description": ring.label, "trigger": ring.at}
        event.add_component(_filled(Alarm(), told))
    return event
