"""The desk at which accounts are kept: under the latest year's rules, whether it runs or not."""

from dataclasses import replace

from sqlalchemy import Connection, text

from kit.errors import NotFound
from services.acts import Act
from services.desk import Desk
from services.years import desk_for

_LATEST = text("SELECT max(year) FROM year WHERE district_id = :district")


def account_desk(connection: Connection, act: Act) -> Desk:
    """Set up a desk for accounts; they belong to no year, their rules are the latest plan's.

    Raises:
        NotFound: no year was ever opened.
    """
    latest = connection.execute(_LATEST, {"district": act.district_id}).scalar_one()
    if latest is None:
        raise NotFound("尚未开启任何考评年度（jixiao year open）。")
    return desk_for(connection, act, latest)


def without_key(desk: Desk) -> Desk:
    """The same desk, at which no answer is kept: what is secret is told once."""
    return replace(desk, act=replace(desk.act, key=None))
