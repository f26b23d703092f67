"""One thing out of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import OptionList

from portfolio.i18n import N_
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import text, title_of


class Pick(ModalScreen[str | None]):
    """A short list to choose from; gives the key of the row, None for none of them."""

    HELP = N_("The arrow keys choose, Enter takes it, Escape closes.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", N_("Close"), key_display="esc"),
        Binding("f1", "app.help", N_("Help"), key_display="f1"),
    ]
    DEFAULT_CSS = """
    Pick { align: center middle; background: $background 70%; }
    Pick Container { width: 64; max-width: 100%; height: auto; max-height: 100%; background: $card; }
    Pick Listing { max-height: 20; border: round $primary; }
    """

    def __init__(self, heading: str, rows: Sequence[tuple[str, str]], *, at: int = 0) -> None:
        """
        Args:
            rows: key and what is shown.
            at: the row under the cursor.
        """
        super().__init__()
        self._heading, self._rows, self._at = heading, list(rows), at

    def compose(self) -> ComposeResult:
        """The list and the keys."""
        with Container():
            yield Listing(self._heading, verb=N_("Choose"))
            yield Keys()

    def on_mount(self) -> None:
        """Fill it."""
        listing = self.query_one(Listing)
        listing.show([(key, text(told)) for key, told in self._rows])
        listing.border_title = title_of(self._heading)
        if self._rows:
            listing.choose(self._rows[max(0, min(self._at, len(self._rows) - 1))][0])
        listing.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give it back."""
        self.dismiss(self.query_one(Listing).key_at(event.option_index))
