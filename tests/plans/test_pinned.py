"""A year that an earlier house pinned stays readable: what plans did not say then is added."""

import re
import tomllib
from pathlib import Path

import pytest

import plans
from plans.loading import PlanProblem, load, parse, parse_pinned, texts

ADDITIONS = tomllib.loads((Path(plans.__file__).with_name("additions.toml")).read_text("utf-8"))
#: Tables that came later, whole; and keys that came later inside a table.
TABLES = ("inspections", "year_end", "flash_values", "contingency", "deadlines.self_evaluation",
          "deadlines.duty_report", "deadlines.feedback_answer", "suspensions")  # fmt: skip
KEYS = {"judges": "step", "result_links": "recipient"}


def older(text: str) -> str:
    """Take out of a plan what its first year did not say."""
    parts = re.split(r"(?m)^(?=\[)", text)
    kept = [part for part in parts if not _later(_header(part))]
    return "".join(
        re.sub(rf"(?m)^{KEYS[_header(part)]} = .*\n", "", part) if _header(part) in KEYS else part
        for part in kept
    )


def _header(part: str) -> str:
    return part.partition("]")[0].strip("[")


def _later(header: str) -> bool:
    return any(header == table or header.startswith(f"{table}.") for table in TABLES)


@pytest.fixture
def old_files() -> dict[str, str]:
    files = texts("fangshan-2017")
    return {**files, "plan.toml": older(files["plan.toml"])}


def test_an_older_plan_is_read_with_what_was_added_since(old_files: dict[str, str]):
    plan = parse_pinned(old_files)

    assert plan.year == 2017
    assert plan.year_end.duty_report_due == plan.phases[4].closes
    assert not plan.flash_values.publish
    assert "self_evaluation" in plan.deadlines


def test_a_new_plan_has_to_say_all_of_it(old_files: dict[str, str]):
    with pytest.raises(PlanProblem) as refused:
        parse(old_files)

    said = "".join(objection.message for objection in refused.value.objections)
    assert all(key in said for key in ("judges.step", "year_end", "flash_values", "inspections"))


def test_what_a_plan_says_is_never_changed_by_an_addition():
    assert parse_pinned(texts("fangshan-2017")).digest == load("fangshan-2017").digest


def test_everything_that_is_added_is_said_by_the_shipped_plan():
    shipped = tomllib.loads(texts("fangshan-2017")["plan.toml"])

    for table, content in ADDITIONS.items():
        assert set(content) <= set(shipped[table]), table
