"""What `transitions` says is what a POST then answers, for every kind and many a person."""

from itertools import count
from typing import Any

import httpx

from api.routes.kinds import slug
from plans.loading import texts
from services.verbs import VERBS, Way
from tests.api.client import Client
from tests.api.furnishing import furnish

PEOPLE = (
    "d08-clerk", "d08-head", "office-clerk", "office-director", "member-1", "leader",
    "supervisor", "admin",
)  # fmt: skip
#: The least a verb asks for, so that what answers is the lifecycle and not the form.
LEAST: dict[tuple[str, str], dict[str, Any]] = {
    ("gate", "send_back"): {"step": 0},
    ("gate", "add_signer"): {"person": "leader"},
    ("gate", "remove_signer"): {"person": "leader"},
    ("gate", "hand_over"): {"person": "leader"},
    ("gate", "delegate"): {"person": "leader"},
    ("gate", "copy"): {"readers": ["leader"]},
    ("indicator", "opine"): {"agree": True},
    ("inspection", "assign"): {"inspector_id": "nobody"},
    ("inspection", "explain"): {"explanation": "已完成"},
    ("inspection", "revisit"): {"rectified": True},
    ("phase", "record"): {"event": "业务培训"},
    ("year", "amend"): {"files": texts("fangshan-2017")},
    ("rectification_plan", "reopen"): {"items": [{"number": 1, "due_on": "2018-06-01"}]},
    ("feedback", "answer"): {"answer": ""},
    ("supervision_notice", "answer"): {"answer": ""},
    ("talk", "convene"): {"talk_on": "2017-09-04", "place": "会议室", "led_by": "分管领导"},
    ("talk", "record"): {"attendees": "", "minutes": ""},
    ("webhook", "replay"): {"after": 0},
    ("duty_report", "revise"): {"text": "述职报告"},
    ("rectification_plan", "revise"): {"items": [{"number": 1}]},
    ("rectification_plan", "progress"): {"items": [{"number": 1, "progress": "x"}]},
    ("rectification_plan", "inspect"): {"items": [{"number": 1, "outcome": "accepted"}]},
}


_VERSIONS = count(2)


def least(kind: str, trigger: str) -> dict[str, Any]:
    """Give the least of a verb; a version of the calendar is entered once."""
    if (kind, trigger) == ("year", "enter_calendar"):
        holiday = {"date": "2017-10-02", "kind": "rest", "name": "国庆节"}
        said = {"document": "国办发明电9号", "basis": "调整通知"}
        return {**said, "version": f"2017-{next(_VERSIONS)}", "years": [2017], "days": [holiday]}
    return LEAST.get((kind, trigger), {})


#: What is asked names what the remedy then names: here the text of the new plan.
NAMES_WHAT_IS_ASKED = {("year", "amend")}


def said(answer: httpx.Response) -> list[dict]:
    return [o for o in answer.json()["objections"] if o["code"] != "reason_required"]


def compared(kind: str, trigger: str, objections: list[dict]) -> list[dict]:
    """Leave out what cannot be the same before and after a text is named."""
    apart = {"remedy"} if (kind, trigger) in NAMES_WHAT_IS_ASKED else set()
    return [{name: o[name] for name in o if name not in apart} for o in objections]


def agrees(somebody: Client, kind: str, at: str, option: dict) -> bool:
    """Ask for a verb without a reason, and compare; answer whether something moved."""
    answer = somebody.post(f"{at}/{option['trigger']}", least(kind, option["trigger"]))
    told = (kind, option, answer.text)
    if option["allowed"] and not option["needs_reason"]:
        assert answer.status_code == 200, told
        assert answer.json()["state"] == option["target"], told
        return True
    assert answer.status_code in (403, 422), told
    verb = (kind, option["trigger"])
    assert compared(*verb, said(answer)) == compared(*verb, option["objections"]), told
    only = [o["code"] for o in answer.json()["objections"]]
    if option["allowed"]:
        assert only == ["reason_required"], told
    return False


def asked(kind: str) -> set[str]:
    return {t for (k, t), verb in VERBS.items() if k == kind and verb.way is Way.ASKED}


def go_round(somebody: Client, kind: str, at: str) -> tuple[int, int]:
    """Ask for all verbs that are blocked, then for one that is not; answer how many of each."""
    shown = somebody.get(f"{at}/transitions").json()
    assert shown["revision"] == somebody.get(at).json()["revision"]
    options = [option for option in shown["transitions"] if option["way"] == "asked"]
    blocked = [o for o in options if not agrees_blocked(somebody, kind, at, o)]
    free = [option for option in options if option["allowed"]]
    for trigger in asked(kind) - {option["trigger"] for option in shown["transitions"]}:
        answer = somebody.post(f"{at}/{trigger}", least(kind, trigger))
        assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
    return sum(agrees(somebody, kind, at, option) for option in free[:1]), len(blocked)


def agrees_blocked(somebody: Client, kind: str, at: str, option: dict) -> bool:
    """Pass over what is allowed, which comes last: it would move the subject."""
    return option["allowed"] or agrees(somebody, kind, at, option)


def test_what_is_said_is_what_is_done(working: Client):
    rounds = [
        go_round(working.by(who), kind, f"{slug(kind)}/{subject_id}")
        for kind, subject_id in furnish(working.house).items()
        for who in PEOPLE
    ]

    assert sum(moved for moved, _ in rounds) >= 8
    assert sum(blocked for _, blocked in rounds) >= 100
