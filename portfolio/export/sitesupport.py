"""The pages of ways of working (strategies, the learner they show) and of supports and extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.export import sitetalk
from portfolio.export.pages import esc, fill, plain, quiet, said, section, soft, table, when, words
from portfolio.i18n import _
from portfolio.model.goal import Goal
from portfolio.model.strategy import Learner
from portfolio.model.support import HELPED, KIND_NAMES, STATES, Extension, Slot
from portfolio.services.strategies import by_situation
from portfolio.text import clean

if TYPE_CHECKING:
    from portfolio.export.site import Site

_WAYS, _SUPPORT = "ways.html", "support.html"


def ways(site: Site) -> str:
    """The body of the page of strategies and of the student as a learner."""
    told = ""
    for way, situations in by_situation(site.desk).items():
        uses = "".join(
            sitetalk.strategy(
                site, one, 4,
                f"{site.work_link(one.use.work, _WAYS, one.title)}"
                + f" {soft(esc(_(situation)))}",
            )
            for situation, found in situations.items()
            for one in found
        )  # fmt: skip
        told += section(3, said(way), uses)
    learner = "".join(
        section(3, fill(_("{course}, {day}"), course=said(_course(site, one)), day=when(one.created)), words(one.text))
        for one in reversed(site.desk.view.all(Learner))
    )
    nothing = plain(_("No strategy was picked yet."))
    return (
        f"<h1>{esc(_('Ways of working'))}</h1>"
        + section(2, esc(_("As a learner")), learner)
        + section(2, esc(_("Strategies, and how they were judged")), told or nothing)
    )


def _course(site: Site, one: Learner) -> str:
    return next((each.title for each in site.desk.courses if each.id == one.course), one.course) or _("All of school")


def supports(site: Site) -> str:
    """The body of the page of supports and extensions."""
    weeks: dict[str, list[list[str]]] = {}
    for slot in site.desk.view.all(Slot):
        weeks.setdefault(slot.week, []).append(_slot(site, slot))
    heads = [esc(head) for head in (_("What"), _("When and where"), _("Why"), _("Plan"), _("What came of it"))]
    told = "".join(
        section(
            3,
            fill(_("Week of {day}"), day=when(week) or esc(week)),
            table(esc(_("Week of {day}").format(day=clean(week))), heads, rows),
        )
        for week, rows in sorted(weeks.items(), reverse=True)
    )
    further = [
        [said(one.text), site.work_link(one.work, _SUPPORT), when(one.created), words(one.note)]
        for one in site.desk.view.all(Extension)
    ]
    names = [esc(head) for head in (_("Extension"), _("Work"), _("Day"), _("What I did"))]
    nothing = plain(_("No support or extension was planned yet."))
    return (
        f"<h1>{esc(_('Supports and extensions'))}</h1>"
        + plain(_("One menu for everyone: help, or a way to go further."))
        + section(2, esc(_("Week by week")), told or nothing)
        + section(2, esc(_("Extensions of works")), table(esc(_("Extensions of works")), names, further))
    )


def _slot(site: Site, slot: Slot) -> list[str]:
    goal = site.desk.view.get(Goal, slot.goal) if slot.goal else None
    about = said(goal.statement) if goal else site.standard_link(slot.standard, _SUPPORT) if slot.standard else ""
    noted = slot.noted_for
    who = f", {said(noted.name)}" if noted else ""
    answer = quiet(said(slot.answer)) if slot.answer else ""
    came = (
        f"{words(slot.did)}<p>{esc(_(HELPED[slot.helped]))}</p>" if slot.did and slot.helped else words(slot.did) or "–"
    )
    return [
        f"{said(slot.session)} {soft(f'({esc(_(KIND_NAMES[slot.kind]))})')}",
        f"{said(slot.block)}<br>{said(slot.where)}",
        f"{said(slot.why)}{f'<br>{about}' if about else ''}",
        f"{esc(_(STATES[slot.state]))}{who}{answer}",
        came,
    ]
