"""support sessions, seat, requests, status, decisions: what the staff says about the student's week."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, items, say, table, with_fields
from portfolio.i18n import _
from portfolio.model.support import KIND_NAMES
from portfolio.model.weekforms import seat_form
from portfolio.services import seating, told, weeks, weektext
from portfolio.services.told import By

in_week = click.option(
    "--week", "week", default="", metavar="DATE", help="Any day of the week; next or last; else this."
)


def session_json(one: By) -> dict[str, Any]:
    """A posted session as JSON."""
    made = one.record
    names = ("id", "week", "block", "kind", "title", "form", "where", "seats", "taken", "left", "standard", "open")
    return {**{name: getattr(made, name) for name in names}, "by": one.name}


@click.command("sessions")
@in_week
@as_json
@click.pass_obj
def sessions(named: str, week: str, as_json: bool) -> None:
    """The sessions that are posted for a week, with the seats that were left when we last heard."""
    with desk(named, writable=False) as opened:
        starts = weeks.read_week(opened, week)
        found = told.sessions(told.said(opened), str(starts))
        if as_json:
            items(session_json(one) for one in found)
            return
        say(_("Week of {day}").format(day=starts))
        table(
            (_("block"), _("session"), _("kind"), _("where"), _("seats"), _("by"), _("id")),
            (
                (one.record.block, one.record.title, _(KIND_NAMES[one.record.kind]), one.record.where,
                 weektext.seats(one.record), one.name, one.record.short)
                for one in found
            ),
        )  # fmt: skip
        if found:
            say("", _("Seats: {known}.").format(known=seating.known(opened, found[0])))
        else:
            say(_("No session is posted for this week yet."))


@click.command("seat")
@click.argument("which", metavar="SESSION")
@in_week
@with_fields(seat_form([]))
@click.option("--instead", is_flag=True, help="In place of what is planned in that block.")
@click.pass_obj
def seat(named: str, /, which: str, week: str, instead: bool, **given: Any) -> None:
    """Ask for a seat in SESSION (its title or short id): why, for which goal or standard, and a second wish."""
    with desk(named) as opened:
        starts = weeks.read_week(opened, week)
        found = told.said(opened)
        session = told.find_session(found, str(starts), which)
        if given.get("goal"):
            given["goal"] = opened.find_goal(given["goal"]).id
        answers = {**({} if given.get("goal") else seating.start(opened, session))}
        answers |= {name: value for name, value in given.items() if value is not None}
        if answers.get("second"):
            answers["second"] = seating.named_second(found, session, str(answers["second"]))
        made = ask(
            seating.question(found, session), answers, opened,
            lambda told_: seating.ask(opened, found, session, told_, instead=instead),
        )  # fmt: skip
        say(
            _("Asked for a seat in {title}: {where}, {block}.").format(
                title=made.session, where=made.where, block=made.block
            ),
            _("Seats are given in the order in which asks arrive; the answer comes with a sync."),
        )


@click.command("requests")
@in_week
@as_json
@click.pass_obj
def requests(named: str, week: str, as_json: bool) -> None:
    """Teachers who ask you to come to a session, and why. You decide with your advisor."""
    with desk(named, writable=False) as opened:
        found = told.requests(told.said(opened), str(weeks.read_week(opened, week)))
        if as_json:
            items(
                {"by": one.name, "session": one.record.session, "title": one.record.title, "block": one.record.block,
                 "reason": one.record.reason, "standard": one.record.standard}
                for one in found
            )  # fmt: skip
            return
        say(*weektext.requests(found))
        if not found:
            say(_("Nobody has asked for you this week."))


@click.command("status")
@as_json
@click.pass_obj
def status(named: str, as_json: bool) -> None:
    """Your work status and levels as the school has them, with the date of the data."""
    with desk(named, writable=False) as opened:
        found = told.statuses(told.said(opened))
        if as_json:
            items(status_json(found))
            return
        say(*weektext.status(found))
        if not found:
            say(_("Nothing has come yet. Your teachers can send it."))


def status_json(found: list[By]) -> list[dict[str, str]]:
    """Work status, an object for each line."""
    names = ("course", "work", "status", "level", "standard")
    return [
        {**{name: getattr(line, name) for name in names}, "on": one.record.on, "by": one.name}
        for one in found
        for line in one.record.lines
    ]


@click.command("decisions")
@as_json
@click.pass_obj
def decisions(named: str, as_json: bool) -> None:
    """What your teachers decided together about supports for you, who looks after it, and until when."""
    with desk(named, writable=False) as opened:
        found = told.decisions(told.said(opened))
        if as_json:
            items(
                {"standard": one.record.standard, "text": one.record.text, "owner": one.record.owner,
                 "until": one.record.until, "by": one.name, "on": one.record.created[:10]}
                for one in found
            )  # fmt: skip
            return
        names = {one.code: one.name for one in opened.standards()}
        say(*(weektext.decision(one, names.get(one.record.standard, one.record.standard)) for one in found))
        if not found:
            say(_("Nothing has been decided by a team."))
