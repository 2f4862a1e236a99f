"""Import: the whole table or nothing of it; phases and the year keep their order."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from kit.errors import BadInput, Conflict, NotPermitted, Objected, Refused
from plans.loading import TABLE, folder, texts
from services import importing, phases, years
from services.acts import Act
from services.house import House
from tests.builders import DISTRICT, YEAR, desk, enrol_roster, noon, plan
from tests.services.hands import ask, do, row, value, why

FILE = Path(folder("fangshan-2017")) / TABLE


@pytest.fixture
def blank(empty_house: House) -> House:
    """The opened year with its people, and no indicator yet."""
    act = Act(district_id=DISTRICT, actor="system:flow", at=noon(2017, 7, 3))
    with empty_house.database.transaction() as connection:
        years.open_year(connection, act, texts("fangshan-2017"))
        enrol_roster(years.desk_for(connection, act, YEAR), "x")
    return empty_house


def _count(house: House) -> int:
    return value(house, "SELECT count(*) FROM indicator")


def test_a_second_import_is_refused(house: House):
    table = importing.read(FILE, plan())
    with house.database.transaction() as connection, pytest.raises(BadInput):
        importing.take_over(desk(house, connection, "office-clerk"), table)
    assert _count(house) == 1237


def test_a_table_with_problems_is_not_imported_at_all(blank: House):
    table = importing.read(FILE, plan())
    problem = object()
    spoilt = replace(table, problems=(problem,))
    with blank.database.transaction() as connection, pytest.raises(BadInput):
        importing.take_over(desk(blank, connection, "office-clerk"), spoilt)
    assert _count(blank) == 0


def test_who_may_not_draft_imports_nothing(blank: House):
    table = importing.read(FILE, plan())
    with pytest.raises(Refused), blank.database.transaction() as connection:
        importing.take_over(desk(blank, connection, "d01-head"), table)
    assert _count(blank) == 0


def test_a_failure_in_the_middle_leaves_nothing_behind(blank: House):
    table = importing.read(FILE, plan())
    good = list(table.indicators)
    good[600] = replace(good[600], level1=None)
    with pytest.raises(DBAPIError), blank.database.transaction() as connection:
        importing.take_over(
            desk(blank, connection, "office-clerk"), replace(table, indicators=tuple(good))
        )
    assert _count(blank) == 0
    assert value(blank, "SELECT count(*) FROM trail WHERE kind = 'indicator'") == 0


def test_a_file_that_is_no_table_is_refused(tmp_path: Path):
    false = tmp_path / "x.xlsx"
    false.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(BadInput):
        importing.read(false, plan())


def test_a_year_is_opened_once(house: House):
    act = Act(district_id=DISTRICT, actor="office-director", at=noon(2017, 7, 3))
    with pytest.raises(Conflict), house.database.transaction() as connection:
        years.open_year(connection, act, texts("fangshan-2017"))
    assert value(house, "SELECT count(*) FROM phase") == 6
    with pytest.raises(Objected) as open_:
        do(house, "office-director", years.close, str(YEAR))
    assert "year.open_phases" in why(open_.value)


def test_a_phase_opens_in_its_window_by_the_director_and_closes_when_done(house: House):
    phase = "2017-use_of_results"
    with pytest.raises(NotPermitted):
        do(house, "office-clerk", phases.open_, phase)
    with pytest.raises(Objected) as early:
        do(house, "office-director", phases.open_, phase)
    assert "phase.too_early" in why(early.value)
    first = "2017-preparation"
    do(house, "office-director", phases.open_, first)
    do(house, "office-director", phases.close, first)
    with pytest.raises(Objected):
        do(house, "office-director", phases.reopen, first)
    do(house, "office-director", phases.reopen, first, reason="补录账号")
    assert row(house, "phase", first)["state"] == "open"
    assert ask(house, "office-director", phases.close) == []
