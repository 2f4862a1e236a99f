"""A task cancelled late in the year: its weight stays in its category to the last hundredth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from kit.errors import Objected
from scoring.weights import redistribute
from services import indicators, requests
from services.house import House
from states.request import RequestClass
from tests.services.finishing import full_inputs, hear, score_all, verify_all
from tests.services.hands import as_owner, at, do, row, rows, value, verdict, why

_CANCEL = {"document": "京政办函2017年99号", "reason": "市级下达任务取消"}


def _of(house: House, unit: str, category: str = "key") -> list[str]:
    query = "SELECT id FROM indicator WHERE unit_id = :u AND category = :c ORDER BY id"
    return [found["id"] for found in rows(house, query, u=unit, c=category)]


def _sum(house: House, unit: str, category: str = "key") -> Decimal:
    query = (
        "SELECT coalesce(sum(weight), 0) FROM indicator WHERE unit_id = :u AND category = :c"
        " AND state <> 'cancelled'"
    )
    return value(house, query, u=unit, c=category)


def _put(house: House, subject: str, state: str) -> None:
    with as_owner(house) as connection:
        connection.execute(
            text("UPDATE indicator SET state = :s WHERE id = :i"), {"s": state, "i": subject}
        )


def _triggers(house: House, subject: str) -> list[str]:
    query = "SELECT trigger FROM trail WHERE subject_id = :i ORDER BY number"
    return [found["trigger"] for found in rows(house, query, i=subject)]


def test_a_verified_task_leaves_its_weight_to_the_other_verified_ones(working_house: House):
    house = working_house
    verify_all(house, "D05")
    gone, *heirs = _of(house, "D05")

    do(house, "office-clerk", indicators.cancel, gone, **_CANCEL)

    assert _sum(house, "D05") == 75
    assert {row(house, "indicator", heir)["state"] for heir in heirs} == {"verified"}
    assert _triggers(house, heirs[0])[-1] == "reweigh"
    hear(house, "D05", inputs=True)
    heir = row(house, "indicator", heirs[0])
    inputs = full_inputs(heir["parameters"], heir["method"])
    do(house, "office-clerk", indicators.score, heirs[0], inputs=inputs)
    assert row(house, "indicator", heirs[0])["points"] == heir["weight"]
    assert verdict(house).first_bad is None


@pytest.mark.parametrize("state", ["declared", "reviewed"])
def test_what_is_promised_and_not_started_takes_part(working_house: House, state: str):
    house = working_house
    gone, late, *others = _of(house, "D06")
    _put(house, late, state)
    before = {i: row(house, "indicator", i)["weight"] for i in (late, *others)}

    do(house, "office-clerk", indicators.cancel, gone, **_CANCEL)

    after = {i: row(house, "indicator", i) for i in before}
    assert all(after[i]["weight"] > weight for i, weight in before.items())
    assert (after[late]["state"], after[late]["version"]) == (state, 2)
    assert _sum(house, "D06") == 75


def test_a_scored_one_keeps_its_weight_and_the_others_carry_the_rest(working_house: House):
    house = working_house
    verify_all(house, "D07")
    hear(house, "D07", inputs=True)
    gone, done, *heirs = _of(house, "D07")
    scored = row(house, "indicator", done)
    inputs = full_inputs(scored["parameters"], scored["method"])
    do(house, "office-clerk", indicators.score, done, inputs=inputs)

    do(house, "office-clerk", indicators.cancel, gone, **_CANCEL)

    kept = row(house, "indicator", done)
    assert (kept["weight"], kept["points"]) == (scored["weight"], scored["weight"])
    assert _sum(house, "D07") == 75
    assert all(row(house, "indicator", heir)["version"] == 2 for heir in heirs)


def test_the_last_unscored_one_is_not_cancelled_before_a_score_is_reopened(working_house: House):
    house = working_house
    score_all(house, "D08")
    last, other, *_ = _of(house, "D08")
    _corrected(house, last)

    with pytest.raises(Objected) as refused:
        do(house, "office-clerk", indicators.cancel, last, **_CANCEL)

    assert "weights.no_heir" in why(refused.value)
    assert row(house, "indicator", last)["state"] == "verified"
    _corrected(house, other)
    do(house, "office-clerk", indicators.cancel, last, **_CANCEL)
    assert _sum(house, "D08") == 75


def _corrected(house: House, subject: str) -> None:
    body = {"document": "联席会议纪要第9号"}
    asked = at(
        house, "office-clerk", requests.request, RequestClass.CORRECTION, subject, body,
        reason="复核成立",
    )  # fmt: skip
    do(house, "office-director", requests.grant, asked.id)


def test_a_category_emptied_after_verification_is_shared_out_by_the_office(working_house: House):
    house = working_house
    verify_all(house, "D09")
    for task in _of(house, "D09"):
        do(house, "office-clerk", indicators.cancel, task, **_CANCEL)
    assert _sum(house, "D09") == 0

    asked = at(
        house, "office-clerk", requests.request, RequestClass.REWEIGHTING, "2017-D09",
        {"weights": {"own_function": "90", "common": "10"}}, reason="重点工作已全部取消",
    )  # fmt: skip
    do(house, "office-director", requests.grant, asked.id)

    assert (_sum(house, "D09", "own_function"), _sum(house, "D09", "common")) == (90, 10)


_WEIGHTS = st.lists(
    st.decimals("0.01", "50", places=2, allow_nan=False), min_size=2, max_size=9
)  # fmt: skip


@given(_WEIGHTS, st.integers(0, 8))
def test_shared_again_and_again_the_sum_is_what_it_was(weights: list[Decimal], first: int):
    held = {f"{place:03}": weight for place, weight in enumerate(weights)}
    total = sum(weights)
    while len(held) > 1:
        held = redistribute(held, {sorted(held)[first % len(held)]})
        assert sum(held.values()) == total
        if not any(held.values()):
            break
