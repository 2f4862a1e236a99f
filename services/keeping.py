"""The answer kept under an idempotency key: how it is written down, and told again."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from kit import errors
from kit.errors import Conflict, KeyReused, Objection, Refused
from services.acts import Answer, Answers
from services.intents import Planned

#: A fingerprint of what was asked, and what was answered.
Kept = tuple[bytes, Mapping[str, Any]]

_REFUSALS = {
    found.code: found
    for found in vars(errors).values()
    if isinstance(found, type) and issubclass(found, Refused)
}


def fingerprint(asked: object) -> bytes:
    """Sum what was asked, so that another thing under the same key is noticed (SHA-256)."""
    return hashlib.sha256(orjson.dumps(asked, default=str, option=orjson.OPT_SORT_KEYS)).digest()


def answer_of(item: Planned) -> Answer:
    """The subject as the planned move leaves it."""
    return Answer(item.kind, item.row["id"], item.target, item.number)


def laid_down(judged: Sequence[Planned | Refused]) -> list[dict[str, Any]]:
    """Write answers and refusals down, in order; the statement adds which subjects moved."""
    return [_refusal(i) if isinstance(i, Refused) else answer_of(i).to_json() for i in judged]


def _refusal(refusal: Refused) -> dict[str, Any]:
    objections = [
        {
            "code": o.code,
            "message": o.message,
            "remedy": o.remedy,
            "overridable": o.overridable,
        }
        for o in refusal.objections
    ]
    return {"refused": refusal.code, "message": refusal.message, "objections": objections}


def told_again(kept: Kept, asked: bytes) -> Answers:
    """Give the kept answers once more.

    Raises:
        KeyReused: they were given to something else.
    """
    if bytes(kept[0]) != asked:
        raise KeyReused
    moved = {(kind, subject_id) for kind, subject_id in kept[1]["moved"]}
    return [_told(answer, moved) for answer in kept[1]["answers"]]


def _told(answer: Mapping[str, Any], moved: set[tuple[str, str]]) -> Answer | Refused:
    if "refused" in answer:
        objections = [Objection(**objection) for objection in answer["objections"]]
        refusal = _REFUSALS.get(answer["refused"], Refused)
        return refusal(answer["message"], objections=objections)
    return Answer(**answer) if (answer["kind"], answer["id"]) in moved else Conflict()
