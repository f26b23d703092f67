"""Live pieces of a deck, looked up in the portfolio: each is shown as it was in its version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from portfolio.errors import PortfolioError
from portfolio.i18n import _
from portfolio.model.deck import Live
from portfolio.model.diff import Piece, compare
from portfolio.model.record import Passage
from portfolio.model.work import Attachment, Draft, Work
from portfolio.services.desk import Desk
from portfolio.services.growth import SELF, Rated, find_grown
from portfolio.text import line, shorten

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True)
class Piecework:
    """What a live piece shows; which of the fields is filled follows from its kind."""

    kind: Literal["quote", "change", "growth", "rubric", "image", "timeline"]
    title: str = ""
    """What it is a piece of, in a few words."""
    quote: str = ""
    changes: tuple[Piece, ...] = ()
    levels: tuple[Rated, ...] = ()
    drafts: tuple[Draft, ...] = ()
    image: Attachment | None = None
    wrong: str = ""
    """Why it cannot be shown, and what to do; "" where it can."""


def show(desk: Desk, piece: Live) -> Piecework:
    """What a live piece shows. One that cannot be shown says why; the deck goes on."""
    try:
        return _SHOW[piece.kind](desk, piece)
    except PortfolioError as error:
        return Piecework(piece.kind, wrong=str(error))


def _quote(desk: Desk, piece: Live) -> Piecework:
    work = desk.find_work(piece.parts[0])
    number, draft = desk.find_draft(work, piece.parts[1])
    text, words = desk.draft_text(draft), piece.parts[2]
    spaced = " ".join(text.split())
    title = _("{title}, draft {n}").format(title=work.title, n=number)
    if words not in text and " ".join(words.split()) not in spaced:
        told = _("These words are not in draft {n} of “{title}”: “{words}”.")
        return Piecework("quote", title, wrong=told.format(n=number, title=work.title, words=shorten(words, 60)))
    return Piecework("quote", title, quote=words)


def _change(desk: Desk, piece: Live) -> Piecework:
    work = desk.find_work(piece.parts[0])
    (first, old), (second, new) = (desk.find_draft(work, part) for part in piece.parts[1:])
    title = _("{title}, draft {a} to {b}").format(title=work.title, a=first, b=second)
    return Piecework("change", title, changes=tuple(compare(desk.draft_text(old), desk.draft_text(new))))


def _growth(desk: Desk, piece: Live) -> Piecework:
    grown = find_grown(desk, piece.parts[0])
    mine = grown.by(SELF)
    wrong = "" if mine else _("There is not enough evidence yet for {standard}.").format(standard=grown.name)
    return Piecework("growth", grown.name, levels=mine, wrong=wrong)


def _rubric(desk: Desk, piece: Live) -> Piecework:
    work = desk.find_work(piece.parts[0])
    wanted = line(piece.parts[1]).lower()
    for grown in _all_growth(desk):
        for one in reversed(grown):
            if one.work == work.id and one.criterion.lower() == wanted and one.who == SELF:
                return Piecework("rubric", f"{work.title} · {one.criterion}", levels=(one,))
    told = _("“{criterion}” was not rated in “{title}”.").format(criterion=piece.parts[1], title=work.title)
    return Piecework("rubric", wrong=told)


def _all_growth(desk: Desk) -> list[tuple[Rated, ...]]:
    from portfolio.services.growth import growth

    return [one.pieces for one in growth(desk)]


def _image(desk: Desk, piece: Live) -> Piecework:
    work = desk.find_work(piece.parts[0])
    wanted = piece.parts[1].lower()
    for one in desk.attachments(work):
        if wanted in (one.name.lower(), one.file.rpartition("/")[2].lower()):
            if not one.file.lower().endswith(IMAGES):
                return Piecework("image", wrong=_("“{name}” is not a picture.").format(name=one.name))
            return Piecework("image", f"{work.title} · {one.caption or one.name}", image=one)
    told = _("“{title}” has no file “{name}”.").format(title=work.title, name=piece.parts[1])
    return Piecework("image", wrong=told)


def _timeline(desk: Desk, piece: Live) -> Piecework:
    work = desk.find_work(piece.parts[0])
    drafts = desk.drafts(work)
    wrong = "" if drafts else _("“{title}” has no draft yet.").format(title=work.title)
    return Piecework("timeline", work.title, drafts=tuple(drafts), wrong=wrong)


_SHOW = {
    "quote": _quote, "change": _change, "growth": _growth, "rubric": _rubric, "image": _image, "timeline": _timeline,
}  # fmt: skip


def quote_piece(desk: Desk, passage: Passage) -> str:
    """A passage as a line of a deck; the draft is the first that has its words."""
    work = desk.view.need(Work, passage.work)
    for number, draft in enumerate(desk.drafts(work), 1):
        if draft.blob == passage.blob or passage.quote in desk.draft_text(draft):
            return Live("quote", (work.short, str(number), " ".join(passage.quote.split())), 1).written
    return f"> {' '.join(passage.quote.split())}"
