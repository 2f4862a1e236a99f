"""What is answered; the documented shapes. Routes write them with `api.rendering.Json`."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import GenericAlias
from typing import Any, get_args

from pydantic import BaseModel, create_model

from api.schemas.fields import LEFT_OUT
from models import SUBJECTS
from services.browse import ALWAYS, columns_of
from states.lamp import Lamp
from states.signatures import SignerState


class Objection(BaseModel):
    """One reason why not: a stable code, the sentence, and what would help."""

    code: str
    message: str
    remedy: str
    overridable: bool


class Problem(BaseModel):
    """A refusal (RFC 9457): `code` is stable, `detail` and the objections are for the officer."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    objections: list[Objection]
    request_id: str


class Answer(BaseModel):
    """A subject as the act left it."""

    kind: str
    id: str
    state: str
    revision: int


class Answers(BaseModel):
    """An answer for each, in order; a problem where one was refused."""

    answers: list[Answer | Problem]


class Option(BaseModel):
    """What may be done, or why not; `way` tells whether it is asked for by POST (`asked`)."""

    trigger: str
    label: str
    label_en: str
    target: str
    way: str
    allowed: bool
    needs_reason: bool
    objections: list[Objection]


class Options(BaseModel):
    """All verbs of the state."""

    state: str
    revision: int
    transitions: list[Option]


class TrailRecord(BaseModel):
    """One record of a subject's trail; hashes in hexadecimal."""

    number: int
    at: datetime
    trigger: str
    source: str | None
    target: str
    actor: str
    capacity: str
    on_behalf_of: str | None
    reason: str
    data: dict[str, Any]
    request_id: str
    prev: str
    hash: str


class Trail(BaseModel):
    """A page of a trail; `next` is the number to go on after."""

    items: list[TrailRecord]
    next: int | None


class File(BaseModel):
    """A file that hangs on a subject."""

    sha256: str
    role: str
    name: str
    size: int
    media_type: str
    uploaded_by: str
    uploaded_at: datetime


class Files(BaseModel):
    """All files of a subject."""

    items: list[File]


class HeldCapacity(BaseModel):
    """A capacity in force, and the unit it is held in."""

    capacity: str
    label: str
    unit_id: str | None


class Letter(BaseModel):
    """A message in the inbox."""

    kind: str
    subject_id: str
    number: int
    topic: str
    at: datetime
    text: str
    read_at: datetime | None


class Letters(BaseModel):
    """A page of the inbox, newest first; `next` is the `before` of the next page."""

    items: list[Letter]
    next: str | None


class Marked(BaseModel):
    """How many messages were marked as read."""

    marked: int


class Unit(BaseModel):
    """A unit of the district."""

    id: str
    name: str
    short_name: str
    kind: str
    subkind: str | None
    ranking_group: str | None
    assessed: bool


class Units(BaseModel):
    """All units in the official order."""

    items: list[Unit]


class Counts(BaseModel):
    """Open nodes by lamp, and how the others ended."""

    open: int
    green: int
    yellow: int
    red: int
    double_red: int
    accepted: int
    missed: int
    late: int


class UnitStand(BaseModel):
    """How one unit stands."""

    id: str
    name: str
    short_name: str
    counts: Counts


class Due(BaseModel):
    """A node that falls due soon."""

    id: str
    unit_id: str
    unit: str
    indicator: str
    text: str
    due_on: date
    state: str
    lamp: Lamp


class Overview(BaseModel):
    """The year at a glance, and which clock says so."""

    clock: str
    now: datetime
    year: int
    today: date
    phase: dict[str, Any] | None
    totals: Counts
    units: list[UnitStand]
    due: list[Due]
    due_count: int


class Check(BaseModel):
    """One thing that must be well."""

    name: str
    ok: bool
    detail: str


class Readiness(BaseModel):
    """Whether the house can work, and what keeps it from working."""

    ready: bool
    checks: list[Check]


def _on_the_wire(annotation: Any) -> Any:  # noqa: ANN401 - a type
    # Exact numbers and hashes travel as text.
    parts = get_args(annotation)
    if {Decimal, bytes} & {annotation, *parts}:
        return str | None if type(None) in parts else str
    return annotation


def _fields(kind: str, *, whole: bool) -> Mapping[str, Any]:
    known = SUBJECTS[kind].model_fields
    shown = columns_of(kind, whole=whole)
    columns = {
        name: (_on_the_wire(known[name].annotation), ... if name in ALWAYS else LEFT_OUT)
        for name in shown
    }
    return {"kind": (str, ...), **columns, "state_label": (str, LEFT_OUT)}


def _name(kind: str) -> str:
    return SUBJECTS[kind].__name__


class Signature(BaseModel):
    """One signature of a gate: whose, in which step and place, where it stands, and why.

    `asked_by` is the number of the signer who wants this opinion first: it is no vote.
    """

    number: int
    step: int
    place: int
    person_id: str
    name: str
    capacity: str
    unit_id: str | None
    state: SignerState
    on_behalf_of: str | None
    signed_by: str | None
    added_by: str
    asked_by: int | None
    reason: str
    signed_at: datetime | None


#: By kind: what is shown with one subject besides its columns (`services.browse.PARTS`).
_PARTS: Mapping[str, Mapping[str, Any]] = {"gate": {"signers": (list[Signature], ...)}}


def subject_of(kind: str) -> type[BaseModel]:
    """Give the shape in which one subject is shown; what `fields` does not name is left out."""
    return create_model(_name(kind), **_fields(kind, whole=True), **_PARTS.get(kind, {}))


def page_of(kind: str) -> type[BaseModel]:
    """Give the shape of a page of a list; `next` is the `after` of the next one."""
    row: Any = create_model(f"{_name(kind)}Row", **_fields(kind, whole=False))
    rows: Any = GenericAlias(list, (row,))
    return create_model(f"{_name(kind)}Page", items=(rows, ...), next=(str | None, ...))
