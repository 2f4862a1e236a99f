"""A data folder that is not the database's own shows itself before anybody is served."""

import shutil

from services import evidence, own_account
from services.account_desk import account_desk
from services.acts import Act, Order
from services.folder_needs import lacking
from services.house import House
from tests.builders import DISTRICT, plan
from tests.conftest import PASSWORD
from tests.services.hands import PDF, at, value
from tests.services.judging import opened
from tests.services.receiving import open_to, subscribed


def codes(house: House) -> dict[str, bool]:
    """Name what is lacking, and whether it stops the house."""
    return {lack.objection.code: lack.stops for lack in lacking(house)}


def test_what_the_database_depends_on_is_missed_when_it_is_gone(working_house: House):
    house = open_to(working_house, 80)
    opened(house, "D01", "D02")
    subscribed(house, "http://oa.example:80/events")
    act = Act(district_id=DISTRICT, actor="d01-head", at=house.now())
    with house.database.connect() as connection:
        own_account.set_up_totp(account_desk(connection, act), house.identity_keys, PASSWORD)
    node = value(house, "SELECT min(id) FROM node WHERE unit_id = 'D01'")
    stored = house.store.put([PDF], plan().evidence, "佐证.pdf")
    at(house, "d01-clerk", evidence.attach, "node", Order(node), stored, "佐证.pdf")
    assert codes(house) == {}

    # Another folder, such as that of a machine on which the shared one was not mounted.
    house.folder.identity.unlink()
    house.folder.webhooks.unlink()
    shutil.rmtree(house.folder.ballots)
    shutil.rmtree(house.folder.files)

    assert codes(house) == {
        "folder.identity_key": True,
        "folder.files": True,
        "folder.webhooks_key": False,
        "folder.ballot_key": False,
    }


def test_a_folder_that_nothing_depends_on_yet_lacks_nothing(house: House):
    assert codes(house) == {}
