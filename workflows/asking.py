"""Asking Prefect for runs, and asking again for those that came to nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from kit.clock import RealClock
from kit.errors import Unavailable
from services.asks import Ask
from workflows.server import Link

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

log = structlog.get_logger()
#: Every flow is deployed once, under this name.
DEPLOYMENT = "jixiao"
#: A run lasts minutes: one that has been at it for so long has lost its process.
_LONGEST = timedelta(minutes=20)
#: A run that came to nothing so often waits for the next day, and for whoever reads why.
_MOST = 5


def ask(asks: Sequence[Ask], link: Link) -> list[Ask]:
    """Ask Prefect for runs, without waiting for them; answer which it accepted.

    The same key again is the same run; one that failed or lost its process is begun anew.
    Never raises: what was not accepted is asked for again.
    """
    accepted: list[Ask] = []
    try:
        with link.client() as client:
            for each in asks:
                _begin_anew(client, request(client, each))
                accepted.append(each)
    except Exception as fault:  # noqa: BLE001 - whatever Prefect's client raises, the tick goes on
        why = f"{type(fault).__name__}: {fault}".splitlines()[0]
        left = len(asks) - len(accepted)
        log.warning("flow runs not asked for", api=link.api, left=left, why=why)
    return accepted


def request(client: "SyncPrefectClient", asked: Ask) -> "FlowRun":
    """Ask for one run; the one that was asked for under this key before, if there is one.

    Raises:
        Unavailable: the flow is not deployed yet.
    """
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415 - takes seconds

    try:
        deployment = client.read_deployment_by_name(f"{asked.flow}/{DEPLOYMENT}")
    except ObjectNotFound as error:
        raise Unavailable(f"流程“{asked.flow}”尚未部署：流程执行进程还没有就绪。") from error
    return client.create_flow_run_from_deployment(
        deployment.id,
        parameters={"district_id": asked.district_id, "year": asked.year},
        name=asked.key,
        idempotency_key=asked.key,
        tags=[asked.district_id, str(asked.year)],
    )


def _begin_anew(client: "SyncPrefectClient", run: "FlowRun") -> None:
    from prefect.states import AwaitingRetry  # noqa: PLC0415 - takes seconds

    now = RealClock().now()
    if came_to_nothing(run, now):
        client.set_flow_run_state(run.id, AwaitingRetry(scheduled_time=now), force=True)
        log.warning("flow run begun anew", run=run.name, was=run.state_name, times=run.run_count)


def came_to_nothing(run: "FlowRun", now: datetime) -> bool:
    """Tell whether a run failed, or has long been without a process; not for ever."""
    state = run.state
    if state is None or run.run_count >= _MOST:
        return False
    if state.type.value in ("FAILED", "CRASHED"):
        return True
    return state.type.value in ("PENDING", "RUNNING") and state.timestamp < now - _LONGEST


def runs_of(flow: str, link: Link) -> Mapping[str, list[str]]:
    """List the names of a flow's runs by their state in Prefect (`COMPLETED`, `RUNNING` …)."""
    from prefect.client.schemas.filters import (  # noqa: PLC0415 - takes seconds
        FlowFilter,
        FlowFilterName,
    )

    found: defaultdict[str, list[str]] = defaultdict(list)
    with link.client() as client:
        wanted = FlowFilter(name=FlowFilterName(any_=[flow]))
        for run in client.read_flow_runs(flow_filter=wanted):
            found[run.state_type.value if run.state_type else ""].append(run.name)
    return dict(found)
