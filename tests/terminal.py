"""A command at a real terminal: what somebody types, and what stands there."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = str(Path(__file__).parent.parent)
_RUN = """
import sys, types
stub = types.ModuleType("portfolio.app")
stub.open_app = lambda folder, **more: print("OPENED", folder, flush=True)
sys.modules["portfolio.app"] = stub
from portfolio.cli import run
run(sys.argv[1:])
"""
"""The app is not started: that it would be is said."""


class Terminal:
    """A command that runs in a terminal of its own, in this folder and with this home."""

    def __init__(self, *arguments: str) -> None:
        self.said = ""
        self._handle, inside = pty.openpty()
        termios.tcsetwinsize(inside, (40, 300))
        self._running = subprocess.Popen(
            [sys.executable, "-c", _RUN, *arguments],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": ROOT, "TERM": "xterm"},
        )
        os.close(inside)

    def until(self, told: str, *, within: float = 20) -> None:
        """Read until something was said."""
        end = time.monotonic() + within
        while told not in self.said:
            assert time.monotonic() < end and self._read(), self.said

    def type(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        os.write(self._handle, "".join(f"{one}\n" for one in lines).encode())

    def send(self, sign: int) -> None:
        """Send the command a signal, as a window does that is closed; again where it came just before a read began."""
        for _try in range(20):
            self._running.send_signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._running.wait(0.5)
                return

    def end(self) -> int:
        """Read to the end; the exit code."""
        end = time.monotonic() + 60
        while self._read():
            assert time.monotonic() < end, self.said
        os.close(self._handle)
        return self._running.wait(20)

    def _read(self) -> bool:
        with contextlib.suppress(OSError):  # nobody is at the other end any more
            if not select.select([self._handle], [], [], 20)[0]:
                self._running.kill()
                return False
            found = os.read(self._handle, 1 << 16)
            self.said += found.decode("utf-8", "replace").replace("\r\n", "\n")
            return bool(found)
        return False


def at_terminal(*arguments: str, typed: tuple[str, ...] = (), code: int = 0) -> str:
    """Run a command whose questions are answered with these lines; what it said."""
    running = Terminal(*arguments)
    running.type(*typed)
    ended = running.end()
    assert ended == code, running.said
    return running.said
