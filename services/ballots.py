"""Ballots (选票): fetched by a judge once, cast without a name."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from kit.errors import BadInput, NotFound
from services import ballot_papers
from services.acts import Act, Answer, Order, one
from services.ballot_counting import checked
from services.ballot_keys import KeyBox, SessionKey
from services.ballot_papers import Forged, Paper, Sealer
from services.ballot_sessions import JUDGE_FACTS, ballot_session_facts, group_of
from services.ballot_urn import queued, the_key
from services.desk import Desk, Noun
from services.door import Subject
from services.intents import Effect
from services.reading import one_read
from services.years import desk_for
from states.ballot_session import BallotSessionFacts, BallotSessionTrigger

_T = BallotSessionTrigger
_OWN_UNITS = """
    (SELECT coalesce(jsonb_agg(DISTINCT u), '[]') FROM (
        SELECT p.unit_id AS u FROM person p
            WHERE p.district_id = s.district_id AND p.id = %(actor)s
        UNION SELECT a.unit_id FROM assignment a WHERE a.district_id = s.district_id
            AND a.person_id = %(actor)s AND a.capacity IN ('unit_clerk', 'unit_head')
            AND a.from_day <= %(today)s AND (a.until_day IS NULL OR a.until_day >= %(today)s)) x
        WHERE u IS NOT NULL) AS own_units,
"""
_DIGESTS = """
    (SELECT coalesce(jsonb_agg(encode(b.digest, 'hex')), '[]') FROM ballot b
        WHERE b.district_id = s.district_id AND b.ballot_session_id = s.id) AS digests,
"""
_CLAIMING = Noun(
    "ballot_session",
    one_read("ballot_session", JUDGE_FACTS + _OWN_UNITS),
    ballot_session_facts,
)
CASTING = Noun("ballot_session", one_read("ballot_session", _DIGESTS), ballot_session_facts)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A fetched paper, shown this once.

    Attributes:
        token: the paper; whoever has it may vote, and nobody can tell whose it is.
        units: ids of the units it is good for, in the order in which they speak.
    """

    answer: Answer
    token: str
    group: str
    units: tuple[str, ...]


def claim(desk: Desk, keys: KeyBox, order: Order) -> Claimed:
    """Fetch a ballot paper (领票): that somebody has one is known, which one is kept nowhere.

    A judge's own device may name the random part (body `secret`); together with an idempotency key
    an answer that got lost on the way can then be asked for again. There is no other second paper:
    to call one in, the house would have to know whose it is.

    Raises:
        BadInput: an idempotency key without `secret`.
        Refused: as the lifecycle says, or the session's key is lost.
    """
    if desk.act.key and not order.body.get("secret"):
        raise BadInput("用幂等键领票，须同时给出本机生成的随机数（secret）。")
    secret = str(order.body.get("secret") or secrets.token_hex(32))
    key = keys.find(desk.act.district_id, order.id)

    def effect(desk_: Desk, subject: Subject, order_: Order, facts: BallotSessionFacts) -> Effect:
        del order_, facts
        the_key(key)
        return _claimed(desk_, subject.row)

    with queued(desk.connection, desk.act, order.id):
        answer = one(desk.move(_CLAIMING, _T.CLAIM, [order], effect, commutes=True))
    return _paper(desk, answer, the_key(key), secret)


def _claimed(desk: Desk, row: Mapping[Any, Any]) -> Effect:
    group = group_of(row)["key"]
    voter = {"ballot_session_id": row["id"], "person_id": desk.act.actor, "judge_group": group}
    claimed = one_more(row["claimed"], group)
    return Effect(
        columns={"claimed": claimed},
        data={"group": group, "claimed": claimed[group]},
        rows=(("voter", {**voter, "units": row["own_units"]}),),
    )


_VOTER = text(
    "SELECT v.judge_group, v.units AS own, s.units FROM voter v JOIN ballot_session s"
    " ON s.district_id = v.district_id AND s.id = v.ballot_session_id"
    " WHERE v.district_id = :district AND s.id = :session AND v.person_id = :person"
)


def _paper(desk: Desk, answer: Answer, key: SessionKey, secret: str) -> Claimed:
    district, person = desk.act.district_id, desk.act.actor
    asked = {"district": district, "session": answer.id, "person": person}
    voter = desk.connection.execute(_VOTER, asked).one()
    own = tuple(unit for unit in voter.own if unit in voter.units)
    nonce = ballot_papers.nonce_for(key, person, secret)
    paper = Paper(district, answer.id, voter.judge_group, own, nonce)
    units = tuple(unit for unit in voter.units if unit not in own)
    return Claimed(answer, paper.token(key), voter.judge_group, units)


def cast(
    connection: Connection, keys: KeyBox, at: datetime, token: str, marks: Mapping[str, Any]
) -> Answer:
    """Cast a ballot (投票) with a paper alone; again, until the urn is locked, it takes its place.

    Args:
        connection: of a request in which nobody is signed in.
        keys: of the open sessions.
        at: the house's time.
        token: the paper.
        marks: by unit a Decimal or `unknown` (不了解), for every unit but one's own.

    Raises:
        Forged: the house did not write this paper.
        BadInput: a unit is missing, one's own, or its mark out of range.
        Refused: the session is not open, or its key is lost.
    """
    paper = ballot_papers.read(token)
    key = keys.find(paper.district_id, paper.session_id)
    if key is not None and not paper.is_authentic(token, key):
        raise Forged  # before anything is asked of the database: nobody is signed in here
    act = Act(district_id=paper.district_id, actor="system:ballot", at=at)
    try:
        desk = desk_for(connection, act, int(paper.session_id[:4]))
    except (NotFound, ValueError) as error:
        raise Forged from error

    def effect(desk_: Desk, subject: Subject, order: Order, facts: BallotSessionFacts) -> Effect:
        del order, facts
        return put_in(desk_, subject.row, the_key(key), paper, marks)

    with queued(connection, act, paper.session_id):
        order = Order(paper.session_id)
        return one(desk.move(CASTING, _T.CAST, [order], effect, commutes=True))


def put_in(
    desk: Desk, row: Mapping[Any, Any], key: SessionKey, paper: Paper, marks: Mapping[str, Any]
) -> Effect:
    """Seal checked marks and lay them in the urn, in the place of the same paper's before.

    Raises:
        BadInput: a unit is missing, one's own, or its mark out of range.
    """
    good = checked(desk.rules.plan.judges, row["units"], paper.own, marks)
    sealer = Sealer(key, f"{paper.district_id}/{paper.session_id}", row["units"])
    again = paper.digest.hex() in row["digests"]
    returned = row["returned"] if again else one_more(row["returned"], paper.group)
    ballot = {
        "ballot_session_id": paper.session_id,
        "digest": paper.digest,
        "judge_group": paper.group,
        "sealed": sealer.seal(paper.digest, paper.group, good),
    }
    return Effect(
        columns={"returned": returned},
        data={"group": paper.group, "returned": returned[paper.group]},
        rows=(("ballot", ballot),),
    )


def one_more(counts: Mapping[str, int], group: str) -> dict[str, int]:
    """Count one more of a group."""
    return {**counts, group: counts.get(group, 0) + 1}
