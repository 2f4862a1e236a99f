"""Looking: lists, one subject, what may be done with it, its trail."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Query, Response
from fastapi.responses import PlainTextResponse

from api.cursors import cursor_after, place_of
from api.deps import CurrentConnection, CurrentPerson, SubjectDesk, SubjectPath
from api.problems import documented
from api.rendering import Json, paged, tagged
from api.routes.kinds import Route, slug, typed
from api.routes.later import Later
from api.routes.why import Accept
from api.schemas.answers import Options, Trail, page_of, subject_of
from api.schemas.answers_why import Clocks
from api.schemas.narrowing import Choosing, Narrowing, choosing_of, narrowing_of
from services import browse, due_days, due_pages, options
from services.pages import Page
from services.verbs import NOUNS, VERBS
from states.lifecycle import Option

_SIGNED_IN = documented(401, 403)
_ONE = documented(401, 403, 404)


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

    return typed(list_them, "asked", Annotated[narrowing_of(kind), Query()])


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

    return typed(show, "asked", Annotated[choosing_of(kind), Query()])


def _options_route(kind: str) -> Route:
    def show_transitions(desk: SubjectDesk, subject_id: SubjectPath) -> Json:
        """Tell what you may do with it now, and what stands in the way of the rest."""
        state, revision, found = options.options(desk, kind, subject_id)
        shown = [option_shown(kind, option) for option in found]
        return tagged({"state": state, "revision": revision, "transitions": shown})

    return show_transitions


def option_shown(kind: str, option: Option) -> dict[str, Any]:
    """Write an option of a kind's verb."""
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
    def show_deadlines(
        person: CurrentPerson,
        desk: SubjectDesk,
        subject_id: SubjectPath,
        lang: Annotated[Literal["zh", "en"], Query(description="`text/plain` 所用的语言")] = "zh",
        accept: Accept = "",
    ) -> Response:
        """期限：tell every clock of it, how its day was reckoned, and which rungs rang when."""
        clocks = due_days.deadlines_of(desk, person, kind, subject_id)
        if "text/plain" in accept and "json" not in accept:
            told = due_pages.page(kind, subject_id, clocks, desk.rules.zone, lang)
            return PlainTextResponse(told)
        return Json({"items": clocks})

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
