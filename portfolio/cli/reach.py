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
from portfolio.history.remote import Way, fingerprint, is_address
from portfolio.hub import joining
from portfolio.i18n import _

_WAY = (
    click.option(
        "--key", default="", metavar="FILE", help="The private key for an ssh server; else the agent is asked."
    ),
    click.option("--user", default="", metavar="NAME", help="Your name at an https server; the token is asked for."),
    click.option("--ca", "authority", default="", metavar="FILE", help="The certificate authority of an https server."),
)


@dataclass(frozen=True)
class Reach:
    """What was said on the command line about how a server is reached."""

    key: str
    user: str
    authority: str

    def way(self, address: str, *, agreed: bool) -> Way:
        """The way in: a host key is shown and confirmed, a token is asked for and not shown.

        Args:
            agreed: the host key was compared beforehand (--yes).

        Raises:
            Refused: nobody is there to confirm it.
        """
        if not is_address(address):
            return Way()
        known = joining.host_key(address)
        kept = self._confirmed(known, agreed=agreed) if known else ""
        token = os.environ.get("PORTFOLIO_TOKEN", "").strip()
        if self.user and not token and interactive():
            token = click.prompt(_("Token (it is not shown)"), hide_input=True)
        key, authority = (
            os.path.abspath(os.path.expanduser(each)) if each else "" for each in (self.key, self.authority)
        )
        return Way(kept, key, self.user, token, authority)

    @staticmethod
    def _confirmed(known: str, *, agreed: bool) -> str:
        """The file with a host key that a person confirmed."""
        say(_("The server shows this key: {key}").format(key=fingerprint(known)))
        if not agreed:
            if not interactive():
                raise Refused(
                    _("Nobody is there to confirm it, so nothing was sent."), _("Compare it, then add --yes.")
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
    def wrapped(*args: Any, key: str, user: str, authority: str, **rest: Any) -> Any:
        return function(*args, reach=Reach(key, user, authority), **rest)

    for option in reversed(_WAY):
        wrapped = option(wrapped)
    return wrapped
