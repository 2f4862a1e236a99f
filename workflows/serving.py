"""Who runs the flows: a runner that serves them by itself, or a worker of a Prefect work pool.

Prefect is imported only inside the functions: it takes seconds, and most processes need none of it.
"""

import os
import sys
from typing import TYPE_CHECKING, Any

from workflows.asking import DEPLOYMENT
from workflows.server import Link, wait_for_server

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

#: Seconds between two looks of the runner, unless PREFECT_RUNNER_POLL_FREQUENCY says otherwise:
#: Prefect's SQLite file does not bear more.
_POLL = "10"
#: What workers of the pool do with a run: start a process.
_POOL_TYPE = "process"


def serve_flows(link: Link, pool: str = "", patience: float = 180) -> None:
    """Deploy the flows and run what is asked for, one run at a time, until terminated.

    The process needs `client_env`; every run is a child process that opens the house anew.

    Args:
        link: to Prefect's server.
        pool: name of the work pool of which this process becomes a worker; empty to serve alone.
        patience: seconds to wait for the server.

    Raises:
        Unavailable: Prefect's server does not answer within `patience` seconds.
    """
    wait_for_server(link, patience)
    if pool:
        deploy(link, pool)
        _become_worker(pool)
    from prefect import serve  # noqa: PLC0415 - takes seconds

    quiet: dict[str, Any] = {"pause_on_shutdown": False, "print_starting_message": False}
    seconds = int(os.environ.get("PREFECT_RUNNER_POLL_FREQUENCY", _POLL))
    serve(*_deployments(), limit=1, query_seconds=seconds, **quiet)


def deploy(link: Link, pool: str = "") -> None:
    """Make the flows known to the server, to be run in a work pool, which is made if missing."""
    if pool:
        _make_pool(link, pool)
    for each in _deployments(pool or None):
        each.apply()


def _deployments(pool: str | None = None) -> "list[RunnerDeployment]":
    from prefect.deployments.runner import RunnerDeployment  # noqa: PLC0415 - takes seconds
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415 - as above

    from workflows.flows import FLOWS  # noqa: PLC0415 - as above

    # A file entrypoint would put workflows/ first on the path of the runs, for good.
    by_module = EntrypointType.MODULE_PATH
    return [
        RunnerDeployment.from_flow(each, DEPLOYMENT, entrypoint_type=by_module, work_pool_name=pool)
        for each in FLOWS
    ]


def _make_pool(link: Link, pool: str) -> None:
    from prefect.client.schemas.actions import WorkPoolCreate  # noqa: PLC0415 - takes seconds
    from prefect.exceptions import ObjectAlreadyExists  # noqa: PLC0415 - as above
    from prefect.workers.process import ProcessWorker  # noqa: PLC0415 - as above

    template = ProcessWorker.get_default_base_job_template()
    wanted = WorkPoolCreate(name=pool, type=_POOL_TYPE, base_job_template=template)
    with link.client() as client:
        try:
            client.create_work_pool(wanted)
        except ObjectAlreadyExists:
            return  # another worker was faster, or an administrator has set it up


def _become_worker(pool: str) -> None:
    name = f"{os.uname().nodename}-{os.getpid()}"
    words = ["--pool", pool, "--type", _POOL_TYPE, "--limit", "1", "--name", name]
    if "PREFECT_WORKER_WEBSERVER_PORT" in os.environ:
        words.append("--with-healthcheck")
    worker = [sys.executable, "-m", "prefect", "worker", "start", *words]
    os.execv(sys.executable, [*worker, "--install-policy", "never"])  # noqa: S606 - ours, no shell
