"""Texts of plans that mean harm: not read for whoever may not bring one, and refused soon."""

from time import monotonic

import pytest

from tests.api.client import Client

BOMBS = {
    "deep list": "x = " + "[" * 100_000,
    "deep table": "x = " + "{a=" * 20_000,
    "deep key": "a." * 100_000 + "b = 1",
    "deep key in a table": "x = {" + "a." * 100_000 + "b = 1}",
    "endless number": "x = " + "1" * 10_000,
    "endless exponent": "x = 1e99999999999999999999",
    "no text": "x = \x01",
}
#: Far less than any of them would keep the parser busy.
SOON = 8.0


def amend(client: Client, text: str):
    files = dict.fromkeys(("plan.toml", "units.toml", "goals.toml", "calendar.toml"), text)
    began = monotonic()
    answer = client.post("years/2017/amend", {"files": files, "reason": "试"})
    return answer, monotonic() - began


@pytest.mark.parametrize("who", ["d08-clerk", "office-clerk", "admin"])
def test_no_plan_is_read_for_whoever_may_not_amend_it(standing: Client, who: str):
    answer, seconds = amend(standing.by(who), "basis = 'x'\n" * 20_000)

    assert answer.status_code == 403, answer.text
    assert answer.json()["code"] == "not_permitted"
    assert seconds < SOON


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_text_that_breaks_the_parser_is_a_wrong_plan(standing: Client, text: str):
    answer, seconds = amend(standing.by("office-director"), text)

    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "bad_plan"
    assert seconds < SOON
