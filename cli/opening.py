"""Opening a house for a command: settings, data folder, and the year in question."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from kit.errors import NotFound
from kit.settings import Settings, settings
from services.acts import Act
from services.house import House, open_house
from services.years import open_years


def settings_for(data: Path | None) -> Settings:
    """Take the environment's settings, with another data folder where one is named."""
    found = settings()
    return found if data is None else found.model_copy(update={"data_dir": data})


@contextmanager
def opened(data: Path | None) -> Generator[House]:
    """Open the house of a data folder."""
    with open_house(settings_for(data)) as house:
        yield house


def latest_year(house: House) -> tuple[str, int]:
    """Name the district and the latest year in force.

    Raises:
        NotFound: no year has been opened in this database.
    """
    with house.database.connect() as connection:
        found = open_years(connection)
    if not found:
        raise NotFound("这个数据目录还没有开启任何年度。请先运行 jixiao year open 或 rehearse。")
    return max(found, key=lambda pair: pair[1])


def act_of(house: House, actor: str) -> Act:
    """An act by the system at the house's own time."""
    district, _ = latest_year(house)
    return Act(district_id=district, actor=actor, at=house.now())
