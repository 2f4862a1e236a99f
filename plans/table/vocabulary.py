"""The names a table may use: units, categories, assessors and scoring methods of one year."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_BLANKS = re.compile(r"\s+")
_REMARK = re.compile(r"\([^()]*\)$")
_AFTER_A_NAME = "(:,;"
#: Hyphens and dashes of all widths, the middle dot, quotes: offices set and drop them freely.
_DASHES = str.maketrans("", "", "-\u2010\u2011\u2013\u2014\u2015\u00b7\u201c\u201d\"'")


def key(text: str) -> str:
    """Give the form in which two spellings of a name are equal: widths, blanks, dashes, quotes."""
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in plain if unicodedata.category(c) not in {"Cc", "Cf"})
    return _BLANKS.sub("", visible).translate(_DASHES).lower()


class Names:
    """Names of one sort: every spelling, aliases included, leads to the canonical name."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._canonical = {key(spelling): name for spelling, name in spellings.items()}
        self._longest_first = sorted(self._canonical, key=len, reverse=True)

    def find(self, text: str) -> str | None:
        """Find the canonical name; a remark in brackets behind the name is allowed."""
        wanted = key(text)
        return self._canonical.get(wanted) or self._canonical.get(_REMARK.sub("", wanted))

    def find_at_start(self, text: str) -> str | None:
        """Find the name a text begins with, as in `扣分法（迟到每次扣0.1分）`."""
        wanted = key(text)
        for known in self._longest_first:
            rest = wanted.removeprefix(known)
            if rest != wanted and (not rest or rest[0] in _AFTER_A_NAME):
                return self._canonical[known]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of unit, with the points its categories must sum to.

    Attributes:
        splits: the allowed splits of the 100 points, category -> points.
        shifts: (from, to): the performance office may move points of the first split between these
            two where a unit has little of the first (方案 三（三）1); None where it may not.
    """

    splits: tuple[Mapping[str, Decimal], ...]
    shifts: tuple[str, str] | None = None

    def allows(self, totals: Mapping[str, Decimal]) -> bool:
        """Say whether a unit's category totals, which sum to 100, are a split it may have."""
        return any(dict(totals) == dict(split) for split in self.splits) or self._shifted(totals)

    def misfits(self, totals: Mapping[str, Decimal]) -> frozenset[str]:
        """Name the categories that keep the totals from the nearest allowed split."""
        return min((_differing(totals, split) for split in self.splits), key=len)

    def _shifted(self, totals: Mapping[str, Decimal]) -> bool:
        if self.shifts is None:
            return False
        scarce, _ = self.shifts
        standard = self.splits[0]
        same = {name: points for name, points in totals.items() if name not in self.shifts}
        kept = {name: points for name, points in standard.items() if name not in self.shifts}
        return same == kept and 0 < totals.get(scarce, Decimal()) < standard[scarce]


def _differing(some: Mapping[str, Decimal], others: Mapping[str, Decimal]) -> frozenset[str]:
    return frozenset(name for name in {*some, *others} if some.get(name) != others.get(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All that a table is read against.

    Attributes:
        year: the year the deadlines must lie in.
        units: assessed units and their aliases; canonical names appear in the result.
        kind_of: canonical unit name -> name of its kind.
        kinds: name of a kind (shown to officers: 部门, 乡镇（街道）) -> its category totals.
        categories: 指标类型 and their aliases.
        assessors: 考核主体 that are not assessed under that name (区绩效办), asked before `units`.
        methods: 计分方式 and their aliases.
    """

    year: int
    units: Names
    kind_of: Mapping[str, str]
    kinds: Mapping[str, Kind]
    categories: Names
    assessors: Names
    methods: Names
