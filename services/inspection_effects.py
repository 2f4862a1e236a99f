"""What the outcome of an inspection brings about (认定的后果), by the plan's table of events."""

from collections.abc import Mapping
from typing import Any

from plans.settings_score import Event
from services import indicators, nodes
from services.acts import Order
from services.deeds import insisted
from services.desk import Desk
from services.door import judge
from services.indicator_facts import INDICATOR
from services.intents import Planned
from services.nodes import NODE
from services.proposals import planned_for
from states.indicator import IndicatorState, IndicatorTrigger
from states.inspection import Conclusion
from states.node import NodeState, NodeTrigger

Row = Mapping[Any, Any]
_S = IndicatorState
#: The event of the plan's table that an outcome is.
EVENTS: Mapping[str, str] = {
    Conclusion.MISMATCH: "inspection_mismatch",
    Conclusion.UNDONE: "inspection_undone",
    Conclusion.FALSE: "falsehood",
    Conclusion.OBSTRUCTED: "obstruction",
}
_DONE = (NodeState.REPORTED, NodeState.ACCEPTED)
_MARKED = (_S.IN_PROGRESS, _S.VERIFIED, _S.SCORED)


def consequences(desk: Desk, row: Row, reason: str) -> tuple[Planned, ...]:
    """Plan all that follows from an outcome: proposals, the node set back, the indicator marked.

    Args:
        desk: the director's.
        row: the inspection with its `outcome` and `document`.
        reason: told to the unit with each.

    Raises:
        Refused: a lifecycle objects.
    """
    key = EVENTS.get(row["outcome"], "")
    found = desk.rules.plan.adjustments.event(key)
    if found is None:
        return ()
    _, event = found
    return (
        *planned_for(desk, row, key),
        *_reset(desk, row, event, reason),
        *_marked(desk, row, event, reason),
    )


def _reset(desk: Desk, row: Row, event: Event, reason: str) -> tuple[Planned, ...]:
    node = desk.look(NODE, [row["node_id"]])[row["node_id"]]
    if not event.resets_node or node.row["state"] not in _DONE:
        return ()
    verb = desk.verb(NODE, NodeTrigger.RESET, nodes.plan_reset)
    order = Order(row["node_id"], {"found_undone": True}, reason=reason)
    return (insisted(judge(desk.act, verb, order, node)),)


def _marked(desk: Desk, row: Row, event: Event, reason: str) -> tuple[Planned, ...]:
    indicator = desk.look(INDICATOR, [row["indicator_id"]])[row["indicator_id"]]
    if not event.zeroes_indicator or indicator.row["state"] not in _MARKED:
        return ()
    verb = desk.verb(INDICATOR, IndicatorTrigger.FALSIFY, indicators.plan_falsify)
    body = {"found_false": True, "inspection": row["id"], "document": row["document"]}
    order = Order(row["indicator_id"], body, reason=reason)
    return (insisted(judge(desk.act, verb, order, indicator)),)


def doubled(desk: Desk, row: Row) -> tuple[Planned, ...]:
    """Plan what a re-visit costs that finds nothing rectified (回访未整改加倍)."""
    return planned_for(desk, row, EVENTS.get(row["outcome"], ""), repeated=True)
