"""Which portfolio opens where a command alone does not say it."""

from __future__ import annotations

import os

import click

from portfolio import config
from portfolio.cli.context import interactive, known_folders, meant_folder, say
from portfolio.door.view import read_owner
from portfolio.i18n import _
from portfolio.model.codec import Malformed
from portfolio.store import files
from portfolio.text import clean, line

_LIMIT = 1 << 20


def folder_to_open(named: str) -> str:
    """The portfolio that is meant, or the one a person picks of those they have; "" where there is none yet.

    Where nobody is there to ask it is the one used last, and that is said on stderr.
    """
    found = meant_folder(named)
    known = known_folders()
    if found or len(known) < 2:
        return found or (known[0] if known else "")
    if not interactive():
        told = _("You have more than one portfolio; this is {folder}, used last. Name another one with -C DIR.")
        click.echo(clean(told.format(folder=line(known[0]))), err=True)
        return known[0]
    say(_("You have more than one portfolio:"))
    say(*(f"  {number}. {_called(each)}" for number, each in enumerate(known, 1)))
    chosen = click.prompt(_("Which one? Enter opens the one used last"), type=click.IntRange(1, len(known)), default=1)
    return known[int(chosen) - 1]


def class_to_open(named: str, portfolio: str) -> str | None:
    """The class a bare command is about: the folder that is named, or a teacher's who has no portfolio here.

    Returns:
        Its folder, "" where a person is to pick one, None where a portfolio is meant.
    """
    if named and os.path.isfile(f"{named}/class.json") and not os.path.isfile(f"{named}/portfolio.json"):
        return named
    known = [one for one in config.load().classes if os.path.isfile(f"{one}/class.json")]
    if portfolio or not known:
        return None
    return "" if interactive() else known[0]


def _called(folder: str) -> str:
    try:
        owner = read_owner(files.read(f"{folder}/portfolio.json", _LIMIT)).name
    except (OSError, Malformed):
        return line(folder)
    return f"{owner}, {line(folder)}"
