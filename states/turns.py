"""All turns of the house, and the states in which nobody has to act, each with the reason."""

from collections.abc import Mapping
from typing import Any

from states.capacity import OFFICE, UNIT, Capacity
from states.category import BY_EXAMINER, ON_EXAMINERS_OPINION, REVIEWED_WITH_OPINION
from states.turn import Columns, Turn

_C = Capacity
_HEAD = frozenset({_C.UNIT_HEAD})
_EXAMINER = frozenset({_C.EXAMINER})
_DIRECTOR = frozenset({_C.OFFICE_DIRECTOR})
_LEADERS = frozenset({_C.OFFICE_DIRECTOR, _C.DISTRICT_LEADER})
_DECIDERS = frozenset({_C.OFFICE_DIRECTOR, _C.CONFERENCE_MEMBER})
#: Documents that come into force by a gate; the system moves them when it is decided.
_BY_GATE = ("unit_report", "overall_report", "correction")


def _opinion_is_due(row: Columns) -> bool:
    return row["category"] in REVIEWED_WITH_OPINION and not row.get("opinion")


def _word_is_due(row: Columns) -> bool:
    return row["category"] in ON_EXAMINERS_OPINION and not row.get("opinion")


def _examiner_alone(row: Columns) -> bool:
    return row["category"] in BY_EXAMINER


def _returned(row: Columns) -> bool:
    return bool(row.get("returned"))


def _not_received(row: Columns) -> bool:
    return not row.get("received_on")


def _unanswered(row: Columns) -> bool:
    return not row.get("explanation")


def _inconsistent(row: Columns) -> bool:
    return row.get("conclusion") != "consistent"


def _to_be_mended(row: Columns) -> bool:
    return row.get("outcome") != "consistent"


def _unit_is_at_work(row: Columns) -> bool:
    return any(not _checked(item) and not item.get("progress") for item in row["items"])


def _something_is_reported(row: Columns) -> bool:
    return any(not _checked(item) for item in row["items"])


def _checked(item: Mapping[str, Any]) -> bool:
    return item.get("outcome") in ("accepted", "rejected")


def _by_the_director(row: Columns) -> bool:
    return row["document_class"] not in _BY_GATE


def _asks_the_conference(row: Columns) -> bool:
    return row["asks"] == "amendment"


# fmt: off
#: In the order in which they are asked: the first of a state that fits is the turn.
TURNS: tuple[Turn, ...] = (
    Turn("phase", "planned", "open", "open", _DIRECTOR),
    Turn("phase", "open", "close", "close", _DIRECTOR),
    Turn("gate", "requested", "sign", "endorse", frozenset(), "gate_decision"),
    Turn("gate", "returned", "resubmit", "resubmit", OFFICE, "gate_resubmit"),

    Turn("goal", "collected", "dispatch", "dispatch", OFFICE),
    Turn("goal", "dispatched", "accept", "accept", _HEAD),
    Turn("goal", "accepted", "decompose", "decompose", UNIT),
    Turn("contingency_plan", "drafted", "mend", "revise", UNIT, when=_returned),
    Turn("contingency_plan", "drafted", "approve", "approve", _DIRECTOR),
    Turn("feedback", "received", "answer", "answer", _HEAD, "feedback_answer"),
    Turn("feedback", "answered", "close", "close", OFFICE),

    Turn("indicator", "draft", "declare", "declare", _HEAD),
    Turn("indicator", "declared", "opine", "opine", _EXAMINER, when=_opinion_is_due),
    Turn("indicator", "declared", "review", "review", OFFICE),
    Turn("indicator", "returned", "mend", "declare", _HEAD),
    Turn("indicator", "in_progress", "verify_common", "verify", _EXAMINER, when=_examiner_alone),
    Turn("indicator", "in_progress", "verify_opinion", "opine", _EXAMINER, when=_word_is_due),
    Turn("indicator", "in_progress", "verify", "verify", OFFICE),
    Turn("indicator", "verified", "score_common", "score", _EXAMINER, when=_examiner_alone),
    Turn("indicator", "verified", "score_opinion", "opine", _EXAMINER, when=_word_is_due),
    Turn("indicator", "verified", "score", "score", OFFICE),
    Turn("detailed_rules", "drafted", "issue", "issue", _EXAMINER),
    Turn("detailed_rules", "returned", "mend", "issue", _EXAMINER),
    Turn("detailed_rules", "issued", "file", "file", OFFICE),

    Turn("node", "pending", "report", "report", _HEAD, "node_report"),
    Turn("node", "returned", "mend", "report", _HEAD, "node_resubmit"),
    Turn("node", "reported", "accept", "accept", _EXAMINER | OFFICE),

    Turn("inspection", "planned", "issue", "issue", OFFICE),
    Turn("inspection", "issued", "record", "record", frozenset({_C.INSPECTOR}) | OFFICE),
    Turn("inspection", "recorded", "review", "review", _EXAMINER | OFFICE),
    Turn("inspection", "reviewed", "notify", "notify", OFFICE, when=_inconsistent),
    Turn("inspection", "notified", "explain", "explain", _HEAD, "inspection_explain",
         when=_unanswered),
    Turn("inspection", "notified", "determine", "determine", _DIRECTOR),
    Turn("inspection", "determined", "revisit", "revisit", OFFICE, when=_to_be_mended),

    Turn("request", "requested", "decide_change", "grant", _DECIDERS, when=_asks_the_conference),
    Turn("request", "requested", "decide", "grant", _DIRECTOR),
    Turn("suspension", "standing", "end", "end", OFFICE),
    Turn("adjustment", "proposed", "approve", "approve", _DIRECTOR),
    Turn("unit_change", "proposed", "approve", "approve", _DIRECTOR),
    Turn("unit_change", "approved", "effect", "effect", frozenset({_C.SYSTEM}),
         "unit_change_effect"),

    Turn("self_evaluation", "drafted", "submit", "submit", _HEAD, "self_evaluation"),
    Turn("duty_report", "drafted", "submit", "submit", _HEAD, "duty_report"),
    Turn("ballot_session", "locked", "publish", "publish", _DIRECTOR),
    Turn("appeal", "filed", "accept", "accept", OFFICE),
    Turn("appeal", "accepted", "decide", "uphold", _DECIDERS, "appeal_decide"),
    Turn("document", "drafted", "approve", "approve", _DIRECTOR, when=_by_the_director),
    Turn("document", "approved", "issue", "issue", OFFICE),

    Turn("rectification_plan", "issued", "acknowledge", "acknowledge", UNIT,
         "rectification_acknowledge", when=_not_received),
    Turn("rectification_plan", "issued", "declare", "declare", _HEAD, "rectification_declare"),
    Turn("rectification_plan", "returned", "mend", "declare", _HEAD, "rectification_declare"),
    Turn("rectification_plan", "declared", "review", "review", OFFICE),
    Turn("rectification_plan", "reviewed", "start", "start", OFFICE),
    Turn("rectification_plan", "in_progress", "progress", "progress", UNIT, "measure",
         when=_unit_is_at_work),
    Turn("rectification_plan", "in_progress", "inspect", "inspect", OFFICE,
         when=_something_is_reported),
    Turn("rectification_plan", "in_progress", "verify", "verify", OFFICE),
    Turn("rectification_plan", "verified", "score", "score", OFFICE),

    Turn("supervision_notice", "issued", "receive", "receive", UNIT),
    Turn("supervision_notice", "received", "answer", "answer", _HEAD),
    Turn("supervision_notice", "answered", "close", "close", OFFICE),
    Turn("talk", "proposed", "decide", "convene", _LEADERS),
    Turn("talk", "convened", "record", "record", OFFICE, "talk_record"),
)
# fmt: on

_OVER = "已办结；有异议或更正的，另行提出"
#: States that a subject can leave, in which nobody has to act now, and why.
RESTS: Mapping[tuple[str, str], str] = {
    ("year", "in_force"): "年度由各阶段、各关口推进，归档由系统或主任在全部阶段结束后办理",
    ("phase", "closed"): "已结束；重新打开须另行决定",
    ("gate", "approved"): "已通过；只可抄送",
    ("gate", "rejected"): "未通过；须修改后另行提请",
    ("goal", "covered"): "由承接的指标推进；报送包、市级评分随市级要求办理",
    ("contingency_plan", "approved"): "随指标下达由系统启用",
    ("contingency_plan", "active"): "随目标办结由系统关闭",
    ("indicator", "reviewed"): "待联席会议审定指标表，关口自有期限；审定后由系统下达",
    ("indicator", "scored"): _OVER,
    ("detailed_rules", "filed"): "已备案；有新版时由新版替代",
    ("node", "accepted"): _OVER,
    ("inspection_round", "planned"): "到抽样日由系统抽样",
    ("inspection_round", "drawn"): "各项核验各有期限；全部办结后由系统关闭",
    ("inspection", "reviewed"): "结论相符的，由系统关闭",
    ("inspection", "determined"): "认定相符的，由系统关闭",
    ("inspection", "revisited"): "由系统关闭",
    ("suspension", "ended"): "已恢复计时；办错的由主任撤销",
    ("adjustment", "approved"): _OVER,
    ("adjustment", "rejected"): "未批准；可重新提出，无人必须办理",
    ("self_evaluation", "submitted"): "已报送；只在须补正时退回",
    ("duty_report", "submitted"): "按述职会安排登记，阶段自有期限",
    ("ballot_session", "prepared"): "按述职会安排开启，阶段自有期限",
    ("ballot_session", "open"): "述职会结束时封票，阶段自有期限",
    ("result", "trial"): "由系统试算；审定由关口办理，关口自有期限",
    ("result", "confirmed"): "由系统发布",
    ("result", "published"): "已发布；复核申请自有期限（appeal_window）",
    ("document", "drafted"): "待联席会议关口通过，关口自有期限；通过后由系统办理",
    ("document", "issued"): "分报告随整改方案签收（rectification_acknowledge）；其他公文签收是登记",
    ("rectification_plan", "scored"): _OVER,
    ("webhook", "active"): "正常推送，无人须办",
    ("webhook", "paused"): "由订阅人自行暂停",
    ("webhook", "failed"): "停止推送时已告知订阅人和管理员",
    ("delegation", "granted"): "到期自行失效",
    ("absence", "declared"): "到期自行结束",
    ("person", "active"): "账号正常",
    ("person", "disabled"): "由管理员停用",
    ("alarm", "raised"): "人员指定到位后由系统解除",
    ("alarm", "cleared"): "再次无人可办时由系统重新报警",
}

_BY_STATE: dict[tuple[str, str], list[Turn]] = {}
for _turn in TURNS:
    _BY_STATE.setdefault((_turn.kind, _turn.state), []).append(_turn)
_BY_NAME: Mapping[tuple[str, str], Turn] = {(turn.kind, turn.name): turn for turn in TURNS}
#: Turns that a plan gives a clock of its own, by what plans call them.
LISTED: Mapping[str, Turn] = {turn.key: turn for turn in TURNS if not turn.clock}


def turns_in(kind: str, state: str) -> tuple[Turn, ...]:
    """List the turns that there can be in a state."""
    return tuple(_BY_STATE.get((kind, state), ()))


def turn_of(kind: str, state: str, row: Columns) -> Turn | None:
    """Tell whose turn it is; none when nobody has to act."""
    found = _BY_STATE.get((kind, state), ())
    return next((turn for turn in found if turn.when(row)), None)


def named(kind: str, name: str) -> Turn | None:
    """Find a turn by its kind and name."""
    return _BY_NAME.get((kind, name))
