"""Evidence (佐证材料): files stored by their hash; the hash stands in the trail."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from kit.errors import BadInput, NotFound
from services.acts import Answer, Answers, Order, one
from services.adjustments import ADJUSTMENT
from services.appeals import APPEAL
from services.desk import Desk
from services.detailed_rules import DETAILED_RULES
from services.door import Subject
from services.duty_reports import DUTY_REPORT
from services.feedbacks import FEEDBACK
from services.filing import Stored
from services.inspection_facts import INSPECTION
from services.intents import Effect
from services.nodes import NODE
from services.rectification_plans import RECTIFICATION_PLAN
from services.self_evaluations import SELF_EVALUATION
from services.trail import stamp
from states.adjustment import AdjustmentTrigger
from states.appeal import AppealTrigger
from states.detailed_rules import DetailedRulesTrigger
from states.duty_report import DutyReportTrigger
from states.feedback import FeedbackTrigger
from states.inspection import InspectionTrigger
from states.lifecycle import Facts
from states.node import NodeTrigger
from states.rectification_plan import RectificationPlanTrigger
from states.self_evaluation import SelfEvaluationTrigger

_NOUNS = {
    "node": (NODE, NodeTrigger.ATTACH),
    "inspection": (INSPECTION, InspectionTrigger.ATTACH),
    "adjustment": (ADJUSTMENT, AdjustmentTrigger.ATTACH),
    "appeal": (APPEAL, AppealTrigger.ATTACH),
    "feedback": (FEEDBACK, FeedbackTrigger.ATTACH),
    "detailed_rules": (DETAILED_RULES, DetailedRulesTrigger.ATTACH),
    "rectification_plan": (RECTIFICATION_PLAN, RectificationPlanTrigger.ATTACH),
    "self_evaluation": (SELF_EVALUATION, SelfEvaluationTrigger.ATTACH),
    "duty_report": (DUTY_REPORT, DutyReportTrigger.ATTACH),
}
#: The kinds that take files.
KINDS = tuple(_NOUNS)
ROLES = ("evidence", "formal_document")


def attach(desk: Desk, kind: str, order: Order, stored: Stored, name: str) -> Answer:
    """Hang a stored file on a node or a rectification plan (上传佐证); see `attach_all`.

    Raises:
        BadInput: this kind takes no files, or the role is unknown.
        Refused: as the lifecycle says, or the file hangs there already.
    """
    return one(attach_all(desk, kind, [order], stored, name))


def attach_all(
    desk: Desk, kind: str, orders: Sequence[Order], stored: Stored, name: str
) -> Answers:
    """Hang one stored file on several subjects of a kind, as a report that covers them all.

    Args:
        desk: the unit's.
        kind: `node` or `rectification_plan`.
        orders: the subjects; body `role`: evidence or formal_document.
        stored: the file, already in the store.
        name: as its owner calls it; shown, never trusted.

    Raises:
        BadInput: this kind takes no files, or the role is unknown.
    """
    if kind not in _NOUNS:
        raise BadInput("这里不能上传文件。")
    roles = {order.id: str(order.body.get("role") or "evidence") for order in orders}
    for role in roles.values():
        check_role(role)
    noun, trigger = _NOUNS[kind]
    there = _where(desk, kind, list(roles), stored.sha256)
    file = {"sha256": stored.sha256, "name": name}
    asked = [replace(order, body={**order.body, **file}) for order in orders]

    def effect(desk_: Desk, subject: Subject, order: Order, facts: Facts) -> Effect:
        del subject, facts
        if order.id in there:
            raise BadInput("同一份文件已经上传过。")
        row = {
            "sha256": stored.sha256,
            "role": roles[order.id],
            "name": _shown_name(name),
            "size": stored.size,
            "media_type": stored.media_type,
            "uploaded_by": desk_.act.actor,
            "uploaded_at": stamp(desk_.act.at),
        }
        data = {key: row[key] for key in ("sha256", "name", "size", "role")}
        return Effect(data=data, rows=(("evidence", row),))

    return desk.move(noun, trigger, asked, effect)


def check_role(role: str) -> None:
    """Insist that a role of files is known.

    Raises:
        BadInput: it is not.
    """
    if role not in ROLES:
        raise BadInput(f"文件用途只能是{'、'.join(ROLES)}。")


def _shown_name(name: str) -> str:
    plain = Path(name.replace("\\", "/")).name
    shown = "".join(c for c in plain if c.isprintable())[:120]
    return shown if shown.strip(". ") else "未命名"


_THERE = text(
    "SELECT subject_id, name, media_type FROM evidence WHERE district_id = :district"
    " AND kind = :kind AND subject_id = ANY(:ids) AND sha256 = :sha256"
)


def _where(desk: Desk, kind: str, ids: Sequence[str], sha256: str) -> dict[str, tuple[str, str]]:
    asked = {"district": desk.act.district_id, "kind": kind, "ids": ids, "sha256": sha256}
    found = desk.connection.execute(_THERE, asked)
    return {row.subject_id: (row.name, row.media_type) for row in found}


def find(desk: Desk, kind: str, subject_id: str, sha256: str) -> tuple[str, str]:
    """Find a subject's file: its shown name and media type; the subject's sight was checked.

    Raises:
        NotFound: it has no such file.
    """
    found = _where(desk, kind, [subject_id], sha256).get(subject_id)
    if found is None:
        raise NotFound
    return found
