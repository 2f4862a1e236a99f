"""The method of imported scores (第三方测评导入法): what others measured, with their paper."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kit.errors import Objection
from scoring.explain import plain
from scoring.methods.fields import Field, Values, optional
from scoring.methods.grammar import COMMON, ZERO, Direction, Example, Method, Worth
from scoring.methods.kinds import Text
from scoring.methods.measured import within
from scoring.methods.quantities import Number

_AMOUNT = Number(at_least=ZERO)
_POSITIVE = Number(above=ZERO)


def _imported(weight: Decimal, settings: Values, facts: Values) -> Worth:
    score, whole = facts["score"], settings["out_of"]
    points = within(weight * score / whole, weight)
    how = "{}（{}）评 {} 分，{} × {} ÷ {}"
    return Worth(points, how, (facts["source"], facts["document"], score, weight, score, whole))


def _import_objections(facts: Values, settings: Values) -> Iterator[Objection]:
    score, whole = facts["score"], settings["out_of"]
    if score > whole:
        yield Objection(
            "input.beyond_full_score",
            f"导入得分 {plain(score)} 超过满分 {plain(whole)}。",
            "请核对测评文件的得分与满分。",
        )


def _scores(settings: Values) -> Iterator[Mapping[str, object]]:
    whole: Decimal = settings["out_of"]
    papers = {"source": "第三方机构", "document": "测评报告"}
    return ({"score": plain(whole * tenths / 10), **papers} for tenths in (10, 9, 8, 6))


IMPORTED = Method(
    code="imported",
    name="第三方测评导入法",
    formula="权重 × 导入得分 ÷ 满分；须写明测评机构和测评文件",
    parameters=(
        optional("out_of", "满分", _POSITIVE, 100, "测评所用的满分，如百分制填 100。"),
        *COMMON,
    ),
    inputs=(
        Field("score", "导入得分", _AMOUNT, "测评文件所载的得分。"),
        Field("source", "测评机构", Text(), "由谁测评。"),
        Field("document", "测评文件", Text(), "文号或报告名称。"),
    ),
    measure=_imported,
    direction=Direction.HIGHER,
    samples=_scores,
    input_objections=_import_objections,
    example=Example(
        "5.00",
        {},
        {"score": "92.4", "source": "第三方机构", "document": "2017年度群众满意度测评报告"},
        "4.62",
    ),
)
