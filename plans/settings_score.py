"""What the year is worth: shares, judges, grades, adjustments, methods (方案 四)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from plans.fields import AtLeastOne, Count, Key, Number, Percent, Ruled, Table, Text, Yes
from plans.words import Placement, Rounding, TieBreak
from states.capacity import Capacity


class Composition(Ruled):
    """How the year's total is put together (方案 四).

    Attributes:
        cap_total: the highest total; none when bonuses may pass 100.
        places: decimals of published numbers; nothing is rounded before.
    """

    daily_share: Percent
    duty_share: Percent
    adjustment_placement: Placement
    cap_total: Number | None = None
    places: Count
    rounding: Rounding


class JudgeGroup(Ruled):
    """A group of judges (述职考评 评委组)."""

    key: Key
    label: Text
    weight: Percent


class Judges(Ruled):
    """The ballots of the duty-report session (方案 四（二）).

    Attributes:
        minimum_ballots: fewer valid ballots of a group are flagged.
        trimming: drop one highest and one lowest ballot of a group.
        trimming_threshold: valid ballots a group needs before it is trimmed.
        lowest: the least points a ballot may give.
        highest: the most.
        step: points are whole multiples of it, so that no mark tells whose it is.
    """

    groups: tuple[JudgeGroup, ...]
    minimum_ballots: AtLeastOne
    trimming: Yes
    trimming_threshold: AtLeastOne
    lowest: Number
    highest: Number
    step: Annotated[Number, Field(gt=0)]


class Grade(Table):
    """A grade of the year (等次).

    Attributes:
        at_least: the least total that earns it.
        quota: its largest share of a ranking group, in percent; none for no limit.
        veto: a unit with a veto event cannot have it.
    """

    key: Key
    label: Text
    at_least: Number
    quota: Percent | None = None
    veto: Yes = False


class Grades(Ruled):
    """The grades from best to worst, and how equal totals are told apart.

    Attributes:
        ties: what decides at the border of a quota, in this order.
    """

    grades: tuple[Grade, ...]
    ties: tuple[TieBreak, ...]


class Event(Table):
    """Something that earns or costs points.

    Attributes:
        points: signed.
        per: what it is counted by.
        from_days: working days late from which it applies; none where lateness does not matter.
        resets_node: the node goes back to not done.
        zeroes_indicator: the indicator scores nothing.
        vetoes: the unit cannot have a grade that a veto excludes.
        documented: it takes a document and material, as every bonus does.
    """

    key: Key
    label: Text
    points: Number
    per: Text
    from_days: AtLeastOne | None = None
    resets_node: Yes = False
    zeroes_indicator: Yes = False
    vetoes: Yes = False
    documented: Yes = False


class AdjustmentItem(Ruled):
    """Events that share one yearly cap.

    Attributes:
        cap: the most points a unit may gain or lose by it in a year; none for no cap.
        next_year: booked into the next year's result (方案 六（二）).
    """

    key: Key
    label: Text
    cap: Number | None = None
    next_year: Yes = False
    events: tuple[Event, ...]


class Adjustments(Ruled):
    """Bonuses and deductions (加扣分).

    Attributes:
        step: points are whole multiples of it.
        repeat_factor: a re-visit that finds nothing rectified multiplies the points.
        bonus_cap: the most points a unit may gain in a year; none for no cap.
        deduction_cap: the most it may lose by items that have a cap; none for no cap.
    """

    step: Number
    repeat_factor: Number
    bonus_cap: Number | None = None
    deduction_cap: Number | None = None
    items: tuple[AdjustmentItem, ...]

    def event(self, key: str) -> tuple[AdjustmentItem, Event] | None:
        """Find an event and the item whose cap it shares."""
        found = ((item, e) for item in self.items for e in item.events if e.key == key)
        return next(found, None)

    def lateness(self, days: int) -> str:
        """Name the event of a node so many working days late; empty when the plan has none."""
        found = [e for item in self.items for e in item.events if e.from_days is not None]
        found = [e for e in found if (e.from_days or 0) <= days]
        return max(found, key=lambda e: e.from_days or 0).key if found else ""


class Method(Ruled):
    """A scoring method (计分方式) of this year, under its name in the indicator table.

    Attributes:
        target: the parameter that takes an indicator's target value; empty when none does.
        challenge: the parameter that takes its challenge value (挑战值).
        parameters: what holds for every indicator.
        indicators: what holds besides for the indicators of one level-3 name.
    """

    target: str = ""
    challenge: str = ""
    parameters: Mapping[str, object] = {}
    indicators: Mapping[str, Mapping[str, object]] = {}

    def parameters_for(
        self, level3: str, target: Decimal | None = None, challenge: Decimal | None = None
    ) -> dict[str, object]:
        """Put together the parameters of one indicator; a value it does not have is left out."""
        own = ((self.target, target), (self.challenge, challenge))
        return {
            **self.parameters,
            **self.indicators.get(level3, {}),
            **{name: value for name, value in own if name and value is not None},
        }


class FlashValues(Ruled):
    """Flash values (快报数) that stand in for data still to come.

    Attributes:
        publish: results may be published with them, flagged; else they must be replaced first.
    """

    publish: Yes


class Appeals(Ruled):
    """Re-checking a result (复核申诉); deadlines `appeal_window` and `appeal_decide` go with it."""

    one_per_item: Yes
    decided_by: tuple[Capacity, ...]


class ResultLink(Table):
    """One thing that the result is used for."""

    label: Text
    to: Text


class ResultLinks(Ruled):
    """Use of the result: one circular, four links (一通报、四挂钩, 方案 六（一）).

    Attributes:
        recipient: whom the final results are handed to.
    """

    recipient: Text
    circular: Text
    links: tuple[ResultLink, ...]
