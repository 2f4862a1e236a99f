"""The method of formulas (公式法): an arithmetic expression that was agreed before the year."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from kit.errors import Objection
from scoring.explain import plain
from scoring.methods.expression import LONGEST, Expression, is_name, understood
from scoring.methods.fields import Field, Values, optional
from scoring.methods.grammar import COMMON, ONE, ZERO, Example, Method, Worth
from scoring.methods.kinds import Unreadable
from scoring.methods.quantities import Number, Numbers

_ANY = Number()


@dataclass(frozen=True, slots=True)
class Formula:
    """A kind of value: an expression."""

    word: ClassVar[str] = "formula"

    @property
    def allowed(self) -> str:
        """The language."""
        return (
            f"不超过 {LONGEST} 字的算式：数、变量名（小写字母开头）、+ − × ÷、括号、"
            "min、max、abs、“甲 if 条件 else 乙”"
        )

    def read(self, value: object) -> Expression:
        """Understand the text."""
        if not isinstance(value, str) or not value.strip():
            raise Unreadable("empty", "应填写算式")
        return understood(value)

    def tell(self, value: Expression) -> str:
        """Write it as it was given."""
        return value.text


def _share(settings: Values, values: Mapping[str, Decimal]) -> Decimal:
    """Give the formula's value between 0 and 1.

    Raises:
        ArithmeticError: it divides by zero.
    """
    found = settings["expression"].value({**settings["constants"], **values})
    return min(max(found, ZERO), ONE)


def _formula(weight: Decimal, settings: Values, facts: Values) -> Worth:
    share = _share(settings, facts["values"])
    told = "，".join(f"{name} = {plain(value)}" for name, value in facts["values"].items())
    how = "{} × [{}]（{}；限于 0 至 1，为 {}）"
    return Worth(weight * share, how, (weight, settings["expression"].text, told, share))


def _formula_objections(settings: Values) -> Iterator[Objection]:
    wanted: frozenset[str] = settings["expression"].names
    constants, samples = settings["constants"].keys(), settings["samples"].keys()
    yield from _misnamed(
        "bad_name",
        (name for name in (*samples, *constants) if not is_name(name)),
        "“{}”不能用作变量名。",
        "请用小写字母开头的英文名称。",
    )
    yield from _misnamed(
        "two_meanings", constants & samples, "“{}”既是常数又是变量。", "请改用不同的名称。"
    )
    yield from _misnamed(
        "undeclared",
        wanted - constants - samples,
        "算式中的“{}”未声明。",
        "请在变量算例值或常数中列出。",
    )
    yield from _misnamed(
        "unused", samples - wanted, "变量“{}”未在算式中使用。", "请删去或写入算式。"
    )
    if wanted <= constants | samples:
        yield from _reckons(settings, settings["samples"], "parameter")


def _misnamed(code: str, names: Iterable[str], message: str, remedy: str) -> Iterator[Objection]:
    for name in sorted(names):
        yield Objection(f"parameter.{code}", message.format(name[:30]), remedy)


def _reckons(settings: Values, values: Mapping[str, Decimal], side: str) -> Iterator[Objection]:
    try:
        _share(settings, values)
    except ArithmeticError:
        yield Objection(
            f"{side}.division_by_zero",
            f"算式“{settings['expression'].text}”按所填的数除以零，算不出结果。",
            "请核对各变量的数值，或在算式中用 if 写明除数为零时如何计分。",
        )


def _formula_input_objections(facts: Values, settings: Values) -> Iterator[Objection]:
    wanted, given = settings["samples"].keys(), facts["values"].keys()
    if wanted != given:
        yield Objection(
            "input.wrong_names",
            f"算式要的变量是{'、'.join(wanted)}，所填的是{'、'.join(given) or '无'}。",
            "请逐个填写算式中的变量。",
        )
        return
    yield from _reckons(settings, facts["values"], "input")


def _agreed_sample(settings: Values) -> Iterator[Mapping[str, object]]:
    yield {"values": {name: plain(value) for name, value in settings["samples"].items()}}


FORMULA = Method(
    code="formula",
    name="公式法",
    formula="权重 × 算式的值，限于 0 与权重之间；算式事先约定，随指标版本留存",
    parameters=(
        Field("expression", "算式", Formula(), "其值为得权重的几成，1 为满分。"),
        Field("samples", "变量算例值", Numbers(each=_ANY), "每个变量取一个值，作为算例。"),
        optional("constants", "常数", Numbers(each=_ANY), {}, "算式中不变的数，按名称列出。"),
        *COMMON,
    ),
    inputs=(Field("values", "变量值", Numbers(each=_ANY), "逐个变量的核定数值。"),),
    measure=_formula,
    samples=_agreed_sample,
    objections=_formula_objections,
    input_objections=_formula_input_objections,
    example=Example(
        "6.00",
        {
            "expression": "0.6 × done ÷ planned + 0.4 × min(rate ÷ 90, 1)",
            "samples": {"done": 45, "planned": 50, "rate": 81},
        },
        {"values": {"done": 45, "planned": 50, "rate": 81}},
        "5.40",
    ),
)
