"""A step that nobody can act on is an alarm of its own: once an occasion, gone when mended."""

from sqlalchemy import text

from services import absences, accounts, alarms
from services.house import House
from services.person_facts import Held
from states.capacity import Capacity
from tests.builders import DISTRICT, YEAR, noon
from tests.services.hands import as_owner, at, do, row, rows, value

HEAD = f"{YEAR}-X-D08-unit_head"


def _look(house: House) -> int:
    with house.database.connect() as connection:
        return alarms.watch(connection, DISTRICT, YEAR, house.now())


def _unattended(house: House) -> list[alarms.Vacancy]:
    with house.database.connect() as connection:
        return alarms.unattended(connection, house.now())


def _told(house: House, alarm: str) -> list[list[str]]:
    query = "SELECT capacities FROM outbox WHERE subject_id = :id ORDER BY number"
    return [told["capacities"] for told in rows(house, query, id=alarm)]


def test_all_places_of_the_working_year_are_filled(working_house: House):
    assert _unattended(working_house) == []
    assert _look(working_house) == 0


def test_a_unit_without_its_head_is_one_alarm_until_there_is_one_again(working_house: House):
    house = working_house
    held = {"capacity": "unit_head", "unit_id": "D08"}
    do(house, "admin", accounts.end, "d08-head", reason="调离", **held)
    house.clock.move_to(noon(2017, 9, 4))
    (vacancy,) = _unattended(house)
    assert (vacancy.id, vacancy.unit_id, vacancy.kinds) == (HEAD, "D08", ("node",))
    waiting = "SELECT count(*) FROM node WHERE unit_id = 'D08' AND state = 'pending'"
    assert vacancy.waiting == value(house, waiting) > 0

    assert [_look(house), _look(house), _look(house)] == [1, 0, 0]
    assert row(house, "alarm", HEAD)["state"] == "raised"
    assert _told(house, HEAD) == [["administrator", "office_clerk", "office_director"]]

    given = (Held(Capacity.UNIT_HEAD, "D08"),)
    do(house, "admin", accounts.assign, "d08-clerk", reason="接任", capacities=given)
    assert [_look(house), _look(house)] == [1, 0]
    assert row(house, "alarm", HEAD)["state"] == "cleared"
    assert _unattended(house) == []


def test_who_is_away_without_a_deputy_is_missed_and_each_occasion_told_once(working_house: House):
    house = working_house
    days = {"person_id": "d08-head", "from_day": "2017-09-01", "until_day": "2017-09-08"}
    for _ in range(2):
        out = at(house, "d08-head", absences.declare, days, reason="培训").id
        assert [_look(house), _look(house)] == [1, 0]
        do(house, "d08-head", absences.end, out)
        assert [_look(house), _look(house)] == [1, 0]
    triggers = "SELECT trigger FROM trail WHERE subject_id = :id ORDER BY number"
    assert [r["trigger"] for r in rows(house, triggers, id=HEAD)] == [
        *("raise", "clear", "recur", "clear"),
    ]
    assert len(_told(house, HEAD)) == 2


def test_an_office_without_a_director_is_missed_by_what_waits_for_one(working_house: House):
    house = working_house
    with as_owner(house) as connection:
        connection.execute(
            text(
                "UPDATE assignment SET until_day = '2017-08-31' WHERE capacity = 'office_director'"
            )
        )
    (vacancy,) = _unattended(house)  # phases wait for the director, nodes for nobody of the office
    assert (vacancy.id, vacancy.unit_id) == (f"{YEAR}-X-office_director", None)
    assert vacancy.kinds == ("phase",)


def test_what_waits_for_either_of_two_is_attended_while_one_is_there(working_house: House):
    house = working_house
    with as_owner(house) as connection:
        connection.execute(
            text("UPDATE assignment SET until_day = '2017-08-31' WHERE capacity = 'office_clerk'")
        )
    assert _unattended(house) == []


def test_a_gate_at_which_nobody_can_sign_is_counted_too(working_house: House):
    with as_owner(working_house) as connection:
        stalled = "UPDATE gate SET stalled_at = now() WHERE id = (SELECT min(id) FROM gate)"
        connection.execute(text(stalled))
    (vacancy,) = _unattended(working_house)
    assert vacancy.gate_id
    assert vacancy.kinds == ("gate",)
