"""A watchman's application (看守): health and metrics alone, for a process that serves nobody."""

from fastapi import FastAPI

from api.problems import install
from api.routes import health
from api.routes.health import TickAge
from services.house import House


def create_watch(house: House, tick_age: TickAge) -> FastAPI:
    """Build it over an open house and its tick."""
    app = FastAPI(title="绩效", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.house = house
    app.state.tick_age = tick_age
    install(app)
    app.include_router(health.router)
    return app
