"""What the staff says on a student's Support screen: sessions with seats, requests, work status, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from portfolio.i18n import N_, _
from portfolio.model.form import Field, Form, Option
from portfolio.model.goal import Goal
from portfolio.model.support import HELPED, KIND_NAMES, Slot
from portfolio.model.weekforms import seat_form
from portfolio.services import seating, told, weektext
from portfolio.services.desk import Desk
from portfolio.services.told import By, Said
from portfolio.services.weeks import Row
from portfolio.text import slug
from portfolio.widgets.pixels import joined, lines, text


def posted(found: Sequence[Said], week: date, row: Row) -> list[By]:
    """The sessions of one block that take place."""
    pool = told.sessions(found, str(week))
    return [one for one in pool if one.record.open and slug(one.record.block) == slug(row.block)]


def card(desk: Desk, found: Sequence[Said], week: date) -> Content:
    """Everything for the card of the staff; nothing where they said nothing."""
    rows: list[Content] = []
    for one in told.requests(found, str(week)):
        rows.append(text(weektext.requests([one])[0], "$amber"))
    sessions = [one for one in told.sessions(found, str(week)) if one.record.open]
    if sessions:
        known = seating.known(desk, sessions[0])
        rows += [
            Content(""),
            joined((text(_("Sessions"), "bold"), text(f"  {known} · {_('T asks for a seat')}", "$muted"))),
        ]
    for one in sessions:
        made = one.record
        what = f"  {_(KIND_NAMES[made.kind])} · {made.where} · {made.block}"
        seats = text(f"  {weektext.seats(made)} · {one.name}", "$muted" if made.left else "$amber")
        rows += [joined((text(made.title), text(what, "$muted"))), seats]
    names = {one.code: one.name for one in desk.standards()}
    decided = told.decisions(found)
    if decided:
        rows += [Content(""), text(_("Decided by your teachers"), "bold")]
    rows += [text(weektext.decision(one, names.get(one.record.standard, one.record.standard))) for one in decided[:3]]
    status = weektext.status(told.statuses(found))
    if status:
        rows += [Content(""), text(_("Work status"), "bold"), *(text(row) for row in status[:12])]
    return lines(rows[1:] if rows and not rows[0].plain else rows)


def plan(desk: Desk, found: Sequence[Said], slot: Slot) -> list[Content]:
    """One plan in full, with what the staff answered."""
    goal = desk.view.get(Goal, slot.goal) if slot.goal else None
    standard = next((one.name for one in desk.standards() if one.code == slot.standard), slot.standard)
    seat = seating.word(found, slot)
    rows = [
        joined((text(slot.session, "bold"), text(f"  {_(KIND_NAMES[slot.kind])} · {slot.where}", "$muted"))),
        text(weektext.state(found, slot), "$primary"),
    ]
    rows += [text(seat, "$primary")] if seat else []
    rows += [text(f"“{slot.answer}”", "$amber")] if slot.answer else []
    rows += [text(_("Why"), "$muted"), text(slot.why)] if slot.why != slot.answer else []
    rows += [text(_("Goal"), "$muted"), text(goal.statement)] if goal else []
    rows += [text(_("Standard"), "$muted"), text(standard)] if standard else []
    if slot.did:
        came = _(HELPED[slot.helped]) if slot.helped else ""
        rows += [Content(""), text(_("What I did"), "$muted"), text(slot.did), text(came, "$good")]
    return rows


def seat_question(found: Sequence[Said], week: date, row: Row) -> Form:
    """The questions of somebody who asks for a seat in one of a block's sessions."""
    options: list[Option] = [
        (one.record.id, f"{one.record.title}, {one.record.where} · {weektext.seats(one.record)}")
        for one in posted(found, week, row)
    ]
    session = Field("session", "choice", N_("Session"), options=lambda _answers, _view: options)
    return Form(session, *seat_form(options).fields)
