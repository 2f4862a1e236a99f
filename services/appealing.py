"""Filing an appeal (提出复核申请): about one item of a published result, within its window."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, NotFound
from services.acts import Answer, Order, needed, one
from services.appeal_items import ITEMS
from services.appeals import APPEAL
from services.desk import Desk
from services.door import Subject
from services.intents import Effect, Message
from services.succession import heritages
from states.appeal import AppealAbout, AppealFacts, AppealTrigger
from states.capacity import Capacity

_OFFICE = (Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR)

#: While the window stands it has no last day.
_RESULT = text("""
SELECT r.id, r.state, r.moved_at,
    (SELECT coalesce(d.due_on, DATE '9999-12-31') FROM deadline d
        WHERE d.district_id = r.district_id AND d.kind = 'result'
        AND d.subject_id = r.id AND d.name = 'appeal_window' ORDER BY d.visit DESC,
        d.version DESC LIMIT 1) AS last_day,
    (SELECT count(*) FROM appeal a WHERE a.district_id = r.district_id AND a.result_id = r.id)
        AS filed,
    (SELECT a.id FROM appeal a WHERE a.district_id = r.district_id AND a.about_kind = :kind
        AND a.about_id = :about AND a.state <> 'withdrawn' LIMIT 1) AS appealed
FROM result r WHERE r.district_id = :district AND r.year = :year AND r.unit_id = :unit
""")


def file(desk: Desk, unit_id: str, body: Mapping[str, Any]) -> Answer:
    """File an appeal about one item of the unit's published result (提出复核申请).

    Args:
        desk: the unit's head's; the act's reason is the grounds.
        unit_id: whose result.
        body: `about_kind`, and `about_id` of the indicator or adjustment.

    Raises:
        NotFound: the unit has no result this year.
        BadInput: the kind of item is unknown, or its id is missing.
        Refused: with the objections, such as the day on which the window closed.
    """
    about = _about_of(body)
    asked = {"district": desk.act.district_id, "year": desk.year, "unit": unit_id}
    about_id = f"{desk.year}-{unit_id}-S"
    if ITEMS[about].table != "result":
        about_id = str(needed(body, "about_id", "事项编号"))
    more = {"kind": about.value, "about": about_id}
    found = desk.connection.execute(_RESULT, {**asked, **more}).one_or_none()
    if found is None:
        raise NotFound
    whose = {"units": _whose(desk, about, unit_id), "id": about_id}
    item = desk.connection.execute(ITEMS[about].state, {**asked, **whose}).one_or_none()
    row = {
        "id": f"{desk.year}-{unit_id}-P{found.filed + 1}",
        "unit_id": unit_id,
        "assessor_id": item.assessor_id if item else None,
        "result_id": found.id,
        "result_state": found.state,
        "about_kind": about.value,
        "about_id": about_id,
        "item_state": item.state if item else "",
        "appealed": found.appealed if desk.rules.plan.appeals.one_per_item else None,
        "grounds": desk.act.reason,
        "filed_by": desk.act.actor,
        "last_day": found.last_day or _last_day(desk, found),
        "decision": "",
        "document": "",
        "remedy": "",
    }
    question = {"unit": unit_id, "reason": desk.act.reason, **body}
    return one(desk.bear(APPEAL, AppealTrigger.FILE, [row], _file, question))


def _whose(desk: Desk, about: AppealAbout, unit_id: str) -> list[str]:
    """Name whose items count in a unit's result: its own, and what bodies that are gone brought."""
    if about is not AppealAbout.ADJUSTMENT:
        return [unit_id]
    heritage = heritages(desk, [unit_id]).get(unit_id)
    brought = heritage.shares.items() if heritage else ()
    return [unit_id, *(gone for gone, (days, _) in brought if days)]


def _about_of(body: Mapping[str, Any]) -> AppealAbout:
    word = str(needed(body, "about_kind", "复核事项"))
    if word not in set(AppealAbout):
        known = "、".join(f"{about.value}（{about.zh}）" for about in AppealAbout)
        raise BadInput(f"没有“{word}”这类复核事项；可用：{known}。")
    return AppealAbout(word)


def _last_day(desk: Desk, result: Any) -> date:  # noqa: ANN401 - a row
    # Published before windows were counted: reckoned from the day of publication.
    return desk.rules.due("appeal_window", desk.rules.day(result.moved_at))


def _file(desk: Desk, subject: Subject, order: Order, facts: AppealFacts) -> Effect:
    del desk, order
    row = subject.row
    said = f"{row['id']}申请复核（{AppealAbout(row['about_kind']).zh}）：{facts.reason}"
    return Effect(
        data={"about_kind": row["about_kind"], "about": row["about_id"]},
        messages=(Message("filed", _OFFICE, said),),
    )
