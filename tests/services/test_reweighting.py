"""Other weights for a unit: few key tasks, a category left empty, always exactly a hundred."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from kit.errors import BadInput, NotPermitted, Objected
from services import indicators, requests
from services.acts import orders
from services.house import House
from states.request import RequestClass
from tests.builders import done
from tests.services.hands import as_owner, ask, at, do, row, rows, value, why
from workflows.steps import run_phase

FEW = {"key": "40", "own_function": "50", "common": "10"}


def _asked(house: House, unit: str, weights: dict, actor: str = "office-clerk") -> str:
    body = {"weights": weights}
    return at(
        house, actor, requests.request, RequestClass.REWEIGHTING, f"2017-{unit}", body,
        reason="承担重点工作较少",
    ).id  # fmt: skip


def _sums(house: House, unit: str) -> dict[str, Decimal]:
    found = rows(
        house,
        "SELECT category, sum(weight) AS total FROM indicator WHERE unit_id = :u"
        " AND state = 'in_progress' GROUP BY 1",
        u=unit,
    )
    return {r["category"]: r["total"] for r in found}


def _without(house: House, unit: str, category: str) -> None:
    """Every task of a category is cancelled from above."""
    found = rows(
        house,
        "SELECT id FROM indicator WHERE unit_id = :u AND category = :c ORDER BY id",
        u=unit,
        c=category,
    )
    for task in found:
        do(house, "office-clerk", indicators.cancel, task["id"], document="京2号", reason="取消")


def test_the_director_sets_the_split_of_a_unit_with_few_key_tasks(working_house: House):
    house = working_house
    asked = _asked(house, "D05", FEW)
    assert asked == "2017-D05-Q1"
    with pytest.raises(Objected) as level:
        do(house, "member-1", requests.grant, asked)
    assert "request.higher_approval" in why(level.value)

    do(house, "office-director", requests.grant, asked)

    assert _sums(house, "D05") == {"key": 40, "own_function": 50, "common": 10}
    changed = rows(house, "SELECT version FROM indicator WHERE unit_id = 'D05' AND category='key'")
    assert {r["version"] for r in changed} == {2}
    same = rows(house, "SELECT version FROM indicator WHERE unit_id='D05' AND category='common'")
    assert {r["version"] for r in same} == {1}


def test_the_split_in_force_is_what_the_house_goes_by_afterwards(working_house: House):
    house = working_house
    do(house, "office-director", requests.grant, _asked(house, "D05", FEW))
    key = value(house, "SELECT min(id) FROM indicator WHERE unit_id='D05' AND category='key'")

    do(house, "office-clerk", indicators.cancel, key, document="京2号", reason="取消")

    assert _sums(house, "D05")["key"] == 40


@pytest.mark.parametrize("unit", ["D05", "T02"])
def test_a_category_left_empty_is_proposed_anew_and_the_office_confirms(
    working_house: House, unit: str
):
    house = working_house
    _without(house, unit, "key")

    _begin(house)
    run_phase(house, "fangshan", 2017, "process_management")

    proposed = row(house, "request", f"2017-{unit}-Q1")
    assert proposed["requested_by"] == "system:flow"
    assert sum(map(Decimal, proposed["changes"].values())) == 100
    run_phase(house, "fangshan", 2017, "process_management")
    assert value(house, "SELECT count(*) FROM request") == 1
    do(house, "office-director", requests.grant, proposed["id"])
    wanted = {
        "D05": {"own_function": 90, "common": 10},
        "T02": {"differential": 50, "common": 50},
    }
    assert _sums(house, unit) == wanted[unit]
    run_phase(house, "fangshan", 2017, "process_management")
    assert value(house, "SELECT count(*) FROM request") == 1


def _begin(house: House) -> None:
    """Process management has begun."""
    with as_owner(house) as connection:
        connection.execute(text("UPDATE phase SET state = 'open' WHERE key = 'process_management'"))


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ({**FEW, "common": "20"}, "split.sum"),
        ({"key": "-10", "own_function": "100", "common": "10"}, "split.sum"),
        ({"key": "39.995", "own_function": "50.005", "common": "10"}, "split.sum"),
        ({"differential": "40", "own_function": "50", "common": "10"}, "split.category"),
        ({"key": "0", "own_function": "90", "common": "10"}, "split.carried"),
    ],
)
def test_a_split_that_does_not_fit_is_refused(shared_working: House, weights: dict, code: str):
    with pytest.raises(Objected) as refused:
        _asked(shared_working, "D06", weights)
    assert code in why(refused.value)


@pytest.mark.parametrize("weights", [{"key": "many"}, {"secret": "100"}])
def test_a_split_that_cannot_be_read_is_told(shared_working: House, weights: dict):
    with pytest.raises(BadInput):
        _asked(shared_working, "D06", weights)


def test_a_unit_may_ask_for_itself_and_nobody_for_another(shared_working: House):
    with pytest.raises(NotPermitted):
        _asked(shared_working, "D08", FEW, "d08-clerk")
    assert _asked(shared_working, "D08", FEW, "d08-head")


def test_before_the_table_is_confirmed_units_declare_towards_the_new_totals(house: House):
    do(house, "office-director", requests.grant, _asked(house, "D05", FEW))
    drafts = rows(house, "SELECT id FROM indicator WHERE unit_id = 'D05' ORDER BY id")
    assert drafts
    answers = ask(house, "d05-head", indicators.declare, *orders([d["id"] for d in drafts]))
    assert len(done(answers)) == len(drafts)
    assert _sums(house, "D05") == {}
