"""Publishing a course from a folder, and what its standards expect of each grade."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from textual.content import Content

from portfolio.classroom.commenting import late
from portfolio.classroom.publishing import add_course
from portfolio.classroom.saying import class_desk
from portfolio.course.shelf import shipped, to_keep
from portfolio.errors import NotTaken, PortfolioError, Unreachable
from portfolio.i18n import N_, _
from portfolio.model.form import Field, Form
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import Ask, FormDialog
from portfolio.text import line
from portfolio.widgets.pixels import joined, lines, text

if TYPE_CHECKING:
    from portfolio.teacher import ClassApp

COURSE_FORM = Form(
    Field("folder", "line", N_("Folder"), N_("The course as Markdown; “portfolio course begin DIR” makes one.")),
)


def ask_for_course(app: ClassApp) -> None:
    """Ask for the folder of a course, check it, and publish it after asking. Every mistake is shown at once."""
    given: dict[str, str] = {}

    def after(done: bool | None) -> None:
        if done:
            _publish(app, given["folder"])

    def submit(answers: dict[str, Any]) -> None:
        given["folder"] = str(answers["folder"] or "").strip()

    app.read(class_desk(app.room, app.clock))
    app.push_screen(FormDialog(_("Publish a course"), COURSE_FORM, submit, key="course", verb=_("Check it")), after)


def _publish(app: ClassApp, folder: str) -> None:
    try:
        app.room.owned()
        made, contents = to_keep(shipped().get(folder, os.path.expanduser(folder)))
    except PortfolioError as error:
        app.push_screen(Reading(_("This course cannot be published yet"), text(str(error))))
        return

    def publish(yes: bool | None) -> None:
        if not yes:
            return
        try:
            add_course(app.room, made.ref, contents, app.clock)
        except (Unreachable, NotTaken) as error:
            app.say(late(error), lasting=True)
        except PortfolioError as error:
            app.say(str(error), wrong=True, lasting=True)
            return
        else:
            app.say(_("It is published. Students get it in their next sync."))
        app.read_rows()
        app.redraw()

    told = _(
        "Every student of {name} gets “{title}” ({year}, {n} standards) in their next sync. Works that were begun go "
        "on with the version they began with."
    ).format(name=line(app.room.kept.name), title=line(made.title), year=line(made.year), n=len(made.standards))
    app.push_screen(Ask(_("Publish it?"), told), publish)


def show_expected(app: ClassApp) -> None:
    """What each standard expects of each grade."""
    rows: list[Content] = []
    for one in app.standards.standards:
        rows += [joined((text(one.name, "bold"), text(f"  {one.code}", "$muted"))), text(one.statement)]
        for grade, expected in one.grades.items():
            head = f"{_('Grade {grade}').format(grade=grade)}, {_(expected.how)}: "
            rows.append(joined((text(head, "$muted"), text(expected.text))))
        rows.append(Content(""))
    app.push_screen(Reading(_("What is expected"), lines(rows or [text(_("The class has no course yet."), "$muted")])))
