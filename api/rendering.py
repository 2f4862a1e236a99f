"""How answers are written: JSON with exact numbers as text, the revision as ETag."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from fastapi.responses import JSONResponse

from services.acts import Answer


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(type(value))


class Json(JSONResponse):
    """A JSON answer."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - anything JSON can say
        """Write the body."""
        return orjson.dumps(content, default=_plain)


def tagged(content: Mapping[str, Any], status: int = 200) -> Json:
    """Answer a subject, with its revision as ETag."""
    return Json(content, status, {"ETag": f'"{content["revision"]}"'})


def answered(answer: Answer, status: int = 200) -> Json:
    """Answer what an act left."""
    return tagged(answer.to_json(), status)


def paged(items: list[dict[str, Any]], limit: int, key: str) -> Json:
    """Answer a page out of one row more than the page holds, and where the next one begins."""
    more = len(items) > limit
    shown = items[:limit]
    return Json({"items": shown, "next": shown[-1][key] if more else None})
