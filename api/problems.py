"""Refusals on the wire: RFC 9457 problems with stable codes, for every way to say no."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from api.rendering import Json
from api.wording import bad_input
from kit import errors
from kit.calendar import CalendarMissing
from kit.errors import Objection, Refused
from kit.limiting import TooMany

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"


class BadHeader(errors.BadInput):
    """请求头有误。"""

    code = "bad_header"


class TooLarge(errors.BadInput):
    """提交的内容太大。"""

    code = "too_large"


class NoSuchAddress(errors.NotFound):
    """没有这个地址。"""


class MethodNotAllowed(Refused):
    """这个地址不能这样使用。"""

    code = "method_not_allowed"


class Fault(Refused):
    """系统内部出错，已记录。请稍后再试；如仍不行，请把请求编号告诉管理员。"""

    code = "fault"


#: By class of refusal, the nearest first.
STATUS: Mapping[type[Refused], int] = {
    BadHeader: 400,
    TooLarge: 413,
    MethodNotAllowed: 405,
    Fault: 500,
    errors.NotSignedIn: 401,
    errors.NotPermitted: 403,
    errors.NotFound: 404,
    errors.NotNow: 409,
    errors.NotAdopted: 409,
    errors.Conflict: 409,
    errors.InUse: 409,
    errors.Stale: 412,
    TooMany: 429,
    errors.Objected: 422,
    errors.KeyReused: 422,
    errors.BadInput: 422,
    CalendarMissing: 422,
    errors.Unavailable: 503,
    Refused: 422,
}
_HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="jixiao"'},
    503: {"Retry-After": "5"},
}


def status_of(refusal: Refused) -> int:
    """Give the HTTP status of a refusal."""
    return next(STATUS[of] for of in type(refusal).__mro__ if of in STATUS)


def problem(refusal: Refused, request_id: str) -> dict[str, Any]:
    """Write a refusal as a problem; it says everything that stands in the way."""
    title = (type(refusal).__doc__ or "").strip().splitlines()[0]
    detail = refusal.message
    if refusal.objections and detail == title:
        detail = "".join(objection.message for objection in refusal.objections)
    return {
        "type": f"urn:jixiao:problem:{refusal.code}",
        "title": title,
        "status": status_of(refusal),
        "code": refusal.code,
        "detail": detail,
        "objections": [_objection(objection) for objection in refusal.objections],
        "request_id": request_id,
    }


def _objection(objection: Objection) -> dict[str, Any]:
    return {
        "code": objection.code,
        "message": objection.message,
        "remedy": objection.remedy,
        "overridable": objection.overridable,
    }


def respond(refusal: Refused, request_id: str, headers: Mapping[str, str] | None = None) -> Json:
    """Answer a refusal."""
    body = problem(refusal, request_id)
    told = {**_HEADERS.get(body["status"], {}), **_patience(refusal), **(headers or {})}
    return Json(body, body["status"], told, media_type=MEDIA_TYPE)


def _patience(refusal: Refused) -> Mapping[str, str]:
    if not isinstance(refusal, TooMany):
        return {}
    return {
        "Retry-After": str(refusal.seconds),
        "RateLimit": f'"{refusal.limit}";r=0;t={refusal.seconds}',
    }


def _id(request: Request) -> str:
    return getattr(request.state, "request_id", "")


def _refused(request: Request, error: Exception) -> Json:
    return respond(error if isinstance(error, Refused) else Fault(), _id(request))


def _invalid(request: Request, error: Exception) -> Json:
    faults: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    return respond(bad_input(faults), _id(request))


_BY_STATUS: Mapping[int, Refused] = {
    404: NoSuchAddress(),
    405: MethodNotAllowed(),
    413: TooLarge(),
}


def _http(request: Request, error: Exception) -> Json:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    unreadable = BadHeader("请求正文无法读取。")
    return respond(_BY_STATUS.get(status, unreadable), _id(request), headers)


def _database(request: Request, error: Exception) -> Json:
    return respond(from_database(error, request.app.state.house.database.address), _id(request))


def from_database(error: Exception, address: str) -> Refused:
    """Tell what a fault of the database means to the one who asked; where it is, the log tells."""
    if isinstance(error, DataError):
        return errors.BadInput("内容超出可以保存的范围。")
    if isinstance(error, IntegrityError):
        return errors.BadInput("所引用的单位或事项不存在，或内容不完整。")
    if isinstance(error, DBAPIError) and _is_at_work(error):
        log.error("database fault", why=str(error.orig))
        return Fault()
    shown = make_url(address).render_as_string(hide_password=True)
    log.warning("database away", database=shown, why=_first_line(error))
    if getattr(getattr(error, "orig", None), "sqlstate", None) == _DISK_FULL:
        return errors.Unavailable("数据库所在的磁盘已满，未作任何办理。请通知系统管理员后再试。")
    return errors.Unavailable("数据库暂时连接不上，未作任何办理。请稍后再试。")


_DISK_FULL = "53100"


def _first_line(error: Exception) -> str:
    return (str(getattr(error, "orig", error)).strip().splitlines() or [""])[0]


def _is_at_work(error: DBAPIError) -> bool:
    # Classes 08, 53, 57, 58: the connection, its resources, an operator, the system below.
    state = getattr(error.orig, "sqlstate", None) or ""
    return bool(state) and not state.startswith(("08", "53", "57", "58"))


def install(app: FastAPI) -> None:
    """Make every refusal of the house a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document refusals by status, for a route."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in sorted({400, 422, 429, 503, *statuses})
    }
