"""Deadlines as offices write them."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.table.days import read_deadline
from plans.table.words import Wrong
from tests.plans_table.tables import WIDE

SINCE_1900, SINCE_1904 = date(1899, 12, 30), date(1904, 1, 1)
HAN = "零一二三四五六七八九"

days = st.dates(date(2017, 1, 1), date(2017, 12, 31))
months = st.integers(1, 12)


def read(value: object) -> object:
    return read_deadline(value, 2017, SINCE_1900)


def in_han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (HAN[ones] if ones else "")


def last_of(month: int) -> date:
    return date(2017, month, monthrange(2017, month)[1])


@given(
    days,
    st.sampled_from(
        [
            "{y}年{m}月{d}日",
            "{y}年{m:02}月{d:02}日前",
            "{y}-{m}-{d}",
            "{y}-{m:02}-{d:02}",
            "{y}.{m:02}.{d:02}",
            "{y}/{m}/{d}",
            "{y}{m:02}{d:02}",
            "{y}-{m:02}-{d:02} 00:00:00",
            "{y}-{m:02}-{d:02}T00:00:00",
            "17年{m}月{d}日",
            "{m}月{d}日",
            "{m}月{d}日前",
            "{m}月{d}号之前",
            "\u3000{m}月{d}日 ",
            "今年{m}月{d}日前完成",
            "截至{m}月{d}日",
            "{m}.{d}",
            "{hm}月{hd}日前",
            "二〇一七年{hm}月{hd}日",
        ]
    ),
    st.sampled_from([{}, WIDE]),
)
def test_a_day_is_the_same_however_it_is_written(day: date, shape: str, widths: dict[int, int]):
    text = shape.format(
        y=day.year, m=day.month, d=day.day, hm=in_han(day.month), hd=in_han(day.day)
    )

    assert read(text.translate(widths)) == day


@given(days)
def test_a_day_may_be_a_date_cell_or_a_serial_number_of_either_epoch(day: date):
    serial = Decimal((day - SINCE_1900).days)
    since_1904 = Decimal((day - SINCE_1904).days)

    assert read(day) == day
    assert read(serial) == day
    assert read(serial + Decimal("0.75")) == day
    assert read(str(serial)) == day
    assert read(Decimal(day.strftime("%Y%m%d"))) == day
    assert read_deadline(since_1904, 2017, SINCE_1904) == day


@given(
    months,
    st.sampled_from(
        [
            "{m}月底",
            "{m}月底前",
            "{m}月末前",
            "{m}月",
            "{m}月份",
            "{m}月下旬",
            "2017年{m}月底前",
            "2017年{m}月",
            "2017.{m}",
            "2017-{m:02}",
            "于{m}月底前完成",
            "{hm}月底前",
        ]
    ),
)
def test_a_month_means_its_last_day(month: int, shape: str):
    assert read(shape.format(m=month, hm=in_han(month))) == last_of(month)


@pytest.mark.parametrize(
    "text",
    ["年底前", "年底", "年末", "年内", "全年", "2017年", "2017年底", "2017年年底前", "2017年全年"],
)
def test_the_whole_year_ends_on_its_last_day(text: str):
    assert read(text) == date(2017, 12, 31)


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("上半年", 6, 30),
        ("2017年上半年底前", 6, 30),
        ("三季度末", 9, 30),
        ("第一季度", 3, 31),
        ("4季度", 12, 31),
        ("11月上旬", 11, 10),
        ("11月中旬前", 11, 20),
        ("2017。9。30", 9, 30),
    ],
)
def test_parts_of_the_year_have_their_ends(text: str, month: int, day: int):
    assert read(text) == date(2017, month, day)


@pytest.mark.parametrize("text", ["2017年2月30日", "2月29日", "13月1日", "11月0日", "2017-00-10"])
def test_a_day_that_does_not_exist_is_called_so(text: str):
    assert read(text) is Wrong.NO_SUCH_DAY


@pytest.mark.parametrize("value", ["2018年3月31日", "2016-12-31", "18年1月1日", date(2018, 1, 1)])
def test_a_day_of_another_year_is_called_so(value: object):
    assert read(value) is Wrong.OUTSIDE_YEAR


@pytest.mark.parametrize(
    "value",
    [
        *("尽快", "长期", "6月底前50%，年底100%", "底", "月底", "9" * 400, "TRUE", "1-2-3-4"),
        *(Decimal("11.3"), Decimal("2017.9"), Decimal(5), Decimal(-1), Decimal(10) ** 300),
    ],
)
def test_a_deadline_is_not_guessed_at(value: object):
    assert read(value) is Wrong.UNREADABLE


@given(st.one_of(st.text(max_size=40), st.decimals(allow_nan=False, allow_infinity=False)))
def test_whatever_stands_there_the_answer_is_a_day_of_the_year_or_a_reason(value: object):
    answer = read(value)

    assert isinstance(answer, Wrong) or date(2017, 1, 1) <= answer < date(2018, 1, 1)


def test_a_leap_day_exists_in_a_leap_year():
    assert read_deadline("2月底", 2020, SINCE_1900) == date(2020, 3, 1) - timedelta(days=1)
