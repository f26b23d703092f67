"""class week plans, page, confirm, change, plan, rooms, there, status, note: a week, reviewed with each student."""

from __future__ import annotations

import os
from typing import Any

import click

from portfolio.classroom import commenting, planning, roomlists, weekpage
from portfolio.classroom import status as status_
from portfolio.classroom.planning import Planned
from portfolio.cli.classweek import room_and_desk, sent
from portfolio.cli.context import as_json, ask, items, one, say, table, with_fields
from portfolio.cli.supportweek import in_week, status_json
from portfolio.clock import day
from portfolio.errors import BadInput
from portfolio.i18n import _, ngettext
from portfolio.model.week import THERE
from portfolio.model.weekforms import STATUS_FORM, review_form
from portfolio.services import told, weeks
from portfolio.text import line

_student = click.argument("student", metavar="STUDENT")
_block = click.argument("block", metavar="BLOCK")


def plan_json(made: Planned) -> dict[str, Any]:
    """A plan as JSON, with how it stands."""
    slot, row = made.row.slot, made.row
    names = ("kind", "session", "where", "why", "standard", "goal", "answer", "did", "helped", "planned_for_me")
    plan = {name: getattr(slot, name) for name in names} if slot else {}
    there = told.presence(made.found, str(slot.week), row.block) if slot else None
    return {
        "student": made.seat.name, "block": row.block, "day": str(row.on), "state": made.state, "by": row.by,
        "seat": told.seat(made.found, slot) if slot else "", "there": there.record.there if there else "", **plan,
    }  # fmt: skip


@click.command("plans")
@in_week
@click.option("--open", "only_open", is_flag=True, help="Only those that wait for you, or have nothing planned.")
@as_json
@click.pass_obj
def plans(named: str, week: str, only_open: bool, as_json: bool) -> None:
    """Every student's plans of a week, and which wait for you."""
    with room_and_desk(named) as (room, desk):
        starts = weeks.read_week(desk, week)
        found = planning.plans(room, desk, starts)
    if only_open:
        found = [made for made in found if made.state in ("free", "proposed", "asked")]
    if as_json:
        items(plan_json(made) for made in found)
        return
    say(_("Week of {day}").format(day=starts))
    rows = ((made.row.block, made.seat.name, planning.told_plan(made)) for made in found)
    table((_("block"), _("student"), _("plan")), rows)
    if not found:
        say(_("Nothing waits for you."))


@click.command("page")
@_student
@in_week
@as_json
@click.pass_obj
def page(named: str, student: str, week: str, as_json: bool) -> None:
    """One student's week page: goals, work status, levels, open feedback, requests, last week's plan, this plan."""
    with room_and_desk(named) as (room, desk):
        made = weekpage.gather(room, desk, room.find(student), weeks.read_week(desk, week))
    if not as_json:
        say(*weekpage.lines(made))
        return
    one({
        "student": made.seat.name, "week": str(made.starts), "goals": list(made.goals),
        "open_feedback": made.open_comments, "status": status_json(list(made.status)),
        "levels": [{"standard": met.code, "levels": list(met.levels)} for met in made.levels],
        "blocks": [plan_json(each) for each in made.plans],
        "requests": [{"by": each.name, "title": each.record.title, "reason": each.record.reason}
                     for each in made.requests],
        "last": [{"block": name, "session": slot.session, "did": slot.did, "helped": slot.helped}
                 for name, slot in made.last.items()],
    })  # fmt: skip


@click.command("confirm")
@_student
@_block
@in_week
@click.pass_obj
def confirm(named: str, student: str, block: str, week: str) -> None:
    """Confirm STUDENT's plan for BLOCK as it stands here."""
    with room_and_desk(named) as (room, desk):
        made = planning.find(room, desk, weeks.read_week(desk, week), student, block)
        done = planning.confirm(room, desk, made)
        say(_("Confirmed for {name}: {session}, {block}.").format(
            name=made.seat.name, session=done.session, block=done.block
        ))  # fmt: skip
        sent(room)


@click.command("change")
@_student
@_block
@in_week
@with_fields(review_form([]))
@click.pass_obj
def change(named: str, /, student: str, block: str, week: str, **given: Any) -> None:
    """Change STUDENT's plan for BLOCK with a reason they read; they agree, or ask to change it."""
    _change(named, student, block, week, given, away=False)


@click.command("plan")
@_student
@_block
@in_week
@with_fields(review_form([]))
@click.pass_obj
def plan(named: str, /, student: str, block: str, week: str, **given: Any) -> None:
    """Plan BLOCK for STUDENT, who is away. It is marked so; back again, they confirm it or ask to change it."""
    _change(named, student, block, week, given, away=True)


def _change(named: str, student: str, block: str, week: str, given: dict[str, Any], *, away: bool) -> None:
    with room_and_desk(named) as (room, desk):
        starts = weeks.read_week(desk, week)
        made = planning.find(room, desk, starts, student, block)
        planning.refuse_other(made, away=away)
        answers = {name: value for name, value in given.items() if value is not None}
        if answers.get("session"):
            answers["session"] = planning.named(desk, made, str(answers["session"]))
        if found := desk.standard_named(str(answers.get("standard") or "")):
            answers["standard"] = found.code
        form = planning.question(desk, made)
        done = ask(form, answers, desk, lambda told_: planning.change(room, desk, made, told_))
        say(_("{name} reads this after their next sync: {session}, {where}, {block}. {reason}").format(
            name=made.seat.name, session=done.session, where=done.where, block=done.block, reason=done.reason
        ))  # fmt: skip
        sent(room)


@click.command("rooms")
@in_week
@as_json
@click.pass_obj
def rooms(named: str, week: str, as_json: bool) -> None:
    """Room lists to print: names only. No reason, goal or level ever stands on them."""
    with room_and_desk(named) as (room, desk):
        starts = weeks.read_week(desk, week)
        found = roomlists.made(room, desk, starts)
    if as_json:
        items(
            {"block": each.block, "title": each.title, "where": each.where, "names": list(each.names)} for each in found
        )
        return
    say(*roomlists.printed(found, str(starts)))


@click.command("there")
@_student
@_block
@in_week
@click.option("--elsewhere", is_flag=True, help="They were in another place.")
@click.pass_obj
def there(named: str, student: str, block: str, week: str, elsewhere: bool) -> None:
    """Note that STUDENT was in BLOCK (or in another place). Works without a network."""
    with room_and_desk(named) as (room, desk):
        made = planning.find(room, desk, weeks.read_week(desk, week), student, block)
        done = planning.note_presence(room, desk, made, "elsewhere" if elsewhere else "yes")
        say(f"{made.seat.name}, {done.block}: {_(THERE[done.there])}")
        sent(room)


@click.command("status")
@click.argument("file", metavar="FILE")
@click.option("--on", "on", default="", metavar="DATE", help="The day the data is from; else today.")
@click.option(
    "--column", "columns", multiple=True, metavar="OURS=THEIRS",
    help=f"What the file calls a column, where it is not found by itself: {', '.join(status_.COLUMNS)}.",
)  # fmt: skip
@as_json
@click.pass_obj
def status(named: str, file: str, on: str, columns: tuple[str, ...], as_json: bool) -> None:
    """Read work status and levels from a CSV FILE. Rows that cannot be used are listed by line; the rest goes on."""
    with room_and_desk(named) as (room, desk):
        at = day(on.strip()) if on else desk.today
        if at is None:
            raise BadInput(_("“{value}” is not a date; write it like 2026-12-31.").format(value=line(on)[:40]))
        pairs = {ours.strip(): theirs.strip() for ours, _mark, theirs in (one.partition("=") for one in columns)}
        found = status_.read(room, os.path.expanduser(file), at, pairs)
        count = status_.keep(room, found.rows, desk.clock)
        if as_json:
            one({
                "read": len(found.rows), "students": count, "on": str(at), "not_read": list(found.dropped),
                "left_out": [{"place": each.place, "reason": each.reason} for each in found.mistakes],
            })  # fmt: skip
        else:
            say(*found.notes)
            if found.dropped:
                say(_("Not read: {columns}").format(columns=", ".join(found.dropped)))
            say(*(_("Left out: {mistake}").format(mistake=each) for each in found.mistakes))
            say(_("As of {day}: {lines}, something new for {students}.").format(
                day=at, lines=ngettext("{n} line read", "{n} lines read", len(found.rows)),
                students=ngettext("{n} student", "{n} students", count),
            ))  # fmt: skip
        why = commenting.send(room, desk.clock)
        if why:
            click.echo(why, err=True)


@click.command("note")
@_student
@with_fields(STATUS_FORM)
@click.pass_obj
def note(named: str, /, student: str, **given: Any) -> None:
    """Type in one line of STUDENT's work status or a level, with the date of the data."""
    with room_and_desk(named) as (room, desk):
        seat = room.find(student)
        made = ask(STATUS_FORM, given, desk, lambda answers: status_.note(room, seat, desk, answers))
        say(_("Kept for {name}, as of {day}.").format(name=seat.name, day=made.on))
        sent(room)
