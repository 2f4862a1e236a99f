"""`clock show` and `clock advance`."""

from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from cli.opening import settings_for
from cli.output import WRONG_USAGE, note, refusals
from cli.output import show as show_document
from kit.clock import Clock, FolderClock, parse_duration
from kit.errors import NotNow
from models.folder import DataFolder

_ZONE = ZoneInfo("Asia/Shanghai")


def show(data: Path | None, *, as_json: bool) -> None:
    """Tell which clock a data folder goes by."""
    with refusals(as_json=as_json):
        _show(DataFolder(settings_for(data).data_dir).clock(), as_json=as_json)


def _show(clock: Clock, *, as_json: bool) -> None:
    now = clock.now()
    document = {"clock": clock.label, "now": now.isoformat()}
    said = f"{clock.label}：{now.astimezone(_ZONE):%Y-%m-%d %H:%M:%S}（北京时间）"
    show_document(document, as_json=as_json, lines=lambda: [said])


def advance(by: str, data: Path | None, *, as_json: bool) -> None:
    """Move a rehearsed folder's clock on; a real folder refuses."""
    try:
        step = parse_duration(by)
    except ValueError as error:
        note(str(error))
        raise typer.Exit(WRONG_USAGE) from error
    with refusals(as_json=as_json):
        clock = DataFolder(settings_for(data).data_dir).clock()
        if not isinstance(clock, FolderClock):
            raise NotNow("这个数据目录用的是真实时钟，不能拨快。演练请另建目录：jixiao rehearse。")
        clock.advance(step)
        _show(clock, as_json=as_json)
