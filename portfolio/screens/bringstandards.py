"""A few standards of another school, from a CASE package: looked through, picked, and a course begun with them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from portfolio.i18n import N_, _, ngettext
from portfolio.screens.dialogs.bring import Bring, question, told_of
from portfolio.text import line, shorten, slug
from portfolio.widgets.pixels import lines, text
from portfolio.widgets.ticks import Ticks

if TYPE_CHECKING:
    from portfolio.course.case import Item, Package

_SHOWN = 200
"""So many standards of a package are listed at once; typing how a code begins shows others."""


class BringStandards(Bring):
    """A few standards of a CASE package, to begin a course with."""

    HELP = N_(
        "Name a CASE package (JSON or zip). Ctrl+S lists its standards: Space picks one, and typing how a code or a "
        "statement begins shows others. 5 to 8 work best. Ctrl+S again begins a course with them in a new folder."
    )
    HEADING = N_("Bring in standards")
    ASK = N_("The CASE package")
    KEEP = "bring-case"
    ENDINGS = (".json", ".zip")

    def __init__(self) -> None:
        super().__init__()
        self._packages: list[Package] = []
        self._items: dict[str, Item] = {}

    @property
    def verb(self) -> str:
        """First a look, then the act."""
        return N_("Begin a course") if self._packages else N_("Look into it")

    def more(self) -> Iterator[Widget]:
        """Which standards, and where the course goes."""
        narrow = Input(id="narrow", placeholder=_("how a code begins, or a word of it"), select_on_focus=False)
        yield from question(N_("Which standards? Space picks"), Vertical(narrow, Ticks(id="items")), id="which")
        yield from question(N_("A new folder for the course"), Input(id="folder", select_on_focus=False), id="where")

    def on_mount(self) -> None:
        """First the file alone."""
        super().on_mount()
        self.forget()

    def forget(self) -> None:
        """Look again."""
        self._packages, self._items = [], {}
        for name in ("#which", "#where"):
            self.query_one(name).add_class("-later")
        self.query_one("#told", Static).update("")
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the standards that fit."""
        if event.input.id == "narrow":
            self._offer()
        else:
            super().on_input_changed(event)

    def on_ticks_changed(self) -> None:
        """Count what is picked."""
        self._count()

    def _offer(self) -> None:
        asked, ticks = line(self.query_one("#narrow", Input).value).lower(), self.query_one("#items", Ticks)
        picked = ticks.picked
        fits = [
            (code, f"{'  ' * min(one.depth, 6)}{one.short}  {shorten(one.standard.statement, 160)}")
            for code, one in self._items.items()
            if code in picked or not asked or asked in f"{code} {one.standard.statement}".lower()
        ]
        ticks.offer(fits[:_SHOWN])
        self._count()

    def _count(self) -> None:
        if not self._packages:
            return
        picked = len(self.query_one("#items", Ticks).picked)
        rows = [text(ngettext("{n} standard is picked.", "{n} standards are picked.", picked), "$primary")]
        if len(self._items) > _SHOWN:
            rows.append(text(_("{n} are in it; type to see others.").format(n=len(self._items)), "$muted"))
        left = [reason for one in self._packages for reason in one.dropped]
        self.query_one("#told", Static).update(lines(rows + told_of(_("What stays out"), left, "$muted")))

    def go(self) -> None:
        """Read the package, then begin a course."""
        from portfolio.course.beginning import begin_from, packages_in

        file = os.path.expanduser(self.file)
        if not self._packages:
            self.step("look", lambda _told: packages_in(file))
            return
        picked = self.query_one("#items", Ticks).picked
        chosen = [one for code, one in self._items.items() if code in picked]
        if not chosen:
            self.tell([text(_("No standard is picked yet: Space picks the one under the cursor."), "$removed")])
            return
        package = next((one for one in self._packages if chosen[0] in one.items), self._packages[0])
        folder = os.path.abspath(os.path.expanduser(self.query_one("#folder", Input).value.strip()))
        self.step("begin", lambda _told: (folder, len(chosen), *begin_from(folder, "humanities-10", package, chosen)))

    def done(self, name: str, given: Any) -> None:
        """List the standards, or say what is left to write."""
        if name == "look":
            self._packages = given
            self._items = {one.standard.code: one for package in given for one in package.items}
            mine = self.app.open_portfolio
            above = os.path.dirname(mine.root) if mine else os.path.expanduser("~")
            self.query_one("#folder", Input).value = f"{above}/course-{slug(given[0].title)}"
            for place in ("#which", "#where"):
                self.query_one(place).remove_class("-later")
            self.query_one("#nearby").add_class("-later")
            self._offer()
            self.query_one("#items").focus()
            self.refresh_bindings()
            return
        folder, count, written, left = given
        told = ngettext("A course with {n} standard is begun.", "A course with {n} standards is begun.", count)
        rows = [
            text(told, "bold $good"),
            text(_("{n} files are in {folder}.").format(n=len(written), folder=line(folder))),
        ]
        places = [
            f"{file}: " + ngettext("{n} place to write", "{n} places to write", n) for file, n in sorted(left.items())
        ]
        rows += told_of(_("Still to write"), places)
        check = _("portfolio course check {folder}").format(folder=line(folder))
        rows += [text(_("These lines list each place, and put the course into your portfolio:"), "$muted")]
        rows += [text(f"  {one}", "$primary") for one in (check, f"portfolio course add {line(folder)}")]
        dropped = [reason for one in self._packages for reason in one.dropped]
        self.end(rows + told_of(_("What stays out"), dropped, "$muted"))
