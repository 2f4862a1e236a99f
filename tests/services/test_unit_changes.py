"""Bodies renamed, merged and split during the year: history stays, tasks and weights move on."""

from datetime import date
from decimal import Decimal

import pytest

from kit.errors import BadInput, NotPermitted, Objected
from services import browse, nodes, people, unit_changes, years
from services.acts import Act
from services.house import House
from services.people import limit_sight
from services.units import name_on
from tests.builders import DISTRICT, YEAR, noon
from tests.services.changing import approved, effected, proposed, swept
from tests.services.hands import at, do, row, rows, value, verdict, why

MERGER = {"change_class": "merge", "from_units": ["D29"], "to_units": [{"id": "D07"}]}
FIRST = date(2017, 11, 1)


def _sums(house: House, unit: str) -> dict[str, Decimal]:
    found = rows(
        house,
        "SELECT category, sum(weight) AS total FROM indicator WHERE unit_id = :u"
        " AND state <> 'cancelled' GROUP BY 1",
        u=unit,
    )
    return {r["category"]: r["total"] for r in found}


def _rules(house: House):
    with house.database.connect() as connection:
        act = Act(district_id=DISTRICT, actor="system:flow", at=house.now())
        return years.desk_for(connection, act, YEAR)


def _standing(house: House) -> list[str]:
    desk = _rules(house)
    return [body.id for body in desk.rules.assessed(desk.today)]


def test_a_merger_moves_tasks_weights_and_nodes_to_come_on_its_day(working_house: House):
    house = working_house
    tasks = rows(house, "SELECT id, weight FROM indicator WHERE unit_id = 'D29' ORDER BY id")
    examined = value(house, "SELECT count(*) FROM indicator WHERE assessor_id = 'D29'")
    change = approved(house, **MERGER)
    swept(house, date(2017, 10, 31))
    assert row(house, "unit_change", change)["state"] == "approved"

    swept(house, FIRST)

    assert row(house, "unit_change", change)["state"] == "effected"
    assert _sums(house, "D07") == {"key": 75, "own_function": 15, "common": 10}
    assert _sums(house, "D29") == {}
    for task in tasks:
        now = row(house, "indicator", task["id"])
        assert (now["unit_id"], now["former_unit_id"]) == ("D07", "D29")
        for node in rows(house, "SELECT * FROM node WHERE indicator_id = :i", i=task["id"]):
            assert node["unit_id"] == ("D07" if node["due_on"] >= FIRST else "D29")
    assert examined > 0
    assert value(house, "SELECT count(*) FROM indicator WHERE assessor_id = 'D29'") == 0
    own = "SELECT count(*) FROM indicator WHERE assessor_id = unit_id"
    assert value(house, own) == 0
    assert "D29" not in _standing(house)
    assert len(_standing(house)) == 81
    assert verdict(house).first_bad is None


def test_before_the_transfer_the_old_body_answers(working_house: House):
    house = working_house
    node = value(house, "SELECT min(id) FROM node WHERE unit_id = 'D29' AND due_on = '2017-09-30'")
    later = value(house, "SELECT min(id) FROM node WHERE unit_id = 'D29' AND due_on = '2017-12-31'")
    effected(house, **MERGER)

    do(house, "d29-head", nodes.report, node, progress="完成", zero_reason="无")
    with pytest.raises(Exception, match="没有这条记录"):
        do(house, "d29-head", nodes.report, later, progress="完成", zero_reason="无")
    do(house, "d07-head", nodes.report, later, progress="完成", zero_reason="无")


def test_the_people_of_the_old_body_go_on_reading_its_history(working_house: House):
    house = working_house
    task = value(house, "SELECT min(id) FROM indicator WHERE unit_id = 'D29'")
    effected(house, **MERGER)

    with house.database.connect() as connection:
        who = people.person(connection, DISTRICT, "d29-clerk", date(2017, 11, 2))
        limit_sight(connection, who.sight, who.person_id)
        shown = browse.found(connection, who, "indicator", task)
        trail = browse.trail_of(connection, who, ("indicator", task), browse.Page(-1, 99))

    assert shown["unit_id"] == "D07"
    record = next(r for r in trail if r["trigger"] == "transfer")
    assert record["data"]["was"]["unit_id"] == "D29"
    assert record["actor"] == "system:deadline"


def test_two_bodies_become_a_new_one_with_their_people(working_house: House):
    house = working_house
    new = {"id": "D60", "name": "区文化和旅游局", "short_name": "区文旅局"}
    effected(house, change_class="merge", from_units=["D17", "D18"], to_units=[new])

    unit = rows(house, "SELECT * FROM unit WHERE id = 'D60'")[0]
    assert (unit["name"], unit["from_day"], unit["assessed"]) == ("区文化和旅游局", FIRST, True)
    assert _sums(house, "D60") == {"key": 75, "own_function": 15, "common": 10}
    numbers = [r["number"] for r in rows(house, "SELECT number FROM indicator WHERE unit_id='D60'")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    standing = _standing(house)
    assert {"D60"} == {"D17", "D18", "D60"} & set(standing)
    task = value(house, "SELECT min(id) FROM node WHERE unit_id = 'D60'")
    do(house, "d17-clerk", nodes.draft, task, progress="已接手")


def test_a_split_moves_what_is_allocated_and_no_more(working_house: House):
    house = working_house
    tasks = [
        r["id"]
        for r in rows(
            house, "SELECT id FROM indicator WHERE unit_id = 'D12' AND category = 'key' ORDER BY id"
        )
    ]
    body = {"change_class": "split", "from_units": ["D12"]}
    to = [{"id": "D12"}, {"id": "D27"}]
    effected(house, **body, to_units=to, allocation={tasks[0]: "D27"})

    assert row(house, "indicator", tasks[0])["unit_id"] == "D27"
    assert {row(house, "indicator", task)["unit_id"] for task in tasks[1:]} == {"D12"}
    for unit in ("D12", "D27"):
        assert _sums(house, unit) == {"key": 75, "own_function": 15, "common": 10}
    assert len(_standing(house)) == 82


def test_a_new_body_whose_tasks_do_not_fit_the_plan_gets_weights_of_its_own(working_house: House):
    house = working_house
    keys = rows(
        house, "SELECT id FROM indicator WHERE unit_id = 'D12' AND category = 'key' ORDER BY id"
    )
    allocation = {keys[0]["id"]: "D61", keys[1]["id"]: "D61"}
    new = {"id": "D61", "name": "区城市运行服务中心", "short_name": "城运中心"}
    body = {"change_class": "split", "from_units": ["D12"], "allocation": allocation}
    with pytest.raises(Objected) as refused:
        proposed(house, **body, to_units=[{"id": "D12"}, new])
    assert "unit_change.weights" in why(refused.value)

    effected(house, **body, to_units=[{"id": "D12"}, {**new, "weights": {"key": "100"}}])

    assert _sums(house, "D61") == {"key": 100}


def test_a_renamed_body_keeps_its_id_and_papers_print_the_name_of_their_day(working_house: House):
    house = working_house
    to = [{"id": "D10", "name": "区生态环境局", "short_name": "区生态环境局"}]
    effected(house, change_class="rename", from_units=["D10"], to_units=to)

    desk = _rules(house)
    with house.database.connect() as connection:
        desk = years.desk_for(connection, desk.act, YEAR)
        assert name_on(desk, "D10", date(2017, 10, 31)) == "区环境保护局"
        assert name_on(desk, "D10", FIRST) == "区生态环境局"
        assert name_on(desk, "D11", FIRST) == desk.rules.body("D11").name
    assert value(house, "SELECT count(*) FROM indicator WHERE unit_id = 'D10'") > 0
    assert value(house, "SELECT count(*) FROM transfer") == 0


def test_one_proposes_another_decides_and_only_the_system_carries_out(working_house: House):
    house = working_house
    change = at(
        house, "office-director", unit_changes.propose,
        {**MERGER, "document": "1号", "effective_on": "2017-11-01"}, reason="改革",
    ).id  # fmt: skip
    with pytest.raises(Objected) as alone:
        do(house, "office-director", unit_changes.approve, change)
    assert "four_eyes" in why(alone.value)
    for actor in ("d29-head", "office-clerk"):
        with pytest.raises(NotPermitted):
            do(house, actor, unit_changes.approve, change)
    with pytest.raises(Objected) as level:
        do(house, "member-1", unit_changes.approve, change)
    assert "unit_change.approval" in why(level.value)
    do(house, "office-clerk", unit_changes.withdraw, change, reason="文件撤回")
    assert row(house, "unit_change", change)["state"] == "withdrawn"


def test_what_was_withdrawn_after_its_approval_does_not_happen(working_house: House):
    house = working_house
    change = approved(house, **MERGER)
    do(house, "office-director", unit_changes.withdraw, change, reason="暂缓")

    swept(house, FIRST)

    assert row(house, "unit_change", change)["state"] == "withdrawn"
    assert len(_standing(house)) == 82


def test_a_rejected_change_says_why(working_house: House):
    house = working_house
    change = proposed(house, **MERGER)
    do(house, "office-director", unit_changes.reject, change, reason="文件未正式印发")
    assert row(house, "unit_change", change)["state"] == "rejected"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"document": " "}, "document.missing"),
        ({"effective_on": date(2018, 1, 1)}, "unit_change.other_year"),
        ({"from_units": ["D99"]}, "unit_change.from"),
        ({"from_units": ["D07"]}, "unit_change.shape"),
        ({"to_units": [{"id": "T01"}]}, "unit_change.kind"),
        ({"to_units": [{"id": "D77"}]}, "unit_change.name"),
        ({"to_units": [{"id": "D77", "name": "区财政局"}]}, "unit_change.name"),
        ({"allocation": {"2017-D29-001": "D07"}}, "unit_change.allocation"),
        ({"change_class": "split", "to_units": [{"id": "D07"}]}, "unit_change.allocation"),
        ({"change_class": "rename"}, "unit_change.shape"),
        ({"change_class": "rename", "to_units": [{"id": "D29"}]}, "unit_change.name"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(shared_working: House, changes: dict, code: str):
    with pytest.raises(Objected) as refused:
        proposed(shared_working, **{**MERGER, **changes})
    assert code in why(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"change_class": "explosion"},
        {"effective_on": "soon"},
        {"to_units": [{"name": "无编号"}]},
        {"to_units": [{"id": "D07", "colour": "red"}]},
    ],
)
def test_what_cannot_be_read_is_told(shared_working: House, changes: dict):
    with pytest.raises(BadInput):
        proposed(shared_working, **{**MERGER, **changes})


def test_two_changes_of_one_day_follow_each_other(working_house: House):
    house = working_house
    approved(house, **MERGER)
    approved(house, change_class="merge", from_units=["D30"], to_units=[{"id": "D07"}])

    assert swept(house, FIRST).broken == 0

    assert _sums(house, "D07") == {"key": 75, "own_function": 15, "common": 10}
    assert len(_standing(house)) == 80
    states = rows(house, "SELECT state FROM unit_change")
    assert {r["state"] for r in states} == {"effected"}


def test_a_change_recorded_late_takes_effect_at_once(working_house: House):
    house = working_house
    house.clock.move_to(noon(2017, 11, 20))
    effected(house, **MERGER)
    assert "D29" not in _standing(house)
