"""What a gate is asked about (关口所涉事项), and when its approval is used up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import text

from kit.errors import BadInput, NotFound, Objected, Objection
from services.desk import Desk

#: By gate: when an approval is used up, so that the question may be put again (`g` is the gate).
SPENT: Mapping[str, str] = {
    "indicator_table_confirmed": "EXISTS (SELECT FROM indicator i WHERE"
    " i.district_id = g.district_id AND i.year = g.year AND i.state = 'reviewed'"
    " AND i.moved_at > g.moved_at)",
    "plan_amended": "EXISTS (SELECT FROM trail t WHERE t.district_id = g.district_id"
    " AND t.kind = 'year' AND t.subject_id = g.year::text AND t.trigger = 'amend'"
    " AND t.at >= g.moved_at)",
    "result_corrected": "EXISTS (SELECT FROM result_version v WHERE"
    " v.district_id = g.district_id AND v.gate_id = g.id)",
}
IS_SPENT = " OR ".join(f"g.key = '{key}' AND {spent}" for key, spent in SPENT.items())

#: Gates that are asked for about one subject: its kind, and the states it may be in.
ABOUT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "result_corrected": ("result", ("published",)),
    "unit_changed": ("unit_change", ("proposed",)),
}
#: Gates that are asked for about the text of a new plan, by its digest.
ABOUT_TEXT = frozenset({"plan_amended"})
_TEXT = re.compile(r"[0-9]{4}-[0-9a-f]{40}")


def question_about(year: int, digest: str) -> str:
    """Name the text that a gate is asked about, so that nothing else is allowed by it."""
    return f"{year}-{digest[:40]}"


@dataclass(frozen=True, slots=True)
class About:
    """What a gate is asked about.

    Attributes:
        words: what its label gets besides; empty for none.
        units: the unit it belongs to and its examiner's, by the plan's words for them.
    """

    words: str = ""
    units: Mapping[str, str | None] = field(default_factory=dict[str, str | None])


def about_what(desk: Desk, key: str, about: str) -> About:
    """Check what a gate is asked about.

    Raises:
        BadInput: the gate needs a subject, or takes none.
        NotFound: there is no such subject in this year.
        Objected: it is past deciding about.
    """
    if key in ABOUT_TEXT and _TEXT.fullmatch(about):
        return About(f"（新方案摘要值{about.partition('-')[2]}）")
    wanted = key in ABOUT or key in ABOUT_TEXT
    if wanted != bool(about) or key in ABOUT_TEXT:
        told = "须指明所涉事项（about）" if wanted else "不针对单个事项"
        raise BadInput(f"“{desk.rules.plan.gates[key].label}”{told}。")
    if not about:
        return About()
    kind, states = ABOUT[key]
    asked = {"district": desk.act.district_id, "year": desk.year, "id": about}
    found = desk.connection.execute(_SUBJECT[kind], asked).one_or_none()
    if found is None:
        raise NotFound(f"本年度没有“{about}”。")
    if found.state not in states:
        raise Objected(objections=(Objection("gate.subject", "所涉事项当前状态下不能提请审议。"),))
    words = f"（{about}{f' {found.name}' if found.name else ''}）"
    return About(words, {"unit": found.unit_id, "assessor": found.assessor_id})


_SUBJECT = {
    kind: text(
        f"SELECT s.state, s.unit_id, s.assessor_id, u.name FROM {kind} s LEFT JOIN unit u"
        " ON u.district_id = s.district_id AND u.id = s.unit_id"
        " WHERE s.district_id = :district AND s.year = :year AND s.id = :id"
    )
    for kind, _ in ABOUT.values()
}
