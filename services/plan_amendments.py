"""Amending the plan of a running year (修改方案): what differs, what may, who has allowed it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text

from kit.errors import Objection
from plans.lint import lint
from plans.loading import parse
from plans.schema import Plan
from services.desk import Desk
from services.gate_subjects import SPENT, question_about
from services.rules import known_calendar
from states.catalogue import LIFECYCLES

#: The gate at which the conference allows it.
GATE = "plan_amended"
#: Says why, decides nothing.
_FREE = frozenset({"basis"})


def facts_of(desk: Desk, files: Mapping[str, str]) -> dict[str, Any]:
    """Tell what the questions about an amendment look at.

    Raises:
        PlanProblem: the new plan cannot be read.
    """
    old, new = desk.rules.plan, parse(files)
    question = question_about(desk.year, new.digest)
    return {
        "findings": (*_findings(old, new), *_taken(desk, old, new)),
        "changed": tuple(name for name in Plan.model_fields if _differs(old, new, name)),
        "amendable": tuple({*old.plan_amendments.sections, *_FREE}),
        "past": tuple(_past(desk, old, new)),
        "gate": _gate(desk, question),
        "question": question,
    }


def _differs(old: Plan, new: Plan, name: str) -> bool:
    return getattr(old, name) != getattr(new, name)


def _findings(old: Plan, new: Plan) -> Iterator[Objection]:
    for found in lint(new, None, LIFECYCLES.values()):
        if found.severity == "red":
            yield Objection(found.code, f"{found.where}：{found.message}", found.remedy)
    if old.days != new.days and old.days.version == new.days.version:
        said = f"工作日历有改动而版本号仍为“{new.days.version}”。"
        yield Objection("calendar.same_version", said, "请另起版本号。")


def _taken(desk: Desk, old: Plan, new: Plan) -> Iterator[Objection]:
    # What stands under a version stands for good, and would be counted by in place of the plan's.
    held = known_calendar(desk.connection, desk.act.district_id, new.days.version)
    if old.days != new.days and held and held.as_data() != new.calendar().as_data():
        said = f"日历版本“{new.days.version}”已经录入，内容与新方案的不同。"
        yield Objection("calendar.taken", said, "请另起版本号。")


def _past(desk: Desk, old: Plan, new: Plan) -> Iterator[str]:
    coming = {phase.key: phase for phase in new.phases}
    for phase in old.phases:
        changed = coming.get(phase.key)
        if changed == phase:
            continue
        moved = changed is None or (changed.opens, changed.closes) != (phase.opens, phase.closes)
        if moved or phase.opens <= desk.today:
            yield phase.label


_GATE = text(
    "SELECT g.state FROM gate g WHERE g.district_id = :district AND g.year = :year"
    f" AND g.key = '{GATE}' AND g.about_id = :about AND NOT ({SPENT[GATE]})"
    " ORDER BY g.round DESC LIMIT 1"
)


def _gate(desk: Desk, question: str) -> str:
    asked = {"district": desk.act.district_id, "year": desk.year, "about": question}
    return desk.connection.execute(_GATE, asked).scalar_one_or_none() or ""
