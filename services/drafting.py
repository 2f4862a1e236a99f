"""Drafting one indicator by hand (起草): it gets the next number of its unit."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from services import indicators
from services.acts import Answer, one
from services.desk import Desk
from services.units import check_assessed

#: What an indicator starts from where its author has written nothing yet.
_BLANK: Mapping[str, Any] = {
    "level1": "",
    "level2": "",
    "level3": "",
    "target": "",
    "method": "",
    "basis": "",
    "nodes": (),
}
_NEXT = text(
    # An indicator keeps its id when its unit hands it over.
    "SELECT coalesce(max(greatest(number, split_part(id, '-', 3)::int)), 0) + 1 FROM indicator"
    " WHERE district_id = :district AND year = :year"
    " AND (unit_id = :unit OR id LIKE CAST(:year AS text) || '-' || :unit || '-%')"
)


def draft_one(desk: Desk, unit_id: str, columns: Mapping[str, Any]) -> Answer:
    """Draft an indicator of a unit.

    Args:
        desk: the unit's, or the office's.
        unit_id: whose.
        columns: elements, as far as they are known.

    Raises:
        BadInput: the unit is not an assessed one of the roll, or the assessor is not on it.
        Refused: as the lifecycle says; a conflict when two drafted at the same instant.
    """
    check_assessed(desk, unit_id)
    asked = {"district": desk.act.district_id, "year": desk.year, "unit": unit_id}
    number: int = desk.connection.execute(_NEXT, asked).scalar_one()
    # What is not on the blank form reads as NULL, which the questions understand.
    row = {
        "id": f"{desk.year}-{unit_id}-{number:03d}",
        "unit_id": unit_id,
        "number": number,
        "target_number": None,
        "challenge": None,
        **_BLANK,
        **columns,
    }
    return one(indicators.draft(desk, [row], {"unit": unit_id, **columns}))
