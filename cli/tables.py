"""`import` and `export`: the office's Excel table, in and out; the year's facts, out."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import typer
from sqlalchemy import text

from cli.opening import act_of, opened
from cli.output import FOUND_PROBLEMS, refusals, show
from kit.errors import NotFound
from plans.loading import load
from plans.table.rows import Table
from reports.indicator_table import TitleFacts, write_table
from services.acts import Act
from services.desk import Desk
from services.exporting import rows_of
from services.facts import facts_of
from services.importing import read, take_over
from services.years import desk_for


def import_table(file: Path, plan: str, data: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Check a table, and take it over whole when nothing is wrong; exit 1 on problems."""
    with refusals(as_json=as_json):
        table = read(file, load(plan))
        if not dry_run and not table.problems:
            with opened(data) as house:
                year = load(plan).year
                act = act_of(house, "system:import")
                with house.database.transaction() as connection:
                    take_over(desk_for(connection, act, year), table)
                house.database.refresh_statistics()
    show(table.to_json(), as_json=as_json, lines=lambda: _lines(table, dry_run=dry_run))
    if table.problems:
        raise typer.Exit(FOUND_PROBLEMS)


def _lines(table: Table, *, dry_run: bool) -> list[str]:
    if table.problems:
        told = [f"✗ {p.sheet} {p.cell} {p.unit}：{p.message} {p.remedy}" for p in table.problems]
        return [*told, f"共{table.rows}行，{len(table.problems)}处问题，未导入任何一行。"]
    done = "检查通过，未导入" if dry_run else "已导入"
    return [f"共{table.rows}行，{done}。"]


_NAMES = text("SELECT plan_name FROM year WHERE district_id = :district AND year = :year")


_YEARS = text(
    "SELECT district_id, year FROM year WHERE year = coalesce(CAST(:year AS integer), year)"
    " ORDER BY year DESC LIMIT 1"
)


@contextmanager
def _year_at_rest(data: Path | None, year: int | None, *, as_json: bool) -> Generator[Desk]:
    """Seat the system before a year, the latest unless named, whether closed or not.

    Raises:
        NotFound: no such year has been opened.
    """
    with refusals(as_json=as_json), opened(data) as house, house.database.snapshot() as connection:
        found = connection.execute(_YEARS, {"year": year}).one_or_none()
        if found is None:
            raise NotFound("这个数据目录没有开启过该年度。")
        act = Act(district_id=found.district_id, actor="system:import", at=house.now())
        yield desk_for(connection, act, found.year)


def export_table(file: Path, year: int | None, data: Path | None, *, as_json: bool) -> None:
    """Write the year's indicator table as the office knows it."""
    with _year_at_rest(data, year, as_json=as_json) as desk:
        rows, plan = rows_of(desk), desk.rules.plan
        district, wanted = desk.act.district_id, desk.year
        facts = TitleFacts(
            district=plan.district_name,
            year=wanted,
            filled_by=plan.office.name,
            filled_on=desk.today,
        )
        file.write_bytes(write_table(rows, facts))
    document = {"file": str(file), "rows": len(rows), "district": district, "year": wanted}
    show(document, as_json=as_json, lines=lambda: [f"已写出{len(rows)}行：{file}"])


def export_facts(file: Path, year: int | None, data: Path | None, *, as_json: bool) -> None:
    """Write all facts that the year's totals rest on, so that anybody can reckon them again."""
    with _year_at_rest(data, year, as_json=as_json) as desk:
        found, district, wanted = facts_of(desk), desk.act.district_id, desk.year
        told = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
        file.write_text(told + "\n", "utf-8")
    units = len(found["units"])
    document = {"file": str(file), "units": units, "district": district, "year": wanted}
    show(document, as_json=as_json, lines=lambda: [f"已写出{units}个单位的计分事实：{file}"])
