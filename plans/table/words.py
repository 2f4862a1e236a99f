"""What offices write in a cell, understood: text, weights, targets; days are in `days`."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum

from plans.table.cells import Fault, Value
from plans.table.rows import Target


class Wrong(StrEnum):
    """Why a cell cannot be understood; the last part of a problem's code."""

    MISSING = "missing"
    FORMULA_ERROR = "formula_error"
    UNKNOWN = "unknown"
    MERGED = "merged"  #: one weight over several indicators
    NOT_A_NUMBER = "not_a_number"
    NOT_POSITIVE = "not_positive"
    TOO_FINE = "too_fine"  #: more than two decimals
    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"
    OUTSIDE_YEAR = "outside_year"


#: No weight, number or day needs more; longer texts are prose and are not searched for one.
LONGEST = 60

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_WEIGHT = re.compile(rf"([+-]?)({_NUMBER})(?:分|%|点)?")
_SIGN = r"≥|≤|>=|<=|>|<|≧|≦|不低于|不少于|不小于|不高于|不超过|不多于|不大于|高于|低于|超过"
_SIGNED = re.compile(rf"(?P<sign>{_SIGN})(?P<number>-?(?:{_NUMBER}))(?P<unit>.*)")
_PLACE = "(?P<number>[0-9]+|[一二三四五六七八九十])"
_RANKED = re.compile(rf"(?:(?<![日月底])前|第(?=[^名位]{{1,3}}[名位])){_PLACE}(?P<unit>.*)")
#: Not the 2.5 of PM2.5, not the 2 of Q2, not a year.
_COUNTED = re.compile(
    rf"(?<![A-Za-z0-9.])(?P<number>-?(?:{_NUMBER}))(?![0-9.,]*年)(?P<unit>[^0-9]*)"
)
_SIGNS = {
    "≥": ("≥", ">=", "≧", "不低于", "不少于", "不小于"),
    "≤": ("≤", "<=", "≦", "不高于", "不超过", "不多于", "不大于"),
    ">": (">", "高于", "超过"),
    "<": ("<", "低于"),
}
_SIGN_OF = {spelling: sign for sign, spellings in _SIGNS.items() for spelling in spellings}
_HAN_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九十")}
_LINE_BREAKS = re.compile(r"[^\S\n]*[\r\n]+\s*")
#: Control, format and lone surrogate characters, which come from copying and are never meant.
_UNSEEN = frozenset(("Cc", "Cf", "Cs"))
_BLANKS = re.compile(r"\s+")
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2014", "-"))
_HUNDREDTHS = Decimal("0.01")


def clean(value: Value) -> str:
    """Give a cell as one line of text: control and invisible characters gone, blanks trimmed."""
    text = _shown(value)
    if not text.isprintable():
        text = _LINE_BREAKS.sub("", text)
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return _BLANKS.sub(" ", text).strip()


def plain(value: Value) -> str:
    """Give a cell for reading: half-width, without blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", clean(value)))


def read_weight(value: Value) -> Decimal | Wrong:
    """Read points out of 100: a number, `5`, `5分`, `5%` (of the 100 points)."""
    text = plain(value).translate(_MINUS)
    found = _WEIGHT.fullmatch(text) if len(text) <= LONGEST else None
    if isinstance(value, date) or not found:
        return Wrong.NOT_A_NUMBER
    weight = Decimal(found[1] + found[2].replace(",", ""))
    if weight <= 0:
        return Wrong.NOT_POSITIVE
    return weight if weight == weight.quantize(_HUNDREDTHS) else Wrong.TOO_FINE


def read_target(value: Value) -> Target:
    """Read a target; one without a number (`不超过下达量`) is a target too."""
    text = clean(value)
    searched = plain(value)[:LONGEST]
    found = _SIGNED.search(searched) or _RANKED.search(searched) or _COUNTED.search(searched)
    if not found:
        return Target(text)
    sign = _SIGN_OF.get(found.groupdict().get("sign") or "", "")
    return Target(text, sign, _number(found["number"]), found["unit"].strip(",。;()-\u2013~"))


def read_challenge(value: Value) -> Decimal | Wrong:
    """Read the number of a challenge value (挑战值)."""
    number = read_target(value).number
    return Wrong.NOT_A_NUMBER if number is None else number


def _shown(value: Value) -> str:
    match value:
        case str():
            return value
        case Decimal():
            return f"{value:f}"
        case Fault():
            return value.shown
        case _:
            return value.isoformat()


def _number(text: str) -> Decimal:
    return Decimal(_HAN_DIGITS.get(text, text.replace(",", "")))
