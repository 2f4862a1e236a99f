"""The line out: stands where apprise's plugins name `requests`, and lets nothing else through.

The plugins write what each service wants to read. What `requests` would do besides is not wanted
here: resolve names anew after they were checked, follow redirects, go by proxies of the
environment, and forget what was answered: robots say no with a status of 200.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from types import FunctionType, MethodType
from typing import Any, cast

import requests

from services.webhook_posting import Reply, Way, post
from services.webhook_targets import Target

#: Where robots write down that something went wrong, and what is there when nothing did.
_CODES = ("errcode", "code")


Sign = Callable[[bytes], bytes]


def _as_it_is(body: bytes) -> bytes:
    return body


class Answered:
    """As much of an answer as plugins look at."""

    def __init__(self, reply: Reply) -> None:
        self.status_code = reply.status
        self.content = reply.content


class Line:
    """One errand over a line.

    Attributes:
        home: what every address must begin with.
        target: where that is reached.
        sign: what is done to a body before it leaves.
        reply: what was answered; None before anything was asked.
    """

    codes = requests.codes
    RequestException = requests.RequestException

    def __init__(self, way: Way, home: str, target: Target, sign: Sign = _as_it_is) -> None:
        self._way, self._home, self._target, self._sign = way, home, target, sign
        self.reply: Reply | None = None

    def post(self, url: str, **asked: Any) -> Answered:  # noqa: ANN401 - as requests has it
        """Post, as a plugin does."""
        return self.request("POST", url, **asked)

    def request(self, method: str, url: str, **asked: Any) -> Answered:  # noqa: ANN401 - as requests has it
        """Ask, as a plugin does: one POST below its home, and nothing else."""
        if method != "POST" or self.reply is not None or not url.startswith(self._home):
            raise requests.RequestException
        data = asked["data"]
        body = data.encode() if isinstance(data, str) else data
        path = _with(url[len(self._home) :], asked.get("params") or {})
        target = replace(self._target, path=self._target.path.rstrip("/") + path)
        reply = self.reply = post(target, asked["headers"], self._sign(body), self._way)
        if reply.status is None:
            raise requests.RequestException(reply.error)
        return Answered(reply)


def _with(path: str, params: Mapping[str, str]) -> str:
    # The one plugin that has any has quoted them already; twice would spoil a signature.
    written = "&".join(f"{name}={value}" for name, value in params.items())
    return f"{path}{'&' if '?' in path else '?'}{written}" if written else path


def over(line: Line, plugin: Any) -> Any:  # noqa: ANN401 - a plugin of apprise
    """Let a plugin's own `send` speak over a line: the same code, with another `requests`."""
    kind = cast("Any", type(plugin))
    own: Callable[..., bool] = kind.send
    if not isinstance(own, FunctionType) or "requests" not in own.__code__.co_names:
        raise TypeError(f"{kind.__name__} sends in a way of its own")
    named = {**own.__globals__, "requests": line}
    send = FunctionType(own.__code__, named, own.__name__, own.__defaults__, own.__closure__)
    send.__kwdefaults__ = own.__kwdefaults__
    plugin.send = MethodType(send, plugin)
    return plugin


def refusal(reply: Reply) -> str:
    """Read the code with which a robot says no in an answer of 200; empty where it does not."""
    with suppress(ValueError):
        said: Any = json.loads(reply.content)
        told = cast("dict[str, Any]", said if isinstance(said, dict) else {})
        return next((str(told[code])[:20] for code in _CODES if told.get(code)), "")
    return ""
