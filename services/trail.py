"""The trail (留痕): how a record is sealed, how a chain is checked, how a whole trail is summed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, text

from models import SUBJECTS

#: What a birth's record names as the one before it.
NOTHING = bytes(32)

_SEALED = (
    "district_id",
    "kind",
    "subject_id",
    "number",
    "at",
    "trigger",
    "source",
    "target",
    "actor",
    "capacity",
    "on_behalf_of",
    "reason",
    "data",
    "request_id",
)
#: Free of wall-clock times and random ids: the same year played again sums to the same digest.
_SUMMED = tuple(name for name in _SEALED if name not in ("district_id", "at", "request_id"))


@lru_cache(maxsize=256)
def stamp(at: datetime) -> str:
    """Write an instant the one way the trail knows it: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(record: Mapping[str, Any]) -> bytes:
    """Write a record in the one form that is hashed: a JSON list, map keys sorted, no spaces.

    `data` holds strings, whole numbers, booleans, lists and maps only, so that what PostgreSQL
    gives back as jsonb is what went in.
    """
    values = [record[name] for name in _SEALED]
    values[4] = stamp(record["at"])
    return orjson.dumps([*values, bytes(record["prev"]).hex()], option=orjson.OPT_SORT_KEYS)


def seal(record: Mapping[str, Any]) -> bytes:
    """Hash a record together with the one before it (SHA-256)."""
    return hashlib.sha256(canonical(record)).digest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking found; `first_bad` names the first record that does not hold."""

    records: int
    subjects: int
    first_bad: dict[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        """Shape of `trail verify --json`; checkpoints come with the sealer."""
        return {
            "records": self.records,
            "subjects": self.subjects,
            "checkpoints": 0,
            "ok": self.first_bad is None,
            "first_bad": self.first_bad,
        }


def verify(connection: Connection) -> Verdict:
    """Check every chain from birth to head, and every subject against its last record."""
    records = subjects = 0
    last: dict[str, Any] | None = None
    bad: dict[str, Any] | None = None
    for record in read_all(connection):
        records += 1
        new = last is None or _subject(last) != _subject(record)
        subjects += new
        if bad is None:
            bad = _fault(None if new else last, record)
        last = record
    return Verdict(records, subjects, bad or _loose_head(connection))


def digest(connection: Connection) -> str:
    """Sum all records, in (kind, subject, number) order, into one hash (hex)."""
    total = hashlib.sha256()
    for record in read_all(connection):
        values = [record[name] for name in _SUMMED]
        total.update(orjson.dumps(values, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    return total.hexdigest()


def read_all(connection: Connection) -> Iterator[dict[str, Any]]:
    """Stream all records in (district, kind, subject, number) order, memory flat.

    The order is that of bytes (collation C), the same on every server.
    """
    ordered = text(
        'SELECT * FROM trail ORDER BY district_id COLLATE "C", kind COLLATE "C",'
        ' subject_id COLLATE "C", number'
    )
    found = connection.execution_options(yield_per=2000).execute(ordered)
    for row in found.mappings():
        yield dict(row)


def _subject(record: Mapping[str, Any]) -> tuple[str, str, str]:
    return record["district_id"], record["kind"], record["subject_id"]


def _fault(before: Mapping[str, Any] | None, record: Mapping[str, Any]) -> dict[str, Any] | None:
    number, prev, source = (
        (0, NOTHING, None)
        if before is None
        else (before["number"] + 1, before["hash"], before["target"])
    )
    checks = (
        ("missing", record["number"] != number, f"应为第{number}号，实为第{record['number']}号"),
        ("chain", bytes(record["prev"]) != bytes(prev), "与上一条记录的哈希不衔接"),
        ("state", record["source"] != source, "起始状态与上一条记录的结果不一致"),
        ("content", seal(record) != bytes(record["hash"]), "内容与其哈希不符，记录已被改动"),
    )
    found = next(((code, message) for code, wrong, message in checks if wrong), None)
    return _name(record, *found) if found else None


def _name(record: Mapping[Any, Any], code: str, message: str) -> dict[str, Any]:
    named = {key: record[key] for key in ("district_id", "kind", "subject_id", "number")}
    return {**named, "code": code, "message": message}


_LOOSE = " UNION ALL ".join(
    f"SELECT s.district_id, '{kind}' AS kind, s.id AS subject_id, s.revision AS number,"
    " t.hash IS NULL AS missing"
    f" FROM {kind} s LEFT JOIN trail t ON t.district_id = s.district_id AND t.kind = '{kind}'"
    " AND t.subject_id = s.id AND t.number = s.revision"
    " WHERE t.hash IS NULL OR t.hash <> s.head OR t.target <> s.state"
    for kind in SUBJECTS
)
#: Records cut off the end of a chain leave the subject pointing at nothing; records of a subject
#: that was deleted leave the chain without one.
_ORPHANS = " UNION ALL ".join(
    f"SELECT t.district_id, '{kind}' AS kind, t.subject_id, t.number, false AS missing FROM trail t"
    f" LEFT JOIN {kind} s ON s.district_id = t.district_id AND s.id = t.subject_id"
    f" WHERE t.kind = '{kind}' AND t.number = 0 AND s.id IS NULL"
    for kind in SUBJECTS
) + (
    " UNION ALL SELECT district_id, kind, subject_id, number, false AS missing FROM trail"
    f" WHERE kind NOT IN ({', '.join(repr(kind) for kind in SUBJECTS)})"
)


def _loose_head(connection: Connection) -> dict[str, Any] | None:
    for code, query, message in (
        ("head", _LOOSE, "事项的当前状态与其最后一条记录不符"),
        ("orphan", _ORPHANS, "记录所属的事项已不存在"),
    ):
        ordered = f"{query} ORDER BY 1, 2, 3 LIMIT 1"
        found = connection.execute(text(ordered)).mappings().first()
        if found:
            return _name(dict(found), code, message)
    return None
