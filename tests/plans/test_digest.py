"""The digest pins all that a plan decides."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plans.loading import load
from tests.plans.folders import FILES, SHIPPED, copy_of_the_plan, plan_with

CHANGES = [
    ("plan.toml", "daily_share = 80", "daily_share = 80.01"),
    ("plan.toml", "cap = 1.0", "cap = 1.1"),
    ("plan.toml", "late_days = 10", "late_days = 11"),
    ("plan.toml", "opens = 2017-07-03", "opens = 2017-07-04"),
    ("plan.toml", 'label = "节点填报"', 'label = "填报节点"'),
    ("plan.toml", "trimming = false", "trimming = true"),
    ("units.toml", '"区教委"', '"教委"'),
    ("goals.toml", 'level = "city"', 'level = "district"'),
    ("calendar.toml", "years = [2017,", "years = [2016, 2017,"),
]


@pytest.mark.parametrize(("file", "old", "new"), CHANGES)
def test_any_change_changes_the_digest(tmp_path: Path, file: str, old: str, new: str):
    assert plan_with(tmp_path, (old, new), file=file).digest != load("fangshan-2017").digest


def test_the_digest_does_not_hang_on_spelling(tmp_path: Path):
    respelt = plan_with(
        tmp_path, ("daily_share = 80", "daily_share = 80.00 # 八成"), ("cap = 1.0", "cap = 1")
    )

    assert respelt.digest == load("fangshan-2017").digest
    assert len(respelt.digest) == 64


def test_the_digest_does_not_hang_on_the_order_of_tables(tmp_path: Path):
    home = copy_of_the_plan(tmp_path)
    text = (home / "plan.toml").read_text("utf-8")
    before, identity = text.split("[identity]")
    head, rest = before.split("[conference]")
    moved = f"{head}[identity]{identity}\n[conference]{rest}"
    (home / "plan.toml").write_text(moved, "utf-8")

    assert load(home).digest == load("fangshan-2017").digest


def test_a_copy_does_not_keep_the_old_digest():
    plan = load("fangshan-2017")
    digest = plan.digest

    assert plan.model_copy(update={"year": 2018}).digest != digest


@pytest.mark.parametrize("file", FILES)
def test_every_table_that_decides_says_why(file: str):
    data = tomllib.loads((SHIPPED / file).read_text("utf-8"))

    assert list(_unfounded(data, file)) == []


_COVERED = {"parameters", "weights", "subkinds", "indicators", "modes", "results"}


def _unfounded(table: dict[str, Any], where: str) -> Iterator[str]:
    # Rows written inline, and lists of parameters, stand under the basis of the table around them.
    decides = any(not isinstance(value, dict) for value in table.values())
    if decides and not str(table.get("basis", "")).startswith(
        ("方案", "设置：", "房政办发", "国务院")
    ):
        yield where
    for key, value in table.items():
        covered = "basis" in table and key in _COVERED
        if isinstance(value, dict) and not covered and key not in {"templates", "by"}:
            yield from _unfounded(value, f"{where}.{key}")
        if isinstance(value, list) and key in {"phases", "items", "splits", "groups"}:
            for row in value:
                yield from _unfounded(row, f"{where}.{key}")
