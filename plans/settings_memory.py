"""What a year remembers of the year before (上年基数), and how the system itself is judged."""

from collections.abc import Mapping
from decimal import Decimal

from plans.fields import AtLeastOne, Count, Number, Percent, Ruled, Table, Text, Yes


class UnitResult(Table):
    """How a unit came out last year; the grade by its label."""

    total: Number
    grade: Text
    rank: AtLeastOne


class Actual(Table):
    """What an indicator came to last year.

    Attributes:
        level3: its name in the table; with `unit` what the year's indicator is found by.
        value: the actual (上年实际); none where its method measures none.
        points: earned, out of `weight`.
    """

    unit: Text
    level3: Text
    value: Number | None = None
    points: Number
    weight: Number


class Rectified(Table):
    """An item of a rectification plan that concerns the next year (整改事项纳入下年度).

    Attributes:
        id: the plan it stands in, with the item's number.
        done: it was found carried out.
    """

    id: Text
    unit: Text
    finding: Text
    measure: Text
    done: Yes


class Baselines(Ruled):
    """baselines.toml: last year's results, what its indicators came to, what is carried on.

    Attributes:
        note: what a reader must know about where the numbers come from.
        year: the year they are of.
        results: by unit.
    """

    note: Text
    year: AtLeastOne
    actuals: tuple[Actual, ...] = ()
    rectifications: tuple[Rectified, ...] = ()
    results: Mapping[Text, UnitResult] = {}


class Evaluation(Ruled):
    """When the evaluation of the system itself (体系运行评估, 方案 六（二）) names a finding.

    Attributes:
        enough: so many scored rows are needed before they tell anything.
        full: percent of its weight from which an indicator counts as fulfilled.
        gap: points between a unit's own view and the examiners' that are worth a word.
        slow_hours: median hours to a decision that are too many.
        share: percent of all decisions by one reader that are too many.
        returned: percent of what was handed in that came back, too many.
        rules_days: working days into process management by which rules are to be sent out.
        heavy: percent of a unit's weight in one indicator that is too much.
        unmeasured: nil reports of one indicator that are too many.
    """

    enough: AtLeastOne
    full: Percent
    gap: Number
    slow_hours: AtLeastOne
    share: Percent
    returned: Percent
    rules_days: Count
    heavy: Percent
    unmeasured: AtLeastOne


#: What holds in a plan that does not say: the settings of the first year it was asked for.
EVALUATION = Evaluation(
    basis="设置：体系运行评估的提示界限，仅作提示",
    enough=5,
    full=Decimal(100),
    gap=Decimal(5),
    slow_hours=120,
    share=Decimal(60),
    returned=Decimal(20),
    rules_days=20,
    heavy=Decimal(40),
    unmeasured=2,
)
