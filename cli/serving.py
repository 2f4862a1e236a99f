"""`up`, `serve`, `scheduler`, `flows`: the long-running processes, alone or together."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.watch import create_watch
from cli.announcing import announce, insist_on_folder
from cli.children import Child
from cli.opening import settings_for
from cli.output import refusals
from kit.logs import write_lines
from kit.settings import Settings
from kit.settling import settle
from models.folder import DataFolder
from scheduler.running import start_scheduler
from services.asks import Ask
from services.house import House, open_house
from web.pages import add_pages
from workflows import server as prefect
from workflows.asking import ask
from workflows.serving import serve_flows


def up(
    data: Path | None,
    *,
    host: str | None,
    port: int | None,
    prefect_port: int | None,
    incomplete: bool,
) -> None:
    """Serve everything on one machine: API, pages, tick, and Prefect as children beside them."""
    settings = _settings(data, host, port, prefect_port)
    with refusals(as_json=False), _served(settings, "jixiao up") as house:
        insist_on_folder(house, incomplete=incomplete)
        children = _prefect_children(house) if settings.prefect_port else []
        link = prefect.link_here(settings, house.folder)
        running = start_scheduler(house, _asker(link) if children else None)
        for child in children:
            child.start()
        _leave_in_order()
        try:
            announce(house)
            _listen(_application(house, running.pulse.age), settings)
        finally:
            running.stop()
            for child in reversed(children):
                child.stop()


def serve(data: Path | None, *, host: str | None, port: int | None, incomplete: bool) -> None:
    """Serve API and pages alone; the tick runs in another process."""
    settings = _settings(data, host, port, None)
    with refusals(as_json=False), open_house(settings) as house:
        insist_on_folder(house, incomplete=incomplete)
        write_lines(settings.log_level)
        _leave_in_order()
        _listen(_application(house, None), settings)


def scheduler(data: Path | None) -> None:
    """Run the tick alone, until terminated."""
    settings = settings_for(data)
    with refusals(as_json=False), open_house(settings) as house:
        insist_on_folder(house, incomplete=True)
        write_lines(settings.log_level)
        link = prefect.link_of(settings, house.folder)
        asking = _asker(link) if os.environ.get("PREFECT_API_URL") else None
        running = start_scheduler(house, asking)
        with _watched(house, running.pulse.age):
            settle()
            _until_told()
        running.stop()


def flows(data: Path | None) -> None:
    """Run flows alone, until terminated: asks Prefect's server for work."""
    settings, folder = _prefect_place(data)
    link = prefect.link_of(settings, folder)
    os.environ |= prefect.client_env(link, folder.prefect)
    os.environ["JIXIAO_DATA_DIR"] = str(folder.path)
    write_lines(settings.log_level)
    with refusals(as_json=False):
        serve_flows(link, settings.flow_pool)


def prefect_server(data: Path | None, *, host: str | None) -> None:
    """Become Prefect's server, for the processes that share the data folder."""
    settings, folder = _prefect_place(data)
    with refusals(as_json=False):
        argv, env = prefect.server_command(settings, folder, host or prefect.HOST)
    os.execve(argv[0], argv, os.environ | env)  # noqa: S606 - our own command, no shell


def prefect_secret(data: Path | None) -> None:
    """Print what opens Prefect's page."""
    _, folder = _prefect_place(data)
    print(prefect.secret_of(folder))


def _prefect_place(data: Path | None) -> tuple[Settings, DataFolder]:
    settings = settings_for(data)
    folder = DataFolder(settings.data_dir)
    folder.make()
    folder.prefect.mkdir(mode=0o700, exist_ok=True)
    return settings, folder


def _settings(
    data: Path | None, host: str | None, port: int | None, prefect_port: int | None
) -> Settings:
    asked = {"host": host, "port": port, "prefect_port": prefect_port}
    given = {name: value for name, value in asked.items() if value is not None}
    return settings_for(data).model_copy(update=given)


@contextmanager
def _served(settings: Settings, purpose: str) -> Generator[House]:
    """Hold the folder and open its house."""
    write_lines(settings.log_level)
    with DataFolder(settings.data_dir).owned(purpose), open_house(settings) as house:
        yield house


def _application(house: House, tick_age: Callable[[], float | None] | None) -> FastAPI:
    app = create_app(house, tick_age)
    add_pages(app, house)
    return app


def _listen(app: FastAPI, settings: Settings) -> None:
    settle()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
    )


@contextmanager
def _watched(house: House, tick_age: Callable[[], float | None]) -> Generator[None]:
    """Tell health and metrics of a process that serves nobody, where a port is set for it."""
    settings = house.settings
    if not settings.scheduler_port:
        yield
        return
    watch = create_watch(house, tick_age)
    server = uvicorn.Server(
        uvicorn.Config(
            watch,
            host=settings.host,
            port=settings.scheduler_port,
            log_level="warning",
            server_header=False,
        )
    )
    thread = threading.Thread(target=server.run, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _prefect_children(house: House) -> list[Child]:
    folder, settings = house.folder, house.settings
    folder.prefect.mkdir(mode=0o700, exist_ok=True)
    argv, env = prefect.server_command(settings, folder)
    runner = [sys.executable, "-m", "cli", "flows", "--data", str(folder.path)]
    client = prefect.client_env(prefect.link_here(settings, folder), folder.prefect)
    return [
        Child("prefect", argv, env, folder.prefect / "server.log"),
        Child("flows", runner, client, folder.prefect / "flows.log"),
    ]


def _asker(link: prefect.Link) -> Callable[[Sequence[Ask]], Sequence[Ask]]:
    return lambda asks: ask(asks, link)


def _leave_in_order() -> None:
    # The web server raises SIGTERM again when it is done; as an exit it still ends the children.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _until_told() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: told.set())
    told.wait()
