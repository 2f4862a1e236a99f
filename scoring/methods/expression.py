"""A small language of arithmetic (公式): numbers, names, + − × ÷, min, max, abs, if … else.

Text is read by Python's own parser and then nothing is run but what the tables below list: no
attributes, no powers, no calls but three, no names but those declared.
"""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.explain import exactly
from scoring.methods.kinds import Unreadable

LONGEST, _DEEPEST = 500, 24  # signs of a text, levels of a tree
_SIGNS = str.maketrans("×÷−（），", "*/-(),")
_NUMBER = r"\d{1,15}(?:\.\d{1,12})?(?![\w.])"
_TOKEN = re.compile(rf"\s*(?:({_NUMBER})|([A-Za-z_]\w*)|([<>=!]=|[-+*/<>(),]))", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)

#: What a part of the formula answers for the values of its names.
_Answer = Callable[[Mapping[str, Decimal]], Any]
_PAIRS: Mapping[type[object], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: Decimal.__add__,
    ast.Sub: Decimal.__sub__,
    ast.Mult: Decimal.__mul__,
    ast.Div: Decimal.__truediv__,
}
_SINGLES: Mapping[type[object], Callable[[Decimal], Decimal]] = {
    ast.USub: Decimal.__neg__,
    ast.UAdd: Decimal.__pos__,
}
_COMPARED: Mapping[type[object], Callable[[Decimal, Decimal], bool]] = {
    ast.Lt: Decimal.__lt__,
    ast.LtE: Decimal.__le__,
    ast.Gt: Decimal.__gt__,
    ast.GtE: Decimal.__ge__,
    ast.Eq: Decimal.__eq__,
    ast.NotEq: Decimal.__ne__,
}
_CALLED: Mapping[str, tuple[Callable[..., Any], range]] = {
    "min": (min, range(2, 10)),
    "max": (max, range(2, 10)),
    "abs": (abs, range(1, 2)),
}
_WORDS = frozenset({"if", "else", "and", "or", *_CALLED})


def is_name(text: str) -> bool:
    """Tell whether a variable may be called so."""
    return bool(_NAME.fullmatch(text)) and text not in _WORDS | {"not", "is", "in"}


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that was understood.

    Attributes:
        text: as written.
        names: the variables it asks for.
    """

    text: str
    names: frozenset[str]
    answer: _Answer

    @exactly
    def value(self, values: Mapping[str, Decimal]) -> Decimal:
        """Reckon, exactly.

        Raises:
            ArithmeticError: it divides by zero, or a number grows beyond all bounds.
        """
        return self.answer(values)


def understood(text: str) -> Expression:
    """Understand a formula, or say what is not allowed in it.

    Raises:
        Unreadable: it is too long, too deep, or says what is not in the language.
    """
    if len(text) > LONGEST:
        raise _wrong(f"超过 {LONGEST} 字")
    plain = " ".join(text.translate(_SIGNS).split())
    names = _names(plain)
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _wrong("不成算式") from None
    return Expression(text.strip(), frozenset(names), _compiled(tree, plain, _DEEPEST))


def _names(text: str) -> set[str]:
    """Read the text token by token, so that the parser sees nothing outside the language."""
    names: set[str] = set()
    place, end = 0, len(text)
    while place < end:
        token = _TOKEN.match(text, place)
        if token is None:
            raise _wrong(f"第 {place + 1} 字“{text[place : place + 8].strip()}”无法识别")
        name = token[2]
        if name and name not in _WORDS:
            if not is_name(name):
                raise _wrong(f"“{name[:30]}”不能用作变量名")
            names.add(name)
        place = token.end()
    return names


def _wrong(what: str) -> Unreadable:
    return Unreadable("not_a_formula", what)


def _compiled(node: ast.expr, text: str, depth: int) -> _Answer:
    """Turn a tree of numbers into one function."""
    if depth == 0:
        raise _wrong(f"括号或运算套得过深，至多 {_DEEPEST} 层")
    make = _NUMERIC.get(type(node))
    if make is None:
        raise _wrong("有不允许的写法")
    return make(node, text, depth - 1)


def _constant(node: Any, text: str, _depth: int) -> _Answer:  # noqa: ANN401 - one of ast's
    number = Decimal(text[node.col_offset : node.end_col_offset])
    return lambda _values: number


def _variable(node: Any, _text: str, _depth: int) -> _Answer:  # noqa: ANN401 - one of ast's
    name: str = node.id
    if name in _WORDS:
        raise _wrong(f"“{name}”后面应有括号")
    return lambda values: values[name]


def _pair(node: Any, text: str, depth: int) -> _Answer:  # noqa: ANN401 - one of ast's
    act = _PAIRS.get(node.op.__class__)
    if act is None:
        raise _wrong("只有 + − × ÷ 四种运算")
    left, right = _compiled(node.left, text, depth), _compiled(node.right, text, depth)
    return lambda values: act(left(values), right(values))


def _single(node: Any, text: str, depth: int) -> _Answer:  # noqa: ANN401 - one of ast's
    act = _SINGLES.get(node.op.__class__)
    if act is None:
        raise _wrong("有不允许的写法")
    operand = _compiled(node.operand, text, depth)
    return lambda values: act(operand(values))


def _call(node: Any, text: str, depth: int) -> _Answer:  # noqa: ANN401 - one of ast's
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    act, counts = _CALLED.get(name, (abs, range(0)))
    if len(node.args) not in counts or node.keywords:
        raise _wrong("只能调用 min、max（2 至 9 项）和 abs（1 项）")
    parts = [_compiled(part, text, depth) for part in node.args]
    return lambda values: act(*(part(values) for part in parts))


def _choice(node: Any, text: str, depth: int) -> _Answer:  # noqa: ANN401 - one of ast's
    test = _condition(node.test, text, depth)
    then, other = _compiled(node.body, text, depth), _compiled(node.orelse, text, depth)
    return lambda values: then(values) if test(values) else other(values)


def _condition(node: ast.expr, text: str, depth: int) -> _Answer:
    """Turn a comparison, or several joined by and / or, into one function."""
    if isinstance(node, ast.BoolOp) and depth > 0:
        parts = [_condition(part, text, depth - 1) for part in node.values]
        joined: Callable[[Iterable[bool]], bool] = all if isinstance(node.op, ast.And) else any
        return lambda values: joined([part(values) for part in parts])
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        raise _wrong("if 后面应为比较，如 a >= 3")
    act = _COMPARED.get(type(node.ops[0]))
    if act is None:
        raise _wrong("只能用 < <= > >= == != 比较")
    left, right = _compiled(node.left, text, depth), _compiled(node.comparators[0], text, depth)
    return lambda values: act(left(values), right(values))


_NUMERIC: Mapping[type[ast.expr], Callable[[Any, str, int], _Answer]] = {
    ast.Constant: _constant,
    ast.Name: _variable,
    ast.BinOp: _pair,
    ast.UnaryOp: _single,
    ast.Call: _call,
    ast.IfExp: _choice,
}
