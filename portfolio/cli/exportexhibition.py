"""export exhibition: the page for guests."""

from __future__ import annotations

import click

from portfolio.cli.context import as_json, desk, one, say
from portfolio.i18n import _
from portfolio.text import line


@click.command("exhibition")
@click.argument("place", metavar="FILE", default="exhibition.html")
@click.argument("which", metavar="[EXHIBITION]", default="")
@as_json
@click.pass_obj
def command(named: str, place: str, which: str, as_json: bool) -> None:
    """Write an exhibition (the newest, or the one named) into FILE: one web page for guests, without a network."""
    from portfolio.export import exhibition
    from portfolio.services.exhibiting import named as find

    with desk(named, quiet=True) as opened:
        opened.portfolio.settle()
        gone = exhibition.write(opened, find(opened, which), place)
        if as_json:
            one({"file": place, "left_out": gone})
            return
        say(_("The page is in {file}. Whoever gets it can read all that is on it.").format(file=line(place)))
        say(*(_("Not on it: {what}").format(what=each) for each in gone))
