"""What may be looked at (查阅): lists, one subject, what may be done with it, its trail and files.

Every query keeps to the reader's sight by itself; row-level security is the second line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import NotFound
from models import SUBJECTS
from services.acts import Order
from services.desk import Desk
from services.people import SignedIn
from services.verbs import NOUNS
from states.catalogue import LIFECYCLES
from states.lifecycle import Option

#: Never shown: the chain's own business, and the plan's texts (`jixiao plan show`).
_HIDDEN = frozenset({"head", "plan"})
#: Shown with one subject, too long for a list.
_LONG = frozenset({"explanation", "facts"})
#: What a list can be narrowed by, where the kind has the column.
FILTERS = ("year", "unit_id", "state", "lamp", "assessor_id", "indicator_id")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: what comes after an id (or a number), and how much of it."""

    after: Any
    limit: int


def filters_of(kind: str) -> tuple[str, ...]:
    """Name the columns by which a kind's list can be narrowed."""
    return tuple(name for name in FILTERS if name in SUBJECTS[kind].model_fields)


def columns_of(kind: str, *, whole: bool) -> tuple[str, ...]:
    """Name the columns that are shown, of a subject as a whole or in a list."""
    hidden = _HIDDEN if whole else _HIDDEN | _LONG
    return tuple(name for name in SUBJECTS[kind].model_fields if name not in hidden)


_IN_SIGHT = "(s.unit_id IS NULL OR s.unit_id = ANY(:sight) OR s.assessor_id = ANY(:sight))"


def _query(person: SignedIn, kind: str, columns: Sequence[str], *conditions: str) -> str:
    shown = ", ".join(f"s.{column}" for column in columns)
    held = ("s.district_id = :district", *conditions)
    seen = () if person.sight is None else (_IN_SIGHT,)
    return f"SELECT {shown} FROM {kind} s WHERE {' AND '.join((*held, *seen))}"


def _asked(person: SignedIn, **values: Any) -> dict[str, Any]:
    return {"district": person.district_id, "sight": list(person.sight or ()), **values}


def listed(
    connection: Connection, person: SignedIn, kind: str, narrow: Mapping[str, Any], page: Page
) -> list[dict[str, Any]]:
    """List a kind in the order of ids, as far as somebody may see."""
    wanted = {name: narrow[name] for name in filters_of(kind) if narrow.get(name) is not None}
    conditions = [f"s.{name} = :{name}" for name in wanted]
    query = _query(person, kind, columns_of(kind, whole=False), *conditions, "s.id > :after")
    asked = _asked(person, after=page.after, limit=page.limit, **wanted)
    found = connection.execute(text(f"{query} ORDER BY s.id LIMIT :limit"), asked)
    return [_labelled(kind, row) for row in found.mappings()]


def found(connection: Connection, person: SignedIn, kind: str, subject_id: str) -> dict[str, Any]:
    """Show one subject.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    query = _query(person, kind, columns_of(kind, whole=True), "s.id = :id")
    row = connection.execute(text(query), _asked(person, id=subject_id)).mappings().one_or_none()
    if row is None:
        raise NotFound
    return _labelled(kind, row)


def _labelled(kind: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    state = next(s for s in LIFECYCLES[kind].states if s == row["state"])
    return {"kind": kind, **row, "state_label": state.zh}


def options(desk: Desk, kind: str, subject_id: str) -> tuple[Option, ...]:
    """Answer what may be done with a subject, and why not, exactly as the door would judge.

    Raises:
        NotFound: there is none, or it is out of sight.
    """
    noun = NOUNS[kind]
    subject = desk.look(noun, [subject_id]).get(subject_id)
    if subject is None or not subject.in_sight:
        raise NotFound
    facts = noun.facts(desk, subject, Order(subject_id))
    return LIFECYCLES[kind].available(subject.row["state"], facts)


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


_UNITS = text(
    "SELECT id, name, short_name, kind, subkind, ranking_group, assessed FROM unit"
    " WHERE district_id = :district ORDER BY sort"
)


def units(connection: Connection, district_id: str) -> list[dict[str, Any]]:
    """List the district's units in the official order."""
    return [dict(row) for row in connection.execute(_UNITS, {"district": district_id}).mappings()]
