"""The rubric as a grid under arrow keys: a row a criterion, a column a level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from portfolio.i18n import N_, _, ngettext
from portfolio.model.course import Level, Rubric
from portfolio.model.work import Rating
from portfolio.text import fill
from portfolio.widgets.pixels import WIDE, chip, hanging, joined, lines, room, text, title_of


class _Cell(Static):
    DEFAULT_CSS = """
    _Cell {
        width: 1fr; height: 100%; border: round $quiet; padding: 0 1; color: $muted; background: $background;
        border-title-color: $primary; border-subtitle-color: $muted;
    }
    _Cell.-rated { background: $chosen; color: $foreground; }
    _Cell.-here { border: heavy $primary; }
    """

    def __init__(self, row: int, column: int) -> None:
        super().__init__("", markup=False)
        self.row, self.column = row, column


class RubricGrid(VerticalScroll, can_focus=True):
    """Criteria and levels; the arrow keys move, Enter or a digit rates."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    RubricGrid { height: 1fr; scrollbar-gutter: stable; }
    RubricGrid .row { height: auto; min-height: 4; }
    RubricGrid .name { width: 16; height: 100%; padding: 1 1 0 0; }
    RubricGrid .head { height: 1; }
    RubricGrid .head Static { width: 1fr; }
    RubricGrid .head .name { width: 16; padding: 0; }
    .-narrow RubricGrid .head { display: none; }
    .-narrow RubricGrid .row { layout: vertical; height: auto; min-height: 0; }
    .-narrow RubricGrid .name { width: 1fr; height: auto; padding: 0; }
    .-narrow RubricGrid _Cell { height: auto; border: none; border-left: wide $quiet; padding: 0 1; }
    .-narrow RubricGrid _Cell.-here { border: none; border-left: wide $primary; background: $bar; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1,0)", N_("Criterion above"), show=False),
        Binding("down", "move(1,0)", N_("Criterion below"), show=False),
        Binding("left", "move(0,-1)", N_("Level"), show=False),
        Binding("right", "move(0,1)", N_("Level above"), show=False),
        Binding("enter,space", "rate", N_("Rate"), key_display="⏎"),
        *(Binding(str(n), f"level({n})", N_("Rate with this level"), show=False) for n in range(1, 7)),
    ]

    class Rated(Message):
        """A level was given."""

        def __init__(self, criterion: str, level: str) -> None:
            super().__init__()
            self.criterion, self.level = criterion, level

    class Moved(Message):
        """Another criterion is under the cursor."""

    def __init__(self, rubric: Rubric, scale: tuple[Level, ...]) -> None:
        super().__init__()
        self._rubric, self._scale = rubric, scale
        self._row, self._column = 0, 0
        self._shown: tuple[Mapping[str, Rating], Mapping[str, str]] | None = None

    def compose(self) -> ComposeResult:
        """Heads, then a row for each criterion."""
        with Horizontal(classes="head"):
            yield Static("", classes="name")
            for number, level in enumerate(self._scale, 1):
                name = level.name if level.name != level.key else ""
                yield Static(joined((chip(level.key, number), f" {name}")), markup=False)
        for row, _criterion in enumerate(self._rubric.criteria):
            with Horizontal(classes="row"):
                yield Static("", markup=False, classes="name")
                for column in range(len(self._scale)):
                    yield _Cell(row, column)

    @property
    def criterion(self) -> str:
        """The name of the criterion under the cursor."""
        return self._rubric.criteria[self._row].name

    def show(self, ratings: Mapping[str, Rating], last: Mapping[str, str]) -> None:
        """Fill the grid.

        Args:
            ratings: criterion name to the rating given now.
            last: criterion name to the level given last time.
        """
        self._shown = (ratings, last)
        names = list(self.query(".row > .name").results(Static))
        narrow = self.app.size.width < WIDE
        inside = self.size.width - 2 if self.size.width else room(self.app.size.width) - 2
        width = (inside - 18) // len(self._scale) - 4
        for line, criterion in zip(self.query(".row"), self._rubric.criteria, strict=True):
            tall = max(len(fill(told, width)) for told in (*criterion.descriptors.values(), ""))
            line.styles.height = "auto" if narrow else max(tall, 2) + 2
        for row, criterion in enumerate(self._rubric.criteria):
            rating = ratings.get(criterion.name)
            told = [text(criterion.name, "bold $primary" if row == self._row else "bold")]
            if rating and rating.evidence:
                told.append(text(ngettext("{n} quote", "{n} quotes", len(rating.evidence)), "$muted"))
            names[row].update(lines(told) if not narrow else joined(told, "  "))
        for cell in self.query(_Cell):
            criterion = self._rubric.criteria[cell.row]
            level = self._scale[cell.column]
            rating = ratings.get(criterion.name)
            mine = rating is not None and rating.level == level.key
            before = last.get(criterion.name) == level.key
            cell.set_class(mine, "-rated")
            cell.set_class(cell.row == self._row and cell.column == self._column, "-here")
            body = text(criterion.descriptors.get(level.key, ""))
            if narrow:
                mark = text("● ", "$primary") if mine else Content("  ")
                tail = text(f"  {_('last time')}", "$amber") if before else Content("")
                head = joined((mark, chip(level.key, cell.column + 1), " "))
                cell.update(hanging(head, joined((body, tail)), inside - 3))
            else:
                cell.update(body)
                cell.border_title = title_of(f"● {_('you')}" if mine else "")
                cell.border_subtitle = title_of(_("last time") if before else "")

    def on_resize(self) -> None:
        """Wrap anew for another width."""
        if self._shown is not None:
            self.show(*self._shown)

    def go_to(self, ratings: Mapping[str, Rating]) -> None:
        """Put the cursor on the first criterion that is not rated, at its middle level."""
        for row, criterion in enumerate(self._rubric.criteria):
            if not ratings.get(criterion.name, Rating("")).level:
                self._row = row
                break
        self._column = self._level_of(ratings)

    def _level_of(self, ratings: Mapping[str, Rating]) -> int:
        level = ratings.get(self.criterion, Rating("")).level
        keys = [one.key for one in self._scale]
        return keys.index(level) if level in keys else min(1, len(keys) - 1)

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor."""
        self._row = min(max(self._row + down, 0), len(self._rubric.criteria) - 1)
        self._column = min(max(self._column + right, 0), len(self._scale) - 1)
        self.post_message(self.Moved())
        cell = next(one for one in self.query(_Cell) if (one.row, one.column) == (self._row, self._column))
        parent = cell.parent
        target = parent if isinstance(parent, Horizontal) and parent.size.height < self.size.height else cell
        self.scroll_to_widget(target, animate=False)

    def action_rate(self) -> None:
        """Give the level under the cursor."""
        self.post_message(self.Rated(self.criterion, self._scale[self._column].key))

    def action_level(self, number: int) -> None:
        """Give a level by its place on the scale."""
        if number <= len(self._scale):
            self._column = number - 1
            self.action_rate()

    def on_click(self, event: events.Click) -> None:
        """Rate by mouse."""
        if isinstance(event.widget, _Cell):
            self._row, self._column = event.widget.row, event.widget.column
            self.post_message(self.Moved())
            self.action_rate()
