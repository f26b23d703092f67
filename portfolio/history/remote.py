"""The histories of a git server: one bare repository each, reached by ssh or https, and nothing is ever forced.

Host keys must have been confirmed. Proxies of the user's environment do not apply, since nothing of it does.
"""

from __future__ import annotations

import math
import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from portfolio.errors import NotFound, Refused, Unreachable
from portfolio.history import bundle, git, trouble
from portfolio.history.objects import is_name
from portfolio.history.reading import BRANCH
from portfolio.history.repo import Moved
from portfolio.history.server import SILENCE, Way, agent, calling, port, read, ssh
from portfolio.i18n import _
from portfolio.store import files
from portfolio.text import line
from portfolio.wording import ago

_ANSWER = 20.0
"""Seconds in which a server must have answered a question."""
_TRANSFER = 600.0
"""Seconds in which a history must have gone over; a line on which nothing moves ends sooner."""
_STALE = 120.0
"""Seconds after which nobody waits for a lock any more."""
_MANY = 200
"""Repositories made by one command."""
_SSH_FAILED = 255
"""What ssh ends with where the fault is not that of the command it was to run."""
_NOT_ALLOWED = re.compile(r"permission denied|read-only|no space left|quota|not a directory|file exists|not found")
_LOOSE = re.compile(r"[0-9a-f]{2}")
"""Folders for objects that nobody checked: only a server that does not speak git's protocol makes them come."""
_HELPER = '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$PORTFOLIO_NAME" "$PORTFOLIO_TOKEN"; }; f'
"""Hands name and token from the environment of this one process to git; nothing is written down."""


class Remote:
    """The repositories of one server."""

    def __init__(self, where: str, way: Way) -> None:
        self._server = read(where)
        self.address = self._server.address
        self._way = way

    def head(self, name: str) -> str:
        """The newest version of a history, "" while there is none.

        Raises:
            NotFound: it has no place for it.
            Unreachable, Refused: the server cannot be reached, or does not let us in.
        """
        told = self._git("", "ls-remote", "--quiet", "--", self._url(name), BRANCH, seconds=_ANSWER, bounded=True)
        for one in told.decode("ascii", "replace").split("\n"):
            found, _tab, ref = one.partition("\t")
            if ref == BRANCH and is_name(found):
                return found
        return ""

    def fetch(self, name: str, git_dir: str, known: str, head: str) -> None:
        """Add a history's objects to a repository, after every check.

        Args:
            known: the newest version that is here already, "" for none.
            head: the version to be fetched.

        Raises:
            BrokenRecord: they are damaged.
            Moved: the head is not there any more.
            NotSaved: the disk here said no.
            Unreachable, Refused: as above.
        """
        options = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance")
        with self._apart(git_dir, known) as (folder, extra):
            self._git(folder, "fetch", *options, "--refmap=", "--", self._url(name), BRANCH, extra=extra, bounded=True)
            if any(_LOOSE.fullmatch(one) for one in os.listdir(folder)):
                raise Refused(
                    _("The server {address} is not one that speaks git.").format(address=self.address),
                    _("Nothing here has changed. Ask whoever keeps it for “git http-backend”, or for ssh."),
                )
            try:
                git.run(folder, "rev-list", "--quiet", "--objects", head, "--not", "--all", extra=extra)
            except git.Failed as error:
                raise Moved from error
            bundle.move_in(folder, git_dir)

    def push(self, name: str, git_dir: str, version: str) -> None:
        """Make a version the newest of a history, if it goes on from what is there.

        Raises:
            Moved: it does not.
            NotSaved, Unreachable, Refused: as above.
        """
        try:
            with self._apart(git_dir, version) as (folder, extra):
                self._git(folder, "push", "--no-progress", "--", self._url(name), f"{version}:{BRANCH}", extra=extra)
        except Moved as error:
            found = self._lock(name) if error.held else None
            if found is not None and found[0] > _STALE:
                raise self.held(name, *found) from error
            raise

    def held(self, name: str, age: float | None = None, owner: str = "") -> Unreachable:
        """The error for a history whose branch stays locked.

        Args:
            age: seconds since it was locked, None where that is not known.
        """
        now = datetime.now(UTC)
        since = "" if age is None else ago(now - timedelta(seconds=age), now)
        return trouble.held(self.address, _lock_of(name), since, owner)

    def _lock(self, name: str) -> tuple[float, str] | None:
        """How old the lock of a history is by the server's own clock (seconds), and whose; None without a shell."""
        if self._server.scheme != "ssh":
            return None
        lock = _lock_of(name)
        asking = f"cd {self._server.root} && date +%s && stat -c '%Y %U' {lock}"
        try:
            command = calling(self._server, self._way)
            now, made, owner, *_rest = git.other(*command, asking, seconds=_ANSWER, extra=agent()).split()
            return float(now) - float(made), line(owner.decode("utf-8", "replace"))[:40]
        except (git.Failed, ValueError):
            return None

    @contextmanager
    def _apart(self, git_dir: str, head: str) -> Iterator[tuple[str, dict[str, str]]]:
        """A repository for one exchange: it sees the objects of another one, and none of its settings.

        Raises:
            NotSaved: the disk here said no.
        """
        try:
            with bundle.quarantine(git_dir) as (folder, extra):
                files.make_folders(f"{folder}/refs/heads")
                files.write(
                    f"{folder}/config", b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n", lasting=False
                )
                files.write(f"{folder}/HEAD", f"ref: {BRANCH}\n".encode(), lasting=False)
                if head:
                    files.write(f"{folder}/{BRANCH}", f"{head}\n".encode(), lasting=False)
                yield folder, extra
        except OSError as error:
            raise files.not_saved(error, git_dir) from error

    def make(self, names: Sequence[str]) -> list[str]:
        """Make empty repositories where the server gives an ssh shell; those that are there stay as they are.

        Returns:
            The commands that make those that are missing, to be run by hand in the folder of the hub.

        Raises:
            Unreachable, Refused: as above.
        """
        commands = {name: f"git init --quiet --bare --initial-branch=main {name}.git" for name in names}
        if self._server.scheme == "ssh" and self._shell(list(commands.values())):
            return []
        return [command for name, command in commands.items() if not self._is_there(name)]

    def _is_there(self, name: str) -> bool:
        try:
            self.head(name)
        except NotFound:
            return False
        return True

    def confirm(self) -> str:
        """The host key of an ssh server, as a line for known_hosts; "" for https.

        Raises:
            Unreachable: it does not answer.
        """
        if self._server.scheme != "ssh":
            return ""
        asking = ("ssh-keyscan", "-T", str(math.ceil(_ANSWER / 2)), "-t", "ed25519,ecdsa,rsa")
        try:
            found = git.other(*asking, *port(self._server), "--", self._server.host, seconds=_ANSWER)
        except git.Failed as error:
            raise trouble.unreachable(self.address) from error
        keys = [one for one in found.decode("ascii", "replace").split("\n") if one and not one.startswith("#")]
        if not keys:
            raise trouble.unreachable(self.address)
        return sorted(keys, key=lambda one: ("ed25519" not in one, one))[0]

    def _url(self, name: str) -> str:
        return f"{self.address}/{name}.git"

    def _git(
        self, git_dir: str, *arguments: str, extra: Mapping[str, str] | None = None, seconds: float = 0,
        bounded: bool = False,
    ) -> bytes:  # fmt: skip
        settings = {"http.lowSpeedLimit": "1", "http.lowSpeedTime": str(SILENCE)}
        if self._way.token:
            settings[f"credential.{self._url_of_host()}.helper"] = _HELPER
        if self._way.authority:
            settings["http.sslCAInfo"] = self._way.authority
        environment = {
            **git.settings(settings),
            "GIT_ALLOW_PROTOCOL": "https:ssh",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_SSH_COMMAND": shlex.join(ssh(self._way)),
            "GIT_SSH_VARIANT": "ssh",
            "PORTFOLIO_NAME": self._way.name,
            "PORTFOLIO_TOKEN": self._way.token,
            **agent(),
            **(extra or {}),
        }
        try:
            return git.run(git_dir, *arguments, extra=environment, seconds=seconds or _TRANSFER, bounded=bounded)
        except git.Failed as error:
            raise trouble.plain(error, self.address) from error

    def _url_of_host(self) -> str:
        """The server alone, so that no other one is given the token."""
        return "/".join(self.address.split("/")[:3])

    def _shell(self, commands: Sequence[str]) -> bool:
        """Run commands in the folder of the hub; False where the server gives no shell."""
        command = calling(self._server, self._way)
        root = self._server.root
        for start in range(0, len(commands), _MANY):
            together = " && ".join([f"mkdir -p {root}", f"cd {root}", *commands[start : start + _MANY]])
            try:
                git.other(*command, together, seconds=_TRANSFER, extra=agent())
            except git.Failed as error:
                if error.code in (0, _SSH_FAILED):
                    raise trouble.plain(error, self.address) from error
                if _NOT_ALLOWED.search(error.said.lower()):
                    raise Refused(
                        _("The server {address} could not make what the class needs. It says: {reason}").format(
                            address=self.address, reason=error.said[:300]
                        ),
                        _("Ask whoever keeps the server for a folder you may write to."),
                    ) from error
                return False
        return True


def _lock_of(name: str) -> str:
    """The lock of a history's branch, as seen from the folder of the hub."""
    return f"{name}.git/{BRANCH}.lock"
