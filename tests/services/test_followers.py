"""What follows a body that ends: every open thing of every kind, judged by its own table."""

from datetime import date, timedelta

import pytest

from services import requests
from services.followers import FOLLOWERS, STAY, TRANSFER
from services.house import House
from services.sweep import sweep
from states.catalogue import LIFECYCLES
from tests.services.changing import approved, dawn, effected, swept
from tests.services.followers import LAID, goal
from tests.services.hands import at_once, do, row, rows, value, verdict

MERGER = {"change_class": "merge", "from_units": ["D29"], "to_units": [{"id": "D07"}]}
FIRST = date(2017, 11, 1)
Merged = tuple[House, dict[str, list[str]]]
#: Laid out by `services.transfers` itself.
TASKS = {"indicator", "node"}
#: Of no body, and told of in rooms of their own.
OTHERS = {"person", "webhook"}


def _open(kind: str) -> list[str]:
    """In which states a kind follows, by its own table."""
    return [str(r.source) for r in LIFECYCLES[kind].rows if str(r.trigger) == TRANSFER]


def test_every_kind_either_follows_or_stays_for_a_reason():
    following = {follower.noun.kind for follower in FOLLOWERS}

    assert following | set(STAY) | TASKS | OTHERS >= set(LIFECYCLES)
    assert not following & set(STAY)
    assert following == set(LAID)
    assert {kind for kind in LIFECYCLES if _open(kind)} == following | TASKS
    assert all(STAY.values())


@pytest.fixture(scope="module")
def merged(shared_working: House) -> Merged:
    """D29, with everything open that can be, went into D07 on 1 November."""
    house = shared_working
    laid = {
        kind: [make(house, "D29", state, number) for number, state in enumerate(_open(kind), 1)]
        for kind, make in LAID.items()
        if kind not in ("contingency_plan", "feedback", "rectification_plan", "document")
    }
    for place, kind in enumerate(("contingency_plan", "feedback"), start=2):
        laid[kind] = [
            LAID[kind](house, "D29", state, place * 10 + number)
            for number, state in enumerate(_open(kind))
        ]
    for place, kind in enumerate(("rectification_plan", "document"), start=4):
        laid[kind] = [
            LAID[kind](house, "D29", state, place * 10 + number)
            for number, state in enumerate(_open(kind))
        ]
    laid["named"] = [goal(house, "D12", "accepted", 80, contributors=["D29", "D30"])]
    laid["closed"] = [goal(house, "D29", "withdrawn", 81)]
    effected(house, **MERGER)
    return house, laid


@pytest.mark.parametrize("kind", sorted(LAID))
def test_what_is_open_goes_to_the_successor_and_says_where_it_was(merged: Merged, kind: str):
    house, laid = merged
    whose = "assessor_id" if kind == "detailed_rules" else "unit_id"

    assert _open(kind) == [row(house, kind, i)["state"] for i in laid[kind]]
    for subject in laid[kind]:
        now = row(house, kind, subject)
        assert now[whose] == "D07", subject
        assert now["unit_id"] != now["assessor_id"]
        (record,) = rows(
            house, "SELECT * FROM trail WHERE subject_id = :i AND trigger = 'transfer'", i=subject
        )
        assert record["actor"] == "system:deadline"
        assert record["data"]["was"][whose] == "D29"
        assert "房编发2017年7号" in record["reason"]


def test_the_successor_is_told_but_for_a_secret_visit(merged: Merged):
    house, laid = merged
    told = "SELECT count(*) FROM outbox WHERE subject_id = :i AND topic = 'transferred'"
    for subject in laid["inspection"]:
        seen = row(house, "inspection", subject)["told"]
        assert value(house, told, i=subject) == int(seen)
    assert value(house, told, i=laid["appeal"][0]) == 1


def test_who_is_named_besides_is_named_anew_and_what_is_closed_stays(merged: Merged):
    house, laid = merged
    assert row(house, "goal", laid["named"][0])["contributors"] == ["D07", "D30"]
    assert row(house, "goal", laid["named"][0])["unit_id"] == "D12"
    assert row(house, "goal", laid["closed"][0])["unit_id"] == "D29"
    for rules in laid["detailed_rules"]:
        assert row(house, "detailed_rules", rules)["units"] == ["D07", "D12"]


def test_the_whole_trail_is_sound_after_it(merged: Merged):
    house, _ = merged
    assert verdict(house).first_bad is None


def test_an_ended_examiners_rules_are_numbered_behind_the_successors(merged: Merged):
    house, laid = merged
    found = [row(house, "detailed_rules", rules)["number"] for rules in laid["detailed_rules"]]
    assert found == list(range(1, len(found) + 1))


def test_in_a_split_what_belongs_to_a_goal_goes_with_it_and_the_rest_stays(working_house: House):
    house = working_house
    given, kept = goal(house, "D12", "accepted", 1), goal(house, "D12", "accepted", 2)
    plans = [LAID[kind](house, "D12", "received" if kind == "feedback" else "drafted", number)
             for kind, number in (("contingency_plan", 3), ("feedback", 4))]  # fmt: skip
    about = [f"2017-G9{number:02d}" for number in (3, 4)]
    appeal = LAID["appeal"](house, "D12", "filed", 1)
    to = [{"id": "D12"}, {"id": "D27"}]
    allocation = dict.fromkeys((given, *about), "D27")

    effected(house, change_class="split", from_units=["D12"], to_units=to, allocation=allocation)

    assert {row(house, "goal", one)["unit_id"] for one in (given, *about)} == {"D27"}
    assert row(house, "goal", kept)["unit_id"] == "D12"
    assert row(house, "contingency_plan", plans[0])["unit_id"] == "D27"
    assert row(house, "feedback", plans[1])["unit_id"] == "D27"
    assert row(house, "appeal", appeal)["unit_id"] == "D12"
    assert verdict(house).first_bad is None


def test_whoever_decides_in_the_instant_of_a_merger_leaves_nothing_behind(working_house: House):
    house = working_house
    asked = LAID["request"](house, "D29", "requested", 1)
    change = approved(house, **MERGER)
    house.clock.move_to(dawn(FIRST))

    at_once([
        lambda: sweep(house.database, house.now()),
        lambda: do(house, "office-director", requests.refuse, asked, reason="不属客观原因"),
    ])  # fmt: skip
    swept(house, FIRST + timedelta(days=1))  # what lost the race is tried again

    assert row(house, "unit_change", change)["state"] == "effected"
    stands = row(house, "request", asked)
    moved = rows(house, "SELECT trigger FROM trail WHERE subject_id = :i ORDER BY number", i=asked)
    went = "transfer" in [record["trigger"] for record in moved]
    assert stands["unit_id"] == ("D07" if went else "D29")
    assert went or stands["state"] == "refused"
    assert verdict(house).first_bad is None


def test_nothing_follows_by_itself(working_house: House):
    house = working_house
    LAID["appeal"](house, "D29", "filed", 1)
    effected(house, change_class="rename", from_units=["D29"],
             to_units=[{"id": "D29", "name": "区统计调查局", "short_name": "统计局"}])  # fmt: skip
    assert value(house, "SELECT count(*) FROM trail WHERE trigger = 'transfer'") == 0
