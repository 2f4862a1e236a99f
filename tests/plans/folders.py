"""Copies of the shipped plan, damaged in one place."""

import shutil
from pathlib import Path

from plans.finding import Finding
from plans.loading import folder, load
from plans.schema import Plan

SHIPPED = folder("fangshan-2017")
FILES = ("plan.toml", "units.toml", "goals.toml", "calendar.toml", "baselines.toml")


def copy_of_the_plan(home: Path, file: str = "plan.toml", *changes: tuple[str, str]) -> Path:
    """Copy the shipped plan and replace some text, first occurrence only."""
    for name in FILES:
        shutil.copy(SHIPPED / name, home / name)
    text = (home / file).read_text("utf-8")
    for old, new in changes:
        assert old in text, f"{file} no longer says {old}"
        text = text.replace(old, new, 1)
    (home / file).write_text(text, "utf-8")
    return home


def plan_with(home: Path, *changes: tuple[str, str], file: str = "plan.toml") -> Plan:
    """Load the shipped plan with some text replaced."""
    return load(copy_of_the_plan(home, file, *changes))


def coded(findings: list[Finding], code: str) -> list[Finding]:
    """Pick the findings of one code."""
    return [finding for finding in findings if finding.code == code]
