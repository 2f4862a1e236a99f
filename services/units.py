"""Units (单位) in force: who is assessed, on what split of a hundred, under which name on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput
from services.bodies import Body
from services.desk import Desk
from services.splits import split_of


def assessed(desk: Desk) -> tuple[Body, ...]:
    """List the units that the year's result counts, as they stand on the desk's day."""
    return desk.rules.assessed(desk.today)


def check_assessed(desk: Desk, unit_id: str) -> None:
    """Let only assessed units that stand be named.

    Raises:
        BadInput: it is none.
    """
    if unit_id not in {body.id for body in assessed(desk)}:
        raise BadInput(f"被考核单位名单中没有“{unit_id}”，或者已经撤并。")


_SPLITS = text(
    f"SELECT u.id, {split_of('u.id', 'u.district_id', ':year')} AS split FROM unit u"
    " WHERE u.district_id = :district"
)


def splits(desk: Desk) -> dict[str, Mapping[str, str]]:
    """Read the splits that were set, by unit."""
    asked = {"district": desk.act.district_id, "year": desk.year}
    return {row.id: row.split for row in desk.connection.execute(_SPLITS, asked) if row.split}


_NAME = text(
    "SELECT n.name FROM unit_name n WHERE n.district_id = :district AND n.unit_id = :unit"
    " AND n.from_day <= :day ORDER BY n.from_day DESC LIMIT 1"
)


def name_on(desk: Desk, unit_id: str, day: date) -> str:
    """Tell a unit's name as it was on a day: papers print the one of their own day.

    Raises:
        NotFound: there is no such unit.
    """
    asked = {"district": desk.act.district_id, "unit": unit_id, "day": day}
    found = desk.connection.execute(_NAME, asked).scalar_one_or_none()
    return found or desk.rules.body(unit_id).name


_NAMES = text(
    "SELECT from_day, name, short_name FROM unit_name WHERE district_id = :district"
    " AND unit_id = :unit ORDER BY from_day DESC"
)


def names(desk: Desk, unit_id: str) -> list[dict[str, Any]]:
    """List the names that a unit has had, the latest first.

    Raises:
        NotFound: there is no such unit.
    """
    body = desk.rules.body(unit_id)
    asked = {"district": desk.act.district_id, "unit": unit_id}
    found = [dict(row) for row in desk.connection.execute(_NAMES, asked).mappings()]
    first = body.from_day or date(desk.year, 1, 1)
    return found or [{"from_day": first, "name": body.name, "short_name": body.short_name}]
