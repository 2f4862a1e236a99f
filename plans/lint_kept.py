"""Findings about settings that are held to one value, because the reckoning knows no other."""

from collections.abc import Iterator

from plans.finding import Finding
from plans.schema import Plan
from plans.words import TieBreak
from scoring.ranking import GRADE_NAMES

_PLACES = 2
_TIES = (TieBreak.DUTY_SCORE, TieBreak.OFFICE_WITH_REASON)
_HUNDRED = 100
_LEAST_TRIMMED = 3


def kept(plan: Plan) -> Iterator[Finding]:
    """Find settings that a total, a rank or a grade would not follow."""
    yield from _grades(plan)
    yield from _adjustments(plan)
    judges = plan.judges
    for right, where, wanted in (
        (plan.composition.places == _PLACES, "composition.places", "公布的分数为两位小数"),
        (
            plan.grades.ties == _TIES,
            "grades.ties",
            "名额边界同分先比述职成绩，再由区绩效办书面说明理由确定",
        ),
        (judges.lowest >= 0, "judges.lowest", "票面最低分不小于0"),
        (judges.highest == _HUNDRED, "judges.highest", "票面最高分为100（百分制，不另换算）"),
        (
            judges.trimming_threshold >= _LEAST_TRIMMED,
            "judges.trimming_threshold",
            "至少3张有效票才能去掉最高分和最低分",
        ),
    ):
        if not right:
            yield _held(where, wanted)


def _held(where: str, wanted: str) -> Finding:
    remedy = "请改回；须另行计算的，先由系统实现后再改方案。"
    return Finding("red", "setting.unsupported", where, f"系统只按此办理：{wanted}。", remedy)


def _grades(plan: Plan) -> Iterator[Finding]:
    names = {grade.value: name for grade, name in GRADE_NAMES.items()}
    grades = plan.grades.grades
    if {grade.key: grade.label for grade in grades} != names:
        called = "、".join(f"{key}（{name}）" for key, name in names.items())
        yield _held("grades.grades", f"等次为{called}四等")
        return
    best, *others = grades
    if not best.veto or any(grade.veto for grade in others):
        yield _held("grades.veto", "一票否决只限优秀")
    if any(grade.quota is not None for grade in others):
        yield _held("grades.quota", "名额比例只限优秀")
    if grades[-1].at_least > 0:
        yield _held(f"grades.{grades[-1].key}", "最末等次没有起点分")


def _adjustments(plan: Plan) -> Iterator[Finding]:
    rules = plan.adjustments
    if rules.step <= 0 or rules.repeat_factor < 1:
        yield _held("adjustments", "步长大于0，加倍系数不小于1")
        return
    for item in rules.items:
        for event in item.events:
            if event.points % rules.step or event.points * rules.repeat_factor % rules.step:
                yield Finding(
                    "red",
                    "adjustment.step",
                    f"adjustments.{event.key}",
                    f"“{event.label}”{event.points}分（或其加倍）不是{rules.step}分的整数倍。",
                    "请修改分值或步长。",
                )
