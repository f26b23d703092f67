"""The Markdown editor: colours for the lines in view only, so that length does not matter."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from portfolio.i18n import N_

_HEADING = re.compile(r"#{1,6}\s.*")
_QUOTE = re.compile(r"\s{0,3}>.*")
_BULLET = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_INLINE = (
    ("code", re.compile(r"`[^`]+`")),
    ("bold", re.compile(r"\*\*[^*\s](?:[^*]*[^*\s])?\*\*|__[^_\s](?:[^_]*[^_\s])?__")),
    (
        "italic",
        re.compile(r"(?<![*\w])\*[^*\s](?:[^*]*[^*\s])?\*(?![*\w])|(?<![_\w])_[^_\s](?:[^_]*[^_\s])?_(?![_\w])"),
    ),
    ("link", re.compile(r"\[[^\]]*\]\([^)\s]*\)")),
)
_LONGEST = 20_000


class Editor(TextArea):
    """A text area that knows Markdown."""

    DEFAULT_CSS = """
    Editor {
        border: round $quiet; background: $card; padding: 0 1; height: 1fr;
        border-title-color: $muted; border-subtitle-color: $muted;
        & .text-area--cursor { background: $primary; color: $on-primary; }
        & .text-area--selection { background: $chosen; }
        & .text-area--cursor-line { background: $card; }
    }
    Editor:focus { border: round $primary; border-title-color: $primary; border-subtitle-color: $primary; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "to_start", N_("To the beginning"), show=False),
        Binding("ctrl+end", "to_end", N_("To the end"), show=False),
    ]

    def __init__(self, text: str = "", *, id: str | None = None, read_only: bool = False) -> None:
        super().__init__(text, id=id, read_only=read_only, soft_wrap=True, tab_behavior="focus")
        self.highlight_cursor_line = False

    def action_to_start(self) -> None:
        """Go to the beginning of the text."""
        self.move_cursor((0, 0))

    def action_to_end(self) -> None:
        """Go to the end of the text."""
        self.move_cursor(self.document.end)

    def get_line(self, line_index: int) -> Text:
        """One line with its colours."""
        plain = self.document.get_line(line_index)
        line = Text(plain, end="", no_wrap=True)
        if len(plain) <= _LONGEST:
            self._colour(line, plain)
        return line

    def _colour(self, line: Text, plain: str) -> None:
        look = self.app.theme_variables
        if _HEADING.fullmatch(plain):
            line.stylize(_style(look, "link", bold=True))
            line.stylize(_style(look, "muted"), 0, len(plain) - len(plain.lstrip("#")))
            return
        if _QUOTE.fullmatch(plain):
            line.stylize(_style(look, "amber"))
        bullet = _BULLET.match(plain)
        if bullet:
            line.stylize(_style(look, "primary"), 0, bullet.end())
        for kind, pattern in _INLINE:
            for match in pattern.finditer(plain):
                line.stylize(_LOOKS[kind](look), *match.span())


def _style(look: dict[str, str], name: str, *, bold: bool = False, italic: bool = False) -> Style:
    colour = look.get(name, "")
    known = colour if colour.startswith("#") else _ANSI.get(colour.removeprefix("ansi_"), "default")
    return Style(color=known, bold=bold or None, italic=italic or None)


_ANSI = {
    "cyan": "cyan",
    "bright_blue": "bright_blue",
    "yellow": "yellow",
    "green": "green",
    "red": "red",
    "blue": "blue",
}
_LOOKS = {
    "code": lambda look: _style(look, "good"),
    "bold": lambda look: Style(bold=True),
    "italic": lambda look: Style(italic=True),
    "link": lambda look: _style(look, "link"),
}
