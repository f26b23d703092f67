"""export deck: the capstone's deck as one file that opens in any browser."""

from __future__ import annotations

import click

from portfolio.cli.context import as_json, desk, one, say
from portfolio.i18n import ngettext
from portfolio.text import line


@click.command("deck")
@click.argument("place", metavar="FILE", default="deck.html")
@as_json
@click.pass_obj
def command(named: str, place: str, as_json: bool) -> None:
    """Write the capstone's deck into FILE: one web page with its pictures, for any browser and without a network.

    The space bar goes on, n shows the notes, and printing gives a page for each slide, with its notes.
    """
    from portfolio.export import deck

    with desk(named, quiet=True) as opened:
        opened.portfolio.settle()
        size, wrong = deck.write(opened, place)
        count = deck.length(opened)[0]
        if as_json:
            one({"file": place, "bytes": size, "slides": count, "wrong": wrong})
            return
        say(ngettext("{n} slide is written into", "{n} slides are written into", count), f"  {line(place)}")
        say(*wrong)
