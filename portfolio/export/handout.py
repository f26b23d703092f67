"""The deck as a handout on paper: what stands on each slide with lines to write on beside it, and the sources.

Typst (typst.app) sets it. What people wrote goes in as data that the template shows; it never becomes markup.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from portfolio.course.shelf import templates
from portfolio.errors import Refused
from portfolio.export import paging
from portfolio.export.onefile import Plan, needs
from portfolio.export.slides import Deck, Part, Sheet, Shown, read
from portfolio.export.slidetext import Run, Table, Words
from portfolio.i18n import _
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import clean, line, shorten

NAME = "handout.pdf"
"""What the file is called where only a folder is named."""
NOTES = False
"""Whether the notes are in it unless somebody says otherwise."""
_ACCESSIBLE = ["ua-1"]
"""PDF/UA-1 (ISO 14289-1): readable by a screen reader; refused where a sign has no font."""
_ALONE = b'#image(bytes(sys.inputs.svg), format: "svg")'
_NO_SIGN = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONG = re.compile(r"\S{25,}")
_COLUMN = 330
"""The width of what stands on a slide, in points."""
_HIGHEST = 260
"""How high a picture is at most, in points."""
_LETTER = ("US", "CA", "MX")
"""Where paper is of the size Letter."""


def check() -> None:
    """
    Raises:
        Refused: the package this needs is not installed.
    """
    needs("typst", "pdf")


def inside() -> str:
    """What is in the file, in a sentence."""
    return _("Only what stands on the slides is in it, and the sources of the works they show.")


def plan(desk: Desk) -> Plan:
    """What would be in the file.

    Raises:
        NotFound: there is no deck.
    """
    deck = read(desk)
    return Plan(deck, len(deck.sheets), deck.wrong)


def made(deck: Deck, at: datetime, *, notes: bool) -> tuple[bytes, list[str]]:
    """The handout, and what of it could not be shown.

    Args:
        notes: put the notes in, below each slide.
    """
    import typst

    template = files.read(f"{templates()}/export/handout.typ", 1_000_000)
    told, wrong, standard = _told(deck, notes=notes), list[str](), _ACCESSIBLE
    while True:
        try:
            return _set(template, {"deck": json.dumps(told)}, at, standard), wrong
        except typst.TypstError as error:
            reason = str(error)
        missing = _NO_SIGN.search(reason)
        if damaged := [] if missing else _damaged(told):
            wrong += damaged
        elif standard:
            standard = []
            sign = _("No font of this computer has “{sign}”, and perhaps other signs: the file has empty boxes there.")
            wrong += [sign.format(sign=clean(missing[1]))] if missing else []
        else:
            raise Refused(
                _("The handout could not be set: {reason}. Nothing was written.").format(reason=line(reason)),
                _("“portfolio export deck” writes the deck for a browser; print it from there."),
            )


def _set(template: bytes, given: dict[str, str], at: datetime, standard: list[str]) -> bytes:
    import typst

    stamp = int(at.astimezone(UTC).timestamp())
    return bytes(typst.compile(template, sys_inputs=given, timestamp=stamp, pdf_standards=standard))


def _damaged(told: dict[str, Any]) -> list[str]:
    """Take out the pictures that cannot be drawn; what to say about each."""
    import typst

    wrong = []
    for sheet in told["sheets"]:
        for part in sheet["parts"]:
            if part["kind"] != "picture":
                continue
            try:
                typst.compile(_ALONE, sys_inputs={"svg": part["svg"]})
            except typst.TypstError:
                words = _("This picture is damaged.")
                part |= {"kind": "aside", "runs": _runs((Run(words),)), "depth": 0}
                wrong.append(_("Slide {n}: {wrong}").format(n=sheet["number"], wrong=words))
    return wrong


def _told(deck: Deck, *, notes: bool) -> dict[str, Any]:
    """What the template shows."""
    language = deck.language.partition("-")[0].lower()
    country = deck.language.rpartition("-")[2].upper()
    heads = (_("Who"), _("Viewpoint"), _("What it says"), _("Where to find it"))
    sources = [
        Table(
            title,
            heads,
            tuple(
                tuple((Run(clean(told) or "–"),) for told in (one.who, one.viewpoint, one.what, one.where))
                for one in found
            ),
        )
        for title, found in deck.sources
        if found
    ]
    return {
        "title": deck.title,
        "owner": deck.owner,
        "told": _("Handout of a presentation"),
        "language": language if _LANGUAGE.fullmatch(language) else "en",
        "paper": "us-letter" if country in _LETTER else "a4",
        "foot": shorten(f"{deck.title} – {deck.owner}", 90),
        "notes": _("Notes"),
        "sources_title": _("Sources"),
        "sheets": [_sheet(one, notes=notes) for one in deck.sheets],
        "sources": [_table(one) for one in sources],
    }


def _sheet(sheet: Sheet, *, notes: bool) -> dict[str, Any]:
    told = [_soft(part.strip()) for part in sheet.notes.split("\n") if part.strip()] if notes else []
    return {
        "number": sheet.number,
        "title": _soft(sheet.title),
        "parts": _parts(sheet.parts),
        "notes": told,
    }


def _parts(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Everything in order; lines of code together, and what stands deeper in a list inside the item it belongs to."""
    found: list[dict[str, Any]] = []
    for part in parts:
        if not isinstance(part, Words) or part.kind not in ("item", "code"):
            found.append(_part(part))
            continue
        if part.kind == "code":
            if not found or found[-1]["kind"] != "code":
                found.append({"kind": "code", "text": _soft(part.text)})
            else:
                found[-1]["text"] += f"\n{_soft(part.text)}"
            continue
        inside = found
        for _level in range(part.depth):
            if not inside or inside[-1]["kind"] != "item":
                break
            inside = inside[-1]["inside"]
        if part.goes_on and inside and inside[-1]["kind"] == "item":
            inside[-1]["inside"].append({"kind": "text", "runs": _runs(part.runs)})
        else:
            inside.append({"kind": "item", "number": part.number, "runs": _runs(part.runs), "inside": []})
    return found


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Words):
        return {"kind": part.kind, "runs": _runs(part.runs), "depth": part.depth}
    return _table(part) if isinstance(part, Table) else _picture(part)


def _runs(runs: Sequence[Run]) -> list[dict[str, Any]]:
    return [
        {
            "text": _soft(one.text), "strong": one.strong, "slant": one.slant, "code": one.code, "mark": one.mark,
            "link": one.link,
        }
        for one in runs
    ]  # fmt: skip


def _soft(text: str) -> str:
    """A text that can be broken inside its longest words, too: nothing runs over the edge of the paper."""
    return _LONG.sub(lambda found: "\u200b".join(found[0][n : n + 12] for n in range(0, len(found[0]), 12)), text)


def _table(table: Table) -> dict[str, Any]:
    count = len(table.heads)
    rows = [[_runs(row[n]) if n < len(row) else [] for n in range(count)] for row in table.rows]
    return {
        "kind": "table", "title": table.title, "heads": list(table.heads), "rows": rows, "places": list(table.places),
        "widths": paging.columns(table),
    }  # fmt: skip


def _picture(shown: Shown) -> dict[str, Any]:
    """A picture inside a drawing, the one form in which the template can be given one without a file on the disk."""
    one = shown.picture
    wide, high = one.upright
    moved = {0: "0 0", 90: f"{wide} 0", 180: f"{wide} {high}", 270: f"0 {high}"}[one.turn]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
        f'<image width="{one.width}" height="{one.height}" transform="translate({moved}) rotate({one.turn})" '
        f'href="data:image/{one.kind};base64,{base64.b64encode(one.data).decode()}"/></svg>'
    )
    return {"kind": "picture", "svg": svg, "alt": shown.alt, "height": min(_HIGHEST, _COLUMN * high / wide)}
