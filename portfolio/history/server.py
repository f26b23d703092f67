"""A git server: its address, the way in, and how ssh calls it with nothing of the user's own git and ssh setup.

Addresses pass an allow-list, since they become words of a command.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.text import line

_ADDRESS = re.compile(
    r"(?P<scheme>https|ssh)://(?:(?P<user>[A-Za-z0-9_][A-Za-z0-9_.-]*)@)?(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-f:]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[A-Za-z0-9_~][A-Za-z0-9_.~-]*)+)/?"
)
_SHORT = re.compile(
    r"(?P<user>[A-Za-z0-9_][A-Za-z0-9_.-]*)@(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*)"
    r":(?P<path>/?[A-Za-z0-9_~][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_~][A-Za-z0-9_.~-]*)*)/?"
)
_SECRET = re.compile(r"[a-z]+://[^/@]*:[^/]*@.*|https://[^/]*@.*", re.DOTALL)
SILENCE = 60
"""Seconds after which a line on which nothing moves is given up."""


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


@dataclass(frozen=True)
class Server:
    """An address in its parts."""

    address: str
    scheme: str
    user: str
    host: str
    """A name or a number, as ssh wants it: without brackets."""
    port: str
    root: str
    """Where the hub stands on an ssh server, as its shell understands it: of safe characters only."""


def read(text: str) -> Server:
    """An address in its parts.

    Raises:
        BadInput: it is not one that is safe to use.
    """
    text = text.strip()
    short = _SHORT.fullmatch(text)
    if short:
        return Server(text.rstrip("/"), "ssh", short["user"], short["host"], "", short["path"])
    if _SECRET.fullmatch(text):
        raise BadInput(
            _("A name or a token does not belong into the address of a server."),
            _("Leave it out; say your name with --user, and the token is asked for."),
        )
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found["port"] or 1) <= 65535:
        raise BadInput(
            _("“{text}” is not the address of a server.").format(text=line(text)[:80]),
            _("It looks like ssh://git@school.example/hub or https://school.example/hub."),
        )
    root = found["path"].removeprefix("/") if found["path"].startswith("/~") else found["path"]
    user, port, host = found["user"] or "", found["port"] or "", found["host"].strip("[]")
    return Server(text.rstrip("/"), found["scheme"], user, host, port, root)


def address(text: str) -> str:
    """A server's address as this program uses it.

    Raises:
        BadInput: it is not one that is safe to use.
    """
    return read(text).address


def is_address(text: str) -> bool:
    """Whether a text is meant as a server's address, not as a folder."""
    return "://" in text or bool(_SHORT.fullmatch(text.strip()))


def ssh(way: Way) -> list[str]:
    """The command ssh, with nothing of the user's own settings."""
    options = [
        "BatchMode=yes",
        "StrictHostKeyChecking=yes",
        "ConnectTimeout=10",
        "ServerAliveInterval=10",
        f"ServerAliveCountMax={SILENCE // 10}",
        "ForwardAgent=no",
        "ForwardX11=no",
        "ClearAllForwardings=yes",
        f"UserKnownHostsFile={_quoted(way.known_hosts or os.devnull)}",
        f"GlobalKnownHostsFile={os.devnull}",
        "PermitLocalCommand=no",
        "ProxyCommand=none",
        "ControlPath=none",
        "UpdateHostKeys=no",
        f"IdentityFile={_quoted(way.key) if way.key else 'none'}",
        f"IdentitiesOnly={'yes' if way.key else 'no'}",
    ]
    return ["ssh", "-F", os.devnull, *(part for one in options for part in ("-o", one))]


def calling(server: Server, way: Way) -> tuple[str, ...]:
    """The command that runs another one at the server."""
    user = f"{server.user}@" if server.user else ""
    return (*ssh(way), *port(server), "-T", "--", f"{user}{server.host}")


def port(server: Server) -> tuple[str, ...]:
    """The option of ssh and its kin that names a port, where the address does."""
    return ("-p", server.port) if server.port else ()


def _quoted(path: str) -> str:
    """A path as a value of an ssh option: spaces and percent signs are its own."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def agent() -> dict[str, str]:
    """Where the person's ssh agent is, if one runs."""
    return {"SSH_AUTH_SOCK": os.environ["SSH_AUTH_SOCK"]} if "SSH_AUTH_SOCK" in os.environ else {}


def fingerprint(known: str) -> str:
    """The SHA-256 fingerprint of a host key, as a school prints it."""
    import base64
    import hashlib

    parts = known.split()
    digest = hashlib.sha256(base64.b64decode(parts[2])).digest()
    return f"{parts[1]} SHA256:{base64.b64encode(digest).decode().rstrip('=')}"
