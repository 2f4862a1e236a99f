"""The page that tells a subject's due days (期限说明): as lines, in Chinese or in English."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import Any

from states.catalogue import LIFECYCLES

_STATES = {
    "running": ("现行", "in force"),
    "standing": ("中止中，暂无期限", "standing: no due day for now"),
    "superseded": ("已由下一版代替", "replaced by the next version"),
    "stopped": ("已停止计时", "stopped"),
}
_RANG = ("已提醒", "rang")


def page(
    kind: str, subject_id: str, clocks: Sequence[Mapping[str, Any]], zone: tzinfo, lang: str
) -> str:
    """Write the page in a language, `zh` or `en`."""
    lines = _english if lang == "en" else _chinese
    return "\n".join(lines(kind, subject_id, clocks, zone)) + "\n"


def _visits(
    clocks: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    for _, versions in groupby(clocks, lambda clock: (clock["visit"], clock["name"])):
        every = list(versions)
        yield every[0], every


def _chinese(
    kind: str, subject_id: str, clocks: Sequence[Mapping[str, Any]], zone: tzinfo
) -> Iterator[str]:
    yield f"{LIFECYCLES[kind].label}{subject_id} 期限说明"
    if not clocks:
        yield "没有期限。"
    for first, versions in _visits(clocks):
        yield ""
        yield f"【{first['label']}】依据：{first['basis']}"
        for clock in versions:
            state = _STATES[clock["state"]][0]
            yield f"第{clock['version']}版（{state}）：{laid(clock, zone, 'zh')}"
            yield from (f"  {step}" for step in clock["steps"])
            yield f"  工作日历：{clock['calendar_version']}{_notice(clock)}"
            yield from (
                f"  {rung['rung']}：{_rings(rung, zone)}{_rang(rung, zone, 0)}"
                for rung in clock["rungs"]
            )


def _english(
    kind: str, subject_id: str, clocks: Sequence[Mapping[str, Any]], zone: tzinfo
) -> Iterator[str]:
    yield f"How the deadlines of {kind.replace('_', ' ')} {subject_id} come about"
    if not clocks:
        yield "It has none."
    for first, versions in _visits(clocks):
        yield ""
        yield f"[{first['name']}] {first['label']}; basis: {first['basis']}"
        for clock in versions:
            state = _STATES[clock["state"]][1]
            yield f"Version {clock['version']} ({state}): {laid(clock, zone, 'en')}"
            yield from (f"  {step}" for step in clock["steps_en"])
            yield f"  Calendar: {clock['calendar_version']}{_notice(clock)}"
            yield from (
                f"  {rung['rung']}: {_rings(rung, zone)}{_rang(rung, zone, 1)}"
                for rung in clock["rungs"]
            )


def laid(clock: Mapping[str, Any], zone: tzinfo, lang: str) -> str:
    """Say what laid a version of a clock: when, which act, by whom, and why."""
    at = _local(clock["laid_at"], zone) if clock["laid_at"] else ""
    why = clock["reason"] or ""
    if lang == "en":
        told = f"{at}, {clock['trigger_label_en']} ({clock['laid_by']})"
        return f"{told}: {why}" if why else told
    told = f"{at}“{clock['trigger_label']}”（{clock['laid_by']}）"
    return f"{told}：{why}" if why else told


def _notice(clock: Mapping[str, Any]) -> str:
    named = " ".join(filter(None, (clock["calendar_document"], clock["calendar_basis"])))
    return f"（{named}）" if named else ""


def _rings(rung: Mapping[str, Any], zone: tzinfo) -> str:
    if rung["rung"].startswith("-"):
        return _local(rung["at"], zone)
    # What rings when a day is over is told as the end of that day.
    at = datetime.fromisoformat(rung["at"]).astimezone(zone)
    return f"{at - timedelta(days=1):%Y-%m-%d} 24:00"


def _rang(rung: Mapping[str, Any], zone: tzinfo, place: int) -> str:
    return f" {_RANG[place]} {_local(rung['fired_at'], zone)}" if rung["fired_at"] else ""


def _local(at: datetime | str, zone: tzinfo) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
