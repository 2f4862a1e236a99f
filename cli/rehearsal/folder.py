"""A rehearsal in a folder of its own: kept with its clock, or thrown away afterwards."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import text

from cli.rehearsal.opening import Cast
from cli.rehearsal.play import Progress, play
from cli.rehearsal.summary import Rehearsal
from kit.clock import CLOCK_FILE, FolderClock
from kit.errors import InUse
from kit.settings import Settings
from models.embedded import remove_embedded
from models.folder import DataFolder
from services.house import House, open_house

#: Short, because the embedded server's socket lies in it.
_PREFIX = "jx-"


def rehearse_folder(  # noqa: PLR0913 - the options of the command
    settings: Settings,
    data_dir: Path | None,
    plan: str,
    seed: int,
    until: date | None = None,
    progress: Progress | None = None,
    *,
    cast: Cast | None = None,
) -> Rehearsal:
    """Play a year in a fresh folder, whose clock then runs on from where the play stopped.

    Args:
        settings: with a database address, the play goes into that database, which must be empty.
        data_dir: where the rehearsed year stays; none plays in a folder that is removed.
        plan: name or path of a plan folder.
        seed: the same seed, the same trail.
        until: the last day to be played; none for the whole year.
        progress: told each day that begins, and the last one.
        cast: which units play.

    Raises:
        InUse: the folder or the database holds a year already, or another process serves it.
        Refused: as `play`.
    """
    players = cast or Cast()
    with _folder(settings, data_dir) as folder, folder.owned("演练"):
        _refuse_filled(folder)
        with open_house(settings, folder.path) as house:
            _refuse_opened(house)
            played = play(house, plan, seed, until, progress, players)
        if data_dir is not None:
            FolderClock.start(folder.path / CLOCK_FILE, played.stopped_at)
            stopped = played.until.isoformat()
            facts = {"plan": plan, "seed": seed, "until": stopped, "password": players.password}
            folder.describe(kind="rehearsal", **facts)
    return played


@contextmanager
def _folder(settings: Settings, data_dir: Path | None) -> Generator[DataFolder]:
    if data_dir is not None:
        yield DataFolder(data_dir)
        return
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as throwaway:
        folder = DataFolder(Path(throwaway))
        try:
            yield folder
        finally:
            if not settings.database_url and folder.pg.exists():
                remove_embedded(folder)


def _refuse_filled(folder: DataFolder) -> None:
    if folder.description() or (folder.path / CLOCK_FILE).exists():
        raise InUse(
            f"数据目录 {folder.path} 已有演练或年度数据，不能再演练。"
            "请用 --data 指定一个新目录，或先移走这个目录。"
        )


_YEARS = text("SELECT count(*) FROM year")


def _refuse_opened(house: House) -> None:
    with house.database.connect() as connection:
        if connection.execute(_YEARS).scalar_one():
            raise InUse(
                "这个数据库里已经开启过年度（也可能是中断的演练），不能再演练。"
                "请换一个空的数据目录（--data）或空的数据库（JIXIAO_DATABASE_URL）。"
            )
