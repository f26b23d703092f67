"""Live pieces of a deck, looked up in the portfolio: each is shown as it was in its version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from portfolio.errors import NotFound, PortfolioError
from portfolio.i18n import _
from portfolio.model.deck import Live, Slide, read_deck
from portfolio.model.diff import Piece, compare, seen
from portfolio.model.merge import paragraphs
from portfolio.model.work import Attachment, Draft, Work
from portfolio.services.capstone import need
from portfolio.services.desk import Desk
from portfolio.services.growth import SELF, Rated, find_grown
from portfolio.text import fill, line, shorten
from portfolio.text import words as words_of

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
    (first, old), (second, new) = (desk.find_draft(work, part) for part in piece.parts[1:3])
    title = _("{title}, draft {a} to {b}").format(title=work.title, a=first, b=second)
    before, after, words = desk.draft_text(old), desk.draft_text(new), piece.parts[3]
    if words:
        found = next((one for one in paragraphs(after) if words in " ".join(one.split())), "")
        if not found:
            told = _("These words are not in draft {n} of “{title}”: “{words}”.")
            return Piecework("change", title, wrong=told.format(n=second, title=work.title, words=shorten(words, 60)))
        before, after = _nearest(found, paragraphs(before)), found
    return Piecework("change", title, changes=tuple(seen(compare(before.strip(), after.strip()))))


def _nearest(one: str, others: list[str]) -> str:
    """The paragraph that shares most words with another; "" where none shares any."""
    wanted = set(words_of(one.lower()))
    best = max(others, key=lambda each: len(wanted & set(words_of(each.lower()))), default="")
    return best if wanted & set(words_of(best.lower())) else ""


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


def told(one: Piecework) -> list[str]:
    """A live piece in plain lines."""
    if one.wrong:
        return [f"[{one.wrong}]"]
    head = [f"[{one.title}]"]
    if one.kind == "quote":
        return [f"“{one.quote}”", *head]
    if one.kind == "change":
        marks = {"same": "{}", "added": "[+{}+]", "removed": "[-{}-]"}
        return [*head, *"".join(marks.get(piece.tag, "{}").format(piece.text) for piece in one.changes).split("\n")]
    if one.kind in ("growth", "rubric"):
        rows = [f"{each.at}  {each.rating.level} {each.level_name}  {each.title}" for each in one.levels]
        return [*head, *rows, *(f"“{passage.quote}”" for each in one.levels[:1] for passage in each.rating.evidence)]
    if one.kind == "timeline":
        return [*head, *(f"{draft.created[:10]}  {draft.name}, {draft.words}" for draft in one.drafts)]
    return [f"[{_('picture')}: {one.title}]"]


def overflow(desk: Desk, slide: Slide, columns: int = 76, rows: int = 17) -> int:
    """By how many lines a slide is longer than a small screen; 0 where it fits."""
    count = 0
    for part in slide.body:
        for one in [part] if isinstance(part, str) else told(show(desk, part)):
            count += max(1, len(fill(one, columns)))
    return max(0, count - rows)


def need_slides(desk: Desk) -> tuple[Work, list[Slide]]:
    """The deck, and its slides.

    Raises:
        NotFound: there is no capstone yet, or its deck is empty.
    """
    _found, work = need(desk)
    slides = read_deck(desk.view.text(work))
    if not slides:
        raise NotFound(_("The deck has no slide yet."), _("Write one first: “portfolio capstone” says where."))
    return work, slides
