"""One POST to a checked address: pinned, without redirects, bounded in time and in size."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from time import monotonic

from services.webhook_targets import Allowed, Forbidden, LookUp, Target, locate, look_up

#: What is read of an answer.
_MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Reply:
    """How a receiver answered.

    Attributes:
        status: None when it did not.
        error: what went wrong, in a word; empty for an answer of 200 to 299.
        content: the beginning of what it said.
        out: the request was on its way, so the receiver may have it whatever it answered.
    """

    status: int | None
    error: str
    milliseconds: int
    content: bytes = field(default=b"", repr=False)
    out: bool = True

    @property
    def accepted(self) -> bool:
        """Whether the receiver has it now."""
        return not self.error


#: The first that fits names what went wrong.
_ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (Forbidden, "forbidden_address"),
    (socket.gaierror, "no_such_host"),
    (UnicodeError, "no_such_host"),
    (TimeoutError, "timeout"),
    (ssl.SSLError, "tls"),
    (http.client.HTTPException, "protocol"),
    (OSError, "connection"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """How a receiver is reached.

    Attributes:
        seconds: for all of it, from the connection to the answer.
        ca_file: whom to trust besides those whom the system trusts; empty for nobody.
    """

    allowed: Allowed
    seconds: float
    resolve: LookUp = look_up
    ca_file: str = ""


@dataclass(slots=True)
class _Trip:
    """How far a request came."""

    out: bool = False
    status: int | None = None
    content: bytes = b""


def post(target: Target, headers: Mapping[str, str], body: bytes, way: Way) -> Reply:
    """Post a body; what goes wrong is an answer, too."""
    began = monotonic()
    trip = _Trip()
    try:
        status = _post(target, headers, body, way, trip)
        error = _verdict(status)
    except tuple(known for known, _ in _ERRORS) as fault:
        error = next(word for known, word in _ERRORS if isinstance(fault, known))
    spent = round((monotonic() - began) * 1000)
    return Reply(trip.status, error, spent, trip.content, trip.out)


def _verdict(status: int) -> str:
    if 200 <= status < 300:  # noqa: PLR2004 - HTTP's own numbers
        return ""
    return "redirect" if 300 <= status < 400 else "status"  # noqa: PLR2004 - HTTP's own numbers


def _post(target: Target, headers: Mapping[str, str], body: bytes, way: Way, trip: _Trip) -> int:
    until = monotonic() + way.seconds
    line = _connect(locate(target, way.allowed, way.resolve), target.port, until)
    # A receiver that sends a byte now and then would pass every timeout of a socket.
    cord = line.dup()
    timer = threading.Timer(_left(until), _pull, (cord,))
    timer.start()
    try:
        with closing(_spoken(target, line, way.ca_file)) as connection:
            trip.out = True
            connection.request("POST", target.path, body, {**headers, "Connection": "close"})
            answer = connection.getresponse()
            content, status = answer.read(_MOST_BYTES), answer.status
    except (OSError, http.client.HTTPException):
        if monotonic() >= until:
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        cord.close()
        line.close()
    # A line that was pulled looks to the parser like the end of the headers.
    if monotonic() >= until:
        raise TimeoutError
    trip.status, trip.content = status, content
    return status


def _connect(addresses: Sequence[str], port: int, until: float) -> socket.socket:
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), _left(until))
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), _left(until))


def _left(until: float) -> float:
    return max(0.001, until - monotonic())


def _pull(cord: socket.socket) -> None:
    try:
        cord.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _spoken(target: Target, line: socket.socket, ca_file: str) -> http.client.HTTPConnection:
    # The line stands: neither class makes one of its own, so nothing is resolved again.
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    connection = kind(target.host, target.port)
    connection.auto_open = 0
    if target.scheme == "https":
        line = trusting(ca_file).wrap_socket(line, server_hostname=target.host)
    connection.sock = line
    return connection


def trusting(ca_file: str) -> ssl.SSLContext:
    """Make what insists on TLS 1.2, and on a certificate of whoever is trusted."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
