"""import archive: a portfolio that was taken out, brought back as it was."""

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


@click.command("archive")
@click.argument("place", metavar="ARCHIVE")
@click.option("--in", "folder", required=True, metavar="DIR", help="A new or an empty folder for the portfolio.")
def command(place: str, folder: str) -> None:
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
