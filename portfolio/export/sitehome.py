"""The first page: every work by school year, and how to read the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.clock import day
from portfolio.export.pages import (
    esc,
    fill,
    link,
    listed,
    pairs,
    plain,
    quiet,
    said,
    section,
    soft,
    tongue,
    when,
)
from portfolio.i18n import _, ngettext
from portfolio.model.calendar import school_year
from portfolio.model.work import Draft, Work
from portfolio.wording import words as length

if TYPE_CHECKING:
    from portfolio.export.site import Site

_HERE = "index.html"


def home(site: Site) -> str:
    """The body of the first page."""
    name = site.owner.name
    years: dict[str, list[str]] = {}
    for one in site.works:
        years.setdefault(_year(site, one), []).append(_card(site, one))
    told = "".join(
        section(3, fill(_("School year {year}"), year=esc(year)), listed(cards, style="cards"))
        for year, cards in years.items()
    )
    works = told or plain(_("Nothing was begun yet."))
    reading = listed(
        [
            fill(
                _("In the drafts, words that came are {ins} and words that went are {out}."),
                ins=f'<ins data-told="{esc(_("added"))}">{esc(_("underlined"))}</ins>',
                out=f'<del data-told="{esc(_("taken out"))}">{esc(_("crossed out"))}</del>',
            ),
            esc(_("Who rated what stands beside each other, each for itself. Nothing is added up or averaged.")),
            esc(_("A level has its digit and its word. Situations say how a standard was used: taught, scaffolded, "
                  "independent, or in a new situation.")),
        ]
    )  # fmt: skip
    return (
        f"<h1>{fill(_('Portfolio of {name}'), name=said(name))}</h1>"
        + section(2, esc(_("Works")), works)
        + section(2, esc(_("Standards")), _standards(site))
        + section(2, esc(_("How to read these pages")), reading)
    )


def _year(site: Site, work: Work) -> str:
    course = site.desk.shelf.get(work.task)
    at = day(work.created[:10])
    return school_year(course.terms if course else (), at) if at else work.created[:4]


def _card(site: Site, work: Work) -> str:
    found = site.desk.task_of(work)
    drafts = len(site.of(Draft, work))
    state = fill(_("Shared on {day}"), day=when(work.shared)) if work.shared else esc(_("Still being worked on"))
    about = f"{esc(found[0].title)} · {esc(found[1].title)}" if found else esc(work.task.partition("#")[2])
    size = length(site.texts[work.id][1])
    facts = [state, esc(size), esc(ngettext("{n} draft", "{n} drafts", drafts)) if drafts else ""]
    title = link(site.work_pages[work.id], said(work.title), _HERE)
    return f'<h4 dir="auto"{tongue(site.owner.language)}>{title}</h4>{quiet(about)}' + quiet(
        " · ".join(one for one in facts if one)
    )


def _standards(site: Site) -> str:
    rows = []
    for one in site.grown:
        count = len(one.works)
        told = ngettext("{n} rated work", "{n} rated works", count) if count else _("Not enough evidence yet")
        rows.append(f"{site.standard_link(one.code, _HERE)} {soft(f'({esc(told)})')}")
    return listed(rows, style="plain")


def facts(rows: list[tuple[str, str]]) -> str:
    """Labels with people's words, as paragraphs where they have several."""
    return pairs((label, said(text).replace("\n", "<br>")) for label, text in rows if text.strip())
