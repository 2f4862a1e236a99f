"""A step of the year (步骤): one service call by the system, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from kit.errors import NotNow, Refused
from services.acts import Answer, Answers
from services.desk import Desk
from services.house import House
from services.years import system_desk

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Report:
    """What a step came to.

    Attributes:
        done: how many subjects it moved.
        refused: how many it may not move yet.
        why: what the guards said to those, each sentence once; the first few.
    """

    step: str
    done: int
    refused: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A named step of the year."""

    name: str
    act: Callable[[Desk], Answers]

    def __call__(self, house: House, district_id: str, year: int) -> int:
        """Do by the system what can be done now, and answer how much; refusals are logged."""
        return self.report(house, district_id, year).done

    def report(self, house: House, district_id: str, year: int) -> Report:
        """Do by the system what can be done now, and tell all that came of it."""
        with house.database.connect() as connection:
            desk = system_desk(connection, district_id, year, "system:flow", house.now())
            answers = self.act(desk)
        told = _report(self.name, answers)
        for sentence in told.why:
            log.info("not yet", step=told.step, refused=told.refused, why=sentence)
        return told


#: Of a thousand that wait for the same thing, one sentence is enough.
_SENTENCES = 5


def _report(step: str, answers: Answers) -> Report:
    done = sum(isinstance(answer, Answer) for answer in answers)
    # What was done before is no refusal that anybody needs to read.
    refusals = [a for a in answers if isinstance(a, Refused) and not isinstance(a, NotNow)]
    said = sorted({sentence for refusal in refusals for sentence in _said(refusal)})
    return Report(step, done, len(refusals), tuple(said[:_SENTENCES]))


def _said(refusal: Refused) -> list[str]:
    return [objection.message for objection in refusal.objections] or [refusal.message]
