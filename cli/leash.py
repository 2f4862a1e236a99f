"""`python -m cli.leash COMMAND…`: runs a command for as long as whoever started it lives.

The leash is standard input: when the other end of it closes, however the parent ended, the command
and everything it started are told to stop.
"""

import os
import signal
import subprocess
import sys
import threading

#: How long a command may take to end when it is asked to.
_GRACE = 10.0


def main(argv: list[str]) -> int:
    """Run the command on the leash; answer its exit status."""
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own command
    threading.Thread(target=_hold, args=(process,), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: _end(process))
    return process.wait()


def _hold(process: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    _tell(process, signal.SIGTERM)
    timer = threading.Timer(_GRACE, _tell, (process, signal.SIGKILL))
    timer.daemon = True
    timer.start()


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    if process.poll() is None:
        # The command leads a group of its own: what it started ends with it.
        os.killpg(process.pid, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
