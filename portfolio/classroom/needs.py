"""What asks for a teacher: works to read, oldest first, and who has had no word, no choice, no support lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portfolio.classroom.rows import Row
from portfolio.classroom.summary import Piece
from portfolio.clock import day, instant
from portfolio.i18n import _, ngettext

FEEDBACK = timedelta(days=14)
"""After how long without a word from anybody of the staff a student needs me."""
_CHOICE = timedelta(days=120)
_SUPPORT = timedelta(days=28)


@dataclass(frozen=True)
class ToRead:
    """A work that moved after my last word about it."""

    row: Row
    piece: Piece
    at: datetime
    """When it asked to be read."""
    why: str
    """shared, draft or reply."""
    answered: str = ""
    """Who of the others said something about it since, "" for nobody."""


def to_read(rows: Iterable[Row]) -> list[ToRead]:
    """Everything that waits for a word, the longest waiting first."""
    found = []
    for row in rows:
        for piece in row.summary.pieces if row.summary else ():
            mine = row.said.history
            at, said = instant(piece.moved(mine)), instant(row.said.works.get(piece.work, ""))
            if at is not None and (said is None or at > said):
                reply, draft = instant(piece.replied(mine)), instant(piece.draft)
                why = "reply" if reply == at else "draft" if said is not None and draft == at else "shared"
                last = last_word(row, piece.work)
                found.append(ToRead(row, piece, at, why, last[1] if last and last[0] > at else ""))
    return sorted(found, key=lambda one: one.at)


def last_word(row: Row, work: str = "") -> tuple[datetime, str] | None:
    """When somebody of the staff last said something about a student (or one work), and who: "" for me, else their
    name; None for never."""
    words = [(row.said.works if work else {"": row.said.last}, ""), *(
        (one.works if work else {"": one.last}, one.by) for one in row.colleagues
    )]  # fmt: skip
    found = [(at, by) for works, by in words if (at := instant(works.get(work, "")))]
    return max(found, key=lambda one: one[0], default=None)


def days_since_word(row: Row, now: datetime) -> int | None:
    """Days since somebody of the staff last said something about a student; None for never."""
    last = last_word(row)
    return max((now.date() - last[0].astimezone(now.tzinfo).date()).days, 0) if last else None


def needs(row: Row, now: datetime, *, supports: bool) -> list[str]:
    """Why a student needs me, the weightiest first; nothing where they do not.

    Args:
        supports: whether the class plans supports and extensions.
    """
    made = row.summary
    if made is None:
        return []
    told = []
    replies = sum(1 for one in to_read([row]) if one.why == "reply")
    if replies:
        told.append(ngettext("{n} answer", "{n} answers", replies).format(n=replies))
    days = days_since_word(row, now)
    if made.works and days is None:
        told.append(_("no word yet"))
    elif days is not None and days >= FEEDBACK.days:
        told.append(_("no word for {n} days").format(n=days))
    asked = sum(1 for one in made.proposals if one.id not in row.said.verdicts)
    if asked:
        told.insert(0, ngettext("{n} proposal", "{n} proposals", asked).format(n=asked))
    if not made.chose:
        told.append(_("nothing chosen yet"))
    elif (chose := instant(made.chose)) is not None and now - chose > _CHOICE:
        told.append(_("no choice since {day}").format(day=f"{chose:%Y-%m-%d}"))
    newest = day(max(made.support, made.extension))
    if supports and (newest is None or now.date() - newest > _SUPPORT):
        told.append(_("no support lately"))
    return told
