"""The one way git is started: an environment built from nothing, limits, and plain errors."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from portfolio.errors import GitMissing, PortfolioError, Unreachable
from portfolio.i18n import _
from portfolio.text import line

if TYPE_CHECKING:
    import subprocess

MEMORY = 2 * 1024**3
"""Bytes a git process may use for what comes from outside."""
LARGEST_FILE = 256 * 1024**2
"""Bytes of the largest file it may write then."""
_PIPE = 64 * 1024
"""Bytes a pipe holds, which are read at once."""

_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "core.bigFileThreshold": "1m",
    "core.protectNTFS": "true",
    "core.protectHFS": "true",
    "core.fsync": "all",
    "core.fsyncMethod": "fsync",
    "core.quotePath": "false",
    "commit.gpgSign": "false",
    "core.symlinks": "false",
    "credential.helper": "",
    "fetch.fsckObjects": "true",
    "fetch.recurseSubmodules": "no",
    "fetch.unpackLimit": "1",
    "gc.auto": "0",
    "http.followRedirects": "false",
    "i18n.logOutputEncoding": "UTF-8",
    "log.showSignature": "false",
    "log.mailmap": "false",
    "mailmap.blob": "",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "submodule.recurse": "false",
    "transfer.bundleURI": "false",
    "transfer.fsckObjects": "true",
}
"""Settings that win over every configuration file, the repository's own included."""


class Failed(PortfolioError):
    """A program that was started did not do it.

    Attributes:
        code: What it ended with; 0 where it was stopped.
        said: Everything it told.
    """

    def __init__(self, what: str, code: int = 0, said: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.said = said


@cache
def program() -> str:
    """Where git is.

    Raises:
        GitMissing: it is not on this computer.
    """
    import shutil

    found = shutil.which("git")
    if not found:
        raise GitMissing(
            _("git is not on this computer, and the history is kept with it. What you save is safe."),
            _("Install git, or ask for it, and open the portfolio again."),
        )
    return found


@cache
def environment() -> dict[str, str]:
    """The environment for every git process; nothing of the user's own git setup reaches it."""
    made = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.devnull,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_PAGER": "cat",
        "GIT_EDITOR": "true",
        "GIT_CONFIG_COUNT": str(len(_SETTINGS)),
    }
    for name in ("SYSTEMROOT", "TMPDIR"):
        if name in os.environ:
            made[name] = os.environ[name]
    for n, (key, value) in enumerate(_SETTINGS.items()):
        made[f"GIT_CONFIG_KEY_{n}"] = key
        made[f"GIT_CONFIG_VALUE_{n}"] = value
    return made


def settings(more: Mapping[str, str]) -> dict[str, str]:
    """What to add to the environment for further settings, which win over those before."""
    made = {"GIT_CONFIG_COUNT": str(len(_SETTINGS) + len(more))}
    for n, (key, value) in enumerate(more.items(), len(_SETTINGS)):
        made[f"GIT_CONFIG_KEY_{n}"] = key
        made[f"GIT_CONFIG_VALUE_{n}"] = value
    return made


def spawn(git_dir: str, *arguments: str, stdin: bool = False) -> subprocess.Popen[bytes]:
    """Start git on a repository, its output to be read as it comes."""
    import subprocess

    return subprocess.Popen(
        [program(), f"--git-dir={git_dir}", "--no-pager", *arguments],
        bufsize=_PIPE,
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd=git_dir,
    )


def run(
    git_dir: str,
    *arguments: str,
    given: bytes | int = b"",
    seconds: float = 60.0,
    extra: Mapping[str, str] | None = None,
    bounded: bool = False,
    memory: int = MEMORY,
    fine: tuple[int, ...] = (0,),
) -> bytes:
    """Run git on a repository and give its output.

    Args:
        given: what it reads from its input: bytes, or a handle on a file.
        extra: more of the environment.
        bounded: hold it to `memory` and `LARGEST_FILE`, for bytes of people nobody has vetted.
        fine: exit codes that are an answer.

    Raises:
        Failed: it failed or took longer than `seconds`.
    """
    place = [f"--git-dir={git_dir}"] if git_dir else []
    command = [program(), *place, "--no-pager", *arguments]
    limit = memory if bounded else 0
    return _finish(command, {**environment(), **(extra or {})}, git_dir or "/", given, seconds, fine, limit)


def other(*command: str, seconds: float, extra: Mapping[str, str] | None = None) -> bytes:
    """Run ssh or one of its helpers, as closed as git itself, and give its output.

    Raises:
        Unreachable: it is not on this computer.
        Failed: it failed or took longer than `seconds`.
    """
    import shutil

    found = shutil.which(command[0])
    if not found:
        raise Unreachable(
            _("“{name}” is not on this computer, and the server is reached with it.").format(name=command[0]),
            _("Install it, or ask for it."),
        )
    return _finish([found, *command[1:]], {**environment(), **(extra or {})}, "/", b"", seconds, (0,))


def _finish(
    command: list[str],
    environment: Mapping[str, str],
    folder: str,
    given: bytes | int,
    seconds: float,
    fine: tuple[int, ...],
    memory: int = 0,
) -> bytes:
    """Run a program to its end, or stop it and all it started."""
    import subprocess

    process = subprocess.Popen(
        _limited(command, memory),
        stdin=given if isinstance(given, int) else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )
    if memory:
        _bound(process.pid, memory)
    name = os.path.basename(command[0])
    try:
        out, err = process.communicate(None if isinstance(given, int) else given, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise Failed(_("{name} took too long and was stopped. Nothing is lost.").format(name=name)) from error
    except BaseException:
        _end(process)
        raise
    if process.returncode not in fine:
        said = [heard for one in err.decode(errors="replace").splitlines() if (heard := line(one))]
        reason = " ".join(said[-3:])[:300] or command[-1]
        told = _("{name} could not do this: {reason}").format(name=name, reason=reason)
        raise Failed(told, process.returncode, "\n".join(said))
    return out


def _limited(command: list[str], memory: int) -> list[str]:
    """The command that holds itself to so many bytes of memory before it begins (a limit set from here may be late)."""
    if not memory or not os.path.exists("/bin/sh"):
        return command
    return ["/bin/sh", "-c", 'ulimit -v "$0" 2>/dev/null; exec "$@"', str(memory // 1024), *command]


def _bound(pid: int, memory: int = MEMORY) -> None:
    """Limit the memory and the files of a process, where the system can."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import resource

        resource.prlimit(pid, resource.RLIMIT_AS, (memory, memory))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a process and all it started."""
    with contextlib.suppress(OSError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


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
                _bound(self._process.pid)
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
