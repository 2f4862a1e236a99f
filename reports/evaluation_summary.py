"""The evaluation of the system itself summed up, for the overall report (总报告)."""

from collections.abc import Mapping, Sequence
from typing import Any

#: So few of a thing are named; the rest are counted.
_NAMED = 5

#: By code: how the overall report sums such findings up.
_SUMMARY = {
    "indicator.no_discrimination": "全部单位得满分、没有区分度的指标",
    "examiner.no_spread": "评分没有差异的小考官",
    "examiner.no_rules": "未下发考核细则的小考官",
    "examiner.late_rules": "考核细则下发较晚的小考官",
    "unit.gap": "自评与考评差距较大的单位",
    "reader.slow": "办理较慢的环节",
    "reader.overloaded": "过于集中于一人的环节",
    "step.returned": "退回较多的环节",
    "clock.set_aside": "未能计时的期限",
    "unit.heavy": "权重过于集中的单位",
    "indicator.unmeasured": "难以衡量的指标",
}


def told(facts: Mapping[str, Any], found: Sequence[Mapping[str, str]]) -> list[str]:
    """Tell the evaluation in sentences, for the overall report (总报告)."""
    scored = sum(row["scored"] for row in facts["spread"])
    clocks = sum(row["started"] for row in facts["clocks"])
    missed = sum(row["missed"] for row in facts["clocks"])
    ruled = sum(row["rules_on"] is not None for row in facts["examiners"])
    return [
        f"{facts['year']}年度共评分指标{scored}项。",
        f"小考官共{len(facts['examiners'])}家，其中下发考核细则的{ruled}家。",
        f"系统共计时{clocks}项，到期未办{missed}项。",
        *(_sentence(label, code, found) for code, label in _SUMMARY.items() if _of(code, found)),
    ]


def _of(code: str, found: Sequence[Mapping[str, str]]) -> list[str]:
    return [row["where"] for row in found if row["code"] == code]


def _sentence(label: str, code: str, found: Sequence[Mapping[str, str]]) -> str:
    places = _of(code, found)
    more = f"等{len(places)}个" if len(places) > _NAMED else ""
    return f"{label}：{'、'.join(places[:_NAMED])}{more}。"
