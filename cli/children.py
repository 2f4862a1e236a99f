"""Child processes of `jixiao up`: started, watched, and ended with their parent."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

log = structlog.get_logger()
#: How long a child may take to end when it is asked to.
_GRACE = 10.0


class Child:
    """A process that runs beside us; started again when it falls, ended with us."""

    def __init__(
        self, name: str, argv: Sequence[str], env: Mapping[str, str], log_file: Path
    ) -> None:
        self.name = name
        self._argv = list(argv)
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
        """End the process and everything it started."""
        self._ending.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        # The child leads a group of its own: what it started ends with it.
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _keep_up(self) -> None:
        pause = 2.0
        while not self._ending.is_set():
            with self._log_file.open("ab") as out:
                self._process = subprocess.Popen(  # noqa: S603 - our own command
                    self._argv, env=self._env, stdout=out, stderr=out, start_new_session=True
                )
                status = self._process.wait()
            if self._ending.is_set():
                return
            log.warning("child ended, starting again", child=self.name, status=status)
            self._ending.wait(pause)
            pause = min(pause * 2, 60.0)
