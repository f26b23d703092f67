"""import leap2a: a portfolio from Mahara, or from another program that writes Leap2A."""

from __future__ import annotations

import os

import click

from portfolio.cli.context import desk, say
from portfolio.i18n import _, ngettext
from portfolio.text import line, shorten


@click.command("leap2a")
@click.argument("file", metavar="FILE")
@click.option("--in", "folder", metavar="DIR", help="Make a new portfolio in DIR, or use the one there.")
@click.option("--name", default="", help="Your name in the new portfolio; else the one in the export.")
@click.option(
    "--course", "courses", multiple=True, metavar="COURSE", help="A course for the new portfolio; repeatable."
)
@click.pass_obj
def command(named: str, file: str, folder: str | None, name: str, courses: tuple[str, ...]) -> None:
    """Bring in a portfolio from Mahara or another program (Leap2A: a zip, a folder, or leap2a.xml)."""
    from portfolio.services.bringing import bring, read_export

    export = read_export(os.path.expanduser(file))
    if folder is not None:
        named = os.path.abspath(os.path.expanduser(folder))
        if not os.path.isfile(f"{named}/portfolio.json"):
            _make(named, name or export.feed.owner, courses)
    with desk(named) as opened:
        done = bring(opened, export)
        say(_("Brought into the portfolio of {name}:").format(name=opened.view.owner.name))
    for heading, titles in (
        (_("work"), done.works),
        (_("idea for a goal"), done.goals),
        (_("here already"), done.already),
    ):
        for title in titles:
            say(f"  {heading}: {shorten(title, 100)}")
    say("  " + ngettext("{n} file", "{n} files", done.files))
    if done.reflections:
        say("  " + ngettext("{n} reflection", "{n} reflections", done.reflections))
    if done.already and not (done.works or done.goals):
        say(_("All of it is here already, so nothing was added."))
    for reason in done.left:
        say(_("Left out: {what}").format(what=reason))
    if done.works or done.goals:
        say(_("Each is a version of its own: “portfolio history” shows them, “portfolio undo” takes one back."))


def _make(folder: str, name: str, courses: tuple[str, ...]) -> None:
    from portfolio import config
    from portfolio.cli.start import course_folder
    from portfolio.clock import SystemClock
    from portfolio.course.shelf import to_keep
    from portfolio.door.create import create

    if not name:
        raise click.UsageError(_("The export does not tell whose it is; say so with --name."))
    contents: dict[str, bytes] = {}
    for one in courses:
        contents.update(to_keep(course_folder(one))[1])
    made = create(folder, name, SystemClock(), courses=contents)
    config.remember(made.root)
    made.close()
    say(_("Your portfolio is ready in {folder}.").format(folder=line(folder)))
