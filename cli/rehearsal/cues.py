"""The calendar of the year: which scene is played when, in working days of the plan's phases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cli.rehearsal import (
    scenes_changes,
    scenes_gates,
    scenes_measures,
    scenes_nodes,
    scenes_rare,
    scenes_rectification,
    scenes_results,
    scenes_scoring,
    scenes_setting,
)
from cli.rehearsal.opening import close_year, draft_table
from cli.rehearsal.stage import Stage, Turn
from cli.rehearsal.steps import Scene, open_first, run, take_stock
from plans.words import PhaseKey

_P = PhaseKey
_TABLE, _RESULTS, _REPORTS = "indicator_table_confirmed", "results_confirmed", "reports_approved"


@dataclass(frozen=True, slots=True)
class Cue:
    """A scene and its days.

    Attributes:
        first: working days from the first working day of the phase's `opens`, or, written with
            `closes`, from that of its last day: opens, opens+2, closes-1.
        last: likewise; the same day when empty.
    """

    phase: PhaseKey
    first: str
    last: str
    scene: Scene


# fmt: off
#: In the order in which they are played within a day.
CUES = (
    Cue(_P.PREPARATION,        "opens",    "",          open_first),
    Cue(_P.PREPARATION,        "closes",   "",          run(_P.PREPARATION)),

    Cue(_P.INDICATOR_SETTING,  "opens",    "",          run(_P.INDICATOR_SETTING)),
    Cue(_P.INDICATOR_SETTING,  "opens+1",  "",          draft_table),
    Cue(_P.INDICATOR_SETTING,  "opens+1",  "",          take_stock),
    Cue(_P.INDICATOR_SETTING,  "opens+2",  "",          scenes_setting.forget),
    Cue(_P.INDICATOR_SETTING,  "opens+2",  "",          scenes_rare.drop_ideas),
    Cue(_P.INDICATOR_SETTING,  "opens+3",  "opens+8",   scenes_setting.declare),
    Cue(_P.INDICATOR_SETTING,  "opens+4",  "opens+12",  scenes_setting.mend),
    Cue(_P.INDICATOR_SETTING,  "opens+4",  "opens+12",  scenes_setting.opine),
    Cue(_P.INDICATOR_SETTING,  "opens+4",  "opens+12",  scenes_setting.review),
    Cue(_P.INDICATOR_SETTING,  "opens+13", "",          scenes_gates.ask(_TABLE)),
    Cue(_P.INDICATOR_SETTING,  "opens+13", "",          scenes_rare.withdraw(_TABLE)),
    Cue(_P.INDICATOR_SETTING,  "opens+14", "",          scenes_gates.ask(_TABLE)),
    Cue(_P.INDICATOR_SETTING,  "opens+14", "",          scenes_gates.refuse(_TABLE)),
    Cue(_P.INDICATOR_SETTING,  "opens+15", "",          scenes_setting.heed_conference),
    Cue(_P.INDICATOR_SETTING,  "opens+16", "",          scenes_setting.mend),
    Cue(_P.INDICATOR_SETTING,  "opens+17", "",          scenes_setting.opine),
    Cue(_P.INDICATOR_SETTING,  "opens+18", "",          scenes_setting.review),
    Cue(_P.INDICATOR_SETTING,  "opens+19", "",          scenes_gates.ask(_TABLE)),
    Cue(_P.INDICATOR_SETTING,  "closes-1", "",          scenes_gates.approve(_TABLE)),
    Cue(_P.INDICATOR_SETTING,  "closes",   "",          run(_P.INDICATOR_SETTING)),

    Cue(_P.PLATFORM_READINESS, "opens",    "",          run(_P.PLATFORM_READINESS)),
    Cue(_P.PLATFORM_READINESS, "opens",    "",          take_stock),
    Cue(_P.PLATFORM_READINESS, "opens",    "",          scenes_nodes.arrange_reports),
    Cue(_P.PLATFORM_READINESS, "opens+1",  "",          scenes_rare.reopen(_P.PLATFORM_READINESS)),
    Cue(_P.PLATFORM_READINESS, "opens+2",  "",          run(_P.PLATFORM_READINESS)),

    Cue(_P.PROCESS_MANAGEMENT, "opens",    "",          run(_P.PROCESS_MANAGEMENT)),
    Cue(_P.PROCESS_MANAGEMENT, "opens",    "closes+7",  scenes_changes.ask_extensions),
    Cue(_P.PROCESS_MANAGEMENT, "opens",    "closes+7",  scenes_changes.decide_extensions),
    Cue(_P.PROCESS_MANAGEMENT, "opens+2",  "",          take_stock),
    Cue(_P.PROCESS_MANAGEMENT, "opens+7",  "",          scenes_changes.ask_amendments),
    Cue(_P.PROCESS_MANAGEMENT, "opens+9",  "",          scenes_changes.decide_amendments),
    Cue(_P.PROCESS_MANAGEMENT, "opens+7",  "",          scenes_changes.cancel_some),
    Cue(_P.PROCESS_MANAGEMENT, "opens+1",  "closes+8",  scenes_nodes.read_reports),
    Cue(_P.PROCESS_MANAGEMENT, "opens+1",  "closes+7",  scenes_nodes.report),
    Cue(_P.PROCESS_MANAGEMENT, "opens+15", "opens+20",  scenes_rare.extend_returned),
    Cue(_P.PROCESS_MANAGEMENT, "closes+8", "",          scenes_nodes.close_missed),
    Cue(_P.PROCESS_MANAGEMENT, "closes+9", "",          run(_P.PROCESS_MANAGEMENT)),

    Cue(_P.ANNUAL_EVALUATION,  "opens+9",  "",          run(_P.ANNUAL_EVALUATION)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+9",  "",          take_stock),
    Cue(_P.ANNUAL_EVALUATION,  "opens+10", "opens+11",  scenes_scoring.opine_on_work),
    Cue(_P.ANNUAL_EVALUATION,  "opens+12", "",          scenes_scoring.verify),
    Cue(_P.ANNUAL_EVALUATION,  "opens+13", "",          scenes_scoring.reject_some),
    Cue(_P.ANNUAL_EVALUATION,  "opens+14", "",          scenes_scoring.opine_on_work),
    Cue(_P.ANNUAL_EVALUATION,  "opens+15", "",          scenes_scoring.verify),
    Cue(_P.ANNUAL_EVALUATION,  "opens+17", "",          scenes_scoring.opine_on_score),
    Cue(_P.ANNUAL_EVALUATION,  "opens+19", "",          scenes_scoring.score),
    Cue(_P.ANNUAL_EVALUATION,  "opens+20", "",          scenes_results.propose_adjustments),
    Cue(_P.ANNUAL_EVALUATION,  "opens+22", "",          scenes_results.decide_adjustments),
    Cue(_P.ANNUAL_EVALUATION,  "opens+24", "",          run(_P.ANNUAL_EVALUATION)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+26", "",          scenes_results.mark_duty_reports),
    Cue(_P.ANNUAL_EVALUATION,  "opens+27", "",          run(_P.ANNUAL_EVALUATION)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+28", "",          scenes_gates.ask(_RESULTS)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+30", "",          scenes_gates.approve(_RESULTS)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+34", "",          run(_P.ANNUAL_EVALUATION)),

    Cue(_P.USE_OF_RESULTS,     "opens",    "",          run(_P.USE_OF_RESULTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+2",  "",          scenes_gates.ask(_REPORTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+5",  "",          scenes_gates.approve(_REPORTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+9",  "",          run(_P.USE_OF_RESULTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+10", "opens+11",  scenes_rectification.acknowledge),
    Cue(_P.USE_OF_RESULTS,     "opens+15", "opens+33",  scenes_rectification.mend_plans),
    Cue(_P.USE_OF_RESULTS,     "opens+15", "opens+33",  scenes_rectification.read_plans),
    Cue(_P.USE_OF_RESULTS,     "opens+14", "opens+24",  scenes_rectification.declare),
    Cue(_P.USE_OF_RESULTS,     "opens+27", "opens+29",  scenes_rectification.declare_late),
    Cue(_P.USE_OF_RESULTS,     "opens+34", "",          scenes_measures.start),
    Cue(_P.USE_OF_RESULTS,     "opens+34", "closes-12", scenes_measures.progress),
    Cue(_P.USE_OF_RESULTS,     "closes-16", "",         scenes_measures.inspect),
    Cue(_P.USE_OF_RESULTS,     "closes-12", "",         scenes_measures.inspect_again),
    Cue(_P.USE_OF_RESULTS,     "closes-10", "",         scenes_measures.verify),
    Cue(_P.USE_OF_RESULTS,     "closes-7", "",          scenes_measures.score),
    Cue(_P.USE_OF_RESULTS,     "closes",   "",          run(_P.USE_OF_RESULTS)),
    Cue(_P.USE_OF_RESULTS,     "closes",   "",          close_year),
)
# fmt: on


def schedule(stage: Stage) -> dict[date, list[tuple[Scene, Turn]]]:
    """Lay the cues out over the plan's calendar: the scenes of each day, in order."""
    found: dict[date, list[tuple[Scene, Turn]]] = {}
    for cue in CUES:
        days = list(_days(stage, cue))
        for index, day in enumerate(days):
            found.setdefault(day, []).append((cue.scene, Turn(day, index, len(days))))
    return found


def _days(stage: Stage, cue: Cue) -> Iterator[date]:
    day, last = _day(stage, cue.phase, cue.first), _day(stage, cue.phase, cue.last or cue.first)
    while day <= last:
        yield day
        day = stage.working_day(day, 1)


def _day(stage: Stage, key: PhaseKey, place: str) -> date:
    phase = stage.plan.phase(key)
    edge = phase.opens if place.startswith("opens") else phase.closes
    return stage.working_day(edge, int(place.removeprefix("opens").removeprefix("closes") or 0))
