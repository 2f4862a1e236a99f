"""`explain deadline`: the page that tells how the due days of something come about."""

from pathlib import Path

import typer

from cli.opening import act_of, opened
from cli.output import refusals, show
from kit.errors import BadInput
from services import due_days, due_pages
from services.years import desk_for
from states.catalogue import LIFECYCLES


def deadline(kind: str, subject_id: str, lang: str, data: Path | None, *, as_json: bool) -> None:
    """Print every version of every clock of a subject, step by step."""
    with refusals(as_json=as_json), opened(data) as house:
        known = kind.replace("-", "_")
        if known not in LIFECYCLES:
            raise BadInput(f"没有“{kind}”这类事项；可用：{'、'.join(LIFECYCLES)}。")
        if not subject_id[:4].isdecimal():
            raise BadInput(f"“{subject_id}”不是事项编号，请写如 2017-D01-001-3。")
        with house.database.connect() as connection:
            desk = desk_for(connection, act_of(house, "system:console"), int(subject_id[:4]))
            clocks = due_days.deadlines_of(desk, None, known, subject_id)
            page = due_pages.page(known, subject_id, clocks, desk.rules.zone, lang)
    document = {"kind": known, "id": subject_id, "items": clocks}
    show(document, as_json=as_json, lines=page.splitlines)


def language(lang: str) -> str:
    """Take the language of a page.

    Raises:
        BadParameter: it is neither Chinese nor English.
    """
    if lang not in ("zh", "en"):
        raise typer.BadParameter("只能是 zh 或 en")
    return lang
