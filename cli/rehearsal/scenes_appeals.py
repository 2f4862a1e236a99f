"""After publication: appeals, decided each way, and results corrected as the conference decides."""

from collections.abc import Mapping
from typing import Any

from cli.rehearsal.papers import paper
from cli.rehearsal.scenes_gates import approve
from cli.rehearsal.stage import Stage, Turn, by, done
from kit.errors import Refused
from services import appealing, appeals, corrections, evidence, gates, indicators, results
from services.acts import Order, one
from states.appeal import AppealAbout

_A = AppealAbout
_GROUNDS = {
    _A.INDICATOR: "年末追加完成的数量已有验收材料，评分时未计入，申请复核。",
    _A.ADJUSTMENT: "该事项系平台故障所致，已当日电话报备，申请复核。",
    _A.DUTY: "述职考评得分与现场感受有差距，申请复核。",
    _A.TOTAL: "自行核算的总分与公布结果相差0.01分，申请复核。",
}
_AT_LEAST = 2
_BECAUSE = "经查，材料属实，认定成立。"
_CORRECTED = "复核认定成立，按联席会议决定更正。"
_GATE = "result_corrected"
#: A result that two upheld appeals change is corrected once.
_UPHELD = (
    "SELECT DISTINCT a.result_id, a.unit_id FROM appeal a WHERE a.district_id = :district"
    " AND a.year = :year AND a.state = 'upheld' ORDER BY 1"
)


def settle_ties(stage: Stage, turn: Turn) -> None:
    """Where equals stand at the quota's border, the director gives the seats, in writing."""
    del turn
    query = (
        "SELECT id FROM result WHERE district_id = :district AND year = :year AND undecided"
        " ORDER BY id LIMIT 1"
    )
    while tied := stage.rows(query):
        why = "总分、述职分均相同，按全年承担急难任务情况确定。"
        one(results.settle_tie(stage.desk("office-director", why), [Order(tied[0]["id"])]))


def file(stage: Stage, turn: Turn) -> None:
    """Heads appeal: about a score, about deductions, about the count, about the sum."""
    filed = [
        *((_A.INDICATOR, row) for row in _short(stage)[:1]),
        *((_A.ADJUSTMENT, row) for row in _deducted(stage)[:_AT_LEAST]),
    ]
    quiet = _quiet(stage, [row["unit_id"] for _, row in filed])
    filed += [(_A.TOTAL, {"unit_id": quiet[0]}), (_A.DUTY, {"unit_id": quiet[-1]})]
    tomorrow = stage.working_day(turn.day, 1)
    for about, row in filed:
        appeal_id = _file(stage, about, row)
        if about is _A.INDICATOR:
            _prove(stage, appeal_id, "复核材料")
        stage.arrange("appeals", tomorrow, (appeal_id, about))
    hasty = _file(stage, _A.DUTY, {"unit_id": quiet[0]})
    one(appeals.withdraw(stage.desk(_head_of(stage, hasty)), [Order(hasty)]))


def _file(stage: Stage, about: AppealAbout, row: Mapping[Any, Any]) -> str:
    body = {"about_kind": about.value, "about_id": row.get("id")}
    desk = stage.desk(stage.head(row["unit_id"]), _GROUNDS[about])
    return appealing.file(desk, row["unit_id"], body).id


def _head_of(stage: Stage, appeal_id: str) -> str:
    return stage.head(appeal_id.split("-")[1])


def _short(stage: Stage) -> list[Mapping[Any, Any]]:
    """Own work that fell short of its target, in a drawn order."""
    found = stage.rows(
        "SELECT id, unit_id FROM indicator WHERE district_id = :district AND year = :year"
        " AND state = 'scored' AND category = 'own_function' AND method = '完成率法'"
        " AND target_number IS NOT NULL ORDER BY points < weight DESC, id LIMIT 12"
    )
    return stage.draws.of("appeal score").sample(list(found), len(found))


def _deducted(stage: Stage) -> list[Mapping[Any, Any]]:
    """A deduction of each of some units, in a drawn order."""
    found = stage.rows(
        "SELECT id, unit_id FROM adjustment WHERE district_id = :district AND year = :year"
        " AND state = 'approved' AND points < 0 ORDER BY id"
    )
    ranked = {unit.id for unit in stage.assessed}
    firsts = [rows[0] for unit, rows in by(found, "unit_id").items() if unit in ranked]
    return stage.draws.of("appeal deduction").sample(firsts, len(firsts))


def _quiet(stage: Stage, loud: list[str]) -> list[str]:
    """Two units, first of all such as appeal about nothing else."""
    units = [unit.id for unit in stage.assessed]
    drawn = stage.draws.of("appeal total").sample(units, len(units))
    return sorted(drawn, key=lambda unit: unit in loud)[:_AT_LEAST]


def _prove(stage: Stage, appeal_id: str, what: str) -> None:
    name = f"{appeal_id}{what}.pdf"
    content = paper(name, ["验收单、影像资料附后。", what])
    stored = stage.house.store.put([content], stage.plan.evidence, name)
    desk = stage.desk(stage.clerk(appeal_id.split("-")[1]))
    evidence.attach(desk, "appeal", Order(appeal_id, {"role": "evidence"}), stored, name)


def accept(stage: Stage, turn: Turn) -> None:
    """The office takes the appeals up, but for the one about how a secret ballot came out."""
    for appeal_id, about in stage.arranged("appeals", turn.day):
        if about is _A.DUTY:
            desk = stage.desk("office-clerk", "述职考评为无记名评分，计票复核无误，不予受理。")
            one(appeals.reject(desk, [Order(appeal_id)]))
        else:
            one(appeals.accept(stage.desk("office-clerk"), [Order(appeal_id)]))
            if about is _A.INDICATOR:
                _prove(stage, appeal_id, "补充材料")
            stage.arrange("decisions", stage.working_day(turn.day, 1), (appeal_id, about))


def decide(stage: Stage, turn: Turn) -> None:
    """Somebody who had no hand in it decides; a head who was wrong takes the appeal back."""
    dismissed = False
    for appeal_id, about in stage.arranged("decisions", turn.day):
        order = Order(appeal_id, {"document": stage.document("房绩效办复核", 1)})
        if about is _A.TOTAL:
            one(appeals.withdraw(stage.desk(_head_of(stage, appeal_id)), [Order(appeal_id)]))
        elif about is _A.ADJUSTMENT and not dismissed:
            dismissed = True
            why = "经查，平台当日运行正常，理由不成立。"
            one(appeals.dismiss(stage.desk("member-2", why), [Order(appeal_id)]))
        else:
            decider = "office-director" if about is _A.INDICATOR else "member-2"
            one(appeals.uphold(stage.desk(decider, _BECAUSE), [order]))


def score_again(stage: Stage, turn: Turn) -> None:
    """What was opened by an upheld appeal is scored by what has been proven since."""
    del turn
    reopened = stage.rows(
        "SELECT i.id, i.target_number FROM indicator i JOIN appeal a ON a.about_id = i.id"
        " AND a.district_id = i.district_id WHERE i.district_id = :district AND i.year = :year"
        " AND a.state = 'upheld' AND i.state = 'verified' ORDER BY i.id"
    )
    for row in reopened:
        inputs = {"actual": format(row["target_number"], "f")}
        order = Order(row["id"], {"inputs": inputs})
        done(indicators.score(stage.desk("office-clerk"), [order]))


def ask_for_corrections(stage: Stage, turn: Turn) -> None:
    """The office asks the conference about each result that an upheld appeal changes."""
    del turn
    for row in stage.rows(_UPHELD):
        gates.request(stage.desk("office-clerk"), _GATE, row["result_id"])


def approve_corrections(stage: Stage, turn: Turn) -> None:
    """Member after member agrees to each."""
    for _ in stage.rows(_UPHELD):
        approve(_GATE)(stage, turn)


def correct(stage: Stage, turn: Turn) -> None:
    """The director corrects what was published, one result after the other."""
    del turn
    for row in stage.rows(_UPHELD):
        desk = stage.desk("office-director", _CORRECTED)
        one(corrections.correct(desk, [Order(row["result_id"])]))


def file_too_late(stage: Stage, turn: Turn) -> None:
    """A head appeals when the window has closed, and is told the day."""
    del turn
    unit_id = _quiet(stage, [row["unit_id"] for row in stage.rows(_UPHELD)])[0]
    desk = stage.desk(stage.head(unit_id), _GROUNDS[_A.TOTAL])
    try:
        appealing.file(desk, unit_id, {"about_kind": _A.TOTAL.value})
    except Refused as refusal:
        if "appeal.too_late" not in {objection.code for objection in refusal.objections}:
            raise
    else:
        raise AssertionError("the window has closed")
