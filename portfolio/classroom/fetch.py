"""Fetching a class: everybody at once, each apart from the others, with a result for each."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Literal

from portfolio.classroom.commenting import send
from portfolio.classroom.room import Room
from portfolio.clock import Clock
from portfolio.errors import BrokenRecord, NotFound, PortfolioError, Unreachable
from portfolio.hub.place import STUDENT, Hub, class_name, history_name, posts_name
from portfolio.i18n import _
from portfolio.model.schoolclass import Seat

WORKERS = 4
State = Literal["new", "same", "none", "other", "damaged", "refused", "later", "stopped"]


@dataclass(frozen=True)
class Fetched:
    """What fetching one student gave."""

    seat: Seat
    state: State
    """new; same; none: nothing there yet; other: another history than the one known; damaged; refused: over a limit
    or not let in; later: out of reach; stopped: not tried any more."""
    reason: str = ""
    """What to know or do, "" where all is well."""


def fetch(
    room: Room,
    clock: Clock,
    told: Callable[[Fetched, int, int], None] = lambda _one, _done, _all: None,
    stop: threading.Event | None = None,
    seats: Sequence[Seat] | None = None,
) -> list[Fetched]:
    """Bring the histories of a class to this machine, and what I wrote about its students to them.

    Args:
        told: called after each student with the result, how many are done, and how many there are.
        stop: set it to end early; who is on the way is finished.
        seats: these alone, else everybody.

    Raises:
        Unreachable, Refused: the hub itself cannot be reached.
    """
    found = room.refresh()
    every = list(found.seats if seats is None else seats)
    hub = room.hub
    hub.heads([class_name(room.kept.id)])
    if seats is None:
        _posts(room, hub, [one.id for one in found.staff if one.id != room.kept.me.id])
    writers = [STUDENT, *(one.id for one in found.staff if one.id != room.kept.me.id)]
    stop = stop or threading.Event()
    results: dict[str, Fetched] = {}
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="fetch") as pool:
        jobs = {pool.submit(_student, room, hub, clock, seat, writers, stop): seat for seat in every}
        for done, job in enumerate(as_completed(jobs), 1):
            results[jobs[job].id] = job.result()
            told(job.result(), done, len(every))
    send(room, clock)
    return [results[seat.id] for seat in every]


def _posts(room: Room, hub: Hub, writers: Sequence[str]) -> None:
    """What the others of the staff say to the whole class; what cannot be read now stays as it was known."""
    for writer in writers:
        with contextlib.suppress(PortfolioError):
            mirror = room.posts_mirror(writer)
            for head in hub.fetch(posts_name(room.kept.id, writer), mirror):
                mirror.settle(head)


def _student(room: Room, hub: Hub, clock: Clock, seat: Seat, writers: Sequence[str], stop: threading.Event) -> Fetched:
    """One student, whatever happens."""
    if stop.is_set():
        return Fetched(seat, "stopped", _("Not fetched: you stopped it."))
    try:
        states = [_history(room, hub, clock, seat, writer) for writer in writers]
    except Unreachable as error:
        return Fetched(seat, "later", str(error))
    except BrokenRecord as error:
        return Fetched(seat, "damaged", str(error))
    except PortfolioError as error:
        return Fetched(seat, "refused", str(error))
    except Exception as error:  # one student's data never stops the others
        return Fetched(seat, "refused", _("It cannot be read: {reason}.").format(reason=repr(error)[:200]))
    reason = ""
    if states[0] == "other":
        reason = _("Another history than the one known stands there; both are kept. “class history” compares them.")
    return Fetched(seat, states[0], reason)


def _history(room: Room, hub: Hub, clock: Clock, seat: Seat, writer: str) -> State:
    name = history_name(seat.id, writer)
    head = hub.heads([name]).get(name, "")
    mirror = room.mirror(seat.id, writer)
    if not head:
        if hub.unreadable(name):
            hub.fetch(name, mirror)  # says what stands there
        if mirror.head():
            raise NotFound(
                _("What stood there is not there any more; what was fetched before is kept."),
                _("“portfolio class check” makes the place again, and their next sync fills it."),
            )
        return "none"
    if head == mirror.head():
        return "same"
    if head in mirror.others():
        return "other"
    state: State = "same"
    for one in hub.fetch(name, mirror):
        taken = mirror.settle(one)
        mirror.note_seen(one, clock.now())
        if taken.kind != "same" and state != "other":
            state = taken.kind
    mirror.tidy()
    return state
