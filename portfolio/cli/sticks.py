"""stick."""

from __future__ import annotations

import click

from portfolio import config
from portfolio.cli.context import desk, find_folder, known_folders, say
from portfolio.cli.hubs import tell_to_decide
from portfolio.cli.lazy import Plain
from portfolio.clock import SystemClock
from portfolio.errors import NotFound
from portfolio.hub import joining
from portfolio.hub import stick as sticks
from portfolio.i18n import _
from portfolio.text import line


@click.group(cls=Plain)
def stick() -> None:
    """Carry the whole portfolio on your own stick, private reflections too."""


@stick.command("out")
@click.argument("folder", metavar="DIR")
@click.option("--without-private", is_flag=True, help="Leave private reflections on this computer.")
@click.pass_obj
def stick_out(named: str, folder: str, without_private: bool) -> None:
    """Bring what is here and what is on the stick at DIR together, and leave all of it on both."""
    with desk(named) as opened:
        came = sticks.carry(opened.portfolio, folder, private=not without_private)
        if came:
            say(_("Work from another computer came in."))
        say(_("All of it is on the stick, {n} versions.").format(n=opened.portfolio.count()))
        if opened.portfolio.private.all() and not without_private:
            say(_("Private reflections are on it, too: keep it to yourself."))
        tell_to_decide(opened)


@stick.command("in")
@click.argument("folder", metavar="DIR")
@click.option(
    "--in", "root", default="", metavar="DIR", help="Where the portfolio goes on a computer that has none of it."
)
@click.pass_obj
def stick_in(named: str, folder: str, root: str) -> None:
    """Take in what is on the stick at DIR."""
    if root:
        made = sticks.take(folder, root, SystemClock())
        say(_("Your portfolio is in {folder}, {n} versions.").format(folder=line(made.root), n=made.count()))
        for each in joining.classes(made):
            _tell_how_to_join(made.root, str(each.get("id")), str(each.get("name")))
        made.close()
        config.remember(made.root)
        return
    try:
        here = find_folder(named)
    except click.UsageError as error:
        if known_folders():
            raise
        raise NotFound(
            _("There is no portfolio here that could take it in."),
            _("To begin one with what is on the stick: “portfolio stick in {stick} --in DIR”.").format(
                stick=line(folder)
            ),
        ) from error
    with desk(here) as opened:
        came = sticks.bring(opened.portfolio, folder)
        say(_("Work from the stick came in.") if came else _("Nothing on the stick is newer than what is here."))
        tell_to_decide(opened)


def _tell_how_to_join(root: str, group: str, name: str) -> None:
    """What a stick cannot carry: the way to a class, which is kept on each computer for one person alone."""
    say(
        _("You are in {name}, but a stick cannot carry the key of your seat: nothing goes there from here yet.").format(
            name=line(name)
        ),
        _(
            "To join from here, too: “portfolio -C {folder} join HUB#{id}”. HUB is in the line your teacher gave you."
        ).format(folder=line(root), id=line(group)),
    )
