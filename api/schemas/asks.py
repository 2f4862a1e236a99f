"""What each verb asks for: one shape a verb; whatever is not listed asks for a reason at most."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints, create_model

from api.schemas import (
    asks_changes,
    asks_clock,
    asks_events,
    asks_gates,
    asks_goals,
    asks_inspections,
    asks_memory,
    asks_people,
    asks_results,
    asks_supervision,
    asks_year_end,
)
from api.schemas.ask import Ask
from api.schemas.fields import (
    LEFT_OUT,
    Free,
    Line,
    Mark,
    Number,
    Prose,
    Shape,
    Short,
    SubjectId,
    UnitId,
    Value,
    Weight,
)
from states.category import Category
from states.request import ReasonClass, RequestClass

#: At most so many subjects in one request.
MOST_ORDERS = 5000


class Report(Ask):
    """A node's report; 零报告 needs `zero_reason`."""

    value: Value = LEFT_OUT
    progress: Prose = LEFT_OUT
    problems: Prose = LEFT_OUT
    zero_reason: Prose = LEFT_OUT


class Opinion(Ask):
    """The examiner's opinion."""

    agree: bool
    inputs: Free = LEFT_OUT


class Scoring(Ask):
    """What the scoring method is fed with, where examiner and nodes do not say it."""

    inputs: Free = LEFT_OUT


class Documented(Ask):
    """The document that carries the act."""

    document: Line = LEFT_OUT


class Step(Shape):
    """A step that an indicator promises."""

    text: Annotated[Prose, StringConstraints(min_length=1)]
    due_on: date


class Content(Shape):
    """The elements of an indicator (方案 三（一）); what is left out stays as it is."""

    category: Category = LEFT_OUT
    weight: Weight = LEFT_OUT
    level1: Line = LEFT_OUT
    level2: Line = LEFT_OUT
    level3: Line = LEFT_OUT
    target: Line = LEFT_OUT
    target_number: Number | None = LEFT_OUT
    challenge: Number | None = LEFT_OUT
    last_year: Number | None = LEFT_OUT
    deadline: date | None = LEFT_OUT
    method: Line = LEFT_OUT
    parameters: Free = LEFT_OUT
    assessor_id: UnitId | None = LEFT_OUT
    basis: Prose = LEFT_OUT
    nodes: Annotated[list[Step], Field(max_length=60)] = LEFT_OUT
    remark: Prose = LEFT_OUT
    goal_id: SubjectId | None = LEFT_OUT


class Revision(Content, Ask):
    """Elements of an indicator to be changed."""


class Answered(Shape):
    """A finding with its answer."""

    number: int
    cause: Prose = LEFT_OUT
    measure: Prose = LEFT_OUT
    owner: Line = LEFT_OUT
    due_on: date = LEFT_OUT


class Progressed(Shape):
    """A measure with its progress."""

    number: int
    progress: Prose


class Inspected(Shape):
    """A measure as it was found."""

    number: int
    outcome: Literal["accepted", "rejected", "change_requested"]
    note: Prose = LEFT_OUT
    carry: Literal["yes", "no"] = LEFT_OUT


class Answering(Ask):
    """Answers to findings."""

    items: Annotated[list[Answered], Field(min_length=1, max_length=100)]


class Progressing(Ask):
    """Progress of measures."""

    items: Annotated[list[Progressed], Field(min_length=1, max_length=100)]


class Inspecting(Ask):
    """Findings about measures."""

    items: Annotated[list[Inspected], Field(min_length=1, max_length=100)]


_FOUNDATION: Mapping[tuple[str, str], type[Ask]] = {
    ("node", "draft"): Report,
    ("node", "report"): Report,
    ("indicator", "revise"): Revision,
    ("indicator", "opine"): Opinion,
    ("indicator", "score"): Scoring,
    ("indicator", "cancel"): Documented,
    ("rectification_plan", "revise"): Answering,
    ("rectification_plan", "progress"): Progressing,
    ("rectification_plan", "inspect"): Inspecting,
}

#: What a verb asks for beyond a reason; an area of the rule book a module.
ASKS: Mapping[tuple[str, str], type[Ask]] = {
    **_FOUNDATION,
    **asks_inspections.ASKS,
    **asks_year_end.ASKS,
    **asks_results.ASKS,
    **asks_goals.ASKS,
    **asks_changes.ASKS,
    **asks_clock.ASKS,
    **asks_gates.ASKS,
    **asks_memory.ASKS,
    **asks_events.ASKS,
    **asks_people.ASKS,
    **asks_supervision.ASKS,
}


def ask_of(kind: str, trigger: str) -> type[Ask]:
    """Give the shape that a verb asks for."""
    return ASKS.get((kind, trigger), Ask)


class BatchOrder(Ask):
    """What is asked for one subject of many."""

    id: SubjectId
    revision: Annotated[int, Field(ge=0)] = LEFT_OUT


class Batch(Shape):
    """The same verb for many subjects at once."""

    orders: Annotated[list[BatchOrder], Field(min_length=1, max_length=MOST_ORDERS)]


def batch_of(kind: str, trigger: str) -> type[Batch]:
    """Give the shape that asks the same verb of many subjects at once."""
    name = f"{kind}_{trigger}".title().replace("_", "")
    id_: Any = asks_people.PersonId if kind == "person" else SubjectId
    bases = (BatchOrder, ask_of(kind, trigger))
    order: Any = create_model(f"{name}Order", __base__=bases, id=(id_, ...))
    many: Any = Annotated[list[order], Field(min_length=1, max_length=MOST_ORDERS)]
    return create_model(f"{name}Orders", __base__=Batch, orders=(many, ...))


class GateRequest(Ask):
    """A gate of the plan to be decided; `about` where it decides about one subject."""

    key: Short
    about: SubjectId = LEFT_OUT


class NewIndicator(Content):
    """An indicator to be drafted; what is missing may be added until it is declared."""

    unit_id: UnitId
    category: Category = Field()
    weight: Weight = Field()
    inserted_by: Line = Field(default="", description="年中增加任务所依据的上级文件文号")


class NewRequest(Ask):
    """What is asked for: an extension names `due_day`, an amendment its `changes`.

    A reweighting is about `<year>-<unit>` and names the unit's `weights` by category.
    """

    asks: RequestClass
    about_id: SubjectId
    reason_class: ReasonClass = ReasonClass.OTHER
    document: Line = ""
    due_day: date = LEFT_OUT
    changes: Content = LEFT_OUT
    item: Annotated[int, Field(description="整改延期：措施的序号；不写为整改方案本身")] = LEFT_OUT
    effective_on: date = LEFT_OUT
    weights: dict[Category, Weight] = LEFT_OUT


class NewAdjustment(Ask):
    """Points to be added or taken away by an event of the plan's table.

    `deed` names the award, or the deed that is counted once.
    """

    unit_id: UnitId
    event: Short
    document: Line = ""
    about: Line = ""
    deed: Line = ""
    count: Annotated[Mark, Field(gt=0, le=1000)] = LEFT_OUT


class ReadUntil(Shape):
    """Everything up to an instant counts as read."""

    until: AwareDatetime
