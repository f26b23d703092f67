"""A slide as it is drawn: Markdown in plain colours, live pieces as they were in their version."""

from __future__ import annotations

import re

from textual.content import Content

from portfolio.i18n import _
from portfolio.model.deck import Live, Slide, read_deck
from portfolio.services.deck import show
from portfolio.services.desk import Desk
from portfolio.widgets.pixels import chip, difference, hanging, joined, lines, text

_STRONG = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*")


def slide_content(desk: Desk, slide: Slide, width: int) -> Content:
    """A slide without its title.

    Args:
        width: columns there are.
    """
    rows: list[Content] = [Content("")]
    for part in slide.body:
        rows += _live(desk, part, width) if isinstance(part, Live) else [_line(part, width)]
    return lines(rows)


def all_slides(desk: Desk, deck: str, width: int) -> Content:
    """Every slide of a deck below the other, notes last, to be read while it is written.

    Args:
        deck: its text, saved or not.
        width: columns there are.
    """
    rows: list[Content] = []
    for number, slide in enumerate(read_deck(deck), 1):
        rows += [joined((text(f"{number}  ", "$muted"), text(slide.title, "bold"))), slide_content(desk, slide, width)]
        rows += [hanging("  ", text(slide.notes, "$muted"), width)] if slide.notes else []
        rows.append(text("─" * width, "$muted"))
    return lines(rows)


def _line(told: str, width: int) -> Content:
    bullet = re.match(r"\s*(?:[-*+]|\d+[.)])\s+", told)
    if told.startswith(">"):
        return hanging("  ", text(told.lstrip("> "), "$amber"), width)
    if bullet:
        return hanging("• ", _inline(told[bullet.end() :]), width)
    return _inline(told)


def _inline(told: str) -> Content:
    parts: list[Content | str] = []
    at = 0
    for match in _STRONG.finditer(told):
        parts += [text(told[at : match.start()]), text(match[1] or match[2], "bold" if match[1] else "italic")]
        at = match.end()
    return joined([*parts, text(told[at:])])


def _live(desk: Desk, piece: Live, width: int) -> list[Content]:
    found = show(desk, piece)
    if found.wrong:
        return [text(f"{piece.written}  {found.wrong}", "$amber")]
    head = text(found.title, "$muted")
    if found.kind == "quote":
        return [hanging("  ", text(f"“{found.quote}”", "$amber"), width), joined(("  ", head))]
    if found.kind == "change":
        return [head, difference(found.changes)]
    if found.kind == "timeline":
        told = (f"{draft.created[:10]}  {draft.name}  {draft.words}" for draft in found.drafts)
        return [head, *(text(f"  {one}") for one in told)]
    if found.kind in ("growth", "rubric"):
        rows = [head]
        for one in found.levels:
            mark = chip(one.rating.level, one.scale.index(one.rating.level) + 1 if one.rating.level in one.scale else 1)
            rows.append(joined(("  ", mark, f"  {one.title}", text(f"  {one.at:%Y-%m}", "$muted"))))
            if found.kind == "rubric":
                rows += [hanging("  ", text(f"“{each.quote}”", "$amber"), width) for each in one.rating.evidence]
        return rows
    return [text(_("[picture: {name}]").format(name=found.title), "$muted")]
