"""The receipt for what was removed from history; nothing of what it said is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portfolio.i18n import N_
from portfolio.model.record import Record


@dataclass(frozen=True, kw_only=True)
class Removal(Record):
    """What was removed from every version, when, and from how many."""

    KIND: ClassVar[str] = "removals"
    NAME: ClassVar[str] = N_("receipt")

    what: tuple[str, ...]
    """kind/id of a record or work, or file/ and the beginning of the SHA-256 of a path."""
    versions: int
    """How many versions were made anew."""
    old_head: str
    """The newest version before."""
    new_head: str
    """The same version without what was removed; this receipt stands on it."""
    first: tuple[str, ...]
    """The oldest of these, by their old names: a history that has one of them still has what was removed."""
