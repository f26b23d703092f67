"""The page of goals, each with its check-ins and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.export.pages import esc, fill, plain, quiet, said, section, table, tongue, when, words
from portfolio.export.sitehome import facts
from portfolio.i18n import N_, _
from portfolio.model.goal import GOAL_FORM, CheckIn, Goal

if TYPE_CHECKING:
    from portfolio.export.site import Site

_HERE = "goals.html"
_STATES = {"active": N_("Goals now"), "closed": N_("Goals that are closed"), "idea": N_("Ideas for goals")}


def goals(site: Site) -> str:
    """The body of the page."""
    looks: dict[str, list[CheckIn]] = {}
    for one in site.desk.view.all(CheckIn):
        looks.setdefault(one.goal, []).append(one)
    every = site.desk.goals()
    told = "".join(
        section(
            2, esc(_(name)), "".join(_goal(site, one, looks.get(one.id, [])) for one in every if one.status == state)
        )
        for state, name in _STATES.items()
    )
    return f"<h1>{esc(_('Goals'))}</h1>" + (told or plain(_("No goal was set yet.")))


def _goal(site: Site, goal: Goal, looks: list[CheckIn]) -> str:
    mine = tongue(site.owner.language)
    fields = [
        (_(GOAL_FORM[name].label), str(getattr(goal, name))) for name in ("evidence", "why", "obstacle", "if_then")
    ]
    about = site.standard_link(goal.standard.partition("#")[2], _HERE) if goal.standard else ""
    rows = [(when(one.created), fill(_("{n} of 5"), n=str(one.confidence)), words(one.note)) for one in looks]
    told = (
        quiet(fill(_("Set on {day}"), day=when(goal.created)) + (f" · {about}" if about else ""))
        + f"<div{mine}>{facts(fields)}</div>"
        + table(
            esc(_("Check-ins: {goal}").format(goal=goal.statement)),
            [esc(_("Day")), esc(_("Confidence")), esc(_("What I noticed"))],
            rows,
        )
        + _closing(site, goal)
    )
    return section(3, said(goal.statement), told, style="card")


def _closing(site: Site, goal: Goal) -> str:
    if goal.closing is None:
        return ""
    quotes = "".join(
        (f"<blockquote>{words(one.quote)}</blockquote>" if one.quote else "")
        + f"<p>{fill(_('Evidence from {work}'), work=site.work_link(one.work, _HERE))}</p>"
        for one in goal.closing.evidence
    )
    told = [(_("Looking back"), goal.closing.reflection), (_("Next step"), goal.closing.next_step)]
    return section(4, fill(_("Closed on {day}"), day=when(goal.closing.at)), quotes + facts(told))
