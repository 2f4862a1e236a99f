"""SIGKILL while an urn is locked: all ballots are there and sealed, or all are counted."""

import multiprocessing
import random
import threading

import pytest

from services import ballot_urn
from services.ballot_keys import KeyBox
from services.desk import Desk
from services.house import House, open_house
from tests.crash import urn
from tests.crash.killing import settled
from tests.services.hands import rows, value, verdict
from tests.services.judging import GUESTS, count, lock, opened, prepare, touch, vote

ROUNDS = 12
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload([urn.__name__])
CHANCE = random.Random(2018)  # noqa: S311 - instants, no secrets
_JUDGES = [who for group in GUESTS.values() for who in group]


def _locked_until_killed(house: House, session: str, longest: float) -> bool:
    """Let a process lock an urn and kill it; whether it said that it was done."""
    hears, tells = NURSERY.Pipe(duplex=False)
    given = (house.database.address, house.folder.ballots, session, tells)
    child = NURSERY.Process(target=urn.lock, args=given)
    child.start()
    tells.close()
    assert hears.recv() == "ready"
    timer = threading.Timer(CHANCE.uniform(0, longest), child.kill)
    timer.start()
    try:
        done = hears.recv() == "done"
    except (EOFError, OSError):
        done = False
    timer.join()
    child.join()
    child.close()
    hears.close()
    return done


def test_a_lock_killed_at_random_instants_counts_all_ballots_or_none(house: House):
    units = [row["id"] for row in rows(house, "SELECT id FROM unit WHERE assessed ORDER BY sort")]
    told: list[bool] = []
    for round_ in range(ROUNDS):
        session = opened(house, *units[round_ * 6 : round_ * 6 + 6])
        for who in _JUDGES:
            vote(house, who, session, 80)

        told.append(_locked_until_killed(house, session, 0.03))
        settled(house)

        state = value(house, "SELECT state FROM ballot_session WHERE id = :id", id=session)
        left = (state, count(house, "ballot", session), count(house, "mark", session))
        assert left in {("open", 9, 0), ("locked", 0, 54)}
        if told[-1]:
            assert state == "locked"
        if state == "open":
            lock(house, session)  # the key is there still
        _tidied(house)
    assert count_all(house) == ROUNDS * 54
    assert verdict(house).first_bad is None


def count_all(house: House) -> int:
    return value(house, "SELECT count(*) FROM mark")


def _tidied(house: House) -> None:
    """Start the house anew: no key of a locked urn outlives it."""
    settings = house.settings.model_copy(update={"database_url": house.database.address})
    with open_house(settings, house.folder.path):
        assert not list(house.folder.ballots.iterdir())


class Killed(BaseException):
    """The process ends here."""


def killed(*_: object) -> None:
    raise Killed


def test_a_stop_between_the_new_key_and_the_opening_is_opened_again(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    session = prepare(house, ["D01", "D02"])
    monkeypatch.setattr(Desk, "move", killed)
    with pytest.raises(Killed):
        touch(house, "office-clerk", ballot_urn.open_, session)
    monkeypatch.undo()
    assert house.keys.path("fangshan", session).exists()

    touch(house, "office-clerk", ballot_urn.open_, session)

    vote(house, "leader", session, 80)
    lock(house, session)
    _tidied(house)
    assert count_all(house) == 2


def test_a_stop_between_the_count_and_the_end_of_the_key_ends_it_at_the_next_start(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    session = opened(house, "D01", "D02")
    vote(house, "leader", session, 80)
    monkeypatch.setattr(KeyBox, "destroy", killed)
    with pytest.raises(Killed):
        lock(house, session)
    monkeypatch.undo()
    assert house.keys.path("fangshan", session).exists()

    _tidied(house)

    assert count_all(house) == 2
