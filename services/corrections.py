"""Corrections of published results (发布后更正): by the conference's decision, with a notice."""

import zlib
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from kit.errors import BadInput, Objected, Objection
from scoring.explain import shown
from scoring.ranking import Place
from services.acts import Answers, Order
from services.correction_notices import insisted, moved_sentence, plan_notice
from services.desk import Desk
from services.door import Subject
from services.intents import Effect, Message, Planned
from services.result_facts import RESULT
from services.result_runs import columns_of, place_of, places, runs, standing_results
from services.results import counted_marks, told, version_of
from states.capacity import Capacity
from states.result import ResultFacts, ResultTrigger

_T = ResultTrigger
_UNIT = (Capacity.UNIT_CLERK, Capacity.UNIT_HEAD)
#: What tells whether another unit's place has changed.
_PLACED = ("grade", "rank", "group_rank")


def correct(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Correct a published result as the conference has decided (更正), with a correction notice.

    What is scored now counts; other units' places that change move in the same breath, and every
    state that was published is kept. Body: `groups` recounted duty-report marks; `chosen` units
    that get a seat among equals at the quota's border, for the reason of the act.

    Raises:
        BadInput: several results at once; a group, mark or unit that does not exist.
    """
    if len(orders) != 1:
        raise BadInput("成绩更正须逐单位办理，一次只能更正一个单位。")
    with _one_at_a_time(desk):
        return desk.move(RESULT, _T.CORRECT, orders, _correct)


@contextmanager
def _one_at_a_time(desk: Desk) -> Generator[None]:
    # Two corrections at once would each rank by the other's old total.
    key = zlib.crc32(f"correct {desk.act.district_id} {desk.year}".encode())
    desk.connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
    try:
        yield
    finally:
        desk.connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})


def _correct(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
    row = {**subject.row}
    recounted = order.body.get("groups")
    if recounted:
        row["duty_marks"] = counted_marks(desk, recounted)
    rows = _with_choices(desk, order, facts, row)
    run = runs(desk, [row])[row["unit_id"]]
    if run.tree.total is None:
        raise Objected(objections=(Objection("result.no_total", "更正后的总成绩未算出。"),))
    placed = places(desk, rows, {row["unit_id"]: run})
    _insist_on_choices(desk, rows, placed)
    number = max(row["version"], 1) + 1
    columns: dict[str, Any] = {
        **columns_of(run, placed[row["unit_id"]]),
        "duty_marks": row["duty_marks"],
        "chosen": _chosen(rows, row["id"]),
        "version": number,
    }
    others = [other for other in rows if _moves(other, placed, row["id"])]
    notice = plan_notice(
        desk, subject, facts, columns, [moved_sentence(desk, o, placed) for o in others]
    )
    decided = {"gate_id": subject.row["correction_gate"]["id"], "document_id": notice.row["id"]}
    kept = {**decided, "reason": facts.reason}
    said = f"{desk.year}年度成绩更正为{shown(columns['total'])}分，{columns['grade']}。"
    return Effect(
        columns=columns,
        data={**told(columns), **decided, "was": str(shown(row["total"]))},
        **_window(desk, subject.row),
        messages=(Message("corrected", _UNIT, said),),
        rows=_versions(desk, subject.row, columns, kept),
        also=(notice, *(_rerank(desk, other, placed, kept, rows) for other in others)),
    )


def _window(desk: Desk, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Open the window for appeals anew, unless an appeal led to the correction: it is decided."""
    if row["appealed"]:
        return {}
    clock = desk.rules.start("appeal_window", desk.today, desk.act.at)
    return {"stops": ("appeal_window",), "starts": (clock,)}


def _with_choices(
    desk: Desk, order: Order, facts: ResultFacts, mine: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Read all results, with mine as it is now and the seats that are given in writing."""
    given: Sequence[str] = order.body.get("chosen") or ()
    rows = [mine if row["id"] == mine["id"] else row for row in standing_results(desk)]
    strange = sorted(set(given) - {row["unit_id"] for row in rows})
    if strange:
        raise BadInput(f"没有“{'、'.join(strange)}”的年度成绩。")
    return [{**row, "chosen": facts.reason} if row["unit_id"] in given else row for row in rows]


def _insist_on_choices(
    desk: Desk, rows: Sequence[Mapping[str, Any]], placed: Mapping[str, Place]
) -> None:
    tied = [
        desk.rules.body(row["unit_id"]).name
        for row in rows
        if (place := placed.get(row["unit_id"])) and place.undecided
    ]
    if tied:
        told_ = f"更正后{'、'.join(tied)}同分，优秀名额不足。"
        remedy = "请在更正时写明名额给哪个单位（chosen）及理由。"
        raise Objected(objections=(Objection("result.tied", told_, remedy),))


def _chosen(rows: Sequence[Mapping[str, Any]], result_id: str) -> str | None:
    return next(row["chosen"] for row in rows if row["id"] == result_id)


def _moves(row: Mapping[str, Any], placed: Mapping[str, Place], mine: str) -> bool:
    place = placed.get(row["unit_id"])
    if row["id"] == mine or row["state"] != "published" or place is None:
        return False
    now = place_of(place)
    return any(row[name] != now[name] for name in _PLACED)


def _versions(
    desk: Desk, was: Mapping[str, Any], columns: Mapping[str, Any], kept: Mapping[str, str]
) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    now = version_of(desk, {**was, **columns}, columns["version"], **kept)
    if was["version"]:
        return (("result_version", now),)
    # Published before versions were kept: what stood until now is the first.
    first = {**version_of(desk, was, 1), "published_at": was["moved_at"].isoformat()}
    return (("result_version", first), ("result_version", now))


def _rerank(
    desk: Desk,
    row: Mapping[str, Any],
    placed: Mapping[str, Place],
    kept: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
) -> Planned:
    def effect(desk: Desk, subject: Subject, order: Order, facts: ResultFacts) -> Effect:
        del order, facts
        columns = {
            **place_of(placed[row["unit_id"]]),
            "chosen": _chosen(rows, row["id"]),
            "version": max(row["version"], 1) + 1,
        }
        said = moved_sentence(desk, subject.row, placed)
        return Effect(
            columns=columns,
            data={**told(columns), **kept},
            messages=(Message("reranked", _UNIT, said),),
            rows=_versions(desk, subject.row, columns, kept),
        )

    order = Order(row["id"], {"follows": True}, reason=kept["reason"])
    return insisted(
        desk, desk.verb(RESULT, _T.RERANK, effect), order, desk.look(RESULT, [row["id"]])[row["id"]]
    )
