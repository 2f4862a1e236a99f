"""The pusher: for each subscription, one event after the other, signed, until it is acknowledged.

At least once: whoever is killed between a receiver's answer and the entry in the ledger leaves the
event to be pushed again, under the same `webhook-id`.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import Connection

from kit.errors import Objection, Refused
from services import people, webhooks
from services.acts import Order
from services.events import Told, Wanted, events
from services.house import House
from services.people import SignedIn
from services.webhook_ledger import (
    Attempt,
    Standing,
    attempted,
    due,
    follow,
    held,
    passed_over,
    record,
)
from services.webhook_message import sealed
from services.webhook_posting import Reply, Way, post
from services.webhook_secrets import Secret
from services.webhook_targets import Allowed, LookUp, look_up, read
from services.webhooks import WEBHOOK
from services.years import system_desk
from states.webhook import WEBHOOK as LIFECYCLE

log = structlog.get_logger()
ACTOR = "system:webhook"
#: So many subscriptions are pushed at once, and each for so long before the others have their turn.
AT_ONCE = 4
_SECONDS = 5.0
_PAGE = 50
_GONE = 410
# What stops a subscription: the sentence that its people read.
_NO_OWNER = "订阅人{owner}已不具备订阅时的身份。请由现任责任人或系统管理员恢复推送，或取消订阅。"
_NO_KEY = (
    "签名密钥已不在：数据目录换过，或系统由备份恢复（备份不含密钥）。"
    "请更换签名密钥，把新密钥交给接收方，再恢复推送。"
)
_TURNED_AWAY = "接收方答复410，不再接收。请与接收方核实后恢复推送，或取消订阅。"
_SILENT = "自{since}起没有一次推送成功（最近：{error}）。请核实接收方后恢复推送，未送达的会补推。"


@dataclass(frozen=True, slots=True)
class Sender:
    """What a process pushes with."""

    house: House
    way: Way

    @classmethod
    def of(cls, house: House, resolve: LookUp = look_up) -> "Sender":
        """Take it from the house."""
        seconds = house.settings.webhook_timeout_seconds
        return cls(house, Way(Allowed.of(house.settings), seconds, resolve))


class _Stop(Exception):  # noqa: N818 - handled at once
    """A subscription cannot go on; the sentence says why."""


def push(house: House, resolve: LookUp = look_up) -> int:
    """Push what is due, several subscriptions at once; any number of processes may.

    Returns:
        How many events were delivered.
    """
    sender = Sender.of(house, resolve)
    with house.database.connect() as connection:
        waiting = due(connection, house.now())
    if not waiting:
        return 0
    with ThreadPoolExecutor(min(AT_ONCE, len(waiting)), "push") as pool:
        return sum(pool.map(partial(_push, sender), waiting))


def _push(sender: Sender, webhook: tuple[str, str]) -> int:
    # One that cannot go on must not keep the others from going on.
    with sender.house.database.connect() as connection, held(connection, webhook) as mine:
        row = follow(connection, webhook, sender.house.now()) if mine else None
        if row is None:
            return 0
        try:
            return sum(_pushed(sender, connection, row))
        except _Stop as why:
            _fail(sender.house, connection, row, str(why))
            return 0


def _fail(house: House, connection: Connection, row: Mapping[Any, Any], why: str) -> None:
    desk = system_desk(connection, row["district_id"], row["year"], ACTOR, house.now())
    for answer in webhooks.fail(desk, [Order(row["id"], reason=why)]):
        if isinstance(answer, Refused):
            log.warning("webhook not stopped", webhook=row["id"], why=answer.message)


def _pushed(sender: Sender, connection: Connection, row: Mapping[Any, Any]) -> Iterator[int]:
    """Push page after page; 1 for each event that was delivered."""
    until = monotonic() + _SECONDS
    standing = Standing.of(row)
    while monotonic() < until:
        told = _events(sender.house, row, standing.after)
        for event in told.events:
            attempt = _attempt(sender, row, event, standing)
            goes_on = record(connection, row, attempt)
            _insist(sender.house, attempt)
            standing = attempt.standing
            yield int(attempt.reply.accepted)
            if not goes_on or attempt.outcome == "failed" or monotonic() > until:
                return
        passed_over(connection, row, told.upto)
        standing = Standing(told.upto, standing.tries, standing.attempts, standing.failing_since)
        if not told.more:
            return


def _secrets(house: House, row: Mapping[Any, Any], now: datetime) -> list[Secret]:
    box, named = house.secrets, (row["district_id"], row["id"])
    secret = box.secret(*named, row["salt"])
    if secret is None:
        raise _Stop(_NO_KEY)
    overlap = timedelta(hours=house.settings.webhook_overlap_hours)
    if row["former_salt"] is None or row["rotated_at"] + overlap <= now:
        return [secret]
    former = box.secret(*named, row["former_salt"])
    return [secret, former] if former else [secret]


def _events(house: House, row: Mapping[Any, Any], after: int) -> Told:
    # On a connection of its own, bound to what may be seen: the second line behind the query.
    wanted = Wanted(
        after=after, kinds=row["kinds"], triggers=row["triggers"], outside=True, limit=_PAGE
    )
    with house.database.connect() as connection:
        reader = _reader(house, connection, row)
        people.limit_sight(connection, reader.sight)
        return events(connection, reader, wanted)


def _reader(house: House, connection: Connection, row: Mapping[Any, Any]) -> SignedIn:
    """Whoever subscribed, with the sight of the subscription and nothing of their own besides."""
    owner, unit = row["owner_id"], row["unit_id"]
    desk = system_desk(connection, row["district_id"], row["year"], owner, house.now())
    if not desk.look(WEBHOOK, [row["id"]])[row["id"]].capacities & LIFECYCLE.born.who:
        raise _Stop(_NO_OWNER.format(owner=owner))
    return SignedIn(row["district_id"], "", "", None, (), (unit,) if unit else None)


def _attempt(
    sender: Sender, row: Mapping[Any, Any], event: Mapping[str, Any], standing: Standing
) -> Attempt:
    settings, at = sender.house.settings, sender.house.now()
    target = read(row["url"], sender.way.allowed)
    if isinstance(target, Objection):
        reply = Reply(None, "not_allowed", 0)
    else:
        message = sealed(row["district_id"], event, _secrets(sender.house, row, at))
        reply = post(target, message.headers, message.body, sender.way)
    return attempted(standing, event["number"], reply, at, settings)


def _insist(house: House, attempt: Attempt) -> None:
    """Stop what will not work any more."""
    if attempt.reply.status == _GONE:
        raise _Stop(_TURNED_AWAY)
    since = attempt.standing.failing_since
    if since and since + timedelta(days=house.settings.webhook_failing_days) <= attempt.at:
        raise _Stop(_SILENT.format(since=since.date(), error=attempt.reply.error))
