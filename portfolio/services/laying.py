"""Laying chosen pieces on the slides of a deck: each way in which a piece can be shown, as a line of the deck."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.capstone import WHENS, Chosen
from portfolio.model.deck import Live, read_deck, read_piece
from portfolio.model.record import Passage
from portfolio.model.work import Work
from portfolio.services import works
from portfolio.services.capstone import need
from portfolio.services.desk import Desk
from portfolio.services.growth import SELF, Grown, growth
from portfolio.text import shorten

_SENTENCE = re.compile(r".{20,200}?[.!?…](?=\s|$)|.{3,200}")
"""The first that is long enough to be one: “Mrs.” is not."""


def layable(desk: Desk, code: str) -> list[tuple[str, str]]:
    """What can be laid on a slide about a standard: in words, and as the line of the deck. Early pieces come first.

    Raises:
        NotFound: the capstone is not begun.
    """
    found, _deck = need(desk)
    grown = next((one for one in growth(desk) if code in one.codes), None)
    pieces = sorted((one for one in found.pieces if one.standard == code), key=lambda one: one.when != "early")
    rows = [pair for piece in pieces for pair in _of(desk, piece, grown)]
    if grown and grown.by(SELF):
        rows.append((_("your levels in {standard}, over the years").format(standard=grown.name), f"{{growth {code}}}"))
    return [pair for pair in dict.fromkeys(rows) if read_piece(pair[1]) or pair[1].startswith("> ")]


def _of(desk: Desk, piece: Chosen, grown: Grown | None) -> Iterator[tuple[str, str]]:
    work = desk.view.get(Work, piece.work)
    drafts = desk.drafts(work) if work else []
    if work is None or not drafts:
        return
    head = f"{_(WHENS[piece.when])}, {shorten(work.title, 30)}"
    number = next((n for n, one in enumerate(drafts, 1) if one.id == piece.draft), len(drafts))
    rated = [one.rating for one in grown.by(SELF) if one.work == work.id] if grown else []
    for passage in (each for rating in rated for each in rating.evidence):
        yield f"{head}: “{shorten(' '.join(passage.quote.split()), 60)}”", _quoted(desk, passage)
    plain = (one for one in desk.draft_text(drafts[number - 1]).split("\n") if one.strip() and one[0] not in "#>-*{|!")
    if first := _SENTENCE.match(next(plain, "").strip()):
        quote = Live("quote", (work.short, str(number), first[0]), 1).written
        yield f"{head}: “{shorten(first[0], 60)}”", quote
    if len(drafts) > 1:
        told = _("{piece}: what changed from draft 1 to draft {n}").format(piece=head, n=len(drafts))
        yield told, Live("change", (work.short, "1", str(len(drafts)), ""), 1).written


def lay(desk: Desk, number: int, line: str) -> None:
    """Lay a line on a slide: below what stands there, above its notes.

    Args:
        number: which slide, from 1.

    Raises:
        BadInput: there is no such slide.
        NotFound: the capstone is not begun.
    """
    deck = need(desk)[1]
    text, blob = desk.view.text(deck), desk.view.blob(deck)
    slides = read_deck(text)
    if not 1 <= number <= len(slides):
        raise BadInput(_("There is no slide {n}; the deck has {all}.").format(n=number, all=len(slides)))
    lines = text.split("\n")
    at = slides[number - 1].line - 1
    while at < len(lines) and lines[at].strip() != "???" and not re.fullmatch(r"\s*-{3,}\s*", lines[at]):
        at += 1
    above = "\n".join(lines[:at]).rstrip()
    works.save_text(desk, deck, "\n".join((above, "", line, "", *lines[at:])), blob)


def _quoted(desk: Desk, passage: Passage) -> str:
    """A passage as a line of a deck; the draft is the first that has its words."""
    work = desk.view.need(Work, passage.work)
    words = " ".join(passage.quote.split())
    for number, draft in enumerate(desk.drafts(work), 1):
        if draft.blob == passage.blob or passage.quote in desk.draft_text(draft):
            return Live("quote", (work.short, str(number), words), 1).written
    return f"> {words}"
