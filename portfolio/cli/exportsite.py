"""export site: a portfolio as web pages in one folder."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable

import click

from portfolio.cli.context import as_json, desk, one, say
from portfolio.i18n import _, ngettext
from portfolio.text import line


@click.command("site")
@click.argument("place", metavar="[DIR]", default="")
@click.option(
    "--at", "version", default="", metavar="VERSION", help="As it was in a version (see “portfolio history”)."
)
@click.option("--preview", is_flag=True, help="List the pages and what stays here; write nothing.")
@as_json
@click.pass_obj
def command(named: str, place: str, version: str, preview: bool, as_json: bool) -> None:
    """Write your portfolio as web pages into DIR, a new folder. Open index.html in any browser; no network is needed.

    Private reflections and words you have not saved stay here. Pages that were written before are replaced.
    """
    from portfolio.export import folder, site, sitestays

    if not place and not preview:
        raise click.UsageError(_("Name a new folder for the pages, or use --preview to see what would be in it."))
    with desk(named, quiet=True) as opened:
        mine = opened.portfolio
        path = folder.check(place, mine.root, site.KIND) if place else ""
        mine.settle()
        at = mine.resolve(version) if version else ""
        with site.reading(opened, at) as then:
            made = site.Site(then)
            stays = sitestays.left_out(made, opened)
            if preview:
                pages = made.pages()
                if as_json:
                    files = [given.path for found in made.given.values() for given in found]
                    one(
                        {
                            "pages": [{"path": p.path, "title": p.title} for p in pages],
                            "files": files,
                            "left_out": stays,
                        }
                    )
                    return
                say(*(f"{page.path}  {line(page.title)}" for page in pages))
                say(*(f"{given.path}  {line(given.name)}" for found in made.given.values() for given in found))
                say("", *stays, _("Nothing was written."))
                return
            gc.freeze()  # what was read stays to the end: walking it again and again would take a fifth of the time
            count, size = site.write(made, path, _progress())
        if as_json:
            one({"folder": path, "pages": count, "bytes": size, "left_out": stays})
            return
        say(
            ngettext("{n} page is written. Open it in a browser:", "{n} pages are written. Open the first one:", count),
            f"  {line(os.path.join(path, 'index.html'))}",
            _("Whoever gets this folder can read all that is in it, what others said about your work, too."),
            *stays,
        )


def _progress() -> Callable[[int, int], None] | None:
    """Counts on one line while somebody is watching."""
    if not sys.stderr.isatty():
        return None

    def told(done: int, every: int) -> None:
        click.echo("\r" + _("Writing: {n} of {all}").format(n=done, all=every), nl=done == every, err=True)

    return told
