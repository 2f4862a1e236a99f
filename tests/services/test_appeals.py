"""Appeals: once about an item, within the window, decided by somebody who had no hand in it."""

from datetime import date, timedelta

import pytest

from kit.errors import BadInput, Conflict, NotFound, NotNow, NotPermitted, Objected
from services import adjustments, appealing, appeals, conditions, evidence
from services.acts import Order
from services.filing import FileStore
from services.house import House
from services.sweep import sweep
from tests.builders import noon
from tests.services.hands import PDF, at, at_once, do, row, rows, why
from tests.services.year_results import lay_year, publish

#: Of each of these units every test takes another: they share one year.
UNITS = ("D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08", "D09", "D10")
WHY = "第三季度完成数有据可查，未计入。"


@pytest.fixture(scope="module")
def published(shared_working: House) -> House:
    """Ten units published on Friday 23 February 2018: appeals until 8 March."""
    house = shared_working
    house.clock.move_to(noon(2018, 2, 10))
    lay_year(house, {unit: f"{70 + place}" for place, unit in enumerate(UNITS)})
    body = {"event": "node_late_short", "about": "2017-D02-001-3"}
    for unit in ("D02", "D03", "D04"):
        proposed = at(house, "office-clerk", adjustments.propose, unit, body)
        do(house, "office-director", adjustments.approve, proposed.id)
    house.clock.move_to(noon(2018, 2, 23))
    publish(house, *UNITS)
    return house


def _file(house: House, unit: str, kind: str = "total", about: str = "", **act: str) -> str:
    body = {"about_kind": kind, **({"about_id": about} if about else {})}
    return at(house, f"{unit.lower()}-head", appealing.file, unit, body, reason=WHY, **act).id


def test_the_window_is_ten_working_days_by_the_calendar(published: House):
    clock = rows(published, "SELECT * FROM deadline WHERE kind = 'result' AND name ="
                 " 'appeal_window' AND subject_id = '2017-D01-S'")[0]  # fmt: skip
    # The 24th of February 2018 was a Saturday on which everybody worked.
    assert (clock["start_on"], clock["due_on"]) == (date(2018, 2, 23), date(2018, 3, 8))


def test_an_appeal_is_filed_accepted_and_upheld(published: House):
    house = published
    appeal = _file(house, "D01", "indicator", "2017-D01-001")
    assert appeal == "2017-D01-P1"
    before = row(house, "indicator", "2017-D01-001")
    do(house, "office-clerk", appeals.accept, appeal)
    clocks = "SELECT due_on FROM deadline WHERE subject_id = :id AND name = 'appeal_decide'"
    decide = rows(house, clocks, id=appeal)
    assert [clock["due_on"] for clock in decide] == [date(2018, 3, 8)]
    do(house, "office-director", appeals.uphold, appeal, reason="佐证属实。", document="复核1号")
    kept = row(house, "appeal", appeal)
    assert (kept["state"], kept["decided_by"], kept["document"]) == (
        "upheld", "office-director", "复核1号",
    )  # fmt: skip
    now = row(house, "indicator", "2017-D01-001")
    assert (before["state"], now["state"], now["points"]) == ("scored", "verified", None)
    assert rows(house, "SELECT points FROM score WHERE indicator_id = '2017-D01-001'")
    told = rows(house, "SELECT text FROM outbox WHERE subject_id = :id AND topic = 'upheld'",
                id=appeal)  # fmt: skip
    assert "佐证属实" in told[0]["text"]
    assert not rows(house, "SELECT 1 FROM deadline WHERE subject_id = :id AND stopped_at IS NULL",
                    id=appeal)  # fmt: skip


def test_who_approved_an_adjustment_does_not_decide_about_it(published: House):
    house = published
    appeal = _file(house, "D02", "adjustment", "2017-D02-A1")
    do(house, "office-clerk-2", appeals.accept, appeal)
    for verb in (appeals.uphold, appeals.dismiss):
        with pytest.raises(Objected) as own:
            do(house, "office-director", verb, appeal, reason="本人审批")
        assert "four_eyes" in why(own.value)
        with pytest.raises(Objected) as level:
            do(house, "office-clerk-2", verb, appeal, reason="经办")
        assert "appeal.not_yours" in why(level.value)
    do(house, "member-3", appeals.uphold, appeal, reason="系平台故障所致。")
    assert row(house, "adjustment", "2017-D02-A1")["state"] == "revoked"


def test_who_had_a_hand_in_it_does_not_turn_the_appeal_away_either(published: House):
    house = published
    body = {"about_kind": "adjustment", "about_id": "2017-D04-A1"}
    appeal = at(house, "d04-head", appealing.file, "D04", body, reason=WHY).id
    for hand in ("office-director", "office-clerk"):
        with pytest.raises(Objected) as own:
            do(house, hand, appeals.reject, appeal, reason="不予受理")
        assert "four_eyes" in why(own.value)
    do(house, "office-clerk-2", appeals.reject, appeal, reason="未附依据")


def test_a_member_revokes_nothing_without_an_appeal(published: House):
    with pytest.raises(Objected) as bare:
        do(published, "member-3", adjustments.revoke, "2017-D03-A1", reason="不妥")
    assert "adjustment.director" in why(bare.value)


def test_an_item_is_appealed_once_unless_the_appeal_was_withdrawn(published: House):
    house = published
    first = _file(house, "D03", "adjustment", "2017-D03-A1")
    with pytest.raises(Objected) as again:
        _file(house, "D03", "adjustment", "2017-D03-A1")
    assert "appeal.again" in why(again.value)
    do(house, "d03-head", appeals.withdraw, first)
    second = _file(house, "D03", "adjustment", "2017-D03-A1")
    do(house, "office-clerk-2", appeals.reject, second, reason="未附依据。")
    assert (row(house, "appeal", first)["state"], row(house, "appeal", second)["state"]) == (
        "withdrawn", "dismissed",
    )  # fmt: skip
    with pytest.raises(Objected) as closed:
        _file(house, "D03", "adjustment", "2017-D03-A1")
    assert "appeal.again" in why(closed.value)
    assert _file(house, "D03", "duty") == "2017-D03-P3"


def test_a_decision_needs_a_reason_and_comes_after_acceptance(published: House):
    house = published
    appeal = _file(house, "D04")
    for verb in (appeals.uphold, appeals.dismiss):
        with pytest.raises(NotNow):
            do(house, "office-director", verb, appeal, reason="核对无误")
    do(house, "office-clerk", appeals.accept, appeal)
    with pytest.raises(Objected) as silent:
        do(house, "office-director", appeals.dismiss, appeal)
    assert "reason_required" in why(silent.value)
    do(house, "office-director", appeals.dismiss, appeal, reason="核对无误。")
    with pytest.raises(NotNow):
        do(house, "d04-head", appeals.withdraw, appeal)
    assert row(house, "appeal", appeal)["decision"] == "核对无误。"


@pytest.mark.parametrize(
    ("kind", "about", "fault"),
    [
        ("indicator", "2017-D06-001", "appeal.no_such_item"),
        ("indicator", "2017-D05-999", "appeal.no_such_item"),
        ("adjustment", "2017-D05-A9", "appeal.no_such_item"),
    ],
)
def test_what_does_not_count_in_ones_own_result_is_no_item(
    published: House, kind: str, about: str, fault: str
):
    with pytest.raises(Objected) as strange:
        _file(published, "D05", kind, about)
    assert fault in why(strange.value)


def test_who_may_not_file_and_what_cannot_be_read_is_told(published: House):
    house = published
    with pytest.raises(NotPermitted):
        at(house, "d05-clerk", appealing.file, "D05", {"about_kind": "total"}, reason=WHY)
    with pytest.raises(NotFound):
        at(house, "d06-head", appealing.file, "D05", {"about_kind": "total"}, reason=WHY)
    with pytest.raises(NotFound):
        at(house, "d05-head", appealing.file, "OFFICE", {"about_kind": "total"}, reason=WHY)
    with pytest.raises(Objected) as silent:
        at(house, "d05-head", appealing.file, "D05", {"about_kind": "total"})
    assert "reason_required" in why(silent.value)
    for body in ({"about_kind": "mood"}, {}, {"about_kind": "indicator"}):
        with pytest.raises(BadInput):
            at(house, "d05-head", appealing.file, "D05", body, reason=WHY)
    with pytest.raises(Objected) as early:
        _file(house, "T01")
    assert "appeal.not_published" in why(early.value)


def test_a_file_hangs_on_an_open_appeal(published: House):
    house = published
    appeal = _file(house, "D06")
    store = FileStore(house.folder.files)
    stored = store.put([PDF], row_rules(house), "依据.pdf")
    order = Order(appeal, {"role": "evidence"})
    at(house, "d06-clerk", evidence.attach, "appeal", order, stored, "依据.pdf")
    do(house, "d06-head", appeals.withdraw, appeal)
    other = store.put([PDF + b"2"], row_rules(house), "依据.pdf")
    with pytest.raises(NotNow):
        at(house, "d06-clerk", evidence.attach, "appeal", order, other, "依据2.pdf")


def row_rules(house: House):
    return at(house, "d06-clerk", lambda desk: desk.rules.plan.evidence)


def test_two_who_uphold_at_once_decide_once(published: House):
    house = published
    appeal = _file(house, "D07", "indicator", "2017-D07-001")
    do(house, "office-clerk", appeals.accept, appeal)

    def by(actor: str):
        return lambda: do(house, actor, appeals.uphold, appeal, reason="属实")

    told = at_once([by("office-director"), by("member-1"), by("member-2")])
    refused = [one for one in told if isinstance(one, Exception)]
    assert len(refused) == 2
    assert all(isinstance(one, Conflict | NotNow | Objected) for one in refused)
    trail = rows(house, "SELECT trigger FROM trail WHERE subject_id IN (:a, '2017-D07-001')"
                 " AND trigger IN ('uphold', 'reopen')", a=appeal)  # fmt: skip
    assert sorted(one["trigger"] for one in trail) == ["reopen", "uphold"]


def test_two_heads_who_file_at_once_file_one(published: House):
    house = published
    told = at_once([lambda: _file(house, "D08"), lambda: _file(house, "D08")])
    assert sum(isinstance(one, str) for one in told) == 1


def test_the_same_key_files_once(published: House):
    assert _file(published, "D09", key="k-9") == _file(published, "D09", key="k-9")
    assert len(rows(published, "SELECT 1 FROM appeal WHERE unit_id = 'D09'")) == 1


def test_open_appeals_keep_the_reports_from_the_conference(published: House):
    _file(published, "D10")
    open_ = at(published, "office-clerk", conditions.objections_to, "reports_approved")
    assert "condition.appeals_decided" in {objection.code for objection in open_}


def test_the_last_minute_counts_the_next_day_is_told_and_a_late_decision_only_rings(
    working_house: House,
):
    house = working_house
    house.clock.move_to(noon(2018, 2, 23))
    lay_year(house, {"D01": "90", "D02": "90"})
    publish(house, "D01", "D02")
    end = noon(2018, 3, 8) + timedelta(hours=12)
    accepted = _file(house, "D01")
    do(house, "office-clerk", appeals.accept, accepted)
    house.clock.move_to(end - timedelta(minutes=1))
    assert _file(house, "D02") == "2017-D02-P1"
    house.clock.move_to(end)
    with pytest.raises(Objected) as late:
        _file(house, "D02", "duty")
    assert why(late.value) == {"objected", "appeal.too_late"}
    assert "2018-03-08" in late.value.objections[0].message
    sweep(house.database, house.now())
    rung = row(house, "appeal", accepted)
    assert (rung["state"], rung["lamp"]) == ("accepted", "red")
