"""Processes that end with the test, however the test ends."""

from __future__ import annotations

import ctypes
import signal
import subprocess
from pathlib import Path

_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """A child whose output goes to a file. The kernel kills it if this test is killed."""

    def __init__(self, command: list[str], output: Path, folder: Path) -> None:
        self.output = output
        self._ended: int | None = None
        with output.open("ab") as sink:
            self._child = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, preexec_fn=_die_with_parent
            )

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def running(self) -> bool:
        return self._child.poll() is None

    def text(self) -> str:
        return self.output.read_text(errors="replace")

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.text().splitlines()[-lines:])

    def signal(self, number: signal.Signals) -> None:
        if self.running:
            self._child.send_signal(number)

    def wait(self, seconds: float) -> int:
        """The exit code; negative for a signal."""
        return self._child.wait(timeout=seconds)

    def end(self, seconds: float = 20.0) -> int:
        """Asks it to stop, insists after a while, and gives the exit code."""
        self.signal(signal.SIGTERM)
        try:
            return self.wait(seconds)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.wait(seconds)
            return -signal.SIGKILL
