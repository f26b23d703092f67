"""The app: opens a portfolio, moves between its places, saves in the background."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.content import Content
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from portfolio import config, i18n
from portfolio.clock import Clock, SystemClock
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.screens.frame import SECTIONS, Frame
from portfolio.services.desk import Desk, open_desk
from portfolio.widgets import pixels
from portfolio.widgets.pixels import joined, text
from portfolio.widgets.themes import INK, NAMES, THEMES
from portfolio.wording import ago


def _commands() -> type[Provider]:
    """The command palette's source, loaded when it is first opened."""
    from portfolio.screens.commands import Commands

    return Commands


class PortfolioApp(App[None]):
    """A learning portfolio in the terminal."""

    TITLE = "Portfolio"
    CSS = """
    VerticalScroll, OptionList, TextArea { scrollbar-size: 1 1; }
    ToastRack { dock: top; align: right top; margin-top: 1; }
    CommandPalette > Vertical { width: 84; max-width: 100%; margin-top: 1; background: $card; }
    CommandPalette #--input { border: round $primary; background: $card; }
    CommandPalette SearchIcon { display: none; }
    CommandPalette #--results { width: 84; max-width: 100%; }
    CommandPalette CommandList { background: $card; border: round $quiet; }
    CommandPalette CommandInput { margin: 0; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "command_palette", N_("Commands"), key_display="^p"),
        Binding("f1,question_mark", "help", N_("Help"), key_display="f1"),
        Binding("ctrl+q", "leave", N_("Leave"), show=False),
    ]
    COMMANDS = {_commands}

    def __init__(
        self,
        folder: str = "",
        clock: Clock | None = None,
        settings: config.Config | None = None,
        *,
        remember: bool = True,
    ) -> None:
        self.settings = settings or config.load()
        self.clock = clock or SystemClock()
        self._folder = folder
        self._remember = remember
        self._desk: Desk | None = None
        self._places: dict[str, Frame] = {}
        self._versions = 0
        self._saved_at: datetime | None = None
        self._typing = ""
        """now: keys not yet on the disk; kept: on the disk, not yet a version; "": all saved."""
        self._round = 0
        self._seen: dict[Frame, int] = {}
        pixels.use_simple(self.settings.symbols == "simple")
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in NAMES else INK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not know them."""
        return INK.variables

    # Opening and leaving

    @property
    def desk(self) -> Desk:
        """The student's desk."""
        assert self._desk is not None
        return self._desk

    def on_mount(self) -> None:
        """Open what was asked for, or say welcome."""
        if self._folder:
            self.open(self._folder)
        else:
            from portfolio.screens.welcome import Welcome

            self.push_screen(Welcome())
        self.set_interval(15, self.tell)
        for name in ("SIGHUP", "SIGTERM"):
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):  # not on every system
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self._leave_at_once)

    def open(self, folder: str) -> None:
        """Open a portfolio and show Today."""
        try:
            self._desk = open_desk(folder, self.clock)
            i18n.use(self.desk.view.owner.language)
        except PortfolioError as error:
            self.exit(return_code=1, message=str(error))
            return
        if self._remember:
            config.remember(self.desk.portfolio.root)
        self.action_go("today")
        told = list(self.desk.portfolio.news)
        left = _("Cannot be read, so it was left alone: {problem}")
        told += [left.format(problem=one) for one in self.desk.portfolio.problems.values()][:3]
        if told:
            self.say("\n".join(told), lasting=True)
        if self.desk.portfolio.enter_window():
            both = _("This portfolio is open in another window, too. Nothing is lost: what both save is merged.")
            self.say(both + " " + _("It is easier to close one of them."), lasting=True)
        if not self.desk.portfolio.writable:
            self.say(_("This folder can only be read. Nothing you do here is saved."), lasting=True)
        self.call_after_refresh(_collect_again)
        self.set_timer(0.5, self._count)

    async def action_leave(self) -> None:
        """Leave, after everything is a version; where something cannot be saved, only after asking."""
        kept = [self.put_away(screen) for screen in reversed(self.screen_stack)]
        if not all(kept):
            from portfolio.screens.dialogs.form import Ask

            told = _("What you typed could not be saved, so it would be lost. Copy it somewhere, or free some space.")
            self.push_screen(Ask(_("Leave without saving?"), told, grave=True), self._leave_anyway)
            return
        if self.settings.exit_ticket and self._desk is not None and self.desk.portfolio.writable:
            from portfolio.screens.dialogs.ticket import ask_on_leaving

            ask_on_leaving(self, self._leave)
        else:
            self._leave()

    def action_exit_ticket(self) -> None:
        """Ask one question on leaving, or do not."""
        self.settings.exit_ticket = not self.settings.exit_ticket
        config.save(self.settings)
        on, off = _("Leaving now asks one question; Escape skips it."), _("Leaving asks nothing.")
        self.say(on if self.settings.exit_ticket else off)

    def _leave_anyway(self, yes: bool | None) -> None:
        if yes:
            self._leave()

    def _leave_at_once(self) -> None:
        """The window was closed or the computer is shutting down: save what is typed, ask nothing."""
        for screen in reversed(self.screen_stack):
            self.put_away(screen)
        self._leave()

    def _leave(self) -> None:
        self.workers.cancel_group(self, "count")
        self._close()
        self.exit()

    def _close(self) -> None:
        if self._desk is not None:
            try:
                self.desk.portfolio.close()
            except PortfolioError as error:
                self.exit(message=str(error))

    # Moving

    def action_go(self, section: str) -> None:
        """Show a section; what is open above the present one is put away first."""
        if section not in self._places:
            self._places[section] = _place(section)
            self.install_screen(self._places[section], section)
        while len(self.screen_stack) > 2:
            if not self.put_away(self.screen):
                return
            self.pop_screen()
        if len(self.screen_stack) == 1:
            self.push_screen(section)
        elif self.screen is not self._places[section] and self.put_away(self.screen):
            self.switch_screen(section)

    @staticmethod
    def put_away(screen: Screen[Any]) -> bool:
        """Let a screen save what is open on it before it goes; False where that failed."""
        leaving: Callable[[], bool] | None = getattr(screen, "put_away", None)
        return leaving() if leaving is not None else True

    def action_help(self) -> None:
        """What can be done here, key by key."""
        from portfolio.screens.dialogs.help import Help

        self.push_screen(Help(self.screen))

    def action_look(self, theme: str) -> None:
        """Change the colours, and keep that."""
        self.theme = theme
        self.settings.theme = theme
        config.save(self.settings)

    def action_symbols(self) -> None:
        """Change between full and simple symbols, and keep that."""
        self.settings.symbols = "simple" if self.settings.symbols == "full" else "full"
        pixels.use_simple(self.settings.symbols == "simple")
        config.save(self.settings)
        self.changed()

    # Saving

    def attempt(self, do: Callable[[], Any]) -> bool:
        """Do something that may be refused; say so where it is. True where it was done."""
        try:
            do()
        except PortfolioError as error:
            self.say(str(error), lasting=True, wrong=True)
            return False
        self.clear_notifications()
        self.changed()
        return True

    def changed(self) -> None:
        """Something was saved: show it, and make it a version in the background."""
        self._round += 1
        self._typing = ""
        if self.desk.portfolio.waiting:
            self._saved_at = self.clock.now()
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

    def on_app_focus(self, _event: events.AppFocus) -> None:
        """Back at the window: look at what changed outside."""
        if self._desk is not None:
            self._look()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What a background job gave, or why it failed."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(str(error) if isinstance(error, PortfolioError) else repr(error), lasting=True, wrong=True)
        elif event.state is WorkerState.SUCCESS and event.worker.group == "count":
            self._versions = int(event.worker.result or 0)
        elif event.state is WorkerState.SUCCESS and event.worker.group == "settle":
            if not self.desk.portfolio.waiting:
                self._count()
                if isinstance(self.screen, Frame):
                    self.screen.settled()
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

    def state(self) -> Content:
        """Whether all is saved, for the top line."""
        now = self.clock.now()
        if not self.desk.portfolio.writable:
            return joined((text("● ", "$amber"), text(_("read only"), "$muted")))
        if self._typing:
            told = _("typing · kept safe") if self._typing == "kept" else _("typing …")
            return joined((text("● ", "$amber"), text(told, "$muted")))
        versions = ngettext("{n} version", "{n} versions", self._versions) if self._versions else ""
        saved = _("saved {ago}").format(ago=ago(self._saved_at, now)) if self._saved_at else _("all saved")
        told = " · ".join(part for part in (saved, versions) if part)
        return joined((text("● ", "$good"), text(told, "$muted")))

    def tell(self) -> None:
        """Bring the top line up to date."""
        if self._desk is not None and isinstance(self.screen, Frame) and self.screen.is_mounted:
            self.screen.tell()

    def say(self, sentence: str, *, lasting: bool = False, wrong: bool = False) -> None:
        """Show a sentence for a while."""
        self.clear_notifications()
        self.notify(
            pixels.sign(sentence),
            severity="error" if wrong else "information",
            timeout=8 if lasting else 4,
            markup=False,
        )

    def action_undo_last(self) -> None:
        """Take back the newest change that stands, after asking."""
        from portfolio.screens.undoing import undo_newest

        undo_newest(self)


def _collect_again() -> None:
    """After a start that held the collector, never walk what it loaded: that would stop the keyboard for 100 ms."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _place(section: str) -> Frame:
    """The screen of a section, loaded when it is first shown."""
    assert section in dict(SECTIONS)
    if section == "goals":
        from portfolio.screens.goals import Goals

        return Goals()
    if section == "work":
        from portfolio.screens.works import Works

        return Works()
    if section == "growth":
        from portfolio.screens.growth import Growth

        return Growth()
    if section == "support":
        from portfolio.screens.support import Support

        return Support()
    if section == "history":
        from portfolio.screens.history import History

        return History()
    from portfolio.screens.today import Today

    return Today()


def open_app(folder: str, *, remember: bool = True) -> None:
    """Open the app on a portfolio, or on the welcome where the folder is "".

    Args:
        remember: open it the next time, too.
    """
    app = PortfolioApp(os.path.abspath(folder) if folder else "", remember=remember)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
