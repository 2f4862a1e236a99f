"""In some years a report turns out false when the results stand published (发布后认定弄虚作假)."""

from cli.rehearsal import scenes_inspections, scenes_rounds
from cli.rehearsal.scenes_gates import approve
from cli.rehearsal.stage import Found, Stage, Turn, done
from services import corrections, gates, indicators, inspection_rounds
from services.acts import Order, one, orders
from states.inspection_round import Mode, Occasion

#: In so many of a thousand plays (seed 14 is the second).
_FOUND = 120
_ROUND = 6
_GATE = "result_corrected"
_ZERO = "经认定弄虚作假，指标记零分。"
_DECIDED = "经认定弄虚作假，联席会议决定更正成绩。"


def find(stage: Stage, turn: Turn) -> None:
    """Somebody reports a fraud: a round is drawn, visited, and its units told."""
    if not stage.draws.happens(_FOUND, "falsehood after publication"):
        return
    for scene in (
        scenes_rounds.hold(_ROUND, Occasion.RANDOM, Mode.SECRET),
        scenes_rounds.cast_lots(_ROUND),
        scenes_inspections.send_out,
        scenes_inspections.record,
        scenes_inspections.review,
        scenes_inspections.notify,
        scenes_inspections.explain,
    ):
        scene(stage, turn)


def determine(stage: Stage, turn: Turn) -> None:
    """The director determines it: booked into the next year, and the task scored with nothing."""
    scenes_inspections.determine(stage, turn)
    found = [row["indicator_id"] for row in _false(stage)]
    done(indicators.score(stage.desk("office-clerk", _ZERO), orders(found)))


def ask(stage: Stage, turn: Turn) -> None:
    """Matters are closed; the office asks the conference to correct what was published."""
    scenes_inspections.revisit(stage, turn)
    left = stage.rows(
        "SELECT id FROM inspection_round WHERE district_id = :district AND year = :year"
        " AND state = 'drawn' ORDER BY id"
    )
    done(inspection_rounds.close(stage.desk("system:flow"), orders([row["id"] for row in left])))
    for row in _false(stage):
        gates.request(stage.desk("office-clerk"), _GATE, f"{stage.plan.year}-{row['unit_id']}-S")


def correct(stage: Stage, turn: Turn) -> None:
    """The conference agrees, and the director corrects; the first result is kept."""
    for row in _false(stage):
        approve(_GATE)(stage, turn)
        result = f"{stage.plan.year}-{row['unit_id']}-S"
        one(corrections.correct(stage.desk("office-director", _DECIDED), [Order(result)]))


def _false(stage: Stage) -> Found:
    return stage.rows(
        "SELECT id, unit_id, indicator_id FROM inspection WHERE district_id = :district"
        " AND year = :year AND outcome = 'false' AND round_id = :round ORDER BY id",
        round=f"{stage.plan.year}-I{_ROUND}",
    )
