"""Training, detailed rules, and days of a rectification that are moved on request."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cli.rehearsal.papers import paper
from cli.rehearsal.scenes_rectification import late_ones, plan_of, standing
from cli.rehearsal.stage import Found, Stage, Turn, done
from services import detailed_rules, evidence, phases, requests
from services.acts import Order, one, orders
from states.request import ReasonClass, RequestClass

_TRAINING = "绩效指标分解业务培训：指标要素、节点设定、佐证材料要求，现场答疑。"
_POINTS = "明确考核内容、扣分情形、佐证材料和申诉途径；按节点核验，年终汇总评分。"
_MENDED = "明确考核内容、扣分情形（含每项扣分上限）、佐证材料和申诉途径。"
_SENT_BACK = "扣分情形缺少上限，与方案不一致，请修改后重新下发。"
#: One is granted more weeks, the other is refused.
_ASKING = 2
_LATER = RequestClass.RECTIFICATION_EXTENSION
_WAITS = "整改涉及的专项资金下月方能批复，恳请延期。"
_NO_GROUNDS = "理由不充分，请按期完成。"


def train(stage: Stage, turn: Turn) -> None:
    """The office trains the units, and enters it in the phase's record (方案 五（一）三是)."""
    body = {"event": _TRAINING, "held_on": str(turn.day)}
    desk = stage.desk("office-clerk")
    done(phases.record(desk, [Order(f"{stage.plan.year}-preparation", body)]))


def _examiners(stage: Stage) -> list[str]:
    found = stage.rows(
        "SELECT DISTINCT i.assessor_id AS id FROM indicator i JOIN unit u"
        " ON u.district_id = i.district_id AND u.id = i.assessor_id AND u.assessed"
        " WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled' ORDER BY 1"
    )
    return [row["id"] for row in found]


def _late(stage: Stage, examiners: Sequence[str]) -> str:
    return stage.draws.one(examiners, "late rules")


def write_rules(stage: Stage, turn: Turn) -> None:
    """Examiners write their rules and send them out; one does so late."""
    every = _examiners(stage)
    for examiner in every:
        mine = stage.draws.place(turn.count, "rules", examiner) == turn.index
        if mine and examiner != _late(stage, every):
            _write(stage, turn.day, examiner)


def write_late_rules(stage: Stage, turn: Turn) -> None:
    """The last examiner follows when the office has asked for it."""
    _write(stage, turn.day, _late(stage, _examiners(stage)))


def renew_rules(stage: Stage, turn: Turn) -> None:
    """An examiner sends a newer version out; the one on file gives way."""
    filed = _standing(stage, "filed")
    _write(stage, turn.day, stage.draws.one(filed, "renewed rules")["assessor_id"])


def _write(stage: Stage, day: date, examiner: str) -> None:
    clerk = stage.clerk(examiner)
    name = stage.plan.unit(examiner).short_name
    body = {"title": f"{name}{stage.plan.year}年度绩效考核细则", "text": "拟订中。"}
    rules = detailed_rules.draft(stage.desk(clerk), examiner, body).id
    done(detailed_rules.revise(stage.desk(clerk), [Order(rules, {"text": _POINTS})]))
    _attach(stage, day, rules, clerk, body["title"])
    done(detailed_rules.issue(stage.desk(stage.head(examiner)), orders([rules])))


def _attach(stage: Stage, day: date, rules: str, clerk: str, title: str) -> None:
    file = paper(title, [_POINTS, str(day), rules])
    stored = stage.house.store.put([file], stage.plan.evidence, f"{title}.pdf")
    order = Order(rules, {"role": "formal_document"})
    evidence.attach(stage.desk(clerk), "detailed_rules", order, stored, f"{title}.pdf")


def file_rules(stage: Stage, turn: Turn) -> None:
    """The office puts on file what was sent out before today; one comes back once."""
    issued = [row for row in _standing(stage, "issued") if row["issued_on"] < turn.day]
    chosen = stage.draws.one(_examiners(stage), "returned rules")
    back = [r["id"] for r in issued if r["assessor_id"] == chosen and not r["returns"]]
    filed = [row["id"] for row in issued if row["id"] not in back]
    done(detailed_rules.return_(stage.desk("office-clerk", _SENT_BACK), orders(back)))
    done(detailed_rules.file(stage.desk("office-clerk"), orders(filed)))


def mend_rules(stage: Stage, turn: Turn) -> None:
    """Its examiner mends what came back and sends it out again."""
    for row in _standing(stage, "returned"):
        clerk = stage.clerk(row["assessor_id"])
        done(detailed_rules.revise(stage.desk(clerk), [Order(row["id"], {"text": _MENDED})]))
        _attach(stage, turn.day, row["id"], clerk, f"{row['title']}（修改稿）")
        desk = stage.desk(stage.head(row["assessor_id"]))
        done(detailed_rules.issue(desk, orders([row["id"]])))


def _standing(stage: Stage, state: str) -> Found:
    return stage.rows(
        "SELECT id, assessor_id, title, issued_on, returns FROM detailed_rules"
        " WHERE district_id = :district AND year = :year AND state = :state ORDER BY id",
        state=state,
    )


def _asking(stage: Stage) -> list[str]:
    units, late = [unit.id for unit in stage.assessed], late_ones(stage)
    # Who hands in late has not asked, where there are others.
    in_time = [unit for unit in units if unit not in late]
    found = in_time if len(in_time) >= _ASKING else units
    return stage.draws.some(found, _ASKING, "asks for weeks")


def ask_for_weeks(stage: Stage, turn: Turn) -> None:
    """Two units ask for a later day for their plan: one gets it, one does not."""
    del turn
    granted, refused = _asking(stage)
    _decided(stage, granted, grants=True)
    _decided(stage, refused, grants=False)


def ask_after_return(stage: Stage, turn: Turn) -> None:
    """A unit whose plan came back asks for a later day before its day has come."""
    again = [row for row in standing(stage, "returned") if row["due_on"] > turn.day]
    before = stage.rows(
        "SELECT id FROM request WHERE district_id = :district AND year = :year"
        " AND reason LIKE '退回%'"
    )
    if again and not before:
        _decided(stage, again[0]["unit_id"], grants=True, why=f"退回修改须重新会商。{_WAITS}")


def ask_for_measures(stage: Stage, turn: Turn) -> None:
    """A unit asks for a later day for its measure that is due last, and gets it."""
    found = [row for row in standing(stage, "in_progress") if _open(row["items"], turn.day)]
    if found:
        row = stage.draws.one(found, "asks for a measure")
        item = max(_open(row["items"], turn.day), key=lambda item: item["due_on"])
        until = stage.working_day(date.fromisoformat(item["due_on"]), 3)
        _decided(stage, row["unit_id"], grants=True, until=until, item=item["number"])


def _open(items: Sequence[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    return [i for i in items if not i.get("progress") and i["due_on"] > str(day)]


def _decided(
    stage: Stage,
    unit_id: str,
    *,
    grants: bool,
    why: str = _WAITS,
    until: date | None = None,
    item: int | None = None,
) -> None:
    plan = plan_of(stage, unit_id)
    day = until or _later(stage, plan)
    body: dict[str, Any] = {"reason_class": ReasonClass.OTHER.value, "due_day": str(day)}
    body |= {} if item is None else {"item": item}
    asked = requests.request(stage.desk(stage.head(unit_id), why), _LATER, plan, body)
    reason = "" if grants else _NO_GROUNDS
    verb = requests.grant if grants else requests.refuse
    one(verb(stage.desk("office-director", reason), [Order(asked.id)]))


def _later(stage: Stage, plan: str) -> date:
    (row,) = stage.rows(
        "SELECT due_on FROM rectification_plan WHERE district_id = :district AND id = :id", id=plan
    )
    return stage.working_day(row["due_on"], 5)
