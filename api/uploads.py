"""A file on its way in: a form read piece by piece, measured while it arrives."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from fastapi import Request
from starlette.datastructures import FormData
from starlette.types import Message

from api.problems import TooLarge
from services.filing import no_room

_CHUNK = 1 << 18
#: What a multipart body holds besides the file.
WRAPPING = 65_536


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in."""

    file: BinaryIO
    name: str
    role: str

    def chunks(self) -> Iterator[bytes]:
        """Read it piece by piece."""
        while chunk := self.file.read(_CHUNK):
            yield chunk


def measured(request: Request, most: int) -> Request:
    """Give the same request with a body that may not grow beyond a limit."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise too_large(most)
        return message

    return Request(request.scope, receive)


@asynccontextmanager
async def read_form(request: Request) -> AsyncGenerator[FormData]:
    """Read a form; what is large goes to the disk while it arrives, and is gone afterwards."""
    try:
        form = await request.form(max_files=1, max_fields=4)
    except OSError as fault:
        raise no_room(fault) from fault
    try:
        yield form
    finally:
        await form.close()


def too_large(most: int) -> TooLarge:
    """Tell how large a file may be."""
    return TooLarge(f"文件超过{most // 1_048_576}MB，请压缩或拆分后上传。")
