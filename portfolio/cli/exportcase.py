"""export case: the standards of a portfolio or a course, as a CASE package."""

from __future__ import annotations

import os

import click

from portfolio.cli.context import desk, say
from portfolio.clock import SystemClock, stamp
from portfolio.course.case_out import to_package
from portfolio.errors import BadInput
from portfolio.i18n import _, ngettext
from portfolio.model.codec import canonical
from portfolio.model.course import Course
from portfolio.store import files
from portfolio.text import line


@click.command("case")
@click.argument("file", metavar="[FILE]", default="")
@click.option("--course", "folder", metavar="COURSE", help="A course folder or a shipped course, not the portfolio.")
@click.pass_obj
def command(named: str, file: str, folder: str | None) -> None:
    """Write the standards of your courses as a CASE package into FILE, or print it."""
    from portfolio.cli.start import course_folder
    from portfolio.course.shelf import to_keep

    if folder is not None:
        courses, owner = [to_keep(course_folder(folder))[0]], ""
    else:
        with desk(named, writable=False) as opened:
            courses, owner = opened.courses, opened.view.owner.name
    standards = [one for course in courses for one in course.standards]
    if not standards:
        raise BadInput(_("There is no standard to write."), _("Add a course first: “portfolio course add DIR”."))
    title = ", ".join(course.title for course in courses)
    data = canonical(to_package(title, owner or title, standards, stamp(SystemClock().now()), _document(courses)))
    if not file:
        click.echo(data.decode(), nl=False)
        return
    place = os.path.abspath(os.path.expanduser(file))
    if os.path.lexists(place):
        raise BadInput(_("There is already something at {place}.").format(place=line(file)), _("Choose a new name."))
    try:
        files.write(place, data, 0o644)
    except OSError as error:
        raise files.not_saved(error, place) from error
    count = len({one.code for one in standards})
    say(ngettext("{n} standard is in", "{n} standards are in", count) + f" {line(file)}.")


def _document(courses: list[Course]) -> str:
    """What names the document: the ids of its courses, so that a later version of them has the same identifier."""
    return " ".join(sorted(course.id for course in courses))
