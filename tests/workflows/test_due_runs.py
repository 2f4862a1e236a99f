"""Which runs are asked for: a new key exactly when something happened or a day came."""

from datetime import timedelta

import pytest

from services import asks, phases
from services.acts import Order, one
from services.house import House
from tests.builders import DISTRICT, YEAR, approve_gate, declare_all, desk, noon, review_all
from workflows import steps


def keys(house: House) -> list[str]:
    return [ask.key for ask in steps.due_runs(house)]


def work_off(house: House) -> None:
    """Run what is due until nothing new is, as runner and tick do."""
    seen: set[str] = set()
    while fresh := [ask for ask in steps.due_runs(house) if ask.key not in seen]:
        for ask in fresh:
            seen.add(ask.key)
            steps.run_phase(house, DISTRICT, YEAR, ask.flow.replace("-", "_"))


def test_an_ask_names_district_year_flow_and_visit(house: House):
    first = steps.due_runs(house)[0]

    assert first == asks.Ask(
        "fangshan-2017-preparation-0-2017-09-01-open-phase", "preparation", DISTRICT, YEAR
    )


def test_the_phase_the_year_stands_in_is_asked_for_though_it_waits_for_people(house: House):
    work_off(house)

    assert [ask.flow for ask in steps.due_runs(house)] == ["indicator-setting"]


def test_the_same_keys_come_again_while_nothing_happens(house: House):
    work_off(house)
    before = keys(house)
    house.clock.advance(timedelta(hours=3))

    assert keys(house) == before


def test_another_day_is_another_visit(house: House):
    work_off(house)
    before = keys(house)
    house.clock.advance(timedelta(days=1))

    assert [key.replace("09-02", "09-01") for key in keys(house)] == before != keys(house)


def test_what_people_do_on_the_way_asks_for_no_run(house: House):
    work_off(house)
    before = keys(house)
    declare_all(house)

    assert keys(house) == before


def test_a_decided_gate_asks_for_the_runs_that_wait_for_it(house: House):
    work_off(house)
    before = keys(house)
    declare_all(house)
    review_all(house)
    assert keys(house) == before

    approve_gate(house, "indicator_table_confirmed")

    assert [ask.flow for ask in steps.due_runs(house)] == [
        "indicator-setting",
        "platform-readiness",
    ]
    assert not set(keys(house)) & set(before)


def test_working_off_what_is_due_goes_as_far_as_people_let_it(working_house: House):
    work_off(working_house)

    assert keys(working_house) == ["fangshan-2017-process-management-1-2017-09-01"]


def test_a_date_that_comes_asks_for_the_run_that_waited_for_it(working_house: House):
    work_off(working_house)
    working_house.clock.move_to(noon(2018, 1, 4))
    steps.run_phase(working_house, DISTRICT, YEAR, "process_management")
    assert "annual-evaluation" not in [ask.flow for ask in steps.due_runs(working_house)]

    working_house.clock.move_to(noon(2018, 1, 5))

    assert "annual-evaluation" in [ask.flow for ask in steps.due_runs(working_house)]


def test_a_month_that_is_over_asks_for_its_bulletin_until_it_is_drawn_up(working_house: House):
    work_off(working_house)
    working_house.clock.move_to(noon(2017, 9, 30))
    assert "monthly-bulletin" not in [ask.flow for ask in steps.due_runs(working_house)]

    working_house.clock.move_to(noon(2017, 11, 2))
    last = steps.due_runs(working_house)[-1]
    assert last.key == "fangshan-2017-monthly-bulletin-2017-10-2017-11-02"
    (step,) = steps.PARTS[last.flow]
    assert step(working_house, DISTRICT, YEAR) == 2

    assert "monthly-bulletin" not in [ask.flow for ask in steps.due_runs(working_house)]


def test_without_an_open_year_nothing_is_asked_for(empty_house: House):
    assert keys(empty_house) == []


def test_a_run_is_asked_for_once(house: House):
    due = steps.due_runs(house)
    with house.database.connect() as connection:
        asks.record(connection, due[:1], house.now())

        assert asks.not_yet_asked(connection, due, house.now()) == due[1:]


def test_the_key_of_another_district_does_not_count(house: House):
    mine = asks.Ask("k", "preparation", DISTRICT, YEAR)
    theirs = asks.Ask("k", "preparation", "daxing", YEAR)
    with house.database.connect() as connection:
        asks.record(connection, [theirs], house.now())

        assert asks.not_yet_asked(connection, [mine, theirs], house.now()) == [mine]


def test_what_is_still_due_a_while_later_is_asked_for_again(house: House):
    due = steps.due_runs(house)
    with house.database.connect() as connection:
        asks.record(connection, due, house.now())
        house.clock.advance(timedelta(minutes=9))
        assert asks.not_yet_asked(connection, due, house.now()) == []
        house.clock.advance(timedelta(minutes=1))
        assert asks.not_yet_asked(connection, due, house.now()) == due

        asks.record(connection, due, house.now())
        assert asks.not_yet_asked(connection, due, house.now()) == []


@pytest.mark.parametrize("times", [1, 3])
def test_attempts_are_counted(house: House, times: int):
    ask = asks.Ask("k", "preparation", DISTRICT, YEAR)
    with house.database.connect() as connection:
        for _ in range(times):
            asks.record(connection, [ask], house.now())

        row = connection.exec_driver_sql("SELECT attempts, asked_at FROM flow_ask").one()
    assert row == (times, house.now())


def test_a_reopened_phase_is_another_visit(house: House):
    work_off(house)
    before = keys(house)
    with house.database.connect() as connection:
        director = desk(house, connection, "office-director", reason="补充单位")
        one(phases.reopen(director, [Order("2017-preparation")]))

    fresh = set(keys(house)) - set(before)
    assert fresh == {"fangshan-2017-preparation-3-2017-09-01-close-phase"}
