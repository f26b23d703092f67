"""remove-from-history."""

from __future__ import annotations

import click

from portfolio.cli.context import desk, interactive, progress, say
from portfolio.door.removing import remove
from portfolio.door.target import Target
from portfolio.errors import Refused
from portfolio.i18n import _
from portfolio.services import removing
from portfolio.text import line


@click.command("remove-from-history")
@click.argument("what", metavar="PATH|WORK|RECORD")
@click.option("--name", "typed", default="", metavar="NAME", help="The name of what goes, typed to agree.")
@click.pass_obj
def remove_from_history(named: str, what: str, typed: str) -> None:
    """Remove a work, a record or a file from every version, for good. Undo cannot bring it back."""
    with desk(named, send=False) as opened:
        target = removing.find(opened, what)
        means = removing.consequences(opened, target)
        say(_("This removes “{name}” from every version:").format(name=line(target.name)))
        say(*(f"  {one}" for one in means.goes), *means.stays, *means.copies)
        _agree(target, typed)
        with progress(_("Making versions anew")) as told:
            done = remove(opened.portfolio, target, told)
        say(
            _("Removed. {n} versions were made anew; the receipt is a version of its own ({id}).").format(
                n=done.receipt.versions, id=done.receipt.short
            )
        )
        if done.still:
            say(_("Some of the same words still stand in:"), *(f"  {line(path)}" for path in done.still))


def _agree(target: Target, typed: str) -> None:
    """Have the word typed."""
    word = removing.word_of(target)
    if not typed and interactive():
        typed = click.prompt(_("Type its name to agree ({name})").format(name=word), default="", show_default=False)
    if not removing.agrees(target, typed):
        raise Refused(
            _("The name was not typed, so nothing was removed."),
            _("Its name is “{name}”: type it, or add --name.").format(name=word),
        )
