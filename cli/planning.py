"""`plan lint`, `plan show`, `plan methods`, `year open`."""

from pathlib import Path
from typing import Any

import typer

from cli.opening import opened
from cli.output import FOUND_PROBLEMS, note, refusals
from cli.output import show as show_document
from cli.people import CONSOLE, first_told
from plans.finding import Finding
from plans.lint import lint as lint_plan
from plans.loading import TABLE, folder, load, texts
from plans.schema import Plan
from plans.spelling import planned, vocabulary
from plans.table.reading import read_table
from scoring.methods import described
from services.account_desk import account_desk
from services.acts import Act
from services.first_administrator import appoint_first, is_deserted
from services.years import open_year as open_a_year
from states.catalogue import LIFECYCLES


def findings_of(name: str) -> tuple[Plan, list[Finding]]:
    """Lint a plan together with the indicator table that lies beside it, when one does."""
    plan = load(name)
    table = folder(name) / TABLE
    if not table.is_file():
        return plan, lint_plan(plan, None, LIFECYCLES.values())
    read = read_table(table, vocabulary(plan))
    rows = [planned(plan, row) for row in read.indicators]
    # Rows that cannot be read are missing from all that follows: they are told first.
    unread = [
        Finding("red", p.code, f"{TABLE} {p.sheet} {p.cell} {p.unit}", p.message, p.remedy)
        for p in read.problems
    ]
    return plan, [*unread, *lint_plan(plan, rows, LIFECYCLES.values())]


def lint(name: str, *, as_json: bool) -> None:
    """Say what would go wrong before the year opens; exit 1 when a finding is red."""
    with refusals(as_json=as_json):
        _, found = findings_of(name)
    shown = [
        {
            "severity": f.severity,
            "code": f.code,
            "where": f.where,
            "message": f.message,
            "remedy": f.remedy,
        }
        for f in found
    ]
    show_document({"findings": shown}, as_json=as_json, lines=lambda: _lines(found))
    if any(finding.severity == "red" for finding in found):
        raise typer.Exit(FOUND_PROBLEMS)


def _lines(found: list[Finding]) -> list[str]:
    if not found:
        return ["没有发现问题。"]
    marks = {"red": "✗", "yellow": "!"}
    return [f"{marks[f.severity]} {f.where}：{f.message} {f.remedy}" for f in found]


def show(name: str, *, as_json: bool) -> None:
    """Show what a plan decides, and its digest."""
    with refusals(as_json=as_json):
        plan = load(name)
    document = {
        "title": plan.title,
        "district": plan.district,
        "year": plan.year,
        "document_number": plan.document_number,
        "digest": plan.digest,
        "units": len(plan.assessed),
        "phases": [
            {"key": p.key.value, "label": p.label, "opens": p.opens, "closes": p.closes}
            for p in plan.phases
        ],
        "gates": {key: gate.label for key, gate in plan.gates.items()},
    }
    show_document(document, as_json=as_json, lines=lambda: _plan_lines(plan))


def _plan_lines(plan: Plan) -> list[str]:
    return [
        f"{plan.title}（{plan.document_number}）",
        f"被考核单位 {len(plan.assessed)} 个；摘要值 {plan.digest}",
        *(f"  {p.label}  {p.opens} 至 {p.closes}" for p in plan.phases),
    ]


def methods(*, as_json: bool) -> None:
    """Tell how each scoring method counts, with its worked example."""
    found = described()
    show_document({"methods": found}, as_json=as_json, lines=lambda: _method_lines(found))


def _method_lines(found: list[dict[str, Any]]) -> list[str]:
    told: list[str] = []
    for method in found:
        told += [f"{method['name']}（{method['code']}）：{method['formula']}"]
        told += [_asked("参数", field) for field in method["parameters"]]
        told += [_asked("数据", field) for field in method["inputs"]]
        told += [f"  {line}" for line in method["example"]["steps"]]
    return told


def _asked(side: str, field: dict[str, Any]) -> str:
    default = f"；不填为{field['default']}" if field["default"] is not None else ""
    must = "必填" if field["required"] else f"可不填{default}"
    return f"  {side} {field['label']}（{field['name']}）：{field['allowed']}，{must}"


def open_year(name: str, data: Path | None, *, as_json: bool) -> None:
    """Pin a plan and open its year."""
    with refusals(as_json=as_json):
        plan, found = findings_of(name)
        with opened(data) as house, house.database.transaction() as connection:
            act = Act(district_id=plan.district, actor="system:import", at=house.now())
            answer = open_a_year(connection, act, texts(name), tuple(found))
            desk = account_desk(connection, act.by(CONSOLE))
            first = appoint_first(desk) if is_deserted(desk) else None
    told = [f"{plan.year}年度已开启，方案摘要值 {plan.digest}。"]
    document = answer.to_json() | {"digest": plan.digest}
    if first is not None:
        told += first_told(*first)
        document["administrator"] = {"person": first[0], "password": first[1]}
    show_document(document, as_json=as_json, lines=lambda: told)
    if not as_json:
        note("下一步：jixiao person add …，jixiao import 指标表.xlsx")
