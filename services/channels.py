"""How messages reach people outside the house (送达渠道): added, confirmed by a code, removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self

from sqlalchemy import Connection, text

from kit.errors import Objection
from kit.settings import Settings
from services import channel_addresses
from services.acts import Answer, Answers, Order, needed, one
from services.channel_addresses import Address
from services.channel_safe import ChannelSafe
from services.desk import Desk
from services.door import Subject
from services.house import House
from services.intents import Effect
from services.person_facts import PERSON, chosen_channel
from services.trail import stamp
from states.person import PersonFacts, PersonTrigger
from states.reaching import Carries, Channel, DeliveryState, Sort

_T = PersonTrigger
#: A code that was sent is good for so long.
_GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which the operator lets messages leave, and where addresses lie."""

    settings: Settings
    safe: ChannelSafe

    @classmethod
    def of(cls, house: House) -> Self:
        """Take them from the house."""
        return cls(house.settings, house.channel_safe)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A channel that is asked for."""

    channel: Channel
    address: str
    secret: str = ""
    label: str = ""
    carries: Carries = Carries.ALL


def add(desk: Desk, terms: Terms, wanted: Wanted) -> Answer:
    """Add a channel of one's own (登记送达渠道); it carries nothing before its code is confirmed.

    Raises:
        Refused: the address cannot be, or the operator has not opened it.
    """
    read = channel_addresses.read(wanted.channel, wanted.address, wanted.secret, terms.settings)
    if isinstance(read, Objection):
        order, effect = Order(desk.act.actor, {"address_objection": read}), None
    else:
        order, effect = Order(desk.act.actor), partial(_added, terms.safe, wanted, read)
    return one(desk.move(PERSON, _T.ADD_CHANNEL, [order], effect))


def _added(
    safe: ChannelSafe,
    wanted: Wanted,
    read: Address,
    desk: Desk,
    subject: Subject,
    _order: Order,
    _facts: PersonFacts,
) -> Effect:
    person, number = subject.row["id"], subject.row["revision"] + 1
    owner = (desk.act.district_id, person)
    channel = {
        "person_id": person,
        "number": number,
        "channel": wanted.channel,
        "label": wanted.label,
        "carries": wanted.carries,
        "shown": read.shown,
        "sealed": safe.seal(owner, read.written()),
        "added_at": stamp(desk.act.at),
    }
    code: dict[str, Any] = {
        "person_id": person,
        "channel_number": number,
        "key": "code",
        "sort": Sort.CODE,
        "urgent": True,
        "items": [],
        "state": DeliveryState.WAITING,
        "made_at": stamp(desk.act.at),
        "next_at": stamp(desk.act.at),
        "tries": 0,
    }
    data = {"channel": wanted.channel, "shown": read.shown, "carries": wanted.carries}
    return Effect(rows=(("reaching_channel", channel), ("delivery", code)), data=data)


def confirm(desk: Desk, terms: Terms, number: int, code: str) -> Answer:
    """Put a channel to use by the code that came through it (启用送达渠道).

    Raises:
        Refused: the code is wrong or too old, or no channel waits for one.
    """
    owner = (desk.act.district_id, desk.act.actor)
    fits = terms.safe.code_fits(owner, number, code) and _is_young(desk, number)
    order = Order(desk.act.actor, {"channel": number, "code_fits": fits})
    return one(desk.move(PERSON, _T.CONFIRM_CHANNEL, [order], _confirmed))


_ADDED = text(
    "SELECT added_at FROM reaching_channel WHERE district_id = :district AND person_id = :id"
    " AND number = :number"
)


def _is_young(desk: Desk, number: int) -> bool:
    asked = {"district": desk.act.district_id, "id": desk.act.actor, "number": number}
    added: datetime | None = desk.connection.execute(_ADDED, asked).scalar_one_or_none()
    return added is not None and desk.act.at <= added + _GOOD_FOR


def _confirmed(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del facts
    return _laid_anew(subject, order, confirmed_at=stamp(desk.act.at))


def remove(desk: Desk, orders: list[Order]) -> Answers:
    """Take channels away (取消送达渠道); body: `channel`, its number. The address is wiped."""
    for order in orders:
        needed(order.body, "channel", "渠道")
    return desk.move(PERSON, _T.REMOVE_CHANNEL, orders, _removed)


def _removed(desk: Desk, subject: Subject, order: Order, facts: PersonFacts) -> Effect:
    del facts
    return _laid_anew(subject, order, removed_at=stamp(desk.act.at), sealed=None)


def _laid_anew(subject: Subject, order: Order, **changed: Any) -> Effect:  # noqa: ANN401 - columns
    channel = chosen_channel(subject.row, order) or {}
    data = {"channel": channel["channel"], "shown": channel["shown"], "number": channel["number"]}
    return Effect(rows=(("reaching_channel", {**channel, **changed}),), data=data)


_HELD = text(
    "SELECT number, channel, label, carries, shown, added_at, confirmed_at"
    " FROM reaching_channel WHERE district_id = :district AND person_id = :id"
    " AND removed_at IS NULL ORDER BY number"
)


def channels_of(connection: Connection, district_id: str, person_id: str) -> list[dict[str, Any]]:
    """List somebody's channels; nobody reads an address again."""
    found = connection.execute(_HELD, {"district": district_id, "id": person_id}).mappings()
    return [{**row, "channel_label": Channel(row["channel"]).zh} for row in found]
