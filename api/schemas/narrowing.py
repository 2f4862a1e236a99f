"""How lists and single subjects are asked for: narrowed, in an order, a few columns of them."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, create_model, field_validator, model_validator
from pydantic_core import PydanticCustomError

from api.schemas.fields import Shape, SubjectId, UnitId
from services import browse
from services.browse import ALWAYS
from services.pages import sorts_of
from states.catalogue import LIFECYCLES
from states.lamp import Lamp

#: Shown beside the columns.
_BESIDES = ("kind", "state_label")


class Choosing(Shape):
    """Which columns are shown; each kind knows its own."""

    SHOWN: ClassVar[tuple[str, ...]] = ()

    fields: Annotated[str, Field(max_length=2000)] | None = Field(
        None, description="只要这些栏目，逗号分隔；id、kind、state、revision 总在其中"
    )

    @model_validator(mode="before")
    @classmethod
    def _knows_all(cls, asked: dict[str, Any]) -> dict[str, Any]:
        for name in asked:
            if name not in cls.model_fields:
                known = "、".join(cls.model_fields)
                raise PydanticCustomError(
                    "unknown_parameter", "unknown", {"named": name, "known": known}
                )
        return asked

    @field_validator("fields")
    @classmethod
    def _are_shown(cls, asked: str | None) -> str | None:
        for name in (asked or "").split(","):
            if name and name not in (*cls.SHOWN, *_BESIDES):
                known = "、".join((*cls.SHOWN, *_BESIDES))
                raise PydanticCustomError(
                    "unknown_field", "unknown", {"named": name, "known": known}
                )
        return asked

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns asked for with those that are always there; none for all."""
        asked = (self.fields or "").split(",")
        wanted = {*ALWAYS, *asked} if any(asked) else set[str]()
        return tuple(name for name in self.SHOWN if name in wanted)

    def shown(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row with what was asked for."""
        columns = self.columns
        wanted = {*columns, "kind", *(self.fields or "").split(",")}
        return {name: value for name, value in row.items() if not columns or name in wanted}


class Narrowing(Choosing):
    """Where a list begins and how it goes; each kind adds what it is narrowed by."""

    after: str | None = Field(None, description="上一页答复中的 next")
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    sort: str = "id"


def narrowing_of(kind: str) -> type[Narrowing]:
    """Give the shape in which a kind's list is asked for."""
    states = tuple(str(state) for state in LIFECYCLES[kind].states)
    state: Any = Literal[states]  # pyright: ignore[reportInvalidTypeForm] - from the table
    known: dict[str, Any] = {
        "year": Annotated[int, Field(ge=1000, le=9999)],
        "unit_id": UnitId,
        "state": state,
        "lamp": Lamp,
        "assessor_id": UnitId,
        "indicator_id": SubjectId,
        "goal_id": SubjectId,
        "waiting_for": Literal["me"],
    }
    fields: dict[str, Any] = {name: (known[name] | None, None) for name in browse.filters_of(kind)}
    ways = tuple(way for column in sorts_of(kind) for way in (column, f"-{column}"))
    sort: Any = Literal[ways]  # pyright: ignore[reportInvalidTypeForm] - from the table
    made = create_model(
        f"{kind.title()}Narrowing",
        __base__=Narrowing,
        sort=(sort, Field("id", description="次序；加“-”为倒序")),
        **fields,
    )
    made.SHOWN = browse.columns_of(kind, whole=False)
    return made


def choosing_of(kind: str) -> type[Choosing]:
    """Give the shape in which one of a kind is asked for."""
    made = create_model(f"{kind.title()}Choosing", __base__=Choosing)
    made.SHOWN = (*browse.columns_of(kind, whole=True), *browse.PARTS.get(kind, ()))
    return made
