"""The table of scoring methods (计分方式) and how the Excel table's names find them."""

from collections.abc import Mapping
from types import MappingProxyType
from unicodedata import category

from scoring.methods.bands import BANDS
from scoring.methods.counted import DEDUCTION, MILESTONES
from scoring.methods.graded import DONE, RANK, RATING
from scoring.methods.grammar import Method
from scoring.methods.measured import COMPLETION, GROWTH, INVERSE, LINEAR, TARGET_CHALLENGE

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
            RANK,
            GROWTH,
            TARGET_CHALLENGE,
            DONE,
        )
    }
)

_IGNORED = frozenset({"Pd", "Pc", "Zs", "Cc"})  # Unicode's dashes, underscores, spaces, tabs


def _key(name: str) -> str:
    return "".join(sign for sign in name if category(sign) not in _IGNORED).lower()


_BY_NAME = {
    _key(name): method for method in METHODS.values() for name in (method.name, method.code)
}


def method_called(name: str) -> Method | None:
    """Find a method by its Chinese name or code, whatever dashes and spaces were typed."""
    return _BY_NAME.get(_key(name))
