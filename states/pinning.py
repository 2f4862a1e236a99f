"""What a year is pinned to: one digest for the table of every lifecycle (状态表摘要值)."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any

from states.catalogue import LIFECYCLES
from states.lifecycle import Lifecycle, Row

#: Kinds that belong to no year: a changed table of theirs holds none up.
YEARLESS = frozenset({"person", "webhook"})


@cache
def digests() -> Mapping[str, str]:
    """Sum every lifecycle of a year up, by kind (SHA-256, hex)."""
    return {kind: digest_of(found) for kind, found in LIFECYCLES.items() if kind not in YEARLESS}


def digest_of(lifecycle: Lifecycle[Any]) -> str:
    """Sum up what a table decides: states, moves, who makes them and what is asked before."""
    born, *rows = map(_canonical, (lifecycle.born, *lifecycle.rows))
    decided = [lifecycle.kind, [str(state) for state in lifecycle.states], born, sorted(rows)]
    return sha256(json.dumps(decided, separators=(",", ":")).encode()).hexdigest()


def differing(pinned: Mapping[str, str] | None) -> tuple[str, ...]:
    """Name the kinds whose table is not the pinned one; all of them where nothing was pinned."""
    held = pinned or {}
    now = digests()
    kinds = (kind for kind in {**now, **held} if kind not in YEARLESS)
    return tuple(kind for kind in kinds if now.get(kind) != held.get(kind))


def _canonical(row: Row[Any]) -> list[Any]:
    who = sorted(str(capacity) for capacity in row.who)
    asked = [question.__name__ for question in row.when]
    source = "" if row.source is None else str(row.source)
    return [source, str(row.trigger), str(row.target), who, asked, row.says_why]
