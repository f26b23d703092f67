"""The student's own stick: the whole portfolio on it, the private words too, to go on with at another computer."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial

from portfolio import config
from portfolio.clock import Clock
from portfolio.door import Portfolio
from portfolio.door.create import receive
from portfolio.errors import BrokenRecord, NotFound, Outdated, Unreachable
from portfolio.history.reading import History
from portfolio.history.repo import Moved
from portfolio.hub import bundles
from portfolio.hub.place import is_whole
from portfolio.i18n import _
from portfolio.text import line

_NAME = "portfolio-"
_ATTEMPTS = 5


def _place(stick: str, owner: str) -> str:
    return f"{os.path.abspath(os.path.expanduser(stick))}/{_NAME}{owner}"


def _check(stick: str) -> str:
    folder = os.path.abspath(os.path.expanduser(stick))
    if not os.path.isdir(folder):
        raise Unreachable(
            _("There is no stick at {folder}.").format(folder=line(folder)),
            _("Plug it in, or look where this computer shows it. Everything is saved here."),
        )
    return folder


def plugged_in() -> list[str]:
    """Folders under which this computer shows sticks that are plugged in."""
    user = os.path.basename(os.path.expanduser("~"))
    found = []
    for above in (f"/media/{user}", f"/run/media/{user}", "/Volumes"):
        if os.path.isdir(above):
            found += [f"{above}/{name}" for name in sorted(os.listdir(above)) if os.access(f"{above}/{name}", os.W_OK)]
    return found


def carry(portfolio: Portfolio, stick: str, *, private: bool = True) -> bool:
    """Bring a portfolio and a stick together, both ways: what the stick has comes in, what it has not goes out.

    Args:
        private: the private reflections, too.

    Returns:
        Whether anything came in.

    Raises:
        Unreachable: there is no stick.
        NotSaved: it could not be written; everything is still saved here.
    """
    _check(stick)
    place = _place(stick, portfolio.owner.id)
    came = False
    for _attempt in range(_ATTEMPTS):
        portfolio.settle()
        there = bundles.head(place)
        for head in _heads(place, portfolio) if there else []:
            with suppress(Outdated):  # ours is put in its place
                came |= portfolio.join(head)
        if there == portfolio.version and _is_whole(place, portfolio):
            break
        try:
            bundles.publish(place, portfolio.repo, portfolio.version, there)
            break
        except Moved:
            continue
    else:
        raise Unreachable(_("Another computer is writing to this stick."), _("Try again. Everything is saved here."))
    if private:
        portfolio.private.carry(f"{place}/private")
    config.remember_stick(_check(stick))
    return came


def known(portfolio: Portfolio) -> list[str]:
    """The student's own sticks that are plugged in now."""
    return [one for one in config.load().sticks if bundles.head(_place(one, portfolio.owner.id))]


def bring(portfolio: Portfolio, stick: str) -> bool:
    """Take in what a stick has; like `carry`, for a stick that must have this portfolio already.

    Raises:
        NotFound: it has nothing of it.
    """
    if not bundles.head(_place(_check(stick), portfolio.owner.id)):
        raise NotFound(
            _("Nothing of this portfolio is on the stick at {folder}.").format(folder=line(stick)),
            _("“portfolio stick out DIR” puts it there."),
        )
    return carry(portfolio, stick)


def _heads(place: str, portfolio: Portfolio) -> list[str]:
    """What the stick has; nothing where that is damaged: a whole copy is put in its place."""
    try:
        return bundles.fetch(place, portfolio.repo)
    except BrokenRecord:
        return []


def _is_whole(place: str, portfolio: Portfolio) -> bool:
    """A stick may have been pulled out while it was written: what is on it is read back."""
    room = f"{portfolio.repo.git_dir}/portfolio/proof.git"
    return is_whole(partial(bundles.fetch, place), portfolio.version, room)


def take(stick: str, folder: str, clock: Clock) -> Portfolio:
    """Bring the portfolio on a stick to a computer that has none of it.

    Raises:
        Unreachable, NotFound: there is no stick, no portfolio on it, or more than one.
        BadInput: something is in that folder.
    """
    place = _only(_check(stick))

    def fetch(repo: History) -> list[str]:
        return bundles.fetch(place, repo)

    made = receive(folder, clock, fetch)
    made.private.carry(f"{place}/private")
    return made


def _only(folder: str) -> str:
    """The one portfolio on a stick, or the folder of one that was named.

    Raises:
        NotFound: there is none, or more than one.
    """
    if os.path.basename(folder).startswith(_NAME) and bundles.head(folder):
        return folder
    found = sorted(name for name in os.listdir(folder) if name.startswith(_NAME) and bundles.head(f"{folder}/{name}"))
    if not found:
        raise NotFound(
            _("There is no portfolio on this stick."), _("Write one there first: “portfolio stick out DIR”.")
        )
    if len(found) > 1:
        raise NotFound(
            _("There is more than one portfolio on this stick."),
            _("Name the folder of yours: {names}.").format(names=", ".join(line(f"{folder}/{one}") for one in found)),
        )
    return f"{folder}/{found[0]}"
