"""A calendar as a file (iCalendar, RFC 5545): an event for each deadline, an alarm for a rung."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone

_DAY = timedelta(days=1)
_REFRESH = timedelta(hours=1)


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
    """

    uid: str
    version: int
    title: str
    about: str
    due_on: date
    changed_at: datetime
    over: bool
    rings: tuple[Ring, ...]


def calendar_file(name: str, zone: str, entries: Iterable[Entry]) -> bytes:
    """Write a calendar; the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//jixiao//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_tzid(zone))
    for entry in sorted(entries, key=lambda entry: (entry.due_on, entry.uid)):
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    # Being over is one more change of the version that it ended as.
    event.add("sequence", entry.version * 2 + entry.over)
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + _DAY)
    event.add("summary", entry.title)
    event.add("description", entry.about)
    event.add("status", "CANCELLED" if entry.over else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    for ring in () if entry.over else entry.rings:
        event.add_component(_alarm(ring))
    return event


def _alarm(ring: Ring) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", ring.label)
    alarm.add("trigger", ring.at)
    return alarm
