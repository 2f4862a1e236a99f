"""A plan (年度方案): a district's rules for one year, read from its folder and frozen."""

import json
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any, Protocol, Self

from kit.calendar import WorkCalendar
from kit.errors import NotFound
from plans.fields import AtLeastOne, Day, Key, Ruled, Text, Zone
from plans.settings_bodies import (
    CategoryRule,
    Conference,
    FewKeyTasks,
    RankingGroup,
    Roll,
    Unit,
    UnitKindRule,
    Weights,
    Workload,
)
from plans.settings_change import (
    INSERTIONS,
    PLAN_AMENDMENTS,
    UNIT_CHANGES,
    Insertions,
    PlanAmendments,
    UnitChanges,
)
from plans.settings_clock import Suspensions
from plans.settings_gates import SIGNING, Gate, Signing
from plans.settings_house import (
    CalendarFile,
    Contingency,
    Evidence,
    Goal,
    GoalSet,
    Identity,
    Numbering,
)
from plans.settings_inspections import Inspections
from plans.settings_ladder import Deadline
from plans.settings_memory import EVALUATION, Baselines, Evaluation
from plans.settings_messages import MESSAGES, Messages
from plans.settings_score import (
    Adjustments,
    Appeals,
    Composition,
    FlashValues,
    Grades,
    Judges,
    Method,
    ResultLinks,
)
from plans.settings_year import Nodes, Phase, Requests, YearEnd
from plans.words import Case, PhaseKey, UnitKind
from states.category import Category


class Weighed(Protocol):
    """Whatever has weights by the plan: a unit of the roll, or a body entered during the year."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def kind(self) -> UnitKind:
        """Its kind."""
        ...


class Plan(Ruled):
    """All that is decided before a year opens.

    Attributes:
        district: id of the district; every row of the database carries it.
        timezone: in which its days are counted.
        roll: units.toml.
        goal_set: goals.toml.
        days: calendar.toml.
        document_number: empty in a draft of the next year, until the office fills it in.
        baselines: baselines.toml, when there is one: what the year before came to.
    """

    district: Key
    district_name: Text
    year: AtLeastOne
    title: Text
    document_number: str
    issued_on: Day
    timezone: Zone

    conference: Conference
    unit_kinds: Mapping[UnitKind, UnitKindRule]
    few_key_tasks: FewKeyTasks
    categories: Mapping[Category, CategoryRule]
    ranking_groups: Mapping[Key, RankingGroup]
    workload: Workload

    phases: tuple[Phase, ...]
    gates: Mapping[Key, Gate]
    signing: Signing = SIGNING
    deadlines: Mapping[Key, Deadline]
    suspensions: Suspensions
    nodes: Nodes
    inspections: Inspections
    requests: Requests
    insertions: Insertions = INSERTIONS
    unit_changes: UnitChanges = UNIT_CHANGES
    plan_amendments: PlanAmendments = PLAN_AMENDMENTS

    composition: Composition
    year_end: YearEnd
    judges: Judges
    grades: Grades
    adjustments: Adjustments
    methods: Mapping[Text, Method]
    flash_values: FlashValues
    appeals: Appeals
    result_links: ResultLinks

    evidence: Evidence
    contingency: Contingency
    numbering: Numbering
    identity: Identity
    messages: Messages = MESSAGES

    roll: Roll
    goal_set: GoalSet
    days: CalendarFile
    baselines: Baselines | None = None
    evaluation: Evaluation = EVALUATION

    @cached_property
    def turn_clocks(self) -> Mapping[str, str]:
        """The deadline that runs while it is somebody's turn, by turn."""
        return {turn: name for name, d in self.deadlines.items() for turn in d.turns}

    @property
    def units(self) -> tuple[Unit, ...]:
        """The roll in the official order, the office included."""
        return self.roll.units

    @cached_property
    def assessed(self) -> tuple[Unit, ...]:
        """The units that the year's result counts, in the official order."""
        return tuple(unit for unit in self.units if unit.assessed)

    @cached_property
    def office(self) -> Unit:
        """The performance office (区绩效办)."""
        return next(unit for unit in self.units if unit.kind is UnitKind.OFFICE)

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The goal set (目标集)."""
        return self.goal_set.goals

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over everything decided: the plan, its units, goals and calendar."""
        text = json.dumps(
            self.model_dump(),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            default=_canonical,
        )
        return sha256(text.encode()).hexdigest()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy without what was worked out from the old contents, the digest above all."""
        copy = super().model_copy(update=update, deep=deep)
        contents = vars(copy)
        for name in contents.keys() - type(self).model_fields.keys():
            del contents[name]
        return copy

    def calendar(self) -> WorkCalendar:
        """Build the working calendar this plan counts with."""
        return self._calendar

    @cached_property
    def _calendar(self) -> WorkCalendar:
        return WorkCalendar.of(self.days.model_dump())

    @cached_property
    def _by_name(self) -> Mapping[str, Unit]:
        return {folded(name): unit for unit in self.units for name in unit.names}

    def unit(self, name: str) -> Unit:
        """Find a unit by id, name or alias; spacing and the width of characters do not matter.

        Raises:
            NotFound: nobody of that name is on the roll.
        """
        unit = self._by_name.get(folded(name))
        if unit is None:
            raise NotFound(f"单位名单中没有“{name}”。")
        return unit

    @cached_property
    def _last_year(self) -> Mapping[tuple[str, str], Decimal]:
        rows = self.baselines.actuals if self.baselines else ()
        return {(r.unit, folded(r.level3)): r.value for r in rows if r.value is not None}

    def last_year(self, unit_id: str, level3: str) -> Decimal | None:
        """Give what a unit's indicator came to the year before (上年实际); None when unknown."""
        return self._last_year.get((unit_id, folded(level3)))

    def phase(self, key: PhaseKey) -> Phase:
        """Give a phase by its key."""
        return next(phase for phase in self.phases if phase.key == key)

    def weights(self, unit: Weighed, *, key_work: bool = True) -> Weights:
        """Give a unit's category weights: its own when set, else by kind and key work."""
        own = {row.unit: row.weights for row in self.few_key_tasks.units}
        if unit.id in own:
            return own[unit.id]
        splits = {split.case: split.weights for split in self.unit_kinds[unit.kind].splits}
        case = Case.STANDARD if key_work or Case.WITHOUT_KEY not in splits else Case.WITHOUT_KEY
        return splits[case]


def folded(name: str) -> str:
    """Fold a name to what is compared: full-width forms narrow, no spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _canonical(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
