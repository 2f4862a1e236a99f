"""Paper ballots (纸质票): entered by the office into the same urn; invalid ones counted."""

from collections.abc import Mapping
from typing import Any

import orjson

from kit.errors import BadInput
from services import ballot_papers
from services.acts import Answer, Order, needed, one
from services.ballot_keys import KeyBox, SessionKey
from services.ballot_papers import Paper
from services.ballot_urn import queued, the_key
from services.ballots import CASTING, one_more, put_in
from services.desk import Desk
from services.door import Subject
from services.intents import Effect
from states.ballot_session import BallotSessionFacts, BallotSessionTrigger

_T = BallotSessionTrigger


def enter_paper(desk: Desk, keys: KeyBox, order: Order) -> Answer:
    """Enter a ballot from paper (录入纸质票) into the same urn.

    Args:
        desk: the office's.
        keys: of the open sessions.
        order: body `group`, `marks` by unit as for `cast`, `own_unit` where one is struck out;
            without `marks` the paper is invalid, and the reason says why.

    Raises:
        BadInput: no such group, incomplete marks, or an invalid paper without a reason.
        Refused: as the lifecycle says, or the session's key is lost.
    """
    key = keys.find(desk.act.district_id, order.id)
    group = str(needed(order.body, "group", "评委组"))
    marks: Mapping[str, Any] | None = order.body.get("marks")
    own = tuple(str(unit) for unit in (order.body.get("own_unit"),) if unit)

    def effect(desk_: Desk, subject: Subject, order_: Order, facts: BallotSessionFacts) -> Effect:
        del order_
        row = subject.row
        if group not in row["returned"]:
            raise BadInput(f"本场测评没有评委组“{group}”。")
        if marks is None:
            return _invalid(row, group, facts.reason)
        nonce = ballot_papers.fresh_nonce()
        paper = Paper(desk_.act.district_id, order.id, group, own, nonce)
        return _on_paper(put_in(desk_, row, the_key(key), paper, marks), row, group)

    asked = Order(order.id, _told(order.body, key), order.revision, order.reason)
    with queued(desk.connection, desk.act, order.id):
        return one(desk.move(CASTING, _T.ENTER_PAPER, [asked], effect, commutes=True))


def _told(body: Mapping[str, Any], key: SessionKey | None) -> dict[str, Any]:
    # A kept answer remembers what was asked as a hash; marks that can be guessed must not be
    # found by it, so they go in under the session's key.
    plain = {name: value for name, value in body.items() if name in ("group", "marks", "own_unit")}
    content = orjson.dumps(plain, default=str, option=orjson.OPT_SORT_KEYS)
    return {"group": body["group"], "paper": key.tag("told", content).hex() if key else ""}


def _on_paper(effect: Effect, row: Mapping[Any, Any], group: str) -> Effect:
    papers = one_more(row["papers"], group)
    return Effect(
        columns={**effect.columns, "papers": papers},
        data={**effect.data, "papers": papers[group]},
        rows=effect.rows,
    )


def _invalid(row: Mapping[Any, Any], group: str, reason: str) -> Effect:
    if not reason.strip():
        raise BadInput("无效票须写明理由。")
    found = [*row["invalid"], {"group": group, "reason": reason}]
    return Effect(columns={"invalid": found}, data={"group": group, "invalid": len(found)})
