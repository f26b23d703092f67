"""new, demo, course, standard, today, check."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import Any

import click

from portfolio import config
from portfolio.cli.context import as_json, desk, find_folder, interactive, items, one, say, table
from portfolio.cli.lazy import Plain
from portfolio.clock import SystemClock, day
from portfolio.course import shelf
from portfolio.course.shelf import course_version, folder_files, shipped
from portfolio.door.create import create
from portfolio.errors import BadInput
from portfolio.i18n import LANGUAGES, _, ngettext
from portfolio.services import works
from portfolio.services.desk import Desk
from portfolio.services.growth import met
from portfolio.services.steps import NextStep
from portfolio.services.today import next_steps, put_off, take_up
from portfolio.text import line
from portfolio.wording import minutes, when


def course_folder(named: str) -> str:
    """The folder of a course named by its id (a shipped one) or by a path."""
    return shipped().get(named, os.path.expanduser(named))


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--name", help="Your name, as you want it to be shown.", prompt=True)
@click.option("--course", "courses", multiple=True, metavar="COURSE", help="A shipped course or a folder; repeatable.")
@click.option("--language", default="en", type=click.Choice(list(LANGUAGES)), help="The language of the app.")
def new(folder: str, name: str, courses: tuple[str, ...], language: str) -> None:
    """Make a new portfolio in DIR."""
    known = ", ".join(shipped())
    if not courses and interactive():
        told = _("Your course ({known}, or a folder; several with commas)").format(known=known)
        courses = tuple(part.strip() for part in click.prompt(told).split(",") if part.strip())
    if not courses:
        raise click.UsageError(_("Name a course with --course: {known}, or a folder.").format(known=known))
    contents = {}
    for named in courses:
        contents.update(shelf.to_keep(course_folder(named))[1])
    made = create(os.path.expanduser(folder), name, SystemClock(), language=language, courses=contents)
    config.remember(made.root)
    made.close()
    say(_("Your portfolio is ready in {folder}.").format(folder=made.root))
    say(_("Open it with “portfolio -C {folder}”, or see “portfolio -C {folder} today”.").format(folder=made.root))


@click.command()
@click.argument("folder", metavar="[DIR]", default="portfolio-sample")
@click.option("--no-open", is_flag=True, help="Build it and say where it is, without opening the app.")
@click.option("--class", "a_class", is_flag=True, help="A teacher's class of 28 made-up students instead.")
def demo(folder: str, no_open: bool, a_class: bool) -> None:
    """Build the sample portfolio of a made-up student in DIR (where it is not there yet) and open it."""
    if a_class:
        _demo_class("class-sample" if folder == "portfolio-sample" else folder, no_open=no_open)
        return
    from portfolio.services.sample import build

    place = os.path.abspath(os.path.expanduser(folder))
    if not os.path.isfile(f"{place}/portfolio.json"):
        versions = build(place, SystemClock())
        say(_("Built the sample portfolio in {folder}: {n} versions.").format(folder=line(place), n=versions))
    if no_open:
        say(line(place))
    elif sys.stdin.isatty() and sys.stdout.isatty():
        from portfolio.app import open_app

        open_app(place, remember=False)
    else:
        _print_today(place)


def _demo_class(folder: str, *, no_open: bool) -> None:
    from portfolio.classroom.sample import build_class

    place = os.path.abspath(os.path.expanduser(folder))
    people = sys.stdin.isatty() and sys.stdout.isatty()
    if not os.path.isfile(f"{place}/class/class.json"):

        def told(done: int, every: int) -> None:
            if people:
                click.echo("\r" + _("Building the sample class: {n} of {all}").format(n=done, all=every), nl=False)

        build_class(place, SystemClock(), told)
        if people:
            click.echo()
        say(_("Built the sample class in {folder}.").format(folder=line(place)))
    if no_open or not people:
        say(_("Read it with “portfolio -C {folder} class list”.").format(folder=line(f"{place}/class")))
        return
    from portfolio.teacher import open_class

    open_class(f"{place}/class")


@click.group(cls=Plain)
def course() -> None:
    """List, write, check and add courses."""


@course.command("list")
@as_json
@click.pass_obj
def course_list(named: str, as_json: bool) -> None:
    """The courses that come with the program, and those in your portfolio."""
    from portfolio.course.reader import read_course

    found = []
    for name, folder in shipped().items():
        contents = folder_files(folder)
        made, _mistakes = read_course(contents, course_version(contents))
        found.append({"id": name, "version": made.version, "title": made.title, "from": "shipped"})
    try:
        place = find_folder(named)
    except click.UsageError:
        place = ""
    if place:
        with desk(named, writable=False) as opened:
            found += [
                {"id": one.id, "version": one.version, "title": one.title, "from": "portfolio"}
                for one in opened.courses
            ]
    if as_json:
        items(found)
    else:
        heads = (_("id"), _("version"), _("from"), _("title"))
        table(heads, ((row["id"], row["version"], row["from"], row["title"]) for row in found))


@course.command("check")
@click.argument("folder", metavar="DIR")
def course_check(folder: str) -> None:
    """Report every mistake in a course: file, line, what was expected, an example."""
    from portfolio.course.reader import read_course

    contents = folder_files(course_folder(folder))
    made, mistakes = read_course(contents, course_version(contents))
    for mistake in mistakes:
        say(str(mistake))
    serious = [mistake for mistake in mistakes if not mistake.warning]
    if serious:
        raise BadInput(
            ngettext(
                "{n} mistake; the course cannot be used yet.",
                "{n} mistakes; the course cannot be used yet.",
                len(serious),
            )
        )
    say(
        _("{title}: {standards} standards, {rubrics} rubrics, {tasks} tasks. All is well.").format(
            title=made.title, standards=len(made.standards), rubrics=len(made.rubrics), tasks=len(made.tasks)
        )
    )
    theirs = shipped().get(made.id)
    if theirs and course_version(folder_files(theirs)) != course_version(contents):
        told = _(
            "Its id is still “{id}”, that of a course which comes with Portfolio. Change it at the top of course.md."
        )
        say(told.format(id=made.id))


@course.command("add")
@click.argument("folder", metavar="DIR")
@click.pass_obj
def course_add(named: str, folder: str) -> None:
    """Put a course into your portfolio, or a newer version of it. Works go on with the version they began with."""
    with desk(named) as opened:
        made = shelf.add(opened.portfolio, course_folder(folder))
        say(_("{title} is in your portfolio ({version}).").format(title=made.title, version=made.version))


@course.command("begin")
@click.argument("folder", metavar="DIR")
@click.option("--like", default="humanities-10", metavar="COURSE", help="The shipped course to copy.")
def course_begin(folder: str, like: str) -> None:
    """Begin a course of your own in DIR, as a copy of a shipped one."""
    written = shelf.begin(os.path.expanduser(folder), like)
    say(_("{n} files are in {folder}. Change the id in course.md first.").format(n=len(written), folder=line(folder)))
    say(_("Then change one file at a time and run “portfolio course check {folder}”.").format(folder=line(folder)))


@click.group(cls=Plain)
def standard() -> None:
    """The shared expectations of your courses."""


@standard.command("list")
@as_json
@click.pass_obj
def standard_list(named: str, as_json: bool) -> None:
    """Every standard with its statement, and the levels you gave yourself on the way."""
    with desk(named) as opened:
        levels = {one.code: one for one in met(opened)}
        rows: list[dict[str, Any]] = [
            {
                "code": one.code,
                "name": one.name,
                "statement": one.statement,
                "levels": list(levels[one.code].levels),
                "situations": levels[one.code].situations,
            }
            for one in opened.standards()
        ]
    if as_json:
        items(rows)
        return
    for row in rows:
        given = " ".join(row["levels"]) or _("no evidence yet")
        say(f"{row['code']}  {row['name']}: {row['statement']}", f"    {_('Your levels')}: {given}")


@click.command()
@click.option("--later", type=click.IntRange(1, 9), metavar="N", help="Put step N off (1 is the next step).")
@click.option("--until", default="", metavar="DATE", help="The day a step comes back; else in a week.")
@click.option("--all-back", is_flag=True, help="Let everything that was put off come back.")
@as_json
@click.pass_obj
def today(named: str, later: int | None = None, until: str = "", all_back: bool = False, as_json: bool = False) -> None:
    """Show the next step and why, your goals, standards, and works."""
    if later or all_back:
        _put_off(named, later, until)
        return
    if not as_json:
        _print_today(named)
        return
    with desk(named) as opened:
        steps = next_steps(opened)
        one(
            {
                "owner": opened.view.owner.name,
                "next": [
                    {"act": s.act, "target": s.target, "title": s.title, "reason": s.reason, "minutes": s.minutes}
                    for s in steps[:5]
                ],
                "goals": [
                    {"id": g.short, "statement": g.statement, "check_in": g.check_in} for g in opened.goals("active")
                ],
                "works": [
                    {"id": w.short, "title": w.title, "stages": {s.key: s.state for s in works.stages(opened, w)}}
                    for w in opened.works()
                ],
            }
        )


def _put_off(named: str, later: int | None, until: str) -> None:
    with desk(named) as opened:
        if later is None:
            say(_("{n} steps are back.").format(n=take_up(opened)))
            return
        steps = next_steps(opened)
        if later > len(steps):
            raise click.UsageError(_("There are {n} steps.").format(n=len(steps)))
        at = day(until) if until else opened.today + timedelta(days=7)
        if at is None:
            raise click.UsageError(_("“{value}” is not a date; write it like 2026-12-31.").format(value=until[:40]))
        put_off(opened, steps[later - 1], at)
        say(_("“{title}” stays away until {day}.").format(title=steps[later - 1].title, day=at))


def _print_today(named: str) -> None:
    with desk(named) as opened:
        say(f"{opened.view.owner.name} – {_('Today')}")
        _print_next(opened)
        goals = opened.goals("active")
        if goals:
            say("", _("Goals"))
        for goal in goals:
            given = [one.confidence for one in opened.check_ins(goal)]
            told = f", {_('confidence')} {' '.join(str(one) for one in given)}" if given else ""
            due = day(goal.check_in)
            check = f", {_('check-in')} {when(due, opened.today)}" if due else ""
            say(f"  {goal.short}  {goal.statement} ({opened.standard_name(goal.standard)}{check}{told})")
        say("", _("Standards"))
        for found in met(opened):
            say(f"  {found.name}: {' '.join(found.levels) or _('no evidence yet')}")
        if opened.works():
            say("", _("Work"))
        for work in opened.works()[:8]:
            now = next((stage.label for stage in works.stages(opened, work) if stage.state == "now"), "")
            at = _("shared") if work.shared else now
            say(f"  {work.short}  {work.title} – {at}")


def _print_next(opened: Desk) -> None:
    steps = next_steps(opened)
    if not steps:
        say(_("Nothing is waiting. Look back, or begin something new."))
        return
    say("", _("Next step: {title}").format(title=steps[0].title))
    say(f"  {steps[0].reason} {minutes(steps[0].minutes)}", f"  {_('Command')}: {command_of(steps[0])}")
    for step in steps[1:3]:
        say(f"  {_('or')}: {step.title}. {_('Command')}: {command_of(step)}")


def command_of(step: NextStep) -> str:
    """The command line that does a step."""
    if step.act == "choose":
        return f"portfolio choose {step.target.partition('#')[2]}"
    if step.act == "week":
        return f"portfolio support plan {_('BLOCK')}"
    if step.act in ("support", "answer"):
        week, _slash, block = step.target.partition("/")
        verb = "done" if step.act == "support" else "accept"
        return f'portfolio support {verb} "{block}" --week {week}'
    if step.act in ("decide", "feedback"):
        return {"decide": "portfolio decide", "feedback": "portfolio feedback list"}[step.act]
    name = step.target[-8:]
    commands = {
        "goal": "portfolio goal add",
        "capstone": "portfolio capstone",
        "checkin": f"portfolio goal check-in {name}",
        "strategy": f"portfolio strategy judge {name}",
        "proposal": f"portfolio propose {name}",
        "draft": f"portfolio draft save {name} --from {_('FILE')}",
    }
    return commands.get(step.act, f"portfolio {step.act} {name}")


@click.command()
@click.pass_obj
def check(named: str) -> None:
    """Look for anything broken in the folder or its history; exit 1 where there is."""
    with desk(named, quiet=True) as opened:
        opened.courses  # noqa: B018 - reading them finds what is broken
        problems = [*opened.portfolio.check(), *opened.shelf.problems]
        for problem in problems:
            say(str(problem))
    if problems:
        raise BadInput(
            ngettext(
                "{n} thing needs a look; the rest works.", "{n} things need a look; the rest works.", len(problems)
            )
        )
    say(_("All is well: the files, the records and the history can be read."))
