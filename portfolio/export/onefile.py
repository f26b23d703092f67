"""One file made of the deck: where it may be written, which package makes it, and what stays here."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from portfolio.door import Portfolio
from portfolio.errors import Refused
from portfolio.export.slides import Deck
from portfolio.i18n import _, ngettext
from portfolio.services.capstone import need
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import line, shorten


@dataclass(frozen=True)
class Plan:
    """What a file made of the deck would hold."""

    deck: Deck
    count: int
    """How many slides it has."""
    told: tuple[str, ...]
    """What cannot be shown, and what takes more room than a slide has, in sentences."""


class Kind(Protocol):
    """A module that makes such a file: `powerpoint` or `handout`, where each function says what it gives."""

    NAME: str
    NOTES: bool

    def check(self) -> None: ...
    def inside(self) -> str: ...
    def plan(self, desk: Desk) -> Plan: ...
    def made(self, deck: Deck, at: datetime, *, notes: bool) -> tuple[bytes, list[str]]: ...


def needs(module: str, extra: str) -> None:
    """
    Args:
        module: a package that is installed only where somebody wants this export.
        extra: what pip calls it.

    Raises:
        Refused: it is not installed.
    """
    try:
        importlib.import_module(module)
    except ImportError as error:
        raise Refused(
            _("This export needs a package that is not installed here. Nothing was written."),
            _("Install it with: pip install 'portfolio[{extra}]'").format(extra=extra),
        ) from error


def place(named: str, name: str, mine: str, *, replace: bool = False) -> str:
    """The whole path of the file to write.

    Args:
        named: as the person wrote it; where it is a folder, the file `name` in it is meant.
        mine: the folder of the portfolio.
        replace: write over a file that is there.

    Raises:
        Refused: it is in the portfolio, or something is there already.
    """
    if not named.strip():
        raise Refused(_("No file is named."), _("Name one, like ~/{name}.").format(name=name))
    whole = os.path.realpath(os.path.expanduser(named.strip()))
    if os.path.isdir(whole):
        whole = os.path.join(whole, name)
    if f"{whole}/".startswith(f"{os.path.realpath(mine)}/"):
        raise Refused(
            _("{file} would stand in your portfolio.").format(file=line(whole)), _("Name a file somewhere else.")
        )
    if os.path.lexists(whole) and not (replace and os.path.isfile(whole)):
        raise Refused(
            _("{file} is there already, and was not touched.").format(file=line(whole)),
            _("Choose another name; in plain lines --replace writes over the file."),
        )
    return whole


def write(kind: Kind, desk: Desk, whole: str, *, notes: bool) -> tuple[Plan, int, tuple[str, ...]]:
    """Write the file, all of it or nothing.

    Args:
        whole: what `place` gave.

    Returns:
        What it was to hold, its size in bytes, and all that has to be said about it.

    Raises:
        NotFound: there is no deck.
        Refused: the package it needs is not installed.
        NotSaved: the disk said no; what stood there stands there still.
    """
    kind.check()
    found = kind.plan(desk)
    data, wrong = kind.made(found.deck, desk.now, notes=notes)
    try:
        files.make_folders(os.path.dirname(whole))
        files.write(whole, data)
    except OSError as error:
        raise files.not_saved(error, whole) from error
    return found, len(data), (*found.told, *wrong)


def stays(kind: Kind, desk: Desk, *, notes: bool) -> list[str]:
    """What a file made of the deck has and does not have, in sentences for the student."""
    told = [kind.inside()]
    told.append(
        _("Your notes are in it, too: whoever gets the file can read them.") if notes else _("Your notes stay here.")
    )
    view = desk.view
    if isinstance(view, Portfolio):
        if count := len(view.private.all()):
            told.append(ngettext("{n} private reflection stays here.", "{n} private reflections stay here.", count))
        work = need(desk)[1]
        if view.kept_text(work) is not None:
            named = f"“{shorten(work.title, 40)}”"
            told.append(_("What is being typed and not saved yet stays here: {names}.").format(names=named))
    return told
