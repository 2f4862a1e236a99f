"""The porter at the door: request ids, limits, security headers, the log, the last resort."""

import re
import traceback
import uuid
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import structlog
from anyio import CapacityLimiter, current_time, fail_after
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, unbind_contextvars

from api import quotas, versions
from api.problems import Fault, TooLarge, respond
from services.counters import REQUEST_SECONDS, REQUESTS

log = structlog.get_logger()
#: Enough for five thousand orders; uploads are measured against the plan where they arrive.
MOST_BYTES = 8 * 1_048_576
UPLOADS = "/evidence"
STREAM = "text/event-stream"
#: A body has so many seconds to arrive: whoever sends it holds a place that others wait for.
SLOWEST, SLOWEST_UPLOAD = 60.0, 900.0
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
#: What in an address is a secret: it is written into no log.
_SECRET = re.compile(r"(?<=/feeds/)[^/]+")
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Porter:
    """ASGI middleware around all routes.

    At most `at_once` requests are inside: more than there are database connections would only
    wait for each other, holding the threads that could let one of them finish. A stream of events
    is inside until it begins: from then on it holds neither.
    """

    def __init__(self, app: ASGIApp, at_once: int, hsts_seconds: int = 0) -> None:
        self._app = app
        insist = {"Strict-Transport-Security": f"max-age={hsts_seconds}; includeSubDomains"}
        self._safe = {**_SAFE, **(insist if hsts_seconds else {})}
        self._limiter = CapacityLimiter(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, and its answer out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = _Visit(scope, receive, send, self._limiter, self._safe)
        await self._limiter.acquire_on_behalf_of(visit)
        try:
            await visit.attend(self._app)
        finally:
            visit.make_room()


class _Visit:
    """One request from the door and back."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        limiter: CapacityLimiter,
        safe: Mapping[str, str],
    ) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._limiter: CapacityLimiter | None = limiter
        self._safe = safe
        self._headers = Headers(scope=scope)
        given = self._headers.get("x-request-id", "")
        self._id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        self._state: dict[str, Any] = scope.setdefault("state", {})
        self._state["request_id"] = self._id
        self._status = 0
        self._taken = 0
        self._streamed = False
        self._until: float | None = None

    def make_room(self) -> None:
        """Let the next one in; once."""
        limiter, self._limiter = self._limiter, None
        if limiter:
            limiter.release_on_behalf_of(self)

    async def attend(self, app: ASGIApp) -> None:
        began = perf_counter()
        self._until = current_time() + (SLOWEST if self._limited else SLOWEST_UPLOAD)
        bind_contextvars(request_id=self._id)  # for all that is logged on the way
        try:
            if self._announces_too_much():
                await respond(TooLarge(), self._id)(self._scope, self._receive, self._out)
            else:
                await app(self._scope, self._in, self._out)
        except Exception:
            # As text: a renderer that shows local variables would show passwords with them.
            log.error("fault", request_id=self._id, trace=traceback.format_exc())  # noqa: TRY400 - as text: rich tracebacks take seconds and print local variables
            if self._status:
                raise  # half an answer is out already: the server must break off
            await respond(Fault(), self._id)(self._scope, self._receive, self._out)
        finally:
            unbind_contextvars("request_id")
            self._note(perf_counter() - began)

    @property
    def _limited(self) -> bool:
        return not self._scope["path"].endswith(UPLOADS)

    def _announces_too_much(self) -> bool:
        announced = self._headers.get("content-length", "0")
        return self._limited and announced.isdigit() and int(announced) > MOST_BYTES

    async def _in(self) -> Message:
        message = await self._received()
        self._taken += len(message.get("body", b""))
        if self._limited and self._taken > MOST_BYTES:
            raise HTTPException(413)
        return message

    async def _received(self) -> Message:
        if self._until is None:
            return await self._receive()  # all is here: what comes is that the other side hangs up
        try:
            with fail_after(max(0.0, self._until - current_time())):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408) from None
        if not message.get("more_body", False):
            self._until = None
        return message

    async def _out(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._id
            for name, value in {**self._told(), **self._safe}.items():
                headers.setdefault(name, value)
            if headers.get("content-type", "").startswith(STREAM):
                self._streamed = True
                self.make_room()
        await self._send(message)

    def _told(self) -> Mapping[str, str]:
        trial = {"Dry-Run": "true"} if self._state.get("trial") else {}
        return {**trial, **quotas.told(self._state.get("quota")), **versions.told(self._scope)}

    def _note(self, seconds: float) -> None:
        method, route = self._scope["method"], _route_of(self._scope)
        REQUESTS.labels(method, route, str(self._status)).inc()
        if not self._streamed:
            REQUEST_SECONDS.labels(method, route).observe(seconds)
        log.info(
            "request",
            request_id=self._id,
            method=method,
            path=_SECRET.sub("…", self._scope["path"]),
            status=self._status,
            actor=self._state.get("actor", ""),
            subject=self._scope.get("path_params", {}).get("subject_id", ""),
            milliseconds=round(seconds * 1000, 1),
        )


def _route_of(scope: Scope) -> str:
    # By its pattern: paths hold ids, and strangers may ask for any.
    return getattr(scope.get("route"), "path", "") or "none"
