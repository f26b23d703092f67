"""Several out of many: a list in which Space picks a row or leaves it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList

from portfolio.i18n import N_
from portfolio.widgets.card import Listing
from portfolio.widgets.pixels import joined, text


class Ticks(Listing):
    """Rows that are picked or not. Rows that are not shown just now keep what they were."""

    DEFAULT_CSS = """
    Ticks { max-height: 12; }
    """

    class Changed(Message):
        """A row was picked, or left out."""

        def __init__(self, ticks: Ticks) -> None:
            super().__init__()
            self.ticks = ticks

        @property
        def control(self) -> Ticks:
            """The list."""
            return self.ticks

    def __init__(
        self, rows: Sequence[tuple[str, str]] = (), picked: Iterable[str] = (), *, heading: str = "", id: str = ""
    ) -> None:
        """
        Args:
            rows: key and what is shown.
            picked: the keys that are picked at first.
        """
        super().__init__(heading, verb=N_("Pick or leave out"), id=id or None)
        self._told: dict[str, str] = {}
        self._picked = set(picked)
        self.offer(rows)

    def offer(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show other rows."""
        self._told = dict(rows)
        self.show([(key, self._row(key)) for key in self._told])

    @property
    def picked(self) -> set[str]:
        """The keys that are picked, whether they are shown just now or not."""
        return set(self._picked)

    def _row(self, key: str) -> Content:
        mark = text("◆ ", "$primary") if key in self._picked else text("○ ", "$muted")
        return joined((mark, text(self._told[key])))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick it, or leave it out."""
        event.stop()
        key = self.key_at(event.option_index)
        self._picked ^= {key}
        self.replace_option_prompt_at_index(event.option_index, self._row(key))
        self.post_message(self.Changed(self))
