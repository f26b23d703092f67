"""history, show, restore, undo."""

from __future__ import annotations

from typing import Any

import click

from portfolio.cli.context import as_json, desk, items, one, say
from portfolio.cli.drafts import marked
from portfolio.clock import day
from portfolio.history.log import Version
from portfolio.i18n import _
from portfolio.model.diff import compare
from portfolio.services import story


def _as_json(version: Version) -> dict[str, Any]:
    note = version.note
    return {
        "version": version.id,
        "at": version.at.isoformat(),
        "author": version.author,
        "change": note.change,
        "subject": note.subject,
        "records": list(note.records),
        "work": note.work,
        "words": list(note.words) if note.words else None,
        "undoes": note.undoes,
    }


@click.command()
@click.option("--limit", default=0, type=click.IntRange(0), metavar="N", help="At most N versions.")
@click.option("--kind", type=click.Choice(list(story.KINDS)), metavar="KIND", help=f"Only {', '.join(story.KINDS)}.")
@click.option("--work", "which", metavar="WORK", help="Only versions of one work.")
@click.option("--standard", metavar="CODE", help="Only works and goals about one standard.")
@click.option("--since", metavar="DATE", help="Only from this day on, like 2026-12-31.")
@as_json
@click.pass_obj
def history(
    named: str,
    limit: int,
    kind: str | None,
    which: str | None,
    standard: str | None,
    since: str | None,
    as_json: bool,
) -> None:
    """List versions, newest first."""
    start = day(since) if since else None
    if since and start is None:
        raise click.UsageError(_("“{date}” is not a date; write it like 2026-12-31.").format(date=since[:40]))
    with desk(named) as opened:
        work = opened.find_work(which).id if which else ""
        about = opened.standard_named(standard or "")
        if standard and about is None:
            known = ", ".join(f"{one.code} ({one.name})" for one in opened.standards())
            raise click.UsageError(
                _("“{text}” is not one of your standards: {known}.").format(text=standard[:40], known=known)
            )
        only = story.Filter(kind or "", work, about.code if about else "", start)
        found = story.timeline(opened, only, limit)
        if as_json:
            items(_as_json(version) for version in found)
            return
        shown = False
        for version in found:
            shown = True
            told = story.tell(opened, version)
            words = f"+{version.note.words[0]} -{version.note.words[1]}" if version.note.words else ""
            parts = (f"{told.what}: {told.detail}" if told.detail else told.what, words, told.about)
            said = "  ".join(part for part in parts if part)
            say(f"{version.at:%Y-%m-%d %H:%M}  {said}  ({version.short})")
        if not shown:
            say(_("No version fits. “portfolio history” without options lists them all."))


@click.command()
@click.argument("which", metavar="VERSION")
@as_json
@click.pass_obj
def show(named: str, which: str, as_json: bool) -> None:
    """Show what a version changed: texts word by word, records line by line."""
    with desk(named) as opened:
        name = opened.portfolio.resolve(which)
        version = opened.portfolio.find_version(name)
        changed = opened.portfolio.changed_in(name)
        if as_json:
            files = [{"file": path, "before": before, "after": after} for path, (before, after) in changed.items()]
            one({**_as_json(version), "files": files})
            return
        say(version.note.subject, f"{version.at:%Y-%m-%d %H:%M}  {version.author}  ({version.short})")
        compared, pieces = story.text_change(opened, version)
        if compared or pieces:
            say("", *(one for one in (compared, marked(pieces)) if one))
        for label, before, after in story.record_changes(opened, name):
            say("", f"{label}: {marked(compare(before, after)) if before else after}")


@click.command()
@click.argument("which", metavar="VERSION")
@click.argument("record", metavar="[RECORD]", default="")
@click.pass_obj
def restore(named: str, which: str, record: str) -> None:
    """Set what VERSION touched (or one RECORD or work of it) back to how it was then. Adds a version."""
    with desk(named) as opened:
        done = opened.portfolio.restore(opened.portfolio.resolve(which), record)
        say(_("Restored, as a new version.") if done.saved else _("It already is so; nothing changed."))


@click.command()
@click.argument("which", metavar="[VERSION]", default="")
@click.option("--also", is_flag=True, help="Undo what refers to it, too.")
@click.pass_obj
def undo(named: str, which: str, also: bool) -> None:
    """Take back what VERSION did; without it, the newest change that stands. Adds a version; nothing is erased."""
    with desk(named) as opened:
        newest = None if which else story.to_undo(opened)
        name = opened.portfolio.resolve(which) if which else newest.id if newest else ""
        version = opened.portfolio.find_version(name)
        done = opened.portfolio.undo(name, also=also)
        told = (
            _("Undone, as a new version: {what}") if done.saved else _("It is undone already; nothing changed: {what}")
        )
        say(told.format(what=version.note.subject))
        say(*(f"  {kept}" for kept in done.kept))
