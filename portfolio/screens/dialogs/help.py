"""Help for the place one is at, drawn from its own keys."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from portfolio.i18n import N_, _
from portfolio.widgets.keys import keys_here, label
from portfolio.widgets.pixels import joined, lines, sign, text


class Help(ModalScreen[None]):
    """What this place is for and what each key does here."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q,f1", "dismiss(None)", N_("Close"))]
    DEFAULT_CSS = """
    Help { align: center middle; background: $background 70%; }
    Help > VerticalScroll {
        width: 76; max-width: 100%; height: auto; max-height: 100%; border: round $primary;
        border-title-color: $primary; background: $card; padding: 1 2;
    }
    """

    def __init__(self, place: Screen[Any]) -> None:
        super().__init__()
        self._place = place

    def compose(self) -> ComposeResult:
        """A sentence, then the keys of the place, then those of the whole app."""
        with VerticalScroll() as paper:
            paper.border_title = Content(sign(_("Help – Escape closes")))
            told = str(getattr(self._place, "help_text", "") or _(str(getattr(self._place, "HELP", "") or "")))
            rows: list[Content] = [text(told), Content("")] if told else []
            for one in keys_here(self._place):
                key = self.app.get_key_display(one.binding)
                rows.append(joined((text(key.rjust(8), "bold $primary"), f"  {label(one)}")))
            yield Static(lines(rows), markup=False)
