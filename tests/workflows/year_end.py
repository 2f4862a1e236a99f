"""How the tests of the year's end score a whole table in a few seconds."""

from typing import Any

from sqlalchemy import text

from scoring.methods import method_called
from services import adjustments, duty_reports, indicators, self_evaluations
from services.acts import Order, orders
from services.house import House
from tests.builders import desk, done, examiner_of, hear_examiners, ids, plan
from tests.services.judging import judge

#: What a scorer tells of any indicator, by input; nodes tell the rest.
_TOLD: dict[str, Any] = {
    "actual": "100",
    "rating": "优",
    "reason": "专家组评定。",
    "rank": 1,
    "counts": {},
}
_STANDING = text(
    "SELECT id, method, category = 'common' AS common, assessor_id FROM indicator"
    " WHERE state = :state ORDER BY id"
)
_OWN = text("SELECT id, unit_id, weight FROM indicator WHERE state <> 'cancelled'")


def verify_and_score(house: House) -> None:
    """The examiners agree, the right hands verify and score every indicator."""
    for state, verb in (("in_progress", indicators.verify), ("verified", indicators.score)):
        hear_examiners(house, state, "key")
        with house.database.connect() as connection:
            rows = connection.execute(_STANDING, {"state": state}).all()
            for assessor in sorted({row.assessor_id for row in rows if row.common}):
                mine = [row for row in rows if row.common and row.assessor_id == assessor]
                done(verb(desk(house, connection, examiner_of(assessor)), _asked(mine, verb)))
            others = [row for row in rows if not row.common]
            done(verb(desk(house, connection, "office-clerk"), _asked(others, verb)))


def _asked(rows: list[Any], verb: object) -> list[Order]:
    if verb is indicators.verify:
        return orders([row.id for row in rows])
    return [Order(row.id, {"inputs": _inputs(row.method)}) for row in rows]


def _inputs(method: str) -> dict[str, Any]:
    found = method_called(method)
    assert found is not None
    return {field.name: _TOLD[field.name] for field in found.inputs if field.name in _TOLD}


def record_duty(house: House) -> None:
    """The judges' marks of every unit are counted and published."""
    judge(house, {unit.id: ["88", "90", "92"] for unit in plan().assessed})


def settle_adjustments(house: House) -> None:
    """The director approves everything that the system has proposed."""
    with house.database.connect() as connection:
        waiting = ids(connection, "adjustment", "state = 'proposed'")
        done(adjustments.approve(desk(house, connection, "office-director"), orders(waiting)))


def hand_in(house: House) -> None:
    """Every unit evaluates itself and presents its duty report."""
    with house.database.connect() as connection:
        everything = connection.execute(_OWN).all()
        for unit in plan().assessed:
            clerk, head = (
                desk(house, connection, f"{unit.id.lower()}-{hand}") for hand in ("clerk", "head")
            )
            points = {row.id: row.weight for row in everything if row.unit_id == unit.id}
            own, told = f"2017-{unit.id}-E", f"2017-{unit.id}-D"
            body = {"text": "自评报告", "points": points}
            done(self_evaluations.revise(clerk, [Order(own, body)]))
            done(self_evaluations.submit(head, [Order(own)]))
            done(duty_reports.revise(clerk, [Order(told, {"text": "述职报告"})]))
            done(duty_reports.submit(head, [Order(told)]))
        presented = orders([f"2017-{unit.id}-D" for unit in plan().assessed])
        done(duty_reports.present(desk(house, connection, "office-clerk"), presented))
