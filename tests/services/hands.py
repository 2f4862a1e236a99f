"""How the tests of this folder act: one line a deed, at the house's own time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from sqlalchemy import text

from kit.errors import Refused
from models.database import owner_engine
from services import trail
from services.acts import Act, Answer, Answers, Order, one
from services.house import House
from services.intents import Planned
from services.writing import write
from states.capacity import Capacity
from tests.builders import DISTRICT, YEAR, desk

PDF = b"%PDF-1.7 evidence"
#: The text of a new plan that a gate may be asked about.
NEW_PLAN = f"{YEAR}-{'0' * 40}"


def ask(house: House, actor: str, verb: Callable[..., Answers], *asked: Order, **act: Any):
    """Let somebody do a verb; an answer for each order."""
    with house.database.connect() as connection:
        return verb(desk(house, connection, actor, **act), list(asked))


def do(house: House, actor: str, verb: Callable[..., Answers], subject: str, **body: Any) -> Answer:
    """Let somebody do a verb to one subject; a refusal is raised."""
    reason = body.pop("reason", "")
    return one(ask(house, actor, verb, Order(subject, body, reason=reason)))


def at(house: House, actor: str, verb: Callable[..., Any], *rest: Any, **act: Any) -> Any:
    """Let somebody use a service of its own shape."""
    with house.database.connect() as connection:
        return verb(desk(house, connection, actor, **act), *rest)


def why(refused: Refused) -> set[str]:
    """Name all reasons of a refusal."""
    return {refused.code, *(objection.code for objection in refused.objections)}


def row(house: House, kind: str, subject: str) -> dict[str, Any]:
    """Read a subject's row."""
    query = text(f"SELECT * FROM {kind} WHERE id = :id")
    with house.database.connect() as connection:
        return dict(connection.execute(query, {"id": subject}).mappings().one())


def rows(house: House, query: str, **values: Any) -> list[dict[str, Any]]:
    """Read rows."""
    with house.database.connect() as connection:
        return [dict(found) for found in connection.execute(text(query), values).mappings()]


def value(house: House, query: str, **values: Any) -> Any:
    """Read one value."""
    with house.database.connect() as connection:
        return connection.execute(text(query), values).scalar_one()


@contextmanager
def as_owner(house: House, *, unguarded: bool = True):
    """Lend a connection of the database's owner, by default with all triggers off."""
    engine = owner_engine(house.database.address)
    try:
        with engine.begin() as connection:
            if unguarded:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
    finally:
        engine.dispose()


def verdict(house: House) -> trail.Verdict:
    """Check the whole trail."""
    with house.database.snapshot() as connection:
        return trail.verify(connection)


def at_once(deeds: Iterable[Callable[[], Any]]) -> list[Any]:
    """Do several deeds in the same instant; what each gave or raised, in order."""
    waiting = list(deeds)
    gate = Barrier(len(waiting))

    def run(deed: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return deed()
        except Exception as fault:  # noqa: BLE001 - told to the test, whatever it is
            return fault

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(run, waiting))


def set_down(house: House, kind: str, row: dict[str, Any], *steps: tuple[str, str]) -> str:
    """Write a subject with a life behind it, through the door's own statement; its id."""
    born = {"year": YEAR, "lamp": "green", **row}
    planned = Planned(
        kind=kind, row=born, steps=steps, actor="system:flow", capacity=Capacity.SYSTEM
    )
    act = Act(district_id=DISTRICT, actor="system:flow", at=house.now())
    with house.database.connect() as connection:
        assert write(connection, act, [planned]) == {(kind, row["id"])}
    return row["id"]


def approved_gate(house: House, key: str, phase: str) -> str:
    """Have the conference's approval on record."""
    row = {"id": f"{YEAR}-{key}-1", "key": key, "label": key, "round": 1, "phase_key": phase}
    row |= {"requested_by": "office-clerk", "needed": 5, "deciders": 9, "yes": 5, "no": 0}
    return set_down(house, "gate", row, ("request", "requested"), ("approve", "approved"))


def issued_report(house: House, unit: str, *findings: str) -> str:
    """Have a unit report issued."""
    facts = {"findings": list(findings), "late_nodes": [], "indicators": []}
    row = {"id": f"{YEAR}-{unit}-B", "unit_id": unit, "document_class": "unit_report"}
    row |= {"title": "分报告", "document_number": "1", "facts": facts}
    steps = (("draft", "drafted"), ("approve", "approved"), ("issue", "issued"))
    return set_down(house, "document", row, *steps)
