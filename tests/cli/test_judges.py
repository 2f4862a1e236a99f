"""A judge is given a group, and nobody else is."""

from pathlib import Path

import pytest

from tests.cli.conftest import Type


@pytest.fixture
def somebody(type_: Type, opened: Path) -> str:
    """Somebody without any capacity."""
    type_("person", "add", "zhao", "赵六", "--data", opened, given="a-Long-password-1\n")
    return "zhao"


def test_a_judge_is_seated_in_a_group_of_the_plan(type_: Type, opened: Path, somebody: str):
    given = type_(
        "person", "capacity", somebody, "judge", "--group", "deputies", "--data", opened, "--json"
    )

    assert given.status == 0
    assert given.document["group"] == "deputies"


@pytest.mark.parametrize(
    "asked",
    [("judge",), ("judge", "--group", "friends"), ("supervisor", "--group", "deputies")],
)
def test_a_group_is_named_for_a_judge_and_for_nobody_else(
    type_: Type, opened: Path, somebody: str, asked: tuple[str, ...]
):
    said = type_("person", "capacity", somebody, *asked, "--data", opened)

    assert said.status == 1
    assert "deputies（市人大代表）" in said.err
