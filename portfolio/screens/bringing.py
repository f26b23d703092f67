"""Bring in: a portfolio that was taken home, one from Mahara, or a few standards."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from portfolio.i18n import N_, _, ngettext
from portfolio.screens.bringstandards import BringStandards
from portfolio.screens.dialogs.bring import Bring, Told, question, told_of
from portfolio.screens.dialogs.pick import Pick
from portfolio.text import line, slug
from portfolio.widgets.pixels import text

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp
    from portfolio.services.bringing import Export

_MADE = re.compile(r"(-\d{4}-\d\d-\d\d)?(-private)?(\.zip)?$")
"""What taking home puts behind the name of a portfolio's folder."""


class BringArchive(Bring):
    """A portfolio that was taken home, brought back as it was. Gives its folder."""

    HELP = N_(
        "Name the file or folder that “Take home: everything” made, and a new folder for it. Ctrl+S checks every byte "
        "and brings it back as it was; a damaged one is refused, and nothing is written. F7 stops it."
    )
    HEADING = N_("Bring back a portfolio")
    ASK = N_("The file that was taken home")
    KEEP = "bring-archive"

    @property
    def verb(self) -> str:
        """One step does it."""
        return N_("Bring back")

    def more(self) -> Iterator[Widget]:
        """Where it goes."""
        told = N_("A new folder. The portfolio that is open now stays as it is.")
        told = told if self.app.open_portfolio is not None else N_("A new folder; everything is kept there.")
        yield from question(N_("Where it goes"), Input(id="folder", select_on_focus=False), help=told)

    def forget(self) -> None:
        """Propose a folder after the file's name."""
        stem = _MADE.sub("", os.path.basename(self.file.rstrip("/")))
        mine = self.app.open_portfolio
        above = os.path.dirname(mine.root) if mine else os.path.expanduser("~")
        names = (f"{above}/{slug(stem)}{f'-{n}' if n > 1 else ''}" for n in range(1, 99))
        free = next((one for one in names if not os.path.lexists(one)), "")
        self.query_one("#folder", Input).value = free if stem else ""

    def go(self) -> None:
        """Check it and bring it back."""
        from portfolio.export.bring import bring

        root = os.path.abspath(os.path.expanduser(self.query_one("#folder", Input).value.strip()))
        file, clock = self.file, self.app.clock

        def do(told: Told) -> tuple[str, list[Content]]:
            found = bring(file, root, clock, told)
            try:
                name, count = found.portfolio.owner.name, found.portfolio.count()
            finally:
                found.portfolio.close()
            told_it = _("The portfolio of {name} is back, with {n} versions.").format(name=name, n=count)
            rows = [text(told_it, "bold $good"), text(root)]
            rows += [text(_("Private reflections came with it."))] if found.private else []
            rows += told_of(_("Not part of it, and left out"), [line(one) for one in found.strangers], "$muted")
            return root, rows

        self.step("bring", do)

    def done(self, name: str, given: tuple[str, list[Content]]) -> None:
        """Without another portfolio it is opened at once."""
        root, rows = given
        if self.app.open_portfolio is None:
            self.dismiss(root)
            return
        opens = _("Leave and type: portfolio -C {folder}").format(folder=line(root))
        self.end([*rows, Content(""), text(_("To open it:")), text(f"  {opens}", "$primary")])


class BringLeap(Bring):
    """A portfolio from Mahara, or from another program that writes Leap2A."""

    HELP = N_(
        "In Mahara choose Export, then Leap2A, and name the zip you got. Ctrl+S looks into it and says what would come "
        "in and what would not; Ctrl+S again brings it in. Each work is a version of its own, which undo takes back."
    )
    HEADING = N_("Bring in from Mahara")
    ASK = N_("The export (Leap2A: a zip, a folder, or leap2a.xml)")
    KEEP = "bring-leap"
    ENDINGS = (".zip", "leap2a.xml")

    def __init__(self) -> None:
        super().__init__()
        self._export: Export | None = None

    @property
    def verb(self) -> str:
        """First a look, then the act."""
        return N_("Bring in") if self._export else N_("Look into it")

    def forget(self) -> None:
        """Look again."""
        self._export = None
        self.query_one("#told", Static).update("")
        self.refresh_bindings()

    def stopped(self) -> str:
        """What came in stays."""
        return _("Stopped. What came in before stays; bringing it in again adds the rest.")

    def go(self) -> None:
        """Read the export, then put it through the door."""
        from portfolio.services.bringing import bring, read_export

        file, export, desk = os.path.expanduser(self.file), self._export, self.app.desk
        if export is None:
            self.step("look", lambda _told: read_export(file))
            return
        read = export

        def do(told: Told) -> Any:
            def saved(done: int, every: int) -> None:
                desk.portfolio.settle()
                told(done, every)

            found = bring(desk, read, saved)
            desk.portfolio.settle()
            return found

        self.step("bring", do)

    def on_bring_failed(self, message: Bring.Failed) -> None:
        """What came in before stands."""
        super().on_bring_failed(message)
        self.app.changed()

    def done(self, name: str, given: Any) -> None:
        """Say what there is, or what came."""
        if name == "look":
            self._export = given
            found = given.sorted
            rows = [text(_("From {name}:").format(name=given.feed.owner or _("somebody unnamed")), "$muted")]
            rows += told_of(_("Works"), [one.title for one in found.works])
            rows += told_of(_("Ideas for goals"), [one.statement for one in found.goals])
            rows += [text(ngettext("{n} file", "{n} files", len(given.files)))]
            rows += told_of(_("What stays out"), found.left, "$muted")
            self.tell([*rows, Content(""), text(_("Ctrl+S brings it in. Nothing has changed yet."), "$primary")])
            self.refresh_bindings()
            return
        self.app.changed()
        rows = [text(_("All of it is here already, so nothing was added."))]
        if given.works or given.goals:
            rows = [text(_("It is here. Each is a version of its own; undo takes one back."), "bold $good")]
        rows += told_of(_("Works"), given.works) + told_of(_("Ideas for goals"), given.goals)
        rows += told_of(_("Here already"), given.already, "$muted")
        reflections = ngettext("{n} reflection", "{n} reflections", given.reflections)
        rows.append(text(f"{ngettext('{n} file', '{n} files', given.files)}, {reflections}"))
        self.end(rows + told_of(_("What stays out"), given.left, "$muted"))


_KINDS: dict[str, tuple[str, type[Bring]]] = {
    "archive": (N_("A portfolio that was taken home (archive)"), BringArchive),
    "leap": (N_("A portfolio from Mahara (Leap2A)"), BringLeap),
    "case": (N_("Standards of another school (CASE package)"), BringStandards),
}


def bring_in(app: PortfolioApp, kind: str = "") -> None:
    """Ask what is brought in (where it is not said), and bring it in."""

    def after(key: str | None) -> None:
        if key:
            app.push_screen(_KINDS[key][1]())

    if kind:
        after(kind)
    else:
        app.push_screen(Pick(_("Bring in"), [(key, _(told)) for key, (told, _one) in _KINDS.items()]), after)
