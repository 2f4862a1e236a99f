"""A sheet as a plain grid: merged cells filled, every value with its address."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

#: Excel's own limit.
_LAST_ROW = 1_048_576
_LAST_SERIAL = 2_958_465  # 9999-12-31, counted from the end of 1899
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that shows an error, or a formula whose value the file does not hold."""

    shown: str


Value = str | Decimal | date | Fault


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; `own` is false where a merged range lends it from the cell at `address`."""

    value: Value
    address: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: row number -> column number -> cell; only rows and cells that hold something."""

    name: str
    rows: dict[int, dict[int, Cell]]


def column_letters(column: int) -> str:
    """Name a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(address: str) -> tuple[int, int]:
    """Give row and column of an address: C5 is (5, 3).

    Raises:
        ValueError: it is not an address of a sheet.
    """
    found = _ADDRESS.fullmatch(address)
    if not found or not 0 < int(found[2]) <= _LAST_ROW:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def day_of(serial: Decimal, epoch: date) -> date | None:
    """Turn a serial number into its day, or None where it stands for none."""
    if not 0 <= serial <= _LAST_SERIAL - (epoch.year - 1899) * 366:
        return None
    return epoch + timedelta(days=int(serial))
