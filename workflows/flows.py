"""Prefect flows: one per phase, its parts, and the whole cycle; every task is one step.

A flow lasts minutes: it does what can be done now, in order, and ends. Nothing is cached and
nothing is kept by Prefect: what was done stands in the records, so a run repeated does nothing
twice, and a lost Prefect database loses nothing.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from prefect import Flow, Task, flow, task
from prefect.cache_policies import NO_CACHE

from kit.logs import write_lines
from kit.settings import settings
from plans.words import PhaseKey
from services.asks import flow_of
from services.house import House, open_house
from workflows.step import Report, Step
from workflows.steps import PARTS, PHASES, current_steps
from workflows.telling import Subject, Teller

Done = dict[str, int]
Choice = Callable[[House, str, int], tuple[Step, ...]]
#: A step fails only when the database does not answer; a minute later it may.
_RETRIES, _DELAY = 2, 30
_GIVEN: ContextVar[House | None] = ContextVar("house", default=None)


@contextmanager
def hosting(house: House) -> Generator[None]:
    """Let the flows that run in this process work in a house that is open already."""
    token = _GIVEN.set(house)
    try:
        yield
    finally:
        _GIVEN.reset(token)


@contextmanager
def _house() -> Generator[House]:
    if given := _GIVEN.get():
        yield given
        return
    write_lines(settings().log_level)
    with open_house(settings()) as house:
        yield house


def _flow(name: str, title: str, choose: Choice) -> Flow[[str, int], Done]:
    def run(district_id: str, year: int) -> Done:
        with _house() as house:
            steps = choose(house, district_id, year)
            teller = Teller(house, Subject(name, title, district_id, year), [s.name for s in steps])
            reports: list[Report] = []
            teller.begin()
            try:
                for step in steps:
                    reports.append(_task(step, house)(district_id, year))
                    teller.stepped(reports)
            finally:
                teller.end(reports)
            return {report.step: report.done for report in reports}

    # Prefect finds a flow by module and name: `workflows.flows.<name>`.
    run.__name__ = run.__qualname__ = name.replace("-", "_")
    run.__doc__ = f"{title}。"
    return flow(name=name)(run)


def _task(step: Step, house: House) -> Task[[str, int], Report]:
    def run(district_id: str, year: int) -> Report:
        return step.report(house, district_id, year)

    name = step.name.replace("_", "-")
    made = task(name=name, retries=_RETRIES, retry_delay_seconds=_DELAY, cache_policy=NO_CACHE)
    return made(run)


def _always(steps: tuple[Step, ...]) -> Choice:
    def choose(house: House, district_id: str, year: int) -> tuple[Step, ...]:
        del house, district_id, year
        return steps

    return choose


def _phase(key: PhaseKey) -> Flow[[str, int], Done]:
    return _flow(flow_of(key), key.zh, _always(PHASES[key]))


def _part(name: str, title: str) -> Flow[[str, int], Done]:
    return _flow(name, title, _always(PARTS[name]))


preparation = _phase(PhaseKey.PREPARATION)
indicator_setting = _phase(PhaseKey.INDICATOR_SETTING)
platform_readiness = _phase(PhaseKey.PLATFORM_READINESS)
process_management = _phase(PhaseKey.PROCESS_MANAGEMENT)
annual_evaluation = _phase(PhaseKey.ANNUAL_EVALUATION)
use_of_results = _phase(PhaseKey.USE_OF_RESULTS)
year_end_results = _part("year-end-results", "年度成绩：试算、审定、发布")
inspection_round = _part("inspection-round", "察访核验：抽样、撤销、办结")
monthly_bulletin = _part("monthly-bulletin", "绩效过程管理通报：按月起草")
issue_unit_reports = _part("issue-unit-reports", "分报告：起草、审定、印发")
open_rectification = _part("open-rectification", "整改：随分报告下达整改方案")
annual_cycle = _flow("annual-cycle", "年度周期：办理当前阶段", current_steps)

FLOWS: tuple[Flow[..., Any], ...] = (
    preparation,
    indicator_setting,
    platform_readiness,
    process_management,
    annual_evaluation,
    use_of_results,
    year_end_results,
    inspection_round,
    monthly_bulletin,
    issue_unit_reports,
    open_rectification,
    annual_cycle,
)
