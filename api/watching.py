"""Who may look at the house's inner figures: this machine, or whoever has the token for it."""

import hmac
from ipaddress import ip_address

from fastapi import Request

from kit.errors import NotSignedIn
from services.house import House

#: What a proxy adds: a request that came through one is not of this machine.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


def insist_on_watcher(request: Request, house: House) -> None:
    """Let only those through who may see figures.

    Raises:
        NotSignedIn: neither the token is there, nor, where none is set, a request of this machine.
    """
    token = house.settings.metrics_token.get_secret_value()
    allowed = _bears(request, token) if token else _is_of_this_machine(request)
    if not allowed:
        raise NotSignedIn


def _bears(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "")
    return hmac.compare_digest(given.encode("latin-1"), f"Bearer {token}".encode())


def _is_of_this_machine(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
