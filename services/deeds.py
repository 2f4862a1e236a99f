"""Deeds (同一事项): adjustments about one deed or award, of which the heaviest alone counts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from kit.errors import Refused
from plans.settings_score import Adjustments
from services.acts import Order
from services.desk import Desk, Noun
from services.door import judge
from services.intents import Planned
from services.reading import many
from states.adjustment import AdjustmentTrigger

Row = Mapping[Any, Any]


def same_deed(columns: Mapping[str, str]) -> str:
    """Write the query of the adjustments that stand about a deed, as a jsonb list.

    Args:
        columns: how district, year, unit, deed and the id left out are called in the query.
    """
    return f"""(SELECT jsonb_agg(jsonb_build_object('id', x.id, 'state', x.state,
            'points', x.points::text) ORDER BY x.id) FROM adjustment x
        WHERE x.district_id = {columns["district"]} AND x.year = {columns["year"]}
          AND x.unit_id = {columns["unit"]} AND x.deed = {columns["deed"]} AND x.deed <> ''
          AND x.id <> {columns["id"]} AND x.state IN ('proposed', 'approved'))"""


def other_award(columns: Mapping[str, str]) -> str:
    """Write the query of a bonus for another award under the same document; its id."""
    return f"""(SELECT min(x.id) FROM adjustment x
        WHERE x.district_id = {columns["district"]} AND x.year = {columns["year"]}
          AND x.document = {columns["document"]} AND x.document <> '' AND x.points > 0
          AND x.deed <> {columns["deed"]} AND x.state IN ('proposed', 'approved'))"""


def _kin(row: Row) -> list[dict[str, Any]]:
    mine = Decimal(row["points"])
    return [x for x in many(row.get("same_deed")) if (Decimal(x["points"]) > 0) == (mine > 0)]


def counted_by(row: Row) -> str:
    """Name an adjustment about the same deed that is as heavy or heavier; empty when none is."""
    mine = abs(Decimal(row["points"]))
    return next((x["id"] for x in _kin(row) if abs(Decimal(x["points"])) >= mine), "")


def booked_by(row: Row) -> str:
    """Name an approved adjustment about the same deed, as heavy or heavier; empty for none."""
    mine = abs(Decimal(row["points"]))
    kin = (x for x in _kin(row) if x["state"] == "approved")
    return next((x["id"] for x in kin if abs(Decimal(x["points"])) >= mine), "")


#: By event: the duty of an examiner that is counted by once a year.
EXAMINER_DUTIES = {"examiner_rules_missing": "rules", "examiner_scores_missing": "scores"}
#: By event: what of a node the system counts by once.
_OF_NODE = {"node_never": "late", "evidence_missing": "report", "returned_twice": "report"}


def duty_deed(year: int, unit_id: str, event: str) -> str:
    """Name what an examiner's missed duty is counted by once."""
    return f"{year}-K-{unit_id}-{EXAMINER_DUTIES[event]}"


def deed_of(rules: Adjustments, event: str, said: Mapping[str, str], duty: str) -> str:
    """Name what a proposal is counted by once: of node and duty, as the system would name it.

    Args:
        rules: the plan's.
        event: key of the plan's table.
        said: `deed`, `about` and `document`, empty where nothing is said.
        duty: its name as a missed duty of an examiner; empty when it is none.
    """
    if duty:
        return duty
    found = rules.event(event)
    late = found is not None and found[1].from_days is not None
    what = "late" if late else _OF_NODE.get(event, "")
    if what and said["about"]:
        return f"{said['about']}-{what}"
    return said["deed"] or said["about"] or said["document"]


def lighter_than(row: Row, state: str) -> tuple[str, ...]:
    """Name the lighter adjustments about the same deed that stand in a state."""
    mine = abs(Decimal(row["points"]))
    return tuple(
        x["id"] for x in _kin(row) if x["state"] == state and abs(Decimal(x["points"])) < mine
    )


def superseded(desk: Desk, noun: Noun, ids: Sequence[str], heavier: str) -> tuple[Planned, ...]:
    """Judge and plan that lighter adjustments give way to a heavier one (并入更重事项).

    Raises:
        Refused: their own lifecycle objects.
    """
    if not ids:
        return ()
    verb = desk.verb(noun, AdjustmentTrigger.SUPERSEDE)
    found = desk.look(noun, ids)
    planned: list[Planned] = []
    for subject_id, subject in sorted(found.items()):
        order = Order(subject_id, {"superseded": True}, reason=f"同一事项按更重的{heavier}计。")
        planned.append(insisted(judge(desk.act, verb, order, subject)))
    return tuple(planned)


def insisted(judged: Planned | Refused) -> Planned:
    """Take a move that had to be possible.

    Raises:
        Refused: it is not.
    """
    if isinstance(judged, Refused):
        raise judged
    return judged


_STANDING = text(
    "SELECT "
    + same_deed(
        {
            "district": ":district",
            "year": ":year",
            "unit": ":unit",
            "deed": ":deed",
            "id": "''",
        }
    )
    + " AS same_deed, "
    + other_award(
        {"district": ":district", "year": ":year", "document": ":document", "deed": ":deed"}
    )
    + " AS other_award, (SELECT count(*) FROM adjustment WHERE district_id = :district"
    " AND year = :year AND unit_id = :unit) AS number"
)


def standing(desk: Desk, row: Row) -> Row:
    """Read what stands beside an adjustment to be proposed: `same_deed`, `other_award`, `number`.

    Args:
        desk: any.
        row: with `unit_id`, `year`, `deed` and `document`.
    """
    asked = {
        "district": desk.act.district_id,
        "year": row["year"],
        "unit": row["unit_id"],
        "deed": row["deed"],
        "document": row["document"],
    }
    return desk.connection.execute(_STANDING, asked).mappings().one()
