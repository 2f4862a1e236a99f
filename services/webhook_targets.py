"""Where events may be pushed: what the operator has listed, and nowhere else.

An address is checked as it is written when somebody subscribes, and as it resolves each time
before a connection is made; the connection then goes to what was checked.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

from kit.errors import Objection
from kit.settings import Settings

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
#: Names to addresses, as texts.
LookUp = Callable[[str, int], list[str]]

#: Nothing that could be read in two ways: no name or password, no parameters, no fragment.
_URL = re.compile(
    r"(https?)://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?"
    r"(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]{0,500})?"
)
_USUAL = {"https": 443, "http": 80}
#: Addresses that stand for another one, whoever translates them.
_TRANSLATED = tuple(map(ip_network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))


class Forbidden(Exception):  # noqa: N818 - an answer of the check
    """The name resolves to an address that may not be reached."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to, and what to ask for there."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator has listed.

    Attributes:
        networks: may be reached although they are not public.
        http: without TLS, too.
    """

    hosts: frozenset[str]
    networks: tuple[Network, ...]
    ports: frozenset[int]
    http: bool

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read the lists."""
        return cls(
            frozenset(host.lower() for host in _listed(settings.webhook_hosts)),
            tuple(ip_network(network) for network in _listed(settings.webhook_networks)),
            frozenset(int(port) for port in _listed(settings.webhook_ports)),
            settings.webhook_http,
        )

    def reaches(self, address: Address) -> bool:
        """Tell whether an address may be connected to: public, or in a network that is listed."""
        inner = getattr(address, "ipv4_mapped", None) or address
        if any(inner in network for network in self.networks if network.version == inner.version):
            return True
        return inner.is_global and not inner.is_multicast and not _stands_for_another(inner)


def _listed(setting: str) -> list[str]:
    return [item.strip() for item in setting.split(",") if item.strip()]


def _stands_for_another(address: Address) -> bool:
    return address.version == 6 and any(address in network for network in _TRANSLATED)  # noqa: PLR2004 - IPv6


def read(url: str, allowed: Allowed) -> Target | Objection:
    """Read an address, or tell what stands against it."""
    found = _URL.fullmatch(url)
    if found is None:
        return Objection(
            "webhook.address",
            "推送地址应为 https://主机[:端口]/路径，不能带用户名、口令、参数或片段。",
            "请改写地址；鉴别来源请用签名。",
        )
    scheme, host, port, path = found.groups()
    target = Target(scheme, host.strip("[]").lower(), int(port or _USUAL[scheme]), path or "/")
    return _objection(target, allowed) or target


def _objection(target: Target, allowed: Allowed) -> Objection | None:
    if target.scheme == "http" and not allowed.http:
        return Objection("webhook.http", "推送地址须用 https。", "请改用 https 地址。")
    if target.host not in allowed.hosts:
        return Objection(
            "webhook.host",
            f"主机“{target.host}”不在允许推送的名单内。",
            "请系统运维人员核实后，把它列入设置 JIXIAO_WEBHOOK_HOSTS。",
        )
    if target.port not in allowed.ports:
        return Objection(
            "webhook.port",
            f"端口{target.port}不在允许推送的范围内。",
            "请换用允许的端口，或请系统运维人员列入设置 JIXIAO_WEBHOOK_PORTS。",
        )
    return None


def look_up(host: str, port: int) -> list[str]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def locate(target: Target, allowed: Allowed, resolve: LookUp = look_up) -> list[str]:
    """Resolve a target, once; the connection must go to one of these and nowhere else.

    Raises:
        Forbidden: one of its addresses may not be reached: a name that points inside is refused
            as a whole.
        OSError: it does not resolve.
    """
    addresses = resolve(target.host, target.port)
    if not addresses or not all(allowed.reaches(ip_address(address)) for address in addresses):
        raise Forbidden
    return addresses
