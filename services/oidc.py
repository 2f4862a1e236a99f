"""Signing in through the district's own identity provider (统一身份认证), by OpenID Connect.

The protocol is authlib's. What a browser must bring back rests sealed in a cookie of its own, so
any number of processes may serve the way there and the way back, and nothing is kept meanwhile.
"""

import json
import secrets
from dataclasses import dataclass

from cryptography.fernet import InvalidToken

from kit.errors import Refused
from services.desk import Desk
from services.oidc_provider import (
    Provider,
    client_of,
    exchanged,
    fetched,
    metadata_of,
    refused,
    vouched,
)
from services.signing_in import open_session, refuse
from services.tokens import Opened

#: How long a browser may stay at the provider, in seconds.
PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Departure:
    """A browser on its way to the provider.

    Attributes:
        address: where it goes.
        sealed: what it must bring back, for a cookie.
    """

    address: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Return:
    """What a browser brings back.

    Attributes:
        state: as the provider hands it through.
        code: to be exchanged, once.
        error: the provider's word for a refusal.
        sealed: the cookie's.
    """

    state: str = ""
    code: str = ""
    error: str = ""
    sealed: str = ""


def depart(provider: Provider, district: str) -> Departure:
    """Send a browser to the provider, with state, nonce and proof key (PKCE) of its own.

    Raises:
        Unavailable: the provider cannot be reached.
    """
    carried = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    with client_of(provider) as client:
        address, _ = client.create_authorization_url(
            metadata_of(client, provider)["authorization_endpoint"],
            state=carried["state"],
            nonce=carried["nonce"],
            code_verifier=carried["verifier"],
        )
    sealed = provider.seal.encrypt(json.dumps({**carried, "district": district}).encode())
    return Departure(address, sealed.decode())


def arrive(provider: Provider, back: Return) -> tuple[str, str]:
    """Let a browser back in: answer whom the provider vouches for, and the district meant.

    Raises:
        NotSignedIn: it is another browser, too late, refused, or the token does not hold.
        Unavailable: the provider cannot be reached.
    """
    carried = _unsealed(provider, back)
    if back.error or not back.code:
        raise refused(
            "oidc.refused", "统一身份认证未予登录。", "请重新登录，或用用户名和口令登录。"
        )
    with client_of(provider) as client:
        metadata = metadata_of(client, provider)
        token = exchanged(client, metadata, back.code, carried["verifier"])
        keys = fetched(client, metadata["jwks_uri"])
    claims = vouched(provider, token, keys, carried["nonce"])
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not name:
        said = f"统一身份认证没有给出用户名（{provider.claim}）。"
        raise refused("oidc.claim", said, "请系统运维人员核对设置 JIXIAO_OIDC_CLAIM。")
    return name, carried["district"]


def _unsealed(provider: Provider, back: Return) -> dict[str, str]:
    try:
        carried = json.loads(provider.seal.decrypt(back.sealed.encode(), ttl=PATIENCE))
    except InvalidToken as error:
        said = "登录已超时，或不是从本浏览器发起的。"
        raise refused("oidc.state", said) from error
    if not secrets.compare_digest(carried["state"].encode(), back.state.encode()):
        raise refused("oidc.state", "登录不是从本浏览器发起的。")
    return carried


def enter(desk: Desk, person_id: str) -> Opened:
    """Open a session for somebody whom the provider vouches for, as for a password.

    Args:
        desk: at which the doorkeeper sits.
        person_id: the sign-in name that the provider gave.

    Raises:
        NotSignedIn: nobody of this name is enrolled, or they are disabled; one answer for both.
    """
    answer = open_session(desk, person_id, {"password_right": True, "by": "oidc"})
    if isinstance(answer, Refused):
        refuse(desk, person_id, "oidc")
        said = "您未在本系统登记，或已停用。"
        raise refused("oidc.not_enrolled", said, "请系统管理员核对您的用户名。")
    return answer
