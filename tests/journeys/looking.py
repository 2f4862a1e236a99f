"""How journeys look at what a play has left."""

from sqlalchemy import text

from services.house import House


def rows(house: House, query: str):
    with house.database.connect() as connection:
        return connection.execute(text(query)).mappings().all()
