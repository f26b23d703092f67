"""Class: one row a student, who needs me, and where the class stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from portfolio.classroom.needs import FEEDBACK, days_since_word, last_word, needs
from portfolio.classroom.rows import Row
from portfolio.clock import day
from portfolio.i18n import N_, _, ngettext
from portfolio.model.schoolclass import Seat
from portfolio.screens.teacher.classcards import where_it_stands, who_needs
from portfolio.screens.teacher.place import Place
from portfolio.screens.teacher.review import Turn
from portfolio.text import bare, line, shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import chip, joined, text, title_of
from portfolio.wording import month_day

_SORTS: tuple[tuple[str, Callable[[Row], Any]], ...] = (
    (N_("by name"), lambda row: bare(row.seat.name)),
    (N_("most new first"), lambda row: (-row.fresh, bare(row.seat.name))),
    (N_("longest without a word first"), lambda row: (_last(row), bare(row.seat.name))),
    (N_("longest without a save first"), lambda row: row.summary.at if row.summary else ""),
)
_FILTERS = (
    N_("everybody"),
    N_("who needs you"),
    N_("with something new"),
    N_("with nothing here yet"),
    N_("that cannot be read well"),
)
_CHIP = 4
_WORD = 10
"""Columns for days since the last word; with whose it was, where that is a colleague's, twice as many."""
_FIXED = 6 + 7 + 9
"""Columns for new, goals and reflections."""


class Needle(Input):
    """What is looked for among the students."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("To the list"), key_display="⏎"),
        Binding("escape", "screen.stop", N_("Show all"), key_display="esc"),
    ]


class Classroom(Place):
    """All students of a class."""

    SECTION = "class"
    HELP = N_(
        "One row a student: versions since your last look, the level they gave themselves last for each standard, "
        "goals, reflections, days since the last word of the staff (and whose, where it was a colleague's), support, "
        "and why they need you. S fetches everybody (Escape stops), Enter opens a student, O sorts. F shows who needs "
        "you, who has something new, who has nothing here yet, who cannot be read well; then everybody again. / finds "
        "a name or a group; Enter goes to the list, Escape ends it. 2 is what waits to be read, 3 the standards. V "
        "opens the survey, W the week's support blocks."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "sort", N_("Sort")),
        Binding("f", "filter", N_("Filter")),
        Binding("w", "week", N_("Week")),
        Binding("v", "survey", N_("Survey")),
        Binding("slash", "find", N_("Find"), key_display="/"),
    ]
    CSS = """
    Classroom #paper { height: 1fr; border: round $primary; border-title-color: $primary; background: $card; }
    Classroom #paper { border-subtitle-color: $muted; padding: 0 1; }
    Classroom #heads { height: 1; color: $muted; }
    Classroom #students, Classroom #students:focus { height: 1fr; border: none; padding: 0; }
    Classroom #needle { display: none; border: none; border-left: wide $primary; background: $bar; height: 1; }
    Classroom #needle.-shown { display: block; }
    Classroom #below { height: auto; max-height: 9; }
    Classroom.-narrow #below { display: none; }
    Classroom #below Card { width: 1fr; }
    Classroom #stands { margin-left: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sort = self._filter = 0
        self._needle = ""
        self._word_room = _WORD

    def body(self) -> Iterable[Widget]:
        """The columns, the students, what is to know of all of them."""
        yield Needle(id="needle", placeholder=_("a name or a group"))
        yield Container(Static("", markup=False, id="heads"), Listing(verb=N_("Read"), id="students"), id="paper")
        yield Horizontal(
            Card(_("Who needs you"), id="needs"), Card(_("Where the class stands"), id="stands"), id="below"
        )

    def on_mount(self) -> None:
        """Show what is here."""
        self.draw()
        self.query_one("#students").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stopping is offered while something is on the way or looked for."""
        return action != "stop" or self.app.fetching or bool(self._needle)

    def _needs(self, row: Row) -> list[str]:
        return needs(row, self.app.clock.now(), supports=self.app.plans_support)

    def _fits(self, row: Row) -> bool:
        if self._needle and self._needle not in bare(f"{row.seat.name} {row.seat.group}"):
            return False
        made, result = row.summary, self.app.results.get(row.seat.id)
        return (
            True,
            bool(self._needs(row)),
            row.fresh > 0,
            made is None,
            bool(row.others or row.wrong or (made and made.problems) or (result and result.reason)),
        )[self._filter]

    def reload(self) -> None:
        """Draw the rows."""
        shown = sorted((row for row in self.app.rows if self._fits(row)), key=_SORTS[self._sort][1])
        standards = self.app.standards.standards
        name = 20 if self.wide else 18
        last = [last_word(row) for row in shown]
        self._word_room = _WORD * (2 if any(one and one[1] for one in last) else 1)
        room = self.columns - name - (_FIXED + self._word_room if self.wide else 6)
        codes = [one.code for one in standards[: max(0, room - 16) // _CHIP]]
        names = {one.code: one.name for one in standards}
        heads = "".join(names[code][:3].ljust(_CHIP) for code in codes)
        told = f"{_('student').ljust(name)}{_('new').ljust(6)}{heads}"
        if self.wide:
            told += (
                f"{_('goals').ljust(7)}{_('reflect').ljust(9)}{_('feedback').ljust(self._word_room)}{_('needs you')}"
            )
        self.query_one("#heads", Static).update(text(told, "$muted"))
        found = [(row.seat.id, self._row(row, name, codes)) for row in shown]
        hint = _("Nobody fits. Escape ends the search.") if self._needle else _("Nobody fits. F shows others.")
        self.query_one("#students", Listing).show(found or [("", text(hint, "$muted"))])
        count = len(self.app.rows)
        heading = ngettext("{n} student", "{n} students", count).format(n=count)
        if len(shown) != count:
            heading = _("{n} of {all} students").format(n=len(shown), all=count)
        said = [_(_FILTERS[self._filter])] if self._filter else []
        said.append(_("sorted {how}").format(how=_(_SORTS[self._sort][0])))
        paper = self.query_one("#paper")
        paper.border_title, paper.border_subtitle = title_of(heading), title_of(" · ".join(said))
        if self.wide:
            self._draw_below(codes[:4])

    def _row(self, row: Row, name: int, codes: list[str]) -> Content:
        made = row.summary
        group = f" {row.seat.group}" if row.seat.group else ""
        parts: list[Content | str] = [text(shorten(f"{row.seat.name}{group}", name - 2).ljust(name))]
        parts.append(text((f"● {row.fresh}" if row.fresh else "").ljust(6), "$amber"))
        cells = [self.app.standards.cell(row, code) for code in codes]
        for cell in cells:
            mark = chip(cell.own.level.level, cell.own.number) if cell.own else text(" · ", "$quiet")
            parts += [mark, " " * max(_CHIP - mark.cell_length, 1)]
        if self.wide:
            parts.append(text((str(made.goals) if made else "").ljust(7)))
            parts.append(text((str(made.reflections) if made else "").ljust(9)))
            days, last = days_since_word(row, self.app.clock.now()), last_word(row)
            told = "" if days is None else _("{n} d").format(n=days)
            told = shorten(f"{told} {last[1]}" if last and last[1] else told, self._word_room - 2)
            style = "$amber" if days is not None and days >= FEEDBACK.days else "$muted"
            parts.append(text(told.ljust(self._word_room), style))
        left = self.columns - name - 6 - _CHIP * len(codes) - (_FIXED - 6 + self._word_room if self.wide else 0)
        told, amber = self._word(row)
        parts.append(text(shorten(told, max(8, left)), "$amber" if amber else "$muted"))
        return joined(parts)

    def _word(self, row: Row) -> tuple[str, bool]:
        """What to know about a student before opening them, and whether it asks for something."""
        result = self.app.results.get(row.seat.id)
        made = row.summary
        if row.wrong or row.others:
            return row.wrong or _("another history stands beside this one"), True
        if result is not None and result.reason:
            return result.reason, False
        if made is None:
            joined_yet = result is None or result.state != "none"
            return _("nothing here yet") if joined_yet else _("has not joined yet"), False
        if made.problems:
            told = ngettext("{n} thing cannot be read", "{n} things cannot be read", len(made.problems))
            return told.format(n=len(made.problems)), False
        found = self._needs(row)
        if found:
            return ", ".join(found), True
        week = day(max(made.support, made.extension))
        if week is None:
            return "", False
        kind = _("support") if made.support >= made.extension else _("extension")
        return f"{kind} {month_day(week, self.app.clock.now().date())}", False

    def _draw_below(self, codes: list[str]) -> None:
        here = [row for row in self.app.rows if row.summary is not None]
        asks = who_needs(here, self.app.clock.now(), supports=self.app.plans_support)
        self.query_one("#needs", Card).show(asks)
        self.query_one("#stands", Card).show(where_it_stands(self.app.standards, here, codes))

    # Finding one's way

    def action_stop(self) -> None:
        """Stop looking for a name, or stop fetching."""
        needle = self.query_one("#needle", Input)
        if self._needle or needle.has_class("-shown"):
            needle.value = self._needle = ""
            needle.remove_class("-shown")
            self.query_one("#students").focus()
            self.reload()
            return
        self.app.stop()

    def action_sort(self) -> None:
        """The next order."""
        self._sort = (self._sort + 1) % len(_SORTS)
        self.reload()

    def action_filter(self) -> None:
        """The next selection."""
        self._filter = (self._filter + 1) % len(_FILTERS)
        self.reload()

    def action_survey(self) -> None:
        """What the class answered, and what to offer."""
        from portfolio.screens.teacher.survey import Survey

        self.app.push_screen(Survey())

    def action_find(self) -> None:
        """Look for a name."""
        needle = self.query_one("#needle", Input)
        needle.add_class("-shown")
        needle.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show those with these letters in their name or group."""
        self._needle = bare(event.value)
        self.reload()

    def on_input_submitted(self) -> None:
        """Go to the first of them."""
        self.query_one("#students").focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read a student's portfolio."""
        key = self.query_one("#students", Listing).key_at(event.option_index)
        row = next((one for one in self.app.rows if one.seat.id == key), None)
        if row is None:
            return
        if row.summary is None:
            told = _("Nothing of {name} is here. Once they have joined and saved something, S brings it.")
            self.app.say(told.format(name=line(row.seat.name)))
            return
        self.open(row)

    def open(self, row: Row) -> None:
        """Open a student."""
        from portfolio.screens.teacher.student import Student

        self.app.push_screen(Student(row))

    def action_week(self) -> None:
        """The week's support blocks."""
        from portfolio.screens.teacher.week import Week

        self.app.push_screen(Week())

    def beside(self, seat: Seat, by: int) -> Row | None:
        """The student after one (or before, for -1) as they are listed now; None at the end."""
        rows = [row for row in self._listed() if row.summary is not None or row.seat.id == seat.id]
        at = next((n for n, row in enumerate(rows) if row.seat.id == seat.id), None)
        to = (0 if by > 0 else -1) if at is None else at + by
        return rows[to] if 0 <= to < len(rows) else None

    def same_task(self, row: Row, work: str) -> list[Turn]:
        """The works for the task of a work of the students listed after one, in any version of the course."""
        made = row.summary
        task = next((_task(piece.task) for piece in made.pieces if piece.work == work), "") if made else ""
        rows = self._listed()
        at = next((n + 1 for n, one in enumerate(rows) if one.seat.id == row.seat.id), 0)
        return [
            Turn(one, piece.work)
            for one in (*rows[at:], *rows[: max(at - 1, 0)])
            for piece in (one.summary.pieces if one.summary else ())
            if piece.task and _task(piece.task) == task
        ]

    def _listed(self) -> list[Row]:
        found = {row.seat.id: row for row in self.app.rows}
        return [found[key] for key in self.query_one("#students", Listing).keys if key in found]


def _last(row: Row) -> str:
    """The instant of the last word about a student, to sort by."""
    return max(row.said.last, *(one.last for one in row.colleagues), "")


def _task(ref: str) -> str:
    return ref.partition("@")[0] + "#" + ref.partition("#")[2]
