"""class week: sessions posted for a week, requests, seats, room lists, presence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from portfolio.classroom import commenting, posting, saying
from portfolio.classroom.room import Room
from portfolio.cli.context import as_json, ask, items, say, table, with_fields
from portfolio.cli.lazy import Plain
from portfolio.cli.rooms import room_of
from portfolio.cli.supportweek import in_week, session_json
from portfolio.clock import SystemClock
from portfolio.i18n import N_, _, ngettext
from portfolio.model.support import KIND_NAMES
from portfolio.model.week import SEATS
from portfolio.model.weekforms import REQUEST_FORM, post_form
from portfolio.services import told, weeks, weektext
from portfolio.services.desk import Desk

ANSWERS = {**SEATS, "released": N_("made room: something else is planned now")}


@contextmanager
def room_and_desk(named: str) -> Iterator[tuple[Room, Desk]]:
    """The class a command is about, and its courses."""
    with room_of(named) as room:
        yield room, saying.class_desk(room, SystemClock())


def sent(room: Room) -> None:
    """Bring what was said to the hub, and say where it did not arrive."""
    why = commenting.send(room, SystemClock())
    if why:
        say(why)


@click.group("week", invoke_without_command=True, cls=Plain)
@click.pass_context
def week_(ctx: click.Context) -> None:
    """The week's support blocks: sessions, seats, plans, room lists, the team list and the term."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(sessions, week="", as_json=False)


@week_.command("post")
@in_week
@with_fields(post_form([]))
@click.pass_obj
def post(named: str, /, week: str, **given: Any) -> None:
    """Post a session: block, title, support or extension, form, where, seats, standard."""
    with room_and_desk(named) as (room, desk):
        starts = weeks.read_week(desk, week)
        form = post_form(posting.blocks(desk, starts))
        if given.get("block"):
            given["block"] = weeks.find_row(desk, starts, str(given["block"])).block
        if found := desk.standard_named(str(given.get("standard") or "")):
            given["standard"] = found.code
        made = ask(form, given, desk, lambda answers: posting.add(room, desk, starts, answers))
        say(_("Posted for the week of {week}: {title}, {block}, {where}, {seats} seats ({id}).").format(
            week=made.week, title=made.title, block=made.block, where=made.where, seats=made.seats, id=made.short
        ))  # fmt: skip
        sent(room)


@week_.command("sessions")
@in_week
@as_json
@click.pass_obj
def sessions(named: str, week: str, as_json: bool) -> None:
    """Everything that is posted for a week, by all of the staff, and who waits for a seat in yours."""
    with room_and_desk(named) as (room, desk):
        starts = weeks.read_week(desk, week)
        found = told.sessions(saying.posted(room), str(starts))
        mine = [one.record for one in found if one.by == room.kept.me.id and one.record.open]
        asked = posting.asks(room, desk.clock, mine)
    waiting = {name: sum(1 for one in each if one.state != "given") for name, each in asked.items()}
    if as_json:
        items({**session_json(one), "waiting": waiting.get(one.record.id, 0)} for one in found)
        return
    say(_("Week of {day}").format(day=starts))
    table(
        (_("block"), _("session"), _("kind"), _("where"), _("seats"), _("waiting"), _("by"), _("id")),
        (
            (one.record.block, one.record.title, _(KIND_NAMES[one.record.kind]), one.record.where,
             weektext.seats(one.record), str(waiting.get(one.record.id, "")), one.name, one.record.short)
            for one in found
        ),
    )  # fmt: skip
    if not found:
        say(_("No session is posted for this week yet. “portfolio class week post” posts one."))


@week_.command("withdraw")
@click.argument("which", metavar="SESSION")
@in_week
@click.pass_obj
def withdraw(named: str, which: str, week: str) -> None:
    """Say that SESSION does not take place. Whoever asked for it reads that, and plans anew."""
    with room_and_desk(named) as (room, desk):
        found = told.find_session(saying.posted(room), str(weeks.read_week(desk, week)), which)
        made = posting.withdraw(room, posting.mine(room, found), desk.clock)
        say(_("{title} does not take place. Students read it after their next sync.").format(title=made.title))
        sent(room)


@week_.command("request")
@click.argument("which", metavar="SESSION")
@click.argument("student", metavar="STUDENT")
@in_week
@with_fields(REQUEST_FORM)
@click.pass_obj
def request(named: str, /, which: str, student: str, week: str, **given: Any) -> None:
    """Ask STUDENT to come to SESSION, with a reason they read. Nothing is assigned by it."""
    with room_and_desk(named) as (room, desk):
        seat = room.find(student)
        found = told.find_session(saying.posted(room), str(weeks.read_week(desk, week)), which)
        session = posting.mine(room, found)
        ask(REQUEST_FORM, given, desk, lambda answers: posting.request(room, seat, session, desk, answers))
        say(_("{name} is asked to come to {title}.").format(name=seat.name, title=session.title))
        sent(room)


@week_.command("asks")
@in_week
@as_json
@click.pass_obj
def asks(named: str, week: str, as_json: bool) -> None:
    """Who wants a seat in your sessions, in order of arrival."""
    with room_and_desk(named) as (room, desk):
        starts = str(weeks.read_week(desk, week))
        found = [one for one in told.sessions(saying.posted(room), starts) if one.by == room.kept.me.id]
        mine = {one.record.id: one.record for one in found if one.record.open}
        asked = posting.asks(room, desk.clock, list(mine.values()))
    if as_json:
        items(
            {"session": name, "title": mine[name].title, "student": one.seat.name, "seat": one.seat.id,
             "state": one.state, "first_seen": one.at.isoformat()}
            for name, each in asked.items() for one in each
        )  # fmt: skip
        return
    for name, each in asked.items():
        say(f"{mine[name].title}, {mine[name].block}: {weektext.seats(mine[name])}")
        say(*(f"  {one.seat.name}: {_(SEATS[one.state])}" for one in each))
    if not any(asked.values()):
        say(_("Nobody has asked yet. “portfolio class fetch” brings what students planned."))


@week_.command("give")
@as_json
@click.pass_obj
def give(named: str, as_json: bool) -> None:
    """Give the seats of your sessions in order of arrival, and post how many are taken: a count, no names."""
    with room_and_desk(named) as (room, _desk):
        done = posting.give(room, SystemClock())
        if as_json:
            items(
                {"session": one.session.id, "title": one.session.title, "student": one.seat.name, "state": one.state}
                for one in done
            )
        else:
            say(*(f"{one.session.title}: {one.seat.name} – {_(ANSWERS[one.state])}" for one in done))
            count = sum(1 for one in done if one.state == "given")
            say(ngettext("{n} seat given.", "{n} seats given.", count))
        why = commenting.send(room, SystemClock())
        if why:
            click.echo(why, err=True)
