"""Evidence (佐证材料): files stored by their hash; the hash stands in the trail."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text

from kit.errors import BadInput, NotFound
from plans.settings_house import Evidence as EvidenceRule
from services.acts import Answer, Answers, Order, one
from services.adjustments import ADJUSTMENT
from services.appeals import APPEAL
from services.desk import Desk
from services.detailed_rules import DETAILED_RULES
from services.door import Subject
from services.duty_reports import DUTY_REPORT
from services.feedbacks import FEEDBACK
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

#: What a file begins with tells what it is; its name is never believed.
_SIGNATURES = (
    (b"%PDF-", ("application/pdf",)),
    (b"\xff\xd8\xff", ("image/jpeg",)),
    (b"\x89PNG\r\n\x1a\n", ("image/png",)),
    (
        b"PK\x03\x04",
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/zip",
        ),
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("application/msword", "application/vnd.ms-excel")),
)
_BY_SUFFIX = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".zip": "application/zip",
}
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


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store."""

    sha256: str
    size: int
    media_type: str


class FileStore:
    """A folder of files named by their SHA-256, two characters a level."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def path(self, sha256: str) -> Path:
        """Where a file lies."""
        return self._home / sha256[:2] / sha256

    def put(self, chunks: Iterable[bytes], rule: EvidenceRule, name: str) -> Stored:
        """Take a file in, chunk by chunk; the same file twice is one file.

        Raises:
            BadInput: it is empty, too large, or of a kind that the plan does not take.
        """
        self._home.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=self._home, prefix="in-")
        try:
            with os.fdopen(handle, "wb") as file:
                stored = _copy(chunks, file.write, rule, name)
                file.flush()
                os.fsync(file.fileno())
            place = self.path(stored.sha256)
            place.parent.mkdir(exist_ok=True)
            Path(draft).replace(place)
        finally:
            Path(draft).unlink(missing_ok=True)
        return stored


def _copy(
    chunks: Iterable[bytes], write: Callable[[bytes], object], rule: EvidenceRule, name: str
) -> Stored:
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in chunks:
        size += len(chunk)
        if size > rule.max_bytes:
            raise BadInput(f"文件超过{rule.max_bytes // 1_048_576}MB，请压缩或拆分后上传。")
        digest.update(chunk)
        head = (head + chunk[:16])[:16]
        write(chunk)
    if not size:
        raise BadInput("文件是空的。")
    media_type = _sniffed(head, Path(name).suffix.lower())
    if media_type not in rule.media_types:
        raise BadInput(f"不接收这种文件（{media_type}）。可上传PDF、图片、Word、Excel或压缩包。")
    return Stored(digest.hexdigest(), size, media_type)


def _sniffed(head: bytes, suffix: str) -> str:
    for signature, types in _SIGNATURES:
        if head.startswith(signature):
            claimed = _BY_SUFFIX.get(suffix, "")
            return claimed if claimed in types else types[-1]
    return "text/plain" if _is_text(head) else "application/octet-stream"


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head and not head.startswith((b"MZ", b"\x7fELF", b"#!"))


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
    if not set(roles.values()) <= set(ROLES):
        raise BadInput(f"文件用途只能是{'、'.join(ROLES)}。")
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
