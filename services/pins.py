"""What years are pinned to (固定): their plan, and the lifecycles that they go by."""

from typing import Any

from sqlalchemy import Connection, text

from kit.errors import NotFound
from states.pinning import differing, digests

_PINNED = text(
    "SELECT year, plan_digest, lifecycles FROM year WHERE district_id = :district AND year = :year"
)


def pinned_of(connection: Connection, district_id: str, year: int) -> dict[str, Any]:
    """Tell which plan and lifecycles a year goes by, which the house has, and where they differ.

    Raises:
        NotFound: the year is not open.
    """
    asked = {"district": district_id, "year": year}
    found = connection.execute(_PINNED, asked).one_or_none()
    if found is None:
        raise NotFound(f"{year}年度尚未开启。")
    pinned: dict[str, str] = found.lifecycles or {}
    return {
        "year": found.year,
        "plan_digest": bytes(found.plan_digest).hex(),
        "pinned": pinned,
        "current": dict(digests()),
        "differing": list(differing(pinned)),
    }


_YEARS = text(
    "SELECT district_id, year, lifecycles FROM year WHERE state = 'in_force' ORDER BY 1, 2"
)


def held_years(connection: Connection) -> list[str]:
    """Name the running years in which nothing moves before the director adopts the lifecycles."""
    return [
        f"{row.district_id} {row.year}"
        for row in connection.execute(_YEARS)
        if differing(row.lifecycles)
    ]
