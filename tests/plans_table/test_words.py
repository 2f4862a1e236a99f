"""Weights, targets and texts as offices write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.table.rows import Target
from plans.table.words import Wrong, clean, read_challenge, read_target, read_weight
from tests.plans_table.tables import WIDE

weights = st.integers(1, 10_000).map(lambda cents: Decimal(cents) / 100)


@given(
    weights,
    st.sampled_from(["{}", "{}分", "{}%", "{} 分", " {} ", "\u3000{}\n", "+{}", "\u200b{}点"]),
    st.sampled_from([{}, WIDE]),
)
def test_a_weight_is_the_same_however_it_is_written(
    weight: Decimal, shape: str, widths: dict[int, int]
):
    text = shape.format(weight)

    assert read_weight(text.translate(widths)) == weight


@given(weights)
def test_a_number_cell_is_the_weight_itself(weight: Decimal):
    assert read_weight(weight) == weight


@pytest.mark.parametrize(
    "text", ["约五分", "五", "5-6", "5%左右", "1.2.3", "abc", "TRUE", "9" * 400]
)
def test_a_weight_is_not_guessed_at(text: str):
    assert read_weight(text) is Wrong.NOT_A_NUMBER


@pytest.mark.parametrize("value", ["0", "-2", "－2分", "\u22122", Decimal(0), Decimal("-0.5")])
def test_a_weight_is_positive(value: str | Decimal):
    assert read_weight(value) is Wrong.NOT_POSITIVE


def test_a_weight_has_at_most_two_decimals():
    assert read_weight("33.333") is Wrong.TOO_FINE
    assert read_weight("33.30") == Decimal("33.3")


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit"),
    [
        ("≥96%", "≥", "96", "%"),
        ("前3名", "", "3", "名"),
        ("组内前三名", "", "3", "名"),
        ("第2名", "", "2", "名"),
        ("24家", "", "24", "家"),
        ("≤25980万立方米", "≤", "25980", "万立方米"),
        ("不超过\uff12\uff15,980 万立方米", "≤", "25980", "万立方米"),
        ("不低于 96.5 %", "≥", "96.5", "%"),
        ("细颗粒物(PM2.5)年均浓度≤63微克/立方米", "≤", "63", "微克/立方米"),
        ("PM2.5年均浓度降到63微克", "", "63", "微克"),
        ("2017年完成30家", "", "30", "家"),
        ("第一批300家", "", "300", "家"),
        ("300家，动态清零", "", "300", "家,动态清零"),
        ("1-3项", "", "1", ""),
        ("0件", "", "0", "件"),
        ("不超过下达量", "", None, ""),
        ("无脱岗", "", None, ""),
    ],
)
def test_a_target_yields_its_sign_number_and_unit(
    text: str, sign: str, number: str | None, unit: str
):
    target = read_target(text)

    assert target == Target(text, sign, None if number is None else Decimal(number), unit)


@given(st.text(max_size=80))
def test_any_text_is_some_target_on_one_line(text: str):
    target = read_target(text)

    assert target.text == clean(text)
    assert not set(target.text) & set("\n\r\t\x00\x0b\u3000\ufeff")


def test_a_challenge_value_is_a_number_or_refused():
    assert read_challenge(Decimal("7.7")) == Decimal("7.7")
    assert read_challenge("≥7.7%") == Decimal("7.7")
    assert read_challenge("再接再厉") is Wrong.NOT_A_NUMBER
