"""Papers that are no good: forged, foreign, incomplete, impossible."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from kit.errors import BadInput, NotFound
from services.ballot_papers import Forged
from services.house import House
from tests.services.judging import cast, claim, count, opened


@pytest.fixture(scope="module")
def shared_urn(shared_house: House) -> tuple[House, str, str]:
    """An open session and a paper."""
    session = opened(shared_house, "D01", "D02", "D07")
    return shared_house, session, claim(shared_house, "leader", session).token


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({"D01": 80, "D02": 80}, "还没有打分：D07"),
        ({}, "还没有打分"),
        ({"D01": 80, "D02": 80, "D07": 80, "D09": 80}, "没有这些单位：D09"),
        ({"D01": 101, "D02": 80, "D07": 80}, "应在0与100之间"),
        ({"D01": -1, "D02": 80, "D07": 80}, "应在0与100之间"),
        ({"D01": "80.3", "D02": 80, "D07": 80}, "以0.5分为单位"),
        ({"D01": "NaN", "D02": 80, "D07": 80}, "应在0与100之间"),
    ],
)
def test_an_incomplete_or_impossible_ballot_is_refused(
    shared_urn: tuple[House, str, str], marks: dict[str, Any], said: str
):
    house, session, token = shared_urn
    with pytest.raises(BadInput, match=said):
        cast(house, token, marks)
    assert count(house, "ballot", session) == 0


def _other_group(token: str) -> str:
    return _rewritten(token, '"leaders"', '"deputies"')


def _nobodys_unit(token: str) -> str:
    return _rewritten(token, "[]", '["D09"]')


def _other_district(token: str) -> str:
    return _rewritten(token, "fangshan", "shijing")


def _no_name(token: str) -> str:
    return _rewritten(token, "fangshan", "../" * 40 + "x" * 500)


def _rewritten(token: str, old: str, new: str) -> str:
    content, tag = token.split(".")
    text = base64.urlsafe_b64decode(content).decode()
    assert old in text
    return f"{base64.urlsafe_b64encode(text.replace(old, new).encode()).decode()}.{tag}"


@pytest.mark.parametrize(
    "forge",
    [
        _other_group,
        _nobodys_unit,
        _other_district,
        _no_name,
        lambda token: token[:-8] + "AAAAAAA=",
        lambda token: token.partition(".")[0],
        lambda token: token + "=",
        lambda _: "",
        lambda _: "W10=.x",
        lambda _: "e30=.x",
        lambda _: "x" * 5000,
    ],
)
def test_a_forged_paper_is_refused(shared_urn: tuple[House, str, str], forge: Callable[[str], str]):
    house, session, token = shared_urn
    with pytest.raises(Forged):
        cast(house, forge(token), {"D01": 80, "D02": 80, "D07": 80})
    assert count(house, "ballot", session) == 0


def test_a_paper_of_another_session_or_house_is_refused(house: House, twin_house: House):
    mine, theirs = opened(house, "D01", "D02"), opened(twin_house, "D01", "D02")
    other = opened(house, "D03", "D04")
    foreign = claim(twin_house, "leader", theirs).token
    elsewhere = claim(house, "leader", other).token

    with pytest.raises(Forged):
        cast(house, foreign, {"D01": 80, "D02": 80})
    with pytest.raises(Forged):
        cast(house, _rewritten(elsewhere, other, mine), {"D01": 80, "D02": 80})
    with pytest.raises(NotFound):
        cast(house, _rewritten(elsewhere, other, "2017-V9"), {"D01": 80})
