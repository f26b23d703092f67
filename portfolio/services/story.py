"""The history in words: what each version was, filtered, compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portfolio.history.log import Version
from portfolio.i18n import N_, _
from portfolio.model.diff import Piece, compare
from portfolio.model.goal import Goal
from portfolio.model.work import Work
from portfolio.services.desk import Desk
from portfolio.text import shorten

_TOLD = {
    "portfolio.new": ("◇", N_("Portfolio started")),
    "course.add": ("◇", N_("Course added")),
    "goal.add": ("⚑", N_("Goal set")),
    "goal.idea": ("⚐", N_("Idea for a goal")),
    "goal.edit": ("⚑", N_("Goal changed")),
    "goal.checkin": ("⚑", N_("Checked in")),
    "goal.close": ("⚑", N_("Goal closed")),
    "work.choose": ("◇", N_("Chosen")),
    "work.plan": ("◇", N_("Planned")),
    "work.edit": ("◇", N_("Title changed")),
    "work.share": ("◆", N_("Shared")),
    "work.unshare": ("◇", N_("Taken back")),
    "text.save": ("○", N_("Text saved")),
    "text.recover": ("○", N_("Text recovered")),
    "draft.save": ("●", N_("Draft saved")),
    "draft.restore": ("○", N_("Went back to a draft")),
    "file.attach": ("○", N_("File attached")),
    "file.detach": ("○", N_("File removed")),
    "reflect.add": ("✎", N_("Reflected")),
    "reflect.share": ("✎", N_("Reflection shared")),
    "assess.save": ("✓", N_("Self-assessed")),
    "restore": ("↺", N_("Restored")),
    "undo": ("↺", N_("Undone")),
    "outside.edit": ("○", N_("Changed outside")),
    "outside.commit": ("○", N_("Changed with git")),
}
KINDS = {
    "goal": N_("goals"),
    "work": N_("choices and plans"),
    "text": N_("texts"),
    "draft": N_("drafts"),
    "reflect": N_("reflections"),
    "assess": N_("assessments"),
    "file": N_("files"),
    "undo": N_("undone and restored"),
    "outside": N_("changed outside"),
}
"""What the timeline can be filtered by: the part of a change before its dot."""


@dataclass(frozen=True)
class Told:
    """One version in words."""

    sign: str
    what: str
    """What happened: Draft saved."""
    about: str
    """To what: the title of a work, the statement of a goal, or the rest of the sentence."""


def tell(desk: Desk, version: Version) -> Told:
    """What a version was, in the person's language."""
    note = version.note
    sign, what = _TOLD.get(note.change, ("○", ""))
    work = desk.view.get(Work, note.work) if note.work else None
    if work is not None:
        return Told(sign, _(what) or note.subject, shorten(work.title, 60))
    for record in note.records:
        kind, _slash, name = record.partition("/")
        if kind == Goal.KIND:
            goal = desk.view.get(Goal, name)
            if goal is not None:
                return Told(sign, _(what) or note.subject, shorten(goal.statement, 60))
    rest = note.subject.partition(": ")[2] if what else ""
    return Told(sign, _(what) or note.subject, shorten(rest, 60))


def timeline(
    desk: Desk, *, kind: str = "", work: str = "", since: date | None = None, limit: int = 0
) -> Iterator[Version]:
    """Versions, newest first, that fit all the filters given.

    Args:
        kind: the part of a change before its dot (see KINDS), or a whole one.
        work: the id of a work.
    """
    count = 0
    for version in desk.portfolio.timeline(0 if kind or work or since else limit):
        note = version.note
        kinds = {note.change, note.change.partition(".")[0], "undo" if note.change == "restore" else ""}
        if kind and kind not in kinds:
            continue
        if work and note.work != work:
            continue
        if since and version.at.date() < since:
            if version.at.year > 1970:
                return
            continue
        yield version
        count += 1
        if limit and count >= limit:
            return


def text_change(desk: Desk, version: str) -> tuple[str, list[Piece]] | None:
    """What a version changed in a text: path and pieces; None where it changed none."""
    for path, (before, after) in sorted(desk.portfolio.changed_in(version).items()):
        if path.endswith("/text.md"):
            return path, compare(desk.view.text_of(before), desk.view.text_of(after))
    return None


def work_between(desk: Desk, old: str, new: str, work: Work) -> list[Piece]:
    """How the text of a work differs between two versions."""
    return compare(desk.portfolio.at(old).text(work), desk.portfolio.at(new).text(work))
