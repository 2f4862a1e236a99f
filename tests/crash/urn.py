"""The one that is killed while it locks an urn."""

from multiprocessing.connection import Connection
from pathlib import Path

from models.database import open_database
from services import ballot_urn, years
from services.acts import Act, Order
from services.ballot_keys import KeyBox
from tests.builders import DISTRICT, YEAR, noon


def lock(address: str, keys: Path, session: str, told: Connection) -> None:
    """Lock a session's urn; tell when it begins and when it is done."""
    database = open_database(address, 2)
    act = Act(district_id=DISTRICT, actor="office-clerk", at=noon(2017, 9, 1))
    with database.connect() as connection:
        desk = years.desk_for(connection, act, YEAR)
        told.send("ready")
        ballot_urn.lock(desk, KeyBox(keys), Order(session, reason="到会评委均已投票。"))
        told.send("done")
