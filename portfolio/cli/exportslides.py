"""export pptx, export pdf: the capstone's deck as a presentation, and as a handout on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portfolio.cli.context import as_json, desk, one, say
from portfolio.i18n import _, ngettext
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.export.onefile import Kind

_replace = click.option("--replace", is_flag=True, help="Write over the file if it is there.")
_preview = click.option("--preview", is_flag=True, help="List the slides and what stays here; write nothing.")


@click.command("pptx")
@click.argument("place", metavar="FILE", default="deck.pptx")
@click.option("--without-notes", is_flag=True, help="Leave your notes out.")
@_preview
@_replace
@as_json
@click.pass_obj
def pptx(named: str, place: str, without_notes: bool, preview: bool, replace: bool, as_json: bool) -> None:
    """Write the capstone's deck into FILE for PowerPoint, Keynote or LibreOffice, with your notes.

    What is too long for a slide goes on over the next one. Needs: pip install 'portfolio[pptx]'
    """
    from portfolio.export import powerpoint

    _export(powerpoint, named, place, notes=not without_notes, preview=preview, replace=replace, as_json=as_json)


@click.command("pdf")
@click.argument("place", metavar="FILE", default="handout.pdf")
@click.option("--with-notes", is_flag=True, help="Put your notes in, below each slide.")
@_preview
@_replace
@as_json
@click.pass_obj
def pdf(named: str, place: str, with_notes: bool, preview: bool, replace: bool, as_json: bool) -> None:
    """Write a handout of the capstone's deck into FILE: the slides, lines to write on beside them, the sources.

    Your own notes stay out unless you say --with-notes. Needs: pip install 'portfolio[pdf]'
    """
    from portfolio.export import handout

    _export(handout, named, place, notes=with_notes, preview=preview, replace=replace, as_json=as_json)


def _export(kind: Kind, named: str, place: str, *, notes: bool, preview: bool, replace: bool, as_json: bool) -> None:
    from portfolio.export import onefile

    kind.check()
    with desk(named, quiet=True) as opened:
        opened.portfolio.settle()
        stays = onefile.stays(kind, opened, notes=notes)
        if preview:
            found = kind.plan(opened)
            titles = [{"number": each.number, "title": each.title} for each in found.deck.sheets]
            if as_json:
                one({"slides": titles, "wrong": list(found.told), "left_out": stays})
                return
            say(*(f"{each['number']}. {each['title']}" for each in titles), "", *found.told, *stays)
            say(_("Nothing was written."))
            return
        whole = onefile.place(place, kind.NAME, opened.portfolio.root, replace=replace)
        found, size, told = onefile.write(kind, opened, whole, notes=notes)
        if as_json:
            one({"file": whole, "bytes": size, "slides": found.count, "wrong": list(told), "left_out": stays})
            return
        say(
            ngettext("{n} slide is written into", "{n} slides are written into", found.count),
            f"  {line(whole)}",
            *told,
            *stays,
        )
