"""The results letter (结果报送): the final results go to 区委组织部 with what they are used for."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.paper import Grid, Heading, Part, Text, blocks_of
from scoring.explain import shown


def facts_of_results_letter(
    year: int, circular: str, results: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Freeze what the letter tells (方案 六（一）).

    Args:
        year: the assessed one.
        circular: the one circular of “一通报、四挂钩”.
        results: by rank `unit`, `total`, `grade`, `rank`, `group_rank`.
    """
    told = [{**row, "total": str(shown(Decimal(row["total"])))} for row in results]
    return {"year": year, "circular": circular, "results": told}


def parts_of_results_letter(
    facts: Mapping[str, Any], blocks: Mapping[str, str], links: Sequence[Mapping[str, str]]
) -> Iterator[Part]:
    """Set the letter: the results by rank, and the links."""
    yield from blocks_of(blocks, "opening")
    yield Heading("考评结果")
    yield Grid(
        ("名次", "单位", "总分", "等次", "本组名次"),
        tuple(
            (str(r["rank"]), r["unit"], r["total"], r["grade"], str(r["group_rank"]))
            for r in facts["results"]
        ),
    )
    yield Heading("结果运用")
    yield Text(f"一通报：{facts['circular']}。")
    for place, link in enumerate(links, start=1):
        yield Text(f"挂钩{place}：{link['label']}（{link['to']}）。")
    yield from blocks_of(blocks, "closing")
