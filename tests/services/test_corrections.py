"""Corrections: only as the conference decided, with a notice, and nothing published is lost."""

from decimal import Decimal

import pytest

from kit.errors import BadInput, Conflict, NotNow, NotPermitted, Objected
from services import (
    appealing,
    appeals,
    conditions,
    corrections,
    documents,
    gates,
    indicators,
    results,
)
from services.acts import Answers, Order
from services.desk import Desk
from services.house import House
from tests.builders import noon
from tests.services.finishing import score_all
from tests.services.hands import ask, at, at_once, do, row, rows, why
from tests.services.year_results import decide, lay_marks, lay_year, publish, versions

WHY = "复核认定该指标少计完成数。"
RESULT = "2017-D30-S"


def _correct(house: House, result: str = RESULT, **body: object):
    return do(house, "office-director", corrections.correct, result, reason=WHY, **body)


@pytest.fixture
def published(working_house: House) -> House:
    """D30 really scored, between D01 on 95 and D02 on 83."""
    house = working_house
    house.clock.move_to(noon(2018, 2, 23))
    score_all(house, "D30")
    lay_year(house, {"D01": "75", "D02": "15"})
    lay_marks(house, "D30", "60")
    at(house, "office-clerk", results.compute)
    publish(house, "D01", "D02", "D30")
    return house


def _ranks(house: House) -> dict[str, int]:
    found = rows(house, "SELECT unit_id, rank FROM result WHERE state = 'published'")
    return {each["unit_id"]: each["rank"] for each in found}


def test_from_an_appeal_to_a_corrected_result_with_its_notice(published: House):
    house = published
    mine = rows(house, "SELECT id FROM indicator WHERE unit_id = 'D30'"
                " AND category = 'own_function' AND method = '完成率法'")[0]  # fmt: skip
    was = row(house, "result", RESULT)
    assert (was["version"], _ranks(house)) == (1, {"D01": 1, "D30": 2, "D02": 3})
    body = {"about_kind": "indicator", "about_id": mine["id"]}
    appeal = at(house, "d30-head", appealing.file, "D30", body, reason="应扣减").id
    do(house, "office-clerk-2", appeals.accept, appeal)
    do(house, "office-director", appeals.uphold, appeal, reason="属实")
    with pytest.raises(Objected) as unscored:
        _correct(house)
    assert why(unscored.value) >= {"result.unscored"}
    do(house, "office-clerk", indicators.score, mine["id"], inputs={"actual": "1"})
    with pytest.raises(Objected) as undecided:
        _correct(house)
    assert why(undecided.value) == {"objected", "gate.not_approved"}
    gate = decide(house, "result_corrected", RESULT)
    _correct(house)
    _is_corrected(house, was, gate)
    with pytest.raises(Objected) as spent:
        _correct(house)
    assert "gate.not_approved" in why(spent.value)


def _is_corrected(house: House, was: dict, gate: str) -> None:
    now = row(house, "result", RESULT)
    first, second = versions(house, "D30")
    assert (first["total"], first["rank"]) == (was["total"], was["rank"])
    assert first["explanation"] == was["explanation"] != now["explanation"]
    assert first["digest"] != second["digest"]
    assert (second["total"], second["gate_id"], second["reason"]) == (now["total"], gate, WHY)
    assert (now["version"], now["state"]) == (2, "published")
    assert now["total"] < was["total"]
    paper = row(house, "document", second["document_id"])
    assert (paper["state"], paper["document_class"], paper["unit_id"]) == (
        "drafted", "correction", "D30",
    )  # fmt: skip
    assert paper["facts"]["was"]["total"] != paper["facts"]["now"]["total"]
    do(house, "system:flow", documents.approve, paper["id"])
    do(house, "system:flow", documents.issue, paper["id"])
    do(house, "d30-head", documents.receive, paper["id"])


def test_others_move_with_a_correction_in_the_same_breath(published: House):
    house = published
    decide(house, "result_corrected", RESULT)
    groups = {key: ["10"] * 3 for key in ("leaders", "heads", "deputies", "cppcc_members")}
    _correct(house, groups=groups)
    assert _ranks(house) == {"D01": 1, "D02": 2, "D30": 3}
    assert [each["rank"] for each in versions(house, "D02")] == [3, 2]
    assert len(versions(house, "D01")) == 1
    steps = rows(house, "SELECT subject_id, trigger, at FROM trail WHERE trigger IN"
                 " ('correct', 'rerank')")  # fmt: skip
    assert {(each["subject_id"], each["trigger"]) for each in steps} == {
        (RESULT, "correct"), ("2017-D02-S", "rerank"),
    }  # fmt: skip
    assert len({each["at"] for each in steps}) == 1
    notice = row(house, "document", versions(house, "D30")[1]["document_id"])
    assert len(notice["facts"]["moved"]) == 1
    assert row(house, "result", RESULT)["duty"] == Decimal(10)


def _open_appeals(house: House) -> bool:
    objections = at(house, "office-clerk", conditions.objections_to, "reports_approved")
    return "condition.appeals_decided" in {objection.code for objection in objections}


def test_anothers_correction_settles_no_appeal(published: House):
    house, mine = published, "2017-D02-S"
    appeal = at(
        house, "d02-head", appealing.file, "D02", {"about_kind": "total"}, reason="核算有出入"
    ).id
    do(house, "office-clerk-2", appeals.accept, appeal)
    do(house, "office-director", appeals.uphold, appeal, reason="属实")
    decide(house, "result_corrected", RESULT)
    groups = {key: ["10"] * 3 for key in ("leaders", "heads", "deputies", "cppcc_members")}
    _correct(house, groups=groups)
    assert len(versions(house, "D02")) == 2
    assert _open_appeals(house)

    decide(house, "result_corrected", mine)
    _correct(house, mine)

    assert not _open_appeals(house)
    windows = rows(house, "SELECT stopped_at FROM deadline WHERE subject_id = :id", id=mine)
    assert windows == [{"stopped_at": None}]


def test_a_correction_asks_for_its_own_gate_once_about_one_result(published: House):
    house = published
    with pytest.raises(BadInput):
        at(house, "office-clerk", gates.request, "result_corrected")
    with pytest.raises(BadInput):
        at(house, "office-clerk", gates.request, "results_confirmed", RESULT)
    with pytest.raises(Objected) as early:
        at(house, "office-clerk", gates.request, "result_corrected", "2017-D05-S")
    assert "gate.subject" in why(early.value)
    first = decide(house, "result_corrected", RESULT)
    with pytest.raises(Objected) as again:
        at(house, "office-clerk", gates.request, "result_corrected", RESULT)
    assert "gate.standing" in why(again.value)
    other = at(house, "office-clerk", gates.request, "result_corrected", "2017-D01-S")
    assert (first, other.id) == ("2017-result_corrected-1", "2017-result_corrected-2")
    assert row(house, "gate", other.id)["round"] == 1
    with pytest.raises(Objected) as anothers:
        _correct(house, "2017-D01-S")
    assert "gate.not_approved" in why(anothers.value)
    _correct(house)
    second = at(house, "office-clerk", gates.request, "result_corrected", RESULT)
    assert row(house, "gate", second.id)["round"] == 2


def test_who_may_not_correct_and_what_may_not_be_corrected(published: House):
    house = published
    for actor in ("office-clerk", "member-1", "d30-head"):
        with pytest.raises(NotPermitted):
            do(house, actor, corrections.correct, RESULT, reason=WHY)
    with pytest.raises(NotNow):
        _correct(house, "2017-D05-S")
    with pytest.raises(Objected) as alone:
        do(house, "office-director", _rerank, "2017-D02-S")
    assert "result.no_correction" in why(alone.value)
    two = (Order(RESULT, reason=WHY), Order("2017-D01-S", reason=WHY))
    with pytest.raises(BadInput):
        ask(house, "office-director", corrections.correct, *two)


def _rerank(desk: Desk, orders: list[Order]) -> Answers:
    return desk.move(results.RESULT, "rerank", orders)


def test_two_corrections_at_once_leave_one_ladder_of_ranks(published: House):
    house = published
    low = {key: ["10"] * 3 for key in ("leaders", "heads", "deputies", "cppcc_members")}
    for unit in ("D01", "D30"):
        decide(house, "result_corrected", f"2017-{unit}-S")

    def by(unit: str):
        return lambda: _correct(house, f"2017-{unit}-S", groups=low)

    told = at_once([by("D01"), by("D30")])
    assert not [one for one in told if isinstance(one, Exception) and not isinstance(one, Conflict)]
    for unit, answer in zip(("D01", "D30"), told, strict=True):
        if isinstance(answer, Conflict):
            by(unit)()
    found = rows(house, "SELECT unit_id, total, rank FROM result WHERE state = 'published'"
                 " ORDER BY total DESC")  # fmt: skip
    totals = [each["total"] for each in found]
    assert [each["rank"] for each in found] == [totals.index(t) + 1 for t in totals]
    assert found[0]["unit_id"] == "D02"
    assert len(versions(house, "D01")) >= 2


def test_the_same_key_corrects_once(published: House):
    house = published
    decide(house, "result_corrected", RESULT)
    order = Order(RESULT, reason=WHY)
    (first,) = ask(house, "office-director", corrections.correct, order, key="c-1")
    (again,) = ask(house, "office-director", corrections.correct, order, key="c-1")
    assert first == again
    assert len(versions(house, "D30")) == 2
