"""export case: the standards of a portfolio or a course, as a CASE package."""

from __future__ import annotations

import os

import click

from portfolio.cli.context import desk, say
from portfolio.clock import SystemClock
from portfolio.export import standards
from portfolio.export.folder import write_new
from portfolio.i18n import ngettext
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
    data = standards.package(courses, owner, SystemClock())
    if not file:
        click.echo(data.decode(), nl=False)
        return
    write_new(os.path.abspath(os.path.expanduser(file)), data)
    say(ngettext("{n} standard is in", "{n} standards are in", standards.count(courses)) + f" {line(file)}.")
