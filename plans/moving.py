"""Days moved on by a year, alone and in the text of a plan."""

import re
from calendar import monthrange
from datetime import date

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|\b(\d{4})-(\d{2})-(\d{2})\b')


def shifted(day: date, years: int = 1) -> date:
    """Give the same day of another year; a month's last day stays a month's last day (民法典 202).

    So 29 February becomes the 28th, and the last of February stays the last.
    """
    year = day.year + years
    last = monthrange(year, day.month)[1]
    was_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, day.month, last if was_last else min(day.day, last))


def shift_dates(text: str) -> str:
    """Move every date of a TOML text by a year; strings and comments stay as they are."""

    def moved(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        return shifted(date(int(found[1]), int(found[2]), int(found[3]))).isoformat()

    return _TOKEN.sub(moved, text)
