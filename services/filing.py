"""The file store: files by their hash, taken in piece by piece, believed only as far as seen."""

import errno
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kit.errors import BadInput, Objection, Unavailable
from plans.settings_house import Evidence as EvidenceRule

_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = f"{_OFFICE}wordprocessingml.document"
_XLSX = f"{_OFFICE}spreadsheetml.sheet"
_ZIP = "application/zip"
#: What a file begins with tells what it is; its name is never believed.
_SIGNATURES = (
    (b"%PDF-", ("application/pdf",)),
    (b"\xff\xd8\xff", ("image/jpeg",)),
    (b"\x89PNG\r\n\x1a\n", ("image/png",)),
    (b"PK\x03\x04", (_ZIP,)),
    # Of these two the beginning is the same, and neither does more harm than the other.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("application/msword", "application/vnd.ms-excel")),
)
_BY_SUFFIX = {".doc": "application/msword", ".xls": "application/vnd.ms-excel"}
#: The part by which a package of an office program is told from any other zip.
_BY_PART = {"word/document.xml": _DOCX, "xl/workbook.xml": _XLSX}
#: What a reader's machine can be asked to unpack; blank sheets pack 40 : 1, bombs 1 000 : 1.
_MOST_UNPACKED, _MOST_RATIO, _MOST_PARTS = 1 << 30, 100, 10_000
_RATIO_MATTERS_FROM = 1 << 20
#: The disk, a quota or a limit of the process is used up.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store."""

    sha256: str
    size: int
    media_type: str


class FileStore:
    """A folder of files named by their SHA-256, two characters a level."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def path(self, sha256: str) -> Path:
        """Where a file lies."""
        return self._home / sha256[:2] / sha256

    def put(self, chunks: Iterable[bytes], rule: EvidenceRule, name: str) -> Stored:
        """Take a file in, chunk by chunk; the same file twice is one file.

        Raises:
            BadInput: it is empty, too large, damaged, or of a kind that the plan does not take.
            Unavailable: there is no room for it.
        """
        try:
            return self._put(chunks, rule, name)
        except OSError as fault:
            raise no_room(fault) from fault

    def _put(self, chunks: Iterable[bytes], rule: EvidenceRule, name: str) -> Stored:
        self._home.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=self._home, prefix="in-")
        draft = Path(written)
        try:
            with os.fdopen(handle, "wb") as file:
                stored = _copy(chunks, file.write, rule)
                file.flush()
                os.fsync(file.fileno())
            media_type = _kind_of(draft, Path(name).suffix.lower(), rule)
            self._keep(draft, stored[0])
        finally:
            draft.unlink(missing_ok=True)
        return Stored(*stored, media_type)

    def _keep(self, draft: Path, sha256: str) -> None:
        place = self.path(sha256)
        place.parent.mkdir(exist_ok=True)
        draft.replace(place)


class TrialStore(FileStore):
    """The same store, which looks at a file and does not keep it."""

    def _keep(self, draft: Path, sha256: str) -> None:
        """Keep nothing."""


def no_room(fault: OSError) -> Exception:
    """Tell of a full disk in the officer's words; another fault is what it is."""
    if fault.errno not in _FULL:
        return fault
    return Unavailable("文件库空间不足，文件没有保存。请联系管理员清理后重新上传。")


def _copy(
    chunks: Iterable[bytes], write: Callable[[bytes], object], rule: EvidenceRule
) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > rule.max_bytes:
            raise BadInput(f"文件超过{rule.max_bytes // 1_048_576}MB，请压缩或拆分后上传。")
        digest.update(chunk)
        write(chunk)
    if not size:
        raise BadInput("文件是空的。")
    return digest.hexdigest(), size


def _kind_of(draft: Path, suffix: str, rule: EvidenceRule) -> str:
    with draft.open("rb") as file:
        found = _sniffed(file.read(16), suffix)
    media_type = _of_package(draft) if found == _ZIP else found
    if media_type not in rule.media_types:
        raise BadInput(f"不接收这种文件（{media_type}）。可上传PDF、图片、Word、Excel或压缩包。")
    return media_type


def _sniffed(head: bytes, suffix: str) -> str:
    for signature, types in _SIGNATURES:
        if head.startswith(signature):
            claimed = _BY_SUFFIX.get(suffix, "")
            return claimed if claimed in types else types[-1]
    return "text/plain" if _is_text(head) else "application/octet-stream"


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head and not head.startswith((b"MZ", b"\x7fELF", b"#!"))


def _of_package(draft: Path) -> str:
    try:
        with zipfile.ZipFile(draft) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise _refused("evidence.damaged", "压缩包或Office文件已损坏。") from fault
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or any(map(_swells, parts)):
        raise _refused("evidence.bomb", "文件解压后异常庞大，为安全起见不予接收。")
    names = {part.filename for part in parts}
    return next((kind for part, kind in _BY_PART.items() if part in names), _ZIP)


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_RATIO_MATTERS_FROM, _MOST_RATIO * part.compress_size)


def _refused(code: str, message: str) -> BadInput:
    return BadInput(message, objections=(Objection(code, message, "请重新保存或拆分后上传。"),))
