"""Delegations: what may be lent to whom, what is done under them, and whose deed that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kit.errors import BadInput, KeyReused, NotFound, NotPermitted, Objected, Refused
from services import absences, delegations, gates, indicators, messages, requests
from services.acts import Order, one
from services.gate_people import holders
from services.house import House
from states.request import RequestClass
from tests.builders import desk
from tests.services.hands import NEW_PLAN, as_owner, ask, at, do, row, rows, value, why

TODAY = date(2017, 9, 1)
LATER = date(2017, 12, 31)


def lent(house: House, by: str, deputy: str, capacity: str = "unit_head", **more: Any) -> str:
    """Somebody lends a capacity of their unit for the rest of the year."""
    said: dict[str, Any] = {"deputy_id": deputy, "capacity": capacity, "until_day": LATER}
    said |= {"delegation_class": "dated", "from_day": TODAY, **more}
    if capacity in ("unit_head", "unit_clerk", "examiner") and "held_in" not in said:
        said["held_in"] = by[:3].upper()
    return at(house, by, delegations.grant, said, reason="外出培训").id


def away(house: House, who: str, first: date = TODAY, last: date = LATER) -> str:
    said = {"person_id": who, "from_day": first, "until_day": last}
    return at(house, who, absences.declare, said, reason="外出").id


def draft(unit: str, number: int = 1) -> str:
    """An indicator of a unit that its head may declare."""
    return f"2017-{unit}-{number:03d}"


def declare(house: House, deputy: str, principal: str, indicator: str) -> Any:
    return one(ask(house, deputy, indicators.declare, Order(indicator), on_behalf_of=principal))


@contextmanager
def refused(*codes: str, kind: type[Refused] = Refused) -> Iterator[None]:
    with pytest.raises(kind) as answer:
        yield
    assert set(codes) <= why(answer.value), why(answer.value)


def test_a_deputy_does_what_was_lent_and_the_record_names_both(house: House):
    indicator = draft("D01")
    with refused("delegation.none", kind=NotPermitted):
        declare(house, "d01-clerk", "d01-head", indicator)
    with refused("capacity_required"):
        do(house, "d01-clerk", indicators.declare, indicator)

    born = lent(house, "d01-head", "d01-clerk")
    declare(house, "d01-clerk", "d01-head", indicator)

    assert born == "2017-D01-L1"
    last = rows(house, "SELECT * FROM trail WHERE subject_id = :i ORDER BY number", i=indicator)[-1]
    told = (last["actor"], last["on_behalf_of"], last["capacity"], last["trigger"])
    assert told == ("d01-clerk", "d01-head", "unit_head", "declare")
    with refused("capacity_required"):
        do(house, "d01-clerk", indicators.declare, draft("D01", 2))


def test_nothing_but_what_was_lent_is_worn(house: House):
    lent(house, "t02-clerk", "t01-clerk", "unit_clerk")
    with refused("capacity_required", kind=NotPermitted):
        declare(house, "t01-clerk", "t02-clerk", draft("T02"))
    # What is one's own is left at home: neither seen nor moved in another's place.
    with refused("not_found", kind=NotFound):
        revised = Order(draft("T01"), {"remark": "x"})
        one(ask(house, "t01-clerk", indicators.revise, revised, on_behalf_of="t02-clerk"))


@pytest.mark.parametrize(
    "ended", ["revoked", "disabled", "the principal's hat is gone", "the day is over", "not begun"]
)
def test_what_is_not_in_force_lends_nothing(house: House, ended: str):
    first = TODAY + timedelta(days=1) if ended == "not begun" else TODAY
    born = lent(house, "d03-head", "d03-clerk", from_day=first, until_day=date(2017, 9, 5))
    if ended == "revoked":
        do(house, "d03-head", delegations.revoke, born)
    with as_owner(house) as connection:
        if ended == "disabled":
            query = "UPDATE person SET state = 'disabled' WHERE id = 'd03-head'"
            connection.execute(text(query))
        if ended.endswith("gone"):
            query = "UPDATE assignment SET until_day = '2017-08-31' WHERE person_id = 'd03-head'"
            connection.execute(text(query))
    if ended == "the day is over":
        house.clock.advance(timedelta(days=5))

    with refused("delegation.none", kind=NotPermitted):
        declare(house, "d03-clerk", "d03-head", draft("D03"))


def test_a_disabled_deputy_does_nothing(house: House):
    lent(house, "d03-head", "d03-clerk")
    with as_owner(house) as connection:
        connection.execute(text("UPDATE person SET state = 'disabled' WHERE id = 'd03-clerk'"))
    with refused("delegation.none"):
        declare(house, "d03-clerk", "d03-head", draft("D03"))


def test_a_standing_deputy_acts_only_while_the_other_is_away(house: House):
    lent(house, "d04-head", "d04-clerk", delegation_class="deputy", until_day=None)
    with refused("delegation.none"):
        declare(house, "d04-clerk", "d04-head", draft("D04"))
    absence = away(house, "d04-head", TODAY, date(2017, 9, 8))
    declare(house, "d04-clerk", "d04-head", draft("D04"))
    do(house, "d04-head", absences.end, absence)
    with refused("delegation.none"):
        declare(house, "d04-clerk", "d04-head", draft("D04", 2))


def test_a_deputy_who_is_away_is_objected_to_with_the_days(shared_house: House):
    away(shared_house, "d05-clerk", date(2017, 9, 11), date(2017, 9, 15))
    with pytest.raises(Objected) as told:
        lent(shared_house, "d05-head", "d05-clerk")
    assert "delegation.deputy_away" in why(told.value)
    assert "2017-09-11至2017-09-15" in told.value.objections[0].message
    assert told.value.objections[0].remedy
    lent(shared_house, "d05-head", "d05-clerk", until_day=date(2017, 9, 10))


def test_that_a_deputy_of_another_unit_is_away_is_known_across_sights(shared_working: House):
    away(shared_working, "member-2", date(2017, 9, 11), date(2017, 9, 15))
    with shared_working.database.connect() as connection:
        connection.execute(text("SELECT set_config('jixiao.sight', 'D05', false)"))
        try:
            with refused("delegation.deputy_away"):
                said = {"deputy_id": "member-2", "capacity": "unit_head", "held_in": "D05"}
                said |= {"delegation_class": "dated", "until_day": LATER}
                delegations.grant(desk(shared_working, connection, "d05-head", reason="x"), said)
        finally:
            connection.execute(text("SELECT set_config('jixiao.sight', '', false)"))


@pytest.mark.parametrize(
    ("by", "deputy", "capacity", "more", "code"),
    [
        ("d06-head", "d06-head", "unit_head", {}, "delegation.to_oneself"),
        ("d06-clerk", "d06-head", "unit_head", {}, "delegation.not_held"),
        ("d06-head", "d06-clerk", "unit_head", {"until_day": None}, "delegation.no_end"),
        ("d06-head", "d06-clerk", "unit_head", {"until_day": date(2017, 8, 1)}, "delegation.days"),
        ("d06-head", "d06-clerk", "unit_head", {"held_in": "D07"}, "delegation.not_held"),
        ("inspector-1", "d06-head", "inspector", {}, "capacity_required"),
        ("leader", "leader-2", "judge", {}, "delegation.in_person"),
        ("admin", "d06-head", "administrator", {}, "delegation.in_person"),
        ("office-director", "admin", "office_director", {}, "delegation.apart"),
        ("office-director", "inspector-1", "office_director", {}, "delegation.apart"),
        ("office-director", "supervisor", "office_director", {}, "delegation.apart"),
        ("d06-clerk", "d06-head", "unit_head", {"principal_id": "d06-head"},
            "delegation.not_yours"),
        ("admin", "admin", "office_director", {"principal_id": "office-director"},
            "delegation.not_yours"),
        ("d06-head", "nobody", "unit_head", {}, "not_found"),
    ],
)  # fmt: skip
def test_what_may_not_be_lent_is_refused_with_its_reason(
    shared_house: House, by: str, deputy: str, capacity: str, more: dict[str, Any], code: str
):
    with refused(code):
        lent(shared_house, by, deputy, capacity, **more)


def test_a_capacity_of_a_unit_names_it_and_one_of_the_district_does_not(shared_house: House):
    for by, capacity, held_in in (
        ("d06-head", "unit_head", None),
        ("member-1", "conference_member", "D06"),
    ):
        with pytest.raises(BadInput):
            lent(shared_house, by, "d07-head", capacity, held_in=held_in)
    for said in ({"capacity": "king"}, {"delegation_class": "ever"}, {"from_day": "soon"}):
        with pytest.raises(BadInput):
            lent(shared_house, "d06-head", "d06-clerk", **{"capacity": "unit_head", **said})


@pytest.mark.parametrize(("by", "deputy"), [("d08-head", "leader"), ("admin", "d08-head")])
def test_the_head_and_the_administrator_lend_for_others(shared_house: House, by: str, deputy: str):
    more = {"principal_id": "d08-clerk", "held_in": "D08"}
    born = lent(shared_house, by, deputy, "unit_clerk", **more)
    found = row(shared_house, "delegation", born)
    assert (found["principal_id"], found["deputy_id"]) == ("d08-clerk", deputy)


def test_what_was_lent_is_not_lent_on(shared_house: House):
    lent(shared_house, "d09-head", "d09-clerk")
    said = {"deputy_id": "d10-clerk", "capacity": "unit_head", "held_in": "D09"}
    said |= {"delegation_class": "dated", "until_day": LATER}
    with refused("delegation.chain"):
        at(
            shared_house, "d09-clerk", delegations.grant, said,
            reason="x", on_behalf_of="d09-head",
        )  # fmt: skip
    with refused("delegation.chain"):
        lent(shared_house, "d09-clerk", "d10-clerk", "unit_head", held_in="D09")


def test_who_examines_and_who_is_examined_stay_apart(shared_working: House):
    pair = rows(
        shared_working,
        "SELECT unit_id, assessor_id FROM indicator WHERE category = 'common'"
        " AND assessor_id LIKE 'D%' AND unit_id LIKE 'D%' ORDER BY id LIMIT 1",
    )[0]
    unit, body = pair["unit_id"].lower(), pair["assessor_id"].lower()
    with refused("delegation.apart"):
        lent(shared_working, f"{unit}-head", f"{body}-clerk")
    with refused("delegation.apart"):
        lent(shared_working, f"{body}-head", f"{unit}-clerk", "examiner")


def test_one_who_became_the_other_side_later_wears_no_lent_hat_there(house: House):
    lent(house, "d01-head", "d01-clerk")
    indicator = draft("D01")
    with as_owner(house) as connection:
        connection.execute(
            text("UPDATE indicator SET assessor_id = 'D02' WHERE id = :i"), {"i": indicator}
        )
        connection.execute(
            text("UPDATE assignment SET unit_id = 'D02' WHERE person_id = 'd01-clerk'"
                 " AND capacity = 'examiner'")
        )  # fmt: skip
    with refused("not_found"):
        declare(house, "d01-clerk", "d01-head", indicator)


def test_whoever_reports_for_another_does_not_approve_and_neither_does_that_one(
    working_house: House,
):
    house = working_house
    node = value(
        house, "SELECT n.id FROM node n WHERE n.unit_id = 'D01' AND n.state = 'pending'"
        " ORDER BY n.id LIMIT 1",
    )  # fmt: skip
    lent(house, "d01-head", "d01-clerk")
    said = {"due_day": "2018-02-01"}
    asked = at(
        house, "d01-clerk", requests.request, RequestClass.EXTENSION, node, said,
        reason="汛期", on_behalf_of="d01-head",
    )  # fmt: skip
    with as_owner(house) as connection:
        hat = (
            "UPDATE assignment SET person_id = :who WHERE capacity = 'office_director'"
            " AND person_id = :was"
        )
        connection.execute(text(hat), {"was": "office-director", "who": "d01-head"})
    with refused("four_eyes"):
        do(house, "d01-head", requests.grant, asked.id)
    lent(house, "d01-head", "office-clerk", "office_director")
    with refused("four_eyes"):
        one(ask(house, "office-clerk", requests.grant, Order(asked.id), on_behalf_of="d01-head"))


def test_a_member_who_is_away_signs_by_a_deputy_or_not_at_all(working_house: House):
    house = working_house
    lent(house, "member-1", "leader", "conference_member")
    gate = at(house, "office-clerk", gates.request, "plan_amended", NEW_PLAN).id
    endorsed = Order(gate)
    with refused("delegation.none"):
        one(ask(house, "leader", gates.endorse, endorsed, on_behalf_of="member-2"))
    one(ask(house, "leader", gates.endorse, endorsed, on_behalf_of="member-1"))
    with refused("gate.already_decided"):
        do(house, "member-1", gates.endorse, gate)
    signed = rows(
        house, "SELECT person_id, signed_by FROM signer WHERE gate_id = :g AND state = 'signed'",
        g=gate,
    )  # fmt: skip
    assert signed == [{"person_id": "member-1", "signed_by": "leader"}]


def test_who_is_away_without_a_deputy_cannot_act_at_a_gate(house: House):
    def able() -> set[str]:
        with house.database.connect() as connection:
            at_desk = desk(house, connection, "office-clerk")
            (found,) = holders(at_desk, [("conference_member", None)])
        return {who for who, _ in found}

    everybody = able()
    away(house, "member-1")
    assert able() == everybody - {"member-1"}
    born = lent(house, "member-1", "leader", "conference_member", delegation_class="deputy")
    assert able() == everybody
    gone = away(house, "leader")
    assert able() == everybody - {"member-1"}
    do(house, "leader", absences.end, gone)
    do(house, "leader", delegations.revoke, born)
    assert able() == everybody - {"member-1"}


def test_a_deputy_reads_what_is_told_to_the_other(house: House):
    lent(house, "d01-head", "d01-clerk", delegation_class="deputy", until_day=None)
    lent(house, "d02-head", "leader", until_day=LATER)

    def told(subject: str) -> set[str]:
        with house.database.connect() as connection:
            messages.deliver(connection, house.now(), TODAY)
        query = "SELECT person_id FROM inbox WHERE subject_id = :s AND topic = 'returned'"
        return {found["person_id"] for found in rows(house, query, s=subject)}

    def returned(unit: str, number: int) -> set[str]:
        indicator = draft(unit, number)
        do(house, f"{unit.lower()}-head", indicators.declare, indicator)
        do(house, "office-clerk", indicators.return_, indicator, reason="目标值偏低")
        return told(indicator)

    assert "leader" in returned("D02", 1)
    assert "leader" not in returned("D01", 1)
    heads = returned("D01", 2)
    away(house, "d01-head")
    assert returned("D01", 3) >= heads | {"d01-head"}


def test_the_same_key_for_another_is_another_question(house: House):
    lent(house, "d01-head", "d01-clerk")
    indicator = draft("D01")
    order = Order(indicator)
    done = ask(house, "d01-clerk", indicators.declare, order, key="k", on_behalf_of="d01-head")
    again = ask(house, "d01-clerk", indicators.declare, order, key="k", on_behalf_of="d01-head")
    assert done == again
    with pytest.raises(KeyReused):
        ask(house, "d01-clerk", indicators.declare, order, key="k")


def test_who_ends_it_and_who_does_not(shared_house: House):
    born = lent(shared_house, "d20-head", "d21-clerk", "unit_head")
    for stranger in ("d22-head", "office-clerk", "leader"):
        with pytest.raises(Refused):
            do(shared_house, stranger, delegations.revoke, born)
    assert do(shared_house, "d21-clerk", delegations.revoke, born).state == "revoked"
