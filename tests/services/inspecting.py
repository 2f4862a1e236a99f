"""How the tests of inspections bring a round to where they need it."""

from typing import Any

from services import inspection_rounds, inspections, nodes
from services.acts import Order, orders
from services.house import House
from tests.builders import done, plan
from tests.services.finishing import DONE
from tests.services.hands import ask, at, do, rows

SEED = "体彩排列5第17289期：38417"
FOUND = {
    "place": "现场",
    "visited_on": "2017-09-01",
    "interviewee": "张某",
    "finding": "实地查看，台账齐全。",
}


def accept_first(house: House, *units: str) -> None:
    """Units report the first nodes of all their indicators; the office accepts them."""
    for unit in units:
        found = rows(
            house, "SELECT id FROM node WHERE unit_id = :u AND number = 1 ORDER BY id", u=unit
        )
        mine = [node["id"] for node in found]
        done(ask(house, f"{unit.lower()}-head", nodes.report, *(Order(n, DONE) for n in mine)))
        done(ask(house, "office-clerk", nodes.accept, *orders(mine)))


def planned(house: House, mode: str = "open", **body: Any) -> str:
    """The office plans a round for today; its id."""
    given = {"occasion": "mid_year", "mode": mode, "draws_on": str(house.now().date()), **body}
    return at(house, "office-clerk", inspection_rounds.plan, given).id


def drawn(house: House, mode: str = "open", **body: Any) -> list[dict[str, Any]]:
    """A round is planned and drawn; its inspections in order."""
    round_ = planned(house, mode, seed=SEED, **body)
    do(house, "office-clerk", inspection_rounds.draw, round_)
    return of_round(house, round_)


def of_round(house: House, round_: str) -> list[dict[str, Any]]:
    """Read a round's inspections."""
    return rows(house, "SELECT * FROM inspection WHERE round_id = :r ORDER BY id", r=round_)


def to_recorded(house: House, subject: str, conclusion: str, by: str = "office-clerk-2") -> None:
    """An inspection is issued and recorded."""
    do(house, "office-clerk", inspections.issue, subject)
    do(house, by, inspections.record, subject, **FOUND, conclusion=conclusion)


def to_notified(house: House, subject: str, conclusion: str) -> None:
    """An inspection is recorded, reviewed, and its unit told."""
    to_recorded(house, subject, conclusion)
    do(house, "office-clerk", inspections.review, subject)
    do(house, "office-clerk", inspections.notify, subject)


def to_determined(house: House, subject: str, conclusion: str, **body: Any) -> None:
    """A unit explains, the director determines what was recorded."""
    to_notified(house, subject, conclusion)
    unit = rows(house, "SELECT unit_id FROM inspection WHERE id = :i", i=subject)[0]["unit_id"]
    do(house, f"{unit.lower()}-head", inspections.explain, subject, explanation="情况属实。")
    do(house, "office-director", inspections.determine, subject, **body)


def points_of(event: str) -> Any:
    """Price an event by the plan."""
    found = plan().adjustments.event(event)
    assert found
    return found[1].points


def proposals_about(house: House, about: str) -> list[dict[str, Any]]:
    """Read what was proposed about an inspection."""
    return rows(house, "SELECT * FROM adjustment WHERE about = :about ORDER BY id", about=about)
