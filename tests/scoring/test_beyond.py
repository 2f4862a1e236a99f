"""What follows besides the points: the deduction account (倒扣法), the grade (一票否决法)."""

from decimal import Decimal

import pytest

from kit.errors import BadInput
from scoring.explain import Explained
from scoring.methods import input_problems, parameter_problems, score

PETITIONS = {"unit_points": {"越级上访": "0.5"}, "excess_cap": "1"}
ACCIDENT = {"occurred": True, "event": "较大生产安全事故", "document": "事故调查报告批复"}

# fmt: off
COUNTED = [
    # events  points of 2  for the account
    (0,       "2",         None),
    (3,       "0.5",       None),
    (4,       "0",         None),
    (5,       "0",         "-0.5"),
    (6,       "0",         "-1.0"),
    (60,      "0",         "-1"),
]
# fmt: on


@pytest.mark.parametrize(("events", "points", "excess"), COUNTED)
def test_what_exceeds_the_weight_goes_to_the_deduction_account(
    events: int, points: str, excess: str | None
):
    told = score("overdraft", 2, PETITIONS, {"counts": {"越级上访": events}})

    assert told.points == Decimal(points)
    assert told.beyond == ({} if excess is None else {"excess": excess})


def test_an_overdraft_needs_its_cap():
    (objection,) = parameter_problems("overdraft", {"unit_points": {"a": 1}})

    assert objection.message == "计分参数“倒扣上限”尚未填写。"


@pytest.mark.parametrize(
    ("parameters", "points", "grade"),
    [
        ({}, "0", "good"),
        ({"points": "full"}, "3", "good"),
        ({"grade_at_most": "fail"}, "0", "fail"),
    ],
)
def test_a_veto_costs_the_points_that_were_agreed_and_bounds_the_grade(
    parameters: dict, points: str, grade: str
):
    told = score("veto", 3, parameters, ACCIDENT)

    assert told.points == Decimal(points)
    assert told.beyond == {"grade_at_most": grade}


def test_without_an_event_nothing_follows():
    told = score("veto", 3, {}, {"occurred": False})

    assert (told.points, told.beyond) == (Decimal(3), {})


@pytest.mark.parametrize("lacking", ["event", "document"])
def test_a_veto_needs_its_ground(lacking: str):
    inputs = {name: value for name, value in ACCIDENT.items() if name != lacking}

    assert [o.code for o in input_problems("veto", {}, inputs)] == ["input.veto_without_ground"]
    with pytest.raises(BadInput, match="认定文件"):
        score("veto", 3, {}, inputs)


def test_what_follows_survives_json():
    told = score("veto", 3, {}, ACCIDENT)

    assert Explained.from_json(told.to_json()) == told
    assert "beyond" not in score("done", 3, {}, {"done": True}).to_data()


@pytest.mark.parametrize("score_", ["-1", "100.01", "NaN"])
def test_an_imported_score_lies_within_its_scale(score_: str):
    inputs = {"score": score_, "source": "第三方机构", "document": "报告"}

    with pytest.raises(BadInput):
        score("imported", 5, {}, inputs)


@pytest.mark.parametrize("lacking", ["source", "document"])
def test_an_imported_score_names_who_measured_and_the_paper(lacking: str):
    inputs = {"score": 90, "source": "第三方机构", "document": "报告"}
    del inputs[lacking]

    assert [o.code for o in input_problems("imported", {}, inputs)] == ["input.missing"]
