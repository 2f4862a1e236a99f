"""Looking: lists, one subject, what may be done with it, its trail."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Query
from pydantic import Field, create_model, field_validator, model_validator
from pydantic_core import PydanticCustomError

from api.cursors import cursor_after, place_of
from api.deps import CurrentConnection, CurrentPerson, SubjectDesk, SubjectPath
from api.problems import documented
from api.rendering import Json, paged, tagged
from api.routes.kinds import Route, slug, typed
from api.routes.later import Later
from api.schemas.answers import Options, Trail, page_of, subject_of
from api.schemas.answers_why import Clocks
from api.schemas.fields import Shape, SubjectId, UnitId
from services import browse, explaining, options
from services.browse import ALWAYS, Page
from services.verbs import NOUNS, VERBS
from states.catalogue import LIFECYCLES
from states.lamp import Lamp
from states.lifecycle import Option

#: Shown beside the columns.
_BESIDES = ("kind", "state_label")
_SIGNED_IN = documented(401, 403)
_ONE = documented(401, 403, 404)


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


def _narrowing(kind: str) -> type[Narrowing]:
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
    }
    fields: dict[str, Any] = {name: (known[name] | None, None) for name in browse.filters_of(kind)}
    ways = tuple(way for column in browse.sorts_of(kind) for way in (column, f"-{column}"))
    sort: Any = Literal[ways]  # pyright: ignore[reportInvalidTypeForm] - from the table
    made = create_model(
        f"{kind.title()}Narrowing",
        __base__=Narrowing,
        sort=(sort, Field("id", description="次序；加“-”为倒序")),
        **fields,
    )
    made.SHOWN = browse.columns_of(kind, whole=False)
    return made


def _choosing(kind: str) -> type[Choosing]:
    made = create_model(f"{kind.title()}Choosing", __base__=Choosing)
    made.SHOWN = browse.columns_of(kind, whole=True)
    return made


def _list_route(kind: str) -> Route:
    def list_them(person: CurrentPerson, connection: CurrentConnection, asked: Narrowing) -> Json:
        """List in the order asked for, as far as you may see; go on with `after`."""
        columns = asked.columns and (*asked.columns, asked.sort.removeprefix("-"))
        page = Page(
            place_of(asked.sort, asked.after),
            asked.limit + 1,
            asked.sort,
            tuple(dict.fromkeys(columns)),
        )
        rows = browse.listed(connection, person, kind, asked.model_dump(exclude_none=True), page)
        items, more = rows[: asked.limit], len(rows) > asked.limit
        following = cursor_after(asked.sort, items[-1]) if more else None
        return Json({"items": [asked.shown(row) for row in items], "next": following})

    return typed(list_them, "asked", Annotated[_narrowing(kind), Query()])


def _show_route(kind: str) -> Route:
    def show(
        person: CurrentPerson,
        connection: CurrentConnection,
        subject_id: SubjectPath,
        asked: Choosing,
    ) -> Json:
        """Show one, with its revision as ETag."""
        row = browse.found(connection, person, kind, subject_id, asked.columns)
        return tagged(asked.shown(row))

    return typed(show, "asked", Annotated[_choosing(kind), Query()])


def _options_route(kind: str) -> Route:
    def show_transitions(desk: SubjectDesk, subject_id: SubjectPath) -> Json:
        """Tell what you may do with it now, and what stands in the way of the rest."""
        state, revision, found = options.options(desk, kind, subject_id)
        shown = [_option(kind, option) for option in found]
        return tagged({"state": state, "revision": revision, "transitions": shown})

    return show_transitions


def _option(kind: str, option: Option) -> dict[str, Any]:
    return {
        "trigger": option.trigger,
        "label": option.trigger.zh,
        "label_en": option.trigger.en,
        "target": option.target,
        "way": VERBS[kind, option.trigger].way,
        "allowed": option.allowed,
        "needs_reason": option.needs_reason,
        "objections": option.objections,
    }


def _trail_route(kind: str) -> Route:
    def show_trail(
        person: CurrentPerson,
        connection: CurrentConnection,
        subject_id: SubjectPath,
        after: Annotated[int, Query(ge=-1, le=2_000_000_000)] = -1,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Json:
        """Read its trail from the beginning; go on with `after`, the number of the last record."""
        page = Page(after, limit + 1)
        rows = browse.trail_of(connection, person, (kind, subject_id), page)
        return paged(rows, limit, "number")

    return show_trail


def _deadlines_route(kind: str) -> Route:
    def show_deadlines(person: CurrentPerson, desk: SubjectDesk, subject_id: SubjectPath) -> Json:
        """期限：tell every clock of it, how its day was reckoned, and which rungs rang when."""
        return Json({"items": explaining.deadlines_of(desk, person, kind, subject_id)})

    return show_deadlines


def _listing(kind: str) -> dict[str, Any]:
    return {
        "endpoint": _list_route(kind),
        "operation_id": f"list_{kind}",
        "response_model": page_of(kind),
        "responses": _SIGNED_IN,
        "tags": [slug(kind)],
    }


def _showing(kind: str) -> dict[str, Any]:
    return {
        "endpoint": _show_route(kind),
        "operation_id": f"show_{kind}",
        "response_model": subject_of(kind),
        "responses": _ONE,
        "tags": [slug(kind)],
    }


def _options(kind: str) -> dict[str, Any]:
    return {
        "endpoint": _options_route(kind),
        "operation_id": f"{kind}_transitions",
        "response_model": Options,
        "responses": _ONE,
        "tags": [slug(kind)],
    }


def _trail(kind: str) -> dict[str, Any]:
    return {
        "endpoint": _trail_route(kind),
        "operation_id": f"{kind}_trail",
        "response_model": Trail,
        "responses": _ONE,
        "tags": [slug(kind)],
    }


def _deadlines(kind: str) -> dict[str, Any]:
    return {
        "endpoint": _deadlines_route(kind),
        "operation_id": f"{kind}_deadlines",
        "response_model": Clocks,
        "responses": _ONE,
        "tags": [slug(kind)],
    }


def reading_routes() -> Later:
    """Lay the reading routes of every kind."""
    router = Later()
    for kind in NOUNS:
        at = f"/{slug(kind)}"
        router.later(at, partial(_listing, kind))
        router.later(f"{at}/{{subject_id}}", partial(_showing, kind))
        router.later(f"{at}/{{subject_id}}/transitions", partial(_options, kind))
        router.later(f"{at}/{{subject_id}}/trail", partial(_trail, kind))
        router.later(f"{at}/{{subject_id}}/deadlines", partial(_deadlines, kind))
    return router
