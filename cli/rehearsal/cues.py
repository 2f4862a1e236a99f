"""The calendar of the year: which scene is played when, in working days of the plan's phases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cli.rehearsal import (
    scenes_appeals,
    scenes_ballots,
    scenes_changes,
    scenes_city,
    scenes_clock,
    scenes_course,
    scenes_deputies,
    scenes_extra_goals,
    scenes_gates,
    scenes_goals,
    scenes_inspections,
    scenes_late,
    scenes_measures,
    scenes_memory,
    scenes_nodes,
    scenes_papers,
    scenes_plan,
    scenes_rare,
    scenes_rectification,
    scenes_results,
    scenes_rounds,
    scenes_scoring,
    scenes_setting,
    scenes_signing,
    scenes_supervision,
    scenes_tasks,
    scenes_year_end,
)
from cli.rehearsal.opening import close_year, draft_table
from cli.rehearsal.stage import Stage, Turn
from cli.rehearsal.steps import Scene, open_first, run, take_stock
from plans.words import PhaseKey
from states.inspection_round import Mode, Occasion

_P = PhaseKey
_PLAN = "plan_amended"
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
    Cue(_P.PREPARATION,        "opens+4",  "",          scenes_memory.train),
    Cue(_P.PREPARATION,        "opens+5",  "",          scenes_course.propose_merger),
    Cue(_P.PREPARATION,        "opens+6",  "",          scenes_course.decide_changes),
    Cue(_P.PREPARATION,        "closes",   "",          run(_P.PREPARATION)),

    Cue(_P.INDICATOR_SETTING,  "opens",    "",          run(_P.INDICATOR_SETTING)),
    Cue(_P.INDICATOR_SETTING,  "opens",    "",          scenes_goals.dispatch),
    Cue(_P.INDICATOR_SETTING,  "opens+1",  "",          draft_table),
    Cue(_P.INDICATOR_SETTING,  "opens+1",  "",          take_stock),
    Cue(_P.INDICATOR_SETTING,  "opens+1",  "",          scenes_goals.answer),
    Cue(_P.INDICATOR_SETTING,  "opens+2",  "",          scenes_goals.clear_up),
    Cue(_P.INDICATOR_SETTING,  "opens+2",  "",          scenes_setting.forget),
    Cue(_P.INDICATOR_SETTING,  "opens+2",  "",          scenes_rare.drop_ideas),
    Cue(_P.INDICATOR_SETTING,  "opens+2",  "",          scenes_goals.decompose),
    Cue(_P.INDICATOR_SETTING,  "opens+2",  "",          scenes_extra_goals.take_back),
    Cue(_P.INDICATOR_SETTING,  "opens+3",  "",          scenes_extra_goals.lose_carrier),
    Cue(_P.INDICATOR_SETTING,  "opens+3",  "opens+8",   scenes_setting.declare),
    Cue(_P.INDICATOR_SETTING,  "opens+5",  "",          scenes_extra_goals.withdraw),
    Cue(_P.INDICATOR_SETTING,  "opens+9",  "",          scenes_city.write_plans),
    Cue(_P.INDICATOR_SETTING,  "opens+10", "",          scenes_city.read_plans),
    Cue(_P.INDICATOR_SETTING,  "opens+11", "",          scenes_city.mend_plans),
    Cue(_P.INDICATOR_SETTING,  "opens+12", "",          scenes_city.read_plans),
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
    Cue(_P.PROCESS_MANAGEMENT, "opens+1",  "opens+10",  scenes_memory.write_rules),
    Cue(_P.PROCESS_MANAGEMENT, "opens+25", "",          scenes_memory.write_late_rules),
    Cue(_P.PROCESS_MANAGEMENT, "opens+32", "",          scenes_memory.renew_rules),
    Cue(_P.PROCESS_MANAGEMENT, "opens+2",  "opens+33",  scenes_memory.mend_rules),
    Cue(_P.PROCESS_MANAGEMENT, "opens+2",  "opens+34",  scenes_memory.file_rules),
    Cue(_P.PROCESS_MANAGEMENT, "opens",    "closes+7",  scenes_changes.ask_extensions),
    Cue(_P.PROCESS_MANAGEMENT, "opens",    "closes+7",  scenes_changes.decide_extensions),
    Cue(_P.PROCESS_MANAGEMENT, "opens+2",  "",          take_stock),
    # The conference lets its ten days go by; the office asks once more.
    Cue(_P.PROCESS_MANAGEMENT, "opens+10", "",          scenes_plan.ask_to_amend),
    Cue(_P.PROCESS_MANAGEMENT, "opens+7",  "",          scenes_changes.ask_amendments),
    Cue(_P.PROCESS_MANAGEMENT, "opens+9",  "",          scenes_changes.decide_amendments),
    Cue(_P.PROCESS_MANAGEMENT, "opens+7",  "",          scenes_changes.cancel_some),
    # On paper, of what came in the day before and nobody has read yet.
    Cue(_P.ANNUAL_EVALUATION,  "opens+2",  "",          scenes_inspections.explain),
    Cue(_P.ANNUAL_EVALUATION,  "opens+2",  "",          scenes_inspections.determine),
    Cue(_P.PROCESS_MANAGEMENT, "opens+1",  "closes+8",  scenes_nodes.read_reports),
    Cue(_P.PROCESS_MANAGEMENT, "opens+1",  "closes+7",  scenes_nodes.report),
    Cue(_P.PROCESS_MANAGEMENT, "opens+15", "opens+20",  scenes_rare.extend_returned),
    Cue(_P.PROCESS_MANAGEMENT, "opens+12", "",          scenes_city.hand_in(1)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+13", "",          scenes_city.hand_in(2)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+15", "",          scenes_city.hear_the_city),
    Cue(_P.PROCESS_MANAGEMENT, "opens+20", "",          scenes_city.answer_the_city),
    Cue(_P.PROCESS_MANAGEMENT, "opens+21", "",          scenes_city.doubt_the_answer),
    Cue(_P.PROCESS_MANAGEMENT, "opens+25", "opens+29",  scenes_city.answer_the_city),
    Cue(_P.PROCESS_MANAGEMENT, "opens+30", "",          scenes_city.close_the_answers),
    Cue(_P.PROCESS_MANAGEMENT, "opens+30", "",          scenes_city.hand_in(3)),
    Cue(_P.PROCESS_MANAGEMENT, "opens",    "closes+7",  scenes_papers.bulletin),
    Cue(_P.PROCESS_MANAGEMENT, "opens+16", "",          scenes_tasks.empty_category),
    Cue(_P.PROCESS_MANAGEMENT, "opens+17", "",          run(_P.PROCESS_MANAGEMENT)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+18", "",          scenes_tasks.confirm_splits),
    Cue(_P.PROCESS_MANAGEMENT, "opens+24", "",          scenes_plan.ask_to_amend),
    Cue(_P.PROCESS_MANAGEMENT, "opens+27", "",          scenes_gates.approve(_PLAN)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+28", "",          scenes_plan.amend),
    Cue(_P.PROCESS_MANAGEMENT, "opens+30", "",          scenes_tasks.insert_task),
    Cue(_P.PROCESS_MANAGEMENT, "opens+31", "",          scenes_tasks.start_inserted),
    Cue(_P.PROCESS_MANAGEMENT, "opens+33", "",          scenes_course.propose_changes),
    Cue(_P.PROCESS_MANAGEMENT, "opens+34", "opens+35",  scenes_course.decide_changes),
    Cue(_P.PROCESS_MANAGEMENT, "opens+22", "",          scenes_supervision.leave_nobody),
    Cue(_P.PROCESS_MANAGEMENT, "opens+36", "",          scenes_deputies.go_away),
    Cue(_P.PROCESS_MANAGEMENT, "opens+37", "",          scenes_supervision.supervise),
    Cue(_P.PROCESS_MANAGEMENT, "opens+42", "",          scenes_supervision.propose_talks),
    Cue(_P.PROCESS_MANAGEMENT, "opens+46", "",          scenes_deputies.come_back),
    Cue(_P.PROCESS_MANAGEMENT, "opens+40", "",          scenes_clock.stand),
    Cue(_P.PROCESS_MANAGEMENT, "opens+45", "",          scenes_clock.run_on),
    Cue(_P.PROCESS_MANAGEMENT, "opens+62", "",          scenes_clock.renew_calendar),
    Cue(_P.PROCESS_MANAGEMENT, "opens+26", "",          scenes_rounds.plan_mid_year),
    Cue(_P.PROCESS_MANAGEMENT, "opens+29", "",          run(_P.PROCESS_MANAGEMENT)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+29", "",          scenes_rounds.cast_lots(1)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+29", "",          scenes_rounds.cancel_one("planned")),
    Cue(_P.PROCESS_MANAGEMENT, "opens+30", "",          run(_P.PROCESS_MANAGEMENT)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+30", "",          scenes_inspections.send_out),
    Cue(_P.PROCESS_MANAGEMENT, "opens+30", "",          scenes_rounds.cancel_one("issued")),
    Cue(_P.PROCESS_MANAGEMENT, "opens+31", "",          run(_P.PROCESS_MANAGEMENT)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+31", "",          scenes_inspections.change_inspector),
    Cue(_P.PROCESS_MANAGEMENT, "opens+32", "",          scenes_inspections.record),
    Cue(_P.PROCESS_MANAGEMENT, "opens+33", "",          scenes_inspections.review),
    Cue(_P.PROCESS_MANAGEMENT, "opens+35", "",          scenes_inspections.record),
    Cue(_P.PROCESS_MANAGEMENT, "opens+36", "",          scenes_inspections.review),
    Cue(_P.PROCESS_MANAGEMENT, "opens+36", "",          scenes_inspections.notify),
    Cue(_P.PROCESS_MANAGEMENT, "opens+40", "",          scenes_inspections.explain),
    Cue(_P.PROCESS_MANAGEMENT, "opens+43", "",          scenes_inspections.determine),
    Cue(_P.PROCESS_MANAGEMENT, "opens+47", "",          scenes_inspections.explain),
    Cue(_P.PROCESS_MANAGEMENT, "opens+48", "",          scenes_inspections.determine),
    Cue(_P.PROCESS_MANAGEMENT, "opens+50", "",          scenes_results.decide_adjustments),
    Cue(_P.PROCESS_MANAGEMENT, "opens+51", "",          scenes_inspections.revisit),
    Cue(_P.PROCESS_MANAGEMENT, "opens+52", "",          scenes_rounds.hold(
        2, Occasion.RANDOM, Mode.SECRET)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+52", "",          scenes_rounds.cast_lots(2)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+52", "",          scenes_rounds.give_one_up),
    Cue(_P.PROCESS_MANAGEMENT, "opens+52", "",          scenes_inspections.send_out),
    Cue(_P.PROCESS_MANAGEMENT, "opens+53", "",          scenes_inspections.record),
    Cue(_P.PROCESS_MANAGEMENT, "opens+54", "",          scenes_inspections.review),
    Cue(_P.PROCESS_MANAGEMENT, "opens+54", "",          scenes_inspections.notify),
    Cue(_P.PROCESS_MANAGEMENT, "opens+57", "",          scenes_inspections.explain),
    Cue(_P.PROCESS_MANAGEMENT, "opens+58", "",          scenes_inspections.determine),
    Cue(_P.PROCESS_MANAGEMENT, "opens+66", "",          scenes_inspections.determine),
    Cue(_P.PROCESS_MANAGEMENT, "opens+68", "",          scenes_inspections.revisit),
    Cue(_P.PROCESS_MANAGEMENT, "opens+69", "",          run(_P.PROCESS_MANAGEMENT)),
    Cue(_P.PROCESS_MANAGEMENT, "opens+70", "",          scenes_results.decide_adjustments),
    Cue(_P.PROCESS_MANAGEMENT, "opens+38", "closes+9",  scenes_supervision.hold_talks),
    Cue(_P.PROCESS_MANAGEMENT, "opens+15", "closes+9",  scenes_supervision.attend),
    Cue(_P.PROCESS_MANAGEMENT, "closes+8", "",          scenes_nodes.close_missed),
    Cue(_P.PROCESS_MANAGEMENT, "closes+9", "",          run(_P.PROCESS_MANAGEMENT)),

    Cue(_P.ANNUAL_EVALUATION,  "opens+1",  "",          scenes_rounds.hold(
        4, Occasion.YEAR_END, Mode.ON_PAPER)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+1",  "",          scenes_rounds.cast_lots(4)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+1",  "",          scenes_inspections.send_out),
    Cue(_P.ANNUAL_EVALUATION,  "opens+1",  "",          scenes_inspections.record),
    Cue(_P.ANNUAL_EVALUATION,  "opens+1",  "",          scenes_inspections.review),
    Cue(_P.ANNUAL_EVALUATION,  "opens+1",  "",          scenes_inspections.notify),
    Cue(_P.ANNUAL_EVALUATION,  "opens+3",  "opens+9",   scenes_inspections.explain),
    Cue(_P.ANNUAL_EVALUATION,  "opens+9",  "",          scenes_inspections.determine),
    Cue(_P.ANNUAL_EVALUATION,  "opens+9",  "",          run(_P.ANNUAL_EVALUATION)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+9",  "",          take_stock),
    Cue(_P.ANNUAL_EVALUATION,  "opens+10", "",          scenes_city.hand_in(4)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+10", "opens+16",  scenes_year_end.hand_in),
    Cue(_P.ANNUAL_EVALUATION,  "opens+17", "",          scenes_year_end.send_back),
    Cue(_P.ANNUAL_EVALUATION,  "opens+18", "",          scenes_year_end.mend),
    Cue(_P.ANNUAL_EVALUATION,  "opens+21", "",          scenes_year_end.hand_in_late),
    Cue(_P.ANNUAL_EVALUATION,  "opens+23", "",          scenes_year_end.read_in_writing),
    Cue(_P.ANNUAL_EVALUATION,  "opens+10", "opens+11",  scenes_scoring.opine_on_work),
    Cue(_P.ANNUAL_EVALUATION,  "opens+12", "",          scenes_scoring.verify),
    Cue(_P.ANNUAL_EVALUATION,  "opens+13", "",          scenes_scoring.reject_some),
    Cue(_P.ANNUAL_EVALUATION,  "opens+14", "",          scenes_scoring.opine_on_work),
    Cue(_P.ANNUAL_EVALUATION,  "opens+15", "",          scenes_scoring.verify),
    Cue(_P.ANNUAL_EVALUATION,  "opens+16", "",          scenes_changes.cancel_verified),
    Cue(_P.ANNUAL_EVALUATION,  "opens+16", "",          scenes_inspections.revisit),
    Cue(_P.ANNUAL_EVALUATION,  "opens+16", "",          scenes_rounds.hold(
        5, Occasion.RANDOM, Mode.SECRET)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+16", "",          scenes_rounds.cast_lots(5)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+16", "",          scenes_inspections.send_out),
    Cue(_P.ANNUAL_EVALUATION,  "opens+17", "",          scenes_inspections.record),
    Cue(_P.ANNUAL_EVALUATION,  "opens+17", "",          scenes_inspections.review),
    Cue(_P.ANNUAL_EVALUATION,  "opens+17", "",          scenes_inspections.notify),
    Cue(_P.ANNUAL_EVALUATION,  "opens+18", "",          scenes_inspections.explain),
    Cue(_P.ANNUAL_EVALUATION,  "opens+18", "",          scenes_inspections.determine_falsehood),
    Cue(_P.ANNUAL_EVALUATION,  "opens+17", "",          scenes_scoring.opine_on_score),
    Cue(_P.ANNUAL_EVALUATION,  "opens+19", "",          scenes_scoring.score),
    Cue(_P.ANNUAL_EVALUATION,  "opens+20", "",          scenes_results.propose_awards),
    Cue(_P.ANNUAL_EVALUATION,  "opens+20", "",          scenes_inspections.determine),
    Cue(_P.ANNUAL_EVALUATION,  "opens+20", "",          scenes_results.doubt_an_award),
    Cue(_P.ANNUAL_EVALUATION,  "opens+21", "",          scenes_results.insist_on_the_award),
    Cue(_P.ANNUAL_EVALUATION,  "opens+21", "",          scenes_inspections.revisit),
    Cue(_P.ANNUAL_EVALUATION,  "opens+21", "",          scenes_scoring.opine_on_score),
    Cue(_P.ANNUAL_EVALUATION,  "opens+22", "",          scenes_scoring.score),
    Cue(_P.ANNUAL_EVALUATION,  "opens+22", "",          scenes_results.decide_adjustments),
    Cue(_P.ANNUAL_EVALUATION,  "opens+24", "",          run(_P.ANNUAL_EVALUATION)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+24", "",          scenes_ballots.hear_on_site),
    Cue(_P.ANNUAL_EVALUATION,  "opens+24", "",          scenes_ballots.lock),
    Cue(_P.ANNUAL_EVALUATION,  "opens+25", "",          scenes_ballots.break_off),
    Cue(_P.ANNUAL_EVALUATION,  "opens+26", "",          scenes_ballots.repeat),
    Cue(_P.ANNUAL_EVALUATION,  "opens+26", "",          scenes_ballots.lock),
    Cue(_P.ANNUAL_EVALUATION,  "opens+26", "",          scenes_ballots.publish),
    Cue(_P.ANNUAL_EVALUATION,  "opens+27", "",          run(_P.ANNUAL_EVALUATION)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+27", "",          scenes_appeals.settle_ties),
    Cue(_P.ANNUAL_EVALUATION,  "opens",    "",          scenes_papers.inspection_bulletins),
    Cue(_P.ANNUAL_EVALUATION,  "opens+28", "",          scenes_papers.inspection_bulletins),
    Cue(_P.ANNUAL_EVALUATION,  "opens+28", "",          scenes_gates.ask(_RESULTS)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+29", "",          scenes_signing.circulate(_RESULTS)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+30", "",          scenes_gates.approve(_RESULTS)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+31", "",          scenes_city.score),
    Cue(_P.ANNUAL_EVALUATION,  "opens+32", "",          scenes_city.correct_score),
    Cue(_P.ANNUAL_EVALUATION,  "opens+31", "",          run(_P.ANNUAL_EVALUATION)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+32", "",          scenes_appeals.file),
    Cue(_P.ANNUAL_EVALUATION,  "opens+33", "",          scenes_appeals.accept),
    Cue(_P.ANNUAL_EVALUATION,  "opens+34", "",          scenes_appeals.decide),
    Cue(_P.ANNUAL_EVALUATION,  "opens+34", "",          run(_P.ANNUAL_EVALUATION)),
    Cue(_P.ANNUAL_EVALUATION,  "opens+35", "",          scenes_appeals.score_again),
    Cue(_P.ANNUAL_EVALUATION,  "opens+36", "",          scenes_appeals.ask_for_corrections),
    Cue(_P.ANNUAL_EVALUATION,  "opens+37", "",          scenes_appeals.approve_corrections),
    Cue(_P.ANNUAL_EVALUATION,  "opens+38", "",          scenes_appeals.correct),

    Cue(_P.USE_OF_RESULTS,     "opens",    "",          run(_P.USE_OF_RESULTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+3",  "",          scenes_appeals.file_too_late),
    Cue(_P.USE_OF_RESULTS,     "opens+3",  "",          run(_P.USE_OF_RESULTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+3",  "",          scenes_papers.word_reports),
    Cue(_P.USE_OF_RESULTS,     "opens+4",  "",          scenes_gates.ask(_REPORTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+6",  "",          scenes_gates.approve(_REPORTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+7",  "",          scenes_papers.hand_over),
    Cue(_P.USE_OF_RESULTS,     "opens+9",  "",          run(_P.USE_OF_RESULTS)),
    Cue(_P.USE_OF_RESULTS,     "opens+10", "",          scenes_papers.record_receipts),
    Cue(_P.USE_OF_RESULTS,     "opens+10", "opens+11",  scenes_rectification.acknowledge),
    Cue(_P.USE_OF_RESULTS,     "opens+12", "",          scenes_memory.ask_for_weeks),
    Cue(_P.USE_OF_RESULTS,     "opens+15", "opens+33",  scenes_rectification.mend_plans),
    Cue(_P.USE_OF_RESULTS,     "opens+15", "opens+33",  scenes_rectification.read_plans),
    Cue(_P.USE_OF_RESULTS,     "opens+15", "opens+33",  scenes_memory.ask_after_return),
    Cue(_P.USE_OF_RESULTS,     "opens+14", "opens+24",  scenes_rectification.declare),
    Cue(_P.USE_OF_RESULTS,     "opens+27", "opens+29",  scenes_rectification.declare_late),
    Cue(_P.USE_OF_RESULTS,     "opens+20", "opens+45",  scenes_supervision.attend),
    Cue(_P.USE_OF_RESULTS,     "opens+34", "",          scenes_measures.start),
    Cue(_P.USE_OF_RESULTS,     "opens+34", "",          scenes_memory.ask_for_measures),
    Cue(_P.USE_OF_RESULTS,     "opens+34", "closes-12", scenes_measures.progress),
    Cue(_P.USE_OF_RESULTS,     "opens+35", "",          scenes_late.find),
    Cue(_P.USE_OF_RESULTS,     "opens+36", "",          scenes_late.determine),
    Cue(_P.USE_OF_RESULTS,     "opens+37", "",          scenes_late.ask),
    Cue(_P.USE_OF_RESULTS,     "opens+38", "",          scenes_late.correct),
    Cue(_P.USE_OF_RESULTS,     "closes-16", "",         scenes_measures.inspect),
    Cue(_P.USE_OF_RESULTS,     "closes-12", "",         scenes_measures.inspect_again),
    Cue(_P.USE_OF_RESULTS,     "closes-10", "",         scenes_measures.verify),
    Cue(_P.USE_OF_RESULTS,     "closes-9", "",          scenes_measures.reopen_verified),
    Cue(_P.USE_OF_RESULTS,     "closes-7", "",          scenes_measures.score),
    Cue(_P.USE_OF_RESULTS,     "closes-6", "",          scenes_measures.reopen_scored),
    Cue(_P.USE_OF_RESULTS,     "closes-4", "",          scenes_measures.carry_out_again),
    Cue(_P.USE_OF_RESULTS,     "closes-3", "",          scenes_measures.verify),
    Cue(_P.USE_OF_RESULTS,     "closes-2", "",          scenes_measures.score),
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
