"""Drawing a sample by lot (随机抽样): from a published seed, so that anybody can draw it again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from json import dumps
from math import ceil
from typing import Any

from scoring.explain import EXACT


@dataclass(frozen=True, slots=True)
class Stratum:
    """How much of a stratum was drawn: so many of so many, at a rate in percent."""

    name: str
    size: int
    rate: Decimal
    take: int


def place_of(seed: str, item_id: str) -> str:
    """Give an item's place in the draw: SHA-256 of `seed|id` in UTF-8, lower-case hexadecimal."""
    return sha256(f"{seed}|{item_id}".encode()).hexdigest()


def take_of(size: int, rate: Decimal, minimum: int) -> int:
    """Tell how many of a stratum are drawn: the rate rounded up, at least the minimum, at most all.

    A rate of 0 draws none, whatever the minimum.
    """
    if not rate:
        return 0
    return min(size, max(minimum, ceil(Fraction(size) * Fraction(rate) / 100)))


def drawn(
    seed: str, population: Iterable[Mapping[str, str]], rates: Mapping[str, Decimal], minimum: int
) -> tuple[str, ...]:
    """Draw a sample: within each stratum the items whose places come first.

    Redone in Python, from the JSON that `jixiao inspection draw --json` prints (`doc`)::

        from hashlib import sha256; from math import ceil; from fractions import Fraction as F
        for s in doc["strata"]:
            ids = [x["id"] for x in doc["population"] if x["stratum"] == s["name"]]
            n = min(len(ids), max(doc["minimum"], ceil(F(s["rate"]) * len(ids) / 100)))
            print(sorted(ids, key=lambda i: sha256(f"{doc['seed']}|{i}".encode()).hexdigest())[:n])

    (A stratum with rate 0 is left out.) What is in one stratum decides nothing in another.

    Args:
        seed: a published text.
        population: items with `id` and `stratum`.
        rates: percent by stratum; a stratum without one is not drawn from.
        minimum: drawn at least from a stratum that has a rate.

    Returns:
        The ids drawn, in order.
    """
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for item in population:
        ids[item["stratum"]].append(item["id"])
    chosen: list[str] = []
    for stratum, members in ids.items():
        count = take_of(len(members), rates.get(stratum, Decimal(0)), minimum)
        chosen += sorted(members, key=lambda member: place_of(seed, member))[:count]
    return tuple(sorted(chosen))


def strata_of(
    population: Iterable[Mapping[str, str]], rates: Mapping[str, Decimal], minimum: int
) -> tuple[Stratum, ...]:
    """Tell by name how much is drawn from each stratum."""
    sizes: defaultdict[str, int] = defaultdict(int)
    for item in population:
        sizes[item["stratum"]] += 1
    found = ((name, size, rates.get(name, Decimal(0))) for name, size in sorted(sizes.items()))
    return tuple(
        Stratum(name, size, EXACT.create_decimal(rate), take_of(size, rate, minimum))
        for name, size, rate in found
    )


def digest_of(population: Sequence[Mapping[str, Any]]) -> str:
    """Sum a population up: SHA-256 (hex) of its JSON, in order, keys sorted, no spaces, UTF-8."""
    plain = dumps(list(population), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()
