"""The play's flows as runs of a Prefect server, which is started for the play.

Its record stays in the folder, so that `up` shows it afterwards.
"""

import os
import socket
from collections.abc import Generator
from contextlib import contextmanager

from cli.children import Child
from cli.rehearsal.stage import RunFlow
from services.house import House
from workflows import server as prefect
from workflows.here import Here
from workflows.serving import deploy

_PATIENCE = 180.0


@contextmanager
def by_prefect(house: House) -> Generator[RunFlow]:
    """Start the folder's Prefect server beside this process; gives the way to run flows on it."""
    folder = house.folder
    here = house.settings.model_copy(update={"prefect_port": _free_port()})
    folder.prefect.mkdir(mode=0o700, exist_ok=True)
    link = prefect.link_here(here, folder)
    argv, env = prefect.server_command(here, folder)
    # Before Prefect is imported: it reads them then.
    os.environ |= prefect.client_env(link, folder.prefect)
    child = Child("prefect", argv, env, folder.prefect / "server.log")
    child.start()
    try:
        prefect.wait_for_server(link, _PATIENCE)
        deploy(link)
        yield Here(link).run
    finally:
        child.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((prefect.HOST, 0))
        return probe.getsockname()[1]
