"""Child processes of `jixiao up`: started, watched, and ended with their parent."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

log = structlog.get_logger()
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0


class Child:
    """A process that runs beside us; started again when it falls, ended with us (`cli.leash`)."""

    def __init__(
        self, name: str, argv: Sequence[str], env: Mapping[str, str], log_file: Path
    ) -> None:
        self.name = name
        self._argv = [sys.executable, "-m", "cli.leash", *argv]
        self._env = {**os.environ, **env}
        self._log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._watch = threading.Thread(target=self._keep_up, name=f"child-{name}", daemon=True)

    def start(self) -> None:
        """Start the process, and keep it running until `stop`."""
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        self._watch.start()

    def stop(self) -> None:
        """Let go of the leash, and wait until the process and what it started have ended."""
        self._ending.set()
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()

    def _keep_up(self) -> None:
        pause = _FIRST_PAUSE
        while not self._ending.is_set():
            with self._log_file.open("ab") as out:
                self._process = subprocess.Popen(  # noqa: S603 - our own command
                    self._argv, env=self._env, stdin=subprocess.PIPE, stdout=out, stderr=out
                )
                status = self._process.wait()
            if self._ending.is_set():
                return
            log.warning("child ended, starting again", child=self.name, status=status)
            self._ending.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
