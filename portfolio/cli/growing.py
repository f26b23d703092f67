"""growth: every standard over time."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, desk, items, one, say, table
from portfolio.cli.looking import rated
from portfolio.i18n import _
from portfolio.services import growth as service
from portfolio.services.growth import RATER_NAMES, RATERS, Grown


@click.command()
@click.argument("which", metavar="[STANDARD]", required=False)
@click.option("--not-this-term", is_flag=True, help="Only standards you have not met again this term.")
@as_json
@click.pass_obj
def growth(named: str, which: str | None, not_this_term: bool, as_json: bool) -> None:
    """Every standard over time, or one STANDARD with each rated piece. Nothing is averaged or ranked."""
    with desk(named, writable=False) as opened:
        if which:
            found = service.find_grown(opened, which)
            if as_json:
                one(_as_json(found))
            else:
                _show(found)
            return
        every = [grown for grown in service.growth(opened) if not (not_this_term and grown.again)]
        if as_json:
            items(_as_json(grown) for grown in every)
            return
        table(
            (_("standard"), _("this term"), _("your levels, oldest first, with the situation")),
            ((f"{grown.name} ({grown.code})", _this_term(grown), levels(grown)) for grown in every),
        )
        for problem in service.joined(opened).problems:
            say("", problem)
        lost = service.unplaced(opened)
        if lost:
            refs = ", ".join(sorted({found.rubric for found in lost}))
            say("", _("{n} assessments belong to rubrics that are not here: {refs}.").format(n=len(lost), refs=refs))


def levels(grown: Grown) -> str:
    """The student's own levels in one line: 2 taught, 3 new situation."""
    told = [f"{one.rating.level} {_(one.situation)}".strip() for one in grown.by(service.SELF)]
    return ", ".join(told) or _("not enough evidence yet")


def _this_term(grown: Grown) -> str:
    return _("yes") if grown.again else _("not yet")


def _show(grown: Grown) -> None:
    say(f"{grown.name} ({', '.join(grown.codes)})", grown.statement)
    for grade, how, expected in grown.expected:
        say(f"  {_('Grade {grade}').format(grade=grade)}, {_(how)}: {expected}")
    if not grown.pieces:
        say("", _("Not enough evidence yet."))
    year = ""
    for work in grown.works:
        pieces = [piece for piece in grown.pieces if piece.work == work]
        first = pieces[0]
        if first.year != year:
            year = first.year
            say("", f"{_('School year')} {year}")
        situation = f", {_(first.situation)}" if first.situation else ""
        say(f"  {first.title} ({first.course}{situation})")
        for who in RATERS:
            for piece in (piece for piece in pieces if piece.who == who):
                noted = f", {_('noted by you')}" if piece.name and not piece.confirmed else ""
                by = f" {piece.name}{noted}" if piece.name else ""
                name = "" if piece.level_name == piece.rating.level else f" {piece.level_name}"
                say(f"    {piece.at}  {_(RATER_NAMES[who])}{by}: {piece.rating.level}{name} ({piece.criterion})")
                say(*rated(piece.rating, "      "))


def _as_json(grown: Grown) -> dict[str, Any]:
    return {
        "code": grown.code,
        "codes": list(grown.codes),
        "name": grown.name,
        "statement": grown.statement,
        "expected": [{"grade": grade, "how": how, "text": text} for grade, how, text in grown.expected],
        "this_term": grown.again,
        "in_use": grown.in_use,
        "enough_evidence": bool(grown.pieces),
        "pieces": [
            {
                "at": str(one.at),
                "school_year": one.year,
                "work": one.work,
                "title": one.title,
                "course": one.course,
                "situation": one.situation,
                "criterion": one.criterion,
                "by": one.who,
                "name": one.name,
                "noted_for": "" if one.confirmed else one.name,
                "level": one.rating.level,
                "level_name": one.level_name,
                "scale": list(one.scale),
                "evidence": [passage.quote for passage in one.rating.evidence],
                "comment": one.rating.comment,
                "next_step": one.rating.next_step,
            }
            for one in grown.pieces
        ],
    }
