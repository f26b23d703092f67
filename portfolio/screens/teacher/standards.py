"""Standards: students by standards, the student's newest level and mine side by side, the evidence one key away."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from portfolio.classroom.rows import Row
from portfolio.classroom.standards import Shown, gap_told
from portfolio.classroom.strategies import strategies
from portfolio.errors import NotFound, PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.pick import Pick
from portfolio.screens.teacher.place import Place
from portfolio.screens.teacher.review import Review, Turn
from portfolio.services.growth import RATER_NAMES, Rated, find_grown
from portfolio.store import files
from portfolio.text import bare, line, shorten
from portfolio.widgets.card import Listing
from portfolio.widgets.pixels import chip, joined, lines, text, title_of
from portfolio.wording import month_day

_CELL = 8
"""Columns of one standard: the student's level, then mine."""
_WIDEST = 16


class StandardsTable(Place):
    """All students and all standards."""

    SECTION = "standards"
    HELP = N_(
        "Each standard has two levels: the one the student gave, then yours. Left and right choose a standard, up and "
        "down a student, Enter shows the pieces behind them, and Enter on a piece opens it. E writes all of it to a "
        "CSV file. X shows what is expected of each grade, T which strategies the class uses. P publishes a course, or "
        "a newer version of it, from its folder."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "standard(-1)", N_("Standard before"), show=False, priority=True),
        Binding("right", "standard(1)", N_("Next standard"), key_display="← →", priority=True),
        Binding("e", "export", N_("To a file")),
        Binding("x", "expected", N_("Expected")),
        Binding("t", "strategies", N_("Strategies")),
        Binding("p", "publish", N_("Publish a course")),
    ]
    CSS = """
    StandardsTable #paper { height: 1fr; border: round $primary; border-title-color: $primary; background: $card; }
    StandardsTable #paper { border-subtitle-color: $muted; padding: 0 1; }
    StandardsTable #heads { height: 2; }
    StandardsTable #students, StandardsTable #students:focus { height: 1fr; border: none; padding: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._cell = _CELL

    def body(self) -> Iterable[Widget]:
        """The standards, and a row a student."""
        yield Container(Static("", markup=False, id="heads"), Listing(verb=N_("Evidence"), id="students"), id="paper")

    def on_mount(self) -> None:
        """Show it."""
        self.draw()
        self.query_one("#students").focus()

    def reload(self) -> None:
        """Draw the table around the standard that is chosen."""
        standards = self.app.standards.standards
        name = 20 if self.wide else 18
        self._cell = max(_CELL, min(_WIDEST, (self.columns - name) // max(len(standards), 1)))
        count = max(1, (self.columns - name) // self._cell)
        first = max(0, min(self._at - count // 2, len(standards) - count))
        shown = standards[first : first + count]
        heads: list[Content | str] = [" " * name]
        for n, one in enumerate(shown, first):
            style = "bold $primary" if n == self._at else "$muted"
            heads.append(text(shorten(one.name, self._cell - 1).ljust(self._cell), style))
        chosen = standards[self._at] if standards else None
        told = text(f"{chosen.code} · {chosen.name}: {chosen.statement}" if chosen else "", "$muted")
        self.query_one("#heads", Static).update(lines((joined(heads), shorten_to(told, self.columns))))
        rows = sorted(self.app.rows, key=lambda row: bare(row.seat.name))
        self.query_one("#students", Listing).show(
            [(row.seat.id, self._row(row, name, [one.code for one in shown])) for row in rows]
        )
        paper = self.query_one("#paper")
        paper.border_title = title_of(_("Standards: the student's level, then yours"))
        paper.border_subtitle = title_of(_("{n} of {all}").format(n=self._at + 1, all=len(standards)))

    def _row(self, row: Row, name: int, codes: list[str]) -> Content:
        parts: list[Content | str] = [text(shorten(row.seat.name, name - 2).ljust(name))]
        for code in codes:
            cell = self.app.standards.cell(row, code)
            marks = joined((_mark(cell.own), _mark(cell.mine)))
            parts += [marks, " " * max(1, self._cell - marks.cell_length)]
        return joined(parts)

    def action_standard(self, by: int) -> None:
        """Choose another standard."""
        count = len(self.app.standards.standards)
        self._at = max(0, min(self._at + by, count - 1))
        self.reload()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The pieces behind the two levels."""
        key = self.query_one("#students", Listing).key_at(event.option_index)
        row = next((one for one in self.app.rows if one.seat.id == key), None)
        if row is None or row.summary is None or not self.app.standards.standards:
            self.app.say(_("Nothing of this student is here yet."))
            return
        standard = self.app.standards.standards[self._at]
        try:
            desk = self.app.desk_of(row.seat)
            pieces = list(find_grown(desk, standard.code).pieces[::-1])
        except NotFound:
            pieces = []
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            return
        if not pieces:
            self.app.say(_("Not enough evidence yet: no piece was rated on {name}.").format(name=standard.name))
            return

        def read(chosen: str | None) -> None:
            if chosen:
                self.app.push_screen(Review([Turn(row, chosen.partition("/")[2])]))

        rows = [(f"{n}/{one.work}", self._piece(one, row)) for n, one in enumerate(pieces)]
        self.app.push_screen(Pick(f"{line(row.seat.name)} · {standard.name}", rows), read)

    def _piece(self, one: Rated, row: Row) -> str:
        who = line(row.seat.name) if one.who == "self" else f"{_(RATER_NAMES[one.who])} {one.name}".rstrip()
        quote = f" “{shorten(one.rating.evidence[0].quote, 60)}”" if one.rating.evidence else ""
        day = month_day(one.at, self.app.clock.now().date())
        told = f"{one.rating.level} {one.level_name}" if one.level_name != one.rating.level else one.rating.level
        situation = f" · {_(one.situation)}" if one.situation else ""
        return f"{told} · {who} · {shorten(one.title, 30)} · {day}{situation}{quote}"

    def action_strategies(self) -> None:
        """Which ways of working the class uses, and who keeps to one."""
        found = strategies(self.app.rows, self.app.room.shelf())
        rows: list[Content] = []
        for way in found.ways:
            told = ngettext("{n} student", "{n} students", way.students).format(n=way.students) + ", "
            told += ngettext("{n} work", "{n} works", way.works).format(n=way.works)
            fits = _("fitted {yes}, partly {partly}, did not {no}")
            judged = fits.format(yes=way.fits[0], partly=way.fits[1], no=way.fits[2]) if any(way.fits) else ""
            rows.append(joined((text(way.name, "bold"), text(f"  {told}  {judged}", "$muted"))))
        if found.steady:
            rows += [Content(""), text(_("One way in every work so far: something to talk about"), "$amber")]
            rows += [text(f"  {line(row.seat.name)}: {way}") for row, way in found.steady]
        if found.unswitched:
            names = ", ".join(line(row.seat.name) for row in found.unswitched)
            rows += [Content(""), text(_("Never switched on the way: {names}").format(names=names))]
        if gaps := self.app.standards.gaps(self.app.rows):
            rows += [Content(""), text(_("Levels that differ on one work (to talk about):"), "$amber")]
            rows += [text(f"  {line(gap_told(*one))}") for one in gaps]
        if found.none:
            names = ", ".join(line(row.seat.name) for row in found.none)
            rows += [Content(""), text(_("Nothing picked yet: {names}").format(names=names), "$muted")]
        self.app.push_screen(Reading(_("Strategies"), lines(rows or [text(_("Nothing picked yet."), "$muted")])))

    def action_expected(self) -> None:
        """What each standard expects of each grade."""
        from portfolio.screens.teacher.publishing import show_expected

        show_expected(self.app)

    def action_publish(self) -> None:
        """Publish a course, or a newer version of one."""
        from portfolio.screens.teacher.publishing import ask_for_course

        ask_for_course(self.app)

    def action_export(self) -> None:
        """Write the whole table to a file in the class's folder."""
        path = f"{self.app.room.root}/standards-{self.app.clock.now():%Y-%m-%d}.csv"
        try:
            files.write(path, self.app.standards.table(self.app.rows).encode("utf-8-sig"))
        except OSError as error:
            self.app.say(str(files.not_saved(error, path)), wrong=True, lasting=True)
            return
        self.app.say(_("Written to {file}.").format(file=line(os.path.basename(path))), lasting=True)


def _mark(shown: Shown | None) -> Content:
    return chip(shown.level.level, shown.number) if shown else text(" · ", "$quiet")


def shorten_to(content: Content, width: int) -> Content:
    """A line that is not longer than there is room."""
    return content if content.cell_length <= width else joined((content[: width - 1], "…"))
