"""The table of scoring methods (计分方式) and how the Excel table's names find them."""

from collections.abc import Mapping
from types import MappingProxyType
from unicodedata import category

from scoring.methods.bands import BANDS
from scoring.methods.compared import BENCHMARK, GROWTH
from scoring.methods.counted import MILESTONES
from scoring.methods.deducted import DEDUCTION, OVERDRAFT
from scoring.methods.formula import FORMULA
from scoring.methods.graded import DONE, RANK, RATING
from scoring.methods.grammar import Method
from scoring.methods.imported import IMPORTED
from scoring.methods.measured import COMPLETION, INVERSE, LINEAR, TARGET_CHALLENGE
from scoring.methods.vetoed import VETO

#: By code, in the order in which the office lists them.
METHODS: Mapping[str, Method] = MappingProxyType(
    {
        method.code: method
        for method in (
            COMPLETION,
            INVERSE,
            LINEAR,
            BANDS,
            RATING,
            MILESTONES,
            DEDUCTION,
            OVERDRAFT,
            RANK,
            BENCHMARK,
            GROWTH,
            TARGET_CHALLENGE,
            DONE,
            VETO,
            IMPORTED,
            FORMULA,
        )
    }
)

_IGNORED = frozenset({"Pd", "Pc", "Po", "Zs", "Cc"})  # dashes, underscores, slashes, spaces, tabs


def _key(name: str) -> str:
    return "".join(sign for sign in name if category(sign) not in _IGNORED).lower()


_BY_NAME = {
    _key(name): method for method in METHODS.values() for name in (method.name, method.code)
}


def method_called(name: str) -> Method | None:
    """Find a method by its Chinese name or code, whatever dashes and spaces were typed."""
    return _BY_NAME.get(_key(name))
