"""The clock tower (钟楼): the bells hung in APScheduler, with no store but memory."""

import logging
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.jobs import AskFor, Pulse, ring
from scheduler.timetable import MANNERS, timetable
from services.house import House
from services.years import zone_of


class Running:
    """Bells at work; `pulse` tells `/readyz` whether the tick goes on."""

    def __init__(self, scheduler: Any, pulse: Pulse) -> None:  # noqa: ANN401 - it ships no types
        self._scheduler = scheduler
        self.pulse = pulse

    def stop(self) -> None:
        """Stop the bells, after the jobs at hand are done."""
        self._scheduler.shutdown(wait=True)


def start_scheduler(house: House, ask: AskFor | None = None) -> Running:
    """Hang the bells and let them ring, in threads of this process.

    Any number of processes may do so at once: what is due is claimed in the database.

    Args:
        house: kept open by the caller until the bells are stopped.
        ask: asks for flow runs, answers which were accepted; None to run without flows.
    """
    pulse = Pulse()
    with house.database.connect() as connection:
        zone = zone_of(connection)
    scheduler: Any = BackgroundScheduler(timezone=zone, job_defaults=MANNERS)
    for bell in timetable(house.settings.tick_seconds, zone, ask):
        told = (bell.id, bell.job, house, pulse if bell.vital else None)
        scheduler.add_job(ring, bell.trigger, told, id=bell.id)
    # That a ring finds the one before it still at work is no news: the next one comes.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler.start()
    return Running(scheduler, pulse)
