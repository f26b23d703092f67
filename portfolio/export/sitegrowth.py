"""Growth: every standard over time, who rated what beside each other. Nothing is averaged, added up or ranked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from portfolio.export.pages import esc, fill, level, listed, on, plain, quiet, said, section, soft, table, words
from portfolio.i18n import N_, _
from portfolio.model.work import Rating
from portfolio.services.growth import RATER_NAMES, RATERS, SELF, Grown, Rated

if TYPE_CHECKING:
    from portfolio.export.site import Site

_HERE = "growth.html"
_ABOUT = N_("Each standard over time, the oldest piece first, with the situation it was used in.")


def rater(site: Site, who: str, name: str = "") -> str:
    """Who rated, as a reader of the pages calls them (HTML)."""
    if who == SELF:
        return fill(_("{name} (self)"), name=said(site.owner.name))
    role = _(RATER_NAMES[who]) if who in RATER_NAMES else who
    return f"{esc(role[:1].upper() + role[1:])}{f' {said(name)}' if name else ''}"


def overview(site: Site) -> str:
    """The body of the page with all standards."""
    told = "".join(
        section(2, esc(heading), "".join(_line(site, one) for one in site.grown if one.in_use is in_use))
        for heading, in_use in ((_("Standards now"), True), (_("Standards of earlier years"), False))
    )
    return f"<h1>{esc(_('Growth'))}</h1>{plain(_(_ABOUT))}" + told


def _line(site: Site, one: Grown) -> str:
    rows = []
    for who in dict.fromkeys((*RATERS, *(piece.who for piece in one.pieces))):
        found = one.by(who)
        if found:
            rows.append(f'<p class="who">{rater(site, who)}</p>{_strip(found)}')
    told = "".join(rows) or plain(_("Not enough evidence yet."))
    return section(
        3, site.standard_link(one.code, _HERE), f'<p dir="auto">{esc(one.statement)}</p>{told}', style="card"
    )


def _strip(pieces: Iterable[Rated]) -> str:
    return listed((f"{_level(one)} {_situation(one)}" for one in pieces), kind="ol", style="strip")


def _level(one: Rated) -> str:
    return level(one.rating.level, one.level_name, one.scale)


def _situation(one: Rated) -> str:
    return soft(esc(_(one.situation)))


def standard(site: Site, one: Grown) -> str:
    """The body of the page of one standard."""
    here = site.standard_pages[one.code]
    expected = listed(
        f"<b>{fill(_('Grade {grade}'), grade=esc(grade))}</b>, {esc(_(how))}: {said(told)}"
        for grade, how, told in one.expected
    )
    whos = [who for who in dict.fromkeys((*RATERS, *(each.who for each in one.pieces))) if one.by(who)]
    years: dict[str, dict[str, list[Rated]]] = {}
    for piece in one.pieces:
        years.setdefault(piece.year, {}).setdefault(piece.work, []).append(piece)
    heads = [esc(_("Work")), esc(_("Situation")), *(rater(site, who) for who in whos)]
    told = "".join(
        section(
            3,
            fill(_("School year {year}"), year=esc(year)),
            table(
                esc(_("{standard}, school year {year}").format(standard=one.name, year=year)),
                heads,
                (_row(site, name, pieces, whos, here) for name, pieces in works.items()),
            ),
        )
        for year, works in years.items()
    )
    return (
        f'<h1 dir="auto">{esc(one.name)}</h1>{quiet(esc(", ".join(one.codes)))}'
        f'<p class="lead" dir="auto">{esc(one.statement)}</p>'
        + section(2, esc(_("What is expected")), expected)
        + section(2, esc(_("Every rated piece")), told or plain(_("Not enough evidence yet.")))
    )


def _row(site: Site, name: str, pieces: list[Rated], whos: list[str], here: str) -> list[str]:
    situations = " · ".join(dict.fromkeys(esc(_(one.situation)) for one in pieces if one.situation))
    title = f"{site.work_link(name, here, pieces[0].title)}<br>{soft(esc(pieces[0].course))}"
    cells = ["".join(_cell(site, one) for one in pieces if one.who == who) or "–" for who in whos]
    return [title, situations or "–", *cells]


def _cell(site: Site, one: Rated) -> str:
    return (
        f'<div class="rated"><p>{_level(one)}</p>{quiet(f"{esc(one.criterion)}, {on(one.at)}")}'
        f"{by(site, one.who, one.name, confirmed=one.confirmed)}{reasons(one.rating)}</div>"
    )


def by(site: Site, who: str, name: str, *, confirmed: bool) -> str:
    """Whose name stands under a rating, and who wrote it down; "" for the student's own."""
    if who == SELF:
        return ""
    noted = "" if confirmed else f", {fill(_('noted by {name}'), name=said(site.owner.name))}"
    return quiet(said(name) + noted)


def reasons(rating: Rating) -> str:
    """What a level stands on: quotes, words, the next step."""
    quotes = "".join(f"<blockquote>{words(one.quote)}</blockquote>" for one in rating.evidence if one.quote)
    step = f"<p><b>{esc(_('Next step'))}:</b> {said(rating.next_step)}</p>" if rating.next_step else ""
    return quotes + words(rating.comment) + step
