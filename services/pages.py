"""Pages of lists (翻页): in which order, and where one begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: What every list can be put in order by, and some besides; each has an index.
_SORTS = ("id", "moved_at")
_SORTS_BESIDES: Mapping[str, tuple[str, ...]] = {"node": ("due_on",)}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        after: the id (of a trail: the number) after which it begins, "" for the beginning; in
            another order the pair of value and id.
        limit: how much of it.
        sort: one of `sorts_of`; with `-` before it, backwards.
        fields: the columns to show, all when none are named.
    """

    after: Any
    limit: int
    sort: str = "id"
    fields: tuple[str, ...] = ()


def sorts_of(kind: str) -> tuple[str, ...]:
    """Name the columns by which a kind's list can be put in order."""
    return (*_SORTS, *_SORTS_BESIDES.get(kind, ()))


def order_of(page: Page) -> tuple[tuple[str, ...], str, Mapping[str, Any]]:
    """Write where a page begins (a keyset) and its order, with the parameters of the first."""
    column, backwards = page.sort.removeprefix("-"), page.sort.startswith("-")
    than, way = ("<", " DESC") if backwards else (">", "")
    if column == "id":
        begin = (f"s.id {than} :after",) if page.after else ()
        return begin, f"s.id{way}", {"after": page.after} if page.after else {}
    order = f"s.{column}{way}, s.id{way}"
    if not page.after:
        return (), order, {}
    value, after = page.after
    # As one row: several subjects moved in one instant are told apart by their ids.
    return (f"(s.{column}, s.id) {than} (:at, :after)",), order, {"at": value, "after": after}
