"""How often somebody may ask (限流): counted in this process's memory, by fixed windows.

The counting is the library's (`limits`); only its sweep is ours: it starts a thread for each, which
costs more than the request that it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from kit.clock import RealClock
from kit.errors import Refused

#: So many hits go by between two sweeps of windows that are over.
_SWEEP_EVERY = 4096


_WALL = RealClock()


def _now() -> float:
    # Whoever waits, waits by the wall, whatever day a rehearsed house has.
    return _WALL.now().timestamp()


class TooMany(Refused):
    """请求过于频繁，请稍后再试。"""

    code = "too_many_requests"
    #: Until the next window begins.
    seconds = 1
    #: The name of the limit.
    limit = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of a limit.

    Attributes:
        name: of the limit.
        limit: how many in a window.
        window: its length in seconds.
        left: how many more until it ends.
        seconds: until it ends.
    """

    name: str
    limit: int
    window: int
    left: int
    seconds: int


def limit(said: str) -> str:
    """Insist that a limit can be read, or is none; ValueError says what it should look like."""
    try:
        if said:
            parse(said)
    except ValueError as fault:
        raise ValueError("write a limit as <number>/<second, minute, hour or day>") from fault
    return said


class _Counters(MemoryStorage):
    """Counters in memory that are swept by whoever counts."""

    _hits = 0

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and now and then forget what is over."""
        self.get(key)
        with self.locks[key]:
            self.storage[key] += amount
            counted = self.storage[key]
            if counted == amount:
                self.expirations[key] = _now() + expiry
        self._hits += 1
        if not self._hits % _SWEEP_EVERY:
            for known in list(self.expirations):
                self.get(known)  # forgets it when its window is over
        return counted


class Limiter:
    """Limits by name, such as `{"reads": "3000/minute"}`; an empty one does not limit."""

    def __init__(self, limits: Mapping[str, str]) -> None:
        self._items: Mapping[str, RateLimitItem] = {
            name: parse(said) for name, said in limits.items() if said
        }
        self._counters = _Counters()
        self._windows = FixedWindowRateLimiter(self._counters)

    def take(self, name: str, *who: str) -> Quota | None:
        """Count one more of somebody's; None where nothing is limited.

        Raises:
            TooMany: the window is used up.
        """
        item = self._items.get(name)
        if item is None:
            return None
        there = self._windows.hit(item, name, *who)
        ends, left = self._windows.get_window_stats(item, name, *who)
        quota = Quota(name, item.amount, item.get_expiry(), left, max(1, round(ends - _now())))
        if not there:
            refusal = TooMany(f"请求过于频繁，请{quota.seconds}秒后再试。")
            refusal.seconds, refusal.limit = quota.seconds, name
            raise refusal
        return quota
