"""A visit on a shared computer: a folder of its own, in memory where there is some, published on every save.

At the end it is removed: nothing is left behind, and nothing goes before it is proved that all of it has arrived.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from functools import partial

from portfolio import config
from portfolio.door import Portfolio
from portfolio.door.view import read_owner
from portfolio.errors import PortfolioError
from portfolio.hub import sync
from portfolio.hub.joining import joined
from portfolio.hub.place import history_name, is_whole
from portfolio.i18n import _, ngettext
from portfolio.model.codec import Malformed
from portfolio.store import files
from portfolio.text import line

_NAME = "portfolio-visit-"
_LIMIT = 1 << 20


@dataclass(frozen=True)
class Visit:
    """Where a visit stands on this computer until it ends."""

    place: str
    """A folder for this user alone: settings, mirrors and the portfolio."""

    @property
    def root(self) -> str:
        """The portfolio of the visit."""
        return f"{self.place}/portfolio"

    @property
    def owner(self) -> str:
        """Whose visit it is, without opening it; "" where it was stopped before there was a portfolio in it."""
        try:
            return read_owner(files.read(f"{self.root}/portfolio.json", _LIMIT)).name
        except (OSError, Malformed):
            return os.path.basename(self.place) if os.path.lexists(self.root) else ""

    def remove(self) -> None:
        """Leave nothing behind."""
        files.remove_tree(self.place)


def begin() -> Visit:
    """Make the folder of a visit; from now on this process keeps its settings there, too.

    Raises:
        NotSaved: it could not be made.
    """
    made = Visit(_folder())
    config.use(f"{made.place}/settings")
    return made


def _folder() -> str:
    memory = os.environ.get("XDG_RUNTIME_DIR", "")
    above = memory if memory and os.path.isdir(memory) and os.access(memory, os.W_OK) else None
    try:
        return tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-", dir=above)  # 0700
    except OSError as error:
        raise files.not_saved(error, above or tempfile.gettempdir()) from error


def missing(portfolio: Portfolio) -> list[str]:
    """Bring everything to school, then read it back from there: why the visit cannot end yet, nothing where it can."""
    told: list[str] = []
    classes = joined(portfolio)
    for one in classes:
        done = sync.sync(portfolio, one)
        if done.state != "there":
            told.append(done.reason)
            continue
        try:
            hub, name = one.hub(), history_name(one.seat)
            if not is_whole(partial(hub.fetch, name), portfolio.version, f"{config.folder()}/proof.git"):
                told.append(_("What stands at school is not yet what stands here."))
        except PortfolioError as error:
            told.append(str(error))
    if not classes:
        told.append(_("No class has been joined, so nothing of it is at school."))
    return told


def only_here(portfolio: Portfolio) -> list[str]:
    """What would go with the visit, and how to take it along: private and half-typed words never go to school."""
    count, half = len(portfolio.private.all()), len(portfolio.half_typed())
    told = []
    if count:
        private = ngettext("{n} private reflection is only here.", "{n} private reflections are only here.", count)
        told.append(f"{private.format(n=count)} {_('Take it on your own stick, or share it.')}")
    if half:
        typed = ngettext("{n} form is half filled in.", "{n} forms are half filled in.", half)
        told.append(f"{typed.format(n=half)} {_('Open it: Ctrl+S saves it, F7 throws it away.')}")
    return told


def left_behind() -> list[Visit]:
    """Visits of this user whose program was stopped before they ended."""
    found = []
    for above in {os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()}:
        for name in sorted(os.listdir(above)) if above and os.path.isdir(above) else ():
            pid = name.removeprefix(_NAME).partition("-")[0]
            path = f"{above}/{name}"
            if name.startswith(_NAME) and pid.isdigit() and not files.alive(int(pid)) and _is_mine(path):
                found.append(Visit(path))
    return found


def _is_mine(path: str) -> bool:
    try:
        return os.lstat(path).st_uid == getattr(os, "getuid", lambda: 0)() and not os.path.islink(path)
    except OSError:
        return False


def resume(visit: Visit) -> None:
    """Go on with a visit that was left behind."""
    config.use(f"{visit.place}/settings")


def end(visit: Visit, portfolio: Portfolio) -> list[str]:
    """End a visit: all of it goes to school, then it is removed; else why it stays."""
    config.use(f"{visit.place}/settings")
    try:
        told = missing(portfolio)
        private = only_here(portfolio)
    finally:
        config.use("")
        portfolio.close()
    if not told and not private:
        visit.remove()
        return []
    return [*told, *private, _("It stays in {folder}.").format(folder=line(visit.root))]
