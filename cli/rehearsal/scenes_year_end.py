"""Annual evaluation: units evaluate themselves and report (方案 五（五）一是、三是)."""

from collections.abc import Sequence
from decimal import Decimal
from types import ModuleType

from cli.rehearsal.papers import paper
from cli.rehearsal.stage import Found, Stage, Turn, by, done
from services import duty_reports, evidence, self_evaluations
from services.acts import Order, orders

#: In a hundred units: self-evaluations and duty reports that are late, and that are sent back.
_LATE, _SENT_BACK = 3, 4
_CENT = Decimal("0.01")
_WHY = "只列了工作，没有对照年度任务逐项说明完成情况和差距，请补充。"
_DONE = "本单位对照年度任务逐项自查，已形成佐证材料，现将完成情况、主要做法和存在差距报告如下。"
_MENDED = _DONE + "未达到进度的事项已逐项说明原因和下一步措施。"


def hand_in(stage: Stage, turn: Turn) -> None:
    """Units evaluate themselves and hand in their duty reports, each on its day."""
    late = set(stage.few("late at the year's end", _LATE))
    for unit_id in _units(stage, "drafted"):
        mine = stage.draws.place(turn.count, "evaluates", unit_id) == turn.index
        if mine and unit_id not in late:
            _hand_in(stage, turn, unit_id)


def hand_in_late(stage: Stage, turn: Turn) -> None:
    """Those who let the day pass hand in after all."""
    for unit_id in _units(stage, "drafted"):
        _hand_in(stage, turn, unit_id)


def _units(stage: Stage, state: str) -> list[str]:
    found = stage.rows(
        "SELECT unit_id FROM self_evaluation WHERE district_id = :district AND year = :year"
        " AND state = :state ORDER BY unit_id",
        state=state,
    )
    return [row["unit_id"] for row in found]


def _hand_in(stage: Stage, turn: Turn, unit_id: str) -> None:
    own, told = f"{stage.plan.year}-{unit_id}-E", f"{stage.plan.year}-{unit_id}-D"
    body = {"text": _DONE, "points": _points(stage, unit_id)}
    done(self_evaluations.revise(stage.desk(stage.clerk(unit_id)), [Order(own, body)]))
    done(duty_reports.revise(stage.desk(stage.clerk(unit_id)), [Order(told, {"text": _DONE})]))
    if stage.draws.happens(300, "annex", unit_id):
        _annex(stage, turn, unit_id, (own, told))
    done(self_evaluations.submit(stage.desk(stage.head(unit_id)), orders([own])))
    done(duty_reports.submit(stage.desk(stage.head(unit_id)), orders([told])))


def _points(stage: Stage, unit_id: str) -> dict[str, Decimal]:
    """Draw what a unit thinks of itself: seldom little."""
    found = stage.rows(
        "SELECT id, weight FROM indicator WHERE district_id = :district AND year = :year"
        " AND unit_id = :unit AND state IN ('in_progress', 'verified', 'scored') ORDER BY id",
        unit=unit_id,
    )
    return {
        row["id"]: (row["weight"] * stage.draws.ratio(930, 1000, "own", row["id"])).quantize(_CENT)
        for row in found
    }


def _annex(stage: Stage, turn: Turn, unit_id: str, papers: Sequence[str]) -> None:
    name = "年度任务完成情况对照表.pdf"
    lines = [f"{unit_id}  {stage.plan.year}年度", f"以上属实。{turn.day}"]
    stored = stage.house.store.put([paper(name, lines)], stage.plan.evidence, name)
    for kind, subject in zip(("self_evaluation", "duty_report"), papers, strict=True):
        desk = stage.desk(stage.clerk(unit_id))
        done(evidence.attach_all(desk, kind, orders([subject]), stored, name))


#: What is sent back, by kind: its service and the letter of its ids.
_KINDS: Sequence[tuple[ModuleType, str]] = ((self_evaluations, "E"), (duty_reports, "D"))


def send_back(stage: Stage, turn: Turn) -> None:
    """The office sends a few back."""
    del turn
    for service, letter in _KINDS:
        chosen = stage.draws.some(_units(stage, "submitted"), _few(stage), "sent back", letter)
        ids = [f"{stage.plan.year}-{unit_id}-{letter}" for unit_id in chosen]
        done(service.return_(stage.desk("office-clerk", _WHY), orders(ids)))


def _few(stage: Stage) -> int:
    return max(1, len(stage.plan.assessed) * _SENT_BACK // 100)


def mend(stage: Stage, turn: Turn) -> None:
    """What was sent back is mended and handed in again."""
    del turn
    for service, letter in _KINDS:
        for row in _returned(stage, letter):
            mended = Order(row["id"], {"text": _MENDED})
            done(service.revise(stage.desk(stage.clerk(row["unit_id"])), [mended]))
            done(service.submit(stage.desk(stage.head(row["unit_id"])), orders([row["id"]])))


def _returned(stage: Stage, letter: str) -> Found:
    kind = {"E": "self_evaluation", "D": "duty_report"}[letter]
    return stage.rows(
        f"SELECT id, unit_id FROM {kind} WHERE district_id = :district AND year = :year"
        " AND state = 'drafted' AND returns > 0 ORDER BY id"
    )


def read_in_writing(stage: Stage, turn: Turn) -> None:
    """Reports in writing have gone round among the judges."""
    del turn
    present(stage, "in_writing")


def present(stage: Stage, mode: str) -> list[str]:
    """Note the reports of a mode as presented; their units in the order in which they spoke."""
    found = stage.rows(
        "SELECT id, unit_id, mode FROM duty_report WHERE district_id = :district AND year = :year"
        " AND state = 'submitted' ORDER BY unit_id"
    )
    mine = by(found, "mode").get(mode, [])
    done(duty_reports.present(stage.desk("office-clerk"), orders([row["id"] for row in mine])))
    return [row["unit_id"] for row in mine]
