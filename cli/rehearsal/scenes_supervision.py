"""When nothing moves (督办、约谈): notices are issued, answered or not, and talks follow."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cli.rehearsal.stage import Found, Stage, Turn, done
from services import absences, alarms, supervision_notices, talks
from services.acts import Answers, Order, one
from services.desk import Desk

_LATE = "节点进展滞后，请说明原因和办理情况。"
_IGNORED = "节点多次滞后，请说明原因并限期办结。"
_ANSWER = "因材料送审延误，现已补齐，本周内办结。"
_DONE = "已按回复办理，予以办结。"
Verb = Callable[[Desk, list[Order]], Answers]


def supervise(stage: Stage, turn: Turn) -> None:
    """The office issues notices by hand; two are taken back, one will never be answered."""
    nodes = stage.draws.some(_nodes(stage), 4, "supervised")
    matters = (_LATE, _LATE, _IGNORED, _LATE)
    made = [
        supervision_notices.issue(
            stage.desk("office-clerk"), "node", node["id"], {"matter": matter}
        )
        for node, matter in zip(nodes, matters, strict=True)
    ]
    spared, mistaken = (answer.id for answer in made[:2])
    _do(stage, "office-director", supervision_notices.withdraw, spared, "情况已另行核实。")
    _do(stage, stage.clerk(nodes[1]["unit_id"]), supervision_notices.receive, mistaken)
    _do(stage, "office-director", supervision_notices.withdraw, mistaken, "督办对象有误。")
    del turn


def _nodes(stage: Stage) -> Found:
    return stage.rows(
        "SELECT id, unit_id FROM node WHERE district_id = :district AND year = :year"
        " AND state = 'pending' ORDER BY id"
    )


def attend(stage: Stage, turn: Turn) -> None:
    """Units sign for their notices and answer them; the office reads, asks again, and closes."""
    del turn
    for row in _notices(stage):
        # What is ignored is answered after the talk.
        if row["matter"] != _IGNORED or row["talked"]:
            _attend(stage, row)


def _notices(stage: Stage) -> Found:
    return stage.rows(
        "SELECT s.id, s.unit_id, s.state, s.returns, s.matter, EXISTS (SELECT FROM talk t"
        "  WHERE t.district_id = s.district_id AND t.about_id = s.id AND t.state = 'recorded')"
        "  AS talked FROM supervision_notice s WHERE s.district_id = :district AND s.year = :year"
        " AND s.state IN ('issued', 'received', 'answered') ORDER BY s.id"
    )


def _attend(stage: Stage, row: Mapping[Any, Any]) -> None:
    notice, unit = row["id"], row["unit_id"]
    if row["state"] == "issued":
        _do(stage, stage.clerk(unit), supervision_notices.receive, notice)
    elif row["state"] == "received":
        _do(stage, stage.head(unit), supervision_notices.answer, notice, answer=_ANSWER)
    elif not row["returns"] and row["matter"] == _LATE:
        why = "请写明具体完成时间。"
        _do(stage, "office-clerk", supervision_notices.return_, notice, why)
    else:
        _do(stage, "office-clerk", supervision_notices.close, notice, _DONE)


def propose_talks(stage: Stage, turn: Turn) -> None:
    """The office proposes two talks by hand: one is not held, the other is called off."""
    for place, node in enumerate(stage.draws.some(_nodes(stage), 2, "talked to")):
        body = {"matter": "重点节点多次滞后。"}
        talk = talks.propose(stage.desk("office-clerk"), "node", node["id"], body).id
        if place:
            _convene(stage, talk, turn, 5)
        _do(stage, "office-director", talks.waive, talk, "单位已采取措施，进展恢复正常。")


def hold_talks(stage: Stage, turn: Turn) -> None:
    """Leaders decide on the talks that the ladder proposed, and the office records them."""
    found = stage.rows(
        "SELECT id, state, talk_on FROM talk WHERE district_id = :district AND year = :year"
        " AND state IN ('proposed', 'convened') ORDER BY id"
    )
    for row in found:
        if row["state"] == "proposed":
            _convene(stage, row["id"], turn, 2)
            later = stage.working_day(turn.day, 3)
            _do(stage, "leader", talks.reconvene, row["id"], "领导临时有会。", talk_on=later)
        elif row["talk_on"] <= turn.day:
            said = {"attendees": "单位责任人、经办人", "minutes": "承诺三个工作日内补报并整改。"}
            _do(stage, "office-clerk", talks.record, row["id"], **said)


def _convene(stage: Stage, talk: str, turn: Turn, days: int) -> None:
    day, place = stage.working_day(turn.day, days), "区政府第二会议室"
    desk = stage.desk("office-director")
    body = {"talk_on": day, "place": place, "led_by": "分管副区长"}
    one(talks.convene(desk, [Order(talk, body)]))


def leave_nobody(stage: Stage, turn: Turn) -> None:
    """A head is away twice without a deputy: nobody can report, and the alarm says so."""
    node = stage.draws.one(_nodes(stage), "nobody there")
    head = stage.head(node["unit_id"])
    for _ in range(2):
        days = {"person_id": head, "from_day": turn.day, "until_day": turn.day + timedelta(days=1)}
        away = absences.declare(stage.desk(head, "参加应急培训。"), days).id
        _watch(stage)
        one(absences.end(stage.desk(head), [Order(away)]))
        _watch(stage)


def _watch(stage: Stage) -> None:
    alarms.watch_all(stage.connection, stage.clock.now())


def _do(stage: Stage, who: str, verb: Verb, subject: str, reason: str = "", **body: object) -> None:
    done(verb(stage.desk(who), [Order(subject, body, reason=reason)]))
