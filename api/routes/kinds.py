"""Kinds in URLs, and how a route for every kind is made out of one function."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from services.verbs import VERBS, Ask, Way
from states.catalogue import LIFECYCLES
from states.words import Word

Route = Callable[..., Any]
#: What takes no s.
_PLURALS = {"person": "people"}


def slug(kind: str) -> str:
    """Write a kind as URLs do: plural, with hyphens."""
    return _PLURALS.get(kind) or kind.replace("_", "-").removesuffix("s") + "s"


def typed(route: Route, name: str, annotation: object) -> Route:
    """Give one parameter its kind's type, in a route written for every kind.

    FastAPI reads the signature; each call is given a function of its own.
    """
    signature = inspect.signature(route)
    own_one = signature.parameters[name].replace(annotation=annotation)
    parameters = {**signature.parameters, name: own_one}.values()

    def own(**given: Any) -> Any:  # noqa: ANN401 - whatever the route answers
        return route(**given)

    own.__signature__ = signature.replace(parameters=[*parameters])  # pyright: ignore[reportFunctionMemberAccess] - read by inspect.signature
    own.__doc__ = route.__doc__
    return own


def asked_verbs(kind: str) -> Iterator[tuple[Word, Ask]]:
    """List the verbs of a kind that are asked for on a subject that stands."""
    for trigger in LIFECYCLES[kind].triggers:
        verb = VERBS[kind, trigger]
        if verb.way is Way.ASKED and verb.ask:
            yield trigger, verb.ask


def summary_of(service: Callable[..., object]) -> str:
    """Take the first line of a service's docstring, which says what the verb does."""
    return inspect.cleandoc(service.__doc__ or "").splitlines()[0]
