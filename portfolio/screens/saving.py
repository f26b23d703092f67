"""What the app does behind the screens: saves become versions, versions go to school, and the top line says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events, work
from textual.content import Content
from textual.worker import Worker, WorkerState

from portfolio.clock import Clock
from portfolio.config import Config
from portfolio.door import Portfolio
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.screens.base import BaseApp
from portfolio.screens.frame import Frame
from portfolio.services.desk import Desk
from portfolio.widgets.pixels import joined, text
from portfolio.wording import ago

if TYPE_CHECKING:
    from portfolio.hub.sync import Synced

SYNC_EVERY = 300.0
"""Seconds after which a portfolio looks at its classes again, though nothing was saved here."""
_TRY_EVERY = 30.0
"""Seconds after which a class that could not be reached is tried again."""
_GLANCE_EVERY = 3.0
"""Seconds after which the app looks whether another window saved something."""


class SavingApp(BaseApp):
    """An app with a portfolio open in it."""

    def __init__(self, clock: Clock, settings: Config) -> None:
        self._versions = 0
        self._saved_at: datetime | None = None
        self._typing = ""
        """now: keys not yet on the disk; kept: on the disk, not yet a version; "": all saved."""
        self._round = 0
        self._seen: dict[Frame, int] = {}
        self._synced: list[Synced] = []
        """What came of the last sync with each class."""
        self._syncing = False
        self._on_stick = ""
        """The version that was carried on the student's own stick, while it is plugged in."""
        self._unsent = False
        """Whether something became a version after the last sync began."""
        self._sending = False
        """Whether the last try before leaving is under way."""
        super().__init__(clock, settings)

    @property
    def open_portfolio(self) -> Portfolio | None:
        """The portfolio that is open for work, None where there is none."""
        return self._desk.portfolio if self._desk is not None else None

    def redraw(self) -> None:
        """Show the place anew."""
        if self._desk is not None:
            self.changed()

    def changed(self) -> None:
        """Something was saved: show it, and make it a version in the background."""
        self._round += 1
        self._typing = ""
        if self.desk.portfolio.waiting:
            self._saved_at, self._unsent = self.clock.now(), True
            self._settle()
        if isinstance(self.screen, Frame):
            self._seen[self.screen] = self._round
            self.screen.reload()
            self.tell()

    def changed_since(self, place: Frame) -> bool:
        """Whether anything was saved since a place was last shown; asking counts as showing."""
        fresh = self._seen.get(place, 0) != self._round
        self._seen[place] = self._round
        return fresh

    @work(thread=True, group="settle", exit_on_error=False)
    def _settle(self) -> None:
        self.desk.portfolio.settle()

    @work(thread=True, group="count", exit_on_error=False)
    def _count(self) -> int:
        return self.desk.portfolio.count()

    @work(thread=True, group="look", exit_on_error=False)
    def _look(self) -> bool:
        return self.desk.portfolio.refresh()

    def sync_soon(self) -> None:
        """Bring the portfolio and its classes together in the background; never in the way."""
        self._unsent = True
        if not self._syncing and self._desk is not None and self.desk.portfolio.writable:
            self._syncing, self._unsent = True, False
            self._sync()

    def rest(self) -> bool:
        """Neither sync nor look around until `wake`; False while a sync is under way."""
        if self._syncing:
            return False
        self._syncing = True
        return True

    def wake(self) -> None:
        """Sync and look around again."""
        self._syncing = False
        self.sync_soon()

    @work(thread=True, group="sync", exit_on_error=False)
    def _sync(self) -> list[Synced]:
        from portfolio.hub.everywhere import bring

        done, self._on_stick = bring(self.desk.portfolio)
        return done

    def keep_in_touch(self) -> None:
        """Count and sync soon, and from now on look at the classes and at what other windows do."""
        self.set_timer(0.5, self._count)
        self.set_timer(1, self.sync_soon)
        self.set_interval(SYNC_EVERY, self.sync_soon)
        self.set_interval(_TRY_EVERY, self._try_again)
        self.set_interval(_GLANCE_EVERY, self._glance)

    def _try_again(self) -> None:
        if any(one.state == "later" for one in self._synced):
            self.sync_soon()

    def _glance(self) -> None:
        if self._desk is not None and not self._syncing and not self.desk.portfolio.waiting:
            mine = self.desk.portfolio
            if mine.repo.head() != mine.version:
                self._look()

    @property
    def is_unsent(self) -> bool:
        """Whether something that is saved here may not be at school yet."""
        later = any(one.state == "later" for one in self._synced)
        return bool(self._synced) and bool(later or self._unsent or self._syncing or self.desk.portfolio.waiting)

    def send_last(self, leave: Callable[[str], None]) -> None:
        """Try once to bring everything to school, then leave; again while that is under way leaves without it.

        Args:
            leave: closes the portfolio and the app, with a sentence to say at the end.
        """
        if self._sending:
            leave("")
            return

        def send() -> None:
            from portfolio.hub.everywhere import bring

            reasons = [one.reason for one in bring(self.desk.portfolio)[0] if one.state != "there"]
            told = _("Everything is saved on this computer, but it is not at school yet. {reason}")
            goes = _("It goes there the next time this portfolio is open and school can be reached.")
            self.call_from_thread(leave, f"{told.format(reason=reasons[0])}\n{goes}" if reasons else "")

        self._sending = True
        self.say(_("Bringing what you saved to school … Ctrl+Q once more leaves without it."), lasting=True)
        self.run_worker(send, thread=True, group="last", exit_on_error=False)

    def sync_at_once(self) -> None:
        """The window is closing: what is not at school yet goes there where that takes a moment only."""
        from portfolio.history.server import is_address
        from portfolio.hub.joining import joined as classes
        from portfolio.hub.sync import sync

        for one in classes(self.desk.portfolio) if self.is_unsent else ():
            if not is_address(one.address):
                sync(self.desk.portfolio, one)

    def _synced_now(self, done: list[Synced]) -> None:
        """Show what a sync brought, and say once what somebody must act on."""
        refused = {one.reason for one in self._synced if one.state == "refused"}
        self._synced, self._syncing = done, False
        if any(one.came or one.news for one in done):
            self._desk = Desk(self.desk.portfolio, self.clock)
            self.changed()
        news = [told for one in done for told in one.news]
        wrong = [one.reason for one in done if one.state == "refused" and one.reason not in refused]
        if news or wrong:
            self.say("\n".join([*wrong, *news]), lasting=True, wrong=bool(wrong))
        if self._unsent:
            self.sync_soon()

    def on_app_focus(self, _event: events.AppFocus) -> None:
        """Back at the window: look at what changed outside."""
        if self._desk is not None:
            self._look()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What a background job gave, or why it failed."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self._syncing = self._syncing and event.worker.group != "sync"
            self._sending = self._sending and event.worker.group != "last"
            self.say(str(error) if isinstance(error, PortfolioError) else repr(error), lasting=True, wrong=True)
        elif event.state is WorkerState.SUCCESS and event.worker.group == "count":
            self._versions = int(event.worker.result or 0)
        elif event.state is WorkerState.SUCCESS and event.worker.group == "settle":
            if not self.desk.portfolio.waiting:
                self._count()
                if isinstance(self.screen, Frame):
                    self.screen.settled()
                if self._synced or self._on_stick:
                    self.sync_soon()
        elif event.state is WorkerState.SUCCESS and event.worker.group == "sync":
            self._synced_now(event.worker.result or [])
        elif event.state is WorkerState.SUCCESS and event.worker.group == "look" and event.worker.result:
            self.changed()
        self.tell()

    def typing(self, *, kept: bool = True) -> None:
        """Text is being typed, and is kept safe or about to be."""
        if self._typing != ("kept" if kept else "now"):
            self._typing = "kept" if kept else "now"
            self.tell()

    def at_rest(self) -> None:
        """What was being typed is saved, or thrown away."""
        if self._typing:
            self._typing = ""
            self.tell()

    def state(self, columns: int) -> Content:
        """Whether all is saved, for the top line.

        Args:
            columns: how many there are; what matters least goes first.
        """
        now = self.clock.now()
        if not self.desk.portfolio.writable:
            return joined((text("● ", "$amber"), text(_("read only"), "$muted")))
        if self._typing:
            told = _("typing · kept safe") if self._typing == "kept" else _("typing …")
            return joined((text("● ", "$amber"), text(told, "$muted")))
        versions = ngettext("{n} version", "{n} versions", self._versions) if self._versions else ""
        saved = _("saved {ago}").format(ago=ago(self._saved_at, now)) if self._saved_at else _("all saved")
        there = self._where()
        parts = [part for part in (saved, there, versions) if part]
        while len(parts) > 1 and len(" · ".join(parts)) + 2 > columns:
            parts = parts[:-1] if parts[-1] == versions else parts[1:]
        told = " · ".join(parts)
        return joined((text("● ", "$amber" if _(self._WAITING) in there else "$good"), text(told, "$muted")))

    _WAITING = N_("not at school yet")

    def _where(self) -> str:
        """Whether what is saved here is at school as well; "" without a class."""
        stick = _("on the stick") if self._on_stick and self._on_stick == self.desk.portfolio.version else ""
        if not self._synced:
            return stick
        arrived = all(one.state == "there" for one in self._synced) and not (self._unsent or self._syncing)
        return " · ".join(part for part in (stick, _("at school") if arrived else _(self._WAITING)) if part)

    def tell(self) -> None:
        """Bring the top line up to date."""
        if self._desk is not None and isinstance(self.screen, Frame) and self.screen.is_mounted:
            self.screen.tell()
