"""The method of milestones (节点法): points for what was reached, and when."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from scoring.explain import Explained
from scoring.methods.fields import Field, Rows, Values, optional
from scoring.methods.grammar import COMMON, ONE, ZERO, Example, Method, Worth, told
from scoring.methods.kinds import Flag, Text
from scoring.methods.quantities import Number

_COUNT = Number(at_least=ZERO, whole=True)
_SHARE = Number(at_least=ZERO, at_most=ONE)
_AMOUNT = Number(at_least=ZERO)
_THEN = "指标调整之前的节点按当时的约定；不填为现行约定。"


def _credit(node: Values, settings: Values) -> tuple[Decimal, str]:
    days: Decimal = node["days_late"]
    if not node["done"]:
        return ZERO, "未完成"
    if days == ZERO:
        return ONE, "按期完成"
    if days <= _agreed("late_days", node, settings):
        return _agreed("late_ratio", node, settings), "迟 {} 日完成，未超过 {} 日"
    return _agreed("very_late_ratio", node, settings), "迟 {} 日完成，超过 {} 日"


def _agreed(name: str, node: Values, settings: Values) -> Decimal:
    # A node is judged by what was in force on its day.
    return settings[name] if node[name] is None else node[name]


def _milestones(weight: Decimal, settings: Values, facts: Values) -> Worth:
    nodes = facts["milestones"]
    whole, reached = ZERO, ZERO
    for node in nodes:
        weighs = node["weight"]
        whole += weighs
        if node["done"]:
            reached += weighs * _credit(node, settings)[0]
    points = min(weight * reached / whole, weight)
    parts = (_node(weight, whole, node, settings) for node in nodes)
    return Worth(points, "{} × {} ÷ {}", (weight, reached, whole), parts)


def _node(weight: Decimal, whole: Decimal, node: Values, settings: Values) -> Explained:
    ratio, credit = _credit(node, settings)
    share = told("{} × {} ÷ {} × {}", weight, node["weight"], whole, ratio)
    reached = told(credit, node["days_late"], _agreed("late_days", node, settings))
    points = weight * node["weight"] * ratio / whole
    return Explained(node["name"], points, f"{reached}，{share}")


def _late_nodes(settings: Values) -> Iterator[Mapping[str, object]]:
    grace = int(settings["late_days"])
    for done, days_late in ((True, 0), (True, grace), (True, grace + 1), (False, 0)):
        node = {"name": "一个节点", "weight": 1, "done": done, "days_late": days_late}
        yield {"milestones": [node]}


MILESTONES = Method(
    code="milestones",
    name="节点法",
    formula="权重 × Σ(节点权重 × 完成系数) ÷ Σ节点权重；按期完成系数 1，迟完成按约定打折",
    parameters=(
        optional("late_ratio", "迟完成系数", _SHARE, "0.8", "在宽限日数内迟完成的系数。"),
        optional("late_days", "宽限日数", _COUNT, 10, "迟于它的按逾限系数。"),
        optional("very_late_ratio", "逾限系数", _SHARE, 0, "超过宽限日数才完成的系数。"),
        *COMMON,
    ),
    inputs=(
        Field(
            "milestones",
            "节点",
            Rows.of(
                Field("name", "节点名称", Text()),
                Field("weight", "节点权重", Number(above=ZERO), "各节点之间的比重。"),
                Field("done", "是否完成", Flag(), "经核验认定。"),
                optional("days_late", "迟完成日数", _COUNT, 0, "按期完成填 0。"),
                optional("late_ratio", "当时的迟完成系数", _SHARE, None, _THEN),
                optional("late_days", "当时的宽限日数", _COUNT, None, _THEN),
                optional("very_late_ratio", "当时的逾限系数", _SHARE, None, _THEN),
            ),
            "该指标的全部节点。",
        ),
    ),
    measure=_milestones,
    samples=_late_nodes,
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
