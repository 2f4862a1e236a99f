"""Sending (送达): what waits leaves the house, channel by channel, claimed before it is sent."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

import structlog

from reports import letters
from reports.letters import Letter
from services.channel_addresses import Address, opened
from services.delivery_ledger import (
    Place,
    Verdict,
    claimed,
    due,
    held,
    judged,
    record,
    take_over,
    withdraw,
)
from services.delivery_sorting import hours_of
from services.house import House
from services.quiet_hours import Hours
from services.webhook_posting import Reply
from services.webhook_targets import LookUp, look_up
from states.reaching import Channel, DeliveryState, Sort

log = structlog.get_logger()
#: So many channels are sent by at once, and each for so long before the others have their turn.
AT_ONCE = 4
_SECONDS = 10.0
_NO_KEY = Reply(None, "no_key", 0, out=False)
_CLOSED = Reply(None, "not_allowed", 0, out=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """What a process sends with."""

    house: House
    hours: Mapping[str, Hours]
    resolve: LookUp


def send(house: House, resolve: LookUp = look_up) -> int:
    """Send what is due; any number of processes may.

    Returns:
        How many deliveries were acknowledged.
    """
    with house.database.connect() as connection:
        waiting = due(connection, house.now())
        if not waiting:
            return 0
        sender = Sender(house, hours_of(connection), resolve)
    with ThreadPoolExecutor(min(AT_ONCE, len(waiting)), "send") as pool:
        return sum(pool.map(partial(_send, sender), waiting))


def _send(sender: Sender, place: Place) -> int:
    house, until, done = sender.house, monotonic() + _SECONDS, 0
    with house.database.connect() as connection, held(connection, place) as mine:
        if not mine or place[0] not in sender.hours:
            return 0
        take_over(connection, place, house.now(), house.settings)
        for row in claimed(connection, place, house.now()):
            if not row["wanted"]:
                withdraw(connection, row, house.now())
                continue
            reply = _tried(sender, row)
            verdict = _heard(sender, row, reply)
            record(connection, row, reply, verdict, house.now())
            done += reply.accepted
            if not reply.accepted or monotonic() > until:
                break  # the others have their turn
    return done


def _heard(sender: Sender, row: Mapping[Any, Any], reply: Reply) -> Verdict:
    verdict = judged(row, reply, sender.house.now(), sender.house.settings)
    if verdict.state is DeliveryState.FAILED:
        log.warning("delivery given up", place=row["place"], channel=row["channel"])
    if verdict.next_at is None or row["sort"] == Sort.CODE:
        return verdict
    # Another try is quiet at night, too.
    opens = sender.hours[row["district_id"]].opens(verdict.next_at)
    return Verdict(verdict.outcome, verdict.state, opens)


def _tried(sender: Sender, row: Mapping[Any, Any]) -> Reply:
    house, owner = sender.house, (row["district_id"], row["person_id"])
    written = house.channel_safe.open(owner, bytes(row["sealed"]))
    if written is None:
        return _NO_KEY
    address = Address.read(written)
    if address.channel not in opened(house.settings):
        return _CLOSED
    return _way_of(address.channel)(sender, row, address, _letter(sender, row, address.channel))


def _letter(sender: Sender, row: Mapping[Any, Any], channel: Channel) -> Letter:
    owner = (row["district_id"], row["person_id"])
    if row["sort"] == Sort.CODE:
        return letters.code(
            channel.zh, sender.house.channel_safe.code(owner, row["channel_number"])
        )
    if channel in {Channel(w.strip()) for w in sender.house.settings.message_brief.split(",") if w}:
        return letters.brief(row["items"])
    zone = sender.hours[row["district_id"]].rules.zone
    return letters.letter(Sort(row["sort"]), row["items"], row["made_at"], zone)


def _name(row: Mapping[Any, Any]) -> str:
    """By this a receiver knows it again: a replay has the name of what it repeats."""
    told = (row["district_id"], row["person_id"], row["channel_number"])
    return "/".join((*map(str, told), row["key"].partition("#")[0]))


_Send = Callable[[Sender, Mapping[Any, Any], Address, Letter], Reply]


def _by_mail(sender: Sender, row: Mapping[Any, Any], address: Address, letter: Letter) -> Reply:
    from services import sending_mail  # noqa: PLC0415 - apprise takes a second, most never need it

    told = (letter, _name(row), row["made_at"], address.to, sender.house.settings)
    return sending_mail.send(*told)


def _by_line(sender: Sender, row: Mapping[Any, Any], address: Address, letter: Letter) -> Reply:
    from services import sending_robots  # noqa: PLC0415 - apprise takes a second, most never need it

    return sending_robots.send(letter, _name(row), address, sender.house.settings, sender.resolve)


def _way_of(channel: Channel) -> _Send:
    return _by_mail if channel is Channel.MAIL else _by_line
