"""A deck as one HTML file that opens anywhere: slides below each other, with keys and notes where scripts run."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable

from portfolio.course.shelf import templates
from portfolio.errors import Refused
from portfolio.export.attached import is_picture
from portfolio.export.markdown import Markdown
from portfolio.export.pages import esc, level, listed, quiet, said, soft, spoken, when, words
from portfolio.export.sitework import marked
from portfolio.i18n import _, ngettext
from portfolio.model.deck import Live, Slide, read_deck
from portfolio.services.capstone import need
from portfolio.services.deck import Piecework, need_slides, show
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import count_words, line

LARGEST = 8 * 1024 * 1024
"""How large a picture may be that goes into the file."""


def page(desk: Desk) -> tuple[str, list[str]]:
    """The deck as HTML, and what of it could not be shown.

    Raises:
        NotFound: there is no capstone yet, or its deck is empty.
    """
    work, slides = need_slides(desk)
    style, script = (files.read(f"{templates()}/export/deck.{kind}", LARGEST).decode() for kind in ("css", "js"))
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; script-src 'sha256-{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    reader, wrong = Markdown(), list[str]()
    body = "".join(_slide(desk, reader, number, one, wrong) for number, one in enumerate(slides, 1))
    owner = desk.view.owner
    return (
        f'<!doctype html>\n<html lang="{spoken(owner.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{esc(f'{work.title} – {owner.name}')}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="away" href="#slide-1">{esc(_("To the first slide"))}</a>\n'
        f'<main>\n{body}</main>\n<p id="bar" aria-live="polite">{esc(_("Space goes on, n shows the notes"))}</p>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    ), wrong


def write(desk: Desk, path: str) -> tuple[int, list[str]]:
    """Write the deck into one file; what stood there goes only where this export wrote it.

    Returns:
        Its size in bytes, and what could not be shown.

    Raises:
        NotFound: there is no deck.
        Refused: something else is there.
        NotSaved: the disk said no; nothing half-written is there.
    """
    whole = os.path.realpath(os.path.expanduser(path))
    if os.path.isdir(whole):
        whole = f"{whole}/deck.html"
    if os.path.lexists(whole) and b'<main>\n<section class="slide"' not in _bytes(whole):
        raise Refused(_("{file} is there already.").format(file=line(whole)), _("Choose another name."))
    told, wrong = page(desk)
    data = told.encode("utf-8", "replace")
    try:
        files.make_folders(os.path.dirname(whole))
        files.write(whole, data)
    except OSError as error:
        raise files.not_saved(error, whole) from error
    return len(data), wrong


def _bytes(path: str) -> bytes:
    try:
        return files.read(path, 64 * 1024 * 1024)
    except OSError:
        return b""


def _hash(told: str) -> str:
    return base64.b64encode(hashlib.sha256(told.encode()).digest()).decode()


def _slide(desk: Desk, reader: Markdown, number: int, slide: Slide, wrong: list[str]) -> str:
    body = on_slide(
        slide, lambda text: reader.html(text, 3, lambda _name: None), lambda piece: _live(desk, piece, number, wrong)
    )
    tag = "h1" if number == 1 else "h2"
    head = f'<{tag} tabindex="-1" dir="auto">{esc(slide.title or _("Slide {n}").format(n=number))}</{tag}>'
    notes = f'<aside class="notes" aria-label="{esc(_("Notes"))}">{words(slide.notes)}</aside>' if slide.notes else ""
    return f'<section class="slide" id="slide-{number}">\n{head}\n{body}\n{notes}\n</section>\n'


def on_slide(slide: Slide, written: Callable[[str], str], live: Callable[[Live], str]) -> str:
    """What is on a slide as HTML, without its title and notes.

    Args:
        written: makes Markdown HTML.
        live: makes a live piece HTML.
    """
    parts: list[str] = []
    lines: list[str] = []
    for part in (*slide.body, None):
        if isinstance(part, str):
            lines.append(part)
            continue
        if any(lines):
            parts.append(written("\n".join(lines)))
        lines = []
        if part is not None:
            parts.append(live(part))
    return "".join(parts)


def _live(desk: Desk, piece: Live, number: int, wrong: list[str]) -> str:
    found = show(desk, piece)
    if found.wrong:
        wrong.append(_("Slide {n}, line {line}: {wrong}").format(n=number, line=piece.line, wrong=found.wrong))
        return quiet(esc(found.wrong))
    below = f'<figcaption class="where">{said(found.title)}</figcaption>'
    if found.kind == "image":
        return f"<figure>{_picture(desk, found, number, wrong)}{below}</figure>"
    return f"<figure>{shown(found)}{below}</figure>"


def shown(found: Piecework) -> str:
    """What a live piece shows that is no picture and can be shown."""
    if found.kind == "quote":
        return f'<blockquote dir="auto">{esc(found.quote)}</blockquote>'
    if found.kind == "change":
        return marked(found.changes)
    if found.kind == "timeline":
        drafts = (
            f"{when(one.created)} {said(one.name)} "
            + soft(esc(ngettext("{n} word", "{n} words", one.words).format(n=one.words)))
            for one in found.drafts
        )
        return listed(drafts, "ol")
    rows = []
    for one in found.levels:
        told = f"{level(one.rating.level, one.level_name, one.scale)} {said(one.title)} {soft(when(str(one.at)))}"
        if found.kind == "rubric":
            told += "".join(f'<blockquote dir="auto">{esc(each.quote)}</blockquote>' for each in one.rating.evidence)
        rows.append(told)
    return listed(rows, "ol")


def _picture(desk: Desk, found: Piecework, number: int, wrong: list[str]) -> str:
    image = found.image
    data = desk.view.bytes(image.file) if image else None
    if image is None or data is None or len(data) > LARGEST or not is_picture(image.file, data):
        told = _("This picture is missing, larger than {mb} MB, or no picture.").format(mb=LARGEST // 2**20)
        wrong.append(_("Slide {n}: {wrong}").format(n=number, wrong=told))
        return quiet(esc(told))
    kind = image.file.rpartition(".")[2].lower().replace("jpg", "jpeg")
    alt = image.caption or _("no description was written")
    return f'<img src="data:image/{kind};base64,{base64.b64encode(data).decode()}" alt="{esc(alt)}">'


def length(desk: Desk) -> tuple[int, int]:
    """How many slides the deck has, and how many words its notes."""
    slides = read_deck(desk.view.text(need(desk)[1]))
    return len(slides), sum(count_words(one.notes) for one in slides)
