"""Bodies (机构) as they stand: the plan's roll, and what was entered, renamed or closed since."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from plans.schema import Plan
from plans.words import UnitKind


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the district, on the roll or entered by a change of bodies.

    Attributes:
        name: the present one; `services.units.name_on` tells that of another day.
        assessed: counts among the assessed units (方案 二（二）).
        from_day: the day it was set up; none for those that were there from the first.
        until_day: its last day; none while it stands.
    """

    id: str
    name: str
    short_name: str
    kind: UnitKind
    ranking_group: str
    assessed: bool
    from_day: date | None = None
    until_day: date | None = None

    def stands(self, day: date) -> bool:
        """Whether it is there on a day."""
        begun = self.from_day is None or self.from_day <= day
        return begun and (self.until_day is None or day <= self.until_day)


def of_roll(plan: Plan) -> tuple[Body, ...]:
    """Take the bodies of a plan's roll, in the official order."""
    return tuple(
        Body(u.id, u.name, u.short_name, u.kind, u.ranking_group, u.assessed) for u in plan.units
    )


_BODIES = text(
    "SELECT id, name, short_name, kind, coalesce(ranking_group, '') AS ranking_group, assessed,"
    " from_day, until_day FROM unit WHERE district_id = :district ORDER BY sort, id"
)


def read(connection: Connection, district_id: str, plan: Plan) -> tuple[Body, ...]:
    """Read the bodies as they stand; how the pinned roll counts a body is what the year goes by."""
    roll = {unit.id: unit for unit in plan.units}
    rows = connection.execute(_BODIES, {"district": district_id}).all()
    return tuple(
        Body(
            row.id,
            row.name,
            row.short_name,
            roll[row.id].kind if row.id in roll else UnitKind(row.kind),
            roll[row.id].ranking_group if row.id in roll else row.ranking_group,
            roll[row.id].assessed if row.id in roll else row.assessed,
            row.from_day,
            row.until_day,
        )
        for row in rows
    )
