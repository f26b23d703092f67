"""A card: a quiet border with a title, around text or a list."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from portfolio.i18n import N_
from portfolio.widgets.pixels import title_of


class Card(Static):
    """Text in a quiet border."""

    DEFAULT_CSS = """
    Card {
        border: round $quiet; border-title-color: $muted; border-subtitle-color: $muted;
        background: $card; padding: 0 1; height: auto; min-width: 16;
    }
    Card.-main { border: round $primary; border-title-color: $primary; }
    """

    def __init__(self, heading: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", markup=False, id=id, classes=classes)
        self.border_title = title_of(heading)

    def show(self, content: Content, *, heading: str | None = None, foot: str = "") -> None:
        """Fill it."""
        self.update(content)
        if heading is not None:
            self.border_title = title_of(heading)
        self.border_subtitle = title_of(foot)


class Listing(OptionList):
    """A list under arrow keys, each row any number of lines."""

    DEFAULT_CSS = """
    Listing {
        border: round $quiet; border-title-color: $muted; border-subtitle-color: $muted;
        background: $card; padding: 0 1; height: auto; min-width: 16;
    }
    Listing:focus { border: round $primary; border-title-color: $primary; background-tint: $foreground 0%; }
    Listing > .option-list--option-highlighted { background: $chosen; color: $foreground; text-style: none; }
    Listing:focus > .option-list--option-highlighted { background: $chosen; color: $foreground; text-style: none; }
    Listing:ansi > .option-list--option-highlighted { text-style: reverse; }
    Listing > .option-list--option-disabled { color: $muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "select", N_("Choose"), key_display="⏎")]

    def __init__(self, heading: str = "", *, verb: str = "", id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.border_title = title_of(heading)
        self.verb = verb or N_("Choose")
        """What Enter does to a row."""
        self._keys: list[str] = []

    def show(self, rows: list[tuple[str, Content]], *, heading: str | None = None, foot: str = "") -> None:
        """Fill it; a row with an empty key is a heading that cannot be chosen. The highlighted row stays."""
        before = self.chosen
        self._keys = [key for key, _content in rows]
        self.set_options([Option(content, disabled=not key) for key, content in rows])
        wanted = self._keys.index(before) if before and before in self._keys else None
        if wanted is None:
            wanted = next((n for n, key in enumerate(self._keys) if key), None)
        self.highlighted = wanted
        if heading is not None:
            self.border_title = title_of(heading)
        self.border_subtitle = title_of(foot)

    def add(self, rows: list[tuple[str, Content]]) -> None:
        """Put more rows at the end."""
        self._keys += [key for key, _content in rows]
        self.add_options([Option(content, disabled=not key) for key, content in rows])

    @property
    def chosen(self) -> str:
        """The key of the highlighted row, "" for none."""
        at = self.highlighted
        return self._keys[at] if at is not None and at < len(self._keys) else ""

    @property
    def keys(self) -> list[str]:
        """The keys of all rows, in order."""
        return list(self._keys)

    def key_at(self, index: int) -> str:
        """The key of a row."""
        return self._keys[index] if index < len(self._keys) else ""

    def choose(self, key: str) -> None:
        """Highlight a row by its key."""
        if key in self._keys:
            self.highlighted = self._keys.index(key)
