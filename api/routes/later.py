"""Routes that are built when they are first asked for: a process starts without building all."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, compile_path, get_route_path  # pyright: ignore[reportPrivateImportUsage] - as its routers use it
from starlette.types import Receive, Scope, Send

from api.deps import on_trial
from api.versions import PREFIX

#: Gives what a route is made of: `endpoint` and whatever else `fastapi.routing.APIRoute` takes.
#: What changes something can be tried (`dry_run`), unless `trial` is false: where a secret is shown
#: or guessed at, such as at a sign-in, nothing may be undone.
Make = Callable[[], dict[str, Any]]


class LaterRoute(BaseRoute):
    """A route known by path and methods; the rest is made at its first request."""

    def __init__(self, path: str, methods: Iterable[str], make: Make) -> None:
        self.path = path
        self.path_format = path
        self.methods = set(methods)
        self._head = path.partition("{")[0]
        self._regex = compile_path(path)[0]
        self._make = make

    @cached_property
    def built(self) -> APIRoute:
        """The route itself."""
        made = self._make()
        if made.pop("trial", True) and self.methods != {"GET"}:
            made["dependencies"] = [Depends(on_trial), *(made.get("dependencies") or ())]
        return APIRoute(self.path, made.pop("endpoint"), methods=self.methods, **made)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether a request is for this route."""
        if scope["type"] != "http":
            return Match.NONE, {}
        path = get_route_path(scope)
        if not path.startswith(self._head) or not self._regex.match(path):
            return Match.NONE, {}
        return self.built.matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        await self.built.handle(scope, receive, send)


class Later(APIRouter):
    """A router of the API whose routes are built later; paths are below `PREFIX`."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **how: Any) -> None:  # noqa: ANN401 - as the router's own
        """Note a route, to be built when it is asked for."""
        methods = how.pop("methods", None) or ["GET"]
        how["tags"] = [*self.tags, *(how.get("tags") or ())]
        made: dict[str, Any] = {"endpoint": endpoint, **how}
        self.later(path, lambda: dict(made), *methods)

    def later(self, path: str, make: Make, *methods: str) -> None:
        """Note a route whose shapes, too, are made when it is asked for."""
        self.routes.append(LaterRoute(f"{PREFIX}{self.prefix}{path}", methods or ("GET",), make))


class Directory(BaseRoute):
    """All routes below `PREFIX` as one, looked up by the first word of the path.

    A router asks one route after the other, and there are hundreds. Within a word they are asked
    in the order in which they were laid out.
    """

    def __init__(self) -> None:
        self.routes: list[BaseRoute] = []
        self._of: defaultdict[str, list[BaseRoute]] = defaultdict(list)

    def lay(self, routes: Iterable[BaseRoute]) -> None:
        """Add routes behind those that are there."""
        for route in routes:
            self.routes.append(route)
            self._of[_word(str(getattr(route, "path", "")))].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Find the route for a request; of those for other methods, the first."""
        if scope["type"] != "http":
            return Match.NONE, {}
        found: tuple[Match, Scope] = (Match.NONE, {})
        for route in self._of.get(_word(get_route_path(scope)), ()):
            match, child = route.matches(scope)
            if match.value > found[0].value:
                found = match, {**child, _FOUND: route}
            if match is Match.FULL:
                break
        return found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request by the route that was found."""
        route: BaseRoute = scope[_FOUND]
        await route.handle(scope, receive, send)


#: Under this a request carries the route that was found for it.
_FOUND = "jixiao.route"


def _word(path: str) -> str:
    return path.removeprefix(f"{PREFIX}/").partition("/")[0]


def built(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Build all that were left for later, as the document of the API needs them."""
    for route in routes:
        if isinstance(route, Directory):
            yield from built(route.routes)
        else:
            yield route.built if isinstance(route, LaterRoute) else route
