"""Timing and telling: medians of several runs, as a table and as JSON."""

import json
import platform
import resource
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

_RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Line:
    """One thing measured: per-second rate, and how long one takes."""

    what: str
    per_second: float
    p50_ms: float
    p99_ms: float
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """A benchmark's lines, and the ratios its target speaks of."""

    title: str
    lines: Sequence[Line]
    ratios: dict[str, float] = field(default_factory=dict[str, float])
    facts: dict[str, Any] = field(default_factory=dict[str, Any])


def timed(what: str, acts: Sequence[Callable[[], object]], note: str = "") -> Line:
    """Time each act by itself."""
    took: list[float] = []
    for act in acts:
        begun = perf_counter()
        act()
        took.append(perf_counter() - begun)
    ordered = sorted(took)
    return Line(
        what,
        round(len(took) / sum(took), 1),
        round(statistics.median(ordered) * 1000, 3),
        round(ordered[int(len(ordered) * 0.99)] * 1000, 3),
        note,
    )


def median_of(lines: Sequence[Line]) -> Line:
    """Take the run in the middle by rate."""
    return sorted(lines, key=lambda line: line.per_second)[len(lines) // 2]


def publish(name: str, outcome: Outcome) -> None:
    """Print the table and keep the figures."""
    print(f"\n{name.upper()}  {outcome.title}")
    print(f"{'':44}{'/s':>10}{'p50 ms':>10}{'p99 ms':>10}")
    for line in outcome.lines:
        row = f"{line.what:44}{line.per_second:>10.1f}{line.p50_ms:>10.3f}{line.p99_ms:>10.3f}"
        print(f"{row}  {line.note}")
    for label, ratio in outcome.ratios.items():
        print(f"  {label}: {ratio:.2f}")
    for label, fact in outcome.facts.items():
        print(f"  {label}: {fact}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  peak memory of this process: {peak} MB")
    _RESULTS.mkdir(exist_ok=True)
    kept = {**asdict(outcome), "peak_mb": peak, "machine": platform.platform()}
    (_RESULTS / f"{name}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1))
