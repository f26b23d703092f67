"""join, sync, decide."""

from __future__ import annotations

import os

import click

from portfolio import config
from portfolio.cli.context import as_json, desk, find_folder, interactive, items, say
from portfolio.cli.reach import Reach, with_address, with_reach
from portfolio.cli.seats import check_whose, find_seat, one_class
from portfolio.clock import SystemClock
from portfolio.errors import NotFound, Refused
from portfolio.history.server import Way
from portfolio.hub import joining
from portfolio.hub import sync as syncing
from portfolio.hub.address import split
from portfolio.hub.beginning import begin
from portfolio.hub.place import Hub, open_hub
from portfolio.i18n import _, ngettext
from portfolio.model.schoolclass import SchoolClass, Seat
from portfolio.services import clashes
from portfolio.services.desk import Desk
from portfolio.text import line


@click.command()
@with_address
@click.option("--seat", "wanted", default="", metavar="NAME", help="Your name in the class.")
@click.option("--in", "folder", default="", metavar="DIR", help="Where your portfolio goes if there is none here yet.")
@click.option("--yes", is_flag=True, help="You have read who will read what, and agree.")
@click.option("--mine", is_flag=True, help="The portfolio that has that seat already is yours, from another computer.")
@with_reach
@click.pass_obj
def join(named: str, address: str, wanted: str, folder: str, yes: bool, mine: bool, reach: Reach) -> None:
    """Join a class: HUB is a shared folder or a server's address, with #CLASS where it has several."""
    place, group = split(address)
    way = reach.way(place)
    hub = open_hub(place, way)
    found = one_class(joining.look(hub, group))
    say(_("The class “{name}”").format(name=found.name), *(f"  {told}" for told in joining.readers(hub, found)))
    if folder:
        root = os.path.abspath(os.path.expanduser(folder))
        seat = find_seat(hub, found, wanted, (lambda _seat: None) if mine else (lambda each: check_whose(hub, each)))
        _agree(seat, yes)
        _begin(root, hub, found, seat)
        with desk(root, send=False) as opened:
            _sit(opened, hub, way, found, seat)
        return
    with desk(_here(named), send=False) as opened:
        mine_here = opened.portfolio
        seat = find_seat(hub, found, wanted, lambda each: joining.check_seat(mine_here, hub, found, each))
        _agree(seat, yes)
        _sit(opened, hub, way, found, seat)


def _agree(seat: Seat, yes: bool) -> None:
    """Ask before anything is shared."""
    if not yes:
        if not interactive():
            raise Refused(
                _("Joining shares your portfolio, so somebody must agree."), _("Read the lines above, then add --yes.")
            )
        click.confirm(_("Take the seat of {name} and agree?").format(name=seat.name), abort=True)


def _here(named: str) -> str:
    """The portfolio here, which joins."""
    try:
        return find_folder(named)
    except click.UsageError as error:
        raise NotFound(
            _("There is no portfolio here that could join."), _("Say with --in DIR where yours should go.")
        ) from error


def _begin(root: str, hub: Hub, found: SchoolClass, seat: Seat) -> None:
    """Make the portfolio that joins, or bring the one that sits there already."""
    made, known = begin(root, hub, found, seat, SystemClock())
    if known:
        say(_("Your portfolio was brought here from the class: {n} versions.").format(n=made.count()))
    made.close()
    config.remember(root)


def _sit(opened: Desk, hub: Hub, way: Way, found: SchoolClass, seat: Seat) -> None:
    """Take the seat, and bring everything to school."""
    joined = joining.join(opened.portfolio, hub, way, found, seat, SystemClock())
    say(_("You have joined {name} as {seat}.").format(name=found.name, seat=seat.name))
    tell(syncing.sync(opened.portfolio, joined))
    say(_("Your portfolio is in {folder}.").format(folder=line(opened.portfolio.root)))


def tell(done: syncing.Synced) -> None:
    """Say where everything arrived, and what came."""
    told = {
        "there": _("{name}: all of it has arrived ({at})."),
        "later": _("{name}: saved here, not there yet. {reason}"),
        "refused": _("{name}: saved here, but not taken there. {reason}"),
    }
    say(told[done.state].format(name=done.joined.name, at=done.joined.hub().at, reason=done.reason))
    say(*(f"  {one}" for one in done.news))


def tell_to_decide(opened: Desk) -> None:
    """Say that two computers said different things, where they did."""
    found = clashes.clashes(opened)
    if found:
        say(ngettext("{n} thing to decide: portfolio decide", "{n} things to decide: portfolio decide", len(found)))


@click.command()
@as_json
@click.pass_obj
def sync(named: str, as_json: bool) -> None:
    """Bring your portfolio and your classes together: fetch, merge, publish. Safe to repeat."""
    with desk(named, send=False) as opened:
        known = joining.joined(opened.portfolio)
        if not known:
            raise NotFound(
                _("This portfolio has not joined a class on this computer."), _("Join one: “portfolio join HUB”.")
            )
        done = [syncing.sync(opened.portfolio, each) for each in known]
        if as_json:
            items(
                {"class": each.joined.group, "state": each.state, "reason": each.reason, "news": list(each.news)}
                for each in done
            )
        else:
            for each in done:
                tell(each)
            tell_to_decide(opened)
    if any(each.state != "there" for each in done):
        raise SystemExit(1)


@click.command()
@click.argument("number", metavar="[N]", default=0, type=click.IntRange(0))
@click.argument("answer", metavar="[ANSWER]", default=0, type=click.IntRange(0))
@as_json
@click.pass_obj
def decide(named: str, number: int, answer: int, as_json: bool) -> None:
    """List what two computers say differently; N and ANSWER let one stand. The other stays in the history."""
    with desk(named) as opened:
        found = clashes.clashes(opened)
        if number and answer:
            if number > len(found) or answer > len(found[number - 1].values):
                raise NotFound(_("There is no such answer."), _("“portfolio decide” lists them."))
            clashes.decide(opened, found[number - 1].key, answer - 1)
            say(_("That stands now. What else was said stays in the history."))
            return
        if as_json:
            items(
                {
                    "record": each.record.id,
                    "field": each.where,
                    "answers": list(each.values),
                    "about": clashes.called(opened, each),
                }
                for each in found
            )
            return
        for n, each in enumerate(found, 1):
            say(f"{n}. {clashes.called(opened, each)}, {each.field}")
            say(*(f"   {m}. {clashes.shown(value)}" for m, value in enumerate(each.values, 1)))
        say(
            _("“portfolio decide 1 2” lets the second answer of the first one stand.")
            if found
            else _("Nothing is open.")
        )
