"""What the staff says, read from the histories it stands in: who said it follows from those, never from a field."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from portfolio.door import Portfolio
from portfolio.errors import NotFound, PortfolioError
from portfolio.history.reading import History
from portfolio.hub.sync import heard_at, posts_of, written_about_in
from portfolio.i18n import _
from portfolio.model.record import Record
from portfolio.model.support import Slot
from portfolio.model.week import (
    STAFF_KINDS,
    Decision,
    Presence,
    Request,
    Review,
    Seating,
    Session,
    Status,
    newest_review,
    with_review,
    with_seat,
)
from portfolio.services.desk import Desk
from portfolio.services.heard import hear
from portfolio.text import line, slug

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Said:
    """What one history of somebody of the staff holds."""

    group: str
    """The class's id."""
    by: str
    """The writer's id in the class."""
    name: str
    """What they call themself."""
    records: tuple[Record, ...]

    def all(self, kind: type[R]) -> list[R]:
        """The records of one kind, oldest first."""
        return [one for one in self.records if isinstance(one, kind)]


class By(NamedTuple):
    """One record and who said it."""

    record: Any
    by: str
    name: str
    group: str


def read(history: History, group: str, by: str) -> Said | None:
    """What a history says; None where there is none, or it cannot be read."""
    head = history.head()
    try:
        if not head:
            return None
        found = hear(history.git_dir, head, STAFF_KINDS)
        return Said(group, by, found.name, found.records)
    except PortfolioError:
        return None


def said(desk: Desk) -> tuple[Said, ...]:
    """What the staff of all classes said about this student and to their classes, as it was fetched last."""
    if not isinstance(desk.view, Portfolio):
        return ()
    found: list[Said | None] = []
    for group, mirror in [*written_about_in(desk.view), *posts_of(desk.view)]:
        writer = os.path.basename(mirror.git_dir).removesuffix(".git")
        found.append(read(mirror, group, writer))
        mirror.close()
    return tuple(one for one in found if one is not None)


def every(
    found: Iterable[Said], kind: type[R], fits: Callable[[R], bool] = lambda _one: True, *, by: str = ""
) -> list[By]:
    """All records of one kind (by one writer) with who said them, oldest first."""
    made = [By(one, each.by, each.name, each.group) for each in found for one in each.all(kind) if fits(one)]
    return sorted((one for one in made if by in ("", one.by)), key=lambda one: one.record.id)


def sessions(found: Iterable[Said], week: str) -> list[By]:
    """The sessions of a week, by block and title."""
    made = every(found, Session, lambda one: one.week == week)
    return sorted(made, key=lambda one: (slug(one.record.block), one.record.title.casefold(), one.record.id))


def requests(found: Sequence[Said], week: str) -> list[By]:
    """The requests for a student in a week, for sessions of the same writer that take place."""
    open_ = {(one.by, one.record.id) for one in sessions(found, week) if one.record.open}
    asked = every(found, Request, lambda one: one.week == week)
    return [one for one in asked if (one.by, one.record.session) in open_]


def effective(slot: Slot | None, found: Sequence[Said], week: str, block: str) -> Slot | None:
    """A plan as the staff's answers leave it (see `model.week`)."""
    reviews = [one for each in found for one in each.all(Review)]
    posted = every(found, Session)
    own = {(one.by, one.record.id) for one in posted}
    seatings = [one.record for one in every(found, Seating) if (one.by, one.record.session) in own]
    return with_seat(with_review(slot, newest_review(reviews, week, block)), seatings, [one.record for one in posted])


def reviewer(found: Iterable[Said], slot: Slot) -> str:
    """Who made the decision that a plan has taken in, "" where nobody did."""
    return next((one.name for one in every(found, Review) if slot.reviewed and one.record.id == slot.reviewed), "")


def seat(found: Sequence[Said], slot: Slot) -> str:
    """How a plan's wish for a seat stands: a key of `model.week.SEATS`, "" where none is asked for."""
    if not slot.posted:
        return ""
    session = find_posted(found, slot.posted)
    if session is not None and not session.record.open:
        return "withdrawn"
    by = session.by if session else None
    states = [one.record.state for one in every(found, Seating) if one.record.session == slot.posted and one.by == by]
    return states[-1] if states and states[-1] != "released" else "waiting"


def find_posted(found: Iterable[Said], name: str) -> By | None:
    """The posted session of a whole id."""
    return next((one for one in every(found, Session) if one.record.id == name), None)


def presence(found: Iterable[Said], week: str, block: str) -> By | None:
    """What was noted last about one block."""
    made = every(found, Presence, lambda one: one.week == week and slug(one.block) == slug(block))
    return made[-1] if made else None


def statuses(found: Iterable[Said]) -> list[By]:
    """A student's work status: of each writer the newest that was said, the newest data first."""
    newest: dict[str, By] = {}
    for one in every(found, Status):
        before = newest.get(one.by)
        if before is None or one.record.on >= before.record.on:
            newest[one.by] = one
    return sorted(newest.values(), key=lambda one: (one.record.on, one.record.id), reverse=True)


def decisions(found: Iterable[Said], standard: str = "") -> list[By]:
    """What teams decided for a student (about one standard), the newest first."""
    return every(found, Decision, lambda one: standard in ("", one.standard))[::-1]


def find_session(found: Iterable[Said], week: str, text: str) -> By:
    """The session a person named by the end of its id or the beginning of its title, with the block where it needs it.

    Raises:
        NotFound: none or several answer to it.
    """
    pool = [one for one in sessions(found, week) if one.record.open]
    typed = line(text)
    wanted = slug(typed)
    for fits in (
        lambda one: typed and one.record.id.endswith(typed.lower()),
        lambda one: wanted in (slug(one.record.title), slug(f"{one.record.title} {one.record.block}")),
        lambda one: typed and slug(one.record.title).startswith(wanted),
    ):
        made = [one for one in pool if fits(one)]
        if len(made) == 1:
            return made[0]
        if made:
            names = ", ".join(f"{one.record.title} ({one.record.block}, {one.record.short})" for one in made[:6])
            raise NotFound(
                _("“{text}” could be more than one session: {names}.").format(text=typed[:40], names=names),
                _("Use the short id behind it."),
            )
    raise NotFound(
        _("No session called “{text}” takes place in the week of {week}.").format(text=typed[:40], week=week),
        _("It may have been taken back. “portfolio support sessions” lists what there is."),
    )


def heard(desk: Desk, group: str) -> datetime | None:
    """When this computer last heard from a class what is posted there."""
    return heard_at(desk.view, group) if isinstance(desk.view, Portfolio) else None
