"""A teacher's own notes about a student. They stay on this machine and are never published."""

from __future__ import annotations

from portfolio.classroom.room import LIMIT, Room, write
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.schoolclass import Seat
from portfolio.store import files
from portfolio.text import clean


def note(room: Room, seat: Seat) -> str:
    """What I noted about a student, "" for nothing."""
    try:
        return clean(files.read(_path(room, seat), LIMIT).decode("utf-8", "replace"))
    except OSError:
        return ""


def write_note(room: Room, seat: Seat, text: str) -> None:
    """Keep a note in place of the one there is; an empty one removes it.

    Raises:
        BadInput: it is too long.
        NotSaved: the disk said no; the note before stands.
    """
    data = clean(text).strip().encode("utf-8", "replace")
    if len(data) > LIMIT // 32:
        raise BadInput(_("This note is longer than 1 MB."), _("Keep it in a file of your own."))
    try:
        files.make_folders(f"{room.root}/notes")
        if not data:
            files.remove(_path(room, seat))
            return
    except OSError as error:
        raise files.not_saved(error, room.root) from error
    write(_path(room, seat), data + b"\n")


def _path(room: Room, seat: Seat) -> str:
    return f"{room.root}/notes/{seat.id}.md"
