"""Exports from within the app: asks where to, writes in the background, says where it is."""

from __future__ import annotations

import os
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual.worker import get_current_worker

from portfolio.errors import Refused
from portfolio.i18n import N_, _, ngettext
from portfolio.model.form import Answers, Field, Form, Option
from portfolio.screens.dialogs.form import FormDialog
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp
    from portfolio.export import onefile

_GROUP = "export"
_EVERY = 0.5
"""Seconds between two words on how far it is."""
_FORM = Form(
    Field("folder", "line", N_("Where the pages go"), N_("A new folder. Pages written there before are replaced."))
)


def _endings(_answers: Answers, _view: object) -> list[Option]:
    return [
        ("html", _("a page for any browser, with my notes")),
        ("pptx", _("PowerPoint and its like, with my notes")),
        ("pdf", _("a handout to print, without my notes")),
    ]


_DECK_FORM = Form(
    Field("kind", "choice", N_("As what"), N_("Three files made of the same deck."), options=_endings),
    Field("file", "line", N_("Where it goes"), N_("A new file outside your portfolio. The ending is added.")),
)


def is_writing(app: PortfolioApp) -> bool:
    """Whether pages are being written."""
    return any(one.group == _GROUP and one.is_running for one in app.workers)


def stop(app: PortfolioApp) -> None:
    """Stop writing; nothing stays of it."""
    app.workers.cancel_group(app, _GROUP)
    app.say(_("Stopped; nothing was written."))


def export_pages(app: PortfolioApp, *, at_home: bool) -> None:
    """Ask where the pages go, and write them.

    Args:
        at_home: whether a folder beside the portfolio lasts (not on a visit).
    """
    from portfolio.export import folder, site

    mine = app.desk.portfolio

    def submit(given: dict[str, Any]) -> None:
        place = folder.check(str(given["folder"]), mine.root, site.KIND)
        app.run_worker(partial(_write, app, place), thread=True, group=_GROUP, exit_on_error=False)

    above = _("Whoever gets the folder can read all that is in it, what others said about your work, too.")
    private = _("Private reflections and words you have not saved stay here.")
    answers = {"folder": f"{mine.root}-pages"} if at_home else {}
    app.push_screen(
        FormDialog(
            _("Export as web pages"), _FORM, submit, answers=answers, above=f"{above} {private}", verb=N_("Write")
        )
    )


def _write(app: PortfolioApp, place: str) -> None:
    """Write the pages; for a worker."""
    from portfolio.export import site

    worker, last = get_current_worker(), monotonic()

    def told(done: int, every: int) -> None:
        nonlocal last
        if worker.is_cancelled:
            raise Refused(_("Stopped; nothing was written."))
        if monotonic() - last > _EVERY:
            last = monotonic()
            app.call_from_thread(app.say, _("Writing: {n} of {all}").format(n=done, all=every))

    desk = app.desk
    desk.portfolio.settle()
    with site.reading(desk) as then:
        made = site.Site(then)
        stays = site.left_out(made, desk)
        count, _size = site.write(made, place, told)
    where = line(os.path.join(place, "index.html"))
    written = ngettext(
        "{n} page is written. Open it in a browser:", "{n} pages are written. Open the first one:", count
    )
    app.call_from_thread(app.say, "\n".join([written, where, *stays]), lasting=True)


def export_deck(app: PortfolioApp) -> None:
    """Ask as what the deck goes out and where to, and write it."""
    from portfolio.export import handout, onefile, powerpoint

    mine = app.desk.portfolio
    kinds: dict[str, onefile.Kind] = {"pptx": powerpoint, "pdf": handout}

    def submit(given: dict[str, Any]) -> None:
        ending = str(given["kind"])
        named = str(given["file"]).strip()
        named = named if named.lower().endswith(f".{ending}") else f"{named}.{ending}"
        kind = kinds.get(ending)
        if kind is not None:
            kind.check()
        whole = onefile.place(named, f"deck.{ending}", mine.root)
        app.run_worker(partial(_write_deck, app, kind, whole), thread=True, group="deck", exit_on_error=False)

    above = _("Whoever gets the file can read all that is in it.")
    private = _("Private reflections and words you have not saved stay here.")
    answers = {"kind": "html"} | ({} if app.is_visit else {"file": f"{mine.root}-deck"})
    app.push_screen(
        FormDialog(
            _("Export the deck"), _DECK_FORM, submit, answers=answers, above=f"{above} {private}", verb=N_("Write")
        )
    )


def _write_deck(app: PortfolioApp, kind: onefile.Kind | None, whole: str) -> None:
    """Write the deck; for a worker."""
    from portfolio.export import deck, onefile

    desk = app.desk
    desk.portfolio.settle()
    if kind is None:
        wrong, stays = deck.write(desk, whole)[1], list[str]()
    else:
        notes = kind.NOTES
        wrong = list(onefile.write(kind, desk, whole, notes=notes)[2])
        stays = onefile.stays(kind, desk, notes=notes)
    told = _("The deck is in {file}.").format(file=line(whole))
    app.call_from_thread(app.say, "\n".join([told, *wrong, *stays]), lasting=True)
