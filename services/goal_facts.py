"""How goals are read, and what their lifecycle's questions look at."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plans.words import Level
from services.acts import Order
from services.desk import Desk, Noun
from services.door import Subject
from services.indicator_facts import is_below_last_year
from services.reading import one_read
from states.goal import GoalFacts

_FACTS = """
    jixiao_carriers(s.district_id, s.id) AS carriers,
    (SELECT coalesce(jsonb_object_agg(i.unit_id, i.id), '{}') FROM indicator i
        WHERE i.district_id = s.district_id AND i.goal_id = s.id AND i.decomposed
          AND i.state = 'draft') AS drafts,
"""

Share = Mapping[str, Any]


def goal_facts(desk: Desk, subject: Subject, order: Order) -> GoalFacts:
    """Gather what the questions about a goal look at."""
    row = subject.row
    shares: Sequence[Share] = order.body.get("shares") or ()
    return GoalFacts(
        **desk.base(subject, order),
        source=row["document"],
        document=str(order.body.get("document") or ""),
        led_by_office=row["unit_id"] == desk.rules.plan.office.id,
        city=row["level"] == Level.CITY,
        carriers=len(row.get("carriers") or ()),
        own_share=any(share["unit_id"] == row["unit_id"] for share in shares),
        carried=_named(desk, _carried(row, shares)),
        below=_named(desk, (s["unit_id"] for s in shares if _is_below(s))),
        alike=len(shares) > 1 and len({_promise(share) for share in shares}) == 1,
        idle=_named(desk, _idle(shares)),
        scored=row.get("scale") is not None,
    )


def _named(desk: Desk, units: Iterator[str]) -> tuple[str, ...]:
    return tuple(desk.rules.plan.unit(unit_id).name for unit_id in units)


def _carried(row: Mapping[Any, Any], shares: Sequence[Share]) -> Iterator[str]:
    # A draft that nobody has declared yet is replaced, not doubled.
    carriers: Sequence[str] = row["carriers"] if shares else ()
    drafts: Sequence[str] = list(row["drafts"]) if shares else ()
    counted = Counter(carriers) - Counter(drafts)
    return (share["unit_id"] for share in shares if counted[share["unit_id"]])


def _is_below(share: Share) -> bool:
    known = {"target_number": None, "last_year": None, **share}
    # Nothing last year is the question of what a unit does, not of how much.
    return bool(known["last_year"]) and is_below_last_year(known)


def _promise(share: Share) -> object:
    number = share.get("target_number")
    return share["target"] if number is None else number


def _idle(shares: Sequence[Share]) -> Iterator[str]:
    if not any(share.get("last_year") for share in shares):
        return iter(())
    return (share["unit_id"] for share in shares if not share.get("last_year"))


GOAL = Noun("goal", one_read("goal", _FACTS), goal_facts)
