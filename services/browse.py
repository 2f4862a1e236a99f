"""What may be looked at (查阅): lists, one subject, its trail and files, units and years.

Every query keeps to the reader's sight by itself; row-level security is the second line.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, text

from kit.errors import BadInput, NotFound
from models import SUBJECTS
from services.pages import Page, order_of
from services.people import SignedIn
from states.catalogue import LIFECYCLES
from states.pinning import digests

#: Never shown: the chain's own business, what secrets are made of, and the plan's texts
#: (`jixiao plan show`).
_HIDDEN = frozenset({"former_salt", "head", "plan", "salt"})
#: Shown with one subject, too long for a list.
_LONG = frozenset({"explanation", "facts", "population"})
#: What a list can be narrowed by, where the kind has the column.
FILTERS = (
    *("year", "unit_id", "state", "lamp", "assessor_id", "indicator_id", "goal_id"),
    "waiting_for",
)
#: Filters that look into a list: what is asked for must be one of what stands there.
_WITHIN = frozenset({"waiting_for"})
#: What waits for whoever asks: a filter's own word for them.
ME = "me"


def filters_of(kind: str) -> tuple[str, ...]:
    """Name the columns by which a kind's list can be narrowed."""
    return tuple(name for name in FILTERS if name in SUBJECTS[kind].model_fields)


#: By kind: what is shown with one subject besides its columns.
PARTS: Mapping[str, Mapping[str, str]] = {
    "gate": {
        "signers": "(SELECT coalesce(jsonb_agg(jsonb_build_object('number', g.number,"
        " 'step', g.step, 'place', g.place, 'person_id', g.person_id, 'name', p.name,"
        " 'capacity', g.capacity, 'unit_id', g.unit_id, 'state', g.state,"
        " 'on_behalf_of', g.on_behalf_of, 'signed_by', g.signed_by, 'added_by', g.added_by,"
        " 'asked_by', g.asked_by, 'reason', g.reason, 'signed_at', g.signed_at)"
        " ORDER BY g.step, g.place, g.number), '[]')"
        " FROM signer g JOIN person p ON p.district_id = g.district_id AND p.id = g.person_id"
        " WHERE g.district_id = s.district_id AND g.gate_id = s.id)",
    }
}
#: Shown whatever fields are asked for.
ALWAYS = ("id", "state", "revision")


def columns_of(kind: str, *, whole: bool) -> tuple[str, ...]:
    """Name the columns that are shown, of a subject as a whole or in a list."""
    hidden = _HIDDEN if whole else _HIDDEN | _LONG
    return tuple(name for name in SUBJECTS[kind].model_fields if name not in hidden)


_IN_SIGHT = "s.unit_id IS NULL OR s.unit_id = ANY(:sight) OR s.assessor_id = ANY(:sight)"
#: By kind: what is in the sight of some besides, whosever unit's it is.
_SEEN_BESIDES: Mapping[str, str] = {
    # Whoever took the body over that was rewarded or fined: its result counts it.
    "adjustment": "EXISTS (SELECT FROM transfer t JOIN unit u ON u.district_id = t.district_id"
    " AND u.id = t.from_unit AND u.until_day IS NOT NULL WHERE t.district_id = s.district_id"
    " AND t.from_unit = s.unit_id AND t.to_unit = ANY(:sight))",
    # Whoever promised it before another body took it over.
    "indicator": "s.former_unit_id = ANY(:sight)",
    "goal": "(s.contributors ?| CAST(:sight AS text[]) OR EXISTS (SELECT FROM indicator i"
    " WHERE i.district_id = s.district_id AND i.goal_id = s.id AND i.unit_id = ANY(:sight)))",
    "document": "(s.document_class IN ('bulletin', 'inspection_bulletin')"
    " AND s.state IN ('issued', 'received'))",
    "duty_report": "(:judge AND s.state IN ('submitted', 'presented'))",
    # A third-party inspector reads the nodes that were drawn and assigned to it.
    "node": "s.former_unit_id = ANY(:sight) OR EXISTS (SELECT FROM inspection x"
    " WHERE x.district_id = s.district_id AND x.node_id = s.id AND x.inspector_id = :person)",
    "detailed_rules": "(s.state <> 'drafted' AND s.units ?| CAST(:sight AS text[]))",
}
#: Kinds whose sight is their own: neither their unit nor the district's hat says who may know.
_OWN_SIGHT: Mapping[str, str] = {
    "inspection": "s.assessor_id = ANY(:sight) OR s.inspector_id = :person"
    " OR s.told AND s.unit_id = ANY(:sight)",
    "inspection_round": "s.state = 'closed'",
    # A body does not learn from a proposal that it shall be dissolved.
    "unit_change": "s.state IN ('approved', 'effected')",
    # Nor of a talk before it is decided.
    "talk": "s.unit_id = ANY(:sight) AND s.talk_on IS NOT NULL",
    # A vacancy of the district's is no unit's business.
    "alarm": "s.unit_id = ANY(:sight)",
    # What was lent, and days off with their reason: those concerned and the principal's unit.
    "delegation": "s.unit_id = ANY(:sight) OR :person IN (s.principal_id, s.deputy_id)",
    "absence": "s.unit_id = ANY(:sight) OR s.person_id = :person",
    # A subscription of the district is no unit's business.
    "webhook": "s.unit_id = ANY(:sight)",
}


def sight_of(kind: str) -> str:
    """Write the condition under which a row `s` of a kind is seen by whoever sees not all.

    Its parameters are those of `bounds_of`.
    """
    besides = f" OR {_SEEN_BESIDES[kind]}" if kind in _SEEN_BESIDES else ""
    return _OWN_SIGHT.get(kind, f"{_IN_SIGHT}{besides}")


def _query(person: SignedIn, kind: str, columns: Sequence[str], *conditions: str) -> str:
    parts = PARTS.get(kind, {})
    shown = ", ".join(
        f"{parts[column]} AS {column}" if column in parts else f"s.{column}" for column in columns
    )
    held = ("s.district_id = :district", *conditions)
    seen = () if person.sight is None else (f"({sight_of(kind)})",)
    return f"SELECT {shown} FROM {kind} s WHERE {' AND '.join((*held, *seen))}"


def bounds_of(person: SignedIn) -> dict[str, Any]:
    """Give the parameters that bound what somebody sees."""
    return {
        "district": person.district_id,
        "sight": list(person.sight or ()),
        "person": person.person_id,
        "judge": person.judge,
    }


def _asked(person: SignedIn, **values: object) -> dict[str, Any]:
    return {**bounds_of(person), **values}


def listed(
    connection: Connection, person: SignedIn, kind: str, narrow: Mapping[str, Any], page: Page
) -> list[dict[str, Any]]:
    """List a kind in the order asked for, as far as somebody may see."""
    wanted = {name: narrow[name] for name in filters_of(kind) if narrow.get(name) is not None}
    conditions = [_condition(name) for name in wanted]
    begin, order, place = order_of(page)
    columns = page.fields or columns_of(kind, whole=False)
    query = _query(person, kind, columns, *conditions, *begin)
    wanted |= {name: _within(person, wanted[name]) for name in _WITHIN & wanted.keys()}
    asked = _asked(person, limit=page.limit, **place, **wanted)
    found = connection.execute(text(f"{query} ORDER BY {order} LIMIT :limit"), asked)
    return [_labelled(kind, row) for row in found.mappings()]


def _condition(name: str) -> str:
    return f"s.{name} @> CAST(:{name} AS jsonb)" if name in _WITHIN else f"s.{name} = :{name}"


def _within(person: SignedIn, word: str) -> str:
    return orjson.dumps([person.person_id if word == ME else word]).decode()


def found(
    connection: Connection,
    person: SignedIn,
    kind: str,
    subject_id: str,
    fields: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Show one subject; of its columns those named, or all.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    shown = fields or (*columns_of(kind, whole=True), *PARTS.get(kind, ()))
    query = _query(person, kind, shown, "s.id = :id")
    row = connection.execute(text(query), _asked(person, id=subject_id)).mappings().one_or_none()
    if row is None:
        raise NotFound
    return _labelled(kind, row)


def _labelled(kind: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    state = next(s for s in LIFECYCLES[kind].states if s == row["state"])
    return {"kind": kind, **row, "state_label": state.zh}


_TRAIL = text(
    "SELECT number, at, trigger, source, target, actor, capacity, on_behalf_of, reason, data,"
    " request_id, prev, hash FROM trail WHERE district_id = :district AND kind = :kind"
    " AND subject_id = :id AND number > :after ORDER BY number LIMIT :limit"
)


def trail_of(
    connection: Connection, person: SignedIn, subject: tuple[str, str], page: Page
) -> list[dict[str, Any]]:
    """Read a subject's trail (留痕), from a number on; `subject` is kind and id.

    Raises:
        NotFound: there is no such subject, or it is out of sight.
    """
    kind, subject_id = subject
    found(connection, person, kind, subject_id)
    asked = {"kind": kind, "id": subject_id, "after": page.after, "limit": page.limit}
    rows = connection.execute(_TRAIL, _asked(person, **asked)).mappings()
    return [dict(row) for row in rows]


_FILES = text(
    "SELECT sha256, role, name, size, media_type, uploaded_by, uploaded_at FROM evidence"
    " WHERE district_id = :district AND kind = :kind AND subject_id = :id"
    " ORDER BY uploaded_at, sha256"
)


def files_of(connection: Connection, person: SignedIn, kind: str, subject_id: str) -> list[Any]:
    """List the files that hang on a subject.

    Raises:
        NotFound: there is no such subject, or it is out of sight.
    """
    found(connection, person, kind, subject_id)
    rows = connection.execute(_FILES, _asked(person, kind=kind, id=subject_id)).mappings()
    return [dict(row) for row in rows]


def file_of(
    connection: Connection, person: SignedIn, subject: tuple[str, str], sha256: str
) -> dict[str, Any]:
    """Find one file of a subject; `subject` is kind and id.

    Raises:
        NotFound: there is no such subject or file, or it is out of sight.
    """
    for file in files_of(connection, person, *subject):
        if file["sha256"] == sha256:
            return file
    raise NotFound


_UNITS = text(
    "SELECT id, name, short_name, kind, subkind, ranking_group, assessed FROM unit"
    " WHERE district_id = :district ORDER BY sort"
)


def units(connection: Connection, district_id: str) -> list[dict[str, Any]]:
    """List the district's units in the official order."""
    return [dict(row) for row in connection.execute(_UNITS, {"district": district_id}).mappings()]


_LATEST = text("SELECT max(year) FROM year WHERE district_id = :district AND state = 'in_force'")


def latest_year(connection: Connection, district_id: str) -> int:
    """Name a district's latest year in force.

    Raises:
        NotFound: none is.
    """
    found = connection.execute(_LATEST, {"district": district_id}).scalar_one()
    if found is None:
        raise NotFound("尚未开启任何考评年度（jixiao year open）。")
    return found


_DISTRICTS = text("SELECT DISTINCT district_id FROM year ORDER BY 1")


def district_of(connection: Connection, named: str | None) -> str:
    """Name the district that is meant: the one named, or the only one there is.

    Raises:
        BadInput: several are there and none is named, or the one named is not there.
        NotFound: no year was ever opened.
    """
    known = list(connection.execute(_DISTRICTS).scalars())
    if not known:
        raise NotFound("尚未开启任何考评年度（jixiao year open）。")
    if named in known or (named is None and len(known) == 1):
        return named or known[0]
    raise BadInput(f"请写明区（district），可用：{'、'.join(known)}。")


# Those of a year that waits for its director to adopt the lifecycles are not late by our fault.
_OLDEST = text(
    "SELECT min(next_at) FROM deadline d WHERE next_at IS NOT NULL AND set_aside IS NULL"
    " AND NOT EXISTS (SELECT FROM year y WHERE y.district_id = d.district_id"
    "  AND y.id = left(d.subject_id, 4) AND y.lifecycles IS DISTINCT FROM CAST(:pinned AS jsonb))"
)


def oldest_due(connection: Connection) -> datetime | None:
    """Tell when the deadline that rings next rings, or should have rung; None when none will."""
    pinned = orjson.dumps(dict(digests())).decode()
    return connection.execute(_OLDEST, {"pinned": pinned}).scalar_one()
