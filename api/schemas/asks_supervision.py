"""What is asked when a unit is supervised (督办), or talked to (约谈)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.ask import Ask
from api.schemas.fields import LEFT_OUT, Essay, Line, Prose, Short, SubjectId

_Said = Annotated[Prose, StringConstraints(min_length=1)]
_Words = Annotated[Line, StringConstraints(min_length=1)]


class NewNotice(Ask):
    """A supervision notice about a subject of a unit, issued by hand."""

    about_kind: Annotated[Short, Field(description="所督办事项的类别，如 node")]
    about_id: SubjectId
    matter: Annotated[_Said, Field(description="督办事项")]
    due_on: Annotated[date, Field(description="要求办结的日期；可不写")] = LEFT_OUT


class NewTalk(Ask):
    """A talk proposed about a subject of a unit."""

    about_kind: Annotated[Short, Field(description="所涉事项的类别，如 supervision_notice")]
    about_id: SubjectId
    matter: Annotated[_Said, Field(description="约谈事由")]


class NoticeAnswer(Ask):
    """A unit's answer to a notice: why it was late, and what is being done."""

    answer: Prose


class Convening(Ask):
    """Day, place and leader of a talk."""

    talk_on: date
    place: _Words
    led_by: Annotated[_Words, Field(description="主持人")]


class Reconvening(Ask):
    """What changes about a talk that is convened; what is left out stays."""

    talk_on: date = LEFT_OUT
    place: _Words = LEFT_OUT
    led_by: _Words = LEFT_OUT


class Minutes(Ask):
    """Who was there, what was said and promised."""

    attendees: Prose
    minutes: Essay


ASKS: Mapping[tuple[str, str], type[Ask]] = {
    ("supervision_notice", "answer"): NoticeAnswer,
    ("talk", "convene"): Convening,
    ("talk", "reconvene"): Reconvening,
    ("talk", "record"): Minutes,
}
