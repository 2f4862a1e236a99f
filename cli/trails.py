"""`trail verify` and `trail export`."""

from pathlib import Path

import orjson
import typer

from cli.opening import opened
from cli.output import FOUND_PROBLEMS, refusals, show
from services import trail


def verify(data: Path | None, *, as_json: bool) -> None:
    """Check every chain; exit 1 and name the first record that does not hold."""
    with refusals(as_json=as_json), opened(data) as house, house.database.snapshot() as connection:
        verdict = trail.verify(connection)
    show(verdict.to_json(), as_json=as_json, lines=lambda: _lines(verdict))
    if verdict.first_bad is not None:
        raise typer.Exit(FOUND_PROBLEMS)


def _lines(verdict: trail.Verdict) -> list[str]:
    bad = verdict.first_bad
    if bad is None:
        return [f"{verdict.subjects}个事项、{verdict.records}条记录，全部相符。"]
    named = f"{bad['kind']} {bad['subject_id']} 第{bad['number']}号"
    return [f"✗ {named}：{bad['message']}"]


def export_all(file: Path, data: Path | None, *, as_json: bool) -> None:
    """Write all records, one JSON object a line, hashes in hex, in the order they are summed."""
    count = 0
    with (
        refusals(as_json=as_json),
        opened(data) as house,
        house.database.snapshot() as connection,
        file.open("wb") as out,
    ):
        for record in trail.read_all(connection):
            hexed = {name: bytes(record[name]).hex() for name in ("prev", "hash")}
            plain = {**record, **hexed, "at": trail.stamp(record["at"])}
            out.write(orjson.dumps(plain, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    document = {"file": str(file), "records": count}
    show(document, as_json=as_json, lines=lambda: [f"已写出{count}条记录：{file}"])
