"""`up`, `serve`, `scheduler`, `flows`: the long-running processes, alone or together."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.watch import create_watch
from cli.children import Child
from cli.opening import settings_for
from cli.output import note, refusals
from kit.settings import Settings
from models.folder import DataFolder
from scheduler.running import start_scheduler
from services.asks import Ask
from services.house import House, open_house
from web.pages import add_pages
from workflows import serving as prefect


def up(data: Path | None, *, host: str | None, port: int | None, prefect_port: int | None) -> None:
    """Serve everything on one machine: API, pages, tick, and Prefect as children beside them."""
    settings = _settings(data, host, port, prefect_port)
    with refusals(as_json=False), _served(settings, "jixiao up") as house:
        children = _prefect_children(house) if settings.prefect_port else []
        running = start_scheduler(house, _asker(settings) if children else None)
        for child in children:
            child.start()
        _leave_in_order()
        try:
            _announce(house)
            _listen(_application(house, running.pulse.age), settings)
        finally:
            running.stop()
            for child in reversed(children):
                child.stop()


def serve(data: Path | None, *, host: str | None, port: int | None) -> None:
    """Serve API and pages alone; the tick runs in another process."""
    settings = _settings(data, host, port, None)
    with refusals(as_json=False), open_house(settings) as house:
        _say_how(settings)
        _leave_in_order()
        _listen(_application(house, None), settings)


def scheduler(data: Path | None) -> None:
    """Run the tick alone, until terminated."""
    settings = settings_for(data)
    with refusals(as_json=False), open_house(settings) as house:
        _say_how(settings)
        asking = _asker(settings) if os.environ.get("PREFECT_API_URL") else None
        running = start_scheduler(house, asking)
        with _watched(house, running.pulse.age):
            _until_told()
        running.stop()


def flows(data: Path | None) -> None:
    """Run flows alone, until terminated: asks Prefect's server for work."""
    settings = settings_for(data)
    os.environ["JIXIAO_DATA_DIR"] = str(settings.data_dir.absolute())
    os.environ.setdefault("PREFECT_API_URL", prefect.address(settings.prefect_port))
    with refusals(as_json=False):
        prefect.serve_flows()


def _settings(
    data: Path | None, host: str | None, port: int | None, prefect_port: int | None
) -> Settings:
    asked = {"host": host, "port": port, "prefect_port": prefect_port}
    given = {name: value for name, value in asked.items() if value is not None}
    return settings_for(data).model_copy(update=given)


@contextmanager
def _served(settings: Settings, purpose: str) -> Generator[House]:
    """Hold the folder and open its house."""
    _say_how(settings)
    with DataFolder(settings.data_dir).owned(purpose), open_house(settings) as house:
        yield house


def _application(house: House, tick_age: Callable[[], float | None] | None) -> FastAPI:
    app = create_app(house, tick_age)
    add_pages(app, house)
    return app


def _listen(app: FastAPI, settings: Settings) -> None:
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
    port, home = house.settings.prefect_port, house.folder.prefect
    home.mkdir(mode=0o700, exist_ok=True)
    argv, env = prefect.server_command(port, home)
    runner = [sys.executable, "-m", "cli", "flows", "--data", str(house.folder.path)]
    client = prefect.client_env(port, home) | {"JIXIAO_DATA_DIR": str(house.folder.path)}
    return [
        Child("prefect", argv, env, home / "server.log"),
        Child("flows", runner, client, home / "flows.log"),
    ]


def _asker(settings: Settings) -> Callable[[Sequence[Ask]], Sequence[Ask]]:
    api = prefect.address(settings.prefect_port)
    return lambda asks: prefect.ask(asks, api)


_SIGN_INS = (
    "  office-clerk 绩效办经办　office-director 绩效办主任　member-1 … member-9 联席会议成员",
    "  d01-clerk、d01-head 区政府办公室经办人、责任人（d01 … d59 部门，t01 … t23 乡镇街道）",
    "  leader 区领导　supervisor 监察审计　admin 系统管理员",
)


def _announce(house: House) -> None:
    settings = house.settings
    note(f"绩效已启动：http://{settings.host}:{settings.port}/  （{house.clock.label}）")
    note(f"数据目录：{house.folder.path}")
    if settings.prefect_port:
        note(f"流程（Prefect）约半分钟后就绪：http://127.0.0.1:{settings.prefect_port}/")
    told = house.folder.description()
    if told.get("password"):
        note("演示登录（口令相同）：")
        for line in _SIGN_INS:
            note(line)
        note(f"  口令：{told['password']}")


def _say_how(settings: Settings) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _leave_in_order() -> None:
    # The web server raises SIGTERM again when it is done; as an exit it still ends the children.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _until_told() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: told.set())
    told.wait()
