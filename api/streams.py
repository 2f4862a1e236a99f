"""Streams of events: so many at once, one look a second for all of them, no thread while idle."""

from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TypeVar

import anyio
import anyio.to_thread
import orjson
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.deps import today_of
from kit.errors import Refused, Unavailable
from services import people, sealing
from services.events import Told, Wanted, events
from services.house import House

#: Streams read on so many connections, however many they are.
READERS = 2
#: Seconds between two looks for news, by all streams together.
_LOOK = 1.0
#: Seconds after which a stream shows that it lives, and the token is looked at again.
_HEARTBEAT = 10.0
#: Milliseconds after which a client that lost its stream should come back.
_RETRY = 3000

T = TypeVar("T")


class Frames(StreamingResponse):
    """An answer that goes on."""

    media_type = "text/event-stream"


class Streams:
    """The streams that one process keeps open."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open = 0
        self._limiter = anyio.CapacityLimiter(READERS)
        self._looking = anyio.Lock()
        self._latest: dict[tuple[str, str], tuple[float, int]] = {}

    @property
    def free(self) -> int:
        """How many more may be opened."""
        return self._most - self._open

    @contextmanager
    def place(self) -> Generator[None]:
        """Keep a place for a stream.

        Raises:
            Unavailable: as many are open as may be.
        """
        if self.free <= 0:
            raise Unavailable(
                f"已有{self._most}个事件流，请稍后再连接，或改用 GET /events 分页读取。"
            )
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    async def read(self, work: Callable[[], T]) -> T:
        """Do work in a thread, a few at once."""
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)

    async def news(self, house: House, district_id: str, after: int) -> None:
        """Wait until there is an event after a number, or for a heartbeat."""
        with anyio.move_on_after(_HEARTBEAT):
            while await self._look(house, district_id) <= after:  # noqa: ASYNC110 - the news are in the database
                await anyio.sleep(_LOOK)

    async def _look(self, house: House, district_id: str) -> int:
        # Whoever comes first looks for all.
        key = house.database.address, district_id
        async with self._looking:
            at, known = self._latest.get(key, (0.0, 0))
            if monotonic() - at >= _LOOK:
                known = await self.read(partial(_latest, house, district_id))
                self._latest[key] = monotonic(), known
            return known


def _latest(house: House, district_id: str) -> int:
    with house.connect() as connection:
        return sealing.latest(connection, district_id)


def _told(house: House, token: str, wanted: Wanted) -> Told:
    """Read on, for whoever the token belongs to now, with the sight they have now."""
    now = house.now()
    with house.connect() as connection:
        person = people.whose_token(connection, token, now, today_of(now))
        people.limit_sight(connection, person.sight, person.person_id, judge=person.judge)
        found = events(connection, person, wanted)
        if found.events:
            # What happened after the token was revoked is not told, however close they were.
            people.whose_token(connection, token, now, today_of(now))
        return found


async def told(
    streams: Streams, house: House, token: str, district_id: str, begin: Wanted
) -> AsyncIterator[bytes]:
    """Tell events as they come, until the token is good no more or the house cannot tell."""
    wanted = begin
    yield format_sse_event(comment="jixiao", id=str(wanted.after), retry=_RETRY)
    while True:
        try:
            found = await streams.read(partial(_told, house, token, wanted))
            for event in found.events:
                yield _written(event)
            wanted = replace(wanted, after=found.upto)
            if not found.more:
                # Names the place reached, too, where all that happened was out of sight.
                yield format_sse_event(comment="", id=str(wanted.after))
                await streams.news(house, district_id, wanted.after)
        except (Refused, DBAPIError, PoolTimeout) as fault:
            code = fault.code if isinstance(fault, Refused) else Unavailable.code
            yield format_sse_event(event="end", data_str=orjson.dumps({"code": code}).decode())
            return


def _written(event: dict[str, object]) -> bytes:
    return format_sse_event(data_str=orjson.dumps(event).decode(), id=str(event["number"]))
