"""Seats in posted sessions, at the student's side: asked for, with a second wish; how the wish stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.form import Form, Option
from portfolio.model.support import Slot
from portfolio.model.week import SEATS
from portfolio.model.weekforms import seat_form
from portfolio.services import supporting, told, weeks
from portfolio.services.desk import Desk
from portfolio.services.goals import checked, with_code
from portfolio.services.told import By, Said
from portfolio.text import shorten, slug
from portfolio.wording import ago


def known(desk: Desk, found: By) -> str:
    """How old what is known about a session is: heard 2 h ago."""
    at = told.heard(desk, found.group)
    return _("heard {ago}").format(ago=ago(at, desk.now)) if at else _("heard at the last sync")


def others(found: Sequence[Said], session: By) -> list[Option]:
    """Sessions of the same block that have seats and can be the second wish."""
    return [
        (one.record.id, f"{one.record.title}, {one.record.where}")
        for one in told.sessions(found, session.record.week)
        if one.record.left
        and one.record.id != session.record.id
        and slug(one.record.block) == slug(session.record.block)
    ]


def question(found: Sequence[Said], session: By) -> Form:
    """The questions of somebody who asks for a seat."""
    return seat_form(others(found, session))


def start(desk: Desk, session: By) -> dict[str, str]:
    """What the answers start from: the session's standard, where the student's courses have it."""
    code = session.record.standard
    return {"standard": code} if code in [one.code for one in desk.standards()] else {}


def ask(desk: Desk, found: Sequence[Said], session: By, answers: Mapping[str, Any], *, instead: bool = False) -> Slot:
    """Ask for a seat in a posted session: a plan for its block that waits for the poster's answer.

    Args:
        found: what the staff said.
        instead: in place of what is planned in that block.

    Raises:
        BadInput: a field is missing or wrong.
        NotFound: the student's timetable has no such block.
        Refused: the session was full, the block is planned already, or the week is over.
    """
    made = session.record
    starts = date.fromisoformat(made.week)
    row = weeks.find_row(desk, starts, made.block)
    before = row.slot
    if before is not None and before.posted == made.id and not instead:
        raise Refused(
            _("You have asked for “{title}” already ({state}).").format(
                title=shorten(made.title, 40), state=word(found, before)
            )
        )
    _has_room(desk, found, session)
    if before is not None and before.posted != made.id and not instead:
        raise Refused(
            _("“{other}” is planned in {block} already, and nobody can be in two places.").format(
                other=shorten(before.session, 40), block=row.block
            ),
            _("Change that plan first, or ask for “{title}” in its place (--instead).").format(
                title=shorten(made.title, 40)
            ),
        )
    given = checked(question(found, session), with_code(desk, answers), desk)
    second = given.pop("second")
    values = {**given, "own": made.title, "kind": made.kind, "where": made.where}
    return supporting.propose(desk, starts, row, values, wishes=(made.id, second))


def _has_room(desk: Desk, found: Sequence[Said], session: By) -> None:
    made = session.record
    if not made.open:
        raise Refused(_("“{title}” does not take place.").format(title=shorten(made.title, 40)))
    if made.left:
        return
    free = ", ".join(shown for _key, shown in others(found, session)) or _("none that we know of")
    raise Refused(
        _("“{title}” is full: {taken} of {seats} seats are taken ({known}).").format(
            title=shorten(made.title, 40), taken=made.taken, seats=made.seats, known=known(desk, session)
        ),
        _("Name a second wish and ask for that. Sessions with seats in this block: {names}.").format(names=free),
    )


def named_second(found: Sequence[Said], session: By, text: str) -> str:
    """The id of the session that a person named as the second wish.

    Raises:
        NotFound: none answers to it.
        BadInput: it is the first wish again, in another block, or full.
    """
    if not text.strip():
        return ""
    other = told.find_session(found, session.record.week, text)
    if other.record.id not in [key for key, _told in others(found, session)]:
        raise BadInput(
            _("“{title}” cannot be the second wish.").format(title=shorten(other.record.title, 40)),
            _("It has to be another session of the same block, with seats."),
        )
    name: str = other.record.id
    return name


def word(found: Sequence[Said], slot: Slot) -> str:
    """How a wish for a seat stands, "" where none is asked for."""
    state = told.seat(found, slot)
    said = _(SEATS[state]) if state else ""
    second = told.find_posted(found, slot.second) if slot.second else None
    if second is not None:
        wish = _("your second wish, {title}, is asked for") if state == "full" else _("second wish: {title}")
        said += "; " + wish.format(title=second.record.title)
    return said
