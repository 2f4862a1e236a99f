"""What the system does by itself: the steps of the phases, as the flows ask for them."""

from collections.abc import Callable

from cli.rehearsal.stage import Stage, Turn, done
from plans.words import PhaseKey
from services import phases
from services.acts import orders
from services.asks import flow_of

Scene = Callable[[Stage, Turn], None]


def open_first(stage: Stage, turn: Turn) -> None:
    """The director opens the year's first phase."""
    del turn
    first = f"{stage.plan.year}-{stage.plan.phases[0].key}"
    done(phases.open_(stage.desk("office-director"), orders([first])))


def run(key: PhaseKey) -> Scene:
    """Make the scene in which the system does all of a phase that can be done now."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        stage.flow(flow_of(key))

    return scene


def take_stock(stage: Stage, turn: Turn) -> None:
    """Let the database see how it has grown; in earnest autovacuum does so within a minute."""
    del turn
    stage.house.database.refresh_statistics()
