"""draft save, list, show, compare, restore; attach."""

from __future__ import annotations

import sys

import click

from portfolio.cli.context import as_json, ask, desk, items, one, say
from portfolio.cli.lazy import Plain
from portfolio.door.view import MAX_TEXT
from portfolio.errors import BadInput
from portfolio.i18n import _, ngettext
from portfolio.model.diff import Piece, compare, counts, passages
from portfolio.model.work import DRAFT_FORM
from portfolio.services import works as service
from portfolio.store import files
from portfolio.text import line
from portfolio.wording import words


@click.group(cls=Plain)
def draft() -> None:
    """Named versions of a work."""


def read_text(path: str) -> str:
    """The text of a file, or of standard input for “-”.

    Raises:
        BadInput: it cannot be read or is not UTF-8.
    """
    try:
        data = sys.stdin.buffer.read(MAX_TEXT + 1) if path == "-" else files.read(path, MAX_TEXT)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadInput(
            _("{path} cannot be read: {reason}.").format(path=line(path), reason=error.strerror or error)
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            _("{path} is not UTF-8 text (byte {n}).").format(path=line(path), n=error.start),
            _("Save it as UTF-8 and try again."),
        ) from error


@draft.command()
@click.argument("which", metavar="WORK")
@click.option("--from", "source", metavar="FILE", help="The text to save, “-” for standard input; else as it stands.")
@click.option("--name", metavar="TEXT", help="What you call this draft.")
@click.option("--note", metavar="TEXT", help="What is new in it.")
@click.pass_obj
def save(named: str, which: str, source: str | None, name: str | None, note: str | None) -> None:
    """Save the text of WORK as a named draft."""
    with desk(named) as opened:
        work = opened.find_work(which)
        text = read_text(source) if source else None
        number = len(opened.drafts(work)) + 1
        given = {"name": name or (None if not source else _("Draft {n}").format(n=number)), "note": note or ""}
        before = opened.drafts(work)
        made = ask(
            DRAFT_FORM,
            given,
            opened,
            lambda told: service.save_draft(opened, work, told["name"], told.get("note", ""), text),
        )
        change = counts(opened.view.text_of(before[-1].blob) if before else "", opened.view.text(work))
        said = _("Draft {n} saved").format(n=number)
        say(f"{said}: {made.name}, {words(made.words)} (+{change.added} -{change.removed})")
        if before and before[-1].blob == made.blob:
            say(_("The text is the same as in draft {n}.").format(n=number - 1))


@draft.command("list")
@click.argument("which", metavar="WORK")
@as_json
@click.pass_obj
def draft_list(named: str, which: str, as_json: bool) -> None:
    """The drafts of WORK, the first one first."""
    with desk(named) as opened:
        work = opened.find_work(which)
        found = opened.drafts(work)
        if as_json:
            items({**entry.to_json(), "number": number} for number, entry in enumerate(found, 1))
            return
        for number, entry in enumerate(found, 1):
            note = f"  – {entry.note}" if entry.note else ""
            say(f"{number}  {entry.created[:10]}  {words(entry.words)}  {entry.name}{note}")
        if not found:
            say(_("No draft yet. Name one with “portfolio draft save {work} --name …”.").format(work=work.short))


@draft.command()
@click.argument("which", metavar="WORK")
@click.argument("number", metavar="DRAFT")
@as_json
@click.pass_obj
def show(named: str, which: str, number: str, as_json: bool) -> None:
    """The text of one draft."""
    with desk(named) as opened:
        found = opened.find_draft(opened.find_work(which), number)[1]
        text = opened.view.text_of(found.blob)
    if as_json:
        one({**found.to_json(), "text": text})
    else:
        say(text)


@draft.command("compare")
@click.argument("which", metavar="WORK")
@click.argument("old", metavar="DRAFT")
@click.argument("new", metavar="[DRAFT]", required=False)
@click.pass_obj
def compare_drafts(named: str, which: str, old: str, new: str | None) -> None:
    """What changed between two drafts (or a draft and the text as it stands), word by word: [-gone-] {+new+}."""
    with desk(named) as opened:
        work = opened.find_work(which)
        first, start = opened.find_draft(work, old)
        before, after = opened.view.text_of(start.blob), opened.view.text(work)
        to = _("your text now")
        if new:
            second, end = opened.find_draft(work, new)
            after, to = opened.view.text_of(end.blob), _("draft {n} ({name})").format(n=second, name=end.name)
    came = counts(before, after)
    start_name = _("draft {n} ({name})").format(n=first, name=start.name)
    say(_("{title}: from {old} to {new}").format(title=work.title, old=start_name, new=to))
    if before == after:
        say(_("They are the same."))
        return
    say(
        _("{added} words came {{+like this+}}, {removed} went [-like this-].").format(
            added=came.added, removed=came.removed
        )
    )
    say("", marked(compare(before, after)))


def marked(pieces: list[Piece]) -> str:
    """A difference in plain characters, long unchanged stretches folded."""
    out = []
    for piece in passages(pieces):
        if isinstance(piece, int):
            out.append(f"\n… {ngettext('{n} unchanged paragraph', '{n} unchanged paragraphs', piece)} …\n\n")
        elif piece.tag == "same":
            out.append(piece.text)
        else:
            out.append(("[-{}-]" if piece.tag == "removed" else "{{+{}+}}").format(piece.text))
    return "".join(out)


@draft.command()
@click.argument("which", metavar="WORK")
@click.argument("number", metavar="DRAFT")
@click.pass_obj
def restore(named: str, which: str, number: str) -> None:
    """Make a draft the present text again; what you have now stays in the history."""
    with desk(named) as opened:
        work = opened.find_work(which)
        position, found = opened.find_draft(work, number)
        if service.restore_draft(opened, work, position, found):
            say(_("“{title}” is draft {n} again.").format(title=work.title, n=position))
        else:
            say(_("“{title}” already is draft {n}; nothing changed.").format(title=work.title, n=position))


@click.command()
@click.argument("which", metavar="WORK")
@click.argument("file", metavar="FILE")
@click.option("--caption", default="", metavar="TEXT", help="What it shows.")
@click.pass_obj
def attach(named: str, which: str, file: str, caption: str) -> None:
    """Keep a copy of FILE with WORK."""
    with desk(named) as opened:
        made = service.attach(opened, opened.find_work(which), file, caption)
        say(f"{_('File attached')}: {made.file}")
