"""Decomposition (分解): one goal becomes one draft indicator for each unit, in one breath."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kit.errors import BadInput, Conflict, NotFound, Objected, Refused
from services.acts import Answer, Order, needed, one
from services.decomposition_drafts import SHARED, born, columns_of, moved
from services.desk import Desk
from services.door import Subject, judge
from services.goal_cover import settle
from services.goal_facts import GOAL, Share
from services.intents import Effect, Message, Planned
from states.capacity import Capacity
from states.goal import GoalFacts, GoalTrigger
from states.indicator import IndicatorTrigger

_T = IndicatorTrigger
_OFFICE = (Capacity.OFFICE_CLERK,)
#: At most so many shares at once.
MOST_SHARES = 200
#: How often it is tried again when others drafted for the same units in the same instant.
_PATIENCE = 10
_NUMBERS = ("weight", "target_number", "challenge", "last_year")


def decompose(
    desk: Desk, goal_id: str, body: Mapping[str, Any], revision: int | None = None
) -> Answer:
    """Give each unit its share of a goal as a draft indicator (分解, 方案 三（三）2).

    Done again, it replaces the drafts that nobody has declared yet; no shares take it back.

    Args:
        desk: the lead's examiner, or the office.
        goal_id: which goal; accepted by its lead.
        body: `template` (`method`, `nodes`, and what of level1-3, category, parameters, deadline,
            remark differs from the goal) and `shares`: unit_id, weight, target, target_number,
            challenge, and last_year where the plan has no baseline.
        revision: the goal's revision that the caller saw.

    Raises:
        BadInput: a unit is not an assessed one, or named twice, or there are too many.
        Refused: with the principles that it breaks, all at once; a written reason overrides them.
        Conflict: somebody else moved the goal in this instant.
    """
    goal = _found(desk, goal_id)
    order = Order(goal_id, _checked(desk, goal, body), revision)
    for _ in range(_PATIENCE):
        try:
            answer = one(desk.move(GOAL, GoalTrigger.DECOMPOSE, [order], _decompose))
        except Conflict:
            # Another goal was decomposed to the same units: their next numbers are others now.
            if _found(desk, goal_id).row["revision"] != goal.row["revision"]:
                raise
        else:
            settle(desk, [goal_id])
            return answer
    raise Conflict


def _found(desk: Desk, goal_id: str) -> Subject:
    found = desk.look(GOAL, [goal_id]).get(goal_id)
    if found is None or not found.in_sight:
        raise NotFound
    return found


def preview(desk: Desk, goal_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what a decomposition would draft, replace and discard, and what stands against it.

    Raises:
        BadInput: as `decompose`.
        Refused: nothing could be judged: there is no such goal, or it is not the caller's.
    """
    goal = _found(desk, goal_id)
    order = Order(goal_id, _checked(desk, goal, body))
    verb = desk.verb(GOAL, GoalTrigger.DECOMPOSE, _decompose)
    judged = judge(desk.act, verb, order, goal)
    if isinstance(judged, Objected):
        return {"objections": list(judged.objections), "indicators": []}
    if isinstance(judged, Refused):
        raise judged
    return {"objections": [], "indicators": [_shown(item) for item in judged.effect.also]}


def _shown(item: Planned) -> dict[str, Any]:
    told = {**item.row, **item.effect.columns}
    return {
        "id": told["id"],
        "unit_id": told["unit_id"],
        "trigger": item.steps[0][0],
        **{name: told[name] for name in ("level3", *SHARED)},
    }


def _checked(desk: Desk, goal: Subject, body: Mapping[str, Any]) -> dict[str, Any]:
    template: Mapping[str, Any] = body.get("template") or {}
    named = template.get("level3") or goal.row["title"]
    shares = [_compared(desk, named, _exact(share)) for share in body.get("shares") or ()]
    units = [share["unit_id"] for share in shares]
    assessed = {body.id for body in desk.rules.assessed(desk.today)}
    strange = [unit_id for unit_id in units if unit_id not in assessed]
    if strange:
        raise BadInput(f"被考核单位名单中没有“{strange[0]}”。")
    if len(set(units)) != len(units):
        raise BadInput("同一单位在一次分解中出现了两次。")
    if len(units) > MOST_SHARES:
        raise BadInput(f"一次最多分解到{MOST_SHARES}个单位。")
    if shares:
        for name, label in (("method", "计分方式"), ("nodes", "工作节点")):
            needed(template, name, label)
    return {"shares": shares, "template": template}


def _compared(desk: Desk, level3: str, share: dict[str, Any]) -> dict[str, Any]:
    # Who sets the target does not set what it is to surpass, where the year's book knows it.
    known = desk.rules.plan.last_year(share["unit_id"], level3)
    return share if known is None else {**share, "last_year": known}


def _exact(share: Share) -> dict[str, Any]:
    try:
        numbers = {
            name: Decimal(str(share[name])) for name in _NUMBERS if share.get(name) is not None
        }
    except InvalidOperation as error:
        raise BadInput(f"{share['unit_id']}的权重、目标值和上年实际应为数字。") from error
    if not all(number.is_finite() for number in numbers.values()):
        raise BadInput(f"{share['unit_id']}的权重、目标值和上年实际应为数字。")
    return {**share, **numbers}


def _decompose(desk: Desk, subject: Subject, order: Order, facts: GoalFacts) -> Effect:
    goal, shares = subject.row, {share["unit_id"]: share for share in order.body["shares"]}
    drafts: Mapping[str, str] = goal["drafts"]
    if not shares and not drafts:
        raise BadInput("没有写明分解到哪些单位，也没有可以撤回的分解草稿。")
    rows = {unit: columns_of(desk, goal, order.body["template"], s) for unit, s in shares.items()}
    kept = {drafts[unit]: row for unit, row in rows.items() if unit in drafts}
    gone = [draft for unit, draft in drafts.items() if unit not in shares]
    also = (
        *born(desk, [row for unit, row in rows.items() if unit not in drafts]),
        *moved(desk, _T.REPLACE, kept),
        *moved(desk, _T.DISCARD, {draft: {} for draft in gone}),
    )
    told = f"目标“{goal['title']}”（{goal['id']}）已分解到{len(shares)}个单位，请审核。"
    return Effect(
        data={
            "shares": [_said(share) for share in shares.values()],
            "replaced": sorted(kept),
            "discarded": sorted(gone),
            "despite": facts.reason.strip(),
        },
        messages=(Message("decomposed", _OFFICE, told),),
        also=also,
    )


def _said(share: Share) -> dict[str, str]:
    return {name: str(share[name]) for name in ("unit_id", *SHARED) if share.get(name) is not None}
