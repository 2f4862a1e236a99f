"""What a row alone cannot show: a unit's weights, repeats, a unit that assesses itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from plans.table.elements import Entry
from plans.table.rows import Problem, Row
from plans.table.vocabulary import Vocabulary, key

_FULL = Decimal(100)


def check_rows(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Find the indicators whose assessor is the assessed unit itself (domain 1.5: 小考官)."""
    for entry in entries:
        row = entry.row
        if not entry.wrong & {"unit", "assessor"} and row.assessor == row.unit:
            yield _problem(
                [row],
                row.cells["assessor"],
                "assessor.own_unit",
                f"“{row.unit}”考核自己的指标“{row.level3}”。",
                "请改由区绩效办或其他单位考核。",
            )


def check_units(entries: Sequence[Entry], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Find what is wrong with the indicators of a unit taken together (方案 三（三））.

    A unit with a weight that could not be read is not also blamed for its sum, nor one that lacks
    just the rows whose unit could not be read; one with a wrong sum not also for its categories.
    """
    stray = _stray_weights(entries)
    for (sheet, _), of_unit in _by_unit(entries).items():
        yield from _repeats(of_unit)
        if not any("weight" in entry.wrong for entry in of_unit):
            yield from _weights(of_unit, vocabulary, stray[sheet])


def check_sheets(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Find sheets that bring units of an earlier sheet again, one problem a sheet."""
    first_sheet: dict[str, str] = {}
    again: defaultdict[str, list[Row]] = defaultdict(list)
    for (sheet, unit), of_unit in _by_unit(entries).items():
        if first_sheet.setdefault(unit, sheet) != sheet:
            again[sheet] += [entry.row for entry in of_unit]
    for rows in again.values():
        units = list(dict.fromkeys(row.unit for row in rows))
        yield _problem(
            rows,
            rows[0].cells["unit"],
            "sheet.repeats_units",
            f"“{units[0]}”等 {len(units)} 个单位在“{first_sheet[units[0]]}”表里已经出现。",
            "每个单位只能出现在一张表里，请删去重复的工作表或行。",
        )


def _by_unit(entries: Iterable[Entry]) -> Mapping[tuple[str, str], list[Entry]]:
    units: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if "unit" not in entry.wrong:
            units[entry.row.sheet, entry.row.unit].append(entry)
    return units


def _repeats(entries: Iterable[Entry]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Row] = {}
    for entry in entries:
        row = entry.row
        name = key(row.level2), key(row.level3)
        if "level3" in entry.wrong or seen.setdefault(name, row) is row:
            continue
        yield _problem(
            [row],
            row.cells["level3"],
            "indicator.twice",
            f"“{row.unit}”的指标“{row.level3}”已在第 {seen[name].row} 行出现。",
            "请删去重复的一行；若是两项不同的指标，请用不同的名称。",
        )


def _stray_weights(entries: Iterable[Entry]) -> Mapping[str, list[Decimal]]:
    stray: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        if "unit" in entry.wrong:
            stray[entry.row.sheet, entry.row.unit] += entry.row.weight
    by_sheet: defaultdict[str, list[Decimal]] = defaultdict(list)
    for (sheet, _), weight in stray.items():
        by_sheet[sheet].append(weight)
    return by_sheet


def _weights(
    entries: Sequence[Entry], vocabulary: Vocabulary, stray: Collection[Decimal]
) -> Iterator[Problem]:
    kind_name = vocabulary.kind_of[entries[0].row.unit]
    kind = vocabulary.kinds[kind_name]
    rows = [entry.row for entry in entries]
    totals = _totals(rows)
    total = sum(totals.values())
    if _FULL - total in stray:
        return
    suspect = _suspect(entries, kind.misfits(totals))
    if total != _FULL:
        yield _sum_problem(rows, suspect, totals)
    elif not any("type" in entry.wrong for entry in entries) and not kind.allows(totals):
        yield _problem(
            rows,
            suspect,
            "unit.category_weights",
            f"“{rows[0].unit}”的权重为{_spelled(totals)}，不合“{kind_name}”的规定。",
            f"请调整为{'，或'.join(map(_spelled, kind.splits))}。",
        )


def _suspect(entries: Sequence[Entry], misfits: Collection[str]) -> str:
    # Any of the weights may be the wrong one. Look first in the categories that do not fit, and
    # there at a bare number: whoever changes a weight later types one, without 分 or %.
    likely = [entry for entry in entries if entry.row.type in misfits] or entries
    first = next((entry for entry in likely if entry.bare_weight), likely[0])
    return first.row.cells["weight"]


def _sum_problem(rows: Sequence[Row], suspect: str, totals: Mapping[str, Decimal]) -> Problem:
    total = sum(totals.values(), Decimal())
    span = f"{rows[0].cells['weight']} 至 {rows[-1].cells['weight']}"
    return _problem(
        rows,
        suspect,
        "unit.weight_sum",
        f"“{rows[0].unit}”的权重合计为 {total.normalize():f}（{_spelled(totals)}），应为 100。",
        f"请核对 {span} 各项指标的权重，使合计为 100。",
    )


def _totals(rows: Iterable[Row]) -> dict[str, Decimal]:
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        totals[row.type] += row.weight
    return dict(totals)


def _spelled(totals: Mapping[str, Decimal]) -> str:
    return "、".join(
        f"{name or '未定类型'} {points.normalize():f}" for name, points in totals.items()
    )


def _problem(rows: Sequence[Row], cell: str, code: str, message: str, remedy: str) -> Problem:
    return Problem(
        sheet=rows[0].sheet,
        cell=cell,
        unit=rows[0].unit,
        code=code,
        message=message,
        remedy=remedy,
        rows=frozenset(row.row for row in rows),
    )
