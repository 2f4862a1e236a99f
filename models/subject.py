"""What every subject of a lifecycle has: whose it is, where it stands, the head of its trail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field

from models.columns import DIGEST, SUBJECT_ID, WORD, Record, UtcMoment
from states.catalogue import LIFECYCLES
from states.lamp import Lamp


def words_check(column: str, words: Iterable[str], name: str) -> CheckConstraint:
    """Hold a column to a closed list of words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def subject_args(kind: str, *more: SchemaItem) -> tuple[Any, ...]:
    """Constraints of a subject's table: its states, its lamps, its unit; its order in lists."""
    return (
        words_check("state", LIFECYCLES[kind].states, "state"),
        words_check("lamp", Lamp, "lamp"),
        CheckConstraint("revision >= 0", name="revision"),
        ForeignKeyConstraint(["district_id", "unit_id"], ["unit.district_id", "unit.id"]),
        Index(f"ix_{kind}_by_move", "district_id", "moved_at", "id"),
        *more,
    )


class Subject(Record):
    """A thing with a lifecycle. Written by `services.door` alone.

    Attributes:
        id: readable and stable, such as 2017-D01-003; the natural key, so births are idempotent.
        unit_id: the unit that answers for it; none when it is the district's.
        assessor_id: the body that examines it.
        revision: number of its last trail record, gapless from 0.
        head: hash of its last trail record.
        overdue_since: when its deadline passed; none while it has not.
        moved_at: when it entered its state.
    """

    KIND: ClassVar[str]

    district_id: str = Field(primary_key=True, sa_type=WORD)
    id: str = Field(primary_key=True, sa_type=SUBJECT_ID)
    year: int = Field(index=True)
    unit_id: str | None = Field(default=None, sa_type=WORD)
    assessor_id: str | None = Field(default=None, sa_type=WORD)
    state: str = Field(sa_type=WORD)
    revision: int
    head: bytes = Field(sa_type=DIGEST)
    lamp: str = Field(default=Lamp.GREEN.value, sa_type=WORD)
    overdue_since: datetime | None = Field(default=None, sa_type=UtcMoment)
    moved_at: datetime = Field(sa_type=UtcMoment)
