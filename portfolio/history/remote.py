"""A git server: one bare repository a history, reached by ssh or https with nothing of the user's own git setup.

Addresses pass an allow-list, host keys must have been confirmed, and nothing is ever forced.
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass, field

from portfolio.errors import BadInput, BrokenRecord, NotFound, PortfolioError, Refused, Unreachable
from portfolio.history import bundle, git
from portfolio.history.objects import is_name
from portfolio.history.repo import Moved
from portfolio.i18n import _
from portfolio.text import line

_ADDRESS = re.compile(
    r"(?P<scheme>https|ssh)://(?:(?P<user>[A-Za-z0-9_][A-Za-z0-9_.-]*)@)?(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-f:]+\])"
    r"(?::(?P<port>\d{1,5}))?(?P<path>(?:/[A-Za-z0-9_~][A-Za-z0-9_.~-]*)+)/?"
)
_SHORT = re.compile(
    r"(?P<user>[A-Za-z0-9_][A-Za-z0-9_.-]*)@(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?P<path>[A-Za-z0-9_~/][^\s]*)"
)
_SECONDS = 20.0
_HELPER = '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$PORTFOLIO_NAME" "$PORTFOLIO_TOKEN"; }; f'
"""Hands name and token from the environment of this one process to git; nothing is written down."""


@dataclass(frozen=True)
class Way:
    """The way into a server; kept outside every repository."""

    known_hosts: str = ""
    """A file with the host key that was confirmed."""
    key: str = ""
    """A file with the private key for ssh; without one the agent is asked."""
    name: str = ""
    """For https."""
    token: str = field(default="", repr=False)
    """For https."""
    authority: str = ""
    """A file with the certificate authority of the school's server, where it is not a public one."""


def address(text: str) -> str:
    """A server's address as this program uses it.

    Raises:
        BadInput: it is not one that is safe to use.
    """
    text = text.strip()
    short = _SHORT.fullmatch(text)
    if short:
        text = f"ssh://{short['user']}@{short['host']}/{short['path'].lstrip('/')}"
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found["port"] or 1) > 65535 or not int(found["port"] or 1) > 0:
        raise BadInput(
            _("“{text}” is not the address of a server.").format(text=line(text)[:80]),
            _("It looks like ssh://git@school.example/hub or https://school.example/hub."),
        )
    return text.rstrip("/")


def is_address(text: str) -> bool:
    """Whether a text is meant as a server's address, not as a folder."""
    return "://" in text or bool(_SHORT.fullmatch(text.strip()))


class Remote:
    """The repositories of one server."""

    def __init__(self, where: str, way: Way) -> None:
        self.address = address(where)
        self._parts = _ADDRESS.fullmatch(self.address)
        self._way = way

    def head(self, name: str) -> str:
        """The newest version of a history, "" while there is none.

        Raises:
            NotFound: it has no place for it.
            Unreachable, Refused: the server cannot be reached, or does not let us in.
        """
        told = self._git("", "ls-remote", "--quiet", "--", self._url(name), "refs/heads/main").decode(
            "ascii", "replace"
        )
        found = told.partition("\t")[0].strip()
        return found if is_name(found) else ""

    def fetch(self, name: str, git_dir: str, head: str) -> None:
        """Add a history's objects to a repository, after every check.

        Raises:
            BrokenRecord: they are damaged.
            Moved: the head is not there any more.
            Unreachable, Refused: as above.
        """
        with bundle.quarantine(git_dir) as (folder, extra):
            options = (
                "--quiet",
                "--no-tags",
                "--no-recurse-submodules",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
            )
            self._git(git_dir, "fetch", *options, "--refmap=", "--", self._url(name), "refs/heads/main", extra=extra)
            try:
                git.run(
                    git_dir, "rev-list", "--quiet", "--objects", head, "--not", "--all", extra=extra, seconds=_SECONDS
                )
            except PortfolioError as error:
                raise Moved from error
            bundle.move_in(folder, git_dir)

    def push(self, name: str, git_dir: str, version: str) -> None:
        """Make a version the newest of a history, if it goes on from what is there.

        Raises:
            Moved: it does not.
            Unreachable, Refused: as above.
        """
        try:
            told = self._git(
                git_dir, "push", "--porcelain", "--no-verify", "--", self._url(name), f"{version}:refs/heads/main",
                fine=(0, 1), bounded=False,
            )  # fmt: skip
        except BrokenRecord as error:
            raise Refused(str(error)) from error
        for one in told.decode("utf-8", "replace").split("\n"):
            if one.startswith("!"):
                if "[rejected]" in one:
                    raise Moved
                raise Refused(
                    _("The server did not take it: {reason}.").format(reason=line(one.rpartition("\t")[2])[:200])
                )

    def make(self, names: list[str]) -> list[str]:
        """Make empty repositories where the server gives an ssh shell.

        Returns:
            The commands that do it, to be run by hand where it does not.

        Raises:
            Unreachable, Refused: as above.
        """
        assert self._parts is not None
        root = self._parts["path"].removeprefix("/~")
        commands = [
            f"git init --quiet --bare --initial-branch=main {shlex.quote(f'{root}/{name}.git')}" for name in names
        ]
        if self._parts["scheme"] == "ssh" and commands:
            self._shell(" && ".join(commands))
            return []
        return commands

    def confirm(self) -> str:
        """The host key of an ssh server, as a line for known_hosts; "" for https.

        Raises:
            Unreachable: it does not answer.
        """
        assert self._parts is not None
        if self._parts["scheme"] != "ssh":
            return ""
        port = ("-p", self._parts["port"]) if self._parts["port"] else ()
        found = git.other(
            "ssh-keyscan", "-T", "10", "-t", "ed25519,ecdsa,rsa", *port, self._parts["host"], seconds=_SECONDS
        )
        keys = [one for one in found.decode("ascii", "replace").split("\n") if one and not one.startswith("#")]
        if not keys:
            raise self._unreachable("")
        return sorted(keys, key=lambda one: ("ed25519" not in one, one))[0]

    def _url(self, name: str) -> str:
        return f"{self.address}/{name}.git"

    def _git(
        self, git_dir: str, *arguments: str, extra: dict[str, str] | None = None, fine: tuple[int, ...] = (0,),
        bounded: bool = True,
    ) -> bytes:  # fmt: skip
        settings = {"credential.helper": _HELPER} if self._way.token else {}
        if self._way.authority:
            settings["http.sslCAInfo"] = self._way.authority
        environment = {
            **git.settings(settings),
            "GIT_ALLOW_PROTOCOL": "https:ssh",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_SSH_COMMAND": shlex.join(self._ssh()),
            "GIT_SSH_VARIANT": "ssh",
            "PORTFOLIO_NAME": self._way.name,
            "PORTFOLIO_TOKEN": self._way.token,
            **_agent(),
            **(extra or {}),
        }
        try:
            return git.run(git_dir, *arguments, extra=environment, seconds=_SECONDS, bounded=bounded, fine=fine)
        except PortfolioError as error:
            raise self._told(error) from error

    def _ssh(self) -> list[str]:
        options = [
            "BatchMode=yes",
            "StrictHostKeyChecking=yes",
            "ConnectTimeout=10",
            "ForwardAgent=no",
            "ForwardX11=no",
        ]
        options += [f"UserKnownHostsFile={self._way.known_hosts or os.devnull}", f"GlobalKnownHostsFile={os.devnull}"]
        options += ["PermitLocalCommand=no", "ProxyCommand=none", "ControlPath=none", "UpdateHostKeys=no"]
        key = ["-i", self._way.key, "-o", "IdentitiesOnly=yes"] if self._way.key else []
        return ["ssh", "-F", os.devnull, *(part for one in options for part in ("-o", one)), *key]

    def _shell(self, command: str) -> None:
        assert self._parts is not None
        port = ["-p", self._parts["port"]] if self._parts["port"] else []
        user = f"{self._parts['user']}@" if self._parts["user"] else ""
        try:
            git.other(
                *self._ssh(), *port, "-T", "--", f"{user}{self._parts['host']}", command, seconds=120, extra=_agent()
            )
        except PortfolioError as error:
            raise self._told(error) from error

    def _told(self, error: PortfolioError) -> PortfolioError:
        """The plain error for what git or ssh said."""
        said = str(error).lower()
        if any(word in said for word in ("denied", "authentication", "401", "403", "could not read username")):
            return Refused(
                _("The server {address} did not let you in.").format(address=self.address),
                _("Check the name and token or the key, and ask whoever made the class."),
            )
        if "host key" in said or "known_hosts" in said:
            return Refused(
                _("The server {address} does not show the key that was confirmed.").format(address=self.address),
                _("Nothing was sent. Ask the school whether the server was changed, then join again."),
            )
        if any(word in said for word in ("not found", "does not appear", "not a git repository", "404")):
            return NotFound(
                _("The server {address} has no such place.").format(address=self.address),
                _("“portfolio class check” says what is missing."),
            )
        if "fsck" in said or "bad object" in said or "index-pack" in said or "corrupt" in said:
            return BrokenRecord(
                _("What the server has is damaged, so it was left alone: {reason}").format(reason=error.what)
            )
        return self._unreachable(error.what)

    def _unreachable(self, reason: str) -> Unreachable:
        told = _("The server {address} cannot be reached now.").format(address=self.address)
        return Unreachable(f"{told} {reason}".strip(), _("Everything is saved here, and goes there at the next sync."))


def _agent() -> dict[str, str]:
    """Where the person's ssh agent is, if one runs."""
    return {"SSH_AUTH_SOCK": os.environ["SSH_AUTH_SOCK"]} if "SSH_AUTH_SOCK" in os.environ else {}


def fingerprint(known: str) -> str:
    """The SHA-256 fingerprint of a host key, as a school prints it."""
    import base64
    import hashlib

    parts = known.split()
    digest = hashlib.sha256(base64.b64decode(parts[2])).digest()
    return f"{parts[1]} SHA256:{base64.b64encode(digest).decode().rstrip('=')}"
