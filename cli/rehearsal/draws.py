"""What people are like and what happens to them, drawn from the seed alone."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """Chance by name: the same seed and the same names give the same draw, in any order of asking.

    So a unit that is late in one play is late in every play of that seed, whoever else plays.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def of(self, *names: object) -> random.Random:
        """Give the stream of draws that belongs to the names."""
        # A string seeds through SHA-512, unlike hash(), which differs from process to process.
        return random.Random(f"{self._seed}/{'/'.join(map(str, names))}")  # noqa: S311 - a play

    def happens(self, per_mille: int, *names: object) -> bool:
        """Tell whether something that happens so often in a thousand happens here."""
        return self.of(*names).randrange(1000) < per_mille

    def one(self, choices: Sequence[T], *names: object) -> T:
        """Choose one."""
        return self.of(*names).choice(choices)

    def place(self, turns: int, *names: object) -> int:
        """Say at which of several turns it is somebody's."""
        return self.of(*names).randrange(turns)

    def some(self, found: Sequence[T], count: int, *names: object) -> list[T]:
        """Choose so many, fewer when there are not enough, in their own order."""
        places = self.of(*names).sample(range(len(found)), min(count, len(found)))
        return [found[place] for place in sorted(places)]

    def ratio(self, low: int, high: int, *names: object) -> Decimal:
        """Draw a ratio between two per-milles, exact to the thousandth."""
        return Decimal(self.of(*names).randint(low, high)).scaleb(-3)
