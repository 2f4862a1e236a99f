"""Delegations (委托代办 / A-B角): granted and taken back; who acts under them: `deputies`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput
from services.absences import away
from services.acts import Answer, Answers, Order, needed, one
from services.deputies import in_force
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.persons_named import day_of, named_person, next_id
from services.reading import one_read
from states.capacity import BOUND_TO_UNIT, UNIT, Capacity
from states.delegation import DelegationClass, DelegationFacts, DelegationTrigger

_T = DelegationTrigger
_DATED = DelegationClass.DATED.value
#: Read, or keep accounts, or look at what was drawn for them: they act for nobody (domain 5.5).
_ASIDE = (Capacity.ADMINISTRATOR, Capacity.SUPERVISOR, Capacity.INSPECTOR)


def delegation_facts(desk: Desk, subject: Subject, order: Order) -> DelegationFacts:
    """Gather what the questions about a delegation look at."""
    row = subject.row
    found: dict[str, Any] = row.get("found") or {}
    return DelegationFacts(
        **desk.base(subject, order),
        principal=row["principal_id"],
        deputy=row["deputy_id"],
        capacity=Capacity(row["capacity"]),
        dated=row["delegation_class"] == _DATED,
        today=desk.today,
        from_day=row["from_day"],
        until_day=row["until_day"],
        **found,
    )


#: What was lent by somebody without a unit is no business of the whole district's.
DELEGATION = Noun(
    "delegation", one_read("delegation", "s.unit_id IS NULL AS withheld,"), delegation_facts
)


def grant(desk: Desk, body: Mapping[str, Any]) -> Answer:
    """Let somebody act for another, in one capacity, on days (委托).

    Args:
        desk: of the principal, the head of their unit or the administrator, with a written reason.
        body: `principal_id` (left out for oneself), `deputy_id`, `capacity`, `held_in` (the unit,
            where the capacity is one of a unit), `delegation_class`, `from_day`, `until_day`.

    Raises:
        BadInput: something is missing or cannot be read.
        NotFound: nobody has this sign-in name.
        Refused: with the objections.
    """
    principal_id = str(body.get("principal_id") or desk.act.on_behalf_of or desk.act.actor)
    principal = named_person(desk, principal_id)
    capacity = _word(Capacity, body, "capacity", "身份")
    held_in = body.get("held_in") or None
    if (held_in is None) is (capacity in BOUND_TO_UNIT):
        raise BadInput(f"“{capacity.zh}”{'不' if held_in else ''}须指明所在单位（held_in）。")
    unit_id = held_in or principal.unit_id
    row: dict[str, Any] = {
        "id": next_id(desk, "delegation", unit_id, "L"),
        "unit_id": unit_id,
        "principal_id": principal_id,
        "deputy_id": str(needed(body, "deputy_id", "受托人")),
        "capacity": capacity.value,
        "held_in": held_in,
        "delegation_class": _word(DelegationClass, body, "delegation_class", "委托方式").value,
        "from_day": day_of(body, "from_day") or desk.today,
        "until_day": day_of(body, "until_day"),
        "reason": desk.act.reason,
    }
    row["found"] = _found(desk, row)
    return one(desk.bear(DELEGATION, _T.GRANT, [row], _grant, dict(body)))


def _word(words: Any, body: Mapping[str, Any], name: str, label: str) -> Any:  # noqa: ANN401 - of a closed list
    said = needed(body, name, label)
    if said not in [known.value for known in words]:
        known = "、".join(f"{word.value}（{word.zh}）" for word in words)
        raise BadInput(f"没有“{said}”这一{label}；可用：{known}。")
    return words(said)


_ABOUT = text(f"""
SELECT EXISTS (SELECT FROM assignment a JOIN person p
        ON p.district_id = a.district_id AND p.id = a.person_id AND p.state = 'active'
        WHERE a.district_id = :district AND a.person_id = :principal AND a.capacity = :capacity
          AND a.unit_id IS NOT DISTINCT FROM CAST(:held_in AS text) AND a.from_day <= :first
          AND (a.until_day IS NULL OR a.until_day >= :first)) AS held,
    EXISTS (SELECT FROM delegation d WHERE d.district_id = :district
        AND d.deputy_id = :principal AND d.capacity = :capacity
        AND d.held_in IS NOT DISTINCT FROM CAST(:held_in AS text) AND {in_force(":today")}) AS lent
""")
#: What the deputy holds by themselves, and of each whether it makes them the other side: the body
#: examines the unit answered for, or the unit is examined by the body.
_OTHER_SIDE = text("""
SELECT a.capacity, a.unit_id, EXISTS (SELECT FROM indicator i
    WHERE i.district_id = a.district_id AND i.year = :year
      AND (a.capacity = 'examiner' AND i.assessor_id = a.unit_id AND i.unit_id = :held_in
        OR a.capacity = ANY(:unit) AND i.assessor_id = :held_in AND i.unit_id = a.unit_id))
    AS other_side
FROM assignment a WHERE a.district_id = :district AND a.person_id = :deputy
  AND (a.until_day IS NULL OR a.until_day >= :first) ORDER BY a.capacity, a.unit_id
""")


def _found(desk: Desk, row: Mapping[str, Any]) -> dict[str, Any]:
    first = max(row["from_day"], desk.today)
    asked = {
        "district": desk.act.district_id,
        "principal": row["principal_id"],
        "capacity": row["capacity"],
        "held_in": row["held_in"],
        "first": first,
        "today": desk.today,
    }
    about = desk.connection.execute(_ABOUT, asked).one()
    return {
        "held": about.held,
        "lent": about.lent and not about.held,
        "enabled": named_person(desk, row["deputy_id"]).enabled,
        "away": away(desk, row["deputy_id"], first, row["until_day"]),
        "apart": _apart(desk, row, asked),
    }


def _apart(desk: Desk, row: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    lent = Capacity(row["capacity"])
    more = {"deputy": row["deputy_id"], "year": desk.year, "unit": sorted(UNIT)}
    for held in desk.connection.execute(_OTHER_SIDE, {**asked, **more}):
        own = Capacity(held.capacity)
        if own in _ASIDE and own is not lent:
            return f"受托人是{own.zh}，不能代他人办理。"
        if held.other_side and {lent, own} & UNIT and Capacity.EXAMINER in (lent, own):
            return f"受托人是{held.unit_id}的{own.zh}，与所代身份互为考核与被考核。"
    return ""


def _grant(desk: Desk, subject: Subject, order: Order, facts: DelegationFacts) -> Effect:
    del desk, order
    row = subject.row
    how = DelegationClass(row["delegation_class"])
    until = f"至{facts.until_day}" if facts.until_day else "起"
    told = f"{how.zh}：{facts.deputy}代{facts.principal}以“{facts.capacity.zh}”身份办理，"
    told += f"{facts.from_day}{until}。"
    named = ("principal_id", "deputy_id", "capacity", "delegation_class")
    days = {"from_day": str(facts.from_day), "until_day": str(facts.until_day or "")}
    return Effect(
        data={**{name: row[name] for name in named}, "held_in": row["held_in"] or "", **days},
        messages=(Message("granted", (), told, people=(facts.deputy, facts.principal)),),
    )


def revoke(desk: Desk, orders: list[Order]) -> Answers:
    """Take delegations back; nobody acts under them from this moment on (收回)."""
    return desk.move(DELEGATION, _T.REVOKE, orders, _revoke)


def _revoke(desk: Desk, subject: Subject, order: Order, facts: DelegationFacts) -> Effect:
    del desk, order
    told = f"委托{subject.row['id']}已收回，{facts.deputy}不再代{facts.principal}办理。"
    people = (facts.deputy, facts.principal)
    return Effect(messages=(Message("revoked", (), told, people=people),))
