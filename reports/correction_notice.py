"""The correction notice (成绩更正通知): what was published, what it is now, and why."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.paper import Grid, Heading, Part, Text, blocks_of, listed
from scoring.explain import shown

_SHOWN = (
    ("daily", "日常指标考核"),
    ("duty", "年终述职考评"),
    ("adjustments", "加扣分"),
    ("total", "总分"),
    ("grade", "等次"),
    ("rank", "全区名次"),
    ("group_rank", "本组名次"),
)


def facts_of_correction(
    was: Mapping[Any, Any], now: Mapping[str, Any], moved: Sequence[str], **said: str
) -> dict[str, Any]:
    """Freeze what a correction notice tells.

    Args:
        was: the result as it was published.
        now: its columns from now on.
        moved: a sentence for every other unit whose place changes.
        said: `unit`, `reason`, `gate_id`, `decision`.
    """
    return {
        **said,
        "was": {name: _told(was[name]) for name, _ in _SHOWN},
        "now": {name: _told(now[name]) for name, _ in _SHOWN},
        "moved": list(moved),
    }


def _told(value: object) -> str:
    return str(shown(value)) if isinstance(value, Decimal) else str(value)


def parts_of_correction(facts: Mapping[str, Any], blocks: Mapping[str, str]) -> Iterator[Part]:
    """Set a correction notice: the decision, before and after, others whose place changes."""
    yield Heading("更正依据")
    yield Text(f"{facts['decision']}更正事由：{facts['reason']}")
    yield from blocks_of(blocks, "remark")
    yield Heading("更正内容")
    was, now = facts["was"], facts["now"]
    yield Grid(
        ("项目", "原公布", "更正为"),
        tuple((label, was[name], now[name]) for name, label in _SHOWN),
    )
    yield Heading("对其他单位的影响")
    yield from listed(facts["moved"], "其他单位名次、等次不变。")
