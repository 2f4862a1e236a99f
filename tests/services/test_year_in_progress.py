"""The table comes into effect, and its trail holds."""

from sqlalchemy import text

from services import trail
from services.house import House


def test_the_whole_table_comes_into_effect(working_house: House):
    with working_house.database.snapshot() as connection:
        states = dict(
            connection.execute(text("SELECT state, count(*) FROM indicator GROUP BY 1")).all()
        )
        nodes = connection.execute(text("SELECT count(*) FROM node")).scalar_one()
        assert states == {"in_progress": 1237}
        assert nodes == 4788
        assert trail.verify(connection).first_bad is None
