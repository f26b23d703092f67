"""Which class, and which of its names: asked for until the answer can be used."""

from __future__ import annotations

from collections.abc import Callable

import click

from portfolio.cli.context import interactive, say
from portfolio.errors import NotFound, Refused
from portfolio.hub import joining
from portfolio.hub.place import Hub
from portfolio.i18n import N_, _
from portfolio.model.schoolclass import SchoolClass, Seat
from portfolio.services.desk import find
from portfolio.text import line, shorten, slug


def one_class(found: list[SchoolClass]) -> SchoolClass:
    """The only class, or the one a person picks.

    Raises:
        NotFound: there are several and nobody is there to ask.
    """
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"#{each.id} ({each.name})" for each in found)
    if not interactive():
        raise NotFound(
            _("There is more than one class: {names}.").format(names=names), _("Put # and its id behind the address.")
        )
    for number, each in enumerate(found, 1):
        say(f"  {number}. {each.name}")
    chosen = click.prompt(_("Which class?"), type=click.IntRange(1, len(found)))
    return found[int(chosen) - 1]


def find_seat(hub: Hub, found: SchoolClass, wanted: str, accept: Callable[[Seat], None]) -> Seat:
    """The seat of whoever joins: the one named on the command line, else asked for until it can be used.

    Args:
        accept: raises Refused for a seat that cannot be taken.

    Raises:
        NotFound, Refused: the one that was named is none, or not theirs; or nobody is there to ask.
    """
    if not found.seats:
        raise NotFound(
            _("Nobody is on the roster of {name} yet.").format(name=found.name), _("Ask your teacher to add you.")
        )
    if not wanted and not interactive():
        taken = joining.taken(hub, found.seats)
        free = [each.name for each in found.seats if each.id not in taken]
        told = _("These seats are free: {names}.") if free else _("No seat is free.")
        raise NotFound(
            f"{_('Which of the students are you?')} {told.format(names=shorten(', '.join(free), 2000))}",
            _("Say it with --seat NAME."),
        )
    if not wanted:
        say(*(f"  {number}. {_called(each)}" for number, each in enumerate(found.seats, 1)))
    while True:
        typed = wanted or str(click.prompt(_("Your name or its number, as it stands above")))
        try:
            seat = _seat(found, typed, numbers=not wanted)
            accept(seat)
            return seat
        except (NotFound, Refused) as error:
            if wanted:
                raise
            say(str(error))


def _called(seat: Seat) -> str:
    return f"{seat.name}, {seat.group}" if seat.group else seat.name


def _seat(found: SchoolClass, typed: str, *, numbers: bool) -> Seat:
    if numbers and typed.strip().isdecimal() and 1 <= int(typed) <= len(found.seats):
        return found.seats[int(typed) - 1]
    names = _("The names in {name}: {names}.").format(
        name=found.name, names=shorten(", ".join(each.name for each in found.seats), 300)
    )
    return find(
        typed, found.seats, lambda each: (each.id, each.id[-6:], slug(each.name), _called(each)), N_("student"), names
    )


def check_whose(hub: Hub, seat: Seat) -> None:
    """Ask, where somebody has this seat already, whether it is the same person, on another computer.

    Raises:
        Refused: it is not, or nobody is there to ask.
    """
    sitting = joining.taken_by(hub, seat)
    if not sitting:
        return
    told = _("The seat of {name} has the portfolio of {owner} already.").format(
        name=seat.name, owner=line(sitting.partition(" ")[2])
    )
    if not interactive():
        raise Refused(told, _("If it is yours, add --mine; else choose your own name."))
    if not click.confirm(f"{told} {_('Is it yours, from another computer?')}"):
        raise Refused(
            _("Then this is not your seat."),
            _("Choose your own name. If somebody sits in your seat by mistake, ask your teacher to free it."),
        )
