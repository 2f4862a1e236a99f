"""Detailed rules: an examiner's word to whom it examines, on file at the office."""

import pytest
from sqlalchemy import text

from kit.errors import BadInput, NotFound, NotPermitted, Objected, Refused
from services import browse, detailed_rules, evidence, people
from services.acts import Order
from services.evidence import Stored
from services.house import House
from services.messages import deliver
from tests.builders import DISTRICT
from tests.services.hands import at, do, row, value, verdict, why

BODY = {"title": "会风会纪考核细则", "text": "迟到一次扣0.1分。"}


def _draft(house: House, examiner: str, actor: str = "") -> str:
    who = actor or f"{examiner.lower()}-clerk"
    return at(house, who, detailed_rules.draft, examiner, BODY).id


def _issue(house: House, rules: str, actor: str, mark: str = "a") -> None:
    stored = Stored(mark * 64, 9, "application/pdf")
    order = Order(rules, {"role": "formal_document"})
    at(house, actor, evidence.attach, "detailed_rules", order, stored, "细则.pdf")
    do(house, actor, detailed_rules.issue, rules)


def _sees(house: House, person: str, rules: str) -> bool:
    with house.database.connect() as connection:
        who = people.person(connection, DISTRICT, person, house.now().date())
        people.limit_sight(connection, who.sight, person)
        try:
            return browse.found(connection, who, "detailed_rules", rules)["id"] == rules
        except Refused:
            return False


def test_rules_go_to_whom_they_bind_and_on_file(shared_working: House):
    house = shared_working
    rules = _draft(house, "D25")
    assert rules == "2017-K-D25-1"
    assert not _sees(house, "t01-clerk", rules)
    with pytest.raises(Objected) as bare:
        do(house, "d25-clerk", detailed_rules.issue, rules)
    assert "formal_document.missing" in why(bare.value)
    _issue(house, rules, "d25-clerk")
    bound = set(row(house, "detailed_rules", rules)["units"])
    query = text("SELECT DISTINCT unit_id FROM indicator WHERE assessor_id = 'D25'")
    with house.database.connect() as connection:
        assert bound == set(connection.execute(query).scalars())
        while deliver(connection, house.now(), house.now().date(), 2000) == 2000:
            pass
    told = "SELECT count(DISTINCT person_id) FROM inbox WHERE kind = 'detailed_rules'"
    assert value(house, f"{told} AND topic LIKE 'issued-%'") == 2 * len(bound)
    assert _sees(house, "t01-clerk", rules)
    stranger = next(u for u in ("D30", "D45", "D46", "D47") if u not in bound)
    assert not _sees(house, f"{stranger.lower()}-head", rules)
    do(house, "office-clerk", detailed_rules.file, rules)
    assert row(house, "detailed_rules", rules)["state"] == "filed"
    assert verdict(house).first_bad is None


def test_a_newer_version_takes_the_place_of_the_one_on_file(shared_working: House):
    house = shared_working
    first = _draft(house, "D28")
    with pytest.raises(Objected) as open_:
        _draft(house, "D28")
    assert "detailed_rules.unfinished" in why(open_.value)
    _issue(house, first, "d28-clerk", "b")
    do(house, "office-clerk", detailed_rules.return_, first, reason="扣分标准与方案不一致")
    do(house, "d28-head", detailed_rules.revise, first, text="每批次扣0.2分。")
    do(house, "d28-head", detailed_rules.issue, first)
    assert row(house, "detailed_rules", first)["returns"] == 1
    do(house, "office-clerk", detailed_rules.file, first)
    second = _draft(house, "D28")
    assert second == "2017-K-D28-2"
    _issue(house, second, "d28-clerk", "c")
    assert row(house, "detailed_rules", first)["state"] == "superseded"
    assert row(house, "detailed_rules", second)["state"] == "issued"


def test_nobody_writes_another_bodys_rules(shared_working: House):
    house = shared_working
    for actor in ("d01-clerk", "t01-head", "office-clerk"):
        with pytest.raises((NotPermitted, NotFound)):
            _draft(house, "D10", actor)
    with pytest.raises(BadInput):
        _draft(house, "X99", "d10-clerk")
    with pytest.raises(BadInput):
        at(house, "d10-clerk", detailed_rules.draft, "D10", {"title": ""})


def test_whoever_examines_nobody_sends_nothing_out(shared_working: House):
    house = shared_working
    query = "SELECT min(u.id) FROM unit u WHERE u.assessed AND NOT EXISTS"
    idle = value(house, f"{query} (SELECT FROM indicator i WHERE i.assessor_id = u.id)")
    rules = _draft(house, idle)
    with pytest.raises(Objected) as nobody:
        _issue(house, rules, f"{idle.lower()}-clerk", "d")
    assert "detailed_rules.nobody" in why(nobody.value)
