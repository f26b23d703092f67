"""The deck as a presentation (Office Open XML, PresentationML): titles, text, tables, pictures and notes as such."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from portfolio.export import paging
from portfolio.export.master import INK, LEVELS, ROOM, TITLE_SIZE, begin, number, tag
from portfolio.export.onefile import Plan, needs
from portfolio.export.paging import Page, Placed, indent, pages, size_of
from portfolio.export.pictures import Picture
from portfolio.export.slides import Deck, Sheet, Shown, read
from portfolio.export.slidetext import Run, Table, Words
from portfolio.i18n import _
from portfolio.services.desk import Desk

NAME = "deck.pptx"
"""What the file is called where only a folder is named."""
NOTES = True
"""Whether the notes are in it unless somebody says otherwise."""
_AUTO = 32_767
"""The highest number that a list can begin with."""


def check() -> None:
    """
    Raises:
        Refused: the package this needs is not installed.
    """
    needs("pptx", "pptx")


def inside() -> str:
    """What is in the file, in a sentence."""
    return _("Only what stands on the slides is in it.")


def plan(desk: Desk) -> Plan:
    """What would be in the file.

    Raises:
        NotFound: there is no deck.
    """
    deck = read(desk)
    told, count = list(deck.wrong), 0
    for sheet, found in planned(deck):
        count += len(found)
        if len(found) > 1:
            told.append(
                _("Slide {n} is too long for one slide of the file: it goes on over {count}.").format(
                    n=sheet.number, count=len(found)
                )
            )
    return Plan(deck, count, tuple(told))


def planned(deck: Deck) -> list[tuple[Sheet, list[Page]]]:
    """For each slide of the deck the slides it takes in the file."""
    return [(sheet, pages(sheet.parts)) for sheet in deck.sheets]


def made(deck: Deck, at: datetime, *, notes: bool) -> tuple[bytes, list[str]]:
    """The presentation, and which pictures could not be read after all.

    Args:
        notes: put the notes in.
    """
    file, wrong = begin(deck, at), list[str]()
    for sheet, found in planned(deck):
        for count, page in enumerate(found):
            title = _("{title} (goes on)").format(title=sheet.title) if count else sheet.title
            broken: list[str] = []
            slide = _slide(file, deck, page, title, broken, is_first=sheet.number == 1 and len(found) == 1)
            wrong += (_("Slide {n}: {wrong}").format(n=sheet.number, wrong=told) for told in broken)
            if notes and sheet.notes and not count:
                slide.notes_slide.notes_text_frame.text = sheet.notes
    out = io.BytesIO()
    file.save(out)
    return out.getvalue(), wrong


def _slide(file: Any, deck: Deck, page: Page, title: str, broken: list[str], *, is_first: bool) -> Any:
    words = [one.part for one in page.placed if isinstance(one.part, Words)]
    opens = is_first and len(words) == len(page.placed) <= 3 and all(one.kind == "text" for one in words)
    layout = file.slide_layouts.get_by_name("Title Slide" if opens else "Title and Content" if words else "Title Only")
    slide = file.slides.add_slide(layout)
    small = len(paging.starts(title, paging.WIDTH, TITLE_SIZE, strong=True)) > 2
    _write(slide.shapes.title.text_frame.paragraphs[0], (Run(title),), deck.language, size=24 if small else 0)
    if opens:
        for count, one in enumerate(words):
            _write(_paragraph(slide.placeholders[1].text_frame, count), one.runs, deck.language)
    else:
        _body(slide, deck, page, broken)
    number(slide)
    return slide


def _body(slide: Any, deck: Deck, page: Page, broken: list[str]) -> None:
    """The parts of a slide, in the order in which they are read; the first text stands in the layout's own place."""
    free = next((one for one in slide.placeholders if one.placeholder_format.idx == 1), None)
    every = _together(page.placed)
    main = min(range(len(every)), key=lambda n: _rank(every[n]), default=0)
    for count, placed in enumerate(every):
        one = placed[0]
        if isinstance(one.part, Words):
            _text(slide, free if count == main else None, placed, page.size, deck.language)
        elif isinstance(one.part, Table):
            _table(slide, one.part, one, page.size, deck.language)
        elif isinstance(one.part, Shown):
            try:
                _picture(slide, one.part, one)
            except (OSError, ValueError, SyntaxError):
                told = _("This picture is damaged.")
                broken.append(told)
                words = Words("aside", (Run(told),))
                _text(slide, None, [one._replace(part=words)], page.size, deck.language)


def _rank(placed: Sequence[Placed]) -> int:
    """Which text belongs into the layout's own place: one with more than asides, else one of asides."""
    words = [one.part for one in placed if isinstance(one.part, Words)]
    return 2 if not words else int(all(one.kind == "aside" for one in words))


def _together(every: Sequence[Placed]) -> list[list[Placed]]:
    """Paragraphs that follow each other without a gap in one list, everything else alone."""
    found: list[list[Placed]] = []
    end = 0.0
    for one in every:
        words = isinstance(one.part, Words)
        if found and words and isinstance(found[-1][-1].part, Words) and one.top < end + 1:
            found[-1].append(one)
        else:
            found.append([one])
        end = one.top + one.height
    return found


def _points(*values: float) -> list[Any]:
    from pptx.util import Pt

    return [Pt(value) for value in values]


def _text(slide: Any, free: Any, placed: Sequence[Placed], size: int, language: str) -> None:
    left, top = ROOM
    place = _points(left, top + placed[0].top, paging.WIDTH, sum(one.height for one in placed))
    if free is None:
        shape = slide.shapes.add_textbox(*place)
    else:
        shape = free
        shape.left, shape.top, shape.width, shape.height = place
        slide.shapes._spTree.append(shape._element)  # what is drawn before it is read before it
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for count, one in enumerate(placed):
        assert isinstance(one.part, Words)
        paragraph = _paragraph(frame, count)
        _shape(paragraph, one.part)
        _write(paragraph, one.part.runs, language, one.part, size)


def _paragraph(frame: Any, count: int) -> Any:
    return frame.add_paragraph() if count else frame.paragraphs[0]


def _shape(paragraph: Any, words: Words) -> None:
    """How a paragraph stands: how far in, and with which sign or number."""
    from pptx.util import Pt

    paragraph.line_spacing = 1.0
    paragraph.space_before = 0
    paragraph.space_after = Pt(0 if words.kind == "code" else paging.GAP)
    properties = paragraph._p.get_or_add_pPr()
    inside = words.kind == "item"
    signed = inside and not words.goes_on
    if inside:
        paragraph.level = words.depth
    properties.set("marL", str(Pt(indent(words))))
    properties.set("indent", str(Pt(-paging.STEP if signed else 0)))
    if not signed or (words.number is not None and not 1 <= words.number <= _AUTO):
        tag(properties, "a:buNone")
    elif words.number is not None:
        tag(properties, "a:buFont", typeface="+mj-lt")
        tag(properties, "a:buAutoNum", type="arabicPeriod", startAt=str(words.number))
    else:
        tag(properties, "a:buFont", typeface="Arial")
        tag(properties, "a:buChar", char="•")


def _write(paragraph: Any, runs: Iterable[Run], language: str, words: Words | None = None, size: int = 0) -> None:
    """Put marked words into a paragraph."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    colour = {"quote": INK["quote"], "aside": INK["quiet"], "head": INK["accent"]}.get(words.kind if words else "", "")
    for one in runs:
        run = paragraph.add_run()
        run.text = one.text
        font = run.font
        run._r.get_or_add_rPr().set("lang", language)
        if words is not None:
            font.size = Pt(size_of(words, size))
        elif size:
            font.size = Pt(size)
        if one.strong or one.mark == "added" or (words and words.kind == "head"):
            font.bold = True
        if one.slant:
            font.italic = True
        if one.code:
            font.name = "Courier New"
        if one.mark == "added":
            font.underline = True
        if one.mark == "removed":
            run._r.get_or_add_rPr().set("strike", "sngStrike")
        told = INK["accent"] if one.mark == "added" else INK["quiet"] if one.mark == "removed" else colour
        if told:
            font.color.rgb = RGBColor.from_string(told)
        if one.link:
            run.hyperlink.address = one.link


def _table(slide: Any, table: Table, placed: Placed, size: int, language: str) -> None:
    from pptx.util import Pt

    left, top = ROOM
    small, widths = paging.cell_size(size), paging.columns(table)
    rows = [paging.head_row(table), *table.rows]
    shape = slide.shapes.add_table(
        len(rows), len(table.heads), *_points(left, top + placed.top, placed.width, placed.height)
    )
    _describe(shape, table.title or _("Table"))
    for column, width in zip(shape.table.columns, widths, strict=True):
        column.width = Pt(width)
    for count, (row, cells) in enumerate(zip(shape.table.rows, rows, strict=True)):
        row.height = Pt(paging.row_height(cells, widths, small))
        place = table.places[count - 1] if count and table.places else 0
        for column, cell in enumerate(row.cells):
            last = column == len(table.heads) - 1
            fill, ink = LEVELS[min(place, len(LEVELS) - 1)] if last and place else ("", "")
            fill = fill or INK["paper" if count else "bar"]
            _cell(cell, cells[column] if column < len(cells) else (), small, language, fill, ink or INK["ink"])


def _cell(cell: Any, runs: Sequence[Run], size: int, language: str, fill: str, ink: str) -> None:
    """Fill a cell.

    Args:
        fill: the colour behind the words.
        ink: that of words which are not marked.
    """
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    cell.margin_left = cell.margin_right = Pt(paging.PAD)
    cell.margin_top = cell.margin_bottom = Pt(paging.PAD / 2)
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(fill)
    paragraph = cell.text_frame.paragraphs[0]
    _write(paragraph, runs, language, None, size)
    for run in paragraph.runs:
        if fill not in (INK["paper"], INK["bar"]):
            run.font.bold = True
        if run.font.color.type is None:
            run.font.color.rgb = RGBColor.from_string(ink)


def _picture(slide: Any, shown: Shown, placed: Placed) -> None:
    """A picture with what is in it. One that a camera turned is turned back; its frame is that of the picture lying."""
    from pptx.util import Pt

    data, turn = _whole(shown.picture), shown.picture.turn
    left, top = ROOM
    width, height = placed.width, placed.height
    if turn in (90, 270):
        width, height = height, width
    shape = slide.shapes.add_picture(io.BytesIO(data), *_points(left, top + placed.top, width, height))
    shape.left, shape.top = Pt(left + (placed.width - width) / 2), Pt(top + placed.top + (placed.height - height) / 2)
    shape.rotation = turn
    _describe(shape, shown.alt)


def _whole(one: Picture) -> bytes:
    """A picture that was read to its end; WebP, which presentations do not know, as PNG.

    Raises:
        OSError: it is damaged, or a ValueError, SyntaxError for some kinds.
    """
    from PIL import Image

    with Image.open(io.BytesIO(one.data)) as found:
        found.load()
        if one.kind != "webp":
            return one.data
        out = io.BytesIO()
        found.convert("RGBA").save(out, "PNG")
        return out.getvalue()


def _describe(shape: Any, told: str) -> None:
    """Say what is in a shape to somebody who does not see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", told)
