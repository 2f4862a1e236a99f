"""The method of bands (分档法): a table of ranges, each with its share of the weight."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kit.errors import Objection
from scoring.explain import plain
from scoring.methods.fields import Field, Rows, Values, optional
from scoring.methods.grammar import COMMON, ONE, ZERO, Example, Method, Worth
from scoring.methods.kinds import Flag
from scoring.methods.quantities import Number

_SHARE = Number(at_least=ZERO, at_most=ONE)

_BAND = (
    optional("from", "下限", Number(), None, "不填表示不设下限。"),
    optional("to", "上限", Number(), None, "不填表示不设上限。"),
    Field("from_included", "含下限", Flag(), "写明含或不含。"),
    Field("to_included", "含上限", Flag(), "写明含或不含。"),
    Field("points_ratio", "得分比例", _SHARE, "落在本档得权重的几成。"),
)


def _range_of(band: Values) -> str:
    low = "−∞" if band["from"] is None else plain(band["from"])
    high = "+∞" if band["to"] is None else plain(band["to"])
    left = "[" if band["from_included"] and band["from"] is not None else "("
    right = "]" if band["to_included"] and band["to"] is not None else ")"
    return f"{left}{low}, {high}{right}"


def _holds(band: Values, actual: Decimal) -> bool:
    low, high = band["from"], band["to"]
    above = low is None or actual > low or (actual == low and band["from_included"])
    below = high is None or actual < high or (actual == high and band["to_included"])
    return above and below


def _is_empty(band: Values) -> bool:
    low, high = band["from"], band["to"]
    if low is None or high is None:
        return False
    return low > high or (low == high and not (band["from_included"] and band["to_included"]))


def _in_order(bands: Sequence[Values]) -> list[Values]:
    return sorted(bands, key=lambda band: (band["from"] is not None, band["from"] or ZERO))


def _overlap(lower: Values, upper: Values) -> bool:
    high, low = lower["to"], upper["from"]
    if high is None or low is None:
        return True
    return high > low or (high == low and lower["to_included"] and upper["from_included"])


def _gap(lower: Values, upper: Values) -> bool:
    high, low = lower["to"], upper["from"]
    return high < low or not (lower["to_included"] or upper["from_included"])


def _band_objections(settings: Values) -> Iterator[Objection]:
    bands = _in_order(settings["bands"])
    for band in filter(_is_empty, bands):
        yield Objection(
            "parameter.band_empty", f"分档 {_range_of(band)} 中没有任何数。", "下限应小于上限。"
        )
    for lower, upper in pairwise(bands):
        both = f"分档 {_range_of(lower)} 与 {_range_of(upper)} "
        if _overlap(lower, upper):
            remedy = "同一个数只能落在一档，请改上下限，或改含与不含。"
            yield Objection("parameter.bands_overlap", f"{both}重叠。", remedy)
        elif _gap(lower, upper):
            remedy = "落在空档中的数无法计分；确属不会出现的，请写明理由。"
            yield Objection("parameter.bands_gap", f"{both}之间有空档。", remedy, overridable=True)


def _holding(settings: Values, facts: Values) -> Iterator[Values]:
    return (band for band in settings["bands"] if _holds(band, facts["actual"]))


def _band_input_objections(facts: Values, settings: Values) -> Iterator[Objection]:
    if next(_holding(settings, facts), None) is None:
        yield Objection(
            "input.in_no_band",
            f"实际值 {plain(facts['actual'])} 不在任何一档内。",
            "请核对数值，或按程序调整分档表。",
        )


def _bands(weight: Decimal, settings: Values, facts: Values) -> Worth:
    band = next(_holding(settings, facts))
    ratio: Decimal = band["points_ratio"]
    numbers = (facts["actual"], _range_of(band), weight, ratio)
    return Worth(weight * ratio, "{} 落在 {}，{} × {}", numbers)


def _inside(band: Values) -> Decimal:
    """Name a number of the band, an edge where it has one."""
    low, high = band["from"], band["to"]
    if low is None:
        return ZERO if high is None else high - (ZERO if band["to_included"] else ONE)
    if band["from_included"]:
        return low
    return low + ONE if high is None else (low + high) / 2


def _one_of_each(settings: Values) -> Iterator[Mapping[str, object]]:
    return ({"actual": plain(_inside(band))} for band in settings["bands"])


def _row(low: str | None, high: str | None, ratio: str) -> dict[str, Any]:
    return {
        "from": low,
        "to": high,
        "from_included": low is not None,
        "to_included": False,
        "points_ratio": ratio,
    }


BANDS = Method(
    code="bands",
    name="分档法",
    formula="权重 × 实际值所在档的得分比例",
    parameters=(
        Field("bands", "分档表", Rows.of(*_BAND), "各档不得重叠，上下限写明含或不含。"),
        *COMMON,
    ),
    inputs=(Field("actual", "实际值", Number(), "年终核定的数值。"),),
    measure=_bands,
    samples=_one_of_each,
    objections=_band_objections,
    input_objections=_band_input_objections,
    example=Example(
        "6.00",
        {"bands": [_row("90", None, "1"), _row("80", "90", "0.8"), _row(None, "80", "0.5")]},
        {"actual": "80"},
        "4.80",
    ),
)
