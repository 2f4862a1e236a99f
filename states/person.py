"""The life of an account (人员账号): capacities from day to day, sign-in, what proves it."""

from dataclasses import dataclass
from datetime import date, datetime

from kit.errors import Objection
from states.capacity import Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class PersonState(Word):
    """Where an account stands; a lock passes by itself and is no state."""

    ACTIVE = "active", "在用"
    DISABLED = "disabled", "已停用"


class PersonTrigger(Word):
    """What may be done with an account."""

    ENROL = "enrol", "开户"
    RENAME = "rename", "更正姓名单位"
    ASSIGN = "assign", "授予身份"
    END = "end", "终止身份"
    DISABLE = "disable", "停用"
    ENABLE = "enable", "恢复使用"
    SIGN_IN = "sign_in", "登录"
    REFUSE_SIGN_IN = "refuse_sign_in", "拒绝登录"
    SIGN_OUT = "sign_out", "退出登录"
    UNLOCK = "unlock", "解除锁定"
    CHANGE_PASSWORD = "change_password", "修改口令"
    RESET_PASSWORD = "reset_password", "重置口令"
    SET_UP_TOTP = "set_up_totp", "登记动态口令器"
    CONFIRM_TOTP = "confirm_totp", "启用动态口令"
    REMOVE_TOTP = "remove_totp", "取消动态口令"
    ISSUE_TOKEN = "issue_token", "签发访问令牌"
    REVOKE_TOKEN = "revoke_token", "收回令牌"
    ADD_CHANNEL = "add_channel", "登记送达渠道"
    CONFIRM_CHANNEL = "confirm_channel", "启用送达渠道"
    REMOVE_CHANNEL = "remove_channel", "取消送达渠道"
    RESEND = "resend", "重新送达"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts(Facts):
    """What the questions about an account look at.

    Attributes:
        person_id: whose account it is.
        today: the district's day of the act.
        locked_until: after too many wrong tries; none while it is not.
        proven: the password was right, and so was the code where one is asked for.
        code_fits: the code fits the authenticator that was set up.
        totp: an authenticator was set up: "", "set_up" or "confirmed".
        gives: the capacities to be given.
        held: capacities that are held today or will be.
        standing: some of it is held already in these days.
        from_day: from when it is given.
        ending: what shall end is held.
        last_day: on which it is held for the last time.
        tokens: how many tokens would be revoked.
        address: what stands against the address of a channel.
        channels: how many channels there are ...
        channels_most: ... and how many there may be.
        channel_found: the channel that is meant is there; for a confirmation, and waits for it.
        channel_code_fits: the code is the one that was sent by it, and not too old.
        resendable: everything that shall be sent again failed, and was not sent again yet.
    """

    person_id: str = ""
    today: date = date.min
    locked_until: datetime | None = None
    proven: bool = False
    code_fits: bool = False
    totp: str = ""
    gives: frozenset[Capacity] = frozenset()
    held: frozenset[Capacity] = frozenset()
    standing: bool = False
    from_day: date = date.max
    ending: bool = False
    last_day: date = date.max
    tokens: int = 0
    address: Objection | None = None
    channels: int = 0
    channels_most: int = 1
    channel_found: bool = False
    channel_code_fits: bool = False
    resendable: bool = False


_F = PersonFacts


def is_somebody_else(facts: _F) -> Objection | None:
    """Object to whoever would do it to their own account."""
    if not facts.did(facts.person_id):
        return None
    return Objection("four_eyes", "不能对自己的账号办理此事。", "请另一名系统管理员办理。")


def capacity_is_new(facts: _F) -> Objection | None:
    """Object to a capacity that is held already."""
    if not facts.standing:
        return None
    return Objection("person.held_already", "该人员在所列期间已有这一身份。")


def administration_stays_apart(facts: _F) -> Objection | None:
    """Object to one person administering accounts and doing the district's business."""
    everything = facts.held | facts.gives
    if Capacity.ADMINISTRATOR not in everything or len(everything) == 1:
        return None
    said = "系统管理员不得兼任业务身份。"
    return Objection("person.separation", said, "请先终止原有身份，或另开账号。")


def begins_today_or_later(facts: _F) -> Objection | None:
    """Object to a capacity given for days that have passed; the operator's import may."""
    if facts.from_day >= facts.today or Capacity.SYSTEM in facts.capacities:
        return None
    return Objection("person.past", "身份不能追溯授予。", "起始日请写今日或以后。")


def capacity_is_held(facts: _F) -> Objection | None:
    """Object to ending what is not held."""
    if facts.ending:
        return None
    return Objection("person.not_held", "该人员没有这一身份，或已终止。")


def ends_yesterday_or_later(facts: _F) -> Objection | None:
    """Object to a capacity taken away for days that have passed."""
    if (facts.today - facts.last_day).days <= 1:
        return None
    return Objection("person.past", "身份不能追溯终止。", "末日最早可写昨日，即自今日起不再持有。")


def is_not_locked(facts: _F) -> Objection | None:
    """Object while the account is locked after too many wrong tries."""
    if facts.locked_until is None or facts.locked_until <= facts.at:
        return None
    return Objection(
        "person.locked", "因多次输错口令，账号已暂时锁定。", "请稍后再试，或请管理员解除锁定。"
    )


def is_locked(facts: _F) -> Objection | None:
    """Object to unlocking what is not locked."""
    if is_not_locked(facts):
        return None
    return Objection("person.not_locked", "账号没有锁定。")


def is_proven(facts: _F) -> Objection | None:
    """Object to a wrong password, or a wrong or used code."""
    if facts.proven:
        return None
    return Objection("person.not_proven", "口令或动态码不对。")


def code_fits(facts: _F) -> Objection | None:
    """Object to a code that the authenticator does not show."""
    if facts.code_fits:
        return None
    return Objection("person.wrong_code", "动态码不对或已用过。", "请等下一个动态码再试。")


def no_authenticator_stands(facts: _F) -> Objection | None:
    """Object to a second authenticator."""
    if facts.totp != "confirmed":
        return None
    return Objection("person.totp_stands", "已启用动态口令。", "更换设备时请先取消。")


def authenticator_is_set_up(facts: _F) -> Objection | None:
    """Object to confirming an authenticator that was not set up, or that was confirmed."""
    if facts.totp == "set_up":
        return None
    return Objection("person.no_totp", "没有待启用的动态口令器。", "请先登记动态口令器。")


def authenticator_is_there(facts: _F) -> Objection | None:
    """Object to removing an authenticator that is not there."""
    if facts.totp:
        return None
    return Objection("person.no_totp", "没有登记动态口令器。")


def token_is_there(facts: _F) -> Objection | None:
    """Object to revoking a token that is not there."""
    if facts.tokens:
        return None
    return Objection("person.no_token", "没有这个令牌，或已失效。")


def channel_may_be_reached(facts: _F) -> Objection | None:
    """Object to an address that cannot be, or that the operator has not opened."""
    return facts.address


def channels_are_few(facts: _F) -> Objection | None:
    """Object to more channels than anybody needs."""
    if facts.channels < facts.channels_most:
        return None
    said = f"送达渠道至多{facts.channels_most}个。"
    return Objection("person.channels_most", said, "请先取消不用的渠道。")


def channel_is_there(facts: _F) -> Objection | None:
    """Object to a channel that is not there."""
    if facts.channel_found:
        return None
    return Objection("person.no_channel", "没有这个送达渠道，或已取消、已启用。")


def channel_code_fits(facts: _F) -> Objection | None:
    """Object to a code that was not sent by the channel."""
    if facts.channel_code_fits:
        return None
    said = "验证码不对或已过期。"
    return Objection("person.wrong_channel_code", said, "请核对收到的验证码，或重新登记这个渠道。")


def failed_before(facts: _F) -> Objection | None:
    """Object to sending again what arrived, is on its way, or was sent again already."""
    if facts.resendable:
        return None
    said = "只有送达失败或不知是否送达的才能重新送达，每条一次。"
    return Objection("person.not_resendable", said)


_S, _T = PersonState, PersonTrigger
_SELF = frozenset({Capacity.SELF})
_SYSTEM = frozenset({Capacity.SYSTEM})
#: Who keeps the accounts; the operator at the console acts as the system.
_KEEPERS = frozenset({Capacity.ADMINISTRATOR, Capacity.SYSTEM})
_GIVEN = (
    is_somebody_else,
    capacity_is_new,
    administration_stays_apart,
    begins_today_or_later,
)
_ENDED = (is_somebody_else, capacity_is_held, ends_yesterday_or_later)
_OTHERS = (is_somebody_else,)

# fmt: off
PERSON: Lifecycle[PersonFacts] = Lifecycle(
    "person", "人员账号",
    born=Row(None, _T.ENROL, _S.ACTIVE, _KEEPERS),
    rows=(
        Row(_S.ACTIVE,   _T.RENAME,          _S.ACTIVE,   _KEEPERS),
        Row(_S.ACTIVE,   _T.ASSIGN,          _S.ACTIVE,   _KEEPERS, _GIVEN),
        Row(_S.ACTIVE,   _T.END,             _S.ACTIVE,   _KEEPERS, _ENDED),
        Row(_S.DISABLED, _T.END,             _S.DISABLED, _KEEPERS, _ENDED),
        Row(_S.ACTIVE,   _T.DISABLE,         _S.DISABLED, _KEEPERS, _OTHERS, says_why=True),
        Row(_S.DISABLED, _T.ENABLE,          _S.ACTIVE,   _KEEPERS, _OTHERS),
        Row(_S.ACTIVE,   _T.SIGN_IN,         _S.ACTIVE,   _SELF, (is_not_locked, is_proven)),
        Row(_S.ACTIVE,   _T.REFUSE_SIGN_IN,  _S.ACTIVE,   _SYSTEM, (is_not_locked,)),
        Row(_S.ACTIVE,   _T.SIGN_OUT,        _S.ACTIVE,   _SELF, (token_is_there,)),
        Row(_S.ACTIVE,   _T.UNLOCK,          _S.ACTIVE,   _KEEPERS, (is_somebody_else, is_locked)),
        Row(_S.ACTIVE,   _T.CHANGE_PASSWORD, _S.ACTIVE,   _SELF, (is_not_locked, is_proven)),
        Row(_S.ACTIVE,   _T.RESET_PASSWORD,  _S.ACTIVE,   _KEEPERS, _OTHERS),
        Row(_S.ACTIVE,   _T.SET_UP_TOTP,     _S.ACTIVE,   _SELF,
            (is_not_locked, is_proven, no_authenticator_stands)),
        Row(_S.ACTIVE,   _T.CONFIRM_TOTP,    _S.ACTIVE,   _SELF,
            (authenticator_is_set_up, code_fits)),
        Row(_S.ACTIVE,   _T.REMOVE_TOTP,     _S.ACTIVE,   _SELF | _KEEPERS,
            (is_not_locked, is_proven, authenticator_is_there)),
        Row(_S.ACTIVE,   _T.ISSUE_TOKEN,     _S.ACTIVE,   _SELF | _SYSTEM),
        Row(_S.ACTIVE,   _T.REVOKE_TOKEN,    _S.ACTIVE,   _SELF | _KEEPERS, (token_is_there,)),
        Row(_S.ACTIVE,   _T.ADD_CHANNEL,     _S.ACTIVE,   _SELF,
            (channel_may_be_reached, channels_are_few)),
        Row(_S.ACTIVE,   _T.CONFIRM_CHANNEL, _S.ACTIVE,   _SELF,
            (channel_is_there, channel_code_fits)),
        Row(_S.ACTIVE,   _T.REMOVE_CHANNEL,  _S.ACTIVE,   _SELF | _KEEPERS, (channel_is_there,)),
        Row(_S.ACTIVE,   _T.RESEND,          _S.ACTIVE,   _KEEPERS, (failed_before,)),
    ),
)
# fmt: on
