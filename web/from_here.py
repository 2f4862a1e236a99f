"""What a browser may be believed: that a form comes from our own page, and whose cookie it is."""

from urllib.parse import urlsplit

from fastapi import Request

from kit.errors import NotPermitted

_COOKIE = "jixiao_session"


class NotFromHere(NotPermitted):
    """这次提交不是从本系统的页面发出的，未予办理。请回到本系统的页面重新操作。"""

    code = "not_from_here"


async def insist_on_our_page(request: Request) -> None:
    """Take a form from our own page alone; who says nothing of it is no browser of today.

    Raises:
        NotFromHere: another site sent it.
    """
    if request.method == "POST" and not _is_ours(request):
        raise NotFromHere


def _is_ours(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def is_secure(request: Request) -> bool:
    """Tell whether the browser speaks TLS, with us or with the proxy before us."""
    return request.url.scheme == "https"


def cookie_of(request: Request) -> str:
    """Name the session's cookie: under TLS so that no other host and no plain HTTP can plant it."""
    return f"__Host-{_COOKIE}" if is_secure(request) else _COOKIE
