"""visit."""

from __future__ import annotations

import click

from portfolio.cli.context import interactive, say
from portfolio.cli.hubs import ask_whose, find_seat, one_class
from portfolio.cli.reach import Reach, with_address, with_reach
from portfolio.clock import SystemClock
from portfolio.door import Portfolio
from portfolio.errors import PortfolioError, Refused
from portfolio.hub import joining
from portfolio.hub import visit as visits
from portfolio.hub.address import split
from portfolio.hub.beginning import begin
from portfolio.hub.place import open_hub
from portfolio.i18n import _


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
    place, group = split(address)
    made = visits.begin()
    try:
        way = reach.way(place, agreed=False)
        hub = open_hub(place, way)
        found = one_class(joining.look(hub, group))
        say(_("The class “{name}”").format(name=found.name), *(f"  {told}" for told in joining.readers(hub, found)))
        say(_("When the visit ends, nothing stays here. Take private reflections along on your own stick."))
        seat = find_seat(found, wanted)
        sitting = joining.taken_by(hub, seat)
        if sitting:
            ask_whose(sitting, seat)
        else:
            click.confirm(_("Take the seat of {name} and agree?").format(name=seat.name), abort=True)
        portfolio, _known = begin(made.root, hub, found, seat, SystemClock())
        joining.join(portfolio, hub, way, found, seat, SystemClock())
        portfolio.close()
    except BaseException:
        made.remove()
        raise
    from portfolio.app import open_app

    open_app(made.root, remember=False, visit=made)


def _end(left: visits.Visit) -> bool:
    """Bring a visit that was stopped to its end, or go on with it; False where that is what was done."""
    try:
        portfolio = Portfolio.open(left.root, SystemClock())
    except PortfolioError:
        left.remove()  # it was stopped before there was a portfolio in it
        return True
    say(_("An earlier visit of {name} was stopped before it ended.").format(name=portfolio.owner.name))
    told = visits.end(left, portfolio)
    say(*(told or [_("All of it is at school now, and nothing is left here.")]))
    if not told or not click.confirm(_("Go on with that visit?")):
        return True
    visits.resume(left)
    from portfolio.app import open_app

    open_app(left.root, remember=False, visit=left)
    return False
