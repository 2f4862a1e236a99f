"""`person list`."""

from pathlib import Path
from typing import Any

from cli.opening import latest_year, opened
from cli.output import refusals
from cli.output import show as show_document
from services import person_lists
from services.browse import Page
from states.capacity import Capacity

_EVERYBODY = 100_000


def show(unit: str | None, data: Path | None, *, as_json: bool) -> None:
    """List the accounts of the district with their capacities."""
    with refusals(as_json=as_json), opened(data) as house:
        district, _ = latest_year(house)
        page = Page("", _EVERYBODY)
        with house.database.connect() as connection:
            found = person_lists.rows(connection, district, {"unit_id": unit}, page, whole=True)
    show_document({"people": found}, as_json=as_json, lines=lambda: [*map(_line, found)])


def _line(person: dict[str, Any]) -> str:
    held = "、".join(_held(capacity) for capacity in person["capacities"]) or "（无身份）"
    state = "" if person["state"] == "active" else f"  [{person['state_label']}]"
    return f"{person['id']}  {person['name']}{state}  {held}"


def _held(capacity: dict[str, Any]) -> str:
    until = f"至{capacity['until_day']}" if capacity["until_day"] else ""
    where = f"（{capacity['unit_id']}）" if capacity["unit_id"] else ""
    return f"{Capacity(capacity['capacity']).zh}{where}{until}"
