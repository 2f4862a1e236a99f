"""Looking after the clocks: what stands for nothing, and what another calendar left behind."""

from datetime import datetime

import structlog
from sqlalchemy import Connection

from kit.errors import Refused
from services.calendars import look_after
from services.others_turn import settle
from services.years import open_years

log = structlog.get_logger()


def watch_all(connection: Connection, now: datetime) -> int:
    """Look at the clocks of every open year; how many suspensions ended and years were reckoned."""
    moved = 0
    for district_id, year in open_years(connection):
        try:
            moved += settle(connection, district_id, year, now)
            moved += look_after(connection, district_id, year, now)
        except Refused as refusal:
            log.warning("year set aside", district=district_id, year=year, why=refusal.message)
    return moved
