"""The urn (票箱) of a session: opened with its key, locked and emptied in one go, or void."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, text

from kit.errors import Objected, Objection, Refused
from services.acts import Act, Answer, Order, one
from services.ballot_counting import digest_of, mark_rows, torn_apart
from services.ballot_keys import KeyBox, SessionKey
from services.ballot_papers import Sealer
from services.ballot_sessions import BALLOT_SESSION, BARRED, ballot_session_facts
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect, Message
from services.reading import many, one_read
from states.ballot_session import BallotSessionFacts, BallotSessionTrigger
from states.capacity import Capacity

_T = BallotSessionTrigger
_JUDGES = (Capacity.JUDGE,)
_OFFICE = (Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR)

_BALLOTS = """
    (SELECT coalesce(jsonb_agg(jsonb_build_object('digest', encode(b.digest, 'hex'),
        'group', b.judge_group, 'sealed', encode(b.sealed, 'hex'))), '[]') FROM ballot b
        WHERE b.district_id = s.district_id AND b.ballot_session_id = s.id) AS ballots,
"""
_URN = Noun("ballot_session", one_read("ballot_session", _BALLOTS + BARRED), ballot_session_facts)

_LOCK = text("SELECT pg_advisory_lock(hashtextextended(:name, 0))")
_UNLOCK = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


@contextmanager
def queued(connection: Connection, act: Act, session_id: str) -> Generator[None]:
    """Let one act at a time touch a session: judges vote in the same minute, and none is sent away.

    It keeps them in order and the key file beside the row; what is right is up to the door.
    """
    name = {"name": f"{act.district_id}/{session_id}"}
    connection.execute(_LOCK, name)
    try:
        yield
    finally:
        if not connection.invalidated:
            connection.execute(_UNLOCK, name)


def open_(desk: Desk, keys: KeyBox, order: Order) -> Answer:
    """Open the vote (开始投票): the session gets its key and the judges are told.

    Raises:
        Refused: as the lifecycle says.
    """
    place = desk.act.district_id, order.id
    with queued(desk.connection, desk.act, order.id):
        subject = desk.look(BALLOT_SESSION, [order.id]).get(order.id)
        is_new = subject is not None and subject.row["state"] == "prepared"
        if is_new:
            keys.create(*place)  # before the session opens: an open one without key is lost
        try:
            return one(desk.move(BALLOT_SESSION, _T.OPEN, [order], _open))
        except Refused:
            if is_new:
                keys.destroy(*place)
            raise


def _open(desk: Desk, subject: Subject, order: Order, facts: BallotSessionFacts) -> Effect:
    del desk, order, facts
    row = subject.row
    told = f"“{row['label']}”（{row['id']}）开始投票，请领票。"
    return Effect(messages=(Message("opened", _JUDGES, told),))


def lock(desk: Desk, keys: KeyBox, order: Order) -> Answer:
    """Lock the urn (封票): all ballots are opened at once, torn apart, and gone with their key.

    Raises:
        Objected: the key is lost, a ballot does not open, or the urn is not as it was counted.
        Refused: as the lifecycle says.
    """
    key = keys.find(desk.act.district_id, order.id)

    def effect(desk_: Desk, subject: Subject, order_: Order, facts: BallotSessionFacts) -> Effect:
        del order_, facts
        return _locked(desk_, subject.row, the_key(key))

    with queued(desk.connection, desk.act, order.id):
        answer = one(desk.move(_URN, _T.LOCK, [order], effect))
        keys.destroy(desk.act.district_id, order.id)
    return answer


def _locked(desk: Desk, row: Mapping[Any, Any], key: SessionKey) -> Effect:
    sealer = Sealer(key, f"{desk.act.district_id}/{row['id']}", row["units"])
    ballots = many(row["ballots"])
    try:
        opened = [(ballot["group"], sealer.unseal(ballot)) for ballot in ballots]
    except (InvalidTag, ValueError) as error:
        raise _lost(
            "ballot_session.unreadable", "票箱中有选票无法开启，不是用本场密钥封存的。"
        ) from error
    urn = {group: sum(b["group"] == group for b in ballots) for group in row["returned"]}
    if urn != row["returned"]:
        raise _lost("ballot_session.miscounted", "票箱中的选票数与收到的票数不符。")
    counted = torn_apart(opened)
    digest = digest_of(counted)
    told = f"“{row['label']}”已封票，收到有效票{len(ballots)}张，请公布结果。"
    return Effect(
        columns={"locked_by": desk.act.actor, "marks_digest": digest},
        data={"returned": urn, "invalid": len(row["invalid"]), "marks": digest},
        rows=tuple(("mark", mark) for mark in mark_rows(row["id"], counted)),
        clears=("ballot",),
        messages=(Message("locked", _OFFICE, told),),
    )


def the_key(key: SessionKey | None) -> SessionKey:
    """Insist on the key.

    Raises:
        Objected: it is lost; so are the ballots.
    """
    if key is None:
        raise _lost("ballot_session.key_lost", "本场测评的票箱密钥已丢失，选票无法验证和开启。")
    return key


def _lost(code: str, message: str) -> Objected:
    remedy = "请绩效办主任作废本场测评，另行组织。"
    return Objected(message, objections=(Objection(code, message, remedy),))


def void(desk: Desk, keys: KeyBox, order: Order) -> Answer:
    """Void a session with a reason (作废): its ballots go unopened, its units can be judged anew.

    Raises:
        Refused: as the lifecycle says.
    """
    with queued(desk.connection, desk.act, order.id):
        answer = one(desk.move(BALLOT_SESSION, _T.VOID, [order], _void))
        keys.destroy(desk.act.district_id, order.id)
    return answer


def _void(desk: Desk, subject: Subject, order: Order, facts: BallotSessionFacts) -> Effect:
    del desk, order
    row = subject.row
    told = f"“{row['label']}”（{row['id']}）已作废：{facts.reason}。所投选票未经开启即销毁。"
    return Effect(
        data={"returned": row["returned"]},
        clears=("ballot",),
        messages=(Message("void", _JUDGES, told),),
    )
