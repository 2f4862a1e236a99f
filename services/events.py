"""Events (事件): what happened in the district, in one order, as far as the reader may see.

An event is a trail record with its number; it carries what happened to whom and by whom, neither
reason nor data: those are read with the subject, where sight is checked once more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import BadInput
from services import browse
from services.people import SignedIn
from states.catalogue import LIFECYCLES

#: Kinds that are nobody's news: who signs in and who holds what is read with the person.
_UNTOLD = frozenset({"person"})
#: Kinds whose events can be had.
KINDS = tuple(kind for kind in LIFECYCLES if kind not in _UNTOLD)
TRIGGERS = tuple(dict.fromkeys(str(t) for kind in KINDS for t in LIFECYCLES[kind].triggers))
#: A ballot must not be told apart by its instant: papers fetched and cast are told to nobody.
_SECRET = "NOT (t.kind = 'ballot_session' AND t.trigger IN ('claim', 'cast', 'enter_paper'))"  # noqa: S105 - a condition
#: What leaves the house is not told what the district's own offices may see: an inspection before
#: its unit was told, a round before it is closed, a change of bodies before it is approved.
_OUTSIDE: Mapping[str, str] = {
    "inspection": "s.told",
    "inspection_round": "s.state = 'closed'",
    "unit_change": "s.state IN ('approved', 'effected')",
}
#: So many events are looked at for one page, whatever is seen of them.
WINDOW = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events are asked for.

    Attributes:
        after: number of the last one that is known.
        kinds: only these; empty for all. `triggers` likewise.
        unit_id: only what belongs to this unit.
        outside: they leave the house.
    """

    after: int = 0
    kinds: Sequence[str] = ()
    triggers: Sequence[str] = ()
    unit_id: str | None = None
    outside: bool = False
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Told:
    """Some events.

    Attributes:
        upto: go on after this number: everything up to it was looked at.
        more: more is there already.
    """

    events: list[dict[str, Any]]
    upto: int
    more: bool


_SHOWN = (
    "e.number, e.kind, e.subject_id AS id, e.subject_number AS revision, t.trigger, t.source,"
    " t.target, t.at, t.actor, t.capacity"
)
_EVENTS = """
WITH looked AS MATERIALIZED (
    SELECT * FROM event WHERE district_id = :district AND number > :after
    ORDER BY number LIMIT :window),
seen AS (
    SELECT {shown}, nullif(o.owner, '') AS unit_id
    FROM looked e JOIN trail t ON t.district_id = e.district_id AND t.kind = e.kind
        AND t.subject_id = e.subject_id AND t.number = e.subject_number
    CROSS JOIN LATERAL (SELECT CASE e.kind {owners} END AS owner) o
    WHERE o.owner IS NOT NULL AND (CAST(:unit AS text) IS NULL OR o.owner = :unit)
      AND (CAST(:kinds AS text[]) = '{{}}' OR e.kind = ANY(CAST(:kinds AS text[])))
      AND (CAST(:triggers AS text[]) = '{{}}' OR t.trigger = ANY(CAST(:triggers AS text[])))
      AND {secret}
    ORDER BY e.number LIMIT :limit)
SELECT w.upto, w.looked, s.* FROM (SELECT max(number) AS upto, count(*) AS looked FROM looked) w
LEFT JOIN seen s ON true ORDER BY s.number"""


@lru_cache
def _query(*, all_units: bool, outside: bool) -> Any:  # noqa: ANN401 - sqlalchemy.TextClause
    owners = " ".join(f"WHEN '{k}' THEN ({_owner(k, all_units, outside)})" for k in KINDS)
    return text(_EVENTS.format(shown=_SHOWN, owners=owners, secret=_SECRET))


def _owner(kind: str, all_units: bool, outside: bool) -> str:  # noqa: FBT001 - both named above
    conditions = ["s.district_id = e.district_id", "s.id = e.subject_id"]
    if not all_units:
        conditions.append(f"({browse.sight_of(kind)})")
    if outside and kind in _OUTSIDE:
        conditions.append(f"({_OUTSIDE[kind]})")
    return f"SELECT coalesce(s.unit_id, '') FROM {kind} s WHERE {' AND '.join(conditions)}"


def events(connection: Connection, reader: SignedIn, wanted: Wanted) -> Told:
    """Read events in the order of their numbers, as far as somebody may see their subjects now.

    Raises:
        BadInput: a kind or trigger is asked for that there is not.
    """
    insist_on_words(wanted.kinds, wanted.triggers)
    asked = {
        **browse.bounds_of(reader),
        "after": wanted.after,
        "kinds": list(wanted.kinds),
        "triggers": list(wanted.triggers),
        "unit": wanted.unit_id,
        "window": WINDOW,
        "limit": wanted.limit,
    }
    query = _query(all_units=reader.sight is None, outside=wanted.outside)
    rows = connection.execute(query, asked).mappings().all()
    return _told(rows, wanted)


def _told(rows: Sequence[Mapping[Any, Any]], wanted: Wanted) -> Told:
    upto, looked = rows[0]["upto"] or wanted.after, rows[0]["looked"]
    apart = ("upto", "looked")
    found = [
        {name: value for name, value in row.items() if name not in apart}
        for row in rows
        if row["number"] is not None
    ]
    if len(found) == wanted.limit:
        return Told(found, found[-1]["number"], more=found[-1]["number"] < upto or looked == WINDOW)
    return Told(found, upto, more=looked == WINDOW)


def insist_on_words(kinds: Sequence[str], triggers: Sequence[str]) -> None:
    """Refuse kinds and triggers that no lifecycle has.

    Raises:
        BadInput: naming them.
    """
    unknown = [*sorted({*kinds} - {*KINDS}), *sorted({*triggers} - {*TRIGGERS})]
    if unknown:
        raise BadInput(f"没有这样的事项或办理：{'、'.join(unknown)}。")
