"""What an appeal may be about (复核事项): where each kind of item stands, and whose hand it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import TextClause, text

from states.appeal import AppealAbout

_A = AppealAbout


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of item that an appeal may be about.

    Attributes:
        table: where it stands.
        counts: states in which it counts in a published result.
        hands: condition on trail records (`t`) of who scored or approved it (`s` is the appeal).
        remedy: what upholding does about it.
    """

    table: str
    counts: frozenset[str]
    hands: str
    remedy: str

    @property
    def state(self) -> TextClause:
        """Query of the item's state and assessor, of some units and one year."""
        return text(
            f"SELECT state, assessor_id FROM {self.table} WHERE district_id = :district"
            " AND year = :year AND unit_id = ANY(:units) AND id = :id"
        )


def _of(kind: str, subject: str, *triggers: str) -> str:
    words = ", ".join(f"'{trigger}'" for trigger in triggers)
    return f"t.kind = '{kind}' AND t.subject_id = {subject} AND t.trigger IN ({words})"


_PUBLISHED = frozenset({"published"})

ITEMS: Mapping[AppealAbout, Item] = {
    _A.INDICATOR: Item(
        "indicator",
        frozenset({"scored"}),
        _of("indicator", "s.about_id", "opine", "verify", "score"),
        "该指标重新评分。",
    ),
    _A.ADJUSTMENT: Item(
        "adjustment",
        frozenset({"approved"}),
        _of("adjustment", "s.about_id", "propose", "repropose", "approve"),
        "该项加扣分撤销。",
    ),
    _A.DUTY: Item(
        "result",
        _PUBLISHED,
        _of("result", "s.result_id", "record_duty"),
        "述职考评重新计票。",
    ),
    _A.TOTAL: Item(
        "result",
        _PUBLISHED,
        _of("result", "s.result_id", "recompute", "settle_tie"),
        "总分重新核算。",
    ),
}
