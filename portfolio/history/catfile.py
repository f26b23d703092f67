"""The objects of a repository, asked of one long-lived `git cat-file`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from portfolio.history.git import bound, spawn

if TYPE_CHECKING:
    import subprocess

_ROUND = 500
"""Questions that are asked before the answers are read (50 bytes each; a pipe holds 64 KB)."""


class Reader:
    """One long-lived `git cat-file`: any object in a fraction of a millisecond. Safe to use from threads.

    Args:
        limit: bytes of the largest object that is read, 0 for any. Larger ones count as not there.
    """

    def __init__(self, git_dir: str, limit: int = 0) -> None:
        self._git_dir = git_dir
        self._limit = limit
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def read(self, name: str) -> tuple[str, bytes] | None:
        """The kind ("blob", "tree", "commit") and bytes of an object, or None where there is none (or it is broken)."""
        with self._turn:
            for _attempt in range(2):
                try:
                    return self._ask(self._running(), name)
                except (OSError, ValueError):
                    self._stop()
            return None

    def read_many(self, names: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        """Many objects in one go, whatever their size: ask for what has been vetted. What is not there is left out.

        The questions of one round fit into a pipe, so that neither side waits for the other.
        """
        with self._turn:
            found: dict[str, tuple[str, bytes]] = {}
            try:
                process = self._running()
                for start in range(0, len(names), _ROUND):
                    self._ask_many(process, names[start : start + _ROUND], found)
            except (OSError, ValueError):
                self._stop()
            return found

    def _ask_many(
        self, process: subprocess.Popen[bytes], names: Sequence[str], out: dict[str, tuple[str, bytes]]
    ) -> None:
        assert process.stdin is not None and process.stdout is not None
        word, end = ("contents ", "flush\n") if self._limit else ("", "")
        process.stdin.write(("".join(f"{word}{name}\n" for name in names) + end).encode())
        process.stdin.flush()
        for name in names:
            head = process.stdout.readline().split()
            if len(head) == 3:
                size = int(head[2])
                data = process.stdout.read(size + 1)
                if len(data) != size + 1:
                    raise ValueError
                out[name] = head[1].decode(), data[:-1]
            elif len(head) != 2:
                raise ValueError

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            asking = ["--batch-command", "--buffer"] if self._limit else ["--batch"]
            self._process = spawn(self._git_dir, "cat-file", *asking, stdin=True)
            if self._limit:
                bound(self._process.pid)
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], name: str) -> tuple[str, bytes] | None:
        """One question and its answer.

        Raises:
            OSError, ValueError: the process is gone or talks nonsense.
        """
        assert process.stdin is not None and process.stdout is not None
        if self._limit:
            head = _line(process, f"info {name}\nflush\n")
            if len(head) != 3 or int(head[2]) > self._limit:
                return None
        head = _line(process, f"contents {name}\nflush\n" if self._limit else f"{name}\n")
        if len(head) == 2:
            return None
        kind, size = head[1].decode(), int(head[2])
        data = process.stdout.read(size + 1)
        if len(data) != size + 1:
            raise ValueError
        return kind, data[:-1]

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def close(self) -> None:
        """End the process; the next read starts another."""
        with self._turn:
            self._stop()


def _line(process: subprocess.Popen[bytes], question: str) -> list[bytes]:
    """The first line of an answer, in words.

    Raises:
        OSError, ValueError: there is none.
    """
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(question.encode())
    process.stdin.flush()
    head = process.stdout.readline().split()
    if len(head) not in (2, 3):
        raise ValueError
    return head
