"""Robots and people's own systems, by apprise's plugins over the house's own line."""

import hashlib
import hmac
import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import orjson
from apprise.common import NotifyFormat
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from kit.clock import RealClock
from kit.errors import Objection
from kit.settings import Settings
from reports.letters import Letter
from services.channel_addresses import Address
from services.sending_line import Line, Sign, over, refusal
from services.webhook_posting import Reply, Way
from services.webhook_targets import Allowed, LookUp, Target, read
from states.reaching import Channel

# At its most talkative it would write tokens into the log.
logging.getLogger("apprise").setLevel(logging.CRITICAL)
#: What no plugin needs to say anything about.
NEVER_TRIED = Reply(None, "not_allowed", 0, out=False)
#: Where the plugins send to; each service takes so many bytes of text.
_HOMES: Mapping[Channel, tuple[str, int]] = {
    Channel.WECOM: ("https://qyapi.weixin.qq.com", 2048),
    Channel.DINGTALK: ("https://oapi.dingtalk.com", 8000),
    Channel.FEISHU: ("https://open.feishu.cn", 6000),
}
_USUAL = {"https": 443, "http": 80}
_ANYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def _wecom(address: Address, name: str) -> Any:  # noqa: ANN401 - a plugin
    del name
    return NotifyWeComBot(key=address.to)


def _dingtalk(address: Address, name: str) -> Any:  # noqa: ANN401 - a plugin
    del name
    return NotifyDingTalk(token=address.to, secret=address.secret or None)


def _feishu(address: Address, name: str) -> Any:  # noqa: ANN401 - a plugin
    del name
    return NotifyFeishu(token=address.to)


def _webhook(address: Address, name: str) -> Any:  # noqa: ANN401 - a plugin
    parts = urlsplit(address.to)
    return NotifyJSON(
        secure=parts.scheme == "https",
        host=parts.netloc.partition(":")[0],
        port=parts.port,
        fullpath=parts.path or "/",
        headers={"webhook-id": name},
    )


_PLUGINS: Mapping[Channel, Callable[[Address, str], Any]] = {
    Channel.WECOM: _wecom,
    Channel.DINGTALK: _dingtalk,
    Channel.FEISHU: _feishu,
    Channel.WEBHOOK: _webhook,
}


def send(letter: Letter, name: str, address: Address, settings: Settings, resolve: LookUp) -> Reply:
    """Send a letter once.

    Args:
        letter: what is said.
        name: by which a system knows it again when it comes twice.
        address: of a robot or a person's own system.
        settings: what the operator has opened.
        resolve: names to addresses.
    """
    place = _place(address, settings)
    if place is None:
        return NEVER_TRIED
    seconds, ca_file = settings.message_timeout_seconds, settings.message_ca_file
    way = Way(place.allowed, seconds, resolve, ca_file)
    line = Line(way, place.home, place.target, *_signs(address))
    plugin = over(line, _PLUGINS[address.channel](address, name))
    plugin.notify(body_format=NotifyFormat.TEXT, **_told(letter, address.channel))
    reply = line.reply or NEVER_TRIED
    said_no = refusal(reply) if address.channel in _HOMES and reply.accepted else ""
    return replace(reply, error=said_no) if said_no else reply


def _signs(address: Address) -> tuple[Sign, ...]:
    """Sign what a Feishu robot is told (签名校验), which its plugin does not do."""
    if address.channel is not Channel.FEISHU or not address.secret:
        return ()
    # The robot compares it with the time of the world, whatever the house's clock says.
    at = str(int(RealClock().now().timestamp()))
    key = f"{at}\n{address.secret}".encode()
    mac = b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()

    def sign(body: bytes) -> bytes:
        return orjson.dumps({"timestamp": at, "sign": mac, **orjson.loads(body)})

    return (sign,)


def _told(letter: Letter, channel: Channel) -> dict[str, str]:
    if channel in _HOMES:
        return {"body": letter.short(_HOMES[channel][1])}
    return {"title": letter.title, "body": letter.text}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a plugin's address leads: what it begins with, and where that is reached."""

    home: str
    target: Target
    allowed: Allowed


def _place(address: Address, settings: Settings) -> _Place | None:
    parts = urlsplit(_base(address, settings))
    target = Target(parts.scheme, parts.hostname or "", parts.port or _USUAL[parts.scheme], "/")
    if address.channel in _HOMES:
        # A robot's host is the operator's word, wherever it stands.
        allowed = Allowed(frozenset(), _ANYWHERE, frozenset(), http=True)
        prefixed = replace(target, path=parts.path or "/")
        return _Place(_HOMES[address.channel][0], prefixed, allowed)
    allowed = Allowed.of(settings)
    if isinstance(read(address.to, allowed), Objection):
        return None  # what the operator has listed may have changed since
    return _Place(f"{parts.scheme}://{parts.netloc}", target, allowed)


def _base(address: Address, settings: Settings) -> str:
    bases: Mapping[Channel, str] = {
        Channel.WECOM: settings.message_wecom_base,
        Channel.DINGTALK: settings.message_dingtalk_base,
        Channel.FEISHU: settings.message_feishu_base,
    }
    return bases.get(address.channel, address.to)
