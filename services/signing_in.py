"""Signing in (登录): password and code proved, a new session opened, every refusal on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, NotFound, NotNow, NotSignedIn, Refused
from models.database import is_trial
from services import passwords, totp
from services.acts import Answer, Order
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from services.key_files import KeyFile
from services.passwords import Verified
from services.person_facts import PERSON, Row
from services.tokens import Opened, new_session, numbers_of, revoked, session_row, too_many
from services.trail import stamp
from states.person import PersonFacts, PersonTrigger

#: Who refuses: nobody has shown who they are.
DOORKEEPER = "system:sign_in"
#: One answer for all refusals: it tells nothing about name, password, code or lock.
_REFUSED = "用户名、口令或动态码不对，或因多次输错已暂时锁定。"


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows for being who they say.

    Attributes:
        code: of the authenticator, or a recovery code; empty for none.
    """

    password: str
    code: str = ""


def sign_in(desk: Desk, keys: KeyFile, person_id: str, proof: Proof) -> Opened:
    """Exchange name, password and code for the token of a new session.

    Raises:
        NotSignedIn: they are wrong, or the account is locked or disabled; one answer for all.
    """
    if is_trial(desk.connection):
        raise BadInput("登录不能试办。")  # wrong tries would not count
    subject = desk.look(PERSON, [person_id]).get(person_id)
    verified = passwords.verify(proof.password, subject and subject.row["password_hash"])
    if subject is None:
        _count(desk, "unknown", "")
        raise NotSignedIn(_REFUSED)
    opened = open_session(desk, person_id, shown(desk, keys, subject.row, proof, verified))
    if isinstance(opened, Refused):
        refuse(desk, person_id, "code" if verified.right else "password")
        raise NotSignedIn(_REFUSED)
    return opened


def shown(
    desk: Desk, keys: KeyFile, row: Row, proof: Proof, verified: Verified
) -> Mapping[str, Any]:
    """Lay out what was shown, for the account's questions."""
    return {
        "password_right": verified.right,
        "against": row["password_hash"],
        "renewed": verified.renewed,
        "second": True,
        "step": totp.shown(keys, row, proof.code, desk.act.at),
        "recovery": totp.digest_of(proof.code),
    }


def open_session(desk: Desk, person_id: str, body: Mapping[str, Any]) -> Opened | Refused:
    """Open a session for somebody who has shown who they are, or give what stands against it.

    Args:
        desk: at which the doorkeeper sits.
        person_id: who signs in.
        body: as `shown` lays it out; `password_right` for whoever was proved in another way.
    """
    opened = new_session(desk)
    effect = partial(_open, opened)
    at = desk.by(person_id)
    (answer,) = at.move(
        PERSON, PersonTrigger.SIGN_IN, [Order(person_id, body)], effect, commutes=True
    )
    if isinstance(answer, Answer):
        return Opened(opened.token, opened.expires_at, answer.revision)
    return answer


def _open(
    opened: Opened, desk: Desk, subject: Subject, order: Order, _facts: PersonFacts
) -> Effect:
    row, body = subject.row, order.body
    ending = too_many(desk, row)
    by_code = body.get("step", 0) > row["totp_step"]
    left = [code for code in row["recovery"] if by_code or code != body.get("recovery")]
    return Effect(
        columns={
            "failures": 0,
            "locked_until": None,
            "password_hash": body.get("renewed") or row["password_hash"],
            "totp_step": max(row["totp_step"], body.get("step", 0)),
            "recovery": left,
        },
        rows=(session_row(desk, row, opened), *revoked(ending, desk.act.at)),
        data={
            "by": str(body.get("by", "password")),
            "second_factor": _second(row, left),
            "ended": numbers_of(ending),
        },
    )


def _second(row: Row, left: list[str]) -> str:
    if not row["totp_confirmed"]:
        return ""
    return "totp" if len(left) == len(row["recovery"]) else "recovery_code"


def refuse(desk: Desk, person_id: str, why: str) -> None:
    """Put a refused try on record: in the account's trail while it is open, else by the hour."""
    order = Order(person_id, {"why": why})
    (answer,) = desk.by(DOORKEEPER).move(
        PERSON, PersonTrigger.REFUSE_SIGN_IN, [order], _refuse, commutes=True
    )
    if isinstance(answer, NotFound):
        _count(desk, "unknown", "")
    elif isinstance(answer, Refused):
        _count(desk, "disabled" if isinstance(answer, NotNow) else "locked", person_id)


def _refuse(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del facts
    identity = desk.rules.plan.identity
    failures = subject.row["failures"] + 1
    locks = failures >= identity.lockout_attempts
    until = desk.act.at + timedelta(minutes=identity.lockout_minutes)
    return Effect(
        columns={
            "failures": 0 if locks else failures,
            "locked_until": stamp(until) if locks else None,
        },
        data={"why": order.body["why"], "failures": failures, "locks": locks},
    )


_COUNT = text(
    "INSERT INTO sign_in_refusal (district_id, hour, why, person_id, times, last_at)"
    " VALUES (:district, date_trunc('hour', CAST(:at AS timestamptz)), :why, :person, 1, :at)"
    " ON CONFLICT (district_id, hour, why, person_id)"
    " DO UPDATE SET times = sign_in_refusal.times + 1, last_at = excluded.last_at"
)


def _count(desk: Desk, why: str, person_id: str) -> None:
    asked = {"district": desk.act.district_id, "at": desk.act.at, "why": why, "person": person_id}
    desk.connection.execute(_COUNT, asked)
