"""Decomposition: one draft for each unit, the principles of 方案 三（三）2, done again, at once."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import BadInput, NotFound, NotNow, NotPermitted, Objected
from services import goals, indicators
from services.acts import Act, Answer, Order
from services.desk import Desk
from services.door import Subject
from services.goal_facts import goal_facts
from services.house import House
from services.rules import Rules
from tests.builders import SHANGHAI, YEAR, desk, plan
from tests.services.hands import at, at_once, do, row, rows, value, verdict, why
from tests.services.test_goals import LEAD, accepted, collected, state

TEMPLATE = {
    "method": "完成率法",
    "nodes": [
        {"text": "完成一半", "due_on": "2017-09-30"},
        {"text": "全部完成", "due_on": "2017-12-31"},
    ],
}


def share(unit: str, target: int, last_year: object = None, weight: str = "2.5") -> dict[str, Any]:
    told = {"unit_id": unit, "weight": weight, "target": f"{target}家", "target_number": target}
    return told if last_year is None else {**told, "last_year": last_year}


FINE = [share("T03", 18, 15), share("T04", 15, 12), share("T16", 3, 2)]


def decompose(house: House, actor: str, goal: str, shares: list, reason: str = "", **more: Any):
    with house.database.connect() as connection:
        seat = desk(house, connection, actor, reason=reason)
        return goals.decompose(seat, goal, {"template": TEMPLATE, "shares": shares}, **more)


def carriers(house: House, goal: str) -> list[dict[str, Any]]:
    return rows(
        house,
        "SELECT * FROM indicator WHERE goal_id = :g AND state <> 'cancelled' ORDER BY id",
        g=goal,
    )


def test_every_unit_gets_a_draft_with_its_own_numbers(shared_house: House):
    goal = accepted(shared_house)
    last = value(shared_house, "SELECT max(number) FROM indicator WHERE unit_id = 'T03'")

    answer = decompose(shared_house, "d27-clerk", goal, FINE)

    assert answer.id == goal
    assert state(shared_house, goal) == "covered"
    drafts = carriers(shared_house, goal)
    assert [d["unit_id"] for d in drafts] == ["T03", "T04", "T16"]
    first = drafts[0]
    assert first["number"] == last + 1
    assert first["id"] == f"{YEAR}-T03-{last + 1:03d}"
    assert (str(first["weight"]), first["target"], int(first["last_year"])) == ("2.50", "18家", 15)
    assert (first["assessor_id"], first["level3"], first["category"]) == (
        LEAD,
        "再生水厂提标",
        "key",
    )
    assert first["basis"] == "市政府绩效任务（补充）（京绩2017年9号）"
    assert first["parameters"]
    assert [node["due_on"] for node in first["nodes"]] == ["2017-09-30", "2017-12-31"]


def test_the_drafts_are_declared_by_their_units_like_any_other(shared_house: House):
    goal = accepted(shared_house)
    decompose(shared_house, "d27-head", goal, FINE)

    mine = carriers(shared_house, goal)[0]["id"]
    do(shared_house, "t03-head", indicators.declare, mine)

    assert row(shared_house, "indicator", mine)["state"] == "declared"


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([share("T03", 18, 18), share("T04", 15, 12)], "not_above_last_year"),
        ([share("T03", 18, 15), share("T04", 18, 12)], "all_alike"),
        ([share("T03", 18, 15), share("T04", 15)], "not_its_work"),
        ([share("T03", 18, 15), share("T04", 15, 0)], "not_its_work"),
    ],
)
def test_a_principle_is_a_warning_that_a_reason_overrides(
    shared_house: House, shares: list, code: str
):
    goal = accepted(shared_house)

    with pytest.raises(Objected) as warned:
        decompose(shared_house, "d27-clerk", goal, shares)
    assert [o.code for o in warned.value.objections] == [f"decomposition.{code}"]
    assert all(o.overridable for o in warned.value.objections)
    assert carriers(shared_house, goal) == []

    decompose(shared_house, "d27-clerk", goal, shares, reason="今年新增，全区统一标准")
    assert len(carriers(shared_house, goal)) == 2
    told = rows(
        shared_house,
        "SELECT reason, data FROM trail WHERE subject_id = :g AND trigger = 'decompose'",
        g=goal,
    )
    assert told[0]["reason"] == "今年新增，全区统一标准"
    assert [s["unit_id"] for s in told[0]["data"]["shares"]] == [s["unit_id"] for s in shares]


def test_all_principles_are_told_at_once_with_the_units(shared_house: House):
    goal = accepted(shared_house)
    shares = [share("T03", 5, 9), share("T04", 5, 5), share("T05", 5)]

    with pytest.raises(Objected) as warned:
        decompose(shared_house, "d27-clerk", goal, shares)

    told = {o.code.partition(".")[2]: o.message for o in warned.value.objections}
    names = dict.fromkeys(("T03", "T04", "T05"))
    for unit in names:
        names[unit] = value(shared_house, "SELECT name FROM unit WHERE id = :u", u=unit)
    assert set(told) == {"not_above_last_year", "all_alike", "not_its_work"}
    assert told["not_above_last_year"].startswith(f"{names['T03']}、{names['T04']}")
    assert told["not_its_work"].startswith(names["T05"])


@given(
    targets=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    last=st.lists(st.none() | st.integers(0, 9), min_size=5, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_the_principles_follow_from_the_numbers_alone(targets: list[int], last: list[int | None]):
    units = [f"T{n:02d}" for n in range(1, len(targets) + 1)]
    known = dict(zip(units, last, strict=False))
    asked = dict(zip(units, targets, strict=True))

    facts = _facts([share(unit, asked[unit], known[unit]) for unit in units])

    done = {unit for unit in units if known[unit]}
    assert len(facts.below) == sum(asked[unit] <= (known[unit] or 0) for unit in done)
    assert facts.alike is (len(units) > 1 and len(set(targets)) == 1)
    assert len(facts.idle) == (len(units) - len(done) if done else 0)


def _facts(shares: list[dict[str, Any]]):
    act = Act(district_id="d", actor="a", at=datetime(2017, 7, 3, tzinfo=UTC))
    seat = Desk(None, act, Rules(plan(), plan().calendar(), SHANGHAI))
    goal = {"document": "x", "unit_id": LEAD, "level": "city", "carriers": [], "drafts": {}}
    return goal_facts(seat, Subject(goal, frozenset()), Order("g", {"shares": shares}))


def test_done_again_it_replaces_what_nobody_has_declared(shared_house: House):
    goal = accepted(shared_house)
    decompose(shared_house, "d27-clerk", goal, FINE)
    before = {d["unit_id"]: d["id"] for d in carriers(shared_house, goal)}

    decompose(shared_house, "d27-clerk", goal, [share("T04", 16, 12), share("T05", 7, 6)])

    after = {d["unit_id"]: d for d in carriers(shared_house, goal)}
    assert set(after) == {"T04", "T05"}
    assert after["T04"]["id"] == before["T04"]
    assert after["T04"]["target"] == "16家"
    for unit in ("T03", "T16"):
        assert row(shared_house, "indicator", before[unit])["state"] == "cancelled"


def test_without_shares_a_decomposition_is_taken_back(shared_house: House):
    goal = accepted(shared_house)
    decompose(shared_house, "d27-clerk", goal, FINE)

    decompose(shared_house, "office-clerk", goal, [])

    assert carriers(shared_house, goal) == []
    assert state(shared_house, goal) == "accepted"
    with pytest.raises(BadInput):
        decompose(shared_house, "office-clerk", goal, [])


def test_what_a_unit_has_declared_is_not_decomposed_again(shared_house: House):
    goal = accepted(shared_house)
    decompose(shared_house, "d27-clerk", goal, FINE)
    mine = carriers(shared_house, goal)[0]["id"]
    do(shared_house, "t03-head", indicators.declare, mine)

    with pytest.raises(Objected) as twice:
        decompose(shared_house, "d27-clerk", goal, FINE)
    assert why(twice.value) >= {"goal.already_carried"}
    assert len(twice.value.objections) == 1

    decompose(shared_house, "d27-clerk", goal, FINE[1:])
    assert row(shared_house, "indicator", mine)["state"] == "declared"


def test_who_does_not_lead_does_not_decompose(shared_house: House):
    goal = accepted(shared_house)

    with pytest.raises(NotFound):
        decompose(shared_house, "d12-clerk", goal, FINE)
    with pytest.raises(NotPermitted):
        decompose(shared_house, "supervisor", goal, FINE)
    assert carriers(shared_house, goal) == []


def test_a_lead_gives_itself_no_share_but_the_office_may(shared_house: House):
    goal = accepted(shared_house)
    shares = [share(LEAD, 9, 8), share("T03", 7, 6)]

    with pytest.raises(Objected) as own:
        decompose(shared_house, "d27-clerk", goal, shares)
    assert why(own.value) >= {"goal.own_share"}

    decompose(shared_house, "office-clerk", goal, shares)
    assert {d["unit_id"]: d["assessor_id"] for d in carriers(shared_house, goal)} == {
        LEAD: "JXB",
        "T03": LEAD,
    }


def test_an_examiner_drafts_only_what_carries_a_goal_it_leads(shared_house: House):
    columns = {
        "unit_id": "T03", "category": "key", "weight": 1, "level1": "a", "level2": "b",
        "level3": "c", "target": "1", "target_number": 1, "challenge": None, "method": "是否法",
        "assessor_id": LEAD, "basis": "x", "nodes": [],
    }  # fmt: skip

    def draft(goal: str | None, number: int):
        given = {**columns, "id": f"{YEAR}-T03-{number}", "number": number, "goal_id": goal}
        return at(shared_house, "d27-clerk", indicators.draft, [given])[0]

    assert why(draft(None, 901)) >= {"goal.not_led"}
    assert why(draft("2017-G01", 902)) >= {"goal.not_led"}
    assert isinstance(draft("2017-G14", 903), Answer)


@pytest.mark.parametrize(
    ("shares", "common"),
    [
        ([share("X99", 1)], TEMPLATE),
        ([share("JXB", 1)], TEMPLATE),
        ([share("T03", 1), share("T03", 2)], TEMPLATE),
        ([share("T03", 1, "lots")], TEMPLATE),
        ([share("T03", 1, "NaN")], TEMPLATE),
        ([share("T03", 1)], {"nodes": TEMPLATE["nodes"]}),
        ([share("T03", 1)], {"method": "完成率法"}),
    ],
)
def test_shares_that_cannot_be_are_refused(shared_house: House, shares: list, common: dict):
    goal = accepted(shared_house)
    body = {"template": common, "shares": shares}
    with pytest.raises(BadInput):
        at(shared_house, "d27-clerk", goals.decompose, goal, body)


def test_a_preview_tells_all_and_moves_nothing(shared_house: House):
    goal = accepted(shared_house)
    decompose(shared_house, "d27-clerk", goal, FINE)
    revision = row(shared_house, "goal", goal)["revision"]
    body = {"template": TEMPLATE, "shares": [share("T04", 20, 12), share("T05", 7, 6)]}

    told = at(shared_house, "d27-clerk", goals.preview, goal, body)
    warned = at(
        shared_house, "d27-clerk", goals.preview, goal, {**body, "shares": [share("T04", 1, 2)]}
    )

    assert told["objections"] == []
    assert [(i["unit_id"], i["trigger"]) for i in told["indicators"]] == [
        ("T05", "draft"),
        ("T04", "replace"),
        ("T03", "discard"),
        ("T16", "discard"),
    ]
    assert [o.code for o in warned["objections"]] == ["decomposition.not_above_last_year"]
    assert row(shared_house, "goal", goal)["revision"] == revision


def test_two_decompositions_of_one_goal_at_once_leave_exactly_one(shared_house: House):
    goal = accepted(shared_house)
    seen = row(shared_house, "goal", goal)["revision"]
    deeds = [
        partial(decompose, shared_house, actor, goal, shares, revision=seen)
        for actor, shares in (("d27-clerk", FINE), ("d27-head", [share("T05", 7, 6)]))
    ]

    found = at_once(deeds)

    won = [answer for answer in found if isinstance(answer, Answer)]
    assert len(won) == 1, found
    (lost,) = [answer for answer in found if not isinstance(answer, Answer)]
    assert lost.code in ("conflict", "stale")
    units = {d["unit_id"] for d in carriers(shared_house, goal)}
    assert units in ({"T03", "T04", "T16"}, {"T05"})


def test_many_goals_are_decomposed_to_the_same_units_at_once(shared_house: House):
    mine = [accepted(shared_house) for _ in range(4)]

    found = at_once([partial(decompose, shared_house, "d27-clerk", goal, FINE) for goal in mine])

    assert all(isinstance(answer, Answer) for answer in found), found
    for goal in mine:
        assert len(carriers(shared_house, goal)) == 3
    assert verdict(shared_house).first_bad is None


def test_the_same_key_decomposes_once(shared_house: House):
    goal = accepted(shared_house)
    body = {"template": TEMPLATE, "shares": FINE}

    first = at(shared_house, "d27-clerk", goals.decompose, goal, body, key="k1")
    again = at(shared_house, "d27-clerk", goals.decompose, goal, body, key="k1")

    assert again == first
    assert len(carriers(shared_house, goal)) == 3


def test_a_goal_that_is_not_accepted_is_not_decomposed(shared_house: House):
    with pytest.raises(NotNow):
        decompose(shared_house, "office-clerk", collected(shared_house), FINE)


def test_last_year_comes_from_the_plans_baselines_whatever_is_told(shared_house: House):
    goal = accepted(shared_house, title="拆除违法建设面积")
    known = plan().last_year("T03", "拆除违法建设面积")
    assert known is not None
    shares = [share("T03", int(known) - 1), share("T04", 9, 8)]

    with pytest.raises(Objected) as warned:
        decompose(shared_house, "d27-clerk", goal, shares)
    flattered = [share("T03", int(known) - 1, 1), share("T04", 9, 8)]
    with pytest.raises(Objected) as again:
        decompose(shared_house, "d27-clerk", goal, flattered)
    decompose(shared_house, "d27-clerk", goal, [share("T03", int(known) + 1), share("T04", 9, 8)])

    for told in (warned, again):
        assert why(told.value) >= {"decomposition.not_above_last_year"}
    assert [d["last_year"] for d in carriers(shared_house, goal)] == [known, 8]
