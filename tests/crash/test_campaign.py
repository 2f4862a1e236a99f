"""Workers that write, report and sweep in one house are killed by turns; nothing is lost."""

from services.house import House
from tests.crash.campaign import Tally, campaign
from tests.services.hands import value

KILLS = 36


def test_nothing_is_lost_or_done_twice_however_often_they_are_killed(working_house: House):
    tally = Tally()

    acknowledged = campaign(working_house, KILLS, tally)

    assert tally == Tally(kills=KILLS), tally
    assert len(acknowledged) > KILLS
    assert value(working_house, "SELECT count(*) FROM deadline_fire") > 1000
