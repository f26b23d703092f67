"""The one way git is started: an environment built from nothing, limits, and plain errors."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Mapping
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
        bound(process.pid, memory)
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


def bound(pid: int, memory: int = MEMORY) -> None:
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
