"""Absences: told by whoever is away or their unit, once for the same days, until they are back."""

from datetime import date
from typing import Any

import pytest

from kit.errors import BadInput, NotFound, Objected, Refused
from services import absences
from services.house import House
from tests.services.hands import at, do, row, why

#: The house's day is 2017-09-01, a Friday.
MONDAY, FRIDAY = date(2017, 9, 4), date(2017, 9, 8)


def told(house: House, by: str, who: str, first: Any = MONDAY, last: Any = FRIDAY) -> str:
    said = {"person_id": who, "from_day": first, "until_day": last}
    return at(house, by, absences.declare, said, reason="外出学习").id


@pytest.mark.parametrize(
    ("by", "who", "absence"),
    [
        ("d11-head", "d11-head", "2017-D11-N1"),
        ("d12-clerk", "d12-head", "2017-D12-N1"),
        ("d13-head", "d13-clerk", "2017-D13-N1"),
        ("admin", "d14-head", "2017-D14-N1"),
        ("inspector-1", "inspector-1", "2017-N"),
        ("leader", "leader", "2017-N"),
    ],
)
def test_who_is_away_their_unit_and_the_administrator_tell(
    shared_house: House, by: str, who: str, absence: str
):
    born = told(shared_house, by, who)

    found = row(shared_house, "absence", born)
    assert born.startswith(absence)
    assert (found["person_id"], found["state"], found["reason"]) == (who, "declared", "外出学习")
    assert do(shared_house, by, absences.end, born).state == "ended"


@pytest.mark.parametrize(
    ("by", "who"),
    [("d16-head", "d17-head"), ("office-clerk", "d17-head"), ("leader", "member-1"),
     ("d17-head", "member-1")],
)  # fmt: skip
def test_strangers_neither_tell_nor_end(shared_house: House, by: str, who: str):
    with pytest.raises(Refused) as refused:
        told(shared_house, by, who)
    assert {"absence.not_yours", "not_found", "capacity_required"} & why(refused.value)

    theirs = told(shared_house, who, who)
    with pytest.raises(Refused) as kept:
        do(shared_house, by, absences.end, theirs)
    assert {"absence.not_yours", "not_found"} & why(kept.value)
    do(shared_house, who, absences.end, theirs)


def test_days_are_told_once_and_another_time_after_they_ended(shared_house: House):
    first = told(shared_house, "d18-head", "d18-head")
    for days in ((MONDAY, MONDAY), (FRIDAY, date(2017, 9, 30)), (date(2017, 9, 1), MONDAY)):
        with pytest.raises(Objected) as again:
            told(shared_house, "d18-clerk", "d18-head", *days)
        assert "absence.standing" in why(again.value)
        assert "2017-09-04至2017-09-08" in again.value.objections[0].message
    told(shared_house, "d18-head", "d18-head", date(2017, 9, 11), date(2017, 9, 11))
    do(shared_house, "d18-head", absences.end, first)
    told(shared_house, "d18-head", "d18-head")


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((FRIDAY, MONDAY), "absence.days"),
        ((date(2017, 8, 1), date(2017, 8, 31)), "absence.days"),
    ],
)
def test_days_must_be_in_order_and_not_over(shared_house: House, days: Any, code: str):
    with pytest.raises(Objected) as refused:
        told(shared_house, "d19-head", "d19-head", *days)
    assert code in why(refused.value)


def test_what_cannot_be_read_is_told(shared_house: House):
    for said, kind in (
        ({"person_id": "d19-head", "from_day": MONDAY}, BadInput),
        ({"person_id": "d19-head", "from_day": "soon", "until_day": FRIDAY}, BadInput),
        ({"person_id": "nobody", "from_day": MONDAY, "until_day": FRIDAY}, NotFound),
    ):
        with pytest.raises(kind):
            at(shared_house, "d19-head", absences.declare, said, reason="x")
