"""The key of an urn: beside the database, lost with its ballots, gone after the lock."""

import stat
from typing import Any

import pytest

from kit.errors import Objected
from models.folder import DataFolder
from services import ballot_urn, results
from services.ballot_keys import KeyBox
from services.ballot_papers import Forged
from services.house import House, open_house
from tests.services.hands import at, at_once, why
from tests.services.judging import cast, claim, enter, lock, marks_of, opened, prepare, touch, vote


@pytest.fixture
def session(house: House) -> str:
    """An open session that judges D01, D02 and D07."""
    at(house, "office-clerk", results.lay_out)
    return opened(house, "D01", "D02", "D07")


def test_the_key_lies_beside_the_database_and_is_gone_after_the_lock(house: House, session: str):
    place = house.keys.path("fangshan", session)

    assert place.is_relative_to(house.folder.path)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    vote(house, "leader", session, 80)
    lock(house, session)
    assert not place.exists()


def test_a_session_whose_key_is_lost_is_voided_and_repeated(house: House, session: str):
    paper = vote(house, "leader", session, 80)
    house.keys.destroy("fangshan", session)

    for deed in (
        lambda: cast(house, paper.token, dict.fromkeys(paper.units, 90)),
        lambda: claim(house, "leader-2", session),
        lambda: enter(house, session, "leaders", dict.fromkeys(paper.units, 90)),
        lambda: lock(house, session),
    ):
        with pytest.raises(Objected) as refused:
            deed()
        assert why(refused.value) >= {"ballot_session.key_lost"}
        assert "作废" in refused.value.objections[0].remedy
    touch(house, "office-director", ballot_urn.void, session, "密钥丢失")
    assert opened(house, "D01", "D02", "D07") == "2017-V2"


def test_another_key_opens_no_ballot(house: House, session: str):
    paper = vote(house, "leader", session, 80)
    house.keys.create("fangshan", session)

    with pytest.raises(Forged):
        cast(house, paper.token, dict.fromkeys(paper.units, 90))
    with pytest.raises(Objected) as refused:
        lock(house, session)
    assert why(refused.value) >= {"ballot_session.unreadable"}


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        ("UPDATE ballot SET judge_group = 'deputies'", "ballot_session.unreadable"),
        (
            "UPDATE ballot SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)",
            "ballot_session.unreadable",
        ),
        ("DELETE FROM ballot", "ballot_session.miscounted"),
    ],
)
def test_an_urn_that_was_tampered_with_is_not_counted(
    house: House, session: str, tampering: str, code: str
):
    vote(house, "leader", session, 80)
    with house.database.connect() as connection:
        connection.exec_driver_sql(tampering)
    with pytest.raises(Objected) as refused:
        lock(house, session)
    assert why(refused.value) >= {code}


def test_a_restart_while_the_urn_is_open_loses_nothing(house: House, session: str):
    paper = vote(house, "leader", session, 80)
    settings = house.settings.model_copy(update={"database_url": house.database.address})

    with open_house(settings, house.folder.path) as again:
        cast(again, paper.token, dict.fromkeys(paper.units, 85))
        vote(again, "leader-2", session, 75)
        lock(again, session)

    assert marks_of(house, session, "D01", "leaders") == ["75", "85"]


def test_a_start_destroys_the_keys_of_sessions_that_have_ended(house: House, session: str):
    vote(house, "leader", session, 80)
    lock(house, session)
    other = opened(house, "D03")
    ready = prepare(house, ["D04"])
    for left in (session, ready):
        house.keys.create("fangshan", left)  # as if killed before its key was destroyed, or used
    settings = house.settings.model_copy(update={"database_url": house.database.address})

    with open_house(settings, house.folder.path):
        pass

    assert {p.name for p in house.folder.ballots.iterdir()} == {
        f"fangshan.{other}.key", f"fangshan.{ready}.key",
    }  # fmt: skip


def test_a_key_cut_short_is_a_lost_key(tmp_path: Any):
    folder = DataFolder(tmp_path)
    folder.make()
    keys = KeyBox(folder.ballots)
    keys.create("x", "2017-V1")
    keys.path("x", "2017-V1").write_bytes(b"short")
    assert keys.find("x", "2017-V1") is None
    assert keys.find("x", "2017-V2") is None
    keys.destroy("x", "2017-V2")


def test_two_who_open_at_once_open_with_one_key(house: House):
    session = prepare(house, ["D01", "D02"])
    answers = at_once(
        [lambda: touch(house, "office-clerk", ballot_urn.open_, session) for _ in range(4)]
    )
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    vote(house, "leader", session, 80)
    lock(house, session)
