"""The page of a due day (期限说明): each version of each clock, step by step, in two languages."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment
from sqlalchemy import Connection

from kit.errors import NotFound
from services import due_days
from services.acts import Act
from services.due_pages import laid
from services.house import House
from services.people import SignedIn
from services.years import desk_for
from states.catalogue import LIFECYCLES

_STATES = {
    "zh": {
        "running": "现行",
        "standing": "中止中，暂无期限",
        "superseded": "已由下一版代替",
        "stopped": "已停止计时",
    },
    "en": {
        "running": "in force",
        "standing": "standing: no due day for now",
        "superseded": "replaced by the next version",
        "stopped": "stopped",
    },
}
_WORDS = {
    "zh": {
        "title": "期限说明",
        "basis": "依据",
        "version": "第{}版",
        "calendar": "工作日历",
        "none": "没有期限。",
        "due": "最后一日",
        "rungs": "提醒",
        "rang": "已于{}提醒",
    },
    "en": {
        "title": "How the due day came about",
        "basis": "Basis",
        "version": "Version {}",
        "calendar": "Calendar",
        "none": "It has no deadline.",
        "due": "Last day",
        "rungs": "Rungs",
        "rang": "rang {}",
    },
}


def due_page(
    pages: Environment,
    house: House,
    connection: Connection,
    who: tuple[str, SignedIn | None],
    about: tuple[str, str, str],
) -> str:
    """Draw the page.

    Args:
        pages: the templates.
        house: whose clock it is.
        connection: bound to what the reader may see.
        who: the district, and who looks; None where nobody need sign in.
        about: kind, id and language.

    Raises:
        NotFound: there is no such subject in sight.
    """
    (district, person), (kind, subject_id, lang) = who, about
    if kind not in LIFECYCLES or not subject_id[:4].isdecimal():
        raise NotFound
    act = Act(district_id=district, actor="system:console", at=house.now())
    desk = desk_for(connection, act, int(subject_id[:4]))
    zone = desk.rules.zone
    clocks = due_days.deadlines_of(desk, person, kind, subject_id)
    shown: dict[str, Any] = {
        "clock": house.clock.label,
        "now": house.now().astimezone(zone),
        "lang": lang,
        "other": "zh" if lang == "en" else "en",
        "words": _WORDS[lang],
        "kind": kind,
        "label": LIFECYCLES[kind].label if lang == "zh" else kind.replace("_", " "),
        "id": subject_id,
        "clocks": [_shown(clock, zone, lang) for clock in reversed(clocks)],
        "plan": desk.rules.plan,
    }
    return pages.get_template("deadline.html").render(shown)


def _shown(clock: Mapping[str, Any], zone: ZoneInfo, lang: str) -> dict[str, Any]:
    return {
        **clock,
        "state_label": _STATES[lang][clock["state"]],
        "laid": laid(clock, zone, lang),
        "steps": clock["steps_en"] if lang == "en" else clock["steps"],
    }
