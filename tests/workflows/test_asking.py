"""Which runs came to nothing, so that they are begun anew."""

from datetime import timedelta
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType

from tests.builders import noon
from workflows.asking import came_to_nothing

_NOW = noon(2017, 9, 1)


def run(state: StateType, minutes: int, times: int = 1) -> FlowRun:
    entered = State(type=state, timestamp=_NOW - timedelta(minutes=minutes))
    return FlowRun(flow_id=uuid4(), state=entered, run_count=times)


@pytest.mark.parametrize(
    ("state", "minutes", "nothing"),
    [
        (StateType.CRASHED, 0, True),
        (StateType.FAILED, 0, True),
        (StateType.COMPLETED, 900, False),
        (StateType.CANCELLED, 900, False),
        (StateType.SCHEDULED, 900, False),
        (StateType.RUNNING, 19, False),
        (StateType.RUNNING, 21, True),
        (StateType.PENDING, 21, True),
    ],
)
def test_a_run_that_died_or_has_long_lost_its_process_came_to_nothing(
    state: StateType,
    minutes: int,
    *,
    nothing: bool,
):
    assert came_to_nothing(run(state, minutes), _NOW) is nothing


def test_a_run_that_came_to_nothing_five_times_is_left_alone():
    assert came_to_nothing(run(StateType.CRASHED, 0, times=4), _NOW)
    assert not came_to_nothing(run(StateType.CRASHED, 0, times=5), _NOW)
