"""Formulas (公式法): a small language, and nothing outside it."""

import contextlib
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import BadInput
from scoring.methods import agreed, input_problems, parameter_problems, score
from scoring.methods.expression import understood
from scoring.methods.kinds import Unreadable


def share(text: str, **values: object) -> Decimal:
    parameters = {"expression": text, "samples": dict.fromkeys(values, 1)}
    return score("formula", 1, parameters, {"values": values}).points


# fmt: off
WORTH = [
    # formula                           values                   points of 1
    ("0.25",                            {},                      "0.25"),
    ("a / b",                           {"a": 1, "b": 4},        "0.25"),
    ("(a + b) ÷ 100 × 2",               {"a": 10, "b": 20},      "0.6"),
    ("1 − a",                           {"a": "0.3"},            "0.7"),
    ("-a + 1",                          {"a": "0.3"},            "0.7"),
    ("0.1 + 0.2",                       {},                      "0.3"),
    ("max(a, b) - min(a, b)",           {"a": 3, "b": "3.5"},    "0.5"),
    ("abs(a - 1)",                      {"a": "0.5"},            "0.5"),
    ("1 if a >= 3 else 0.5",            {"a": 3},                "1"),
    ("1 if a > 3 else 0.5",             {"a": 3},                "0.5"),
    ("1 if a > 1 and b > 1 else 0",     {"a": 2, "b": 1},        "0"),
    ("1 if a > 1 or b > 1 else 0",      {"a": 2, "b": 1},        "1"),
    ("0 if b == 0 else a / b",          {"a": 1, "b": 0},        "0"),
    ("a",                               {"a": 7},                "1"),
    ("a",                               {"a": -7},               "0"),
    ("（a + b）",                        {"a": "0.1", "b": "0.2"}, "0.3"),
]
HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__bases__",
    "a.b", "a.real", "a.__class__", "(1).real",
    "__class__", "_a", "A", "eval", "lambda: 1", "print(1)", "open('x')", "exec('1')",
    "a[0]", "[1][0]", "{1}", "(1, 2)", "'a'", '"a"', "b'a'", "f'{a}'",
    "a ** b", "9**9**9**9", "10 ** 1000000", "2 << 99", "a // b", "a % b", "a @ b", "~a", "a ^ b",
    "1e999", "1E5", "0x10", "1_000", "1j", "1if a else 2", "9" * 400, "1" * 16, "0." + "1" * 13,
    "True", "None", "a is a", "not a", "a in b", "a := 1", "(yield)", "await a", "a; b", "a\nb",
    "min", "min()", "min(1)", "min(*a)", "min(a, key=a)", "abs(1, 2)", "abs()", "(abs)(1, 2)",
    "(a if a > 1 else min)(1, 2)", "max(1,2)(3)", "a(1)",
    "1 if a else 0", "1 if 1 else 0", "1 < 2", "(1 < 2) + 1", "1 if 1 < a < 3 else 0",
    "a if a > 1", "if a > 1 else 2", "1 +", "+", "()", "", "  ", "a b", "a,", "a = 1", "a == 1",
    "\uff41", "\u0430", "\u2167", "变量", "\u017f", "a\u200b", "a\x00b", "1\u0660", "٣", "a\u202eb",
    "a#b", "a\\b",
    "(" * 300 + "a" + ")" * 300,
    "(" * 80 + "a" + ")" * 80,
    "-" * 400 + "1",
    "a" + "+a" * 200,
    "abs(" * 40 + "a" + ")" * 40,
    "1 if a > 1 else " * 29 + "1",
    "a" * 31,
    "1+" * 500_000 + "1",
    "(" * 1_000_000,
]
# fmt: on


@pytest.mark.parametrize(("text", "values", "expected"), WORTH)
def test_a_formula_is_worth_what_it_says(text: str, values: dict[str, Any], expected: str):
    assert share(text, **values) == Decimal(expected)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_not_in_the_language_is_refused_at_once(text: str):
    begun = time.perf_counter()

    found = parameter_problems("formula", {"expression": text, "samples": {"a": 1, "b": 1}})

    assert [o for o in found if o.code.startswith("parameter.")]
    assert time.perf_counter() - begun < 0.2
    with pytest.raises(BadInput):
        agreed("formula", {"expression": text, "samples": {"a": 1, "b": 1}})


@given(st.text(alphabet="ab019.+-*/()<>=, ifelsandormx_'[]{}:\\\n×÷", max_size=80))
def test_any_text_is_understood_or_refused(text: str):
    try:
        expression = understood(text)
        found = expression.value(dict.fromkeys(expression.names, Decimal(2)))
    except (Unreadable, ArithmeticError):
        return
    assert isinstance(found, Decimal)


@given(st.text(max_size=60))
def test_any_unicode_is_understood_or_refused(text: str):
    with contextlib.suppress(Unreadable):
        assert understood(text).text == text.strip()


@pytest.mark.parametrize("expression", [None, 1, ["a"], {"a": 1}, True])
def test_a_formula_is_text(expression: object):
    assert parameter_problems("formula", {"expression": expression, "samples": {}})


def test_a_division_by_zero_is_an_objection_not_a_crash():
    parameters = {"expression": "a / b", "samples": {"a": 1, "b": 2}}

    for zero in ({"a": 1, "b": 0}, {"a": 0, "b": 0}):
        (objection,) = input_problems("formula", parameters, {"values": zero})
        assert objection.code == "input.division_by_zero"
        with pytest.raises(BadInput, match="除以零"):
            agreed("formula", parameters).points(5, {"values": zero})


def test_a_formula_that_cannot_reckon_its_own_example_is_objected_to():
    found = parameter_problems("formula", {"expression": "1 / (a - 1)", "samples": {"a": 1}})

    assert [o.code for o in found] == ["parameter.division_by_zero"]


@pytest.mark.parametrize(
    ("expression", "samples", "constants", "code"),
    [
        ("a + b", {"a": 1}, {}, "parameter.undeclared"),
        ("a", {"a": 1, "b": 1}, {}, "parameter.unused"),
        ("a", {"a": 1}, {"a": 1}, "parameter.two_meanings"),
        ("a", {"a": 1, "B": 1}, {}, "parameter.bad_name"),
        ("a", {"a": 1}, {"min": 1}, "parameter.bad_name"),
    ],
)
def test_names_are_declared_once_and_used(
    expression: str, samples: dict, constants: dict, code: str
):
    parameters = {"expression": expression, "samples": samples, "constants": constants}

    assert code in [o.code for o in parameter_problems("formula", parameters)]


@pytest.mark.parametrize("values", [{}, {"a": 1}, {"a": 1, "b": 1, "c": 1}, {"a": 1, "c": 1}])
def test_exactly_the_agreed_variables_are_filled_in(values: dict):
    parameters = {"expression": "a / b", "samples": {"a": 1, "b": 2}}

    found = input_problems("formula", parameters, {"values": values})

    assert [o.code for o in found] == ["input.wrong_names"]


def test_constants_stand_in_the_formula():
    parameters = {"expression": "a / full", "samples": {"a": 1}, "constants": {"full": 40}}

    assert score("formula", 10, parameters, {"values": {"a": 10}}).points == Decimal("2.5")
