import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.calendar import CalendarMissing, DayKind, WorkCalendar
from kit.errors import BadInput
from plans import seed_calendar

ROOT = Path(__file__).parents[2]
FILE = ROOT / "plans/fangshan-2017/calendar.toml"
DATA: Mapping[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
CALENDAR = WorkCalendar.of(DATA)
DAY = timedelta(days=1)

#: The State Council's notice for 2017, copied by hand.
HOLIDAYS_2017 = {
    "元旦": ("01-01", "01-02"),
    "春节": ("01-27", "01-28", "01-29", "01-30", "01-31", "02-01", "02-02"),
    "清明节": ("04-02", "04-03", "04-04"),
    "劳动节": ("05-01",),
    "端午节": ("05-28", "05-29", "05-30"),
    "国庆节": ("10-01", "10-02", "10-03", "10-05", "10-06", "10-07", "10-08"),
    "中秋节": ("10-04",),
}
MADE_UP_2017 = {"01-22", "02-04", "04-01", "05-27", "09-30"}

days = st.dates(date(2017, 2, 1), date(2019, 11, 30))
counts = st.integers(-20, 20)


def days_of(*years: int) -> list[date]:
    first = date(years[0], 1, 1)
    return [first + n * DAY for n in range((date(years[-1], 12, 31) - first).days + 1)]


def test_the_plan_s_calendar_agrees_with_the_library_on_every_day():
    differing = [
        day
        for day in days_of(2017, 2018, 2019)
        if CALENDAR.is_working(day) != chinese_calendar.is_workday(day)
    ]

    assert differing == []


def test_the_plan_s_calendar_is_what_the_tool_would_seed():
    assert DATA["days"] == seed_calendar.seed_rows([2019, 2017, 2018])["days"]
    assert (DATA["version"], DATA["years"]) == ("2018-1", [2017, 2018, 2019])
    assert "国务院办公厅" in DATA["basis"]


def test_2017_has_the_holidays_of_the_notice():
    listed = {
        (day.strftime("%m-%d"), CALENDAR.names[day])
        for day, kind in CALENDAR.exceptions.items()
        if day.year == 2017 and kind is DayKind.REST
    }

    assert listed == {(day, name) for name, its_days in HOLIDAYS_2017.items() for day in its_days}


def test_2017_has_the_made_up_working_days_of_the_notice():
    weekend_work = {
        day.strftime("%m-%d")
        for day in days_of(2017)
        if day.weekday() >= 5 and CALENDAR.is_working(day)
    }

    assert weekend_work == MADE_UP_2017


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2018, 4, 6), "清明节放假"),
        (date(2018, 4, 8), "调休上班"),
        (date(2018, 4, 14), "星期六"),
        (date(2018, 4, 16), "星期一"),
    ],
)
def test_a_day_is_described_for_its_reader(day: date, said: str):
    assert CALENDAR.describe(day) == said


def test_the_neighbouring_working_days_include_the_day_itself():
    assert CALENDAR.next_working(date(2018, 4, 5)) == date(2018, 4, 8)
    assert CALENDAR.next_working(date(2018, 4, 8)) == date(2018, 4, 8)
    assert CALENDAR.previous_working(date(2018, 4, 7)) == date(2018, 4, 4)
    assert CALENDAR.previous_working(date(2018, 4, 4)) == date(2018, 4, 4)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2018, 4, 4), 1, date(2018, 4, 8)),
        (date(2018, 4, 9), -2, date(2018, 4, 4)),
        (date(2018, 4, 6), 1, date(2018, 4, 8)),
        (date(2018, 4, 6), -1, date(2018, 4, 4)),
        (date(2018, 4, 6), 0, date(2018, 4, 6)),
    ],
)
def test_working_days_are_added(day: date, n: int, expected: date):
    assert CALENDAR.add_working_days(day, n) == expected


@settings(deadline=None)
@given(days, counts)
def test_adding_working_days_is_undone_by_taking_them_away(day: date, n: int):
    working = CALENDAR.next_working(day)

    there = CALENDAR.add_working_days(working, n)

    assert CALENDAR.is_working(there)
    assert CALENDAR.add_working_days(there, -n) == working
    assert CALENDAR.working_days_between(working, there) == n


@settings(deadline=None)
@given(days, days, days)
def test_working_days_between_add_up(a: date, b: date, c: date):
    between = CALENDAR.working_days_between

    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)
    assert between(a, a) == 0


def test_working_days_between_leave_out_the_first_day_and_count_the_last():
    assert CALENDAR.working_days_between(date(2018, 4, 4), date(2018, 4, 8)) == 1
    assert CALENDAR.working_days_between(date(2018, 4, 3), date(2018, 4, 7)) == 1


def test_a_year_without_data_is_refused_by_name_and_with_a_remedy():
    with pytest.raises(CalendarMissing, match=r"2020年.*国务院办公厅.*录入") as refusal:
        CALENDAR.is_working(date(2020, 1, 2))

    assert (refusal.value.code, refusal.value.year) == ("calendar_missing", 2020)
    assert refusal.value.objections[0].code == "calendar_missing"
    assert "2020年" in refusal.value.objections[0].remedy


def test_a_count_that_crosses_a_missing_year_is_refused():
    with_a_gap = WorkCalendar("gap", frozenset({2017, 2019}), {})
    crossings = [
        lambda: CALENDAR.add_working_days(date(2019, 12, 30), 2),
        lambda: CALENDAR.add_working_days(date(2017, 1, 3), -2),
        lambda: with_a_gap.add_working_days(date(2017, 12, 29), 300),
        lambda: with_a_gap.working_days_between(date(2017, 12, 29), date(2019, 1, 2)),
        lambda: WorkCalendar("none", frozenset(), {}).next_working(date(2018, 1, 1)),
        lambda: CALENDAR.describe(date(2016, 12, 31)),
    ]

    for crossing in crossings:
        with pytest.raises(CalendarMissing):
            crossing()


def test_a_moment_is_not_taken_for_a_day():
    with pytest.raises(TypeError, match="moment"):
        CALENDAR.is_working(datetime(2018, 4, 4))  # noqa: DTZ001 - the mistake itself


def test_a_calendar_cannot_be_changed_through_what_it_was_made_of():
    exceptions = {date(2018, 1, 1): DayKind.REST}
    calendar = WorkCalendar("v", frozenset({2018}), exceptions)

    exceptions[date(2018, 1, 2)] = DayKind.REST

    assert calendar.is_working(date(2018, 1, 2))
    with pytest.raises(TypeError):
        calendar.exceptions[date(2018, 1, 3)] = DayKind.REST
    with pytest.raises(AttributeError):
        calendar.version = "w"


def test_a_calendar_survives_the_way_into_plain_data_and_back():
    assert CALENDAR.as_data() == DATA
    assert WorkCalendar.of(CALENDAR.as_data()) == CALENDAR
    assert hash(WorkCalendar.of(CALENDAR.as_data())) == hash(CALENDAR)


def test_plain_data_may_write_its_dates_as_text():
    rows = [{"date": "2018-04-08", "kind": "work"}]

    calendar = WorkCalendar.of({"version": "v", "years": [2018], "days": rows})

    assert calendar.is_working(date(2018, 4, 8))


def test_every_row_that_cannot_be_right_is_objected_to():
    rows = [
        {"date": "2018-01-01", "kind": "rest", "name": "元旦"},
        {"date": "2018-01-01", "kind": "rest", "name": "元旦"},
        {"date": "2019-01-01", "kind": "rest"},
        {"date": "2018-04-09", "kind": "work"},
        {"date": "2018-02-30", "kind": "rest"},
        {"date": "2018-05-01", "kind": "holiday"},
        {"kind": "rest"},
        "2018-05-01",
    ]

    with pytest.raises(BadInput) as refusal:
        WorkCalendar.of({"version": "v", "years": [2018], "days": rows})

    assert [objection.code for objection in refusal.value.objections] == [
        "calendar.day_twice",
        "calendar.outside_years",
        "calendar.work_on_weekday",
        "calendar.unreadable",
        "calendar.unreadable",
        "calendar.unreadable",
        "calendar.unreadable",
    ]


@pytest.mark.parametrize("year", [2003, 2030])
def test_a_year_the_library_does_not_know_cannot_be_seeded(year: int):
    with pytest.raises(CalendarMissing, match=f"{year}年"):
        seed_calendar.seed_rows([2018, year])


def test_every_year_the_library_knows_can_be_seeded():
    rows = seed_calendar.seed_rows(range(2004, 2027))

    calendar = WorkCalendar.of({"version": "all", **rows})

    assert all(
        calendar.is_working(day) == chinese_calendar.is_workday(day) for day in days_of(2004, 2026)
    )
    assert set(calendar.names) == set(calendar.exceptions)


def test_the_tool_writes_a_calendar_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "calendar.toml"
    arguments = ["2018-1", str(file), "2017", "2018", "2019", "--basis", DATA["basis"]]

    seed_calendar.main(arguments)
    with pytest.raises(SystemExit) as stop:
        seed_calendar.main(arguments)

    assert file.read_text("utf-8") == FILE.read_text("utf-8")
    assert stop.value.code == 2
    assert "已经存在" in capsys.readouterr().err


def test_the_tool_says_which_year_it_cannot_fill(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit):
        seed_calendar.main(["v", str(tmp_path / "calendar.toml"), "2030"])

    assert "2030年" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_asks_the_library():
    imports = re.compile(r"^\s*(?:import|from)\s+chinese_calendar", re.MULTILINE)
    rooms = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]

    askers = {
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in room.rglob("*.py")
        if imports.search(path.read_text("utf-8"))
    }

    assert askers == {"plans/seed_calendar.py"}
