"""remove-from-history."""

from __future__ import annotations

import click

from portfolio.cli.context import desk, interactive, progress, say
from portfolio.door import removing
from portfolio.errors import NotFound, PortfolioError, Refused
from portfolio.i18n import _
from portfolio.services.desk import Desk
from portfolio.text import line


@click.command("remove-from-history")
@click.argument("what", metavar="PATH|WORK|RECORD")
@click.option("--name", "typed", default="", metavar="NAME", help="The name of what goes, typed to agree.")
@click.pass_obj
def remove_from_history(named: str, what: str, typed: str) -> None:
    """Remove a work, a record or a file from every version, for good. Undo cannot bring it back."""
    with desk(named, send=False) as opened:
        target = _target(opened, what)
        say(
            _("This removes “{name}” from every version: {n} files and records.").format(
                name=target.name, n=len(target.gone)
            ),
            _("All other versions stay, with their dates. Nobody can bring it back from here, undo neither."),
            _("It cannot reach copies at school, on sticks, in archives or with a teacher, nor what others wrote."),
            _("They will see “another history” until they forget the old one. Tell your teacher."),
        )
        _agree(target.name, typed)
        with progress(_("Making versions anew")) as told:
            done = removing.remove(opened.portfolio, target, told)
        say(
            _("Removed. {n} versions were made anew; the receipt is a version of its own ({id}).").format(
                n=done.receipt.versions, id=done.receipt.short
            )
        )
        if done.still:
            say(_("Some of the same words still stand in:"), *(f"  {line(path)}" for path in done.still))


def _target(opened: Desk, what: str) -> removing.Target:
    """What a person named: a path or a record first, then a work by its title or slug."""
    try:
        return removing.find(opened.portfolio, what)
    except NotFound:
        try:
            work = opened.find_work(what)
        except PortfolioError:
            work = None
        if work is None:
            raise
        return removing.find(opened.portfolio, what, work)


def _agree(name: str, typed: str) -> None:
    """Have the name typed."""
    if not typed and interactive():
        typed = click.prompt(_("Type its name to agree ({name})").format(name=name), default="", show_default=False)
    if line(typed) != line(name):
        raise Refused(
            _("The name was not typed, so nothing was removed."),
            _("Its name is “{name}”: type it, or add --name.").format(name=line(name)),
        )
