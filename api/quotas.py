"""Limits of requests at the door: who is counted, and what the answer tells of it."""

from collections.abc import Mapping

from fastapi import Request

from kit.limiting import Limiter, Quota


def take(request: Request, name: str, *who: str) -> None:
    """Count a request of somebody.

    Raises:
        TooMany: there were too many.
    """
    limiter: Limiter = request.app.state.limiter
    request.state.quota = limiter.take(name, *who)


def take_sign_in(request: Request, name: str) -> None:
    """Count a sign-in that is tried, by where it comes from and by whose it would be.

    Raises:
        TooMany: there were too many.
    """
    take(request, "sign-ins-by-address", request.client.host if request.client else "")
    take(request, "sign-ins-by-name", name)


def told(quota: Quota | None) -> Mapping[str, str]:
    """Tell what is left (draft-ietf-httpapi-ratelimit-headers)."""
    if quota is None:
        return {}
    return {
        "RateLimit-Policy": f'"{quota.name}";q={quota.limit};w={quota.window}',
        "RateLimit": f'"{quota.name}";r={quota.left};t={quota.seconds}',
    }
