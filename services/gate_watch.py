"""The alarm of a gate: its open step has too few who can act (无人可签), and again enough."""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection, text

from kit.errors import Refused
from services.acts import Answer, Answers, Order
from services.desk import Desk
from services.door import Subject
from services.gate_effects import moment
from services.gate_facts import GATE, signing_of
from services.gate_people import able
from services.intents import Effect, Message
from services.years import open_years, system_desk
from states.capacity import OFFICE
from states.gate import GateTrigger
from states.gate_questions import GateFacts
from states.signatures import names

log = structlog.get_logger()
_T = GateTrigger
_OFFICE = tuple(sorted(OFFICE))
ACTOR = "system:flow"


def stall(desk: Desk, orders: list[Order]) -> Answers:
    """Mark that too few can sign in the open step, and tell the office once (标记无人可签)."""
    return desk.move(GATE, _T.STALL, orders, _stall)


def _stall(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del order
    signing = facts.signing
    gone = signing.unable
    said = (
        f"{subject.row['label']}无人可签：“{signing.step.label}”须{signing.needed}人同意，"
        f"{names(gone)}已不能签署。请“转办”给现任人员、“减签”或“撤回”后重新提请。"
    )
    return Effect(
        columns={"stalled_at": moment(desk)},
        data={"step": signing.at, "unable": [signer.person_id for signer in gone]},
        messages=(Message("stalled", _OFFICE, said, people=(subject.row["requested_by"],)),),
    )


def resume(desk: Desk, orders: list[Order]) -> Answers:
    """Take the mark away when enough can sign again (解除无人可签)."""
    return desk.move(GATE, _T.RESUME, orders, _resume)


def _resume(desk: Desk, subject: Subject, order: Order, facts: GateFacts) -> Effect:
    del desk, subject, order
    return Effect(columns={"stalled_at": None}, data={"step": facts.signing.at})


# Only gates with somebody in the open step who cannot act, or with the mark, are looked at.
_SUSPECT = text(f"""
SELECT g.id FROM gate g
WHERE g.district_id = :district AND g.year = :year AND g.state = 'requested'
  AND (g.stalled_at IS NOT NULL OR EXISTS (SELECT FROM signer s
    JOIN person p ON p.district_id = s.district_id AND p.id = s.person_id
    WHERE s.district_id = g.district_id AND s.gate_id = g.id AND s.step = g.step
      AND s.state IN ('waiting', 'asking') AND s.asked_by IS NULL
      AND NOT ({able("s", ":today")})))
ORDER BY g.id
""")


def watch(connection: Connection, district_id: str, year: int, now: datetime) -> int:
    """Mark a year's gates at which nobody can act, and those that were mended; how many moved."""
    desk = system_desk(connection, district_id, year, ACTOR, now)
    asked = {"district": district_id, "year": year, "today": desk.today}
    suspects = list(connection.execute(_SUSPECT, asked).scalars())
    if not suspects:
        return 0
    found = desk.look(GATE, suspects).values()
    stuck = [s.row["id"] for s in found if _is_stuck(s) and s.row["stalled_at"] is None]
    mended = [s.row["id"] for s in found if not _is_stuck(s) and s.row["stalled_at"] is not None]
    return _moved(desk, stall, stuck) + _moved(desk, resume, mended)


def _is_stuck(subject: Subject) -> bool:
    return signing_of(subject.row).is_stuck


def _moved(desk: Desk, verb: Callable[[Desk, list[Order]], Answers], ids: list[str]) -> int:
    answers = verb(desk, [Order(gate_id) for gate_id in ids]) if ids else []
    return sum(isinstance(answer, Answer) for answer in answers)


def watch_all(connection: Connection, now: datetime) -> int:
    """Look at the gates of every open year; how many were marked or mended."""
    moved = 0
    for district_id, year in open_years(connection):
        try:
            moved += watch(connection, district_id, year, now)
        except Refused as refusal:
            log.warning("year set aside", district=district_id, year=year, why=refusal.message)
    return moved
