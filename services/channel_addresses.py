"""Addresses of channels: what may be one, how it is read, and how much of it is shown again."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from kit.errors import Objection
from kit.settings import Settings
from services import webhook_targets
from services.webhook_targets import Allowed
from states.reaching import Channel

_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")
#: A robot's address as its group shows it, or the token alone.
_ROBOTS: Mapping[Channel, re.Pattern[str]] = {
    Channel.WECOM: re.compile(
        r"(?:https://[^/\s]{1,253}/cgi-bin/webhook/send\?key=)?([A-Za-z0-9_-]{8,128})"
    ),
    Channel.DINGTALK: re.compile(
        r"(?:https://[^/\s]{1,253}/robot/send\?access_token=)?([A-Za-z0-9]{8,128})"
    ),
    Channel.FEISHU: re.compile(
        r"(?:https://[^/\s]{1,253}/open-apis/bot/v2/hook/)?([A-Za-z0-9_-]{8,128})/?"
    ),
}
_SECRET = re.compile(r"[A-Za-z0-9]{8,128}")
#: Whose robots can be told apart from others by a signature (加签、签名校验).
_SIGNED = frozenset({Channel.DINGTALK, Channel.FEISHU})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a channel leads.

    Attributes:
        to: a mail address, a robot's token, or a URL.
        secret: with which a robot of DingTalk or Feishu is signed to; empty for none.
    """

    channel: Channel
    to: str
    secret: str = ""

    @property
    def shown(self) -> str:
        """As much of it as may be read again."""
        if self.channel is Channel.MAIL:
            name, _, host = self.to.partition("@")
            return f"{name[0]}***{name[-1]}@{host}"
        if self.channel is Channel.WEBHOOK:
            return "/".join(self.to.split("/")[:3]) + "/…"
        return f"…{self.to[-4:]}"

    def written(self) -> str:
        """Write it as it is locked away."""
        return json.dumps([self.channel, self.to, self.secret])

    @classmethod
    def read(cls, written: str) -> Self:
        """Read it back."""
        channel, to, secret = json.loads(written)
        return cls(Channel(channel), to, secret)


def opened(settings: Settings) -> frozenset[Channel]:
    """Name the channels that the operator has opened."""
    words = (word.strip() for word in settings.message_channels.split(","))
    return frozenset(Channel(word) for word in words if word)


def read(channel: Channel, written: str, secret: str, settings: Settings) -> Address | Objection:
    """Read an address, or tell what stands against it."""
    if channel not in opened(settings):
        return Objection(
            "channel.closed",
            f"尚未开通{channel.zh}。",
            "请系统运维人员核实后，列入设置 JIXIAO_MESSAGE_CHANNELS。",
        )
    if secret and not (channel in _SIGNED and _SECRET.fullmatch(secret)):
        return Objection("channel.secret", "加签密钥只用于钉钉、飞书机器人，由字母和数字组成。")
    if channel is Channel.WEBHOOK:
        target = webhook_targets.read(written, Allowed.of(settings))
        return target if isinstance(target, Objection) else Address(channel, written)
    found = _FOUND.get(channel, _token)(channel, written.strip())
    return Address(channel, found, secret) if found else _unreadable(channel)


def _token(channel: Channel, written: str) -> str | None:
    found = _ROBOTS[channel].fullmatch(written)
    return found[1] if found else None


def _mail(channel: Channel, written: str) -> str | None:
    del channel
    return written if _MAIL.fullmatch(written) else None


_FOUND: Mapping[Channel, Callable[[Channel, str], str | None]] = {Channel.MAIL: _mail}


def _unreadable(channel: Channel) -> Objection:
    what = "邮箱地址" if channel is Channel.MAIL else "机器人地址（或其中的密钥）"
    return Objection("channel.address", f"这不是{channel.zh}的{what}。", "请核对后重新填写。")
