"""The application: all routes of the house, one porter, problems for every no."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api.document import document
from api.porter import Porter
from api.problems import install
from api.rendering import Json
from api.routes import (
    accounts,
    calendars,
    changes,
    clock,
    delegations,
    events,
    goals,
    health,
    house,
    inspections,
    memory,
    messages,
    methods,
    oidc,
    own,
    people,
    results,
    supervision,
    why,
    year_end,
)
from api.routes.acting import acting_routes
from api.routes.files import file_routes
from api.routes.health import TickAge
from api.routes.later import Directory
from api.routes.reading import reading_routes
from api.streams import READERS, Streams
from api.versions import PREFIX
from kit.limiting import Limiter
from kit.settings import settings
from services.house import House, open_house

#: What sweep, messages, senders, sealer and pusher hold at once.
_FOR_THE_TICK = 15
#: What pages of other origins may send, and read.
_ASKED = [
    "Authorization",
    "Content-Type",
    "If-Match",
    "Idempotency-Key",
    "On-Behalf-Of",
    "X-Request-Id",
]
_TOLD = [
    "Deprecation", "Dry-Run", "ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After",
    "Sunset", "X-Request-Id",
]  # fmt: skip
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    house_: House, tick_age: TickAge | None = None, lifespan: Lifespan | None = None
) -> FastAPI:
    """Build the application over an open house.

    Args:
        house_: open for as long as the application serves.
        tick_age: seconds since the tick last looked, None before it ever did; leave it out where
            the tick lives in another process.
        lifespan: what is started and stopped with the application.
    """
    app = FastAPI(
        title="绩效",
        version="1",
        openapi_url=None,  # it would be drawn up while everybody waits
        docs_url=None,  # its page loads scripts from outside the house
        redoc_url=None,
        redirect_slashes=False,  # its answer would lead to whatever host the request names
        lifespan=lifespan,
    )
    app.state.house = house_
    app.state.tick_age = tick_age
    app.state.streams = Streams(house_.settings.event_streams)
    app.state.limiter = Limiter(house_.settings.limits)
    app.add_middleware(Porter, at_once=_at_once(house_), hsts_seconds=house_.settings.hsts_seconds)
    _open_to(app, house_.settings.cors_origins)
    install(app)
    app.include_router(health.router)
    directory = Directory()
    # What has a name of its own goes before what has an id in its place.
    for router in (
        people.router,
        oidc.router,
        accounts.router,
        accounts.keeping_routes(),
        house.router,
        own.router,
        inspections.router,
        year_end.router,
        results.router,
        goals.router,
        methods.router,
        changes.router,
        delegations.router,
        supervision.router,
        clock.router,
        memory.router,
        events.router,
        messages.router,
        calendars.router,
        why.router,
        file_routes(),
        acting_routes(),
        reading_routes(),
    ):
        directory.lay(router.routes)
    app.router.routes.append(directory)
    app.openapi = lambda: document(app)
    # Not asynchronous, so in a thread: it takes seconds, once a process.
    app.add_route(f"{PREFIX}/openapi.json", lambda _: Json(app.openapi()), include_in_schema=False)
    return app


def _open_to(app: FastAPI, origins: str) -> None:
    # Around the porter, so that a refusal can be read from the page as well.
    named = [origin.strip() for origin in origins.split(",") if origin.strip()]
    if named:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=named,
            allow_methods=["GET", "POST"],
            allow_headers=_ASKED,
            expose_headers=_TOLD,
            max_age=600,
        )


def _at_once(house_: House) -> int:
    # The pool lends twice its size; a few are left for the tick beside us, and for the streams.
    return max(1, house_.settings.pool_size * 2 - _FOR_THE_TICK - READERS)


def create_app_from_env() -> FastAPI:
    """Open the house that the environment names, and serve it: `uvicorn --factory`."""
    stack = ExitStack()
    house_ = stack.enter_context(open_house(settings()))

    @asynccontextmanager
    async def until_closed(_: FastAPI) -> AsyncGenerator[None]:
        with stack:
            yield

    return create_app(house_, lifespan=until_closed)
