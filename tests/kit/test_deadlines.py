import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kit.calendar import CalendarMissing, WorkCalendar
from kit.deadlines import (
    Budget,
    Counting,
    Offset,
    Suspension,
    day_of,
    due_day,
    end_of,
    ladder,
    reckon,
    rung_at,
)
from kit.telling import chinese, english

PLAN = Path(__file__).parents[2] / "plans/fangshan-2017"
CALENDAR = WorkCalendar.of(tomllib.loads((PLAN / "calendar.toml").read_text("utf-8")))
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
THREE_WEEKS = Budget(21, Counting.DAYS)
FIFTEEN_WORKING_DAYS = Budget(15, Counting.WORKING_DAYS)

starts = st.dates(date(2017, 1, 1), date(2018, 12, 31))
lengths = st.integers(0, 60)
extensions = st.integers(0, 30)
budgets = st.builds(Budget, lengths, st.sampled_from(Counting), st.booleans())
rolling = st.builds(Budget, lengths, st.sampled_from(Counting))
suspensions = st.builds(
    lambda first, days: Suspension(first, first + days * DAY, "补正材料"),
    starts,
    st.integers(0, 20),
)
ledgers = st.lists(suspensions, max_size=4)
open_ledgers = st.lists(
    st.one_of(suspensions, st.builds(lambda first: Suspension(first, None, "待定"), starts)),
    max_size=4,
)

# domain.md 6.5: receipt, 21 calendar days, 15 working days.
VECTORS = [
    (date(2018, 1, 21), date(2018, 2, 11), date(2018, 2, 9)),
    (date(2018, 1, 25), date(2018, 2, 22), date(2018, 2, 14)),
    (date(2018, 3, 2), date(2018, 3, 23), date(2018, 3, 23)),
    (date(2018, 3, 16), date(2018, 4, 8), date(2018, 4, 9)),
    (date(2018, 4, 9), date(2018, 5, 2), date(2018, 4, 28)),
    (date(2018, 5, 28), date(2018, 6, 19), date(2018, 6, 19)),
    (date(2018, 9, 10), date(2018, 10, 8), date(2018, 9, 30)),
    (date(2018, 9, 8), date(2018, 9, 29), date(2018, 9, 29)),
]


def used(day: date, counting: Counting, ledger: list[Suspension]) -> bool:
    """Whether a day uses up a unit: the rule in the plainest words, to test against."""
    running = not any(stop.covers(day) for stop in ledger)
    return running and (counting is Counting.DAYS or CALENDAR.is_working(day))


def told(*asked: object) -> Sequence[str]:
    """The way to a due day in Chinese."""
    return chinese(reckon(*asked))


def later(a: date | None, b: date | None) -> bool:
    """Whether b is not nearer than a, no day being farthest of all."""
    return b is None or (a is not None and a <= b)


@pytest.mark.parametrize(("received", "due", "_"), VECTORS)
def test_three_weeks_end_where_the_law_says(received: date, due: date, _: date):
    assert due_day(received, THREE_WEEKS, CALENDAR) == due


@pytest.mark.parametrize(("received", "_", "due"), VECTORS)
def test_fifteen_working_days_end_where_the_law_says(received: date, _: date, due: date):
    assert due_day(received, FIFTEEN_WORKING_DAYS, CALENDAR) == due


def test_a_budget_that_does_not_roll_ends_on_the_rest_day():
    fixed = Budget(21, Counting.DAYS, rolls=False)

    assert due_day(date(2018, 3, 16), fixed, CALENDAR) == date(2018, 4, 6)


def test_an_empty_budget_ends_on_the_start_day():
    assert due_day(date(2018, 4, 6), Budget(0, Counting.DAYS), CALENDAR) == date(2018, 4, 8)
    assert due_day(date(2018, 4, 6), Budget(0, Counting.DAYS, rolls=False), CALENDAR) == date(
        2018, 4, 6
    )


@settings(deadline=None)
@given(starts, rolling, ledgers, extensions)
def test_exactly_the_granted_time_can_be_used(
    start: date, budget: Budget, ledger: list[Suspension], extension: int
):
    assume(budget.length)
    due = due_day(start, budget, CALENDAR, ledger, extension)

    days = [start + n * DAY for n in range(1, (due - start).days + 1)]
    usable = sum(used(day, budget.counting, ledger) for day in days)
    granted = budget.length + extension
    assert usable >= granted
    over_rest = [day for day in days if used(day, budget.counting, ledger)][granted:-1]
    assert not any(CALENDAR.is_working(day) for day in over_rest)


@settings(deadline=None)
@given(starts, lengths, st.sampled_from(Counting), ledgers, extensions)
def test_a_budget_that_does_not_roll_ends_on_its_last_unit(
    start: date, length: int, counting: Counting, ledger: list[Suspension], extension: int
):
    assume(length)

    due = due_day(start, Budget(length, counting, rolls=False), CALENDAR, ledger, extension)

    days = [start + n * DAY for n in range(1, (due - start).days + 1)]
    assert sum(used(day, counting, ledger) for day in days) == length + extension
    assert used(due, counting, ledger)


@settings(deadline=None)
@given(starts, rolling, ledgers, extensions)
def test_a_rolling_deadline_never_falls_on_a_rest_day(
    start: date, budget: Budget, ledger: list[Suspension], extension: int
):
    due = due_day(start, budget, CALENDAR, ledger, extension)

    assert CALENDAR.is_working(due)
    assert not any(stop.covers(due) for stop in ledger)


@settings(deadline=None)
@given(starts, st.integers(0, 30), budgets, open_ledgers, extensions)
def test_a_later_start_never_brings_the_end_nearer(
    start: date, days: int, budget: Budget, ledger: list[Suspension], extension: int
):
    after = start + days * DAY

    assert later(
        due_day(start, budget, CALENDAR, ledger, extension),
        due_day(after, budget, CALENDAR, ledger, extension),
    )


@settings(deadline=None)
@given(starts, budgets, st.integers(0, 20), open_ledgers, extensions)
def test_more_time_never_brings_the_end_nearer(
    start: date, budget: Budget, more: int, ledger: list[Suspension], extension: int
):
    assume(budget.length)
    longer = Budget(budget.length + more, budget.counting, budget.rolls)
    due = due_day(start, budget, CALENDAR, ledger, extension)

    assert later(due, due_day(start, longer, CALENDAR, ledger, extension))
    assert later(due, due_day(start, budget, CALENDAR, ledger, extension + more))


@settings(deadline=None)
@given(starts, budgets, open_ledgers, open_ledgers, extensions)
def test_a_suspension_never_brings_the_end_nearer(
    start: date,
    budget: Budget,
    ledger: list[Suspension],
    more: list[Suspension],
    extension: int,
):
    assert later(
        due_day(start, budget, CALENDAR, ledger, extension),
        due_day(start, budget, CALENDAR, [*more, *ledger], extension),
    )


@pytest.mark.parametrize("counting", Counting)
@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        ("2017-01-01", "2017-01-01", "2017-01-01"),
        ("2017-01-01", None, None),
        ("2017-01-02", None, "2017-01-01"),
    ],
)
def test_a_day_fixed_on_a_rest_day_never_comes_before_itself(
    counting: Counting, first: str, last: str | None, due: str | None
):
    stop = Suspension(date.fromisoformat(first), date.fromisoformat(last) if last else None, "待定")
    found = due_day(date(2017, 1, 1), Budget(0, counting, rolls=False), CALENDAR, [stop])

    if last and counting is Counting.DAYS:
        assert found == date(2017, 1, 2)  # every day is counted, and this one stood still
    else:
        assert found == (date.fromisoformat(due) if due else None)


@settings(deadline=None)
@given(starts, budgets, open_ledgers, extensions)
def test_days_suspended_twice_count_once(
    start: date, budget: Budget, ledger: list[Suspension], extension: int
):
    assert due_day(start, budget, CALENDAR, ledger, extension) == due_day(
        start, budget, CALENDAR, [*reversed(ledger), *ledger], extension
    )


@settings(deadline=None)
@given(starts, budgets, ledgers, extensions)
def test_an_extension_is_as_good_as_a_longer_budget(
    start: date, budget: Budget, ledger: list[Suspension], extension: int
):
    assume(budget.length)
    longer = Budget(budget.length + extension, budget.counting, budget.rolls)

    assert due_day(start, budget, CALENDAR, ledger, extension) == due_day(
        start, longer, CALENDAR, ledger
    )


@settings(deadline=None)
@given(starts, lengths, st.sampled_from(Counting), ledgers, suspensions, extensions)
def test_a_suspension_of_n_counted_days_moves_the_end_by_n_counted_days(
    start: date,
    length: int,
    counting: Counting,
    ledger: list[Suspension],
    stop: Suspension,
    extension: int,
):
    budget = Budget(length, counting, rolls=False)
    before = due_day(start, budget, CALENDAR, ledger, extension)
    assume(counting is Counting.DAYS or CALENDAR.is_working(before))
    assume(not length or stop.first > start)
    stood = [stop.first + n * DAY for n in range((stop.last - stop.first).days + 1)]

    after = due_day(start, budget, CALENDAR, [*ledger, stop], extension)

    passed = [before + n * DAY for n in range(1, (after - before).days + 1)]
    lost = sum(used(day, counting, ledger) for day in stood if day <= before)
    won = sum(used(day, counting, [*ledger, stop]) for day in passed)
    assert won == lost


@settings(deadline=None)
@given(starts, budgets, ledgers, extensions)
def test_a_day_that_is_fixed_moves_on_only_by_what_stood_before_it(
    start: date, budget: Budget, ledger: list[Suspension], extension: int
):
    fixed = Budget(0, budget.counting, budget.rolls)
    plain = due_day(start, fixed, CALENDAR, (), extension)
    over = [stop for stop in ledger if stop.first > plain]

    assert due_day(start, fixed, CALENDAR, over, extension) == plain


def test_suspended_days_are_not_counted():
    stops = [
        Suspension(date(2018, 3, 20), date(2018, 3, 22), "补正材料"),
        Suspension(date(2018, 3, 22), date(2018, 3, 23), "现场核查"),
    ]

    assert due_day(date(2018, 3, 1), Budget(25, Counting.DAYS), CALENDAR, stops) == date(
        2018, 3, 30
    )


def test_an_open_suspension_leaves_no_due_day_once_the_count_reaches_it():
    stops = [Suspension(date(2018, 4, 7), None, "待上级批复")]

    assert due_day(date(2018, 3, 16), THREE_WEEKS, CALENDAR, stops) is None
    assert due_day(date(2018, 3, 14), THREE_WEEKS, CALENDAR, stops) == date(2018, 4, 4)


def test_an_end_rolls_over_suspended_days_too():
    stops = [Suspension(date(2018, 4, 8), date(2018, 4, 9), "系统停机")]

    assert due_day(date(2018, 3, 16), THREE_WEEKS, CALENDAR, stops) == date(2018, 4, 10)


@pytest.mark.parametrize("counting", Counting)
def test_a_deadline_that_runs_into_a_year_without_data_is_refused(counting: Counting):
    with pytest.raises(CalendarMissing, match="2020年"):
        due_day(date(2019, 12, 25), Budget(10, counting), CALENDAR)


def test_a_fixed_day_asks_no_calendar():
    fixed = Budget(10, Counting.DAYS, rolls=False)

    assert due_day(date(2019, 12, 25), fixed, CALENDAR) == date(2020, 1, 4)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="期限"):
        Budget(-1, Counting.DAYS)
    with pytest.raises(ValueError, match="中止"):
        Suspension(date(2018, 3, 2), date(2018, 3, 1), "颠倒")
    with pytest.raises(ValueError, match="延期"):
        due_day(date(2018, 3, 16), THREE_WEEKS, CALENDAR, extension=-1)


def test_the_way_over_a_holiday_is_told():
    assert told(date(2018, 3, 16), THREE_WEEKS, CALENDAR) == (
        "2018年3月16日当日不计，自次日（3月17日）起算。",
        "第21日为4月6日。",
        "4月6日系清明节放假，顺延至4月8日（调休上班）。",
        "期限至2018年4月8日24时止。",
    )


def test_the_way_over_a_holiday_is_told_in_english():
    assert english(reckon(date(2018, 3, 16), THREE_WEEKS, CALENDAR)) == (
        "16 March 2018 itself is not counted: counting begins on 17 March.",
        "The 21st day is 6 April.",
        (
            "6 April is a public holiday (清明节), so the end moves on to 8 April"
            " (a made-up working Sunday)."
        ),
        "So the period ends on 8 April 2018 at 24:00.",
    )


def test_the_way_through_a_suspension_and_an_extension_is_told():
    stops = [Suspension(date(2017, 12, 20), date(2017, 12, 22), "补正材料")]

    assert told(date(2017, 12, 15), FIFTEEN_WORKING_DAYS, CALENDAR, stops, 5) == (
        "2017年12月15日当日不计，自次日（12月16日）起算。",
        "12月20日至12月22日中止计时（补正材料），不计入。",
        "第15个工作日为2018年1月11日。",
        "延期5个工作日，至2018年1月18日。",
        "期限至2018年1月18日24时止。",
    )


def test_the_way_into_an_open_suspension_is_told():
    stops = [Suspension(date(2018, 3, 20), None, "待上级批复")]

    assert told(date(2018, 3, 16), THREE_WEEKS, CALENDAR, stops) == (
        "2018年3月16日当日不计，自次日（3月17日）起算。",
        "3月20日起中止计时（待上级批复），不计入。",
        "中止计时尚未恢复，期限暂不能确定。",
    )


def test_the_way_of_a_suspended_day_is_told():
    stops = [Suspension(date(2018, 3, 16), date(2018, 3, 16), "系统停机")]

    assert told(date(2018, 3, 16), Budget(0, Counting.DAYS), CALENDAR, stops) == (
        "规定日期为2018年3月16日。",
        "3月16日至3月16日中止计时（系统停机），不计入。",
        "扣除中止的日数，期限顺延至3月17日。",
        "3月17日系星期六，顺延至3月19日（星期一）。",
        "期限至2018年3月19日24时止。",
    )


def test_a_suspension_after_the_end_is_not_told():
    stops = [Suspension(date(2018, 5, 1), None, "无关")]

    assert told(date(2018, 3, 16), THREE_WEEKS, CALENDAR, stops) == told(
        date(2018, 3, 16), THREE_WEEKS, CALENDAR
    )


@settings(deadline=None)
@given(starts, budgets, open_ledgers, extensions)
def test_what_is_told_ends_with_the_due_day(
    start: date, budget: Budget, ledger: list[Suspension], extension: int
):
    way = reckon(start, budget, CALENDAR, ledger, extension)

    if way.due is None:
        assert chinese(way)[-1] == "中止计时尚未恢复，期限暂不能确定。"
        assert english(way)[-1].startswith("The clock still stands")
    else:
        said = f"{way.due.year}年{way.due.month}月{way.due.day}日"
        assert chinese(way)[-1] == f"期限至{said}24时止。"
        assert english(way)[-1] == f"So the period ends on {way.due:%-d %B %Y} at 24:00."
    assert len(chinese(way)) == len(english(way))


def test_a_day_ends_at_midnight_in_shanghai():
    assert end_of(date(2018, 4, 8), SHANGHAI) == datetime(2018, 4, 8, 16, tzinfo=UTC)
    assert end_of(date(2018, 4, 8), SHANGHAI).tzinfo is UTC


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_the_end_of_a_day_is_the_first_instant_of_the_next(day: date):
    end = end_of(day, SHANGHAI)

    assert day_of(end, SHANGHAI) == day + DAY
    assert day_of(end - timedelta(microseconds=1), SHANGHAI) == day


def test_an_instant_without_a_zone_has_no_day():
    with pytest.raises(ValueError, match="时区"):
        day_of(datetime(2018, 4, 8), SHANGHAI)  # noqa: DTZ001 - the mistake itself


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("-5wd", Offset(-5, Counting.WORKING_DAYS)),
        ("-3d", Offset(-3, Counting.DAYS)),
        ("0", Offset(0, Counting.DAYS)),
        ("+2wd", Offset(2, Counting.WORKING_DAYS)),
    ],
)
def test_an_offset_is_read_and_written(text: str, offset: Offset):
    assert Offset.parse(text) == offset
    assert str(offset) == text


@pytest.mark.parametrize(
    "text", ["", "5wd", "-5", "+0d", "-05d", "T-5wd", "-5 wd", "-5WD", "0d", "-\uff15d"]
)
def test_an_unreadable_offset_is_refused_with_an_example(text: str):
    with pytest.raises(ValueError, match="-5wd"):
        Offset.parse(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        # T is Sunday 8 April 2018, a made-up working day after Qingming (5 to 7 April).
        ("-1wd", datetime(2018, 4, 3, 16, tzinfo=UTC)),
        ("-5wd", datetime(2018, 3, 28, 16, tzinfo=UTC)),
        ("-3d", datetime(2018, 4, 4, 16, tzinfo=UTC)),
        ("0", datetime(2018, 4, 8, 16, tzinfo=UTC)),
        ("+2wd", datetime(2018, 4, 10, 16, tzinfo=UTC)),
        ("+1d", datetime(2018, 4, 9, 16, tzinfo=UTC)),
    ],
)
def test_a_rung_rings_at_its_instant(text: str, at: datetime):
    assert rung_at(date(2018, 4, 8), Offset.parse(text), CALENDAR, SHANGHAI) == at


def test_a_ladder_is_in_order_of_time():
    offsets = [Offset.parse(text) for text in ("+2wd", "0", "-3d", "-5wd")]

    rungs = ladder(date(2018, 4, 8), offsets, CALENDAR, SHANGHAI)

    assert [text for text, _ in rungs] == ["-5wd", "-3d", "0", "+2wd"]
    assert rungs[2][1] == end_of(date(2018, 4, 8), SHANGHAI)


@settings(deadline=None)
@given(
    st.dates(date(2017, 2, 1), date(2019, 11, 30)),
    st.lists(st.builds(Offset, st.integers(-10, 10), st.sampled_from(Counting)), max_size=6),
)
def test_warnings_ring_before_the_end_and_the_rest_from_it_on(due: date, offsets: list[Offset]):
    end = end_of(due, SHANGHAI)

    rungs = ladder(due, offsets, CALENDAR, SHANGHAI)

    assert len(rungs) == len(offsets)
    assert [at for _, at in rungs] == sorted(at for _, at in rungs)
    assert all((at < end) == text.startswith("-") for text, at in rungs)
