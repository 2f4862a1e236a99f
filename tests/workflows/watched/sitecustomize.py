"""Writes down every address that a Python process on this path connects to, or looks up.

Found by name on PYTHONPATH when an interpreter starts; the tests say where to write.
"""

import os
import sys

_FILE = os.environ.get("JIXIAO_TEST_CONNECTS", "")


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        said = address[0] if isinstance(address, tuple) else "a file"
    elif event == "socket.getaddrinfo":
        said = arguments[0]
    else:
        return
    with open(_FILE, "a", encoding="utf-8") as file:  # noqa: PTH123 - an import here costs each start
        file.write(f"{said}\n")


if _FILE:
    sys.addaudithook(_note)
