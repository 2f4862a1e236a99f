"""`inspection draw` and `inspection population`: the lot of a round, drawn once more."""

import json
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from math import ceil
from pathlib import Path

import pytest
import typer

from cli import inspecting
from cli.inspecting import draw, population
from kit.settings import settings
from services.house import House
from tests.services.hands import as_owner
from tests.services.inspecting import accept_first, drawn


@pytest.fixture
def house_drawn(working_house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A drawn round in the house that the command opens."""
    accept_first(working_house, "D05", "T01")
    drawn(working_house)
    monkeypatch.setenv("JIXIAO_DATABASE_URL", working_house.database.address)
    settings.cache_clear()
    yield working_house
    settings.cache_clear()


def test_anybody_draws_the_sample_again_from_the_file(house_drawn: House, tmp_path: Path):
    file = tmp_path / "draw.json"
    population("1", file, house_drawn.folder.path, as_json=True)
    doc = json.loads(file.read_text("utf-8"))

    again: list[str] = []
    for s in doc["strata"]:
        ids = [x["id"] for x in doc["population"] if x["stratum"] == s["name"]]
        n = min(len(ids), max(doc["minimum"], ceil(Fraction(s["rate"]) * len(ids) / 100)))
        place = {i: sha256(f"{doc['seed']}|{i}".encode()).hexdigest() for i in ids}
        again += sorted(ids, key=place.__getitem__)[:n]

    assert sorted(again) == doc["sample"] == doc["inspected"]
    plain = json.dumps(doc["population"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha256(plain.encode()).hexdigest() == doc["population_digest"]


def test_a_true_draw_verifies_and_a_false_one_exits_with_1(
    house_drawn: House, capsys: pytest.CaptureFixture[str]
):
    where = house_drawn.folder.path
    draw("2017-I1", where, verify=True, as_json=False)
    assert "相符" in capsys.readouterr().out
    with as_owner(house_drawn) as connection:
        connection.exec_driver_sql("UPDATE inspection_round SET seed = 'another'")
    with pytest.raises(typer.Exit) as left:
        draw("1", where, verify=True, as_json=True)
    assert left.value.exit_code == 1
    assert json.loads(capsys.readouterr().out)["problems"]
    draw("1", where, verify=False, as_json=True)


def test_a_round_that_is_not_there_is_told(house_drawn: House):
    with pytest.raises(typer.Exit) as left:
        inspecting.draw("9", house_drawn.folder.path, verify=False, as_json=True)
    assert left.value.exit_code == 1
