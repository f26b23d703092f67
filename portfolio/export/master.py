"""What all slides of a presentation share: its size, its colours, its letters, where title, text and number stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portfolio.export.slides import Deck

INK = {
    "paper": "FBFAF7", "ink": "1D2430", "quiet": "5A6472", "accent": "0C6B58", "quote": "8A4B00", "bar": "ECE9E1",
}  # fmt: skip
"""The colours of the deck in a browser (templates/export/deck.css), light."""
LEVELS = (
    ("", ""), ("453C78", "FFFFFF"), ("24578F", "FFFFFF"), ("1A6F56", "FFFFFF"), ("B3C93F", "10210A"),
    ("24578F", "FFFFFF"),
)  # fmt: skip
"""For a place on a scale, from 1: the colour of a level, and of the words on it."""
ROOM = (54, 122)
"""Where the room below the title begins, in points from the left and from the top."""
TITLE_SIZE = 32
"""The letters of a title, in points; two lines have room."""
_SIZE = (960, 540)
_KEPT = ("Title Slide", "Title and Content", "Title Only")
_PLACES = {"title": (54, 30, 852, 84), "body": (54, 122, 852, 362), "number": (816, 500, 90, 24)}
"""Left, top, width and height in points."""
_SCHEME = {
    "dk1": "ink", "lt1": "paper", "dk2": "accent", "lt2": "bar", "accent1": "accent", "accent2": "quote",
    "hlink": "accent", "folHlink": "quiet",
}  # fmt: skip


def tag(parent: Any, name: str, **attributes: str) -> Any:
    """A new element at the end of another."""
    from lxml import etree
    from pptx.oxml.ns import qn

    made = etree.SubElement(parent, qn(name))
    for key, value in attributes.items():
        made.set(key, value)
    return made


def begin(deck: Deck, at: datetime) -> Any:
    """A presentation without slides, in our colours, that says whose it is and when it was made."""
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.util import Pt

    file = Presentation()
    file.slide_width, file.slide_height = Pt(_SIZE[0]), Pt(_SIZE[1])
    for layout in list(file.slide_layouts):
        if layout.name not in _KEPT:
            file.slide_layouts.remove(layout)
    theme = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob)
    _places(file)
    strange = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.PRINTER_SETTINGS)
    for whole in (file.part.package, file.part):
        for name in [key for key, one in whole._rels.items() if one.reltype in strange]:
            whole._rels.pop(name)
    said = file.core_properties
    said.title, said.author, said.language = deck.title, deck.owner, deck.language
    instant = at.astimezone(UTC).replace(tzinfo=None)
    said.last_modified_by, said.created, said.modified, said.revision = deck.owner, instant, instant, 1
    return file


def _theme(blob: bytes) -> bytes:
    """The theme in our colours and in letters that every computer has, or their twins."""
    from lxml import etree
    from pptx.oxml.ns import qn

    theme = etree.fromstring(blob)
    for name, colour in _SCHEME.items():
        found = theme.find(f".//{qn('a:' + name)}")
        for old in list(found):
            found.remove(old)
        tag(found, "a:srgbClr", val=INK[colour])
    for name in ("majorFont", "minorFont"):
        theme.find(f".//{qn('a:' + name)}/{qn('a:latin')}").set("typeface", "Arial")
    told: bytes = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
    return told


def _places(file: Any) -> None:
    """Where title, text and number stand, on the master and on the layouts that say it themselves."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND
    from pptx.util import Pt

    kinds = {
        KIND.TITLE: "title", KIND.CENTER_TITLE: "title", KIND.BODY: "body", KIND.OBJECT: "body",
        KIND.SLIDE_NUMBER: "number",
    }  # fmt: skip
    for page in (file.slide_master, *file.slide_layouts):
        for shape in list(page.placeholders):
            kind = shape.placeholder_format.type
            if kind in kinds:
                shape.left, shape.top, shape.width, shape.height = (Pt(one) for one in _PLACES[kinds[kind]])
            elif kind != KIND.SUBTITLE:
                shape._element.getparent().remove(shape._element)
    opening = file.slide_layouts.get_by_name("Title Slide")
    for shape in opening.placeholders:
        if shape.placeholder_format.type == KIND.CENTER_TITLE:
            shape.left, shape.top, shape.width, shape.height = Pt(54), Pt(150), Pt(852), Pt(120)
        elif shape.placeholder_format.type == KIND.SUBTITLE:
            shape.left, shape.top, shape.width, shape.height = Pt(54), Pt(282), Pt(852), Pt(130)
    _letters(file.slide_master._element, opening)


def _letters(master: Any, opening: Any) -> None:
    """Titles large, in our colour and from the left; what stands back is still dark enough to be read."""
    from pptx.oxml.ns import qn

    title = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    look = title.find(qn("a:defRPr"))
    look.set("sz", f"{TITLE_SIZE}00")
    look.set("b", "1")
    look.find(f".//{qn('a:schemeClr')}").set("val", "tx2")
    for body in master.iter(qn("a:bodyPr")):
        body.set("lIns", "0")
        body.set("rIns", "0")
    for shape in opening.placeholders:
        for level in shape._element.iter(qn("a:lvl1pPr")):
            level.set("algn", "l")
        for body in shape._element.iter(qn("a:bodyPr")):
            body.set("anchor", "b" if shape.placeholder_format.idx == 0 else "t")
    for whole in (master, opening._element):
        for colour in whole.iter(qn("a:schemeClr")):
            if colour.find(qn("a:tint")) is not None:  # tints are too pale to be read
                colour.clear()
                colour.set("val", "folHlink")


def number(slide: Any) -> None:
    """Put the slide's number on it, where its layout has it."""
    import copy

    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.type == KIND.SLIDE_NUMBER:
            made = copy.deepcopy(shape._element)
            taken = (int(one) for one in slide.shapes._spTree.xpath("//@id") if one.isdigit())
            made.xpath(".//p:cNvPr")[0].set("id", str(max(taken) + 1))
            slide.shapes._spTree.append(made)
