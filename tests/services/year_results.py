"""How tests have a year's results: scores and marks laid down, published, appealed, corrected."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import text

from services import gates, results
from services.acts import Order
from services.house import House
from tests.builders import DISTRICT, YEAR, desk, done, endorse_all
from tests.services.hands import approved_gate, as_owner, ask, at, rows

_SCORED = text("UPDATE indicator SET state = 'scored', points = :points WHERE id = :id")
_SCORE = text(
    "INSERT INTO score (district_id, indicator_id, number, version, method, method_version, inputs,"
    " points, explanation) VALUES (:district, :id, :number, 1, 'completion', '1', '{}', :points,"
    " CAST(:explanation AS jsonb)) ON CONFLICT DO NOTHING"
)
_MARKED = text("UPDATE result SET duty_marks = CAST(:marks AS jsonb) WHERE id = :id")


def lay_scores(house: House, unit: str, shares: Mapping[str, str]) -> None:
    """Lay down scores of a unit: by category, how many of a hundred its indicators earn."""
    mine = rows(
        house, "SELECT id, category, weight, level3, revision FROM indicator WHERE unit_id = :u"
        " AND state <> 'cancelled'", u=unit
    )  # fmt: skip
    with as_owner(house) as connection:
        for row in mine:
            points = row["weight"] * Decimal(shares[row["category"]]) / 100
            tree = {"label": row["level3"], "points": str(points), "rule": "", "values": {}}
            tree |= {"evidence": [], "children": []}
            asked = {"id": row["id"], "points": points, "district": DISTRICT}
            connection.execute(_SCORED, asked)
            more = {"number": row["revision"] + 1, "explanation": orjson.dumps(tree).decode()}
            connection.execute(_SCORE, {**asked, **more})


def lay_marks(house: House, unit: str, mark: str) -> None:
    """Lay down a unit's duty-report marks: every group gives the same."""
    groups = ("leaders", "heads", "deputies", "cppcc_members")
    marks = orjson.dumps({group: [mark] * 3 for group in groups}).decode()
    with as_owner(house) as connection:
        connection.execute(_MARKED, {"id": f"{YEAR}-{unit}-S", "marks": marks})


def lay_year(house: House, marks: Mapping[str, str], score: str = "100") -> None:
    """Have these units scored alike, marked, and computed."""
    at(house, "office-clerk", results.lay_out)
    for unit, mark in marks.items():
        by_category = dict.fromkeys(("key", "own_function", "differential", "common"), score)
        lay_scores(house, unit, by_category)
        lay_marks(house, unit, mark)
    at(house, "office-clerk", results.compute)


def publish(house: House, *units: str) -> None:
    """Have the conference confirm, and publish these units' results."""
    approved_gate(house, "results_confirmed", "annual_evaluation")
    orders = [Order(f"{YEAR}-{unit}-S") for unit in units]
    done(ask(house, "office-director", results.confirm, *orders))
    done(ask(house, "office-director", results.publish, *orders))


def decide(house: House, key: str, about: str) -> str:
    """The office asks about something, whoever's turn it is says yes; the gate's id."""
    with house.database.connect() as connection:
        gate = gates.request(desk(house, connection, "office-clerk"), key, about)
        endorse_all(house, connection, gate.id)
    return gate.id


def versions(house: House, unit: str) -> list[dict[str, Any]]:
    """Read all that was published of a unit's result."""
    query = "SELECT * FROM result_version WHERE result_id = :id ORDER BY number"
    return rows(house, query, id=f"{YEAR}-{unit}-S")
