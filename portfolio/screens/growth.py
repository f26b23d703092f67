"""Growth: every standard over time, and the pieces that show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.i18n import N_, _
from portfolio.model.course import SITUATIONS
from portfolio.model.work import Work
from portfolio.screens.frame import Frame
from portfolio.services import growth as service
from portfolio.services.growth import RATER_NAMES, RATERS, SELF, Grown, Rated
from portfolio.text import shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import chip, chips, hanging, joined, lines, text
from portfolio.wording import month_day

_PAGE = 40
"""How many pieces are listed at once; more come as one goes down."""
_LABEL = 15
"""Columns for the names of the lanes."""


class Growth(Frame):
    """All standards, and one of them over time."""

    SECTION = "growth"
    HELP = N_(
        "Each column of the picture is one piece, the oldest first; the line it stands in says how you met the "
        "standard there. You, peers, teachers and panels stand below each other and are never mixed. Enter goes to "
        "the pieces, Enter on a piece opens it where it was rated. N shows what you have not met again this term, "
        "X what is expected of each grade."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "only", N_("Not this term")),
        Binding("x", "expected", N_("Expected")),
        Binding("escape", "back", N_("Standards"), key_display="esc"),
    ]
    CSS = """
    Growth #pair { layout: horizontal; }
    Growth #list { width: 2fr; height: 100%; }
    Growth #one { width: 3fr; height: 100%; margin-left: 1; }
    Growth #picture { height: auto; max-height: 60%; }
    Growth #pieces { height: 1fr; min-height: 5; }
    Growth.-narrow #pair { layout: vertical; }
    Growth.-narrow #list { width: 1fr; height: 6; }
    Growth.-narrow #picture { max-height: 11; }
    Growth.-narrow #pieces { min-height: 4; }
    Growth.-narrow #one { width: 1fr; height: 1fr; margin-left: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._grown: dict[str, Grown] = {}
        self._waiting: list[Rated] = []
        self._problems: tuple[str, ...] = ()
        self._only = False
        self._shown = ""
        """The code of the standard that is shown."""

    def body(self) -> Iterable[Widget]:
        """The standards, the picture of one, its pieces."""
        yield Container(
            Listing(_("Growth"), verb=N_("Pieces"), id="list"),
            Vertical(
                VerticalScroll(Card(id="strip"), id="picture", can_focus=False),
                Listing(_("Pieces"), verb=N_("Open"), id="pieces"),
                id="one",
            ),
            id="pair",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going back to the standards is offered where one is among the pieces."""
        return action != "back" or (self.is_mounted and self.focused is self.query_one("#pieces"))

    def reload(self) -> None:
        """Compute it anew."""
        every = service.growth(self.desk)
        shown = [one for one in every if not (self._only and one.again)]
        self._grown = {one.code: one for one in shown}
        rows = [(one.code, self._row(one)) for one in shown]
        heading = _("Not met again this term") if self._only else _("Growth")
        waiting = sum(1 for one in every if not one.again and one.in_use)
        foot = _("n all") if self._only else _("n {n} not this term").format(n=waiting) if waiting else ""
        told = _("You have met every standard this term.") if every else _("Your courses have no standards.")
        self._problems = service.joined(self.desk).problems
        self._shown = ""
        self.query_one("#list", Listing).show(rows or [("", text(told, "$muted"))], heading=heading, foot=foot)
        self._show()
        if self.focused is None:
            self.query_one("#list").focus()

    def _row(self, grown: Grown) -> Content:
        mine = grown.by(SELF)
        name = text(grown.name, "bold") if grown.in_use else text(grown.name, "$muted")
        if not mine:
            return lines((name, text(_("not enough evidence yet"), "$amber")))
        scale = mine[-1].scale
        same = [one.rating.level for one in mine if one.scale == scale]
        room = (self._width("list") - 24) // (len(max(scale, key=len)) + 3)
        told = _(mine[-1].situation) if mine[-1].situation else ""
        again = "" if grown.again else " · " + _("not this term")
        shown = chips(same[-max(1, min(8, room)) :], scale)
        told = shorten(f"{told}{again}", max(10, self._width("list") - shown.cell_length - 3))
        return lines((name, joined((shown, text(f"  {told}", "$muted")))))

    def _width(self, place: str) -> int:
        """Columns inside the list or the picture."""
        if not self.wide:
            return self.columns - 4
        return (self.columns * 2 // 5 if place == "list" else self.columns * 3 // 5) - 5

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the standard under the cursor; at the end of the pieces, more of them."""
        if event.option_list.id == "list":
            self._show()
        elif event.option_index == event.option_list.option_count - 1:
            self._more()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the pieces, or open one."""
        if event.option_list.id == "list":
            self.query_one("#pieces").focus()
            return
        work = self.query_one("#pieces", Listing).chosen.partition("/")[0]
        if self.desk.view.get(Work, work):
            from portfolio.screens.workspace import Workspace

            self.app.push_screen(Workspace(work, "assess"))

    def action_back(self) -> None:
        """To the standards."""
        self.query_one("#list").focus()

    def action_only(self) -> None:
        """Only what was not met again this term, or everything."""
        self._only = not self._only
        self.reload()

    def action_expected(self) -> None:
        """What the standard under the cursor expects of each grade."""
        from portfolio.screens.dialogs.compare import Reading

        grown = self._grown.get(self._shown)
        if grown is not None:
            rows = [text(grown.statement), Content(""), *self._expected(grown)]
            self.app.push_screen(Reading(f"{grown.name} · {grown.code}", lines(rows)))

    def _expected(self, grown: Grown) -> list[Content]:
        rows = []
        for grade, how, expected in grown.expected:
            head = f"{_('Grade {grade}').format(grade=grade)}, {_(how)}: "
            rows.append(joined((text(head, "$muted"), text(expected, "$muted"))))
        return rows

    def _show(self) -> None:
        chosen = self.query_one("#list", Listing).chosen
        if chosen and chosen == self._shown:
            return
        self._shown, grown = chosen, self._grown.get(chosen)
        card, pieces = self.query_one("#strip", Card), self.query_one("#pieces", Listing)
        if grown is None:
            card.show(Content(""), heading="")
            pieces.show([])
            return
        rows: list[Content] = [text(grown.statement if self.wide else shorten(grown.statement, self.columns - 6))]
        if len(grown.codes) > 1:
            rows.append(text(_("also {codes}").format(codes=", ".join(grown.codes[1:])), "$muted"))
        for problem in self._problems:
            if any(code in problem for code in grown.codes):
                rows.append(text(problem, "$amber"))
        if self.wide:
            rows += self._expected(grown)
        rows += [*([Content("")] if self.wide else []), *lanes(grown, self._width("picture"))]
        card.show(lines(rows), heading=f"{grown.name} · {grown.code}")
        empty = text(_("Not enough evidence yet. A self-assessment in a work that meets it is the first."), "$muted")
        self._waiting = list(grown.pieces[::-1])
        pieces.show(self._page() or [("", empty)])

    def _page(self) -> list[tuple[str, Content]]:
        """The next pieces of the standard that is shown."""
        page, self._waiting = self._waiting[:_PAGE], self._waiting[_PAGE:]
        return [(f"{one.work}/{one.assessment}/{one.criterion}", self._piece(one)) for one in page]

    def _more(self) -> None:
        """List the next pieces below those there are."""
        if self._waiting:
            self.query_one("#pieces", Listing).add(self._page())

    def _piece(self, one: Rated) -> Content:
        level = chip(one.rating.level, one.scale.index(one.rating.level) + 1 if one.rating.level in one.scale else 1)
        noted = "" if one.confirmed or not one.name else f", {_('noted by you')}"
        by = f"{_(RATER_NAMES[one.who])} {one.name}".rstrip() + noted
        name = "" if one.level_name == one.rating.level else f" {one.level_name}"
        tail = " · ".join(part for part in (by, _(one.situation) if one.situation else "", one.course) if part)
        head = joined(
            (level, f"{name}  ", text(one.title, "bold"), text(f"  {month_day(one.at, self.desk.today)}", "$muted"))
        )
        below = [text(tail, "$muted")]
        below += [text(f"“{shorten(passage.quote, 90)}”", "$amber") for passage in one.rating.evidence[:1]]
        below += [text(f"{_('Next step')}: {one.rating.next_step}", "$muted")] if one.rating.next_step else []
        return lines((head, *(hanging("    ", part, self._width("picture") - 3) for part in below)))


def lanes(grown: Grown, width: int) -> list[Content]:
    """A standard over time: a column for each work, a lane for each situation, others' levels below, never mixed.

    Args:
        width: cells there are; the newest works are shown where not all have room.
    """
    if not grown.pieces:
        return [text(_("Not enough evidence yet."), "$amber")]
    cell = max(len(one.rating.level) for one in grown.pieces) + 3
    count = max(1, (width - _LABEL) // cell)
    works = grown.works[-count:]
    last = {(one.who, one.work): one for one in grown.pieces}
    first = {one.work: one for one in reversed(grown.pieces)}
    rows = [_years([first[work].year for work in works], cell)]
    met = [one for one in (*SITUATIONS, "") if one in {first[work].situation for work in works} or one]
    for situation in met:
        found = [last.get((SELF, work)) if first[work].situation == situation else None for work in works]
        if situation or any(found):
            rows.append(_lane(_(situation) if situation else _("not said"), found, cell))
    for who in RATERS[1:]:
        found = [last.get((who, work)) for work in works]
        if any(found):
            rows.append(_lane(_(RATER_NAMES[who]), found, cell))
    hidden = len(grown.works) - len(works)
    return [*rows, text(_("{n} earlier pieces below").format(n=hidden), "$muted")] if hidden else rows


def _lane(name: str, found: list[Rated | None], cell: int) -> Content:
    parts: list[Content | str] = [text(shorten(name, _LABEL - 1).ljust(_LABEL), "$muted")]
    for one in found:
        if one is None:
            parts.append(text("·".ljust(cell).rjust(cell), "$quiet"))
            continue
        level = one.rating.level
        mark = chip(level, one.scale.index(level) + 1 if level in one.scale else 1)
        parts += [mark, " " * (cell - mark.cell_length)]
    return joined(parts)


def _years(years: list[str], cell: int) -> Content:
    """The school years above the columns where they begin, where there is room for them."""
    line = ""
    for n, year in enumerate(years):
        at = n * cell
        if (n == 0 or year != years[n - 1]) and len(line) <= at:
            line = line.ljust(at) + year + " "
    return text(" " * _LABEL + line, "$muted")
