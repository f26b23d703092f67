"""visit."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from portfolio.cli.context import interactive, say
from portfolio.cli.reach import Reach, with_address, with_reach
from portfolio.cli.seats import check_whose, find_seat, one_class
from portfolio.clock import SystemClock
from portfolio.door import Portfolio
from portfolio.errors import PortfolioError, Refused
from portfolio.hub import joining
from portfolio.hub import visit as visits
from portfolio.hub.address import split
from portfolio.hub.beginning import begin
from portfolio.hub.place import open_hub
from portfolio.i18n import _
from portfolio.text import line


@click.command()
@with_address
@click.option("--seat", "wanted", default="", metavar="NAME", help="Your name in the class.")
@with_reach
def visit(address: str, wanted: str, reach: Reach) -> None:
    """Work for a while on a computer that others use: at the end all of it is at school and nothing is left here."""
    if not interactive():
        raise Refused(
            _("A visit needs somebody at the keyboard."), _("In plain lines, use “portfolio join HUB --in DIR”.")
        )
    for left in visits.left_behind():
        if not _end(left):
            return
    made = visits.begin()
    try:
        with _told_to_stop():
            _sit(made, address, wanted, reach)
    except BaseException:
        made.remove()
        raise
    from portfolio.app import open_app

    open_app(made.root, remember=False, visit=made)


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """A window that is closed, or a computer that shuts down, ends this as Ctrl+C does: what was begun is removed."""

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signs = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    before = {sign: signal.signal(sign, stop) for sign in signs}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _sit(made: visits.Visit, address: str, wanted: str, reach: Reach) -> None:
    """Ask who it is, and bring their portfolio into the visit."""
    place, group = split(address)
    way = reach.way(place)
    hub = open_hub(place, way)
    found = one_class(joining.look(hub, group))
    say(_("The class “{name}”").format(name=found.name), *(f"  {told}" for told in joining.readers(hub, found)))
    say(_("When the visit ends, nothing stays here. Take private reflections along on your own stick."))
    seat = find_seat(hub, found, wanted, lambda each: check_whose(hub, each))
    if seat.id not in joining.taken(hub, [seat]):
        click.confirm(_("Take the seat of {name} and agree?").format(name=seat.name), abort=True)
    portfolio, _known = begin(made.root, hub, found, seat, SystemClock())
    joining.join(portfolio, hub, way, found, seat, SystemClock())
    portfolio.close()


def _end(left: visits.Visit) -> bool:
    """Bring a visit that was stopped to its end, or go on with it; False where that is what was done.

    Nobody but whoever it belongs to is told what is in it.
    """
    if not left.owner:
        left.remove()
        return True
    say(_("An earlier visit of {name} was stopped before it ended.").format(name=left.owner))
    theirs = click.confirm(_("Are you {name}?").format(name=left.owner))
    say(_("Bringing it to school …"))
    try:
        told = visits.end(left, Portfolio.open(left.root, SystemClock()))
    except PortfolioError as error:
        told = [str(error), _("It stays in {folder}.").format(folder=line(left.root))]
    if not told:
        say(_("All of it is at school now, and nothing is left here."))
    elif not theirs:
        say(_("It waits here for {name}.").format(name=left.owner))
    else:
        say(*told)
        if click.confirm(_("Go on with that visit?")):
            visits.resume(left)
            from portfolio.app import open_app

            open_app(left.root, remember=False, visit=left)
            return False
    return True
