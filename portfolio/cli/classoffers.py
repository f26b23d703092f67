"""class survey new, edit, preview, draft, publish, and class offer: what a teacher writes for students to answer."""

from __future__ import annotations

import os
from typing import Any

import click

from portfolio.classroom import asking, drafting
from portfolio.classroom import survey as reading
from portfolio.classroom.courses import Courses, publish
from portfolio.classroom.room import Room
from portfolio.cli import classsurvey
from portfolio.cli.classsurvey import courses_of, with_course
from portfolio.cli.context import as_json, ask, interactive, one, say, with_fields
from portfolio.cli.lazy import Plain
from portfolio.cli.rooms import agree
from portfolio.cli.survey import ask_line
from portfolio.clock import SystemClock
from portfolio.course.checks import listed
from portfolio.course.reader import read_course
from portfolio.course.shelf import folder_files
from portfolio.errors import NotFound
from portfolio.i18n import _
from portfolio.model.course import Course, Survey, Task
from portfolio.model.offer import OPTION_FORM, QUESTION_FORM, offer_form
from portfolio.services import choosing, interests
from portfolio.services.desk import Desk
from portfolio.text import line

_publish_now = click.option("--publish", "now", is_flag=True, help="Give it to the students at once.")


@click.group("survey", cls=Plain)
def survey() -> None:
    """The interest survey: write it, read what came back, draft choices from it, see what was chosen."""


@survey.command("new")
@with_course
@click.option("--from", "source", default="", metavar="COURSE",
              help="Whose questions it starts from: a course of the class, a shipped one, or a folder.")  # fmt: skip
@click.option("--grades", default="", metavar="GRADES", help="Which grades are asked, with commas; else all.")
@click.option("--title", default="", metavar="TEXT", help="What students see above it.")
@click.option("--about", default="", metavar="TEXT", help="What it is for, and who reads it.")
@click.option("--yes", is_flag=True, help="The questions there are now may go.")
@click.pass_obj
def new(named: str, which: str, source: str, grades: str, title: str, about: str, yes: bool) -> None:
    """Begin a survey in the course's folder, empty or with the questions of another one. Publish it when ready."""
    with courses_of(named) as (_room, courses):
        course = courses.find(which)
        folder = courses.folder(course)
        now, _wrong = asking.read(folder)
        like = _survey_of(courses, source) if source else None
        if now.questions and (like is None or like.questions != now.questions):
            agree(_("The course has a survey of {n} questions. Begin anew?").format(n=len(now.questions)), yes)
        made = asking.begin(folder, like, title=title, about=about, grades=listed(grades))
        said = _("{file} has {n} questions. “class survey edit” adds one, “preview” shows it, “publish” gives it out.")
        say(said.format(file=line(f"{folder}/{asking.FILE}"), n=len(made.questions)))


def _survey_of(courses: Courses, source: str) -> Survey:
    known = asking.sources(courses).get(source.strip())
    if known is not None:
        return known
    found = read_course(folder_files(os.path.expanduser(source)), "")[0].survey
    if not found.questions:
        raise NotFound(_("There is no survey with questions in {folder}.").format(folder=line(source)))
    return found


@survey.command("edit")
@with_course
@click.argument("number", metavar="[N]", type=click.IntRange(1, 10), default=None, required=False)
@click.option("--remove", is_flag=True, help="Take question N out.")
@with_fields(QUESTION_FORM)
@click.pass_obj
def edit(named: str, /, which: str, number: int | None, remove: bool, **given: Any) -> None:
    """Add a question, or change question N. Without anything at all, the survey opens in your editor."""
    with courses_of(named) as (_room, courses):
        folder = courses.folder(courses.find(which))
        if remove:
            if number is None:
                raise click.UsageError(_("Say which question, as in: class survey edit 3 --remove"))
            asking.remove_question(folder, number)
        elif number is None and not any(given.values()) and interactive():
            click.edit(filename=f"{folder}/{asking.FILE}")
        else:
            now = asking.read(folder)[0].questions
            before = asking.as_answers(now[number - 1]) if number and number <= len(now) else {}
            answers = {**before, **{name: value for name, value in given.items() if value is not None}}
            if answers.get("kind") == "text" and given.get("options") is None:
                answers["options"] = ""
            desk = Desk(courses.view, SystemClock())
            ask(QUESTION_FORM, answers, desk, lambda told: asking.put_question(folder, told, number or 0))
        found, wrong = asking.read(folder)
        say(*wrong, _("The survey has {n} questions of up to ten.").format(n=len(found.questions)))


@survey.command("preview")
@with_course
@as_json
@click.pass_obj
def preview(named: str, which: str, as_json: bool) -> None:
    """The survey as a student sees it, published or not."""
    with courses_of(named) as (room, courses):
        course = courses.find(which)
        found, wrong = asking.read(courses.folder(course)) if room.kept.owner else (course.survey, [])
    if as_json:
        questions = [{"question": q.text, "kind": q.kind, "options": list(q.options)} for q in found.questions]
        one({"title": found.title, "about": found.about, "grades": list(found.grades), "questions": questions,
             "wrong": wrong})  # fmt: skip
        return
    say(f"{found.title} ({course.title})", " ".join(found.about.split()), *interests.for_whom(found), "")
    for n, question in enumerate(found.questions, 1):
        ask_line(n, question)
    say("", interests.told_named(False), *wrong)


@survey.command("draft")
@with_course
@click.argument("task", metavar="TASK")
@click.option("--like", default="", metavar="TASK", help="For a new one: the task that gives what stays the same.")
@click.option("--opening", default="", metavar="TEXT", help="The invitation to choose.")
@click.option("--closes", default="", metavar="DATE", help="The last day on which a choice can be changed.")
@with_fields(OPTION_FORM)
@click.pass_obj
def draft(named: str, /, which: str, task: str, like: str, opening: str, closes: str, **given: Any) -> None:
    """Save one option of the choice TASK: its theme, its texts, an extension, and the standards and level of all."""
    with courses_of(named) as (room, courses):
        course = courses.find(which)
        folder = courses.folder(course)
        results = reading.results(room, courses, course, reading.hear(room)) if given.get("theme") else None

        def save(told: dict[str, Any]) -> tuple[Course, Task]:
            return drafting.draft(folder, task, told, like=like, opening=opening, closes=closes, results=results)

        made, found = ask(OPTION_FORM, given, Desk(courses.view, SystemClock()), save)
    _tell(made, found)


@click.command("offer")
@with_course
@with_fields(offer_form())
@_publish_now
@click.pass_obj
def offer(named: str, /, which: str, now: bool, **given: Any) -> None:
    """Offer a choice of topic or text at once: 2 to 6 options, everything else like another task of the course."""
    with courses_of(named) as (room, courses):
        course = courses.find(which)
        folder = courses.folder(course)
        desk = Desk(courses.view, SystemClock())
        made, found = ask(offer_form(), given, desk, lambda told: drafting.offer(folder, told))
        _tell(made, found)
        if now:
            _publish(room, course, folder)


def _tell(course: Course, task: Task) -> None:
    part = task.parts["content"]
    say(f"{task.title} ({task.id}): {part.open}", choosing.same_for_all(course, task))
    for option in part.options:
        led = choosing.led_by(option)
        say(f"  {option.name}: {option.what}" + (f" ({led})" if led else ""))
        say(f"      {_('extension')}: {option.extension}")
    if len(part.options) < 2:
        say(_("One option more, and it can be published."))


def _publish(room: Room, course: Course, folder: str) -> None:
    made = publish(room, course, folder, SystemClock())
    if made is None:
        say(_("{title} is published as it is; nothing has changed.").format(title=course.title))
        return
    said = _("{title} is published ({version}). Students get it in their next sync.")
    say(said.format(title=made.title, version=made.version))


@survey.command("publish")
@with_course
@click.pass_obj
def publish_(named: str, which: str) -> None:
    """Give the course with its survey and its choices to the students of the class."""
    with courses_of(named) as (room, courses):
        course = courses.find(which)
        _publish(room, course, courses.folder(course))


survey.add_command(classsurvey.results_)
survey.add_command(classsurvey.offered_)
