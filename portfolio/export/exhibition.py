"""An exhibition as one web page for guests: goals, drafts, reflections, what guests wrote. No script, no request."""

from __future__ import annotations

import base64
import hashlib
import os

from portfolio.course.shelf import templates
from portfolio.errors import Refused
from portfolio.export.markdown import Markdown
from portfolio.export.pages import esc, fill, quiet, said, section, spoken, when, words
from portfolio.i18n import _
from portfolio.model.exhibition import Exhibition, Response
from portfolio.model.goal import Goal
from portfolio.model.work import MOMENT_NAMES, Draft, Reflection, Work
from portfolio.services.desk import Desk
from portfolio.services.exhibiting import look
from portfolio.store import files
from portfolio.text import line

_MARK = '<body class="exhibition">'
_LARGEST = 64 * 1024 * 1024


def page(desk: Desk, one: Exhibition) -> tuple[str, list[str]]:
    """The page as HTML, and what was chosen and is not here any more."""
    reader, seen = Markdown(), look(desk, one)
    style = files.read(f"{templates()}/export/deck.css", _LARGEST).decode()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    owner = desk.view.owner
    body = f'<h1 dir="auto">{esc(one.title)}</h1>{quiet(said(owner.name))}{words(one.words)}'
    body += section(2, esc(_("Goals")), "".join(map(_goal, seen.goals)))
    body += "".join(_draft(reader, *each) for each in seen.drafts)
    body += section(2, esc(_("Looking back")), "".join(_thought(*each) for each in seen.reflections))
    body += section(2, esc(_("What guests wrote")), "".join(map(_response, seen.responses)))
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{spoken(owner.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{esc(f'{one.title} – {owner.name}')}</title>\n<style>{style}</style>\n</head>\n{_MARK}\n"
        f'<main class="slide">{body}</main>\n</body>\n</html>\n'
    ), list(seen.gone)


def _response(one: Response) -> str:
    head = f"<h3>{said(one.reported_from.name)}</h3>"
    return f"<section>{head}{words(one.text, 'blockquote')}{quiet(when(one.created))}</section>"


def _goal(goal: Goal) -> str:
    told = fill(_("What will show it: {evidence}"), evidence=said(goal.evidence)) if goal.evidence else ""
    closing = words(goal.closing.reflection) if goal.closing else ""
    return f'<section><h3 dir="auto">{esc(goal.statement)}</h3>{quiet(told)}{words(goal.why)}{closing}</section>'


def _draft(reader: Markdown, work: Work, draft: Draft, text: str) -> str:
    head = fill(_("{draft}, {day}"), draft=said(draft.name), day=when(draft.created))
    return section(2, said(work.title), quiet(head) + reader.html(text, 3, lambda _name: None, work.title))


def _thought(title: str, one: Reflection) -> str:
    asked = "".join(f"<h4>{esc(each.prompt)}</h4>{words(each.text)}" for each in one.answers)
    return f"<section><h3>{said(title) if title else ''} {esc(_(MOMENT_NAMES[one.moment]))}</h3>{asked}</section>"


def write(desk: Desk, one: Exhibition, path: str) -> list[str]:
    """Write the page into a file; what stood there goes only where this export wrote it.

    Returns:
        What was chosen and is not in it.

    Raises:
        Refused: something else is there.
        NotSaved: the disk said no; nothing half-written is there.
    """
    whole = os.path.realpath(os.path.expanduser(path))
    try:
        before = files.read(whole, _LARGEST) if os.path.lexists(whole) else _MARK.encode()
    except OSError:
        before = b""
    if _MARK.encode() not in before:
        raise Refused(_("{file} is there already.").format(file=line(whole)), _("Choose another name."))
    told, gone = page(desk, one)
    try:
        files.make_folders(os.path.dirname(whole))
        files.write(whole, told.encode("utf-8", "replace"))
    except OSError as error:
        raise files.not_saved(error, whole) from error
    return gone
