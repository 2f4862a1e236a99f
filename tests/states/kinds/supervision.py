"""Facts of notices, talks and alarms (督办、约谈、无人可办)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from states import alarm, supervision_notice, talk
from states.alarm import AlarmFacts
from states.lifecycle import Facts
from states.supervision_notice import SupervisionNoticeFacts
from states.talk import TalkFacts
from tests.states import facts as make
from tests.states.kinds.case import Case, of

_YESTERDAY, _TOMORROW = date(2017, 9, 14), date(2017, 9, 16)


def _notice(**changes: object) -> SupervisionNoticeFacts:
    """A notice with an answer, whose matter is done."""
    fine = {"matter": "节点逾期未报。", "answer": "已于今日补报。"}
    return SupervisionNoticeFacts(**{**make.ACT, **fine, **changes})


def _talk(**changes: object) -> TalkFacts:
    """A talk on its day, with its minutes."""
    fine: dict[str, Any] = {
        "today": make.TODAY,
        "matter": "督办单逾期未回复。",
        "talk_on": make.TODAY,
        "place": "区政府第二会议室",
        "led_by": "分管副区长",
        "attendees": "责任人、经办人",
        "minutes": "承诺三日内补报。",
    }
    return TalkFacts(**{**make.ACT, **fine, **changes})


def _alarm(**changes: object) -> AlarmFacts:
    """A place where two subjects wait for nobody."""
    return AlarmFacts(**{**make.ACT, "waiting": 2, **changes})


# fmt: off
CASES: tuple[Case, ...] = (
    *of(_notice,
        (supervision_notice.matter_is_named, {"matter": " "}, "supervision_notice.empty", {}),
        (supervision_notice.none_stands_about_it, {"standing": "2017-D01-001-2-M1"},
            "supervision_notice.standing", {}),
        (supervision_notice.answer_is_given, {"answer": " "}, "supervision_notice.no_answer", {}),
        (supervision_notice.matter_is_done, {"running": True, "reason": ""},
            "supervision_notice.not_done", {"running": True}),
        (supervision_notice.matter_is_done, {"running": True, "reason": " "},
            "supervision_notice.not_done", {"reason": ""}),
    ),
    *of(_talk,
        (talk.matter_is_named, {"matter": ""}, "talk.empty", {}),
        (talk.none_stands_about_it, {"standing": "2017-D01-001-2-M1-T1"}, "talk.standing", {}),
        (talk.day_and_place_are_set, {"talk_on": None}, "talk.incomplete", {}),
        (talk.day_and_place_are_set, {"talk_on": _YESTERDAY}, "talk.incomplete",
            {"talk_on": _TOMORROW}),
        (talk.day_and_place_are_set, {"place": " "}, "talk.incomplete", {}),
        (talk.day_and_place_are_set, {"led_by": ""}, "talk.incomplete", {}),
        (talk.day_has_come, {"talk_on": _TOMORROW}, "talk.not_yet", {"talk_on": _YESTERDAY}),
        (talk.minutes_are_written, {"attendees": ""}, "talk.no_minutes", {}),
        (talk.minutes_are_written, {"minutes": " "}, "talk.no_minutes", {}),
    ),
    *of(_alarm,
        (alarm.something_waits, {"waiting": 0}, "alarm.nothing_waits", {"waiting": 1}),
        (alarm.nothing_waits, {"waiting": 1}, "alarm.still_waiting", {"waiting": 0}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {
    "supervision_notice": _notice,
    "talk": _talk,
    "alarm": _alarm,
}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {("alarm", "clear"): {"waiting": 0}}
