"""What a version says of itself: one sentence and trailers, written and read here only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio import __version__
from portfolio.text import line, shorten

_LONGEST = 160
_WORDS = re.compile(r"\+([0-9]{1,9}) -([0-9]{1,9})")


@dataclass(frozen=True)
class Note:
    """What one change was. `change` is its kind, like "draft.save"."""

    change: str
    subject: str
    """One plain English sentence."""
    records: tuple[str, ...] = ()
    """What it touched, as kind/id."""
    work: str = ""
    words: tuple[int, int] | None = None
    """Words that came and went in texts."""
    undoes: str = ""
    """The version it undoes or restores, whole."""
    save: str = ""
    """The save it was made from, so that none is ever made a version twice."""


def to_json(note: Note) -> dict[str, Any]:
    """A note as the journal keeps it until it is a commit's message."""
    kept = {"change": note.change, "subject": note.subject, "records": list(note.records)}
    return {**kept, "work": note.work, "undoes": note.undoes}


def from_json(kept: Mapping[str, Any], save: str) -> Note:
    """The note a journal entry keeps, with the name of its save."""
    records = tuple(kept["records"])
    return Note(kept["change"], kept["subject"], records, kept["work"], undoes=kept["undoes"], save=save)


def compose(note: Note) -> bytes:
    """The message of a commit. No text of a person can break out of its line."""
    told = f" (+{note.words[0]} -{note.words[1]} words)" if note.words and note.change == "text.save" else ""
    lines = [(shorten(note.subject, _LONGEST) or "Change") + told, "", f"Change: {line(note.change)}"]
    lines += [f"Record: {line(record)}" for record in note.records]
    if note.work:
        lines.append(f"Work: {line(note.work)}")
    if note.words:
        lines.append(f"Words: +{note.words[0]} -{note.words[1]}")
    if note.undoes:
        lines.append(f"Undoes: {line(note.undoes)}")
    if note.save:
        lines.append(f"Save: {line(note.save)}")
    lines.append(f"App: portfolio/{__version__}")
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def parse(message: str) -> Note:
    """The note in any commit's message; one without our trailers has the change "outside.commit"."""
    subject, _blank, body = message.partition("\n")
    found: dict[str, list[str]] = {}
    for one in body.rstrip().rpartition("\n\n")[2].split("\n"):
        name, colon, value = one.partition(": ")
        if colon:
            found.setdefault(name, []).append(line(value))
    first = {name: values[0] for name, values in found.items()}
    return Note(
        change=first.get("Change") or "outside.commit",
        subject=shorten(subject, _LONGEST),
        records=tuple(found.get("Record", ())),
        work=first.get("Work", ""),
        words=_words(first.get("Words", "")),
        undoes=first.get("Undoes", ""),
        save=first.get("Save", ""),
    )


def _words(text: str) -> tuple[int, int] | None:
    found = _WORDS.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None
