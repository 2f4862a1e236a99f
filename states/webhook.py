"""The life of a subscription (推送订阅): events of the district pushed to an address."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class WebhookState(Word):
    """Where a subscription stands."""

    ACTIVE = "active", "推送中"
    PAUSED = "paused", "已暂停"
    FAILED = "failed", "推送失败停用"
    REMOVED = "removed", "已取消"


class WebhookTrigger(Word):
    """What may be done with a subscription."""

    SUBSCRIBE = "subscribe", "订阅推送"
    PAUSE = "pause", "暂停推送"
    RESUME = "resume", "恢复推送"
    ROTATE_SECRET = "rotate_secret", "更换签名密钥"
    REPLAY = "replay", "重新推送"
    FAIL = "fail", "停用"
    REMOVE = "remove", "取消订阅"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookFacts(Facts):
    """What the questions about a subscription look at.

    Attributes:
        address: what stands against the address; None for nothing.
        standing: how many subscriptions stand beside it, of the same unit or of the district.
        most: how many there may be.
        latest: number of the district's latest event.
        after: the event after which to push again.
    """

    address: Objection | None = None
    standing: int = 0
    most: int = 1
    latest: int = 0
    after: int = 0


_F = WebhookFacts


def address_is_allowed(facts: _F) -> Objection | None:
    """Object to an address that the operator has not allowed."""
    return facts.address


def not_too_many_stand(facts: _F) -> Objection | None:
    """Object to more subscriptions than the operator allows."""
    if facts.standing < facts.most:
        return None
    return Objection(
        "webhook.too_many", f"已有{facts.standing}个推送订阅，不能再增加。", "请先取消不用的订阅。"
    )


def event_is_there(facts: _F) -> Objection | None:
    """Object to pushing again from an event that has not happened."""
    if facts.after <= facts.latest:
        return None
    return Objection(
        "webhook.no_event", f"最新的事件是第{facts.latest}号。", "请写不大于它的编号。"
    )


_S, _T = WebhookState, WebhookTrigger
#: The unit's head for what the unit may see, the administrator for the district.
_OWNERS = frozenset({Capacity.UNIT_HEAD, Capacity.ADMINISTRATOR})
_SYSTEM = frozenset({Capacity.SYSTEM})

# fmt: off
WEBHOOK: Lifecycle[WebhookFacts] = Lifecycle(
    "webhook", "推送订阅",
    born=Row(None, _T.SUBSCRIBE, _S.ACTIVE, _OWNERS, (address_is_allowed, not_too_many_stand)),
    rows=(
        Row(_S.ACTIVE, _T.PAUSE,         _S.PAUSED,  _OWNERS),
        Row(_S.PAUSED, _T.RESUME,        _S.ACTIVE,  _OWNERS),
        Row(_S.FAILED, _T.RESUME,        _S.ACTIVE,  _OWNERS),
        Row(_S.ACTIVE, _T.ROTATE_SECRET, _S.ACTIVE,  _OWNERS),
        Row(_S.PAUSED, _T.ROTATE_SECRET, _S.PAUSED,  _OWNERS),
        Row(_S.FAILED, _T.ROTATE_SECRET, _S.FAILED,  _OWNERS),
        Row(_S.ACTIVE, _T.REPLAY,        _S.ACTIVE,  _OWNERS, (event_is_there,)),
        Row(_S.PAUSED, _T.REPLAY,        _S.PAUSED,  _OWNERS, (event_is_there,)),
        Row(_S.FAILED, _T.REPLAY,        _S.FAILED,  _OWNERS, (event_is_there,)),
        Row(_S.ACTIVE, _T.FAIL,          _S.FAILED,  _SYSTEM, says_why=True),
        Row(_S.ACTIVE, _T.REMOVE,        _S.REMOVED, _OWNERS),
        Row(_S.PAUSED, _T.REMOVE,        _S.REMOVED, _OWNERS),
        Row(_S.FAILED, _T.REMOVE,        _S.REMOVED, _OWNERS),
    ),
)
# fmt: on
