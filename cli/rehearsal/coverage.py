"""How much of every lifecycle a play has walked: its states and its moves, read off the trail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from states.catalogue import LIFECYCLES
from states.lifecycle import Lifecycle

_WALKED = text(
    "SELECT DISTINCT kind, source, trigger, target FROM trail WHERE district_id = :district"
)
#: From, verb; from nowhere for a birth.
Move = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of one lifecycle was walked.

    Attributes:
        states: how many states its table has.
        moves: how many rows, the birth included.
        unseen: states that nothing was ever in.
        unwalked: rows that were never walked, as `from --verb--> to`.
    """

    states: int
    moves: int
    unseen: tuple[str, ...]
    unwalked: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Shape in `rehearse --json`."""
        return {
            "states": f"{self.states - len(self.unseen)}/{self.states}",
            "moves": f"{self.moves - len(self.unwalked)}/{self.moves}",
            "unseen": list(self.unseen),
            "unwalked": list(self.unwalked),
        }


def coverage(connection: Connection, district_id: str) -> dict[str, Coverage]:
    """Compare the trail with the tables of all lifecycles, by kind."""
    found = connection.execute(_WALKED, {"district": district_id}).all()
    walked: dict[str, list[tuple[Move, str]]] = {kind: [] for kind in LIFECYCLES}
    for row in found:
        walked[row.kind].append(((row.source, row.trigger), row.target))
    return {kind: _of(LIFECYCLES[kind], moves) for kind, moves in walked.items()}


def _of(lifecycle: Lifecycle[Any], walked: Iterable[tuple[Move, str]]) -> Coverage:
    moves, seen = set[Move](), set[str]()
    for move, target in walked:
        moves.add(move)
        seen.add(target)
    rows = (lifecycle.born, *lifecycle.rows)
    return Coverage(
        states=len(lifecycle.states),
        moves=len(rows),
        unseen=tuple(str(state) for state in lifecycle.states if state not in seen),
        unwalked=tuple(
            f"{row.source or ''} --{row.trigger}--> {row.target}"
            for row in rows
            if (None if row.source is None else str(row.source), str(row.trigger)) not in moves
        ),
    )


def told(covered: Mapping[str, Coverage]) -> list[str]:
    """Tell in lines what of which lifecycle was never walked, and how much was in all."""
    rows = sum(one.moves for one in covered.values())
    left = sum(len(one.unwalked) for one in covered.values())
    lines = [f"状态表走到{rows - left}/{rows}步，涉及{len(covered)}种事项。"]
    for kind, one in covered.items():
        if one.unwalked:
            lines.append(f"  {LIFECYCLES[kind].label}未走到：{'；'.join(one.unwalked)}")
    return lines
