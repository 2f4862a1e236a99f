"""The grain of a plan file: exact numbers, real days, and tables that name their basis (依据)."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
)
from pydantic_core import PydanticCustomError


def _exact(value: object) -> Decimal:
    # A text that looks like a number, or a truth value, is a slip of the pen in a rule file.
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("exact_number", "not a number")
    return Decimal(value)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError) as unknown:
        raise PydanticCustomError("zone", "no such time zone") from unknown
    return name


#: An exact number; TOML's whole numbers and decimals alike, never a float.
Number = Annotated[Decimal, BeforeValidator(_exact)]
#: A share of a hundred.
Percent = Annotated[Number, Field(ge=0, le=100)]
Count = Annotated[int, Strict(), Field(ge=0)]
AtLeastOne = Annotated[int, Strict(), Field(ge=1)]
Yes = Annotated[bool, Strict()]
Day = Annotated[date, Strict()]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Zone = Annotated[str, AfterValidator(_zone)]
#: A stable name for programs: `node_report`.
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Table(BaseModel):
    """A table of a plan file: frozen, and refused when it holds a key that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ruled(Table):
    """A table that decides something, so it says why.

    Attributes:
        basis: the clause of the plan document (“方案 三（三）1”), or “设置：” and the reason.
    """

    basis: Text
