"""Commenting: a teacher's words about an exact version of a student's work, in a history of the teacher's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from portfolio.classroom import publishing, saying
from portfolio.classroom.rating import open_sealed
from portfolio.classroom.room import Room
from portfolio.clock import Clock
from portfolio.errors import BadInput, NotFound, PortfolioError
from portfolio.i18n import _
from portfolio.model.feedback import Comment, comment_form
from portfolio.model.form import Form
from portfolio.model.record import Passage
from portfolio.model.schoolclass import Seat
from portfolio.model.sealed import Sealed
from portfolio.model.work import Assessment, Work
from portfolio.services.assessing import criteria_of
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.services.strategies import in_work
from portfolio.text import shorten


def form_for(student: Desk, work: Work) -> Form:
    """The questions a comment about a work answers: about a criterion of its rubric, or a strategy used in it."""
    ways = dict.fromkeys(way for used in in_work(student, work) for way in used.ways)
    return comment_form(criteria_of(student, work), list(ways))


def comment(room: Room, seat: Seat, student: Desk, work: Work, answers: Mapping[str, Any], clock: Clock) -> Comment:
    """Write a comment about a work as it stands on the desk; it goes to the student with the next `meet_mine`.

    Raises:
        BadInput: a field is missing, or the words it is about are not in the text.
    """
    given: dict[str, Any] = checked(form_for(student, work), answers, student)
    passage = _passage(student, work, str(given.pop("quote") or ""))

    def make(name: str, now: str) -> Comment:
        return Comment(
            id=name, created=now, work=work.id, version=student.view.version, blob=student.view.blob(work),
            passage=passage, **given,
        )  # fmt: skip

    return saying.say(room, seat, clock, "feedback.give", f"Comment on {shorten(work.title, 60)}", make)


def _passage(student: Desk, work: Work, quote: str) -> Passage | None:
    quote = quote.strip()
    if not quote:
        return None
    text = student.view.text(work)
    found = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    if found is None:
        raise BadInput(
            _("These words are not in the text: “{quote}”.").format(quote=shorten(quote, 60)),
            _("Copy them as they stand, or leave them out."),
        )
    return Passage(work.id, student.view.blob(work), found.start(), found.end(), found[0])


def heard(room: Room, seat: Seat, work: str) -> list[tuple[str, str]]:
    """When I said something about a work and the blob of the text it was about, oldest first; ratings count, too."""
    mine = room.mine(seat.id, Comment, Assessment, Sealed)
    if mine is None:
        return []
    about: list[Comment | Assessment | Sealed] = [*mine.all(Comment), *mine.all(Assessment), *mine.all(Sealed)]
    return sorted((one.created, one.blob) for one in about if one.work == work)


def send(room: Room, clock: Clock) -> str:
    """Bring all that I said and rated to school, and what the class publishes where an earlier try did not get there.

    Returns:
        Why not all has arrived, "" where it has.
    """
    try:
        open_sealed(room, clock)
        if room.kept.owner:
            with suppress(NotFound):  # its place is to be made by whoever keeps the server
                publishing.publish(room)
        room.meet_mine(clock)
    except PortfolioError as error:
        return late(error)
    return ""


def late(error: PortfolioError) -> str:
    """What is said of something that is saved here and has not arrived."""
    return _("Saved here, but not at school yet. {reason}").format(reason=error)
