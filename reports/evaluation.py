"""The evaluation of the system itself in sentences (体系运行评估): what is worth one."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from plans.settings_memory import Evaluation
from states.catalogue import LIFECYCLES

Facts = Mapping[str, Any]
Found = dict[str, str]
_HUNDRED = Decimal(100)
_KINDS = {"indicator": "指标申报", "node": "节点填报", "rectification_plan": "整改方案报送"}
#: What waits for the work of the year itself, not for a reader.
_YEARS_WORK = frozenset({"verify", "reject", "score"})


def findings(facts: Facts, settings: Evaluation) -> list[Found]:
    """Name what is worth a word, section by section.

    Args:
        facts: as `services.evaluation.evaluate` reads them.
        settings: the plan's, `evaluation`.

    Returns:
        Rows of `code`, `where`, `message`, `remedy`.
    """
    return [found for look in _LOOKS for found in look(facts, settings)]


def _found(code: str, where: str, message: str, remedy: str) -> Found:
    return {"code": code, "where": where, "message": message, "remedy": remedy}


def _all_fulfilled(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    for row in facts["spread"]:
        if row["scored"] >= settings.enough and row["full_marks"] == row["scored"]:
            yield _found(
                "indicator.no_discrimination",
                row["level3"],
                f"“{row['level3']}”{row['scored']}个单位全部得满分，没有区分度。",
                "建议下年度提高目标值、改变计分方式，或不再列入。",
            )


def _all_alike(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    for row in facts["examiners"]:
        if row["scored"] >= settings.enough and Decimal(row["spread"] or 1) == 0:
            full = "均得满分" if row["full_marks"] == row["scored"] else "得分率完全相同"
            yield _found(
                "examiner.no_spread",
                row["name"],
                f"小考官{row['name']}所评{row['scored']}项指标{full}（标准差为0）。",
                "请该小考官书面说明评分依据。",
            )


def _rules(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    del settings
    due = facts["rules_due"]
    for row in facts["examiners"]:
        if row["rules_on"] is None and facts["today"] > due:
            yield _found(
                "examiner.no_rules",
                row["name"],
                f"小考官{row['name']}承担{row['indicators']}项指标的考核，未下发考核细则。",
                "请尽快下发并报区绩效办备案（方案 五（四）一是）。",
            )
        elif row["rules_on"] and row["rules_on"] > due:
            yield _found(
                "examiner.late_rules",
                row["name"],
                f"小考官{row['name']}于{row['rules_on']}方下发考核细则，晚于{due}。",
                "请下年度在过程管理阶段开始后及时下发。",
            )


def _gaps(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    for row in facts["gaps"]:
        gap = Decimal(row["gap"])
        if abs(gap) >= settings.gap:
            yield _found(
                "unit.gap",
                row["name"],
                f"{row['name']}自评分与考评得分相差{gap.quantize(Decimal('0.01'))}分。",
                "请核对自评依据，差距作为自评质量的参考。",
            )


def _slow(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    for row in facts["readers"]:
        few, quick = row["decided"] < settings.enough, row["median_hours"]
        if few or row["trigger"] in _YEARS_WORK or Decimal(quick) < settings.slow_hours:
            continue
        yield _found(
            "reader.slow",
            row["actor"],
            f"{row['actor']}办理{_what(row)}{row['decided']}件，中位用时{row['median_hours']}小时。",
            "请了解积压原因，必要时调整分工。",
        )


def _what(row: Mapping[str, Any]) -> str:
    lifecycle = LIFECYCLES[row["kind"]]
    verb = next(trigger.zh for trigger in lifecycle.triggers if trigger == row["trigger"])
    return f"“{lifecycle.label}·{verb}”"


def _loaded(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    by_step: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in facts["readers"]:
        by_step[_what(row)].append(row)
    for what, rows in by_step.items():
        sum_ = sum(row["decided"] for row in rows)
        most = max(rows, key=lambda row: row["decided"])
        share = _HUNDRED * most["decided"] / sum_
        if len(rows) > 1 and sum_ >= settings.enough and share > settings.share:
            yield _found(
                "reader.overloaded",
                most["actor"],
                f"{what}共{sum_}件，其中{most['actor']}办理{most['decided']}件"
                f"（{share.quantize(Decimal('0.1'))}%）。",
                "请分散审核，避免集中于一人。",
            )


def _came_back(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    for row in facts["returned"]:
        if row["handed_in"] < settings.enough:
            continue
        share = _HUNDRED * row["came_back"] / row["handed_in"]
        if share > settings.returned:
            yield _found(
                "step.returned",
                row["kind"],
                f"{_KINDS[row['kind']]}{row['handed_in']}件，退回{row['came_back']}件"
                f"（{share.quantize(Decimal('0.1'))}%）。",
                "请在业务培训中讲清填报要求。",
            )


def _set_aside(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    del settings
    for row in facts["clocks"]:
        if row["set_aside"]:
            yield _found(
                "clock.set_aside",
                row["deadline"],
                f"期限“{row['deadline']}”有{row['set_aside']}项因故未能计时。",
                "请系统管理员查看日志并恢复。",
            )


def _heavy(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    for row in facts["weights"]:
        if Decimal(row["heaviest"]) > settings.heavy:
            yield _found(
                "unit.heavy",
                row["name"],
                f"{row['name']}一项指标占{row['heaviest']}分，超过{settings.heavy}分。",
                "建议下年度分解该项指标。",
            )


def _unmeasured(facts: Facts, settings: Evaluation) -> Iterator[Found]:
    for row in facts["unmeasured"]:
        if row["nil_reports"] >= settings.unmeasured:
            yield _found(
                "indicator.unmeasured",
                row["level3"],
                f"“{row['level3']}”有{row['units']}个单位零报告{row['nil_reports']}次，无法衡量进展。",
                "建议下年度改用可按节点衡量的目标。",
            )


_LOOKS: tuple[Callable[[Facts, Evaluation], Iterator[Found]], ...] = (
    _all_fulfilled,
    _all_alike,
    _rules,
    _gaps,
    _slow,
    _loaded,
    _came_back,
    _set_aside,
    _heavy,
    _unmeasured,
)
