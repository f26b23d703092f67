"""Forgetting a student: what this machine keeps of them goes, and a receipt says what went and what stays elsewhere."""

from __future__ import annotations

import os
from dataclasses import dataclass

from portfolio.classroom.room import Room, write
from portfolio.classroom.rows import forget_looks
from portfolio.clock import Clock, stamp
from portfolio.errors import NotSaved
from portfolio.i18n import _
from portfolio.model.codec import canonical, encode
from portfolio.model.schoolclass import Seat
from portfolio.store import files
from portfolio.text import slug

_FOLDER = "forgotten"


@dataclass(frozen=True)
class Forgotten:
    """The receipt (forgotten/SEAT-TIME.json). It has no name in it."""

    seat: str
    seats_before: tuple[str, ...]
    """Seats of the same student that were freed earlier."""
    at: str
    removed: tuple[str, ...]
    """Paths in the folder of the class."""
    not_sent: bool
    """Whether something I wrote had not arrived at school."""
    stays: tuple[str, ...]
    """What is elsewhere, a sentence each."""


def forget(room: Room, seat: Seat, clock: Clock) -> Forgotten:
    """Remove from this machine all that is kept of a student. Their seat and their line on the roster stay.

    Raises:
        NotSaved: not all could be removed; doing it again goes on.
    """
    former = next((one.former for one in room.pupils() if one.seat == seat.id), ())
    every = (seat.id, *former)
    room.close()
    found = [path for path in _paths(room, every) if os.path.lexists(f"{room.root}/{path}")]
    made = Forgotten(
        seat.id,
        tuple(former),
        stamp(clock.now()),
        tuple(found),
        any(_not_sent(room, one) for one in every),
        (
            _("In the hub: their history and what the staff wrote about them, until whoever keeps it removes it."),
            _("On the roster and in the class: the name and the seat, until they are taken off or freed."),
            _("With other staff and with the student: their own copies."),
        ),
    )
    try:
        files.make_folders(f"{room.root}/{_FOLDER}")
    except OSError as error:
        raise files.not_saved(error, room.root) from error
    write(f"{room.root}/{_FOLDER}/{seat.id}-{clock.now():%Y%m%d-%H%M%S}.json", canonical(encode(made)))
    forget_looks(room, every)
    try:
        for path in found:
            whole = f"{room.root}/{path}"
            files.remove_tree(whole) if os.path.isdir(whole) and not os.path.islink(whole) else files.remove(whole)
    except OSError as error:
        raise files.not_saved(error, room.root) from error
    left = [path for path in found if os.path.lexists(f"{room.root}/{path}")]
    if left:
        raise NotSaved(
            _("Not all could be removed: {names} is still there.").format(names=", ".join(left[:5])),
            _("Check the folder of the class, then try again."),
        )
    return made


def _paths(room: Room, seats: tuple[str, ...]) -> list[str]:
    """Everything that may be kept of some seats. What is in cache/ is made again for the others."""
    found = [f"{above}/{seat}" for seat in seats for above in ("mirrors", "by-me", "sealed")]
    found += [f"notes/{seat}.md" for seat in seats]
    typing = f"{room.root}/typing"
    names = sorted(os.listdir(typing)) if os.path.isdir(typing) else []
    found += [f"typing/{name}" for name in names if any(slug(seat) in name for seat in seats)]
    return [*found, "cache"]


def _not_sent(room: Room, seat: str) -> bool:
    """Whether something I wrote about a student is only here."""
    head = room.head_of_mine(seat)
    try:
        sent = files.read(f"{room.root}/by-me/{seat}/.git/portfolio/sent", 100).decode("ascii", "replace")
    except OSError:
        sent = ""
    return bool(head) and head != sent
