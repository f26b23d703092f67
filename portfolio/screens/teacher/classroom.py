"""Class: one row a student, and what became of fetching them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static

from portfolio.classroom.fetch import Fetched
from portfolio.classroom.rows import Row, rows
from portfolio.clock import instant
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.screens.frame import TopBar
from portfolio.teacher import ClassApp
from portfolio.text import line, shorten
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import joined, text, title_of
from portfolio.wording import month_day

if TYPE_CHECKING:
    from portfolio.model.schoolclass import Seat

_SORTS: tuple[tuple[str, Callable[[Row], Any]], ...] = (
    (N_("by name"), lambda row: line(row.seat.name).casefold()),
    (N_("most new first"), lambda row: (-row.fresh, line(row.seat.name).casefold())),
    (N_("longest without a save first"), lambda row: row.summary.at if row.summary else ""),
)
_FILTERS: tuple[tuple[str, Callable[[Row], bool]], ...] = (
    (N_("everybody"), lambda _row: True),
    (N_("with something new"), lambda row: row.fresh > 0),
    (N_("with nothing here yet"), lambda row: row.summary is None),
    (N_("that need a look"), lambda row: bool(row.others or row.wrong or (row.summary and row.summary.problems))),
)
_COLUMNS = (
    (N_("new"), 7),
    (N_("works"), 7),
    (N_("shared"), 8),
    (N_("drafts"), 8),
    (N_("goals"), 7),
    (N_("reflections"), 12),
)
_NARROW = 3
"""How many of the columns have room at 80 columns."""


class Classroom(Screen[None]):
    """All students of a class."""

    HELP = N_(
        "One row a student: versions since your last look, works, shared ones, drafts, goals, reflections, and the "
        "day of the last save. S fetches everybody (Escape stops), Enter opens a student, O sorts, F filters, / finds "
        "a name, W opens the week's support blocks."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "fetch", N_("Fetch all")),
        Binding("o", "sort", N_("Sort")),
        Binding("f", "filter", N_("Filter")),
        Binding("w", "week", N_("Week")),
        Binding("slash", "find", N_("Find"), key_display="/"),
        Binding("escape", "stop", N_("Stop"), key_display="esc"),
    ]
    CSS = """
    Classroom { background: $background; align-horizontal: center; }
    Classroom #body { padding: 1 2 0 2; max-width: 160; height: 1fr; }
    Classroom #paper { height: 1fr; border: round $primary; border-title-color: $primary; background: $card; }
    Classroom #paper { border-subtitle-color: $muted; padding: 0 1; }
    Classroom #heads { height: 1; color: $muted; }
    Classroom #students, Classroom #students:focus { height: 1fr; border: none; padding: 0; }
    Classroom #needle { display: none; border: none; border-left: wide $primary; background: $bar; height: 1; }
    Classroom #needle.-shown { display: block; }
    """
    app: ClassApp

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._results: dict[str, Fetched] = {}
        self._sort = self._filter = 0
        self._needle = ""
        self._progress = ""
        self._left = False
        """Whether a student was opened since the rows were read."""
        self._drawn_at: Size | None = None

    def compose(self) -> ComposeResult:
        """The top line, the columns, the students, the keys."""
        yield TopBar()
        with Container(id="body"):
            yield Input(id="needle", placeholder=_("a name"))
            with Container(id="paper"):
                yield Static("", markup=False, id="heads")
                yield Listing(verb=N_("Read"), id="students")
        yield Keys()

    def on_mount(self) -> None:
        """Show what is here."""
        self.reload()
        self.query_one("#students").focus()

    def on_screen_resume(self) -> None:
        """Back from a student: their row has changed."""
        if self.is_mounted and self._left:
            self._left = False
            self.reload()

    def on_resize(self) -> None:
        """Arrange for another size."""
        if self.is_mounted and self.app.size != self._drawn_at:
            self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stopping is offered while something is on the way."""
        return action != "stop" or self.app.fetching or bool(self._needle)

    def reload(self) -> None:
        """Read the rows anew."""
        try:
            self._rows = rows(self.app.room)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
        self._draw()

    def _draw(self) -> None:
        self._drawn_at = self.app.size
        shown = [
            row for row in self._rows if _FILTERS[self._filter][1](row) and self._needle in row.seat.name.casefold()
        ]
        shown.sort(key=_SORTS[self._sort][1])
        wide = self.app.size.width >= 100
        columns = _COLUMNS if wide else _COLUMNS[:_NARROW]
        room = min(self.app.size.width, 160) - 9
        name = max(16, min(36, room - sum(width for _name, width in columns) - 26))
        heads = "".join(_(head).ljust(width) for head, width in columns)
        self.query_one("#heads", Static).update(text(f"{_('student').ljust(name)}{heads}{_('last saved')}", "$muted"))
        found = [(row.seat.id, self._row(row, name, columns, room)) for row in shown]
        heading = ngettext("{n} student", "{n} students", len(self._rows)).format(n=len(self._rows))
        told = [_(_FILTERS[self._filter][0])] if self._filter else []
        told.append(_("sorted {how}").format(how=_(_SORTS[self._sort][0])))
        empty = [("", text(_("Nobody fits. F shows others."), "$muted"))]
        self.query_one("#students", Listing).show(found or empty)
        paper = self.query_one("#paper")
        paper.border_title, paper.border_subtitle = title_of(heading), title_of(" · ".join(told))
        self._tell()

    def _row(self, row: Row, name: int, columns: tuple[tuple[str, int], ...], room: int) -> Content:
        made = row.summary
        parts: list[Content | str] = [text(shorten(row.seat.name, name - 2).ljust(name))]
        counts = (row.fresh, made.works, made.shared, made.drafts, made.goals, made.reflections) if made else ()
        for n, (_head, width) in enumerate(columns):
            count = counts[n] if counts else None
            mark = "" if count is None else f"● {count}" if n == 0 and count else "" if n == 0 else str(count or "·")
            parts.append(text(mark.ljust(width), "$amber" if n == 0 else "" if count else "$muted"))
        left = room - name - sum(width for _name, width in columns)
        at = instant(made.at) if made else None
        day = month_day(at.date(), self.app.clock.now().date()) if at else ""
        told = self._word(row)
        parts.append(text(f"{day}  " if day else ""))
        parts.append(
            text(shorten(told, max(8, left - len(day) - 2)), "$amber" if row.others or row.wrong else "$muted")
        )
        return joined(parts)

    def _word(self, row: Row) -> str:
        """What to know about a student before opening them."""
        result = self._results.get(row.seat.id)
        if row.wrong:
            return row.wrong
        if row.others:
            return _("another history stands beside this one")
        if result is not None and result.reason:
            return result.reason
        if row.summary is None:
            return _("nothing here yet")
        if row.summary.problems:
            return ngettext("{n} thing cannot be read", "{n} things cannot be read", len(row.summary.problems)).format(
                n=len(row.summary.problems)
            )
        return ""

    def _tell(self) -> None:
        here = sum(1 for row in self._rows if row.summary is not None)
        fresh = sum(1 for row in self._rows if row.fresh)
        told = self._progress or _("{here} of {n} here · {fresh} with something new").format(
            here=here, n=len(self._rows), fresh=fresh
        )
        state = joined((text("● ", "$amber" if self._progress else "$good"), text(told, "$muted")))
        kept = self.app.room.kept
        self.query_one(TopBar).tell(f"{line(kept.name)} · {line(kept.me.name)}", state)

    # Fetching

    def action_fetch(self) -> None:
        """Fetch everybody."""
        self._progress = _("fetching …")
        self._results = {}
        self._tell()
        self.app.fetch()
        self.refresh_bindings()

    def action_stop(self) -> None:
        """Stop fetching, or stop looking for a name."""
        if self._needle or self.query_one("#needle").has_class("-shown"):
            self._needle = ""
            self.query_one("#needle").remove_class("-shown")
            self.query_one("#students").focus()
            self._draw()
            return
        self.app.stop()

    def fetched(self, one: Fetched, done: int, every: int) -> None:
        """One more is here."""
        self._progress = _("fetching {done} of {n} · esc stops").format(done=done, n=every)
        self._results[one.seat.id] = one
        self._tell()

    def ended(self, results: list[Fetched]) -> None:
        """Show what came of all."""
        self._progress = ""
        self._results = {one.seat.id: one for one in results}
        self.reload()
        self.refresh_bindings()
        wrong = sum(1 for one in results if one.state in ("damaged", "refused", "later", "other"))
        if wrong:
            told = ngettext("{n} student needs a look: F shows them.", "{n} students need a look: F shows them.", wrong)
            self.app.say(told.format(n=wrong), lasting=True)

    # Finding one's way

    def action_sort(self) -> None:
        """The next order."""
        self._sort = (self._sort + 1) % len(_SORTS)
        self._draw()

    def action_filter(self) -> None:
        """The next selection."""
        self._filter = (self._filter + 1) % len(_FILTERS)
        self._draw()

    def action_find(self) -> None:
        """Look for a name."""
        needle = self.query_one("#needle", Input)
        needle.add_class("-shown")
        needle.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show those with these letters in their name."""
        self._needle = event.value.casefold()
        self._draw()

    def on_input_submitted(self) -> None:
        """Go to the first of them."""
        self.query_one("#students").focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read a student's portfolio."""
        key = self.query_one("#students", Listing).key_at(event.option_index)
        row = next((one for one in self._rows if one.seat.id == key), None)
        if row is None or row.summary is None:
            self.app.say(_("Nothing of this student is here yet. S fetches everybody."))
            return
        self.open(row)

    def open(self, row: Row) -> None:
        """Open a student."""
        from portfolio.screens.teacher.student import Student

        self._left = True
        self.app.push_screen(Student(row))

    def action_week(self) -> None:
        """The week's support blocks."""
        from portfolio.screens.teacher.week import Week

        self.app.push_screen(Week())

    def after(self, seat: Seat) -> Row | None:
        """The student after one, as they are listed now; None after the last."""
        keys = [key for key in self.query_one("#students", Listing).keys if key]
        at = keys.index(seat.id) + 1 if seat.id in keys else 0
        wanted = [row for key in keys[at:] for row in self._rows if row.seat.id == key and row.summary is not None]
        return wanted[0] if wanted else None
