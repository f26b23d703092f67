"""import case: a course from the standards of a CASE package."""

from __future__ import annotations

import os

import click

from portfolio.cli.context import as_json, interactive, items, say
from portfolio.course.case import Item, Package, picked
from portfolio.errors import BadInput
from portfolio.i18n import _, ngettext
from portfolio.text import line, shorten

_SHOWN = 200
"""So many items of a package are listed; --json lists all."""


@click.command("case")
@click.argument("file", metavar="FILE")
@click.option("--in", "folder", metavar="DIR", help="Begin a course in this new folder.")
@click.option("--pick", "picks", multiple=True, metavar="CODE", help="A code, or how codes begin; repeatable.")
@click.option("--framework", default="", metavar="NAME", help="What stands before the colon of each code.")
@click.option("--like", default="humanities-10", metavar="COURSE", help="The shipped course that gives the rest.")
@as_json
def command(file: str, folder: str | None, picks: tuple[str, ...], framework: str, like: str, as_json: bool) -> None:
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
