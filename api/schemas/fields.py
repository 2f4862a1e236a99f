"""Kinds of fields: text the database can keep, exact numbers, free JSON without floats."""

import math
from decimal import Decimal
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

#: Readable ids, such as 2017-D01-003-2; the year comes first.
ID_PATTERN = r"^[0-9]{4}(-[0-9A-Za-z_]{1,40}){0,5}$"
#: What PostgreSQL and the trail keep as whole numbers.
_LARGEST = 2**63 - 1
_DEEPEST = 12


def _keepable(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul", "NUL")
    return value


def _encodable(value: object) -> object:
    # The parser of JSON lets lone surrogates through; no encoding of text can carry them.
    if isinstance(value, str) and not _is_encodable(value):
        raise PydanticCustomError("surrogate", "lone surrogate")
    return value


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


#: Text that the database can keep, however long.
Plain = Annotated[str, BeforeValidator(_encodable), AfterValidator(_keepable)]
#: A line or a few words.
Line = Annotated[Plain, Field(max_length=500)]
#: A word that the database keeps in 32 characters, such as a unit's id.
Short = Annotated[Plain, Field(max_length=32, min_length=1)]
#: Paragraphs.
Prose = Annotated[Plain, Field(max_length=4000)]
#: A report of many paragraphs.
Essay = Annotated[Plain, Field(max_length=20_000)]
SubjectId = Annotated[str, Field(pattern=ID_PATTERN, max_length=64)]
UnitId = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,32}$")]

#: As the columns keep them: exact, never rounded behind the officer's back.
Weight = Annotated[Decimal, Field(max_digits=6, decimal_places=2, ge=0)]
Points = Annotated[Decimal, Field(max_digits=12, decimal_places=6)]
Number = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
Mark = Annotated[Decimal, Field(max_digits=8, decimal_places=4)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


def _as_written(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(_exact(value))


#: A value reached: a number or words, kept as it was written.
Value = Annotated[
    Plain,
    BeforeValidator(_as_written),
    Field(max_length=200),
    WithJsonSchema({"anyOf": [{"type": "string", "maxLength": 200}, {"type": "number"}]}),
]


def _clean(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    """Take free JSON in: numbers become exact text, what cannot be kept is refused."""
    if depth > _DEEPEST:
        raise PydanticCustomError("too_deep", "nested too deeply")
    if isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        return {_clean(key, depth): _clean(item, depth + 1) for key, item in held.items()}
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in cast("list[Any]", value)]
    if isinstance(value, str):
        return _keepable(cast("str", _encodable(value)))
    return _exact(value)


def _exact(value: Any) -> Any:  # noqa: ANN401 - JSON
    # The database keeps exact numbers as text: jsonb and floats do not mix.
    if isinstance(value, float):
        if not math.isfinite(value):
            raise PydanticCustomError("finite_number", "not finite")
        return format(Decimal(repr(value)), "f")
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise PydanticCustomError("too_large", "too large")
    return value


#: What a scoring method asks for; the method itself judges the contents.
Free = Annotated[dict[str, Any], BeforeValidator(_clean), Field(max_length=100)]

#: A field that may be left out, but not be null.
LEFT_OUT: Any = Field(default_factory=lambda: None)


class Shape(BaseModel):
    """The base of all that is asked: nothing unknown, nothing guessed."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
