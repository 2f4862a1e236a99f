"""A real identity provider on this machine, and a browser that goes to it and comes back."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from pydantic import SecretStr

from kit.settings import Settings
from tests.api.client import Client

OIDC = "/api/v1/sign-in/oidc"
BASE = "https://jixiao.example.cn"


@contextmanager
def provider(*names: str) -> Iterator[str]:
    """Run a provider that knows some people; its issuer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # authlib's own, about modules that the provider uses
        from oidc_provider_mock import User, run_server_in_thread  # noqa: PLC0415 - warns at import

        users = [User(sub=f"id-{name}", claims={"preferred_username": name}) for name in names]
        with run_server_in_thread(user_claims=users) as server:
            yield f"http://localhost:{server.server_port}"


def settings_of(client: Client, issuer: str, **more: Any) -> Settings:
    """The house's settings with a provider in use."""
    named = {
        "oidc_issuer": issuer,
        "oidc_client_id": "jixiao",
        "oidc_client_secret": SecretStr("a secret of the house"),
        "oidc_redirect_base": BASE,
        **more,
    }
    return client.house.settings.model_copy(update=named)


def using(client: Client, issuer: str, **more: Any) -> Client:
    """The same client, of a house that uses the provider."""
    house = replace(client.house, settings=settings_of(client, issuer, **more))
    client.app.state.house = house
    return replace(client, house=house)


@dataclass
class Browser:
    """Somebody's browser: it keeps the house's cookies and follows no redirect by itself."""

    client: Client
    cookies: dict[str, str] = field(default_factory=dict[str, str])

    def leave(self) -> httpx.Response:
        """Go to the house, to be sent to the provider."""
        answer = self.client.get(OIDC)
        self.cookies |= dict(answer.cookies)
        return answer

    def consent(self, address: str, sub: str) -> dict[str, str]:
        """Sign in at the provider; what it sends back with."""
        with httpx.Client() as web:
            sent = web.post(address, data={"sub": sub})
        assert sent.status_code in (302, 303), sent.text
        back = urlsplit(sent.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == f"{BASE}{OIDC}/callback"
        return {name: values[0] for name, values in parse_qs(back.query).items()}

    def come_back(self, said: dict[str, str]) -> httpx.Response:
        """Bring back to the house what the provider said."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return self.client.get(f"{OIDC}/callback", params=said, headers={"Cookie": cookie})

    def sign_in(self, sub: str) -> httpx.Response:
        """The whole way."""
        return self.come_back(self.consent(self.leave().headers["location"], sub))
