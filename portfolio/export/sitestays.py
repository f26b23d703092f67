"""What a portfolio's web pages do not have, told to the student before and after they are written."""

from __future__ import annotations

from portfolio.door import Portfolio
from portfolio.export.site import Site
from portfolio.i18n import _, ngettext
from portfolio.model.kinds import KINDS
from portfolio.model.survey import Interests
from portfolio.model.ticket import Ticket
from portfolio.services.desk import Desk
from portfolio.text import clean, shorten


def stays(desk: Desk) -> list[str]:
    """What of a portfolio in use is private or not saved, and so stays where it is, in sentences with counts."""
    told: list[str] = []
    if isinstance(desk.view, Portfolio):
        mine = desk.view
        if count := len(mine.private.all()):
            told.append(ngettext("{n} private reflection stays here.", "{n} private reflections stay here.", count))
        typed = [one.title for one in desk.works() if mine.kept_text(one) is not None]
        named = ", ".join(f"“{shorten(title, 40)}”" for title in typed[:3]) + (" …" if typed[3:] else "")
        if typed:
            told.append(_("What is being typed and not saved yet stays here: {names}.").format(names=named))
        if count := len(mine.half_typed()):
            told.append(ngettext("{n} half-filled form stays here.", "{n} half-filled forms stay here.", count))
    return told


def left_out(site: Site, desk: Desk) -> list[str]:
    """What the pages do not have, in sentences for the student.

    Args:
        desk: the portfolio in use.
    """
    told = stays(desk)
    if count := sum(bool(one.notes) for one in site.slides):
        told.append(
            ngettext("The notes to {n} slide stay here.", "The notes to {n} slides stay here: they are for you.", count)
        )
    if count := len(site.others.waiting):
        told.append(
            ngettext(
                "{n} rating by somebody else is not in them: you see it when you have rated that text yourself.",
                "{n} ratings by others are not in them: you see them when you have rated those texts yourself.",
                count,
            )
        )
    view = site.desk.view
    for kind in KINDS.values():
        view.all(kind)
    if count := len(view.all(Ticket)):
        told.append(ngettext("{n} exit ticket is not in them.", "{n} exit tickets are not in them.", count))
    if view.all(Interests):
        told.append(_("Your answers about what interests you are not in them."))
    told += [
        _("Cannot be read, so it is not in them: {problem}").format(problem=clean(str(one)))
        for one in view.problems.values()
    ]
    return told
