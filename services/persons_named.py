"""People whom a delegation or an absence names: whether they are there, and their next number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, text

from kit.errors import BadInput, NotFound
from services.desk import Desk

_PERSON = text(
    "SELECT name, unit_id, state = 'active' AS enabled FROM person"
    " WHERE district_id = :district AND id = :person"
)
# The trail is bound to no sight, so that nobody takes a number that another has.
_BORN = text(
    "SELECT count(*) FROM trail WHERE district_id = :district AND kind = :kind AND number = 0"
    " AND subject_id ~ :pattern"
)


def named_person(desk: Desk, person_id: str) -> Row[Any]:
    """Look up somebody: `name`, `unit_id`, `enabled`.

    Raises:
        NotFound: nobody has this sign-in name.
    """
    asked = {"district": desk.act.district_id, "person": person_id}
    found = desk.connection.execute(_PERSON, asked).one_or_none()
    if found is None:
        raise NotFound(f"没有用户“{person_id}”。")
    return found


def next_id(desk: Desk, kind: str, unit_id: str | None, letter: str) -> str:
    """Give the next id of a kind: of a unit, or of the district."""
    prefix = f"{desk.year}-{unit_id}-{letter}" if unit_id else f"{desk.year}-{letter}"
    asked = {"district": desk.act.district_id, "kind": kind, "pattern": f"^{prefix}[0-9]+$"}
    return f"{prefix}{desk.connection.execute(_BORN, asked).scalar_one() + 1}"


def day_of(body: Mapping[str, Any], name: str) -> date | None:
    """Read a day; none when it is left out.

    Raises:
        BadInput: it is no day.
    """
    day = body.get(name)
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(str(day))
    except ValueError as error:
        raise BadInput(f"“{day}”不是日期，请写成 2017-11-01。") from error
