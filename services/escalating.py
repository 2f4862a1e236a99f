"""What notices and talks share: the subject they are about, and the next number about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, NotFound
from models import SUBJECTS
from services.desk import Desk
from states.catalogue import LIFECYCLES
from states.pinning import YEARLESS
from states.supervision_notice import SupervisionNoticeState
from states.talk import TalkState

#: States in which a notice or a talk is not over.
_OPEN = {
    "supervision_notice": (
        SupervisionNoticeState.ISSUED,
        SupervisionNoticeState.RECEIVED,
        SupervisionNoticeState.ANSWERED,
    ),
    "talk": (TalkState.PROPOSED, TalkState.CONVENED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a notice or talk is about.

    Attributes:
        text: a sentence.
        clock: the deadline that was missed, with the day `due_on`; empty for none.
    """

    kind: str
    about_id: str
    year: int
    unit_id: str
    assessor_id: str | None
    text: str
    clock: str = ""
    due_on: date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """As columns of a notice or a talk."""
        return {
            "about_kind": self.kind,
            "about_id": self.about_id,
            "unit_id": self.unit_id,
            "assessor_id": self.assessor_id,
            "matter": self.text,
        }


def about(desk: Desk, kind: str, about_id: str, said: str) -> Matter:
    """Look up what somebody wants a notice or a talk about.

    Raises:
        BadInput: the kind is none of a year's, or the subject is no unit's.
        NotFound: there is no such subject.
    """
    if kind not in SUBJECTS or kind in YEARLESS:
        raise BadInput(f"没有“{kind}”这类事项。")
    query = text(
        f"SELECT year, unit_id, assessor_id FROM {kind} WHERE district_id = :district AND id = :id"
    )
    asked = {"district": desk.act.district_id, "id": about_id}
    found = desk.connection.execute(query, asked).one_or_none()
    if found is None:
        raise NotFound
    if found.unit_id is None:
        raise BadInput(f"{LIFECYCLES[kind].label}{about_id}不属于哪个单位，不能督办、约谈。")
    return Matter(
        kind=kind,
        about_id=about_id,
        year=found.year,
        unit_id=found.unit_id,
        assessor_id=found.assessor_id,
        text=said,
    )


def missed(row: Mapping[Any, Any], label: str) -> Matter | None:
    """Say what a rung that rang is about; none when the subject is no unit's.

    Args:
        row: the deadline with its subject, as the sweep reads them.
        label: of the rung.
    """
    if row["unit_id"] is None:
        return None
    place = LIFECYCLES[row["kind"]].label
    return Matter(
        kind=row["kind"],
        about_id=row["subject_id"],
        year=row["year"],
        unit_id=row["unit_id"],
        assessor_id=row["assessor_id"],
        text=f"{place}{row['subject_id']}{label}（时限{row['due_on']}）。",
        clock=row["name"],
        due_on=row["due_on"],
    )


def standing(desk: Desk, kind: str, matters: Sequence[Matter]) -> Mapping[str, str]:
    """Name the open notice, or talk, about each of the subjects that has one."""
    query = text(
        f"SELECT about_id, min(id) AS id FROM {kind} WHERE district_id = :district"
        " AND about_id = ANY(:about) AND state = ANY(:open) GROUP BY about_id"
    )
    asked = {
        "district": desk.act.district_id,
        "about": [matter.about_id for matter in matters],
        "open": [str(state) for state in _OPEN[kind]],
    }
    return {row.about_id: row.id for row in desk.connection.execute(query, asked)}


def next_ids(desk: Desk, kind: str, matters: Sequence[Matter], letter: str) -> Mapping[str, str]:
    """Give the id of the next notice or talk about each subject: 2017-D01-003-2-M1."""
    query = text(
        f"SELECT about_id, count(*) AS born FROM {kind} WHERE district_id = :district"
        " AND about_id = ANY(:about) GROUP BY about_id"
    )
    about = [matter.about_id for matter in matters]
    asked = {"district": desk.act.district_id, "about": about}
    born = {row.about_id: row.born for row in desk.connection.execute(query, asked)}
    return {one: f"{one}-{letter}{born.get(one, 0) + 1}" for one in about}
