"""Beginning in a class on a computer that has no portfolio of the student yet."""

from __future__ import annotations

from portfolio.clock import Clock
from portfolio.door import Portfolio
from portfolio.door.create import create, receive
from portfolio.hub.joining import published
from portfolio.hub.place import Hub, history_name
from portfolio.model.schoolclass import SchoolClass, Seat


def begin(root: str, hub: Hub, found: SchoolClass, seat: Seat, clock: Clock) -> tuple[Portfolio, bool]:
    """A portfolio for a seat: what another computer published there, or a new one with the courses of the class.

    Returns:
        The portfolio, open, and whether it was there already.

    Raises:
        BadInput: something is in that folder.
        Unreachable, BrokenRecord, NotSaved: it was not made.
    """
    name = history_name(seat.id)
    if hub.heads([name]):
        return receive(root, clock, lambda repo: hub.fetch(name, repo)), True
    now, files = published(hub, found.id)
    order = {ref.replace("@", "/"): number for number, ref in enumerate(now.courses)}
    paths = sorted(files, key=lambda path: order.get("/".join(path.split("/")[1:3]), -1))  # the newest version last
    return create(root, seat.name, clock, courses={path: files[path] for path in paths}), False
