"""The door for a workbook file: what it is, whether it is safe to open, its parts."""

import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from kit.errors import BadInput, Objection

#: A district's table of 5 000 indicators is about 600 kB; twenty times that is no table.
MAX_FILE_BYTES = 20_000_000
#: 20 000 rows of 18 full cells unpack to about 25 MB of XML.
MAX_UNPACKED_BYTES = 150_000_000
#: Sheets pack about 10 : 1, blank formatted ones up to 40 : 1; deflate itself ends at 1 032 : 1.
MAX_RATIO = 100
#: Below this size a high ratio harms nobody (an empty theme, a row of equal cells).
RATIO_MATTERS_FROM = 1_000_000
#: A workbook has a dozen parts; thousands are somebody's backup.
MAX_PARTS = 2_000

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 16
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后重新导入。"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

_REFUSALS: Mapping[str, tuple[str, str]] = {
    "file.unreadable": (
        "找不到或打不开这个文件。",
        "请核对文件名和路径，确认文件没有被移动。",
    ),
    "file.empty": (
        "文件是空的。",
        "请重新导出，或向报送人索取完整的文件。",
    ),
    "file.too_large": (
        "文件过大，不像一张指标表。",
        "请删去图片和无关的工作表，只保留指标表后重新导入。",
    ),
    "file.protected": (
        "文件有打开密码，无法读取。",
        "请在 Excel 中取消“用密码进行加密”后重新保存。",
    ),
    "file.old_format": (
        "文件是旧格式（.xls、.et 或 .xlsb），不是 .xlsx 工作簿。",
        _SAVE_AS,
    ),
    "file.not_a_workbook": (
        "文件不是 Excel 工作簿，可能只是改了扩展名。",
        _SAVE_AS,
    ),
    "file.damaged": (
        "文件已损坏或不完整。",
        "请重新下载或拷贝；若能用 Excel 打开，请修复后另存再导入。",
    ),
    "file.bomb": (
        "文件解压后异常庞大，为安全起见不予打开。",
        "请把指标表复制到一个新工作簿，保存后重新导入。",
    ),
}


class Handler(NamedTuple):
    """What to do at each start tag, end tag and piece of text; tags come without prefix."""

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str], None]
    text: Callable[[str], None]


def refusal(code: str, message: str = "", remedy: str = "") -> BadInput:
    """Make the refusal of a whole file, with its remedy as an objection."""
    known, mend = _REFUSALS.get(code, ("", ""))
    message, remedy = message or known, remedy or mend
    return BadInput(message, objections=(Objection(code, message, remedy),))


@contextmanager
def damage_refused() -> Generator[None]:
    """Turn whatever a broken file makes the parsers raise into one refusal."""
    try:
        yield
    except _DAMAGE as fault:
        raise refusal("file.damaged") from fault


class Package:
    """An opened workbook file whose sizes have been checked before anything was unpacked.

    Raises:
        BadInput: it is no workbook, is protected, is damaged or would unpack to something huge.
    """

    def __init__(self, source: str | Path | bytes) -> None:
        data = source if isinstance(source, bytes) else _bytes_of(Path(source))
        _refuse_foreign(data)
        with damage_refused():
            self._zip = zipfile.ZipFile(BytesIO(data))
            names = self._zip.namelist()
        _refuse_dangerous(self._zip.infolist())
        self._names = {name.lower(): name for name in names}
        if "xl/workbook.bin" in self._names:
            raise refusal("file.old_format")
        if not any(name.endswith("workbook.xml") for name in self._names):
            raise refusal("file.not_a_workbook")

    def has(self, part: str) -> bool:
        """Say whether the part is in the file."""
        return part.lower() in self._names

    def feed(self, part: str, handler: Handler) -> None:
        """Stream one part through a handler, never holding it whole."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = lambda tag, attributes: handler.start(
            tag.rpartition(":")[2], attributes
        )
        parser.EndElementHandler = lambda tag: handler.end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = handler.text
        with self._zip.open(self._names[part.lower()]) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keywords
            parser.Parse(b"", True)  # noqa: FBT003 - expat takes no keywords


def unescaped(text: str) -> str:
    """Undo the `_x000D_` escapes in which workbooks keep characters XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise refusal("file.too_large")
        return path.read_bytes()
    except (OSError, ValueError) as fault:
        raise refusal("file.unreadable") from fault


def _refuse_foreign(data: bytes) -> None:
    if not data:
        raise refusal("file.empty")
    if len(data) > MAX_FILE_BYTES:
        raise refusal("file.too_large")
    if data.startswith(_OLE):
        raise refusal("file.protected" if _ENCRYPTED in data else "file.old_format")
    if not data.startswith(b"PK"):
        raise refusal("file.not_a_workbook")


def _refuse_dangerous(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise refusal("file.protected")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or any(map(_swells, parts)):
        raise refusal("file.bomb")


def _swells(part: zipfile.ZipInfo) -> bool:
    # zipfile never hands out more than the declared size, so the directory can be believed here.
    return part.file_size > max(RATIO_MATTERS_FROM, MAX_RATIO * part.compress_size)


def _refuse_doctype(*_: object) -> None:
    # No honest workbook declares one, and without it no entity can expand.
    raise refusal("file.damaged")
