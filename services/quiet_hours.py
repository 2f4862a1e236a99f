"""Quiet hours (勿扰时段): from when on something may leave the house, and when a digest is due."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kit.calendar import CalendarMissing
from kit.clock import as_utc
from services.rules import Rules

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When messages leave the house, by a year's plan and calendar."""

    rules: Rules

    def opens(self, at: datetime) -> datetime:
        """Give the first instant from this one on at which it is not quiet, UTC."""
        local = at.astimezone(self.rules.zone)
        day, ends = local.date(), self.rules.plan.messages.quiet[1]
        if self._is_open(day, local.time()):
            return at
        # Night goes on past midnight, so what is too late today waits for the next open day.
        if local.time() >= ends:
            day += _DAY
        while self._is_resting(day):
            day += _DAY
        return as_utc(datetime.combine(day, ends, self.rules.zone))

    def digest_day(self, now: datetime) -> date | None:
        """Name the day whose digest is due by now; None while none is."""
        local = now.astimezone(self.rules.zone)
        waits = local.time() < self.rules.plan.messages.digest_time
        if waits or not self._is_working(local.date()) or self.opens(now) != now:
            return None
        return local.date()

    def _is_open(self, day: date, clock: time) -> bool:
        begins, ends = self.rules.plan.messages.quiet
        at_night = clock >= begins or clock < ends if begins > ends else begins <= clock < ends
        return not at_night and not self._is_resting(day)

    def _is_resting(self, day: date) -> bool:
        return self.rules.plan.messages.quiet_rest_days and not self._is_working(day)

    def _is_working(self, day: date) -> bool:
        try:
            return self.rules.calendar.is_working(day)
        except CalendarMissing:
            return True  # plan lint is red about it; people are told all the same
