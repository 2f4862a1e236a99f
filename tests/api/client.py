"""A client that talks to the application in this process, for tests that are not asynchronous."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from services import tokens
from services.house import House
from services.tokens import Wanted
from tests.builders import desk

V1 = "/api/v1"


@dataclass(frozen=True)
class Client:
    """Somebody at the HTTP door; nobody until `who` is signed in."""

    app: FastAPI
    portal: BlockingPortal
    http: httpx.AsyncClient
    house: House
    headers: dict[str, str]

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request; a path without a root is one of the API's."""
        url = path if path.startswith("/") else f"{V1}/{path}"
        headers = {**self.headers, **more.pop("headers", {})}

        async def send() -> httpx.Response:
            return await self.http.request(method, url, headers=headers, **more)

        return self.portal.call(send)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> httpx.Response:
        given = more if json is None else {**more, "json": json}
        return self.ask("POST", path, **given)

    def by(self, who: str) -> "Client":
        """The same client, with somebody else's token, issued without the slow password."""
        return self.bearing(who, Wanted("test"))

    def bearing(self, who: str, wanted: Wanted) -> "Client":
        """The same client, with a personal token of somebody's."""
        with self.house.database.connect() as connection:
            opened = tokens.issue(desk(self.house, connection, "system:console"), who, wanted)
        return replace(self, headers={"Authorization": f"Bearer {opened.token}"})


@contextmanager
def seated(app: FastAPI, house: House) -> Iterator[Client]:
    """Open a client without anybody signed in."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    with start_blocking_portal() as portal:
        http = httpx.AsyncClient(transport=transport, base_url="http://test")
        yield Client(app, portal, http, house, {})
        portal.call(http.aclose)
