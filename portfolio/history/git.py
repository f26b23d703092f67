"""The one way git is started: an environment built from nothing, limits, and plain errors."""

from __future__ import annotations

import os
import threading
from functools import cache
from typing import TYPE_CHECKING

from portfolio.errors import GitMissing, PortfolioError
from portfolio.i18n import _

if TYPE_CHECKING:
    import subprocess

_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "core.protectNTFS": "true",
    "core.protectHFS": "true",
    "core.fsync": "all",
    "core.fsyncMethod": "fsync",
    "core.quotePath": "false",
    "commit.gpgSign": "false",
    "credential.helper": "",
    "gc.auto": "0",
    "i18n.logOutputEncoding": "UTF-8",
    "log.showSignature": "false",
    "log.mailmap": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
}
"""Settings that win over every configuration file, the repository's own included."""


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


def spawn(git_dir: str, *arguments: str, stdin: bool = False) -> subprocess.Popen[bytes]:
    """Start git on a repository, its output to be read as it comes."""
    import subprocess

    return subprocess.Popen(
        [program(), f"--git-dir={git_dir}", "--no-pager", *arguments],
        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd=git_dir,
    )


def run(git_dir: str, *arguments: str, seconds: float = 60.0) -> bytes:
    """Run git on a repository and give its output.

    Raises:
        PortfolioError: it failed or took longer than `seconds`.
    """
    import subprocess

    try:
        done = subprocess.run(
            [program(), f"--git-dir={git_dir}", "--no-pager", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(),
            cwd=git_dir,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PortfolioError(_("git took too long and was stopped. Nothing is lost.")) from error
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        raise PortfolioError(_("git could not do this: {reason}").format(reason=reason[-1] if reason else arguments[0]))
    return done.stdout


class Reader:
    """One long-lived `git cat-file --batch`: any object in a fraction of a millisecond. Safe to use from threads."""

    def __init__(self, git_dir: str) -> None:
        self._git_dir = git_dir
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def read(self, name: str) -> tuple[str, bytes] | None:
        """The kind ("blob", "tree", "commit") and bytes of an object, or None where there is none (or it is broken)."""
        with self._turn:
            for _attempt in range(2):
                if self._process is None:
                    self._process = spawn(self._git_dir, "cat-file", "--batch", stdin=True)
                found = self._ask(self._process, name)
                if found is not None:
                    return found if found[0] else None
                self._stop()
            return None

    @staticmethod
    def _ask(process: subprocess.Popen[bytes], name: str) -> tuple[str, bytes] | None:
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(name.encode() + b"\n")
            process.stdin.flush()
            head = process.stdout.readline().split()
            if len(head) == 2:
                return "", b""
            if len(head) != 3:
                return None
            size = int(head[2])
            data = process.stdout.read(size + 1)
        except (OSError, ValueError):
            return None
        return (head[1].decode(), data[:-1]) if len(data) == size + 1 else None

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def close(self) -> None:
        """End the process; the next read starts another."""
        with self._turn:
            self._stop()
