"""What the verbs of goals, contingency plans and feedbacks ask for."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from api.schemas.ask import Ask
from api.schemas.fields import (
    LEFT_OUT,
    Free,
    Line,
    Number,
    Points,
    Prose,
    Shape,
    SubjectId,
    UnitId,
    Weight,
)
from plans.words import Level, ScoreScale
from services.decomposition import MOST_SHARES
from states.category import Category


class Source(Ask):
    """What a goal says; what is left out stays as it is."""

    lead: UnitId = LEFT_OUT
    level: Level = LEFT_OUT
    document: Line = LEFT_OUT
    document_number: Line = LEFT_OUT
    level1: Line = LEFT_OUT
    level2: Line = LEFT_OUT
    title: Line = LEFT_OUT
    target: Line = LEFT_OUT
    target_number: Number | None = LEFT_OUT
    challenge: Number | None = LEFT_OUT
    by: date = LEFT_OUT
    contributors: Annotated[list[UnitId], Field(max_length=100)] = LEFT_OUT


class NewGoal(Source):
    """A goal to be collected."""

    lead: UnitId = Field()
    level: Level = Field()
    document: Line = Field()
    level1: Line = Field()
    level2: Line = Field()
    title: Annotated[Line, Field(min_length=1)] = Field()
    by: date = Field()


class Withdrawal(Ask):
    """The superior's document that takes a goal back."""

    document: Line = LEFT_OUT


class CityScores(Ask):
    """The scores of a city task, all in points or all in percent."""

    scale: ScoreScale = LEFT_OUT
    self_score: Points = LEFT_OUT
    examiner_score: Points = LEFT_OUT
    city_score: Points = LEFT_OUT


class Handover(Ask):
    """Up to which day the package tells; left out, the last quarter that is over."""

    until: date = LEFT_OUT


class DatedStep(Shape):
    """A step with its day."""

    text: Prose
    due_on: date


class Template(Shape):
    """What all shares have in common; what is left out is the goal's."""

    category: Category = LEFT_OUT
    level1: Line = LEFT_OUT
    level2: Line = LEFT_OUT
    level3: Line = LEFT_OUT
    method: Line = LEFT_OUT
    parameters: Free = LEFT_OUT
    nodes: Annotated[list[DatedStep], Field(max_length=60)] = LEFT_OUT
    deadline: date = LEFT_OUT
    remark: Prose = LEFT_OUT


class ShareOf(Shape):
    """One unit's share."""

    unit_id: UnitId
    weight: Weight
    target: Line
    target_number: Number | None = LEFT_OUT
    challenge: Number | None = LEFT_OUT
    last_year: Number | None = LEFT_OUT


class Decomposition(Ask):
    """A goal's shares; without shares the drafts of an earlier decomposition are taken back."""

    template: Template = Field(default_factory=Template)
    shares: Annotated[list[ShareOf], Field(max_length=MOST_SHARES)]
    dry_run: bool = False


class MeasureOf(Shape):
    """A measure, who answers for it, and until when."""

    measure: Prose
    owner: Line = ""
    due_on: date = LEFT_OUT


class RiskOf(Shape):
    """A risk, the response to it, and who answers for that."""

    risk: Prose
    response: Prose = ""
    owner: Line = ""


class PlanContent(Ask):
    """What a contingency plan says; a list that is left out stays as it is."""

    measures: Annotated[list[MeasureOf], Field(max_length=100)] = LEFT_OUT
    nodes: Annotated[list[DatedStep], Field(max_length=60)] = LEFT_OUT
    risks: Annotated[list[RiskOf], Field(max_length=100)] = LEFT_OUT


class NewContingencyPlan(PlanContent):
    """The contingency plan of a goal."""

    goal_id: SubjectId


class NewFeedback(Ask):
    """What the city wants put right in a task."""

    goal_id: SubjectId
    document: Line
    text: Prose


class FeedbackAnswer(Ask):
    """What was done about a feedback."""

    answer: Prose


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("goal", "revise"): Source,
    ("goal", "withdraw"): Withdrawal,
    ("goal", "submit_package"): Handover,
    ("goal", "score"): CityScores,
    ("contingency_plan", "revise"): PlanContent,
    ("feedback", "answer"): FeedbackAnswer,
}
