"""Findings about who: the roll, ranking groups, gates, and whose hand decides."""

from collections import Counter
from collections.abc import Iterator

from plans.finding import Finding
from plans.schema import Plan
from plans.settings_bodies import Unit
from plans.settings_gates import ABOUT_A_UNIT, OF_THE_SUBJECT, GateStep
from plans.words import Hand, UnitKind
from states.capacity import BOUND_TO_UNIT, Capacity
from states.category import BY_EXAMINER, ON_EXAMINERS_OPINION, Category
from states.signatures import SIGNING


def people(plan: Plan) -> Iterator[Finding]:
    """Look at bodies, gates and hands."""
    yield from _roll(plan)
    yield from _groups(plan)
    yield from _gates(plan)
    yield from _hands(plan)


def _roll(plan: Plan) -> Iterator[Finding]:
    kinds = Counter(unit.kind for unit in plan.assessed)
    subkinds = Counter(unit.subkind for unit in plan.assessed)
    for kind, rule in plan.unit_kinds.items():
        expected = [(kind, kinds[kind], rule.count)]
        expected += [(sub, subkinds[sub], count) for sub, count in rule.subkinds.items()]
        for word, found, count in expected:
            if found != count:
                yield Finding(
                    "red",
                    "units.count",
                    f"unit_kinds.{kind}",
                    f"单位名单中{word.zh}有{found}个，方案规定{count}个。",
                    "请核对 units.toml，或改正 plan.toml 中的个数。",
                )


def _groups(plan: Plan) -> Iterator[Finding]:
    for unit in plan.units:
        if not _grouped(plan, unit):
            yield Finding(
                "red",
                "ranking.uncovered",
                f"units.{unit.id}",
                f"{unit.name}的排名组“{unit.ranking_group}”不存在或与单位类别不符。",
                "请在 units.toml 中写上同类别的排名组；区绩效办不参加排名，应为空。",
            )
    members = {unit.ranking_group for unit in plan.units}
    for key, group in plan.ranking_groups.items():
        if key not in members:
            yield Finding(
                "yellow",
                "ranking.empty",
                f"ranking_groups.{key}",
                f"排名组“{group.label}”没有单位。",
                "请删去该组，或把单位编入该组。",
            )


def _grouped(plan: Plan, unit: Unit) -> bool:
    if unit.kind is UnitKind.OFFICE:
        return not unit.ranking_group
    group = plan.ranking_groups.get(unit.ranking_group)
    return group is not None and group.kind == unit.kind


def _gates(plan: Plan) -> Iterator[Finding]:
    for key, gate in plan.gates.items():
        for step in gate.chain:
            yield from _step(plan, key, step)


def _step(plan: Plan, key: str, step: GateStep) -> Iterator[Finding]:
    members = len(plan.conference.members)
    told = f"“{plan.gates[key].label}”的“{step.label}”"
    if step.by not in SIGNING:
        able = "、".join(sorted(SIGNING))
        yield Finding(
            "red",
            "gate.nobody",
            f"gates.{key}",
            f"{told}由{step.by.zh}签署，而该身份不签署任何事项，无人能够通过。",
            f"请改为下列之一：{able}。",
        )
    elif (step.by in BOUND_TO_UNIT) != bool(step.unit) or (
        step.unit in OF_THE_SUBJECT and key not in ABOUT_A_UNIT
    ):
        yield Finding(
            "red",
            "gate.nobody",
            f"gates.{key}",
            f"{told}由{step.by.zh}签署，而没有写明是哪个单位的，或该身份、该关口不针对单位。",
            "单位的身份须写 unit；所涉单位（unit、assessor）只用于针对单个事项的关口。",
        )
    elif step.by is Capacity.CONFERENCE_MEMBER and (not members or step.needed(members) > members):
        yield Finding(
            "red",
            "gate.quorum",
            f"gates.{key}",
            f"{told}须{max(step.needed(members), 1)}人同意，联席会议只有{members}个成员单位。",
            "请降低 quorum，或补全联席会议成员单位。",
        )


def _hands(plan: Plan) -> Iterator[Finding]:
    for category in Category:
        rule = plan.categories.get(category)
        hands = {rule.verified_by, rule.scored_by} if rule else set[Hand]()
        wanted = _hand(category)
        if hands != {wanted}:
            told = "、".join(sorted(hand.zh for hand in hands)) or "未写明"
            yield Finding(
                "red",
                "category.hand",
                f"categories.{category}",
                f"{category.zh}的核验、评分主体为{told}，而状态表规定为{wanted.zh}。",
                f'请改为 "{wanted}"（方案 四（一））；确要改变的，须先修改状态表。',
            )


def _hand(category: Category) -> Hand:
    if category in ON_EXAMINERS_OPINION:
        return Hand.OFFICE_ON_OPINION
    return Hand.EXAMINER if category in BY_EXAMINER else Hand.OFFICE
