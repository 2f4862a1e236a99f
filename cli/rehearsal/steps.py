"""Phases turn by the same steps as in earnest."""

from cli.rehearsal.stage import Stage, Turn
from services import phases
from services.acts import Answer, Order, one
from states.phase import PhaseState


def turn_phase(stage: Stage, turn: Turn) -> None:
    """Close the current phase once nothing objects, and open the next whose window has come."""
    del turn
    current = phases.current(stage.desk("system:flow"))
    if current is not None and current[2] == PhaseState.OPEN:
        closed = phases.close(stage.desk("system:flow"), [Order(current[0])])
        if not isinstance(closed[0], Answer):
            return
        current = phases.current(stage.desk("system:flow"))
    if current is not None and _has_come(stage, current[1]):
        one(phases.open_(stage.desk("system:flow"), [Order(current[0])]))


def _has_come(stage: Stage, key: str) -> bool:
    phase = next(phase for phase in stage.plan.phases if phase.key == key)
    return stage.rules.day(stage.clock.now()) >= phase.opens
