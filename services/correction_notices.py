"""The notice that goes with a correction (成绩更正通知), born in the same breath."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from kit.errors import Refused
from reports.correction_notice import facts_of_correction
from scoring.ranking import Place
from services.acts import Order
from services.desk import Desk
from services.documents import DOCUMENT, paper
from services.door import Subject, Verb, judge
from services.intents import Planned
from services.result_runs import place_of
from states.document import DocumentClass, DocumentTrigger
from states.result import ResultFacts


def moved_sentence(desk: Desk, row: Mapping[str, Any], placed: Mapping[str, Place]) -> str:
    """Tell how another unit's place changes."""
    now = place_of(placed[row["unit_id"]])
    name = desk.rules.body(row["unit_id"]).name
    graded = "" if row["grade"] == now["grade"] else f"，等次由{row['grade']}调整为{now['grade']}"
    return (
        f"{name}：全区名次由第{row['rank']}名调整为第{now['rank']}名，"
        f"本组第{now['group_rank']}名{graded}。"
    )


def plan_notice(
    desk: Desk,
    subject: Subject,
    facts: ResultFacts,
    now: Mapping[str, Any],
    moved: Sequence[str],
) -> Planned:
    """Plan the notice's birth.

    Args:
        desk: at which the correction is made.
        subject: the result as it stands, with the hats worn towards it.
        facts: of the correction; its reason is told.
        now: the result's columns from now on.
        moved: a sentence for every other unit whose place changes.

    Raises:
        Refused: as the document's lifecycle says.
    """
    was = subject.row
    gate = desk.connection.execute(
        _GATE, {"district": desk.act.district_id, "id": was["correction_gate"]["id"]}
    ).one()
    unit = desk.rules.body(was["unit_id"]).name
    row = paper(
        desk,
        DocumentClass.CORRECTION,
        f"{was['unit_id']}-C{now['version'] - 1}",
        facts_of_correction(
            was,
            now,
            moved,
            unit=unit,
            reason=facts.reason,
            gate_id=gate.id,
            decision=f"联席会议决定（{gate.id}，{gate.yes}人同意）。",
        ),
        {
            "year": desk.year,
            "lamp": "green",
            "unit_id": was["unit_id"],
            "title": f"关于更正{unit}{desk.year}年度绩效成绩的通知",
            "recipient": unit,
            "about_id": was["id"],
        },
    )
    draft = desk.verb(DOCUMENT, DocumentTrigger.DRAFT)
    return insisted(desk, draft, Order(row["id"]), Subject(row, subject.capacities))


_GATE = text("SELECT id, yes FROM gate WHERE district_id = :district AND id = :id")


def insisted(desk: Desk, verb: Verb, order: Order, subject: Subject) -> Planned:
    """Judge a move that goes with another.

    Raises:
        Refused: its own lifecycle objects.
    """
    planned = judge(desk.act, verb, order, subject)
    if isinstance(planned, Refused):
        raise planned
    return planned
