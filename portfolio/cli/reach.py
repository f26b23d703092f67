"""How a server is reached, as said on the command line: key, name, token, certificate."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from portfolio.cli.context import interactive, say
from portfolio.errors import Refused
from portfolio.history.server import Way, fingerprint, is_address
from portfolio.hub import joining
from portfolio.i18n import _

_WAY = (
    click.option(
        "--key", default="", metavar="FILE", help="The private key for an ssh server; else the agent is asked."
    ),
    click.option(
        "--host-key",
        default="",
        metavar="SHA256:…",
        help="The key of an ssh server, as your school gave it to you; else it is shown and asked for.",
    ),
    click.option("--user", default="", metavar="NAME", help="Your name at an https server; the token is asked for."),
    click.option("--ca", "authority", default="", metavar="FILE", help="The certificate authority of an https server."),
)


@dataclass(frozen=True)
class Reach:
    """What was said on the command line about how a server is reached."""

    key: str
    host_key: str
    user: str
    authority: str

    def way(self, address: str) -> Way:
        """The way in: a host key is shown and confirmed once, a token is asked for and not shown.

        Raises:
            Refused: it is not the key that was given, or nobody is there to confirm it.
        """
        if not is_address(address):
            return Way()
        known = joining.host_key(address)
        kept = self._confirmed(known) if known else ""
        token = os.environ.get("PORTFOLIO_TOKEN", "").strip()
        if self.user and not token and interactive():
            token = click.prompt(_("Token (it is not shown)"), hide_input=True)
        key, authority = (
            os.path.abspath(os.path.expanduser(each)) if each else "" for each in (self.key, self.authority)
        )
        return Way(kept, key, self.user, token, authority)

    def _confirmed(self, known: str) -> str:
        """The file with a host key that is the one given, was confirmed before, or is confirmed now."""
        shown = fingerprint(known)
        if self.host_key:
            if shown.partition("SHA256:")[2] != self.host_key.strip().removeprefix("SHA256:").rstrip("="):
                raise Refused(
                    _("The server shows another key than the one you gave: {key}.").format(key=shown),
                    _("Nothing was sent. Look at how yours is written, then ask whoever keeps the server."),
                )
            return joining.confirm(known)
        if before := joining.confirmed(known):
            return before
        say(_("The server shows this key: {key}").format(key=shown))
        if not interactive():
            raise Refused(
                _("Nobody is there to confirm it, so nothing was sent."),
                _("Compare it with the one your school gave you, then add --host-key {key}.").format(
                    key=shown.split()[1]
                ),
            )
        click.confirm(_("Is it the one your school gave you?"), abort=True)
        return joining.confirm(known)


def with_address(function: Callable[..., Any]) -> Callable[..., Any]:
    """The address of a hub, handed on as `address`: also one pasted with the command, or with spaces in it."""

    @functools.wraps(function)
    def wrapped(*args: Any, address: tuple[str, ...], **rest: Any) -> Any:
        return function(*args, address=" ".join(address), **rest)

    return click.argument("address", metavar="HUB", nargs=-1, required=True)(wrapped)


def with_reach(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how a server is reached, handed on as `reach`."""

    @functools.wraps(function)
    def wrapped(*args: Any, key: str, host_key: str, user: str, authority: str, **rest: Any) -> Any:
        return function(*args, reach=Reach(key, host_key, user, authority), **rest)

    for option in reversed(_WAY):
        wrapped = option(wrapped)
    return wrapped
