"""The overall report (总报告), under exactly the headings of the seed (方案 六（二）)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.paper import Grid, Heading, Part, Text, blocks_of, listed
from scoring.explain import shown

#: At most so many problems are named, the units with most of them first.
_MOST = 20


def facts_of_overall_report(
    work: Mapping[str, Any],
    results: Sequence[Mapping[str, Any]],
    problems: Sequence[str],
    evaluation: Mapping[str, Any],
) -> dict[str, Any]:
    """Freeze what the overall report tells.

    Args:
        work: counts of the year: `indicators`, `nodes`, `accepted`, `missed`, `late`.
        results: in the official order `unit`, `kind`, `group`, `total`, `grade`, `rank`,
            `group_rank`, `comparison`.
        problems: the year's main problems.
        evaluation: of the system itself (`services.evaluation.evaluate`).
    """
    told = [{**row, "total": str(shown(Decimal(row["total"])))} for row in results]
    grades = dict.fromkeys(row["grade"] for row in sorted(told, key=lambda row: row["rank"]))
    return {
        "work": dict(work),
        "results": told,
        "grades": {grade: sum(row["grade"] == grade for row in told) for grade in grades},
        "average": _average(told),
        "problems": list(problems)[:_MOST],
        "evaluation": dict(evaluation),
    }


def _average(results: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    kinds = dict.fromkeys(row["kind"] for row in results)
    return {kind: _mean([r["total"] for r in results if r["kind"] == kind]) for kind in kinds}


def _mean(totals: Sequence[str]) -> str:
    return str(shown(sum(map(Decimal, totals), Decimal(0)) / len(totals)))


def parts_of_overall_report(facts: Mapping[str, Any], blocks: Mapping[str, str]) -> Iterator[Part]:
    """Set the overall report."""
    yield Heading("全区绩效完成情况")
    yield Text(_work(facts))
    yield from blocks_of(blocks, "work")
    yield Heading("各部门绩效考评结果")
    yield Text("；".join(f"{grade}{count}个" for grade, count in facts["grades"].items()) + "。")
    yield Grid(
        ("单位", "总分", "等次", "全区名次", "本组名次"),
        tuple(
            (r["unit"], r["total"], r["grade"], str(r["rank"]), str(r["group_rank"]))
            for r in facts["results"]
        ),
    )
    yield from blocks_of(blocks, "results")
    yield Heading("与上一年度的对比与趋势分析")
    yield from _comparison(facts["results"])
    yield from blocks_of(blocks, "comparison")
    yield Heading("存在的主要问题")
    yield from listed(facts["problems"], "未发现突出问题。")
    yield from blocks_of(blocks, "problems")
    yield Heading("绩效体系运行评估")
    yield from _evaluation(facts["evaluation"])
    yield from blocks_of(blocks, "evaluation")


def _work(facts: Mapping[str, Any]) -> str:
    work = facts["work"]
    averages = "，".join(f"{kind}平均{mean}分" for kind, mean in facts["average"].items())
    return (
        f"全年纳入考核指标{work['indicators']}项，节点{work['nodes']}个，按要求完成"
        f"{work['accepted']}个，迟报{work['late']}个，未报{work['missed']}个。{averages}。"
    )


def _comparison(results: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    known = [row for row in results if row["comparison"]["change"] is not None]
    if not known:
        yield Text("没有上一年度可比成绩。")
        return
    changes = {row["unit"]: Decimal(row["comparison"]["change"]) for row in known}
    up, down = (sum(sign * change > 0 for change in changes.values()) for sign in (1, -1))
    yield Text(
        f"可比单位{len(known)}个，上升{up}个，下降{down}个，持平{len(known) - up - down}个。"
    )
    yield Grid(
        ("单位", "上年", "本年", "同比", "名次变化", "趋势"),
        tuple(_compared(row) for row in known),
    )


def _compared(row: Mapping[str, Any]) -> tuple[str, ...]:
    found = row["comparison"]
    moved = found["rank_change"]
    said = "" if moved is None else f"{moved:+d}"
    return (
        row["unit"],
        found["last"]["total"],
        row["total"],
        found["change"],
        said,
        found["trend"],
    )


def _evaluation(evaluation: Mapping[str, Any]) -> Iterator[Part]:
    found: Sequence[str] = evaluation.get("sentences", ())
    yield from listed(found, "本年度未作体系运行评估。")
