"""Papers: the comparison with the year before, and text that stands in columns."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.comparison import compared, sentence, trend
from reports.paper import Grid, Heading, Text, plain


def _year(year: int, total: str | None, rank: int | None = None) -> dict[str, Any]:
    return {"year": year, "total": total and Decimal(total), "grade": "良好", "rank": rank}


def test_a_year_is_compared_with_the_one_before_and_no_other():
    found = compared([_year(2015, "80"), _year(2016, "88.125", 9), _year(2017, "90", 4)], 2017)

    assert (found["change"], found["rank_change"], found["trend"]) == ("+1.87", 5, "逐年上升")
    assert sentence(found) == "上年88.13分（良好），同比+1.87分，名次上升5位；逐年上升。"


@pytest.mark.parametrize(
    "years",
    [
        [_year(2017, "90", 4)],
        [_year(2015, "80", 1), _year(2017, "90", 4)],
        [_year(2016, None), _year(2017, "90", 4)],
        [_year(2016, "88"), _year(2017, None)],
    ],
)
def test_without_the_year_before_there_is_no_change(years: list[dict[str, Any]]):
    found = compared(years, 2017)

    assert (found["change"], found["rank_change"]) == (None, None)
    assert sentence(found) == "无上一年度可比成绩。"


@given(st.lists(st.decimals("0", "100", places=2), min_size=3, max_size=6))
def test_a_trend_turns_round_with_the_numbers(totals: list[Decimal]):
    turned = {"逐年上升": "逐年下降", "逐年下降": "逐年上升"}

    assert trend([-total for total in totals]) == turned.get(trend(totals), trend(totals))


def test_two_years_are_no_trend():
    assert trend([Decimal(80), Decimal(90)]) == ""


def test_plain_text_numbers_headings_and_aligns_columns_by_width():
    parts = [
        Heading("结果"),
        Grid(("单位", "分"), (("财政局", "90"), ("A", "8"))),
        Heading("说明"),
        Text("完。"),
    ]

    assert plain("标题", parts).splitlines() == [
        "标题", "", "一、结果", "单位    分", "财政局  90", "A       8", "二、说明", "完。",
    ]  # fmt: skip
