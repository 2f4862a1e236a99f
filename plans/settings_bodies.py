"""Who is assessed, by whom, on what shares of a hundred (方案 二、三, 四（一）)."""

from collections.abc import Mapping
from decimal import Decimal

from plans.fields import AtLeastOne, Count, Percent, Ruled, Table, Text
from plans.words import Case, Hand, Subkind, UnitKind
from states.capacity import Capacity
from states.category import Category


class Member(Table):
    """A member body of the joint conference.

    Attributes:
        name: as the plan document writes it.
        unit: its id when it is a unit of the roll; empty for a body that is not assessed.
    """

    name: Text
    unit: str = ""


class Conference(Ruled):
    """The joint conference (联席会议)."""

    name: Text
    members: tuple[Member, ...]


class Split(Ruled):
    """The weights of the categories in one case; they sum to 100."""

    case: Case
    weights: Mapping[Category, Percent]


class CommonWork(Ruled):
    """The common indicators that every unit of a kind carries."""

    names: tuple[Text, ...]


class UnitKindRule(Ruled):
    """One kind of assessed unit.

    Attributes:
        count: how many units the plan document counts.
        subkinds: how many of each, when the document tells them apart.
    """

    count: AtLeastOne
    subkinds: Mapping[Subkind, Count] = {}
    splits: tuple[Split, ...]
    common: CommonWork


class OwnSplit(Ruled):
    """The weights set for one unit because it carries few key tasks."""

    unit: Text
    weights: Mapping[Category, Percent]


class FewKeyTasks(Ruled):
    """Weights that the office adjusts unit by unit (方案 三（三）1 重点职能工作指标).

    Attributes:
        kind: the kind of unit it is allowed for.
        scarce: the category with few tasks.
        taken_by: the category that takes the weight over.
        by: who may set them.
        units: the units whose weights are set.
    """

    kind: UnitKind
    scarce: Category
    taken_by: Category
    by: Capacity
    units: tuple[OwnSplit, ...] = ()


class CategoryRule(Ruled):
    """Who verifies and who scores a category of indicators."""

    verified_by: Hand
    scored_by: Hand


class RankingGroup(Ruled):
    """Units that are ranked and graded among themselves."""

    label: Text
    kind: UnitKind


class Unit(Table):
    """One body of the roll; its place in the file is the official order.

    Attributes:
        id: stable through renames: D01, T01.
        name: as the indicator table writes it.
        short_name: for narrow columns.
        aliases: other names people write, former names included.
        code: statistical code of a township.
    """

    id: Text
    name: Text
    kind: UnitKind
    short_name: Text
    subkind: Subkind | None = None
    aliases: tuple[Text, ...] = ()
    code: str = ""
    ranking_group: str = ""

    @property
    def assessed(self) -> bool:
        """Whether the year's result counts it."""
        return self.kind is not UnitKind.OFFICE

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it answers to."""
        return (self.id, self.name, self.short_name, *self.aliases)


class Roll(Ruled):
    """units.toml: the assessed units and the office.

    Attributes:
        note: what a reader must know about where the list comes from.
    """

    note: Text
    units: tuple[Unit, ...]


class Workload(Ruled):
    """How many indicators one body can read with care; more is a finding, never a refusal."""

    indicators: Mapping[Capacity, AtLeastOne]


#: Category weights of one unit, exact.
Weights = Mapping[Category, Decimal]
