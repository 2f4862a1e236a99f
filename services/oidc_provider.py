"""The identity provider (统一身份认证): where it is, and for whom it vouches."""

import base64
import warnings
from dataclasses import dataclass
from typing import Any, Self, cast

import httpx
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kit.errors import NotFound, NotSignedIn, Objection, Unavailable
from kit.settings import Settings

CALLBACK = "/api/v1/sign-in/oidc/callback"
_SCOPE = "openid profile"
_TIMEOUT = httpx.Timeout(5.0)
#: How far the provider's clock may be from ours, in seconds.
_SKEW = 60
#: Signed with the provider's private key only: never "none", never with a shared secret.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


@dataclass(frozen=True, slots=True)
class Provider:
    """The identity provider, as the operator has named it."""

    issuer: str
    client_id: str
    secret: str
    claim: str
    redirect: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read the settings.

        Raises:
            NotFound: it is not in use.
        """
        named = (
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret.get_secret_value(),
            settings.oidc_claim,
            settings.oidc_redirect_base,
        )
        if not all(named):
            raise NotFound("本系统未启用统一身份认证登录，请用用户名和口令登录。")
        return cls(*named[:4], redirect=named[4].rstrip("/") + CALLBACK)

    @property
    def seal(self) -> Fernet:
        """What seals a browser's cookie: derived from the secret that all processes share."""
        derive = HKDF(SHA256(), 32, salt=None, info=b"jixiao oidc " + self.client_id.encode())
        return Fernet(base64.urlsafe_b64encode(derive.derive(self.secret.encode())))


def refused(code: str, said: str, remedy: str = "请重新登录。") -> NotSignedIn:
    """A sign-in that is refused, with what would help."""
    return NotSignedIn(said, objections=(Objection(code, said, remedy),))


def client_of(provider: Provider) -> Any:  # noqa: ANN401 - authlib says no types
    """Open authlib's client of the provider."""
    from authlib.deprecate import AuthlibDeprecationWarning  # noqa: PLC0415 - a house without a provider starts without it

    with warnings.catch_warnings():
        # authlib would rather have the successor of httpx; it goes with both.
        warnings.simplefilter("ignore", AuthlibDeprecationWarning)
        from authlib.integrations.httpx_client import (  # noqa: PLC0415 - as above
            OAuth2Client,
        )
    return cast("Any", OAuth2Client)(
        provider.client_id,
        provider.secret,
        scope=_SCOPE,
        redirect_uri=provider.redirect,
        code_challenge_method="S256",
        timeout=_TIMEOUT,
    )


def _down(error: Exception) -> Unavailable:
    said = "统一身份认证暂时连接不上，请稍后再试，或用用户名和口令登录。"
    objection = Objection("oidc.down", said, "仍不行的，请系统运维人员检查 JIXIAO_OIDC_ISSUER。")
    refusal = Unavailable(said, objections=(objection,))
    refusal.__cause__ = error
    return refusal


def fetched(client: Any, address: str) -> dict[str, Any]:  # noqa: ANN401 - authlib's
    """Read a document of the provider's.

    Raises:
        Unavailable: it cannot be read.
    """
    try:
        answer = client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        return {**answer.json()}
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError) as error:
        raise _down(error) from error


def metadata_of(client: Any, provider: Provider) -> dict[str, Any]:  # noqa: ANN401 - authlib's
    """Ask the provider where it is spoken to.

    Raises:
        Unavailable: it cannot be reached, or calls itself something else.
    """
    known = fetched(client, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    wanted = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
    if known.get("issuer") != provider.issuer or not wanted <= set(known):
        raise _down(ValueError("the provider calls itself something else"))
    return known


def exchanged(client: Any, metadata: dict[str, Any], code: str, verifier: str) -> str:  # noqa: ANN401 - authlib's
    """Exchange a code for an identity token.

    Raises:
        NotSignedIn: the provider does not take the code.
        Unavailable: the provider cannot be reached.
    """
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - as above

    try:
        token = client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=verifier)
    except AuthlibBaseError as error:
        raise refused("oidc.code", "登录凭据无效或已经用过。") from error
    except (httpx.HTTPError, ValueError) as error:
        raise _down(error) from error
    return str(token.get("id_token") or "")


def vouched(provider: Provider, token: str, keys: dict[str, Any], nonce: str) -> dict[str, Any]:
    """Check an identity token: signature, issuer, audience, age and nonce; answer its claims.

    Raises:
        NotSignedIn: it does not hold.
    """
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - as above
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    wanted: dict[str, Any] = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    try:
        read = jwt.decode(token, KeySet.import_key_set(cast("Any", keys)), algorithms=_ALGORITHMS)
        known = {"nonce": nonce, "client_id": provider.client_id}
        claims = cast("Any", CodeIDToken)(read.claims, read.header, wanted, known)
        claims.validate(leeway=_SKEW)  # by the wall: the provider does not know a rehearsal's clock
    except (JoseError, ValueError, TypeError) as error:
        raise refused("oidc.token", "统一身份认证给出的凭据未通过核验。") from error
    return dict(claims)
