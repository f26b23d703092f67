"""The exit ticket: one question on leaving, skipped with one key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from portfolio.i18n import N_, _
from portfolio.services.reflecting import exit_question, leave_ticket
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import lines, text, title_of

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


class ExitTicket(ModalScreen[str]):
    """Asks the question; gives what was written, "" where it was skipped."""

    HELP = N_("Enter keeps your line and leaves. Escape leaves without it.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", N_("Keep it and leave"), priority=True, key_display="⏎"),
        Binding("escape", "dismiss('')", N_("Skip it and leave"), key_display="esc"),
    ]
    DEFAULT_CSS = """
    ExitTicket { align: center middle; background: $background 70%; }
    ExitTicket > Vertical {
        width: 72; max-width: 100%; height: auto; border: round $primary; border-title-color: $primary;
        background: $card; padding: 1 2 0 2;
    }
    ExitTicket Input, ExitTicket Input:focus {
        border: none; border-left: wide $primary; background: $bar; height: 1; padding: 0 1; margin: 1 0;
    }
    """
    app: PortfolioApp

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question, a line, the keys."""
        with Vertical() as paper:
            paper.border_title = title_of(_("Before you go"))
            told = text(_("One line is enough. Whoever reads this portfolio can read it."), "$muted")
            yield Static(lines((text(self._question, "bold"), told)), markup=False)
            yield Input()
            yield Keys()

    def action_keep(self) -> None:
        """Give the line back."""
        self.dismiss(self.query_one(Input).value)


def ask_on_leaving(app: PortfolioApp, leave: Callable[[], None]) -> None:
    """Ask the question of the day, keep what is written, and leave; a second try to leave goes at once."""
    if isinstance(app.screen, ExitTicket):
        leave()
        return
    question = exit_question(app.desk)

    def after(told: str | None) -> None:
        written = (told or "").strip()
        if not written or app.attempt(lambda: leave_ticket(app.desk, question, written)):
            leave()

    app.push_screen(ExitTicket(question), after)
