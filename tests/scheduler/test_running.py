"""The bells at work, in threads, at a real pace."""

import time
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import text

from kit.settings import Settings
from scheduler.running import start_scheduler
from services.house import House
from tests.builders import noon


def until(holds: Callable[[], object], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def reminded(house: House) -> int:
    with house.database.connect() as connection:
        told = text("SELECT count(*) FROM inbox WHERE topic = 'node_report'")
        return connection.execute(told).scalar_one()


def test_what_becomes_due_while_the_bells_ring_reaches_the_inboxes(working_house: House):
    quick = Settings(data_dir=working_house.settings.data_dir, tick_seconds=0.1)
    house = replace(working_house, settings=quick)
    running = start_scheduler(house)
    try:
        assert until(lambda: running.pulse.age() is not None)
        assert not reminded(house)

        house.clock.move_to(noon(2017, 9, 26))

        assert until(lambda: reminded(house))
        assert until(lambda: running.pulse.last == house.now())
    finally:
        running.stop()


def test_a_stopped_tower_rings_no_more_and_its_pulse_grows_old(house: House):
    quick = Settings(data_dir=house.settings.data_dir, tick_seconds=0.05)
    running = start_scheduler(replace(house, settings=quick))
    assert until(lambda: running.pulse.age() is not None)

    running.stop()
    age = running.pulse.age()
    time.sleep(0.2)

    assert running.pulse.age() >= age + 0.2
