"""One's own account (本人账号): the password changed, an authenticator set up and taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from kit.errors import NotFound, Objected, Refused
from services import passwords, totp
from services.acts import Order, one
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from services.key_files import KeyFile
from services.passwords import Owner
from services.person_facts import PERSON, Row, live_tokens, person_facts
from services.signing_in import Proof, refuse, shown
from services.tokens import Opened, new_session, numbers_of, revoked, session_row
from services.trail import stamp
from states.catalogue import LIFECYCLES
from states.person import PersonFacts, PersonTrigger

_T = PersonTrigger


def change_password(desk: Desk, password: str, new: str) -> Opened:
    """Change one's password: all sessions end, and a new one begins.

    Raises:
        Refused: the old one is wrong, which counts as a wrong try.
        BadInput: the new one breaks the plan's rules.
    """
    row = _own(desk)
    body = _checked(row, password)
    _insist(desk, row, _T.CHANGE_PASSWORD, body)
    former = [row["password_hash"], *row["password_history"]]
    identity = desk.rules.plan.identity
    kept = passwords.checked(new, identity, Owner(row["id"], former))
    opened = new_session(desk)
    columns = password_columns(desk, row, kept)
    effect = partial(_change, opened, columns)
    answer = one(desk.move(PERSON, _T.CHANGE_PASSWORD, [Order(row["id"], body)], effect))
    return Opened(opened.token, opened.expires_at, answer.revision)


def password_columns(
    desk: Desk, row: Row, kept: str, *, must_change: bool = False
) -> dict[str, Any]:
    """Set a password; the one before goes into the history."""
    identity = desk.rules.plan.identity
    until = passwords.until(identity, desk.act.at)
    former = [row["password_hash"], *row["password_history"]]
    return {
        "password_hash": kept,
        "password_history": former[: identity.password_history],
        "password_until": stamp(until) if until else None,
        "must_change": must_change,
        "failures": 0,
        "locked_until": None,
    }


def _change(
    opened: Opened,
    columns: dict[str, Any],
    desk: Desk,
    subject: Subject,
    *_: Any,  # noqa: ANN401 - order and facts
) -> Effect:
    ending = live_tokens(subject.row, desk.act.at, ("session",))
    return Effect(
        columns=columns,
        rows=(session_row(desk, subject.row, opened), *revoked(ending, desk.act.at)),
        data={"ended": numbers_of(ending)},
    )


@dataclass(frozen=True, slots=True)
class SetUp:
    """What an authenticator takes in; shown this once."""

    secret: str
    uri: str


def set_up_totp(desk: Desk, keys: KeyFile, password: str) -> SetUp:
    """Set an authenticator up; it counts from its first code on.

    Raises:
        Refused: the password is wrong, or an authenticator is in use.
    """
    row = _own(desk)
    body = _checked(row, password)
    _insist(desk, row, _T.SET_UP_TOTP, body)
    salt = totp.new_salt()
    effect = partial(_set_up, salt)
    one(desk.move(PERSON, _T.SET_UP_TOTP, [Order(row["id"], body)], effect))
    made = totp.authenticator(keys, row["district_id"], row["id"], salt)
    return SetUp(made.secret, made.provisioning_uri())


def _set_up(salt: str, *_: Any) -> Effect:  # noqa: ANN401 - desk, subject, order, facts
    return Effect(columns={"totp_salt": salt, "totp_confirmed": False})


def confirm_totp(desk: Desk, keys: KeyFile, code: str) -> list[str]:
    """Put the authenticator to use by its first code; gives the recovery codes, shown this once.

    Raises:
        Refused: the code is wrong, or no authenticator was set up.
    """
    row = _own(desk)
    step = totp.shown(keys, row, code, desk.act.at)
    codes = totp.recovery_codes()
    effect = partial(_confirm, codes)
    one(desk.move(PERSON, _T.CONFIRM_TOTP, [Order(row["id"], {"step": step})], effect))
    return codes


def _confirm(
    codes: Sequence[str], desk: Desk, subject: Subject, order: Order, _facts: PersonFacts
) -> Effect:
    waiting = [t for t in live_tokens(subject.row, desk.act.at) if t["limited"] == "totp"]
    return Effect(
        columns={
            "totp_confirmed": True,
            "totp_step": order.body["step"],
            "recovery": [totp.digest_of(code) for code in codes],
        },
        rows=tuple(("access_token", {**token, "limited": ""}) for token in waiting),
    )


def remove_totp(desk: Desk, keys: KeyFile, proof: Proof) -> None:
    """Take one's authenticator away; password and code are asked once more.

    Raises:
        Refused: they are wrong, or there is no authenticator.
    """
    row = _own(desk)
    verified = passwords.verify(proof.password, row["password_hash"])
    body = shown(desk, keys, row, proof, verified)
    _insist(desk, row, _T.REMOVE_TOTP, body)
    one(desk.move(PERSON, _T.REMOVE_TOTP, [Order(row["id"], body)], without_totp))


def without_totp(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    """Take an authenticator away, with its recovery codes."""
    del desk, subject, order, facts
    return Effect(columns={"totp_salt": None, "totp_confirmed": False, "recovery": []})


def _own(desk: Desk) -> Row:
    found = desk.look(PERSON, [desk.act.actor]).get(desk.act.actor)
    if found is None:
        raise NotFound
    return found.row


def _checked(row: Row, password: str) -> dict[str, Any]:
    kept = row["password_hash"]
    return {"password_right": passwords.verify(password, kept).right, "against": kept}


def _insist(desk: Desk, row: Row, trigger: PersonTrigger, body: Any) -> None:  # noqa: ANN401
    """Refuse a wrong password before anything else is told, and count it as a wrong try."""
    subject = desk.look(PERSON, [row["id"]])[row["id"]]
    facts = person_facts(desk, subject, Order(row["id"], body))
    judged = LIFECYCLES["person"].judge(row["state"], trigger, facts)
    if not isinstance(judged, Refused):
        return
    if isinstance(judged, Objected) and not facts.proven:
        refuse(desk, row["id"], trigger)
    raise judged
