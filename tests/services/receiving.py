"""Receivers of events: real HTTP servers on this machine, and a house that may push to them."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook

from kit.settings import Settings
from services import sealing, subscribing
from services.house import House
from services.subscribing import Disclosed, Terms
from tests.services.hands import at

#: What a name resolves to in these tests.
HOST = "oa.example"


@dataclass
class Receiver:
    """A receiver with its ledger; it answers by `statuses`, in order, then with 204."""

    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    #: Is told before it answers.
    pause: threading.Event | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/events"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]

    def verified(self, secret: str) -> list[dict[str, Any]]:
        """Verify all that came, as receivers do, and give what it says."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.got]


@contextmanager
def receiver(*statuses: int, **more: Any) -> Iterator[Receiver]:
    """Receive on a free port."""
    told = Receiver(list(statuses), **more)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if told.pause:
                told.pause.wait(10)
            self.send_response(told.statuses.pop(0) if told.statuses else 204)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with listening(Handler) as told.port:
        yield told


@contextmanager
def listening(
    handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Serve on a free port of this machine, which is given."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # who hangs up, or is not trusted, is what is tested
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def resolve(host: str, port: int) -> list[str]:
    """Stand for the resolver: the receivers are on this machine."""
    del port
    return {HOST: ["127.0.0.1"]}[host]


def open_to(house: House, *ports: int, **settings: Any) -> House:
    """The same house, allowed to push to receivers of this machine."""
    allowed = {
        "webhook_hosts": HOST,
        "webhook_networks": "127.0.0.0/8",
        "webhook_ports": ",".join(map(str, ports)),
        "webhook_http": True,
        "webhook_timeout_seconds": 2,
        **settings,
    }
    return replace(house, settings=Settings(data_dir=house.folder.path, **allowed))


def subscribed(house: House, url: str, who: str = "d08-head", **asked: Any) -> Disclosed:
    """Let somebody subscribe; its own birth is the first event it hears of."""
    sealing.seal(house.database)
    unit = {} if who == "admin" else {"unit_id": who.partition("-")[0].upper()}
    body = {"url": url, **unit, **asked}
    made = at(house, who, subscribing.subscribe, Terms.of(house), body)
    sealing.seal(house.database)
    return made
