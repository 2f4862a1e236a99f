"""How long to wait before another try."""

from datetime import timedelta

_FACTOR = 5.0


def pause(tries: int, first_seconds: float, longest_hours: float) -> timedelta:
    """Tell how long to wait after so many tries in vain: five times as long each time."""
    seconds = first_seconds * _FACTOR ** min(tries - 1, 20)
    return timedelta(seconds=min(seconds, longest_hours * 3600))
