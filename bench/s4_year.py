"""S4: the whole year of 82 units rehearsed in virtual time, twice with one seed.

The floor writes the rows that the year leaves (trail, messages, inboxes, fires, signed reports)
once more, in bulk, with their indices: what the disk and the indices alone would cost.
"""

import shutil
import tempfile
from pathlib import Path
from time import perf_counter

from sqlalchemy import text

from bench.table import Line, Outcome
from cli.rehearsal.folder import rehearse_folder
from kit.settings import Settings
from models.database import owner_engine
from services.house import open_house

_SEED = 3
_ROWS = ("trail", "outbox", "inbox", "deadline_fire", "node_report", "evidence", "score")


def run() -> Outcome:
    """Rehearse twice; the digests must agree."""
    lines: list[Line] = []
    digests: set[str] = set()
    counts: dict[str, int] = {}
    for turn in (1, 2):
        place = Path(tempfile.mkdtemp(prefix="jx"))
        try:
            begun = perf_counter()
            played = rehearse_folder(Settings(), place / "d", "fangshan-2017", _SEED)
            lines.append(
                _line(f"year {turn}", perf_counter() - begun, played.counts["transitions"])
            )
            counts = dict(played.counts)
            digests.add(played.trail_digest)
            if turn == 1:
                lines.append(_floor(place / "d"))
        finally:
            shutil.rmtree(place, ignore_errors=True)
    years = [line.p50_ms / 1000 for line in lines if line.what.startswith("year")]
    floor = next(line.p50_ms / 1000 for line in lines if line.what.startswith("floor"))
    ratios = {"seconds (target <= 60 now, 30)": min(years), "year / floor": min(years) / floor}
    facts = {"counts": counts, "same digest": len(digests) == 1}
    return Outcome("a district's year", lines, ratios, facts)


def _line(what: str, took: float, rows: int) -> Line:
    return Line(what, rows / took, took * 1000, took * 1000, f"{took:.1f} s")


def _floor(data: Path) -> Line:
    with open_house(Settings(), data) as house:
        engine = owner_engine(house.database.address)
        rows, begun = 0, perf_counter()
        with engine.begin() as connection:
            for table in _ROWS:
                like = f"CREATE TABLE again_{table} (LIKE {table} INCLUDING ALL)"
                connection.execute(text(like))
                copied = connection.execute(
                    text(f"INSERT INTO again_{table} SELECT * FROM {table}")
                )
                rows += copied.rowcount
        took = perf_counter() - begun
        engine.dispose()
    return _line("floor: the year's rows in bulk", took, rows)
