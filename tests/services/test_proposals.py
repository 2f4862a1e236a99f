"""What the system proposes: once, by the plan's table, and never for what was excused."""

import pytest

from services import adjustments, nodes, phases, proposals, requests
from services.acts import Answer
from services.house import House
from services.waiting import ids
from states.request import RequestClass
from tests.builders import desk, noon
from tests.services.finishing import DONE
from tests.services.hands import at, do, rows

NODE = "2017-D01-001-3"


def _propose(house: House) -> int:
    with house.database.connect() as connection:
        at_ = desk(house, connection, "system:flow")
        answers = proposals.propose_due(at_, ids(at_, "propose_adjustments"))
    assert all(isinstance(answer, Answer) for answer in answers)
    return len(answers)


def _of(house: House, node: str = NODE) -> dict[str, str]:
    found = rows(house, "SELECT deed, event FROM adjustment WHERE about = :n", n=node)
    return {one["deed"].removeprefix(f"{node}-"): one["event"] for one in found}


@pytest.fixture
def begun(working_house: House) -> House:
    """Process management is under way."""
    for phase in ("preparation", "indicator_setting", "platform_readiness", "process_management"):
        do(working_house, "office-director", phases.open_, f"2017-{phase}", reason="按期")
    return working_house


def _report(house: House, node: str = NODE) -> None:
    do(house, "d01-head", nodes.report, node, **DONE)


@pytest.mark.parametrize(
    ("day", "event"),
    [((9, 30), None), ((10, 9), "node_late_short"), ((10, 11), "node_late_short"),
     ((10, 12), "node_late_long"), ((11, 30), "node_late_long")],
)  # fmt: skip
def test_lateness_is_priced_by_working_days(begun: House, day: tuple[int, int], event: str | None):
    # Due on Saturday the 30th of September, a working day; the holidays end on 8 October.
    begun.clock.move_to(noon(2017, *day))
    _report(begun)
    assert _propose(begun) == 0
    do(begun, "office-clerk", nodes.accept, NODE)
    assert _propose(begun) == (event is not None)
    assert _of(begun) == ({"late": event} if event else {})
    assert _propose(begun) == 0


def test_what_was_never_reported_is_proposed_unless_it_was_taken_in(begun: House):
    taken_in = "2017-D01-001-1"
    for node in (NODE, taken_in):
        do(begun, "office-clerk", nodes.close_missed, node, reason="未报")
    assert _propose(begun) == 1
    assert (_of(begun), _of(begun, taken_in)) == ({"late": "node_never"}, {})


def test_an_extension_that_was_kept_is_never_late(begun: House):
    asked = at(
        begun, "d01-head", requests.request, RequestClass.EXTENSION, NODE,
        {"due_day": "2017-11-15"}, reason="停工",
    )  # fmt: skip
    do(begun, "office-director", requests.grant, asked.id)
    begun.clock.move_to(noon(2017, 11, 15))
    _report(begun)
    do(begun, "office-clerk", nodes.accept, NODE)
    assert _propose(begun) == 0


@pytest.mark.parametrize(
    ("flaws", "event"),
    [(("evidence",), None), (("form", "form"), "returned_twice"),
     (("evidence", "form"), "returned_twice"), (("evidence", "evidence"), "evidence_missing")],
)  # fmt: skip
def test_a_report_that_comes_back_twice_costs_once(
    begun: House, flaws: tuple[str, ...], event: str | None
):
    for flaw in flaws:
        _report(begun)
        do(begun, "office-clerk", nodes.return_, NODE, flaw=flaw, reason="请补正")
    _report(begun)
    do(begun, "office-clerk", nodes.accept, NODE)
    assert _propose(begun) == (event is not None)
    assert _of(begun) == ({"report": event} if event else {})


def test_what_the_director_rejected_is_not_proposed_again(begun: House):
    begun.clock.move_to(noon(2017, 10, 10))
    _report(begun)
    do(begun, "office-clerk", nodes.accept, NODE)
    _propose(begun)
    do(begun, "office-director", adjustments.reject, f"{NODE}-late", reason="系统故障")
    assert _propose(begun) == 0


def test_two_runs_at_once_propose_once(begun: House):
    do(begun, "office-clerk", nodes.close_missed, NODE, reason="未报")
    with begun.database.connect() as one, begun.database.connect() as other:
        first, second = (desk(begun, c, "system:flow") for c in (one, other))
        waiting = ids(first, "propose_adjustments")
        assert ids(second, "propose_adjustments") == waiting
        proposals.propose_due(first, waiting)
        assert proposals.propose_due(second, waiting) == []
    assert _of(begun) == {"late": "node_never"}
