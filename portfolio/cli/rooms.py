"""What commands about a class share: finding it, asking before anything public."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from portfolio import config
from portfolio.classroom import making
from portfolio.classroom.room import FILE, Room
from portfolio.cli.context import interactive, say
from portfolio.clock import SystemClock
from portfolio.door import HistoryView
from portfolio.errors import NotFound, PortfolioError, Refused
from portfolio.i18n import _
from portfolio.model.schoolclass import Seat
from portfolio.services.desk import Desk
from portfolio.text import line


@contextmanager
def room_of(named: str) -> Iterator[Room]:
    """The class a command is about: named with -C, here or above, or the only one known."""
    folder = os.path.abspath(os.path.expanduser(named)) if named else _found()
    room = making.open_room(folder)
    config.remember_class(folder)
    try:
        yield room
    finally:
        room.close()


def _found() -> str:
    folder = os.getcwd()
    while True:
        if os.path.isfile(f"{folder}/{FILE}") and not os.path.isfile(f"{folder}/portfolio.json"):
            return folder
        if os.path.dirname(folder) == folder:
            break
        folder = os.path.dirname(folder)
    known = known_classes()
    if len(known) == 1:
        return known[0]
    if not known:
        raise NotFound(
            _("There is no class here."),
            _("Make one with “portfolio class create HUB”, join one with “portfolio class join HUB”, or use -C DIR."),
        )
    if not interactive():
        raise NotFound(
            _("You have more than one class. Say which, one of:"),
            "\n" + "\n".join(f"  portfolio -C {shlex.quote(line(each))} class" for each in known),
        )
    say(_("You have more than one class:"))
    say(*(f"  {number}. {_called(each)}" for number, each in enumerate(known, 1)))
    chosen = click.prompt(_("Which one? Enter opens the one used last"), type=click.IntRange(1, len(known)), default=1)
    return known[int(chosen) - 1]


def known_classes() -> list[str]:
    """The folders of this person's classes on this computer, the one used last first."""
    return [each for each in config.load().classes if os.path.isfile(f"{each}/{FILE}")]


def _called(folder: str) -> str:
    with suppress(PortfolioError):
        return f"{line(making.open_room(folder).kept.name)}, {line(folder)}"
    return line(folder)


def agree(question: str, yes: bool) -> None:
    """Ask before something that others see.

    Raises:
        Refused: nobody is there to ask, and nothing says that it was asked.
    """
    if not yes:
        if not interactive():
            raise Refused(
                f"{question} {_('Nothing was changed, since nobody is there to ask.')}", _("Add --yes to agree.")
            )
        click.confirm(question, abort=True)


@contextmanager
def student_of(named: str, student: str, at: str = "") -> Iterator[tuple[Room, Seat, Desk]]:
    """The class, the seat and the portfolio of the student a command is about, as it is or as it was."""
    with room_of(named) as room:
        seat = room.find(student)
        view: HistoryView = room.view(seat.id)
        if at:
            view = room.view(seat.id, view.resolve(at))
        yield room, seat, Desk(view, SystemClock(), lambda: room.about(seat.id))
