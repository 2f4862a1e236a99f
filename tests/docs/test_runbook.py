"""Alarms, metrics, dashboard and runbook speak of the same things, and leave none out."""

import json
import re
from pathlib import Path

import pytest

from services.counters import REGISTRY
from services.metrics import READ

HOME = Path(__file__).parents[2]
RULES = (HOME / "deploy/prometheus/jixiao.rules.yml").read_text("utf-8")
DASHBOARD = json.loads((HOME / "deploy/grafana/jixiao.json").read_text("utf-8"))
RUNBOOK = (HOME / "docs/runbook.md").read_text("utf-8")
NAME = re.compile(r"\bjixiao_[a-z0-9_]+\b")


def known() -> set[str]:
    """Every metric as it is told, without the endings of its samples."""
    return {metric.name for metric in REGISTRY.collect()} | set(READ)


def samples() -> set[str]:
    """Every name under which a metric may be asked for."""
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    counted = {
        metric.name + ending
        for metric in REGISTRY.collect()
        for ending in endings.get(metric.type, ("",))
    }
    return counted | set(READ)


def alarms() -> list[str]:
    return re.findall(r"^ +- alert: (\w+)$", RULES, re.MULTILINE)


def expressions() -> list[str]:
    panels = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return [*panels, *re.findall(r"^ +expr: (.+)$", RULES, re.MULTILINE)]


def test_every_metric_that_is_asked_for_is_told():
    asked = {name for expression in expressions() for name in NAME.findall(expression)}

    assert len(expressions()) > 25
    assert asked - samples() == set()


def test_every_metric_is_on_the_dashboard_and_in_the_runbook():
    shown = " ".join(expressions())
    for name in known():
        assert name in shown, name
        assert f"`{name}" in RUNBOOK, name


def test_the_runbook_names_no_metric_that_is_not_there():
    assert set(NAME.findall(RUNBOOK)) - samples() - known() == set()


def test_every_alarm_has_its_entry_in_the_runbook_and_every_entry_its_alarm():
    entries = re.findall(r"^### (Jixiao\w+)$", RUNBOOK, re.MULTILINE)

    assert sorted(entries) == sorted(alarms())
    assert len(alarms()) > 10


@pytest.mark.parametrize("alarm", alarms())
def test_every_entry_says_what_to_look_at_and_what_to_do(alarm: str):
    entry = RUNBOOK.partition(f"### {alarm}\n")[2].partition("\n### ")[0]

    for part in ("**Means**", "**Look**", "**Do**"):
        assert part in entry


def test_the_dashboard_draws_each_panel_once_and_on_the_grid():
    panels = DASHBOARD["panels"]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["title"] and panel["targets"] for panel in panels)
    assert all(p["gridPos"]["x"] + p["gridPos"]["w"] <= 24 for p in panels)
