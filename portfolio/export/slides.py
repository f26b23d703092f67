"""A deck as plain parts, for files that are not web pages: each slide's title, words, tables, pictures and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from portfolio.clock import day
from portfolio.errors import NotFound
from portfolio.export.pictures import LARGEST, Picture, picture
from portfolio.export.slidetext import Run, Table, Words, parts_of
from portfolio.i18n import _
from portfolio.model.deck import Slide
from portfolio.model.diff import Piece
from portfolio.model.inquiry import Source
from portfolio.model.work import Attachment, Work
from portfolio.services.deck import Piecework, need_slides, show
from portfolio.services.desk import Desk
from portfolio.services.growth import Rated
from portfolio.text import clean, line, shorten
from portfolio.wording import month_day
from portfolio.wording import words as length

SIDE = 420
"""How many characters before and after may have to stand beside each other in two columns."""
TITLE = 100
"""How many characters of a title stand above a slide."""
NAME = 90
"""How many characters of a name stand in a cell."""


@dataclass(frozen=True)
class Shown:
    """A picture on a slide."""

    picture: Picture
    alt: str
    """What is in it, in the student's words, or that no description was written."""


Part = Words | Table | Shown


@dataclass(frozen=True)
class Sheet:
    """One slide."""

    number: int
    title: str
    """On one line, cut where it is longer than TITLE (then the whole stands first among the parts); never empty."""
    parts: tuple[Part, ...]
    notes: str


@dataclass(frozen=True)
class Deck:
    """All slides, with what goes into the file beside them."""

    title: str
    owner: str
    language: str
    sheets: tuple[Sheet, ...]
    sources: tuple[tuple[str, tuple[Source, ...]], ...]
    """The titles of the works that are shown, each with the sources that were logged for it."""
    wrong: tuple[str, ...]
    """What could not be shown, in sentences."""


def read(desk: Desk) -> Deck:
    """The deck with its live pieces looked up.

    Raises:
        NotFound: there is no capstone yet, or its deck is empty.
    """
    work, slides = need_slides(desk)
    wrong: list[str] = []
    sheets = tuple(_sheet(desk, number, one, wrong) for number, one in enumerate(slides, 1))
    owner = desk.view.owner
    shown = _works(desk, slides)
    sources = tuple((line(one.title), tuple(desk.of(Source, one))) for one in shown)
    return Deck(shorten(work.title, 200), shorten(owner.name, 200), owner.language, sheets, sources, tuple(wrong))


def _works(desk: Desk, slides: Sequence[Slide]) -> list[Work]:
    """The works that live pieces are taken from, in the order in which they come."""
    found: dict[str, Work] = {}
    for piece in (piece for slide in slides for piece in slide.pieces if piece.kind != "growth"):
        try:
            work = desk.find_work(piece.parts[0])
        except NotFound:
            continue
        found[work.id] = work
    return list(found.values())


def _sheet(desk: Desk, number: int, slide: Slide, wrong: list[str]) -> Sheet:
    title = line(slide.title) or _("Slide {n}").format(n=number)
    long = (Words("text", (Run(title),)),) if len(title) > TITLE else ()
    parts = tuple(_parts(desk, number, slide, wrong))
    return Sheet(number, shorten(title, TITLE), (*long, *parts), clean(slide.notes).strip())


def _parts(desk: Desk, number: int, slide: Slide, wrong: list[str]) -> Iterator[Part]:
    lines: list[str] = []
    for part in slide.body:
        if isinstance(part, str):
            lines.append(part)
            continue
        yield from parts_of("\n".join(lines))
        lines = []
        found = show(desk, part)
        if found.wrong:
            told = _("Slide {n}, line {line}: {wrong}").format(n=number, line=part.line, wrong=found.wrong)
            wrong.append(told)
            yield _plain(found.wrong, "aside")
            continue
        yield from _live(desk, found, number, wrong)
    yield from parts_of("\n".join(lines))


def _plain(told: str, kind: Literal["aside", "quote"]) -> Words:
    return Words(kind, (Run(line(told)),))


def _live(desk: Desk, found: Piecework, number: int, wrong: list[str]) -> Iterator[Part]:
    title = line(found.title)
    if found.kind == "quote":
        yield _plain(f"“{line(found.quote)}”", "quote")
        yield replace(_plain(title, "aside"), depth=1)
    elif found.kind == "image":
        yield from _image(desk, found.image, title, number, wrong)
    elif found.kind == "change":
        yield from _change(found.changes, title)
    elif found.kind == "timeline":
        heads = (_("Day"), _("Draft"), _("Length"))
        rows = ((_day(one.created), (Run(shorten(one.name, NAME)),), (Run(length(one.words)),)) for one in found.drafts)
        yield Table(title, heads, tuple(rows))
    else:
        yield _levels(found.levels, title)
        for one in found.levels if found.kind == "rubric" else ():
            yield from (_plain(f"“{line(each.quote)}”", "quote") for each in one.rating.evidence)


def _day(instant: str) -> tuple[Run, ...]:
    found = day(instant[:10])
    return (Run(month_day(found, date.min) if found else "–"),)


def _levels(levels: Sequence[Rated], title: str) -> Table:
    """Levels in order; a level is its digit and its word, its place on the scale gives it a colour besides."""
    rows, places = [], []
    for one in levels:
        key, name = line(one.rating.level), line(one.level_name)
        told = f"{key} {name}" if name not in ("", key) else key
        situation = _(one.situation) or "–"
        cells = (shorten(one.title, NAME), situation, shorten(told, 40))
        rows.append((_day(str(one.at)), *((Run(each),) for each in cells)))
        scale = one.scale
        places.append(scale.index(one.rating.level) + 1 if one.rating.level in scale and name != key else 0)
    return Table(title, (_("Day"), _("Piece"), _("Situation"), _("Level")), tuple(rows), tuple(places))


def _change(changes: Sequence[Piece], title: str) -> Iterator[Part]:
    """Before and after beside each other where both are short, else one text with what went and what came."""
    before = tuple(_run(one) for one in changes if one.tag != "added")
    after = tuple(_run(one) for one in changes if one.tag != "removed")
    if max(sum(len(run.text) for run in side) for side in (before, after)) <= SIDE:
        yield Table(title, (_("Before"), _("After")), ((_flat(before), _flat(after)),))
        return
    yield _plain(title, "aside")
    marked: list[Run] = []
    for one in changes:
        first, *rest = clean(one.text).split("\n")
        marked.append(replace(_run(one), text=first))
        for each in rest:
            if any(run.text.strip() for run in marked):
                yield Words("text", tuple(run for run in marked if run.text))
            marked = [replace(_run(one), text=each)]
    if any(run.text.strip() for run in marked):
        yield Words("text", tuple(run for run in marked if run.text))


def _run(one: Piece) -> Run:
    return Run(clean(one.text), mark="" if one.tag == "same" else one.tag)


def _flat(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs for a cell: its lines flow on."""
    told = tuple(replace(run, text=" ".join(run.text.split("\n"))) for run in runs if run.text)
    return told or (Run("–"),)


def _image(desk: Desk, one: Attachment | None, title: str, number: int, wrong: list[str]) -> Iterator[Part]:
    found = picture(one.file, desk.view.bytes(one.file)) if one else None
    if one is None or found is None:
        told = _("This picture is missing, larger than {mb} MB, or no picture.").format(mb=LARGEST // 2**20)
        wrong.append(_("Slide {n}: {wrong}").format(n=number, wrong=told))
        yield _plain(told, "aside")
    else:
        yield Shown(found, line(one.caption) or _("no description was written"))
    yield _plain(title, "aside")
