"""Worked examples: every method, and an indicator's own."""

import json
from decimal import Decimal

import pytest

from kit.errors import BadInput, NotFound
from scoring.methods import METHODS, described, outlook, score, shown


def test_all_methods_are_described_with_a_worked_example():
    found = described()

    assert [method["code"] for method in found] == list(METHODS)
    assert json.loads(json.dumps(found)) == found
    for method in found:
        example = method["example"]
        again = score(method["code"], example["weight"], example["parameters"], example["inputs"])
        assert example["points"] == str(shown(again.points))
        assert example["steps"][1].endswith(example["rule"])
        assert all(method[name] for name in ("formula", "direction", "value_type"))


@pytest.mark.parametrize("code", METHODS)
def test_an_indicator_s_outlook_is_what_its_score_would_be(code: str):
    told = outlook(code, Decimal("7.30"), METHODS[code].example.parameters)

    assert told["reached"]
    for case in told["reached"]:
        again = score(code, "7.30", METHODS[code].example.parameters, case["inputs"])
        assert case["points"] == str(shown(again.points))
    best = max(Decimal(case["points"]) for case in told["reached"])
    assert best == Decimal("7.30") or code == "formula"


def test_an_outlook_reaches_from_full_marks_down():
    told = outlook("completion", Decimal(10), {"target": "200", "floor": "0.6"})

    assert [(case["inputs"]["actual"], case["points"]) for case in told["reached"]] == [
        ("200", "10.00"), ("180.0", "9.00"), ("160.0", "8.00"), ("120.0", "6.00"),
    ]  # fmt: skip


def test_an_outlook_keeps_to_the_agreed_places():
    told = outlook("completion", Decimal(10), {"target": "5", "decimals": 0})

    assert [case["inputs"]["actual"] for case in told["reached"]] == ["5", "4.0"]


def test_wrong_parameters_have_no_outlook():
    with pytest.raises(BadInput):
        outlook("completion", Decimal(10), {})
    with pytest.raises(NotFound):
        outlook("guess", Decimal(10), {})
