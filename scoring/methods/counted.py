"""Methods that add up parts: milestones reached, events that cost points."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kit.errors import Objection
from scoring.explain import Explained, plain
from scoring.methods.fields import Field, Rows, Values, optional
from scoring.methods.grammar import ONE, WHEN_MISSING, ZERO, Example, Method, Worth, told
from scoring.methods.kinds import Flag, Text
from scoring.methods.quantities import Number, Numbers

_COUNT = Number(at_least=ZERO, whole=True)
_SHARE = Number(at_least=ZERO, at_most=ONE)
_AMOUNT = Number(at_least=ZERO)


def _credit(node: Values, settings: Values) -> tuple[Decimal, str]:
    days: Decimal = node["days_late"]
    if not node["done"]:
        return ZERO, "未完成"
    if days == ZERO:
        return ONE, "按期完成"
    if days <= settings["late_days"]:
        return settings["late_ratio"], "迟 {} 日完成，未超过 {} 日"
    return settings["very_late_ratio"], "迟 {} 日完成，超过 {} 日"


def _milestones(weight: Decimal, settings: Values, facts: Values) -> Worth:
    nodes = facts["milestones"]
    whole, reached = ZERO, ZERO
    for node in nodes:
        whole += node["weight"]
        reached += node["weight"] * _credit(node, settings)[0]
    points = min(weight * reached / whole, weight)
    parts = (_node(weight, whole, node, settings) for node in nodes)
    return Worth(points, "{} × {} ÷ {}", (weight, reached, whole), parts)


def _node(weight: Decimal, whole: Decimal, node: Values, settings: Values) -> Explained:
    ratio, credit = _credit(node, settings)
    share = told("{} × {} ÷ {} × {}", weight, node["weight"], whole, ratio)
    reached = told(credit, node["days_late"], settings["late_days"])
    points = weight * node["weight"] * ratio / whole
    return Explained(node["name"], points, f"{reached}，{share}")


MILESTONES = Method(
    code="milestones",
    name="节点法",
    formula="权重 × Σ(节点权重 × 完成系数) ÷ Σ节点权重；按期完成系数 1，迟完成按约定打折",
    parameters=(
        optional("late_ratio", "迟完成系数", _SHARE, "0.8", "在宽限日数内迟完成的系数。"),
        optional("late_days", "宽限日数", _COUNT, 10, "迟于它的按逾限系数。"),
        optional("very_late_ratio", "逾限系数", _SHARE, 0, "超过宽限日数才完成的系数。"),
        WHEN_MISSING,
    ),
    inputs=(
        Field(
            "milestones",
            "节点",
            Rows(
                (
                    Field("name", "节点名称", Text()),
                    Field("weight", "节点权重", Number(above=ZERO), "各节点之间的比重。"),
                    Field("done", "是否完成", Flag(), "经核验认定。"),
                    optional("days_late", "迟完成日数", _COUNT, 0, "按期完成填 0。"),
                )
            ),
            "该指标的全部节点。",
        ),
    ),
    measure=_milestones,
    example=Example(
        "10.00",
        {},
        {
            "milestones": [
                {"name": "完成手续", "weight": 30, "done": True},
                {"name": "主体施工", "weight": 50, "done": True, "days_late": 6},
                {"name": "竣工验收", "weight": 20, "done": False},
            ]
        },
        "7.00",
    ),
)


def _lost(event: str, settings: Values, facts: Values) -> Decimal:
    # A repeat is already one of the counted events: doubling adds it factor - 1 times more.
    repeats = facts["repeats"].get(event, ZERO)
    times = facts["counts"][event] + repeats * (settings["repeat_factor"] - ONE)
    lost = settings["unit_points"][event] * times
    return min(lost, settings["item_caps"].get(event, lost))


def _event(event: str, settings: Values, facts: Values) -> Explained:
    unit, count = settings["unit_points"][event], facts["counts"][event]
    repeats, cap = facts["repeats"].get(event), settings["item_caps"].get(event)
    rule = told("{} 次，扣 {} × {}", count, unit, count)
    if repeats:
        factor = settings["repeat_factor"]
        sentence = "{} 次（其中重复 {} 次），扣 {} × ({} + {} × ({} − 1))"
        rule = told(sentence, count, repeats, unit, count, repeats, factor)
    if cap is not None:
        rule = told(f"{rule}，不超过 {{}}", cap)
    return Explained(event, -_lost(event, settings, facts), rule)


def _deduction(weight: Decimal, settings: Values, facts: Values) -> Worth:
    events, cap = facts["counts"], settings["cap"]
    lost = sum((_lost(event, settings, facts) for event in events), ZERO)
    parts = (_event(event, settings, facts) for event in events)
    if cap is not None and lost > cap:
        points = max(weight - cap, ZERO)
        return Worth(points, "max({} − min({}, {}), 0)", (weight, lost, cap), parts)
    return Worth(max(weight - lost, ZERO), "max({} − {}, 0)", (weight, lost), parts)


def _unknown(side: str, given: Mapping[str, Decimal], settings: Values) -> Iterator[Objection]:
    for event in given.keys() - settings["unit_points"].keys():
        yield Objection(
            f"{side}.unknown_event",
            f"扣分标准中没有“{event}”。",
            f"已列出的扣分情形：{'、'.join(settings['unit_points'])}。",
        )


def _deduction_objections(settings: Values) -> Iterator[Objection]:
    yield from _unknown("parameter", settings["item_caps"], settings)


def _deduction_input_objections(facts: Values, settings: Values) -> Iterator[Objection]:
    counts, repeats = facts["counts"], facts["repeats"]
    yield from _unknown("input", counts, settings)
    for event, number in repeats.items():
        if number > counts.get(event, ZERO):
            yield Objection(
                "input.more_repeats_than_events",
                f"“{event}”的重复次数 {plain(number)} 多于发生次数。",
                "发生次数应包括重复的各次。",
            )


DEDUCTION = Method(
    code="deduction",
    name="扣分法",
    formula="权重 − Σ(次数 × 每次扣分)，重复发生的加倍，单项与合计各有上限，扣完为止",
    parameters=(
        Field("unit_points", "每次扣分", Numbers(each=_AMOUNT), "按情形列出。"),
        optional("item_caps", "单项上限", Numbers(each=_AMOUNT), {}, "按情形列出，可只列部分。"),
        optional("cap", "合计上限", _AMOUNT, None, "不填则以权重为限。"),
        optional("repeat_factor", "重复倍数", Number(at_least=ONE), 2, "重复发生按几倍扣。"),
        WHEN_MISSING,
    ),
    inputs=(
        Field("counts", "发生次数", Numbers(each=_COUNT), "按情形列出，包括重复的各次。"),
        optional("repeats", "重复次数", Numbers(each=_COUNT), {}, "其中属于重复发生的次数。"),
    ),
    measure=_deduction,
    objections=_deduction_objections,
    input_objections=_deduction_input_objections,
    example=Example(
        "5.00",
        {"unit_points": {"迟到": "0.1", "缺席": "0.3"}},
        {"counts": {"迟到": 3, "缺席": 1}, "repeats": {"迟到": 1}},
        "4.30",
    ),
)
