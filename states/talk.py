"""The life of a talk (约谈): the system proposes, a person decides, the office records."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class TalkState(Word):
    """Where a talk stands."""

    PROPOSED = "proposed", "已提出，待决定", "waits for a decision"
    CONVENED = "convened", "已通知"
    WAIVED = "waived", "不予约谈"
    RECORDED = "recorded", "已记录"


class TalkTrigger(Word):
    """What may be done with a talk."""

    PROPOSE = "propose", "提出约谈"
    CONVENE = "convene", "决定约谈"
    RECONVENE = "reconvene", "改期", "set another day"
    WAIVE = "waive", "不予约谈"
    RECORD = "record", "记录约谈情况", "record what was said"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkFacts(Facts):
    """What the questions about a talk look at.

    Attributes:
        matter: what it is about.
        standing: id of an open talk about the same subject; empty for none.
        today: the day of the act.
        talk_on: the day of the talk.
        place: where.
        led_by: who leads it.
        attendees: who was there.
        minutes: what was said and promised.
    """

    today: date
    matter: str = ""
    standing: str = ""
    talk_on: date | None = None
    place: str = ""
    led_by: str = ""
    attendees: str = ""
    minutes: str = ""


_F = TalkFacts


def matter_is_named(facts: _F) -> Objection | None:
    """Object to a proposal that does not say what it is about."""
    if facts.matter.strip():
        return None
    return Objection("talk.empty", "没有写明约谈事由。", "请写明约谈事由。")


def none_stands_about_it(facts: _F) -> Objection | None:
    """Object while another talk about the same subject is open."""
    if not facts.standing:
        return None
    said = f"该事项已提出约谈（{facts.standing}），尚未办结。"
    return Objection("talk.standing", said, "请在原约谈上办理。")


def day_and_place_are_set(facts: _F) -> Objection | None:
    """Object without a day from today on, a place, and who leads."""
    day = facts.talk_on
    if day and day >= facts.today and facts.place.strip() and facts.led_by.strip():
        return None
    return Objection(
        "talk.incomplete",
        "约谈须定于今天或以后，并写明地点和主持人。",
        "请补齐日期、地点、主持人。",
    )


def day_has_come(facts: _F) -> Objection | None:
    """Object to recording a talk before its day."""
    if facts.talk_on and facts.talk_on <= facts.today:
        return None
    return Objection(
        "talk.not_yet", f"约谈定于{facts.talk_on}，尚未进行。", "提前约谈的，请先改期。"
    )


def minutes_are_written(facts: _F) -> Objection | None:
    """Object to a record that does not say who was there and what was said."""
    if facts.attendees.strip() and facts.minutes.strip():
        return None
    return Objection("talk.no_minutes", "没有写明参加人员或约谈情况。", "请补齐后记录。")


_S, _T = TalkState, TalkTrigger
_LEADERS = frozenset({Capacity.OFFICE_DIRECTOR, Capacity.DISTRICT_LEADER})
_SYSTEM = frozenset({Capacity.SYSTEM})
_SET = (day_and_place_are_set,)

# fmt: off
TALK: Lifecycle[TalkFacts] = Lifecycle(
    "talk", "约谈",
    born=Row(None, _T.PROPOSE, _S.PROPOSED, OFFICE | _SYSTEM,
             (matter_is_named, none_stands_about_it)),
    rows=(
        Row(_S.PROPOSED, _T.CONVENE,   _S.CONVENED, _LEADERS, _SET),
        Row(_S.CONVENED, _T.RECONVENE, _S.CONVENED, _LEADERS, _SET, says_why=True),
        *(Row(s, _T.WAIVE, _S.WAIVED, _LEADERS, says_why=True) for s in (_S.PROPOSED, _S.CONVENED)),
        Row(_S.CONVENED, _T.RECORD,    _S.RECORDED, OFFICE,   (day_has_come, minutes_are_written)),
        *follows_its_body(_T.TRANSFER, _S.PROPOSED, _S.CONVENED),
    ),
)
# fmt: on
