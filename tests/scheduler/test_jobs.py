"""The jobs: what is due by now is done, by however many, and a failed ring harms nobody."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from kit.clock import FolderClock
from kit.errors import Unavailable
from models.database import Database
from scheduler import jobs
from services import trail
from services.asks import Ask
from services.house import House
from services.years import zone_of
from tests.builders import noon


def counted(house: House, query: str) -> int:
    with house.database.connect() as connection:
        return connection.execute(text(query)).scalar_one()


def test_the_tick_lights_lamps_tells_people_and_records_both(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 9, 26))

    rung = jobs.enforce_deadlines(house)
    told = jobs.deliver_messages(house)

    # Beside the nodes, phases whose days are past.
    assert 0 < counted(house, "SELECT count(*) FROM node WHERE lamp = 'yellow'") <= rung
    assert rung == counted(
        house,
        "SELECT count(*) FROM trail t JOIN deadline_fire f ON f.subject_id = t.subject_id"
        " AND f.number = t.number WHERE t.actor = 'system:deadline' AND t.trigger = 'ring'",
    )
    assert told == counted(house, "SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL")
    assert counted(house, "SELECT count(*) FROM inbox WHERE person_id = 'd01-clerk'")
    assert (jobs.enforce_deadlines(house), jobs.deliver_messages(house)) == (0, 0)


def test_two_that_sweep_at_once_fire_every_rung_once(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 10, 20))

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: jobs.enforce_deadlines(house), range(3)))

    fires = counted(house, "SELECT count(*) FROM deadline_fire")
    assert sum(found) == fires
    assert fires == counted(house, "SELECT count(*) FROM trail WHERE trigger = 'ring'")
    with house.database.snapshot() as connection:
        assert trail.verify(connection).first_bad is None


def test_after_a_jump_of_the_clock_all_that_became_due_is_done_in_due_order(
    working_house: House, tmp_path: Path
):
    clock = FolderClock.start(tmp_path / "clock.json", noon(2017, 9, 1))
    house = House(working_house.settings, working_house.folder, working_house.database, clock, None)
    jobs.enforce_deadlines(house)  # phases whose days are past
    assert jobs.enforce_deadlines(house) == 0

    clock.advance(timedelta(days=40))

    assert jobs.enforce_deadlines(house)
    assert not counted(
        house, f"SELECT count(*) FROM deadline WHERE next_at <= '{house.now().isoformat()}'"
    )
    out_of_order = """SELECT count(*) FROM deadline_fire a JOIN deadline_fire b
        ON a.subject_id = b.subject_id AND a.kind = b.kind
        WHERE a.due_at < b.due_at AND a.number > b.number"""
    rungs = "SELECT count(DISTINCT rung) FROM deadline_fire WHERE name = 'node_report'"
    assert counted(house, rungs) == 4
    assert counted(house, out_of_order) == 0
    late = "SELECT count(*) FROM deadline_fire WHERE fired_at > due_at + interval '10 days'"
    assert counted(house, late)


def test_what_happened_gets_its_number_once(house: House):
    records = counted(house, "SELECT count(*) FROM trail")

    assert (jobs.number_events(house), jobs.number_events(house)) == (records, 0)
    assert jobs.push_events(house) == 0  # nobody has subscribed


def test_a_deadline_that_was_set_aside_gets_another_chance(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 10, 9))
    with house.database.connect() as connection:
        aside = text("UPDATE deadline SET set_aside = 'x' WHERE subject_id LIKE '2017-D01-%'")
        expected = connection.execute(aside).rowcount

    assert jobs.retry_set_aside(house) == expected
    assert jobs.retry_set_aside(house) == 0


class Office:
    """Stands for Prefect: accepts so many runs of each asking."""

    def __init__(self, most: int = 100) -> None:
        self.most = most
        self.asked: list[list[str]] = []

    def __call__(self, asks: Sequence[Ask]) -> Sequence[Ask]:
        self.asked.append([ask.flow for ask in asks])
        return asks[: self.most]


def test_runs_are_asked_for_once(house: House):
    office = Office()

    found = [jobs.ask_for_runs(house, office) for _ in range(3)]

    assert found == [2, 0, 0]
    assert office.asked == [["preparation", "indicator-setting"]]


def test_what_was_not_accepted_is_asked_for_again(house: House):
    office = Office(most=1)

    found = [jobs.ask_for_runs(house, office) for _ in range(3)]

    assert found == [1, 1, 0]
    assert office.asked == [["preparation", "indicator-setting"], ["indicator-setting"]]


def test_a_ring_that_fails_is_logged_and_the_next_one_works(house: House):
    pulse = jobs.Pulse()

    def out_of_order(_: House, beat: jobs.Beat) -> int:
        del beat
        raise Unavailable("数据库连接不上。")

    with capture_logs() as logs:
        jobs.ring("enforce-deadlines", out_of_order, house, pulse)
        assert pulse.age() is None
        jobs.ring("enforce-deadlines", jobs.enforce_deadlines, house, pulse)

    failed = [log["why"] for log in logs if log["event"] == "bell failed"]
    assert failed == ["数据库连接不上。"]
    assert 0 <= pulse.age() < 60
    assert pulse.last == house.now()


def test_a_storm_beats_while_it_lasts(working_house: House):
    house, pulse = working_house, jobs.Pulse()
    house.clock.move_to(noon(2017, 9, 26))
    beats: list[float | None] = []

    def storm(house: House, beat: jobs.Beat) -> int:
        def noted() -> None:
            beat()
            beats.append(pulse.age())

        return jobs.enforce_deadlines(house, noted)

    jobs.ring("enforce-deadlines", storm, house, pulse)

    assert len(beats) >= 3  # 1 237 rungs of nodes in batches of 500
    assert all(age is not None for age in beats)


def test_a_database_that_is_away_fails_the_ring_and_nothing_else(house: House):
    with house.database.connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
    away = house.database.engine.url.set(database=f"{name}_gone")
    engine = create_engine(away, isolation_level="AUTOCOMMIT")
    gone = House(
        house.settings, house.folder, Database(house.database.address, engine), house.clock, None
    )
    with capture_logs() as logs:
        for bell, job in (
            ("enforce-deadlines", jobs.enforce_deadlines),
            ("deliver-messages", jobs.deliver_messages),
            ("ask-for-runs", lambda house: jobs.ask_for_runs(house, Office())),
            ("number-events", jobs.number_events),
            ("push-events", jobs.push_events),
        ):
            jobs.ring(bell, job, gone)

    failed = [log for log in logs if log["event"] == "bell failed"]
    assert [log["log_level"] for log in failed] == ["warning"] * 5
    assert all("does not exist" in log["why"] for log in failed)


def test_days_are_days_of_the_plan_in_force(house: House, empty_house: House):
    for each in (house, empty_house):
        with each.database.connect() as connection:
            assert str(zone_of(connection)) == "Asia/Shanghai"


@pytest.mark.parametrize("fault", [ValueError("odd"), KeyError("odd")])
def test_even_a_slip_of_ours_does_not_stop_the_bells(house: House, fault: Exception):
    def slip(_: House) -> int:
        raise fault

    with capture_logs() as logs:
        jobs.ring("deliver-messages", slip, house)

    assert (logs[0]["log_level"], logs[0]["exc_info"]) == ("error", True)
