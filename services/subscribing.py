"""Subscribing (订阅推送): an address gets events, and whoever asked gets the secret, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import text

from kit.errors import BadInput, Objection
from services.acts import Answer, Order, one
from services.desk import Desk
from services.door import Subject
from services.events import insist_on_words
from services.house import House
from services.intents import Effect, Message
from services.trail import stamp
from services.webhook_secrets import SecretBox
from services.webhook_targets import Allowed, read
from services.webhooks import WEBHOOK
from states.capacity import Capacity
from states.webhook import WebhookFacts, WebhookTrigger


@dataclass(frozen=True, slots=True)
class Terms:
    """On which the operator lets subscribe.

    Attributes:
        most: how many subscriptions a unit, or the district, may have.
    """

    allowed: Allowed
    most: int
    box: SecretBox

    @classmethod
    def of(cls, house: House) -> Self:
        """Read them from the house's settings."""
        return cls(Allowed.of(house.settings), house.settings.webhook_most, house.secrets)


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A subscription as the act left it, with its secret.

    Attributes:
        secret: None when another was made since.
    """

    answer: Answer
    secret: str | None


_BEFORE = text(
    "SELECT (SELECT count(*) FROM webhook WHERE district_id = :district AND year = :year"
    " AND unit_id IS NOT DISTINCT FROM CAST(:unit AS text)) AS number,"
    " (SELECT count(*) FROM webhook WHERE district_id = :district"
    " AND unit_id IS NOT DISTINCT FROM CAST(:unit AS text) AND state <> 'removed') AS standing,"
    " (SELECT coalesce(max(number), 0) FROM event WHERE district_id = :district) AS latest,"
    " CAST(:unit AS text) IS NULL OR EXISTS (SELECT FROM unit WHERE district_id = :district"
    " AND id = :unit) AS known"
)


def subscribe(desk: Desk, terms: Terms, body: Mapping[str, Any]) -> Disclosed:
    """Push events to an address from now on (订阅推送).

    Args:
        desk: the head of a unit, or the administrator.
        terms: on which it is allowed.
        body: `url`, `label`, `unit_id` (none for the district), `kinds`, `triggers`.

    Raises:
        BadInput: a kind, trigger or unit that there is not.
        Refused: with the objections.
    """
    kinds, triggers = list(body.get("kinds") or ()), list(body.get("triggers") or ())
    insist_on_words(kinds, triggers)
    unit = body.get("unit_id")
    asked = {"district": desk.act.district_id, "year": desk.year, "unit": unit}
    before = desk.connection.execute(_BEFORE, asked).one()
    if not before.known:
        raise BadInput(f"没有单位“{unit}”。")
    objection = read(body["url"], terms.allowed)
    row: dict[str, Any] = {
        # Counted among its own: a unit does not see how many there are besides.
        "id": "-".join((f"{desk.year}-W", *([unit] if unit else ()), str(before.number + 1))),
        "unit_id": unit,
        "url": body["url"],
        "label": body.get("label") or "",
        "owner_id": desk.act.actor,
        "kinds": kinds,
        "triggers": triggers,
        "start_after": before.latest,
        "restart": 0,
        "salt": terms.box.new_salt(),
        "secret_revision": 0,
        "address": objection if isinstance(objection, Objection) else None,
        "standing": before.standing,
        "most": terms.most,
    }
    answer = one(desk.bear(WEBHOOK, WebhookTrigger.SUBSCRIBE, [row], _subscribed, dict(body)))
    return _disclosed(desk, terms.box, answer)


def _subscribed(desk: Desk, subject: Subject, order: Order, facts: WebhookFacts) -> Effect:
    del order, facts
    row = subject.row
    told = f"{desk.act.actor}订阅了事件推送（{row['id']}），推送到 {row['url']}。"
    data = {name: row[name] for name in ("url", "kinds", "triggers", "start_after")}
    return Effect(data=data, messages=(Message("subscribed", (Capacity.ADMINISTRATOR,), told),))


_SALT = text("SELECT salt, secret_revision FROM webhook WHERE district_id = :district AND id = :id")


def _disclosed(desk: Desk, box: SecretBox, answer: Answer) -> Disclosed:
    asked = {"district": desk.act.district_id, "id": answer.id}
    row = desk.connection.execute(_SALT, asked).one()
    if row.secret_revision != answer.revision:
        return Disclosed(answer, None)
    secret = box.secret(desk.act.district_id, answer.id, row.salt)
    return Disclosed(answer, secret.shown() if secret else None)


def rotate_secret(
    desk: Desk, box: SecretBox, webhook_id: str, revision: int | None = None
) -> Disclosed:
    """Make a new secret (更换签名密钥); the one before signs beside it for some hours.

    Raises:
        Refused: with the objections.
    """

    def rotated(desk: Desk, subject: Subject, order: Order, facts: WebhookFacts) -> Effect:
        del order, facts
        columns = {
            "former_salt": subject.row["salt"],
            "salt": box.new_salt(),
            "rotated_at": stamp(desk.act.at),
            "secret_revision": subject.row["revision"] + 1,
        }
        return Effect(columns=columns)

    order = Order(webhook_id, revision=revision)
    answer = one(desk.move(WEBHOOK, WebhookTrigger.ROTATE_SECRET, [order], rotated))
    return _disclosed(desk, box, answer)
