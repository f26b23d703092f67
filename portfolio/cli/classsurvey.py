"""class survey results, offered: what a class answered, and what came of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from portfolio.classroom import offered as choices
from portfolio.classroom import survey as reading
from portfolio.classroom.courses import Courses
from portfolio.classroom.hiding import FEWEST, Told
from portfolio.classroom.offered import WithoutChoice
from portfolio.classroom.room import Room
from portfolio.classroom.survey import Results
from portfolio.cli.context import as_json, one, say, table
from portfolio.cli.rooms import room_of
from portfolio.clock import SystemClock
from portfolio.i18n import _, ngettext
from portfolio.model.codec import encode
from portfolio.services.choosing import part_name
from portfolio.text import line
from portfolio.wording import defused

with_course = click.option(
    "--course", "which", default="", metavar="COURSE", help="Which course of the class, where it has several."
)


@contextmanager
def courses_of(named: str) -> Iterator[tuple[Room, Courses]]:
    """The class a command is about, with the courses it publishes."""
    with room_of(named) as room:
        found = Courses(room)
        try:
            yield room, found
        finally:
            found.close()


@click.command("results")
@with_course
@click.option("--csv", "as_csv", is_flag=True, help="Print the counts as CSV, for a spreadsheet.")
@as_json
@click.pass_obj
def results_(named: str, which: str, as_csv: bool, as_json: bool) -> None:
    """Themes by how many gave them, counted by grade. Groups under five are hidden; names stand only where allowed."""
    with courses_of(named) as (room, courses):
        found = reading.results(room, courses, courses.find(which), reading.hear(room))
    if as_json:
        one(_json(found))
    elif as_csv:
        click.echo(as_table(found), nl=False)
    else:
        _tell(found)


def _json(found: Results) -> dict[str, Any]:
    return {
        "course": found.course,
        "title": found.title,
        "asked": found.seats,
        "answered": found.answered,
        "groups": [{"group": name, "answered": size} for name, size in zip(found.groups, found.sizes, strict=True)],
        "questions": [
            {
                "question": each.question.text,
                "kind": each.question.kind,
                "words": list(each.words),
                "themes": [
                    {
                        "theme": theme.name,
                        "count": theme.total,
                        "by_group": dict(zip(found.groups, theme.groups, strict=True)),
                        "names": list(theme.names),
                    }
                    for theme in each.themes
                ],
            }
            for each in found.asked
        ],
        "wrong": list(found.wrong),
    }


def as_table(found: Results) -> str:
    """The counts as CSV; hidden ones are empty, and no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("question"), _("theme"), _("all"), *(defused(_group(name)) for name in found.groups)])
    writer.writerow([_("answered"), "", *("" if size is None else size for size in (found.answered, *found.sizes))])
    for each in found.asked:
        for theme in each.themes:
            counts = ["" if count is None else count for count in (theme.total, *theme.groups)]
            writer.writerow([defused(each.question.text), defused(theme.name), *counts])
    return out.getvalue()


def _group(name: str) -> str:
    return name or _("none")


def told(count: Told) -> str:
    """A count in a table; a dash where it is hidden."""
    return "–" if count is None else str(count)


def _tell(found: Results) -> None:
    say(found.title)
    if found.answered is None:
        say(
            _("{n} students are asked. Fewer than five have answered, so nothing is counted yet.").format(n=found.seats)
        )
    else:
        said = _("{answered} of {n} students have answered.")
        say(said.format(answered=found.answered, n=found.seats))
    say(*(_("Cannot be read, so it is not counted: {who}").format(who=who) for who in found.wrong))
    for each in found.asked:
        say("", each.question.text)
        if each.question.kind == "text":
            few = _("  Own words are shown once {n} have written some; they never stand with a name.")
            say(*([f"  - {words}" for words in each.words] or [few.format(n=FEWEST)]))
            continue
        heads = (_("all"), *(_("grade {name}").format(name=_group(name)) for name in found.groups))
        rows = [(*map(told, (theme.total, *theme.groups)), theme.name) for theme in each.themes]
        last = _("favourite") if each.question.kind == "rank" else _("theme")
        table((*heads, last), rows)
    names = sorted({name for each in found.asked for theme in each.themes for name in theme.names})
    if names:
        say("", ngettext("One lets their name be shown:", "{n} let their names be shown:", len(names)))
    for name in names:
        themes = [theme.name for each in found.asked for theme in each.themes if name in theme.names]
        say(f"  {name}: {', '.join(map(line, themes))}")
    say("", _("– is a group under five, or a count from which one could be worked out."))


@click.command("offered")
@with_course
@as_json
@click.pass_obj
def offered_(named: str, which: str, as_json: bool) -> None:
    """Each option against how many chose it, and who has had no choice this term. For your own planning alone."""
    with courses_of(named) as (room, courses):
        course = courses.find(which)
        heard = reading.hear(room)
    found = choices.offered(course, heard)
    term, waiting = choices.without_choice(course, heard, SystemClock().now().date())
    if as_json:
        options = [{**encode(each), "chosen": each.chosen} for each in found]
        names = [{"student": each.seat.name, "seat": each.seat.id, "here": each.here} for each in waiting]
        one({"items": options, "term": term.name if term else "", "no_choice": names})
        return
    for each in found:
        say(f"{each.title} – {part_name(each.part)}: " + ngettext("{n} has chosen", "{n} have chosen", each.chosen))
        heads = (_("chosen"), _("later wish"), _("option"))
        rows = [(str(option.first), str(option.later), option.name) for option in each.options]
        rows += [(str(each.own), "", _("an own proposal"))] if each.own else []
        rows += [(str(each.gone), "", _("an option that is no longer there"))] if each.gone else []
        table(heads, rows)
        say("")
    told = _("No choice yet this term ({term}):").format(term=term.name) if term else _("No choice yet:")
    say(told if waiting else _("Everybody has had a choice this term."))
    say(*(f"  {who(each)}" for each in waiting))


def who(one: WithoutChoice) -> str:
    """A student without a choice; said where nothing of theirs is here."""
    return one.seat.name if one.here else _("{name} (nothing of theirs is here yet)").format(name=one.seat.name)
