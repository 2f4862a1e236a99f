"""Counting (计票): from open ballots to marks that no ballot can be put together from again."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import text

from kit.errors import BadInput
from plans.settings_score import Judges
from scoring.compose import DutyRule
from scoring.judging import statistics
from services.ballot_papers import UNKNOWN, written
from services.desk import Desk

#: Marks by unit and group, lowest first; None for 不了解, last.
Counted = dict[str, dict[str, list[Decimal | None]]]
_MOST_NAMED = 5


def checked(
    rule: Judges, units: Sequence[str], own: Iterable[str], marks: Mapping[str, Any]
) -> dict[str, str]:
    """Check the marks of one ballot: every unit but one's own, each in range and in whole steps.

    Raises:
        BadInput: something is missing, too much, or out of range.
    """
    barred = set(own) & set(units)
    wanted = [unit for unit in units if unit not in barred]
    for said, found in (
        ("不能给本单位打分：{}。", barred & set(marks)),
        ("本场测评没有这些单位：{}。", set(marks) - set(units)),
        ("还没有打分：{}。打不了分的请选“不了解”。", set(wanted) - set(marks)),
    ):
        if found:
            raise BadInput(said.format("、".join(sorted(found)[:_MOST_NAMED])))
    return {unit: _mark(rule, marks[unit]) for unit in wanted}


def _mark(rule: Judges, mark: object) -> str:
    if mark == "unknown":
        return UNKNOWN
    if not isinstance(mark, Decimal):
        raise BadInput("分数应为数字，或“不了解”（unknown）。")
    if not (mark.is_finite() and rule.lowest <= mark <= rule.highest and not mark % rule.step):
        raise BadInput(f"分数应在{rule.lowest}与{rule.highest}之间，以{rule.step}分为单位。")
    return written(mark)


def torn_apart(ballots: Iterable[tuple[str, Mapping[str, str]]]) -> Counted:
    """Tear ballots (group, marks by unit) apart into sorted marks."""
    found: defaultdict[str, defaultdict[str, list[Decimal | None]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for group, marks in ballots:
        for unit, mark in marks.items():
            found[unit][group].append(None if mark == UNKNOWN else Decimal(mark))
    return {
        unit: {group: sorted(groups[group], key=_place) for group in sorted(groups)}
        for unit, groups in sorted(found.items())
    }


def _place(mark: Decimal | None) -> tuple[bool, Decimal]:
    return mark is None, mark or Decimal(0)


def mark_rows(session_id: str, counted: Counted) -> list[dict[str, Any]]:
    """Lay marks out as rows: nothing but the sorted marks decides their order."""
    return [
        {
            "ballot_session_id": session_id,
            "judge_group": group,
            "unit_id": unit,
            "place": place,
            "mark": None if mark is None else written(mark),
        }
        for unit, groups in counted.items()
        for group, marks in groups.items()
        for place, mark in enumerate(marks, start=1)
    ]


def digest_of(counted: Counted) -> str:
    """Sum all marks (SHA-256, hex): what the trail keeps of them."""
    told = {
        unit: {g: [None if m is None else written(m) for m in marks] for g, marks in groups.items()}
        for unit, groups in counted.items()
    }
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


_MARKS = text(
    "SELECT unit_id, judge_group, mark FROM mark WHERE district_id = :district"
    " AND ballot_session_id = :session ORDER BY unit_id, judge_group, place"
)


def marks_of(desk: Desk, session_id: str) -> Counted:
    """Read the marks of a session that was counted."""
    asked = {"district": desk.act.district_id, "session": session_id}
    found: Counted = {}
    for row in desk.connection.execute(_MARKS, asked):
        mark = None if row.mark is None else Decimal(written(row.mark))
        found.setdefault(row.unit_id, {}).setdefault(row.judge_group, []).append(mark)
    return found


def valid(marks: Mapping[str, Sequence[Decimal | None]]) -> dict[str, list[Decimal]]:
    """Leave 不了解 out; a group of which nobody is left is left out too."""
    kept = {group: [mark for mark in found if mark is not None] for group, found in marks.items()}
    return {group: found for group, found in kept.items() if found}


def told(desk: Desk, session: Mapping[Any, Any]) -> dict[str, Any]:
    """Tell what the marks of a published session say (`scoring.judging.statistics`).

    Returns:
        `units`, `groups` and `neighbours` as there; to each unit's group besides `unknown`: how
        many said 不了解.
    """
    counted = marks_of(desk, session["id"])
    rule, weights = desk.rules.plan.judges, weights_of(session["groups"])
    counting = DutyRule(
        minimum_ballots=rule.minimum_ballots,
        trim_from=rule.trimming_threshold if rule.trimming else None,
    )
    marks = {unit: valid(counted.get(unit, {})) for unit in session["units"]}
    found = statistics(marks, weights, counting)
    unknown = {
        unit: {g: n for g, m in groups.items() if (n := Counter(m)[None])}
        for unit, groups in counted.items()
    }
    units = {u: {**one, "unknown": unknown.get(u, {})} for u, one in found["units"].items()}
    return {**found, "units": units}


def weights_of(groups: Sequence[Mapping[str, str]]) -> dict[str, Decimal]:
    """Read the weights of a session's groups, in their order."""
    return {group["key"]: Decimal(group["weight"]) for group in groups}
