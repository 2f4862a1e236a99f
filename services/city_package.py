"""A submission packed for the city: its table, its JSON, and the evidence by hash."""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from kit.errors import Unavailable
from reports.submission import write_submission
from services.city_tasks import canonical
from services.filing import FileStore

_CHUNK = 1 << 18


def pack(told: Mapping[str, Any], store: FileStore) -> BinaryIO:
    """Pack a submission (`services.city_tasks.submission`) as a zip file without a name.

    It is gone when it is closed: whoever hangs up half-way leaves nothing on the disk.

    Raises:
        Unavailable: a file of the evidence is not in the store.
    """
    files = {file["sha256"]: file["name"] for file in _files(told)}
    missing = [name for sha256, name in files.items() if not store.path(sha256).is_file()]
    if missing:
        raise Unavailable(f"佐证材料“{missing[0]}”暂时取不到，请联系管理员核对文件库。")
    out = cast("BinaryIO", tempfile.TemporaryFile(prefix="jx-package-"))  # noqa: SIM115 - given away
    with zipfile.ZipFile(out, "w") as archive:
        # An entry made by hand carries no time of its own.
        archive.writestr(zipfile.ZipInfo("submission.json"), canonical(told))
        archive.writestr(zipfile.ZipInfo("报送表.xlsx"), write_submission(told))
        for sha256, name in sorted(files.items()):
            _copy(archive, f"evidence/{sha256}-{name}", store.path(sha256))
    out.seek(0)
    return out


def chunks(packed: BinaryIO) -> Iterator[bytes]:
    """Read a package to its end, piece by piece, and let it go."""
    with packed:
        while chunk := packed.read(_CHUNK):
            yield chunk


def _files(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        f for carrier in told["carriers"] for node in carrier["nodes"] for f in node["evidence"]
    ]


def _copy(archive: zipfile.ZipFile, name: str, source: Path) -> None:
    with (
        archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as to,
        source.open("rb") as file,
    ):
        while chunk := file.read(_CHUNK):
            to.write(chunk)
