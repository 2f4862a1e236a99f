"""The pages about lifecycles: title, drawing and table of each, and an index of all."""

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from docs.drawing import drawing, label
from kit.errors import Objection
from states.capacity import Capacity
from states.catalogue import LIFECYCLES
from states.lifecycle import Lifecycle, Row

_HEAD = (
    "| 触发 trigger | 状态 from → to | 办理人 who | 条件 questions | 须写理由 reason |",
    "|---|---|---|---|---|",
)


def lifecycle_pages() -> Mapping[str, str]:
    """Write all pages about lifecycles, by path below docs/."""
    pages = {f"lifecycles/{kind}.md": _page(found) for kind, found in LIFECYCLES.items()}
    return {**pages, "lifecycles/README.md": _index()}


def _index() -> str:
    lines = (
        f"| [{found.label}]({kind}.md) | `{kind}` | {_caption(found)} |"
        for kind, found in LIFECYCLES.items()
    )
    return _text(
        "# 状态机 Lifecycles",
        "What may happen to each kind of subject: who may do it, from which state, and what is"
        " asked first.\nDrawn from `states/` by `make docs`; a change belongs in the table there.",
        "\n".join(("| 对象 | kind | |", "|---|---|---|", *lines)),
    )


def _page(lifecycle: Lifecycle[Any]) -> str:
    return _text(
        f"# {lifecycle.label} {_english(lifecycle.kind)}",
        _caption(lifecycle),
        f"```mermaid\n{drawing(lifecycle)}\n```",
        "\n".join((*_HEAD, *_lines(lifecycle))),
        f"Drawn from `{_module(lifecycle).replace('.', '/')}.py` by `make docs`;"
        " a change belongs in the table there.",
    )


def _text(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"


def _english(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def _module(lifecycle: Lifecycle[Any]) -> str:
    return type(lifecycle.born.target).__module__


def _caption(lifecycle: Lifecycle[Any]) -> str:
    return _first_line(sys.modules[_module(lifecycle)])


def _lines(lifecycle: Lifecycle[Any]) -> Iterator[str]:
    """Write the table: rows that differ in their source alone share a line."""
    order = list(lifecycle.triggers)
    rows = sorted(lifecycle.rows, key=lambda row: order.index(row.trigger))
    yield _line([lifecycle.born])
    for _, alike in groupby(rows, key=_all_but_source):
        yield _line(list(alike))


def _all_but_source(row: Row[Any]) -> tuple[object, ...]:
    target = None if row.source == row.target else row.target
    return (row.trigger, target, row.who, row.when, row.says_why)


def _line(alike: list[Row[Any]]) -> str:
    row = alike[0]
    sources = "、".join("（建立）" if r.source is None else label(r.source) for r in alike)
    cells = (
        label(row.trigger),
        f"{sources} → {'不变' if row.source == row.target else label(row.target)}",
        "、".join(capacity.zh for capacity in Capacity if capacity in row.who),
        "<br>".join(_questions(row.when)),
        "是" if row.says_why else "",
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _questions(when: Iterable[Callable[[Any], Objection | None]]) -> Iterator[str]:
    return (_first_line(question) for question in when)


def _first_line(documented: object) -> str:
    return (inspect.getdoc(documented) or "").splitlines()[0]
