"""Where a list goes on: cursors that tell nothing and are believed only as far as they are read."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import orjson

from api.schemas.fields import ID_PATTERN
from kit.clock import as_utc
from kit.errors import BadInput, Objection

_ID = re.compile(ID_PATTERN)
_LONGEST = 400
#: How the value of a column is read back; of any other it is the text.
_READ: Mapping[str, Callable[[str], Any]] = {
    "moved_at": lambda said: as_utc(datetime.fromisoformat(said)),
    "due_on": date.fromisoformat,
}


def cursor_after(sort: str, row: Mapping[str, Any]) -> str:
    """Write the cursor that goes on after a row of a list in an order."""
    column = sort.removeprefix("-")
    packed = orjson.dumps([sort, None if column == "id" else row[column], row["id"]])
    return urlsafe_b64encode(packed).decode().rstrip("=")


def place_of(sort: str, cursor: str | None) -> Any:  # noqa: ANN401 - as services.browse.Page
    """Read the place after which a list in an order goes on; "" for its beginning.

    Raises:
        BadInput: it is no cursor of a list in this order.
    """
    if not cursor:
        return ""
    try:
        return _place(sort, cursor)
    except (ValueError, TypeError, OverflowError) as fault:
        said = "“after”不是这个列表的翻页标记。"
        remedy = "请原样使用上一页答复中的 next，并保持 sort 不变；从头开始则不写 after。"
        raise BadInput(said, objections=(Objection("field.cursor", said, remedy),)) from fault


def _place(sort: str, cursor: str) -> Any:  # noqa: ANN401 - an id, or a value and an id
    written, value, after = _unpacked(cursor)
    if written != sort or not _ID.fullmatch(after):
        raise ValueError
    column = sort.removeprefix("-")
    return after if column == "id" else (_READ[column](value), after)


def _unpacked(cursor: str) -> list[Any]:
    if len(cursor) > _LONGEST or not cursor.isascii():
        raise ValueError
    try:
        packed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except binascii.Error as fault:
        raise ValueError from fault
    return orjson.loads(packed)
