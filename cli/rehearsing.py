"""`rehearse`: a year in virtual time, with a progress bar on a terminal."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cli.opening import settings_for
from cli.output import refusals, show
from cli.rehearsal.coverage import told as told_of_coverage
from cli.rehearsal.folder import rehearse_folder
from cli.rehearsal.opening import Cast, plainly
from cli.rehearsal.play import Progress as Told
from cli.rehearsal.prefect_runs import by_prefect
from cli.rehearsal.summary import Rehearsal
from kit.errors import BadInput

__all__ = ["rehearse", "rehearse_folder"]
_QUIET = structlog.make_filtering_bound_logger("warning")


def rehearse(  # noqa: PLR0913 - the options of the command
    plan: str,
    seed: int,
    until: str | None,
    data: Path | None,
    units: str | None,
    *,
    prefect: bool,
    as_json: bool,
) -> None:
    """Play a year and tell what it came to."""
    structlog.configure(
        wrapper_class=_QUIET, logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    with refusals(as_json=as_json), _bar() as told:
        chosen = tuple(filter(None, (units or "").replace("，", ",").split(",")))
        cast = Cast(chosen, runs=by_prefect if prefect else plainly)
        if prefect and data is None:
            raise BadInput("用 --prefect 演练须用 --data 写明数据目录：流程运行记录留在其中。")
        played = rehearse_folder(settings_for(data), data, plan, seed, _day(until), told, cast=cast)
    show(played.to_json(), as_json=as_json, lines=lambda: _lines(played, data))


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise BadInput(f"“{said}”不是日期，请写成 2017-10-20。") from error


@contextmanager
def _bar() -> Generator[Told | None]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("演练", total=None)
        seen: list[date] = []

        def told(day: date, last: date) -> None:
            seen.append(day)
            days = (last - seen[0]).days + 1
            bar.update(task, description=f"演练 {day}", total=days, completed=(day - seen[0]).days)

        yield told


def _lines(played: Rehearsal, data: Path | None) -> list[str]:
    counts = played.counts
    ranked = sorted((u for u in played.units if u["rank"] is not None), key=lambda u: u["rank"])
    counted = (
        f"{counts['indicators']}项指标、{counts['nodes']}个节点、{counts['transitions']}条留痕、"
        f"{counts['deadlines_fired']}次到点、{counts['messages']}条消息"
    )
    told = [
        f"演练到{played.until}，用时{played.seconds:.1f}秒：{counted}。",
        f"留痕摘要值 {played.trail_digest}",
        *told_of_coverage(played.coverage),
        *(f"  第{u['rank']}名 {u['unit']} {u['total']} {u['grade']}" for u in ranked[:5]),
    ]
    if data is not None:
        told.append(f"数据已留在 {data}。运行 jixiao up --data {data}，登录名和口令会随之显示。")
    return told
