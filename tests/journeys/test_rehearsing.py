"""Rehearsals: repeatable, stoppable, kept in a folder with a clock of its own."""

import tempfile
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from cli.rehearsal.folder import rehearse_folder
from cli.rehearsal.opening import Cast
from cli.rehearsal.play import play
from cli.rehearsal.summary import Rehearsal
from kit.clock import CLOCK_FILE, FolderClock
from kit.errors import BadInput, InUse
from kit.settings import Settings
from models.folder import DataFolder
from services.house import House
from services.sweep import sweep
from tests.builders import noon, plan
from tests.conftest import Server
from tests.journeys.conftest import FEW, PLAN, Stand

SHORT = date(2017, 8, 3)


def test_the_same_seed_gives_the_same_trail(small_year: tuple[House, Rehearsal], stand: Stand):
    _, first = small_year

    again = play(stand(), PLAN, 7, cast=FEW)

    assert again.trail_digest == first.trail_digest
    assert {**again.to_json(), "seconds": 0} == {**first.to_json(), "seconds": 0}


def test_another_seed_gives_another_year(stand: Stand):
    plays = [play(stand(), PLAN, seed, SHORT, cast=FEW) for seed in (1, 2)]

    assert plays[0].trail_digest != plays[1].trail_digest


def test_a_small_year_ends_with_all_its_units_ranked(small_year: tuple[House, Rehearsal]):
    _, played = small_year

    assert [unit["unit"] for unit in played.units] == [plan().unit(u).name for u in FEW.units]
    assert all(unit["rank"] for unit in played.units)


def test_a_play_stops_at_the_end_of_its_day(stand: Stand):
    seen: list[tuple[date, date]] = []

    played = play(stand(), PLAN, 1, SHORT, lambda day, last: seen.append((day, last)), FEW)

    assert played.to_json()["until"] == "2017-08-03"
    assert played.stopped_at == noon(2017, 8, 3) + timedelta(hours=6)
    assert [day for day, _ in seen][-1] == SHORT
    assert {last for _, last in seen} == {SHORT}
    assert played.units[0]["total"] is None
    assert played.counts["nodes"] == 0


def test_a_play_cannot_stop_before_it_begins(stand: Stand):
    with pytest.raises(BadInput, match="2017-07-03"):
        play(stand(), PLAN, 1, date(2017, 7, 1), cast=FEW)


def test_a_part_needs_a_unit_of_each_kind(stand: Stand):
    with pytest.raises(BadInput, match="乡镇"):
        play(stand(), PLAN, 1, SHORT, cast=Cast(("D01", "D02")))


def test_a_plan_not_handed_in_turns_red_when_its_three_weeks_are_over(
    until_three_weeks_end: House,
):
    database = until_three_weeks_end.database
    late = text(
        "SELECT r.id, r.due_on, r.lamp, r.revision FROM rectification_plan r"
        " WHERE r.state = 'issued' AND r.received_on = '2018-03-16' ORDER BY r.id LIMIT 1"
    )
    with database.connect() as connection:
        before = connection.execute(late).one()

    sweep(database, noon(2018, 4, 9))

    record = text(
        "SELECT actor, trigger, data FROM trail WHERE kind = 'rectification_plan'"
        " AND subject_id = :id AND number = :number"
    )
    with database.connect() as connection:
        after = connection.execute(late).one()
        told = connection.execute(record, {"id": after.id, "number": after.revision}).one()
    assert (str(before.due_on), before.lamp, after.lamp) == ("2018-04-08", "yellow", "red")
    assert after.revision == before.revision + 1
    assert (told.actor, told.trigger, told.data["lamp"]) == ("system:deadline", "ring", "red")


@pytest.fixture
def empty_settings(server: Server, empty_template: str) -> Iterator[Settings]:
    name = f"jx_folder_{uuid.uuid4().hex[:12]}"
    server.copy(name, empty_template)
    yield Settings(database_url=server.named(name))
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_rehearsed_folder_keeps_its_clock_and_is_not_rehearsed_again(
    empty_settings: Settings, tmp_path: Path
):
    played = rehearse_folder(empty_settings, tmp_path, PLAN, 5, date(2017, 7, 12), cast=FEW)

    folder = DataFolder(tmp_path)
    assert folder.description() == {
        "kind": "rehearsal",
        "plan": PLAN,
        "seed": 5,
        "until": "2017-07-12",
        "password": FEW.password,
    }
    assert FolderClock(tmp_path / CLOCK_FILE).now() >= played.stopped_at
    with pytest.raises(InUse, match="--data"):
        rehearse_folder(empty_settings, tmp_path, PLAN, 5, date(2017, 7, 12), cast=FEW)


def test_a_database_that_holds_a_year_is_not_rehearsed_into(
    empty_settings: Settings, tmp_path: Path
):
    rehearse_folder(empty_settings, tmp_path / "a", PLAN, 5, date(2017, 7, 4), cast=FEW)

    with pytest.raises(InUse, match="JIXIAO_DATABASE_URL"):
        rehearse_folder(empty_settings, tmp_path / "b", PLAN, 5, date(2017, 7, 4), cast=FEW)


def test_a_rehearsal_without_a_folder_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch):
    # A short path: the server of a play without a folder listens on a socket in it.
    with tempfile.TemporaryDirectory(prefix="j") as place:
        monkeypatch.setattr(tempfile, "tempdir", place)

        played = rehearse_folder(Settings(), None, PLAN, 5, date(2017, 7, 4), cast=FEW)

        assert played.counts["transitions"] > 0
        assert list(Path(place).iterdir()) == []
