"""A formula (公式法) reckoned in fractions, without Python's own parser."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

F = Fraction


class Arithmetic:
    """A formula as functions to be called later: what is not chosen may divide by zero."""

    def __init__(self, text: str, names: Mapping[str, F]) -> None:
        narrow = text.translate(str.maketrans("×÷−（），", "*/-(),"))
        self.tokens = [*re.findall(r"\d+(?:\.\d+)?|\w+|[<>=!]=|[-+*/<>(),]", narrow), ""]
        self.names = names

    def take(self, *wanted: str) -> str:
        return self.tokens.pop(0) if self.tokens[0] in wanted else ""

    def choice(self) -> Callable[[], Any]:
        then = self.joined(self.term, {"+": F.__add__, "-": F.__sub__})
        if not self.take("if"):
            return then
        test = self.joined(self.both, {"or": lambda a, b: a or b})
        assert self.take("else")
        other = self.choice()
        return lambda: then() if test() else other()

    def both(self) -> Callable[[], Any]:
        return self.joined(self.comparison, {"and": lambda a, b: a and b})

    def comparison(self) -> Callable[[], Any]:
        kinds = {
            "<": F.__lt__, "<=": F.__le__, ">": F.__gt__, ">=": F.__ge__,
            "==": F.__eq__, "!=": lambda a, b: a != b,
        }  # fmt: skip
        addends = {"+": F.__add__, "-": F.__sub__}
        return self.joined(lambda: self.joined(self.term, addends), kinds)

    def term(self) -> Callable[[], Any]:
        return self.joined(self.factor, {"*": F.__mul__, "/": F.__truediv__})

    def joined(
        self, part: Callable[[], Any], kinds: Mapping[str, Callable[[Any, Any], Any]]
    ) -> Callable[[], Any]:
        left = part()
        while sign := self.take(*kinds):
            left = self.pair(kinds[sign], left, part())
        return left

    def pair(self, act: Callable[..., Any], one: Any, two: Any) -> Callable[[], Any]:
        return lambda: act(one(), two())

    def factor(self) -> Callable[[], Any]:
        token = self.tokens.pop(0)
        if token in ("-", "+"):
            sign, inner = (-1 if token == "-" else 1), self.factor()
            return lambda: sign * inner()
        if token == "(":
            inner = self.choice()
            assert self.take(")")
            return inner
        if token in ("min", "max", "abs"):
            return self.call({"min": min, "max": max, "abs": abs}[token])
        number = F(token) if token[0].isdigit() else self.names[token]
        return lambda: number

    def call(self, act: Callable[..., F]) -> Callable[[], Any]:
        assert self.take("(")
        parts = [self.choice()]
        while self.take(","):
            parts.append(self.choice())
        assert self.take(")")
        return lambda: act(*(part() for part in parts))
