"""The timetable (作息): every hour of the tick on one page.

Days of the week are written by name: APScheduler's numbers begin on Monday, cron's on Sunday.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from scheduler import jobs

#: How every bell rings: several missed rings are one, however late, and never two at once.
MANNERS = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
_ASK_SECONDS = 30
#: Who listens is told within so many seconds, twice.
_EVENT_SECONDS = 2
_WATCH_SECONDS = 60
#: How often it is asked whether the day's backup is due and not there yet.
_BACKUP_SECONDS = 300
#: A vacancy is no matter of minutes, and looking for one goes through all that is open.
_VACANCY_SECONDS = 600
#: A digest that is due is written within so many seconds.
_DIGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Bell:
    """A bell: when it rings, and the job it rings for.

    Attributes:
        vital: the house is not ready when this bell has stopped.
    """

    id: str
    trigger: BaseTrigger
    job: jobs.Job
    vital: bool = False


def timetable(tick_seconds: float, zone: ZoneInfo, ask: jobs.AskFor | None) -> tuple[Bell, ...]:
    """List the bells; without `ask` nobody is asked for flow runs."""

    def every(seconds: Any) -> IntervalTrigger:  # noqa: ANN401 - a fraction is fine, says the code
        return IntervalTrigger(seconds=seconds, timezone=zone)

    # fmt: off
    bells = (
        Bell("enforce-deadlines", every(tick_seconds), jobs.enforce_deadlines, vital=True),
        Bell("deliver-messages",  every(tick_seconds), jobs.deliver_messages),
        Bell("send-messages",     every(tick_seconds), jobs.send_messages),
        Bell("write-digests",     every(_DIGEST_SECONDS), jobs.write_digests),
        Bell("number-events",     every(_EVENT_SECONDS), jobs.number_events),
        Bell("push-events",       every(_EVENT_SECONDS), jobs.push_events),
        Bell("watch-gates",       every(_WATCH_SECONDS), jobs.watch_gates),
        Bell("watch-vacancies",   every(_VACANCY_SECONDS), jobs.watch_vacancies),
        Bell("watch-clocks",      every(_WATCH_SECONDS), jobs.watch_clocks),
        Bell("retry-set-aside",   CronTrigger(minute=17, timezone=zone), jobs.retry_set_aside),
        Bell("back-up",           every(_BACKUP_SECONDS), jobs.back_up),
    )
    # fmt: on
    if ask is None:
        return bells
    asking = partial(jobs.ask_for_runs, ask=ask)
    return (*bells, Bell("ask-for-runs", every(_ASK_SECONDS), asking))
