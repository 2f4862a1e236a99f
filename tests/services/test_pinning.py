"""A running year goes by what it was opened with, until its director says otherwise in the open."""

import re

import orjson
import pytest
from sqlalchemy import text

from kit.errors import BadInput, NotAdopted, NotPermitted, Objected
from plans.loading import PlanProblem, parse, texts
from services import gates, indicators, nodes, years
from services.acts import Order, one
from services.gate_subjects import question_about
from services.house import House
from services.sweep import sweep
from services.waiting import steps
from states.pinning import digests
from tests.builders import noon
from tests.services.hands import as_owner, ask, at, do, row, rows, value, verdict, why

NODE = "2017-D01-001-3"
DONE = {"progress": "完成", "zero_reason": "无"}
QUICKER = ("lockout_minutes = 15", "lockout_minutes = 20")


def _repinned(house: House, kind: str = "node") -> None:
    """Another version of the house has another table for a kind than the year was opened with."""
    pinned = orjson.dumps({**digests(), kind: "0" * 64}).decode()
    with as_owner(house) as connection:
        connection.execute(text("UPDATE year SET lifecycles = :p"), {"p": pinned})


def _files(*changes: tuple[str, str]) -> dict[str, str]:
    files = texts("fangshan-2017")
    for old, new in changes:
        assert old in files["plan.toml"]
        files["plan.toml"] = files["plan.toml"].replace(old, new, 1)
    return files


def _allowed(house: House, files: dict[str, str]) -> str:
    """The conference allows just this text."""
    question = question_about(2017, parse(files).digest)
    gate = at(house, "office-clerk", gates.request, "plan_amended", question).id
    for number in range(1, 7):
        do(house, f"member-{number}", gates.endorse, gate)
    return gate


def _amend(house: House, files: dict[str, str], actor: str = "office-director"):
    return do(house, actor, years.amend, "2017", files=files, reason="各单位反映")


def test_a_year_is_opened_with_the_digest_of_every_lifecycle(shared_house: House):
    assert row(shared_house, "year", "2017")["lifecycles"] == digests()
    record = "SELECT data -> 'lifecycles' FROM trail WHERE kind = 'year' AND number = 0"
    assert value(shared_house, record) == digests()


def test_nothing_moves_in_a_year_that_goes_by_another_table(working_house: House):
    house = working_house
    _repinned(house)

    for actor, verb, subject in (
        ("d01-clerk", nodes.draft, NODE),
        ("office-clerk", indicators.cancel, "2017-D01-001"),
        ("office-director", years.close, "2017"),
    ):
        with pytest.raises(NotAdopted) as refused:
            do(house, actor, verb, subject, reason="x", document="1号")
        assert "节点" in refused.value.objections[0].message
    with pytest.raises(NotAdopted):
        at(house, "office-clerk", gates.request, "results_confirmed")
    assert row(house, "node", NODE)["state"] == "pending"


def test_clocks_wait_for_the_director_and_then_ring_as_of_their_day(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 10, 10))
    _repinned(house)
    assert sweep(house.database, house.now()).fired == 0
    assert value(house, "SELECT count(*) FROM deadline WHERE set_aside IS NOT NULL") == 0

    do(house, "office-director", years.adopt, "2017", reason="已核对")

    assert sweep(house.database, house.now()).fired > 0
    assert value(house, "SELECT min(due_at) FROM deadline_fire") < noon(2017, 9, 30)


def test_the_director_adopts_with_a_reason_and_the_trail_says_what_changed(working_house: House):
    house = working_house
    _repinned(house)
    for actor, reason, refusal in (
        ("office-clerk", "已核对", NotPermitted),
        ("admin", "已核对", NotPermitted),
        ("office-director", " ", Objected),
    ):
        with pytest.raises(refusal):
            do(house, actor, years.adopt, "2017", reason=reason)

    do(house, "office-director", years.adopt, "2017", reason="已核对新增的状态")

    do(house, "d01-head", nodes.report, NODE, **DONE)
    record = "SELECT data FROM trail WHERE kind = 'year' AND trigger = 'adopt'"
    (changed,) = value(house, record)["changed"]
    assert changed == {"kind": "node", "was": "0" * 64, "now": digests()["node"]}
    assert verdict(house).first_bad is None
    with pytest.raises(Objected) as again:
        do(house, "office-director", years.adopt, "2017", reason="再来")
    assert "year.pinned" in why(again.value)


def test_a_year_opened_before_anything_was_pinned_waits_as_well(working_house: House):
    house = working_house
    with as_owner(house) as connection:
        connection.execute(text("UPDATE year SET lifecycles = NULL"))

    with pytest.raises(NotAdopted):
        do(house, "d01-head", nodes.report, NODE, **DONE)
    do(house, "office-director", years.adopt, "2017", reason="升级后首次核对")
    do(house, "d01-head", nodes.report, NODE, **DONE)


def test_the_plan_is_amended_once_the_conference_has_allowed_just_this_text(working_house: House):
    house = working_house
    files, others = _files(QUICKER), _files((QUICKER[0], "lockout_minutes = 30"))
    with pytest.raises(Objected) as early:
        _amend(house, files)
    assert why(early.value) == {"objected", "gate.not_approved"}
    _allowed(house, files)
    with pytest.raises(Objected):
        _amend(house, others)
    with pytest.raises(NotPermitted):
        _amend(house, files, "office-clerk")
    before = row(house, "year", "2017")

    _amend(house, files)

    after = row(house, "year", "2017")
    assert bytes(after["plan_digest"]).hex() == parse(files).digest
    (record,) = rows(house, "SELECT data FROM trail WHERE kind = 'year' AND trigger = 'amend'")
    assert record["data"]["was"] == bytes(before["plan_digest"]).hex()
    assert record["data"]["sections"] == ["identity"]
    minutes = at(house, "system:flow", lambda desk: desk.rules.plan.identity.lockout_minutes)
    assert minutes == 20


def test_an_approval_is_used_up_by_its_amendment(working_house: House):
    house = working_house
    files, back = _files(QUICKER), _files()
    _allowed(house, files)
    _amend(house, files)
    house.clock.move_to(noon(2017, 9, 4))
    _allowed(house, back)
    _amend(house, back)

    with pytest.raises(Objected) as refused:
        _amend(house, files)

    assert why(refused.value) == {"objected", "gate.not_approved"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ((), "plan.same"),
        ((("weights = { key = 75, own_function = 15", "weights = { key = 70, own_function = 20"),),
         "plan.fixed"),
        ((("daily_share = 80\nduty_share = 20", "daily_share = 70\nduty_share = 30"),),
         "plan.fixed"),
        ((("closes = 2017-08-25", "closes = 2017-08-24"),), "plan.past"),
        ((("weight = 40", "weight = 39"),), "weights.judges"),
        ((("daily_share = 80\nduty_share = 20", "daily_share = 80\nduty_share = 21"),),
         "weights.shares"),
    ],
    ids=["same", "weights", "shares", "past", "judges", "sum"],
)  # fmt: skip
def test_what_the_year_stands_on_is_not_amended(shared_working: House, changes: tuple, code: str):
    with pytest.raises(Objected) as refused:
        _amend(shared_working, _files(*changes))
    assert code in why(refused.value)


def test_a_plan_that_cannot_be_read_amends_nothing(shared_working: House):
    with pytest.raises(PlanProblem):
        _amend(shared_working, _files((QUICKER[0], "lockout_minutes = soon")))
    with pytest.raises(BadInput):
        do(shared_working, "office-director", years.amend, "2017", reason="x")


@pytest.mark.parametrize("actor", ["office-clerk", "office-director", "d01-head"])
def test_a_refused_amendment_lays_down_no_calendar(shared_working: House, actor: str):
    files = texts("fangshan-2017")
    found = re.search(r'^version = "(.+)"$', files["calendar.toml"], re.MULTILINE)
    assert found
    files["calendar.toml"] = files["calendar.toml"].replace(found[1], "2017-unasked", 1)
    with pytest.raises((Objected, NotPermitted)):
        _amend(shared_working, files, actor)
    versions = rows(shared_working, "SELECT version FROM calendar_version")
    assert "2017-unasked" not in {one["version"] for one in versions}


@pytest.mark.parametrize("missing", ["plan.toml", "units.toml", "goals.toml", "calendar.toml"])
def test_a_plan_without_one_of_its_files_is_told_which(shared_working: House, missing: str):
    files = texts("fangshan-2017")
    del files[missing]
    with pytest.raises(PlanProblem) as refused:
        _amend(shared_working, files)
    assert missing in str(refused.value.message)


def test_the_gate_is_asked_about_a_text_and_nothing_else(shared_working: House):
    for about in ("", "2017-D01", "2017-xyz"):
        with pytest.raises(BadInput):
            at(shared_working, "office-clerk", gates.request, "plan_amended", about)


def test_what_waits_is_still_told_while_nothing_moves(working_house: House):
    _repinned(working_house)
    assert at(working_house, "system:flow", steps)
    refused = ask(working_house, "office-director", years.close, Order("2017"))
    with pytest.raises(NotAdopted):
        one(refused)
