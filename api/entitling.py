"""What a token is good for, in one place: its scopes, and what has to be done before all else."""

from collections.abc import Mapping

from api.versions import PREFIX
from kit.errors import NotPermitted
from services.people import Token
from services.scopes import Scope


class OutOfScope(NotPermitted):
    """这个令牌的权限范围不包括此事项。"""

    code = "out_of_scope"


class PasswordChangeRequired(NotPermitted):
    """口令是初始口令或已到期，须先修改口令。"""

    code = "password_change_required"


class CodeRequired(NotPermitted):
    """您的身份须使用动态口令，请先登记并启用。"""

    code = "totp_required"


_READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: What proves who somebody is, and where they are told things, changed in a session alone: a token
#: that got loose changes nothing.
_PROOFS = (
    *("/me/password", "/me/totp", "/me/tokens", "/me/sessions"),
    *("/me/channels", "/me/calendars"),
)
#: Open to whoever must do something first.
_ALWAYS = ("/me", "/sign-out")
_FIRST: Mapping[str, tuple[type[NotPermitted], str]] = {
    "change_password": (PasswordChangeRequired, "/me/password"),
    "totp": (CodeRequired, "/me/totp"),
}


def insist(method: str, path: str, token: Token) -> None:
    """Let a token through to what it is good for.

    Raises:
        OutOfScope: it is not good for this.
        PasswordChangeRequired: the session may do nothing but change the password.
        CodeRequired: the session may do nothing but set an authenticator up.
    """
    at = path.removeprefix(PREFIX)
    _insist_on_first(at, token)
    if at == "/sign-out":
        return
    if method not in _READING and any(_is_below(at, proof) for proof in _PROOFS):
        _insist_on_session(token)
    else:
        _insist_on_scope(token, _needed(method, at))


def _insist_on_first(path: str, token: Token) -> None:
    if not token.must or path in _ALWAYS:
        return
    refusal, way_out = _FIRST[token.must]
    if not _is_below(path, way_out):
        raise refusal


def _insist_on_session(token: Token) -> None:
    if not token.session:
        raise OutOfScope(
            "口令、动态口令、会话、令牌、送达渠道和日历地址只能在登录后办理，不能用令牌办理。"
        )


def _needed(method: str, path: str) -> Scope:
    if method in _READING:
        return Scope.READ
    return Scope.ADMIN if _is_below(path, "/people") else Scope.ACT


def _is_below(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")


def _insist_on_scope(token: Token, scope: Scope) -> None:
    if scope not in token.scopes:
        raise OutOfScope(f"这个令牌的权限范围不包括“{scope.zh}”。")
