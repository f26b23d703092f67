"""import."""

from __future__ import annotations

import os

import click

from portfolio import config
from portfolio.cli.context import progress, say
from portfolio.clock import SystemClock
from portfolio.export.bring import bring
from portfolio.hub import joining
from portfolio.i18n import _
from portfolio.text import line


class _OrArchive(click.Group):
    """Takes the first word for an archive, unless it is the name of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command in where it was left out."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["archive", *args]
        return super().parse_args(ctx, args)


@click.group("import", cls=_OrArchive)
def import_() -> None:
    """Bring in what was taken out: “portfolio import ARCHIVE --in DIR”."""


@import_.command("archive")
@click.argument("place", metavar="ARCHIVE")
@click.option("--in", "folder", required=True, metavar="DIR", help="A new or an empty folder for the portfolio.")
def import_archive(place: str, folder: str) -> None:
    """Bring back a portfolio from the file or folder that “portfolio export archive” made."""
    root = os.path.abspath(os.path.expanduser(folder))
    with progress(_("Checking")) as told:
        done = bring(place, root, SystemClock(), told)
    made = done.portfolio
    try:
        say(
            _("The portfolio of {name} is in {folder}, {n} versions.").format(
                name=made.owner.name, folder=line(root), n=made.count()
            )
        )
        if done.private:
            say(_("Private reflections came with it."))
        if done.strangers:
            names = ", ".join(line(one) for one in done.strangers[:5])
            say(_("Not part of the archive, and left out: {names}").format(names=names))
        for each in joining.classes(made):
            say(
                _("You were in {name}. To join from here: “portfolio -C {folder} join HUB#{id}”.").format(
                    name=line(str(each.get("name"))), folder=line(root), id=line(str(each.get("id")))
                )
            )
    finally:
        made.close()
    config.remember(root)
