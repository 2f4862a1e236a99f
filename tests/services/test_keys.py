"""Idempotency: the same key gets the same answer, changes nothing, and fits one question only."""

import pytest

from kit.errors import BadInput, KeyReused, Refused
from services import adjustments, evidence, gates, indicators, nodes, requests, results
from services.acts import Answer, Order, one
from services.filing import Stored
from services.house import House
from states.request import RequestClass
from tests.builders import declare_all, review_all
from tests.services.hands import ask, at, at_once, do, rows, value, why

NOTE = {"remark": "甲"}


def _trails(house: House) -> int:
    return value(house, "SELECT count(*) FROM trail")


def test_the_same_key_gets_the_same_answer_and_changes_nothing(shared_house: House):
    order = Order("2017-D01-001", NOTE)
    first = ask(shared_house, "d01-clerk", indicators.revise, order, key="a")
    before = _trails(shared_house)
    assert ask(shared_house, "d01-clerk", indicators.revise, order, key="a") == first
    assert _trails(shared_house) == before


@pytest.mark.parametrize(
    ("verb", "order"),
    [
        (indicators.revise, Order("2017-D02-001", {"remark": "乙"})),
        (indicators.revise, Order("2017-D02-002", NOTE)),
        (indicators.revise, Order("2017-D02-001", NOTE, revision=1)),
        (indicators.revise, Order("2017-D02-001", NOTE, reason="另有理由")),
        (indicators.cancel, Order("2017-D02-001", NOTE)),
    ],
    ids=["body", "subject", "revision", "reason", "verb"],
)
def test_a_key_is_refused_for_anything_else(shared_house: House, verb, order: Order):  # noqa: ANN001
    ask(shared_house, "d02-clerk", indicators.revise, Order("2017-D02-001", NOTE), key="b")
    with pytest.raises(KeyReused):
        ask(shared_house, "d02-clerk", verb, order, key="b")


def test_a_key_belongs_to_the_person_who_uses_it(shared_house: House):
    order = Order("2017-D03-001", NOTE)
    ask(shared_house, "d03-clerk", indicators.revise, order, key="c")
    (answer,) = ask(shared_house, "d03-head", indicators.revise, order, key="c")
    assert isinstance(answer, Answer)
    assert answer.revision == 2


def test_refusals_are_kept_beside_answers_in_their_places(shared_house: House):
    asked = [Order("2017-D04-999", NOTE), Order("2017-D04-001", NOTE), Order("2017-D05-001", NOTE)]
    first = ask(shared_house, "d04-clerk", indicators.revise, *asked, key="d")
    again = ask(shared_house, "d04-clerk", indicators.revise, *asked, key="d")
    assert [getattr(a, "code", a) for a in first] == [getattr(a, "code", a) for a in again]
    assert [isinstance(a, Refused) for a in again] == [True, False, True]


def test_a_refusal_told_again_keeps_its_objections(shared_house: House):
    asked = [Order("2017-D06-001", {}), Order("2017-D06-002", {}, reason="依文")]
    asked += [Order("2017-D06-003", {"document": "1号"}, reason="依文")]
    first = ask(shared_house, "office-clerk", indicators.cancel, *asked, key="e")
    again = ask(shared_house, "office-clerk", indicators.cancel, *asked, key="e")
    assert [isinstance(a, Refused) for a in again] == [True, True, False]
    for was, now in zip(first[:2], again[:2], strict=True):
        assert (type(was), was.objections, was.message) == (type(now), now.objections, now.message)


def test_what_was_wholly_refused_keeps_no_key(shared_house: House):
    ask(shared_house, "d07-clerk", indicators.declare, Order("2017-D07-001"), key="f")
    assert not rows(shared_house, "SELECT * FROM idempotency_key WHERE key = 'f'")


def test_one_key_from_two_threads_is_one_effect_and_equal_answers(shared_house: House):
    for round_ in range(25):
        order = Order("2017-D08-001", {"remark": str(round_)})

        def revise(order: Order = order, key: str = f"g{round_}"):
            return ask(shared_house, "d08-clerk", indicators.revise, order, key=key)

        one_, other = at_once([revise, revise])
        assert one_ == other
        assert one(one_).revision == round_ + 1


def test_one_key_for_a_birth_with_a_number_is_one_birth(shared_working: House):
    body = {"due_day": "2018-01-20"}

    def request():
        return at(
            shared_working, "d01-head", requests.request, RequestClass.EXTENSION,
            "2017-D01-001-4", body, key="h", reason="待批",
        )  # fmt: skip

    first = request()
    assert request() == first == at_once([request])[0]
    with pytest.raises(KeyReused):
        at(
            shared_working, "d01-head", requests.request, RequestClass.EXTENSION,
            "2017-D01-001-4", {"due_day": "2018-01-21"}, key="h", reason="待批",
        )  # fmt: skip


def test_one_key_from_two_threads_is_one_request(shared_working: House):
    def request():
        return at(
            shared_working, "d02-head", requests.request, RequestClass.EXTENSION,
            "2017-D02-001-4", {"due_day": "2018-01-20"}, key="i", reason="待批",
        )  # fmt: skip

    first, second = at_once([request, request])
    assert first == second
    assert first.id == "2017-D02-001-4-Q1"


def test_a_granted_request_is_granted_once_under_one_key(shared_working: House):
    asked = at(
        shared_working, "d03-head", requests.request, RequestClass.EXTENSION,
        "2017-D03-001-4", {"due_day": "2018-01-20"}, reason="待批",
    )  # fmt: skip

    def grant():
        return ask(shared_working, "office-director", requests.grant, Order(asked.id), key="j")

    first, second = at_once([grant, grant])
    assert first == second
    assert one(first).state == "granted"


def test_one_key_proposes_one_adjustment_and_never_another(shared_working: House):
    def propose(event: str):
        body = {"event": event, "about": "2017-D01-001-3"}
        return at(shared_working, "office-clerk", adjustments.propose, "D01", body, key="k")

    assert propose("node_late_short") == propose("node_late_short")
    with pytest.raises(KeyReused):
        propose("returned_twice")


def test_one_key_attaches_one_file_and_never_another(shared_working: House):
    def attach(sha256: str):
        stored = Stored(sha256 * 64, 9, "application/pdf")
        order = Order("2017-D05-001-3")
        return at(
            shared_working, "d05-clerk", evidence.attach, "node", order, stored, "甲.pdf", key="l"
        )

    first = attach("a")
    assert attach("a") == first
    with pytest.raises(KeyReused):
        attach("b")
    with pytest.raises(BadInput):
        at(
            shared_working, "d05-clerk", evidence.attach, "node", Order("2017-D05-001-3"),
            Stored("a" * 64, 9, "application/pdf"), "甲.pdf",
        )  # fmt: skip


def test_results_may_be_computed_under_a_key(shared_working: House):
    first = at(shared_working, "office-clerk", results.compute, key="m")
    assert all(isinstance(answer, Answer) for answer in first)
    assert at(shared_working, "office-clerk", results.compute, key="m") == first


def test_a_gate_is_requested_once_under_one_key_and_voted_on_once(house: House):
    declare_all(house)
    review_all(house)

    def request():
        return at(house, "office-clerk", gates.request, "indicator_table_confirmed", key="n")

    gate = request()
    assert request() == gate
    (yes,) = ask(house, "member-1", gates.endorse, Order(gate.id), key="v")
    assert ask(house, "member-1", gates.endorse, Order(gate.id), key="v") == [yes]
    with pytest.raises(Refused) as twice:
        do(house, "member-1", gates.endorse, gate.id)
    assert "gate.already_decided" in why(twice.value)


def test_the_same_draft_under_two_keys_is_two_acts(shared_working: House):
    order = Order("2017-D06-001-3", {"progress": "x"})
    first = one(ask(shared_working, "d06-clerk", nodes.draft, order, key="o"))
    second = one(ask(shared_working, "d06-clerk", nodes.draft, order, key="p"))
    assert (first.revision, second.revision) == (1, 2)
