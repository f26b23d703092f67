"""import: what another program wrote, brought in."""

from __future__ import annotations

import os

import click

from portfolio.cli.context import as_json, desk, interactive, items, say
from portfolio.course.case import Item, Package, picked
from portfolio.errors import BadInput
from portfolio.i18n import _, ngettext
from portfolio.text import line, shorten

_SHOWN = 200
"""So many items of a package are listed; --json lists all."""


@click.group("import")
def import_() -> None:
    """Bring in what another program wrote."""


@import_.command("case")
@click.argument("file", metavar="FILE")
@click.option("--in", "folder", metavar="DIR", help="Begin a course in this new folder.")
@click.option("--pick", "picks", multiple=True, metavar="CODE", help="A code, or how codes begin; repeatable.")
@click.option("--framework", default="", metavar="NAME", help="What stands before the colon of each code.")
@click.option("--like", default="humanities-10", metavar="COURSE", help="The shipped course that gives the rest.")
@as_json
def import_case(
    file: str, folder: str | None, picks: tuple[str, ...], framework: str, like: str, as_json: bool
) -> None:
    """List the standards of a CASE package (JSON or zip), and begin a course with a few of them."""
    from portfolio.course.beginning import begin_from, packages_in

    packages = packages_in(os.path.expanduser(file), framework)
    every = {one.standard.code: one for package in packages for one in package.items}
    if as_json:
        items(_as_row(one) for one in (picked([*every.values()], picks) if picks else every.values()))
        return
    if folder is None:
        _list(packages, picks)
        return
    if picks:
        chosen = picked([*every.values()], picks)
    elif interactive():
        chosen = _ask(packages, [*every.values()])
    else:
        raise BadInput(
            _("Say which standards the course is to have. Nothing was written."),
            _("Name them with --pick CODE; without --in they are listed."),
        )
    package = next((one for one in packages if chosen and chosen[0] in one.items), packages[0])
    written, left = begin_from(os.path.expanduser(folder), like, package, chosen)
    _tell(line(folder), len(written), chosen, left)
    for reason in (reason for one in packages for reason in one.dropped):
        say(_("Left out: {what}").format(what=reason))


def _as_row(one: Item) -> dict[str, object]:
    standard = one.standard
    return {
        "code": standard.code,
        "name": standard.name,
        "statement": standard.statement,
        "case": standard.case,
        "grades": list(one.grades),
        "kind": one.kind,
        "depth": one.depth,
    }


def _list(packages: list[Package], picks: tuple[str, ...]) -> None:
    for package in packages:
        chosen = picked(package.items, picks) if picks else package.items
        say(_("{title} ({creator}): {n} items").format(
            title=package.title, creator=package.creator or _("without an author"), n=len(package.items)
        ))  # fmt: skip
        for one in chosen[:_SHOWN]:
            grades = _(" (grade {grades})").format(grades=", ".join(one.grades)) if one.grades else ""
            say(f"{'  ' * min(one.depth, 8)}{one.short}  {shorten(one.standard.statement, 100)}{grades}")
        if len(chosen) > _SHOWN:
            say(_("… and {n} more; --pick with the beginning of a code shows those.").format(n=len(chosen) - _SHOWN))
        for reason in package.dropped:
            say(_("Left out: {what}").format(what=reason))
    say(_("Begin a course with a few of them: --in DIR --pick CODE --pick CODE. 5 to 8 work best."))


def _ask(packages: list[Package], every: list[Item]) -> list[Item]:
    """The items a person picks from the list."""
    _list(packages, ())
    while True:
        given = click.prompt(_("Which ones? Codes, or how they begin, with commas"))
        try:
            return picked(every, [part for part in given.split(",") if part.strip()])
        except BadInput as error:
            say(str(error))


def _tell(folder: str, written: int, chosen: list[Item], left: dict[str, int]) -> None:
    from portfolio.course.reader import MANY_STANDARDS

    say(_("{n} files are in {folder}.").format(n=written, folder=folder))
    say(ngettext("{n} standard is in standards.md.", "{n} standards are in standards.md.", len(chosen)))
    if len(chosen) > MANY_STANDARDS:
        say(_("That is more than a student can keep in mind. 5 to 8 work best; take the others out of standards.md."))
    if any(one.grades for one in chosen):
        say(_("Each grade that the package names begins as “taught”. Change it where students work on their own."))
    for file, count in sorted(left.items()):
        say("  " + file + ": " + ngettext("{n} place to write", "{n} places to write", count))
    if left:
        say(_("“portfolio course check {folder}” lists each place with its line.").format(folder=folder))
    else:
        say(_("Nothing is left to write: “portfolio course add {folder}” takes it as it is.").format(folder=folder))


@import_.command("leap2a")
@click.argument("file", metavar="FILE")
@click.option("--in", "folder", metavar="DIR", help="Make a new portfolio in DIR, or use the one there.")
@click.option("--name", default="", help="Your name in the new portfolio; else the one in the export.")
@click.option(
    "--course", "courses", multiple=True, metavar="COURSE", help="A course for the new portfolio; repeatable."
)
@click.pass_obj
def import_leap2a(named: str, file: str, folder: str | None, name: str, courses: tuple[str, ...]) -> None:
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
