"""export csv."""

from __future__ import annotations

import click

from portfolio.cli.context import desk, say
from portfolio.export import tables
from portfolio.i18n import _
from portfolio.text import line


@click.command("csv")
@click.argument("folder", metavar="DIR")
@click.pass_obj
def command(named: str, folder: str) -> None:
    """Tables for a spreadsheet: works, drafts, ratings, goals and check-ins, a file each, in a new folder."""
    with desk(named, writable=False) as opened:
        names = tables.write_csv(opened, folder)
    say(_("Written to {folder}: {names}").format(folder=line(folder), names=", ".join(names)))
