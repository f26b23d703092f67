"""What one history of somebody else holds of some kinds of records; a version never changes, so it is read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from portfolio.door import HistoryView
from portfolio.history.reading import LARGEST, History
from portfolio.model.record import Record
from portfolio.text import line

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Heard:
    """The records, and in whose history they stand: who said something follows from that, never from a field."""

    id: str
    """The id of the history."""
    name: str
    """What its writer calls themself."""
    records: tuple[Record, ...]

    def all(self, kind: type[R]) -> list[R]:
        """The records of one kind, oldest first."""
        return [one for one in self.records if isinstance(one, kind)]


@lru_cache(maxsize=1024)
def hear(git_dir: str, version: str, kinds: tuple[type[Record], ...]) -> Heard:
    """The records of these kinds in one version of a history.

    Raises:
        BrokenRecord, Refused: it cannot be read.
    """
    history = History(git_dir, limit=LARGEST)
    try:
        view = HistoryView.of(history, version)
        owner = view.owner
        return Heard(owner.id, line(owner.name), tuple(one for kind in kinds for one in view.all(kind)))
    finally:
        history.close()
