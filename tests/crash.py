"""Stops a scenario before each of its file calls, by death, power cut or error.

Only `portfolio.store.files.os` is substituted. The power cut is a model of the page cache: what was not fsynced loses
its contents, names that were not fsynced go back to what they were, or both.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from portfolio.store import files

Mode = Literal["kill", "contents lost", "names lost", "both lost"]
MODES: tuple[Mode, ...] = ("kill", "contents lost", "names lost", "both lost")
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS)
Scenario = Callable[[str, Callable[[str], None]], None]
"""Works in a folder and calls back with a word for every change that was acknowledged."""


@dataclass
class Disk:
    """Stands in for `os` inside `store/files.py`: counts the calls that change a disk, and acts before one."""

    before: Callable[[int], None] = lambda _n: None
    calls: int = 0
    names: dict[int, str] = field(default_factory=dict)
    dirty: set[int] = field(default_factory=set)
    undo: list[tuple[str, Callable[[], None]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def _count(self) -> None:
        self.calls += 1
        self.before(self.calls)

    def open(self, path: str, flags: int, mode: int = 0o777) -> int:
        changes = bool(flags & (os.O_WRONLY | os.O_RDWR))
        if changes:
            self._count()
        handle = os.open(path, flags, mode)
        self.names[handle] = path
        if changes:
            self.undo.append((os.path.dirname(path), lambda: _gone(path)))
        return handle

    def write(self, handle: int, data: bytes) -> int:
        self._count()
        self.dirty.add(os.fstat(handle).st_ino)
        return os.write(handle, data)

    def fsync(self, handle: int) -> None:
        self._count()
        path = self.names[handle]
        if os.path.isdir(path):
            self.undo = [one for one in self.undo if one[0] != path]
        else:
            self.dirty.discard(os.fstat(handle).st_ino)

    def rename(self, old: str, new: str) -> None:
        self._count()
        back = None
        with contextlib.suppress(OSError), open(new, "rb") as was:
            back = was.read()
        os.rename(old, new)

        def undo() -> None:
            os.rename(new, old)
            if back is not None:
                _fill(new, back)

        self.undo.append((os.path.dirname(new), undo))

    def link(self, old: str, new: str) -> None:
        self._count()
        os.link(old, new)
        self.undo.append((os.path.dirname(new), lambda: _gone(new)))

    def unlink(self, path: str) -> None:
        self._count()
        with open(path, "rb") as was:
            back = was.read()
        os.unlink(path)
        self.undo.append((os.path.dirname(path), lambda: _fill(path, back)))

    def mkdir(self, path: str, mode: int = 0o777) -> None:
        self._count()
        os.mkdir(path, mode)
        self.undo.append((os.path.dirname(path), lambda: shutil.rmtree(path, ignore_errors=True)))

    def rmdir(self, path: str) -> None:
        self._count()
        os.rmdir(path)

    def chmod(self, path: str, mode: int) -> None:
        self._count()
        os.chmod(path, mode)

    def cut(self, mode: Mode, root: str) -> None:
        """What the disk holds after the power went."""
        if mode in ("names lost", "both lost"):
            for _folder, undo in reversed(self.undo):
                with contextlib.suppress(OSError):
                    undo()
        if mode in ("contents lost", "both lost"):
            for folder, _inner, found in os.walk(root):
                for name in found:
                    path = f"{folder}/{name}"
                    if os.lstat(path).st_ino in self.dirty:
                        _fill(path, b"")


def _gone(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _fill(path: str, data: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.chmod(path, 0o600)
    with open(path, "wb") as handle:
        handle.write(data)


@contextlib.contextmanager
def on(disk: Disk) -> Iterator[Disk]:
    """Let `store/files.py` work on this disk."""
    files.os = disk  # type: ignore[assignment]
    try:
        yield disk
    finally:
        files.os = os


def count(scenario: Scenario, root: str) -> int:
    """How many calls that change a disk a scenario makes."""
    with on(Disk()) as disk:
        scenario(root, lambda _word: None)
    return disk.calls


def stopped(scenario: Scenario, root: str, at: int, mode: Mode) -> list[str]:
    """Run a scenario in a process of its own that stops before its `at`-th call; gives what it had acknowledged."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        try:
            disk = Disk()

            def die(n: int) -> None:
                if n == at:
                    if mode != "kill":
                        disk.cut(mode, root)
                    os._exit(9)

            disk.before = die
            with on(disk):
                scenario(root, lambda word: (os.write(mouth, word.encode() + b"\n"), None)[1])
        finally:
            os._exit(1)
    os.close(mouth)
    with open(ear, encoding="utf-8") as heard:
        words = heard.read().split("\n")[:-1]
    os.waitpid(child, 0)
    return words


def failing(scenario: Scenario, root: str, at: int, code: int, *, lasting: bool) -> tuple[list[str], Exception | None]:
    """Run a scenario in which the `at`-th call fails (and, if lasting, all after it); gives what was acknowledged."""
    words: list[str] = []

    def fail(n: int) -> None:
        if n == at or (lasting and n > at):
            raise OSError(code, os.strerror(code))

    with on(Disk(before=fail)):
        try:
            scenario(root, words.append)
        except Exception as error:
            return words, error
    return words, None
