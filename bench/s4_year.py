"""S4: the whole year of 82 units rehearsed in virtual time, twice with one seed."""

from time import perf_counter

from cli.rehearsing import rehearse_folder

from bench.table import Line, Outcome
from kit.settings import Settings

_SEED = 3


def run() -> Outcome:
    """Rehearse twice; the digests must agree."""
    lines: list[Line] = []
    digests: set[str] = set()
    counts: dict[str, int] = {}
    for turn in (1, 2):
        begun = perf_counter()
        played = rehearse_folder(Settings(), None, "fangshan-2017", _SEED, None, None)
        took = perf_counter() - begun
        counts = played.counts
        digests.add(played.trail_digest)
        rate = counts["transitions"] / took
        lines.append(Line(f"year {turn}", rate, took * 1000, took * 1000, f"{took:.1f} s"))
    facts = {"counts": counts, "same digest": len(digests) == 1}
    seconds = min(line.p50_ms for line in lines) / 1000
    return Outcome("a district's year", lines, {"seconds (target <= 60 now, 30)": seconds}, facts)
