"""The plain things of a class: what a roster file gives, and what a teacher's folder keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from portfolio.history.server import Way
from portfolio.model.schoolclass import Person

NO_ID = "name:"
"""How the key of a student begins whom the file gave no id."""


@dataclass(frozen=True)
class Row:
    """One student as the file has them."""

    key: str
    """Stable from one reading to the next, and unique in a roster: the id, or without one "name:" and the name."""
    name: str
    """As shown: given and family name, on one line, at most 80 characters."""
    group: str = ""
    """The class or section a plain file names, or ""."""
    grade: str = ""
    """The year level, or ""."""


@dataclass(frozen=True)
class Mistake:
    """A row that was left out, and why."""

    place: str
    """Where it stands, such as "users.csv, line 7"."""
    reason: str
    """What was expected, or what to do."""

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True)
class Roster:
    """The students of one class, and everything a person should know about how they were read."""

    title: str
    """The title of the class, or ""."""
    rows: tuple[Row, ...]
    """The students, in the order of the file."""
    mistakes: tuple[Mistake, ...]
    """The rows left out, and why."""
    dropped: tuple[str, ...]
    """The columns that were not read: their names, never what stands in them."""
    notes: tuple[str, ...]
    """Sentences for the person who chose the file."""
    teachers: tuple[str, ...]
    """The names of the teachers of the class; they take no seat."""


@dataclass(frozen=True)
class Step:
    """What reading a roster again would do with one student."""

    kind: Literal["new", "renamed", "moved", "gone", "back", "same"]
    """What would happen."""
    key: str
    """The student's key."""
    name: str
    """The name from now on; for somebody gone, the last one."""
    before: str = ""
    """The name until now, where it is another one."""
    groups: tuple[str, str] = ("", "")
    """The group until now and from now on, where it is another one; else both are empty."""


@dataclass(frozen=True)
class Kept:
    """What class.json keeps."""

    id: str
    name: str
    address: str
    me: Person
    owner: bool
    """Whether this folder publishes the class."""
    way: Way = field(default_factory=Way)
    ratings: Literal["apart", "open"] = "apart"
    """How my ratings and the student's own meet: neither sees the other's first, or at once."""
    format: int = 1


@dataclass(frozen=True)
class Pupil:
    """A student of the roster, and where they sit."""

    key: str
    name: str
    seat: str
    group: str = ""
    gone: bool = False
    """They left; their histories stay, and nobody fetches them any more."""
    former: tuple[str, ...] = ()
    """Seats that were freed."""
    grade: str = ""
    """The year level, or ""; it stays here, the class publishes names and groups."""


@dataclass(frozen=True)
class Pupils:
    """The roster as a teacher's folder keeps it (roster.json, never published)."""

    pupils: tuple[Pupil, ...]
