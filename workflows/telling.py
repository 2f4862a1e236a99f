"""What Prefect's page tells of a run: how far it is, what was done, what not and why, and links.

Only telling: a run whose tale Prefect does not take goes on all the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from sqlalchemy import Connection, text

from plans.words import PhaseKey
from services.asks import flow_of
from services.house import House
from services.rules import rules_of
from states.phase import PhaseState
from workflows.step import Report
from workflows.step_words import WORDS

log = structlog.get_logger()
Cell = str | int


@dataclass(frozen=True, slots=True)
class Subject:
    """What a run is about.

    Attributes:
        flow: its name, such as `annual-evaluation`.
        title: the flow in Chinese.
    """

    flow: str
    title: str
    district_id: str
    year: int

    @property
    def key(self) -> str:
        """Name the run's artifacts; later runs of the same flow are versions of them."""
        return key_of(self.district_id, self.year, self.flow)


def key_of(*parts: str | int) -> str:
    """Make a key: Prefect takes small letters, figures and dashes."""
    said = "-".join(map(str, parts)).lower()
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in said)


class Teller:
    """Tells one run while it goes on."""

    def __init__(self, house: House, subject: Subject, steps: Sequence[str]) -> None:
        self._house = house
        self._about = subject
        self._steps = steps
        self._progress: UUID | None = None

    def begin(self) -> None:
        """Tell that nothing is done yet, and where the product shows the same."""
        about = self._about
        self._progress = _tell(
            lambda: create_progress_artifact(
                0.0, key=f"{about.key}-progress", description=self._how_far(0)
            )
        )
        key, page = f"{about.key}-page", links_of(self._house.settings.address, about)["总览页面"]
        _tell(lambda: create_link_artifact(page, about.title, key, "总览页面"))

    def stepped(self, reports: Sequence[Report]) -> None:
        """Tell how many steps are behind."""
        done = len(reports)
        if self._progress is None:
            return
        progress, share = self._progress, 100.0 * done / len(self._steps)
        _tell(lambda: update_progress_artifact(progress, share, description=self._how_far(done)))

    def end(self, reports: Sequence[Report]) -> None:
        """Tell what each step did, what it might not do and why; and how the year stands."""
        about, rows = self._about, rows_of(reports)
        _tell(lambda: create_table_artifact(rows, key=about.key, description=self._heading()))
        key = key_of(about.district_id, about.year)
        _tell(lambda: create_markdown_artifact(self._year(), key=key))

    def _heading(self) -> str:
        about, house = self._about, self._house
        with house.connect() as connection:
            zone = rules_of(connection, about.district_id, about.year).zone
        at = f"{house.clock.label} {house.now().astimezone(zone):%Y-%m-%d %H:%M}"
        links = links_of(house.settings.address, about)
        return "\n\n".join([f"# {about.title}", at, *(f"[{n}]({a})" for n, a in links.items())])

    def _year(self) -> str:
        about = self._about
        with self._house.connect() as connection:
            return year_of(connection, about.district_id, about.year)

    def _how_far(self, done: int) -> str:
        left = self._steps[done:]
        doing = f"，正在“{WORDS[left[0]]}”" if left else ""
        return f"{self._about.title}：{len(self._steps)}步已办{done}步{doing}"


def rows_of(reports: Sequence[Report]) -> list[dict[str, Cell]]:
    """Lay reports out as a table, by its headings."""
    return [
        {
            "步骤": WORDS[report.step],
            "办理": report.done,
            "暂不能办": report.refused,
            "原因": "；".join(report.why),
        }
        for report in reports
    ]


_PHASES = {flow_of(key): key for key in PhaseKey}


def links_of(address: str, about: Subject) -> dict[str, str]:
    """Name where the product shows what a run did: for a phase its record and trail as well."""
    links = {"总览页面": f"{address}/"}
    if phase := _PHASES.get(about.flow):
        record = f"{address}/api/v1/phases/{about.year}-{phase.value}"
        links |= {"阶段记录（接口）": record, "阶段留痕（接口）": f"{record}/trail"}
    return links


_STANDING = text(
    "SELECT label, state, opens, closes FROM phase"
    " WHERE district_id = :district AND year = :year ORDER BY place"
)


def year_of(connection: Connection, district_id: str, year: int) -> str:
    """Write down how the phases of a year stand, in Markdown."""
    phases = connection.execute(_STANDING, {"district": district_id, "year": year}).all()
    lines = [f"| {p.label} | {PhaseState(p.state).zh} | {p.opens} | {p.closes} |" for p in phases]
    heading = ["| 阶段 | 状态 | 计划开始 | 计划结束 |", "| --- | --- | --- | --- |"]
    return "\n".join([f"# {year}年度", "", *heading, *lines])


def _tell(tale: Callable[[], object]) -> UUID | None:
    try:
        told = tale()
    except Exception as fault:  # noqa: BLE001 - whatever Prefect's client raises, the run goes on
        log.warning("not told to Prefect", why=f"{type(fault).__name__}: {fault}".splitlines()[0])
        return None
    return told if isinstance(told, UUID) else None
