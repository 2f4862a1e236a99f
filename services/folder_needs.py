"""What the database needs of the data folder (共享目录): files that no machine may be without.

On several machines the folder is shared. One that is not, or was not restored, shows itself here
before anybody signs in and is refused for it, or uploads a file that the others never see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from kit.errors import Objection
from models.folder import DataFolder
from services.ballot_keys import KeyBox
from services.filing import FileStore
from services.house import House

Found = list[Row[Any]]


@dataclass(frozen=True, slots=True)
class Need:
    """A part of the folder, and what in the database depends on it.

    Attributes:
        query: gives what depends on it.
        is_met: tells from these whether the folder has it.
        stops: whether the house must not be served without it.
    """

    query: str
    is_met: Callable[[DataFolder, Found], bool]
    objection: Objection
    stops: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """A need that is not met."""

    objection: Objection
    stops: bool


def _identity(folder: DataFolder, found: Found) -> bool:
    del found
    return folder.identity.exists()


def _webhooks(folder: DataFolder, found: Found) -> bool:
    del found
    return folder.webhooks.exists()


def _evidence(folder: DataFolder, found: Found) -> bool:
    # One that was lost is for its reader to be told; all of them are another folder's.
    store = FileStore(folder.files)
    return any(store.path(row.sha256).exists() for row in found)


def _ballots(folder: DataFolder, found: Found) -> bool:
    box = KeyBox(folder.ballots)
    return all(box.find(row.district_id, row.id) for row in found)


NEEDS = (
    Need(
        "SELECT district_id, id FROM person WHERE totp_salt IS NOT NULL",
        _identity,
        Objection(
            "folder.identity_key",
            "数据目录缺少 identity.key，已设动态口令的用户将无法登录。",
            "请挂上共享的数据目录，或放回该文件；确已丢失的，逐人 jixiao person remove-totp。",
        ),
        stops=True,
    ),
    Need(
        "SELECT sha256 FROM evidence ORDER BY uploaded_at DESC LIMIT 20",
        _evidence,
        Objection(
            "folder.files",
            "数据目录的 files/ 中没有已登记的佐证材料。",
            "请挂上共享的数据目录，或从备份恢复 files/。",
        ),
        stops=True,
    ),
    Need(
        "SELECT district_id, id FROM webhook WHERE state = 'active'",
        _webhooks,
        Objection(
            "folder.webhooks_key",
            "数据目录缺少 webhooks.key，现有订阅将不能推送。",
            "请放回该文件；确已丢失的，由订阅人更换密钥。",
        ),
        stops=False,
    ),
    Need(
        "SELECT district_id, id FROM ballot_session WHERE state = 'open'",
        _ballots,
        Objection(
            "folder.ballot_key",
            "有进行中的述职测评缺少密钥，不能投票，也不能计票。",
            "请挂上共享的数据目录；确已丢失的，由区绩效办主任将该场作废后另行组织。",
        ),
        stops=False,
    ),
)


def lacking(house: House) -> list[Lack]:
    """Name what the folder lacks of all that the database needs."""
    with house.database.connect() as connection:
        return [
            Lack(need.objection, need.stops)
            for need in NEEDS
            if _is_needed_and_missing(connection, house.folder, need)
        ]


def _is_needed_and_missing(connection: Connection, folder: DataFolder, need: Need) -> bool:
    found: Found = list(connection.execute(text(need.query)).all())
    return bool(found) and not need.is_met(folder, found)
