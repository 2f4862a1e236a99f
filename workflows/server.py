"""Prefect's server beside the house: where it is, who may speak to it, how it is started.

Prefect is imported only inside the functions: it takes seconds, and most processes need none of it.
"""

import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from kit.errors import Unavailable
from kit.settings import Settings
from models.folder import DataFolder
from services.key_files import KeyFile

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

HOST = "127.0.0.1"
_ROOT = Path(__file__).parents[1]
_DAY = 86_400
#: Who wants to see Prefect's page types name and secret in one field, with a colon between.
_NAME = "jixiao"
#: Old versions of a step's artifact may outlive their run by a day.
_SWEEP_SECONDS, _ORPHANS_SECONDS = 3_600, _DAY


@dataclass(frozen=True, slots=True)
class Link:
    """How to speak to a Prefect server.

    Attributes:
        api: its address.
        secret: name and secret, `jixiao:…`.
    """

    api: str
    secret: str = field(repr=False)

    def client(self) -> "SyncPrefectClient":
        """Make a client; Prefect need not be there yet."""
        from prefect.client.orchestration import SyncPrefectClient  # noqa: PLC0415 - takes seconds

        return SyncPrefectClient(self.api, auth_string=self.secret)


def link_here(settings: Settings, folder: DataFolder) -> Link:
    """Name the server that `up` starts on this machine."""
    return Link(f"http://{HOST}:{settings.prefect_port}/api", secret_of(folder))


def link_of(settings: Settings, folder: DataFolder) -> Link:
    """Name the server that PREFECT_API_URL says, else the one on this machine."""
    here = link_here(settings, folder)
    return Link(os.environ.get("PREFECT_API_URL") or here.api, here.secret)


def secret_of(folder: DataFolder) -> str:
    """Read what opens the server: from the environment, else made from the folder's own key."""
    given = os.environ.get("PREFECT_API_AUTH_STRING")
    return given or f"{_NAME}:{KeyFile(folder.prefect_key).derive('prefect').hex()[:32]}"


def client_env(link: Link, home: Path) -> dict[str, str]:
    """Name the variables a process needs, on top of its own, to talk to a Prefect server.

    Args:
        link: to the server.
        home: Prefect's own folder (`DataFolder.prefect`).
    """
    return {
        "PREFECT_API_URL": link.api,
        "PREFECT_API_AUTH_STRING": link.secret,
        "PREFECT_HOME": str(home.absolute()),
        # Without it a client that finds no server starts one of its own, which outlives a kill.
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        # Our rooms before anybody's of the same name, in the runs that the runner starts too.
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH")))),
    }


def server_command(
    settings: Settings, folder: DataFolder, host: str = HOST
) -> tuple[list[str], dict[str, str]]:
    """Give the command of Prefect's server, and the variables it needs on top of its own.

    It takes some twenty seconds to answer. Without a database address of its own it keeps a
    SQLite file in the folder.
    """
    link = link_here(settings, folder)
    command = [sys.executable, "-m", "prefect", "server", "start"]
    env = {
        **client_env(link, folder.prefect),
        "PREFECT_SERVER_API_AUTH_STRING": link.secret,
        # The page asks whoever served it, under whatever name that was reached.
        "PREFECT_SERVER_UI_API_URL": "/api",
        # It would point at addresses outside the house.
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Other pages have no business here; an origin that nobody has stands for none.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": link.api.removesuffix("/api"),
        **_kept(settings.flow_days),
    }
    if address := settings.prefect_database_url.get_secret_value():
        env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = _for_prefect(address)
    return [*command, "--host", host, "--port", str(settings.prefect_port)], env


def _kept(days: int) -> dict[str, str]:
    """Say how long runs are kept, with their logs and artifacts; events of Prefect as well."""
    vacuum = "PREFECT_SERVER_SERVICES_DB_VACUUM"
    return {
        f"{vacuum}_ENABLED": "events,flow_runs",
        f"{vacuum}_RETENTION_PERIOD": str(days * _DAY),
        f"{vacuum}_LOOP_SECONDS": str(_SWEEP_SECONDS),
        f"{vacuum}_ORPHAN_CLEANUP_LOOP_SECONDS": str(_ORPHANS_SECONDS),
    }


def _for_prefect(address: str) -> str:
    # Prefect speaks to PostgreSQL by asyncpg alone.
    url = make_url(address).set(drivername="postgresql+asyncpg")
    return url.render_as_string(hide_password=False)


def wait_for_server(link: Link, seconds: float) -> None:
    """Wait until Prefect's server answers.

    Raises:
        Unavailable: it does not in this time.
    """
    end = time.monotonic() + seconds
    with link.client() as client:
        while client.api_healthcheck() is not None:
            if time.monotonic() > end:
                raise Unavailable(f"流程服务（Prefect）{seconds:.0f}秒内没有应答：{link.api}。")
            time.sleep(1)
