"""A year's plan moved on by a year (下年度方案草稿): what is known filled in, the rest marked.

Dates move, texts stay; what was decided for the old year and stands as a number is marked
`CARRIED`, so that lint can tell what is left to decide.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from plans.carried import CARRIED, Carried, Item, toml_line
from plans.loading import parse, parse_pinned
from plans.moving import shift_dates, shifted
from plans.schema import Plan
from plans.seed_calendar import known_years, seed_rows, to_toml
from plans.settings_bodies import Roll, Unit
from plans.settings_house import Goal, GoalSet
from plans.settings_memory import Rectified
from plans.words import Level


def next_files(files: Mapping[str, str], carried: Carried) -> dict[str, str]:
    """Draft the files of the next year's plan.

    Args:
        files: the old plan's texts.
        carried: what the database knows at the year's end; empty for a plan that was never run.

    Raises:
        PlanProblem: the old plan cannot be read, or the draft could not be.
    """
    plan = parse_pinned(files)
    year = plan.year + 1
    drafted = {
        "plan.toml": _plan(files["plan.toml"], plan),
        "units.toml": _units(files["units.toml"], plan, carried),
        "goals.toml": _goals(files["goals.toml"], plan, carried),
        "calendar.toml": _calendar(plan, year),
        "baselines.toml": carried.to_toml(),
    }
    parse(drafted)
    return drafted


_HEAD = re.compile(r"\A# \d{4}年度方案草稿.*\n")


def _plan(text: str, plan: Plan) -> str:
    year, raw = plan.year, plan.model_dump(mode="python")
    text = _swap(shift_dates(text), "year", str(year), str(year + 1))
    title = plan.title.replace(str(year), str(year + 1))
    text = _swap(text, "title", _quoted(plan.title), _quoted(title))
    text = _swap(text, "document_number", _quoted(plan.document_number), '""')
    for basis in sorted(_with_numbers(raw)):
        if CARRIED not in basis:
            marked = _quoted(f"{basis}；{CARRIED}")
            text = text.replace(f"basis = {_quoted(basis)}", f"basis = {marked}")
            text = text.replace(f'"basis" = {_quoted(basis)}', f'"basis" = {marked}')
    text = _HEAD.sub("", text)
    return f"# {year + 1}年度方案草稿，由{year}年度方案生成；未定事项见 jixiao plan lint。\n{text}"


def _swap(text: str, key: str, old: str, new: str) -> str:
    pattern = re.compile(rf'^("?{key}"?\s*=\s*){re.escape(old)}', re.MULTILINE)
    return pattern.sub(lambda found: f"{found[1]}{new}", text, count=1)


def _quoted(text: str) -> str:
    # A JSON string is also a TOML string.
    return json.dumps(text, ensure_ascii=False)


#: Parts of a plan that lie in files of their own, each with its own way into the next year.
_ELSEWHERE = ("roll", "goal_set", "days", "baselines")


def _with_numbers(raw: Mapping[str, Any]) -> set[str]:
    """Collect the bases of tables that hold a number themselves, not in a table with its own."""
    here = {name: value for name, value in raw.items() if name not in _ELSEWHERE}
    own = {name: value for name, value in here.items() if name != "year"}
    return set(_bases(own))


def _bases(table: Mapping[str, Any]) -> Iterator[str]:
    if "basis" in table and any(_holds_number(value) for value in table.values()):
        yield str(table["basis"])
    for value in table.values():
        for inner in _tables(value):
            yield from _bases(inner)


def _tables(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield cast("Mapping[str, Any]", value)
    elif isinstance(value, list | tuple):
        for item in cast("Iterable[object]", value):
            yield from _tables(item)


def _holds_number(value: object) -> bool:
    if isinstance(value, Mapping):
        inner = cast("Mapping[str, Any]", value)
        return "basis" not in inner and any(map(_holds_number, inner.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_number, cast("Iterable[object]", value)))
    return not isinstance(value, bool | str | date) and value is not None


def _units(text: str, plan: Plan, carried: Carried) -> str:
    standing = {unit.id: unit for unit in plan.units}
    names = carried.units or tuple(Item.of(unit) for unit in plan.units)
    units = (_named(standing.get(item.id), item) for item in names)
    return _listed(text, "units", plan.roll, (toml_line(_plain(unit)) for unit in units))


def _named(before: Unit | None, now: Item) -> Unit:
    if before is None:
        return Unit.model_validate(now.columns())
    if before.name == now.name:
        return before
    old = [name for name in (before.name, before.short_name) if name != now.short_name]
    aliases = tuple(dict.fromkeys((*before.aliases, *old)))
    update = {"name": now.name, "short_name": now.short_name, "aliases": aliases}
    return before.model_copy(update=update)


def _goals(text: str, plan: Plan, carried: Carried) -> str:
    kept = (
        goal.model_copy(update={"by": shifted(goal.by), "candidate": True}) for goal in plan.goals
    )
    numbered = enumerate(carried.rectifications, 1)
    again = (_from_rectification(plan, number, item) for number, item in numbered)
    lines = (toml_line(_plain(goal)) for goal in (*kept, *again))
    return _listed(text, "goals", plan.goal_set, lines)


_NAMED = re.compile("“([^”]+)”")


def _from_rectification(plan: Plan, number: int, item: Rectified) -> Goal:
    named = _NAMED.search(item.finding)
    what = named[1] if named else item.measure[:20]
    return Goal(
        id=f"Z{number:02}",
        level=Level.DISTRICT,
        document=f"{plan.year}年度整改方案（{item.id}）",
        level1="整改提升",
        level2="上年整改事项",
        title=f"整改：{what}（{item.id}）",
        lead=item.unit,
        by=date(plan.year + 1, 12, 31),
        target=item.measure,
        candidate=True,
    )


#: In which order a unit's fields are written.
_FIELDS = ("id", "name", "short_name", "kind", "subkind", "code", "ranking_group", "aliases")


def _plain(table: Unit | Goal) -> dict[str, Any]:
    found = table.model_dump(exclude_defaults=True)
    return dict(sorted(found.items(), key=_place)) if isinstance(table, Unit) else found


def _place(field: tuple[str, object]) -> int:
    return _FIELDS.index(field[0])


def _listed(text: str, name: str, table: Roll | GoalSet, lines: Iterable[str]) -> str:
    comments = [line for line in text.splitlines() if line.startswith("#")]
    head = [f"basis = {_quoted(table.basis)}", f"note = {_quoted(table.note)}", f"{name} = ["]
    return "\n".join((*comments, *head, *(f"    {line}," for line in lines), "]\n"))


def _calendar(plan: Plan, year: int) -> str:
    """Keep the years that the office entered, take the others from the package, guess none."""
    wanted = (year, year + 1)
    entered = [y for y in wanted if y in plan.days.years]
    seeded = [y for y in wanted if y not in entered and y in known_years()]
    mine = [day.model_dump() for day in plan.days.days if day.date.year in entered]
    kept = [{**day, "kind": day["kind"].value} for day in mine]
    rows: list[dict[str, Any]] = seed_rows(seeded)["days"] if seeded else []
    basis = plan.days.basis
    if seeded:
        basis += f"；{'、'.join(map(str, seeded))}年取自公开数据，请按国务院办公厅通知核对"
    years = sorted({*entered, *seeded})
    version = f"{year}-{2 if plan.days.version == f'{year}-1' else 1}"
    return to_toml(version, basis, {"years": years, "days": [*kept, *rows]})
