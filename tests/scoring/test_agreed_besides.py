"""What is agreed about the datum of every method: unit, places, source, evidence."""

import pytest

from kit.errors import BadInput
from scoring.methods import METHODS, input_problems, parameter_problems, score

ABOUT = {
    "unit": "万平方米",
    "decimals": 1,
    "source": "区城管执法局台账",
    "evidence": ["销账单", "现场照片"],
}


@pytest.mark.parametrize("code", METHODS)
def test_every_method_can_say_where_its_datum_comes_from(code: str):
    assert parameter_problems(code, {**METHODS[code].example.parameters, **ABOUT}) == ()


def test_what_was_agreed_is_told_with_the_score():
    told = score("completion", 8, {"target": "216", **ABOUT}, {"actual": "180.5"})

    assert told.values == {
        "权重": "8",
        "目标值": "216",
        "计量单位": "万平方米",
        "小数位数": "1",
        "数据来源": "区城管执法局台账",
        "佐证清单": "销账单、现场照片",
        "实际值": "180.5",
    }


@pytest.mark.parametrize(("actual", "fits"), [("180", True), ("180.50", True), ("180.55", False)])
def test_a_datum_with_more_places_than_agreed_is_objected_to(actual: str, *, fits: bool):
    parameters = {"target": "216", **ABOUT}

    found = [o.code for o in input_problems("completion", parameters, {"actual": actual})]

    assert found == ([] if fits else ["input.too_many_places"])
    if not fits:
        with pytest.raises(BadInput, match="小数位数超过约定的 1 位"):
            score("completion", 8, parameters, {"actual": actual})


@pytest.mark.parametrize("evidence", ["销账单", [""], [1], {}])
def test_a_list_of_evidence_is_a_list_of_names(evidence: object):
    assert parameter_problems("done", {"evidence": evidence})
