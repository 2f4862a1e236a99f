"""`plan next`: a draft of the next year's plan, from a plan's folder or a year that was run."""

from pathlib import Path
from typing import Any

from cli.opening import opened
from cli.output import refusals, show
from cli.planning import findings_of
from kit.errors import InUse
from plans.carried import Carried
from plans.loading import TABLE, folder, load, parse, texts
from plans.next_year import next_files
from plans.schema import Plan
from reports.indicator_table import TitleFacts, write_table
from services import importing
from services.acts import Act
from services.carrying import Memory, latest_year, moved_on, remembered
from services.years import desk_for


def next_plan(plan: str, data: Path | None, to: Path | None, *, as_json: bool) -> None:
    """Write the draft folder; what is left to decide is what lint finds in it."""
    with refusals(as_json=as_json):
        memory = _of_data(data) if data else _of_plan(plan)
        files = next_files(memory.files, memory.carried)
        drafted = parse(files)
        home = to or Path(f"{drafted.district}-{drafted.year}")
        _write(home, files, _table(drafted, memory))
        _, found = findings_of(str(home))
    counts = {s: sum(f.severity == s for f in found) for s in ("red", "yellow")}
    document = {
        "folder": str(home),
        "year": drafted.year,
        "files": [*files, *([TABLE] if memory.rows else [])],
        "rows": len(memory.rows),
        "findings": counts,
    }
    show(document, as_json=as_json, lines=lambda: _lines(document, counts))


def _lines(document: dict[str, Any], counts: dict[str, int]) -> list[str]:
    return [
        f"已生成{document['year']}年度方案草稿：{document['folder']}（指标表{document['rows']}行）。",
        f"开启年度前须办{counts['red']}项，可核{counts['yellow']}项，逐项见：",
        f"jixiao plan lint {document['folder']}",
    ]


def _of_data(data: Path) -> Memory:
    with opened(data) as house, house.database.snapshot() as connection:
        district, year = latest_year(connection)
        act = Act(district_id=district, actor="system:import", at=house.now())
        return remembered(desk_for(connection, act, year))


def _of_plan(name: str) -> Memory:
    plan, table = load(name), folder(name) / TABLE
    rows = importing.read(table, plan).indicators if table.is_file() else ()
    return Memory(texts(name), Carried(year=plan.year), moved_on(rows))


def _table(plan: Plan, memory: Memory) -> bytes | None:
    if not memory.rows:
        return None
    facts = TitleFacts(
        district=plan.district_name,
        year=plan.year,
        filled_by=plan.office.name,
        filled_on=plan.issued_on,
    )
    return write_table(memory.rows, facts)


def _write(home: Path, files: dict[str, str], table: bytes | None) -> None:
    if home.exists() and any(home.iterdir()):
        raise InUse(f"目录 {home} 不是空的。请用 --to 指定一个新目录。")
    home.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (home / name).write_text(text, "utf-8")
    if table is not None:
        (home / TABLE).write_bytes(table)
