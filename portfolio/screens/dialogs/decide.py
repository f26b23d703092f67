"""Two answers side by side, and which of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from portfolio.i18n import N_, _
from portfolio.services.clashes import Clash, called, decide, shown
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import lines, text, title_of

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


class Decide(ModalScreen[None]):
    """What two computers said about one field; Enter lets one stand."""

    HELP = N_("The arrow keys choose an answer, Enter lets it stand. The other one stays in the history.")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("Not now"), key_display="esc")]
    DEFAULT_CSS = """
    Decide { align: center middle; background: $background 70%; }
    Decide > Vertical {
        width: 84; max-width: 100%; height: auto; max-height: 100%; border: round $primary;
        border-title-color: $primary; background: $card; padding: 1 2 0 2;
    }
    Decide Static { height: auto; }
    Decide Listing { max-height: 16; margin: 1 0; }
    """
    app: PortfolioApp

    def __init__(self, clash: Clash) -> None:
        super().__init__()
        self._clash = clash

    def compose(self) -> ComposeResult:
        """What it is about, and the answers."""
        with Vertical() as paper:
            paper.border_title = title_of(called(self.app.desk, self._clash))
            told = _("Two computers say different things about {field}. Which one stands?").format(
                field=self._clash.field
            )
            yield Static(text(told), markup=False)
            yield Listing(verb=N_("This one stands"))
            yield Keys()

    def on_mount(self) -> None:
        """List them."""
        rows = []
        for number, value in enumerate(self._clash.values):
            note = text(_("stands now") if number == 0 else _("also said"), "$muted")
            rows.append((str(number), lines((text(shown(value)), note))))
        listing = self.query_one(Listing)
        listing.show(rows)
        listing.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Let it stand."""
        if self.app.attempt(lambda: decide(self.app.desk, self._clash.key, event.option_index)):
            self.dismiss(None)
