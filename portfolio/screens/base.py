"""What the student's and the teacher's app have in common: looks, help, sentences."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen

from portfolio import config
from portfolio.clock import Clock
from portfolio.errors import PortfolioError
from portfolio.i18n import N_
from portfolio.services.desk import Desk
from portfolio.widgets import pixels
from portfolio.widgets.themes import INK, NAMES, THEMES


def _commands() -> type[Provider]:
    """The command palette's source, loaded when it is first opened."""
    from portfolio.screens.commands import Commands

    return Commands


def collect_again() -> None:
    """After a start that held the collector, never walk what it loaded: that would stop the keyboard for 100 ms."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


class Keeper(Protocol):
    """Keeps what is half typed: a portfolio, or a class on its teacher's machine."""

    def keep_form(self, key: str, answers: str, *, private: bool = False) -> None:
        """Keep a half-filled form (as JSON) under a key."""

    def kept_form(self, key: str) -> str:
        """What was kept, "" for nothing."""

    def let_go(self, *, form: str) -> None:
        """It is saved, or thrown away."""


class BaseApp(App[None]):
    """An app with our looks."""

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
        Binding("ctrl+q", "leave", N_("Leave"), show=False, priority=True),
    ]

    COMMANDS = {_commands}

    def __init__(self, clock: Clock, settings: config.Config) -> None:
        self.clock = clock
        self.settings = settings
        self._desk: Desk | None = None
        pixels.use_simple(settings.symbols == "simple")
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in NAMES else INK.name

    @property
    def desk(self) -> Desk:
        """The student's desk: that of whoever works here, or the one a teacher reads."""
        assert self._desk is not None
        return self._desk

    @property
    def keeper(self) -> Keeper:
        """Where half-typed words are kept."""
        return self.desk.portfolio

    def typing(self, *, kept: bool = True) -> None:
        """Text is being typed, and is kept safe or about to be."""

    def at_rest(self) -> None:
        """What was being typed is saved, or thrown away."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not know them."""
        return INK.variables

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
        self.redraw()

    def attempt(self, do: Callable[[], Any]) -> bool:
        """Do something that may be refused; say so where it is. True where it was done."""
        try:
            do()
        except PortfolioError as error:
            self.say(str(error), lasting=True, wrong=True)
            return False
        self.clear_notifications()
        self.redraw()
        return True

    @staticmethod
    def put_away(screen: Screen[Any]) -> bool:
        """Let a screen save what is open on it before it goes; False where that failed."""
        leaving: Callable[[], bool] | None = getattr(screen, "put_away", None)
        return leaving() if leaving is not None else True

    def redraw(self) -> None:
        """Show the place anew."""

    def say(self, sentence: str, *, lasting: bool = False, wrong: bool = False) -> None:
        """Show a sentence for a while."""
        self.clear_notifications()
        self.notify(
            pixels.sign(sentence),
            severity="error" if wrong else "information",
            timeout=8 if lasting else 4,
            markup=False,
        )
