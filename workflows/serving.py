"""Prefect beside the house: its server as a child process, the runner of our flows, the asking.

Prefect is imported only inside the functions: it takes seconds, and most processes need none of it.
"""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from kit.errors import Unavailable
from services.asks import Ask

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

log = structlog.get_logger()
HOST = "127.0.0.1"
#: Every flow is deployed once, under this name.
DEPLOYMENT = "jixiao"
#: Seconds between two looks of the runner: Prefect's SQLite file does not bear more.
POLL = 10
_ROOT = Path(__file__).parents[1]


def address(port: int) -> str:
    """Name Prefect's API: what PREFECT_API_URL says, else the server on this machine."""
    return os.environ.get("PREFECT_API_URL") or f"http://{HOST}:{port}/api"


def client_env(port: int, home: Path) -> dict[str, str]:
    """Name the variables a process needs, on top of its own, to talk to our Prefect server.

    Args:
        port: of the server.
        home: Prefect's own folder (`DataFolder.prefect`).
    """
    return {
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_HOME": str(home.absolute()),
        # Without it a client that finds no server starts one of its own, which outlives a kill.
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        # Our rooms before anybody's of the same name, in the runs that the runner starts too.
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH")))),
    }


def server_command(port: int, home: Path) -> tuple[list[str], dict[str, str]]:
    """Give the command of Prefect's server, and the variables it needs on top of its own.

    It keeps a SQLite file in `home` and takes some twenty seconds to answer.
    """
    command = [sys.executable, "-m", "prefect", "server", "start"]
    return [*command, "--host", HOST, "--port", str(port)], client_env(port, home)


def wait_for_server(api: str, seconds: float) -> None:
    """Wait until Prefect's server answers.

    Raises:
        Unavailable: it does not in this time.
    """
    end = time.monotonic() + seconds
    while not _answers(api):
        if time.monotonic() > end:
            raise Unavailable(f"流程服务（Prefect）{seconds:.0f}秒内没有应答：{api}。")
        time.sleep(1)


def _answers(api: str) -> bool:
    with _client(api) as client:
        return client.api_healthcheck() is None


def _client(api: str) -> "SyncPrefectClient":
    from prefect.client.orchestration import SyncPrefectClient  # noqa: PLC0415 - takes seconds

    return SyncPrefectClient(api)


def serve_flows(patience: float = 180) -> None:
    """Deploy the flows and run what is asked for, one run at a time, until terminated.

    The process needs `client_env`; every run is a child process that opens the house anew.

    Raises:
        Unavailable: Prefect's server does not answer within `patience` seconds.
    """
    wait_for_server(os.environ["PREFECT_API_URL"], patience)
    from prefect import serve  # noqa: PLC0415 - takes seconds
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415 - as above

    from workflows.flows import FLOWS  # noqa: PLC0415 - as above

    # A file entrypoint would put workflows/ first on the path of the runs, for good.
    by_module = EntrypointType.MODULE_PATH
    deployments: list[Any] = [
        each.to_deployment(DEPLOYMENT, entrypoint_type=by_module) for each in FLOWS
    ]
    quiet: dict[str, Any] = {"pause_on_shutdown": False, "print_starting_message": False}
    serve(*deployments, limit=1, query_seconds=POLL, **quiet)


def ask(asks: Sequence[Ask], api: str) -> list[Ask]:
    """Ask Prefect for runs, without waiting for them; answer which it accepted.

    The same key again is the same run. Never raises: what was not accepted is asked for again.
    """
    accepted: list[Ask] = []
    try:
        with _client(api) as client:
            for each in asks:
                _ask(client, each)
                accepted.append(each)
    except Exception as fault:  # noqa: BLE001 - whatever Prefect's client raises, the tick goes on
        why = f"{type(fault).__name__}: {fault}".splitlines()[0]
        log.warning("flow runs not asked for", api=api, left=len(asks) - len(accepted), why=why)
    return accepted


def _ask(client: "SyncPrefectClient", asked: Ask) -> None:
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415 - takes seconds

    try:
        deployment = client.read_deployment_by_name(f"{asked.flow}/{DEPLOYMENT}")
    except ObjectNotFound as error:
        raise Unavailable(f"流程“{asked.flow}”尚未部署：流程执行进程还没有就绪。") from error
    client.create_flow_run_from_deployment(
        deployment.id,
        parameters={"district_id": asked.district_id, "year": asked.year},
        name=asked.key,
        idempotency_key=asked.key,
    )


def runs_of(flow: str, api: str) -> Mapping[str, list[str]]:
    """List the names of a flow's runs by their state in Prefect (`COMPLETED`, `RUNNING` …)."""
    from prefect.client.schemas.filters import (  # noqa: PLC0415 - takes seconds
        FlowFilter,
        FlowFilterName,
    )

    found: defaultdict[str, list[str]] = defaultdict(list)
    with _client(api) as client:
        wanted = FlowFilter(name=FlowFilterName(any_=[flow]))
        for run in client.read_flow_runs(flow_filter=wanted):
            found[run.state_type.value if run.state_type else ""].append(run.name)
    return dict(found)
