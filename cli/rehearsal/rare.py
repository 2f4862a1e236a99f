"""Which rare cases a play came to: what does not befall every year, read off what it left."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

_YEAR = "district_id = :district AND year = :year"
#: By name: what a year in which it happened holds.
_CASES: Mapping[str, str] = {
    "bodies_merged": f"unit_change WHERE {_YEAR} AND change_class = 'merge' AND state = 'effected'",
    "falsehood": f"indicator WHERE {_YEAR} AND falsified",
    # Booked into the next year: its result was published.
    "falsehood_after_publication": "adjustment WHERE district_id = :district"
    " AND year = :year + 1 AND event = 'falsehood'",
    "appeal_upheld": f"appeal WHERE {_YEAR} AND state = 'upheld'",
    "result_corrected": "result_version v WHERE v.district_id = :district AND v.number > 1",
    "judge_group_absent": f"ballot_session s, jsonb_each(s.returned) g WHERE s.{_YEAR}"
    " AND s.state = 'published' AND g.value = '0'",
    "ballots_void": f"ballot_session WHERE {_YEAR} AND state = 'void'",
    "tie_settled": "trail WHERE district_id = :district AND trigger = 'settle_tie'",
    "category_emptied": f"request WHERE {_YEAR} AND asks = 'reweighting' AND state = 'granted'",
    "clock_stood": f"suspension WHERE {_YEAR} AND state = 'ended' AND resumed_on > first_on",
    "calendar_renewed": "trail WHERE district_id = :district AND kind = 'year'"
    " AND trigger = 'recompute'",
    "examiner_duty_missed": f"adjustment WHERE {_YEAR} AND event LIKE 'examiner_%'",
}
_LOOK = text(
    "SELECT " + ", ".join(f"EXISTS (SELECT FROM {case}) AS {name}" for name, case in _CASES.items())
)


def rare(connection: Connection, district: str, year: int) -> dict[str, bool]:
    """Tell which rare cases a played year holds, by name."""
    asked = {"district": district, "year": year}
    return dict(connection.execute(_LOOK, asked).mappings().one())
