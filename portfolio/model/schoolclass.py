"""A class as its teacher publishes it: who is in it, who reads what, which courses it has."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from portfolio.model.codec import Json, Malformed, decode, encode, load
from portfolio.text import line

FORMAT = 1
FILE = "class.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_MOST_SEATS, _MOST_STAFF = 20_000, 200
ROLES = ("teacher", "advisor", "assistant", "panel")


def is_place(text: str) -> bool:
    """Whether a text can name a class, a seat or a writer: lower-case letters, digits and hyphens."""
    return bool(_NAME.fullmatch(text))


@dataclass(frozen=True)
class Person:
    """Somebody of the staff, who reads all histories of the class and writes one of their own about each student."""

    id: str
    """Their writer's id, made once per person."""
    name: str
    role: str = "teacher"


@dataclass(frozen=True)
class Seat:
    """A student's place in a class, before and after it is taken."""

    id: str
    """Where their histories stand in the hub. A seat that is freed gets another one."""
    name: str
    group: str = ""


@dataclass(frozen=True)
class SchoolClass:
    """What the first teacher of a class publishes."""

    id: str
    name: str
    owner: str
    """The writer's id of whoever publishes it."""
    staff: tuple[Person, ...]
    seats: tuple[Seat, ...]
    courses: tuple[str, ...] = ()
    """id@version of its courses, whose files stand beside it under courses/."""
    format: int = FORMAT

    def seat(self, name: str) -> Seat | None:
        """The seat of that id."""
        return next((one for one in self.seats if one.id == name), None)

    def person(self, name: str) -> Person | None:
        """The member of the staff with that writer's id."""
        return next((one for one in self.staff if one.id == name), None)


def to_json(found: SchoolClass) -> dict[str, Json]:
    """What stands in class.json."""
    made: dict[str, Json] = encode(found)
    return made


def read(data: bytes) -> SchoolClass:
    """A class from the bytes of class.json.

    Raises:
        Malformed: it is not what it should be.
    """
    value = load(data)
    if type(value.get("format")) is int and value["format"] > FORMAT:
        raise Malformed("written by a newer Portfolio; update to join this class")
    found = decode(SchoolClass, value)
    names = [found.id, found.owner, *(one.id for one in found.staff), *(one.id for one in found.seats)]
    wrong = next((name for name in names if not is_place(name)), None)
    if wrong is not None:
        raise Malformed(f"“{wrong[:40]}” cannot be the id of a class, a seat or a person")
    if len(found.seats) > _MOST_SEATS or len(found.staff) > _MOST_STAFF:
        raise Malformed("more people than a class can have")
    if len({one.id for one in found.seats}) < len(found.seats):
        raise Malformed("two seats have the same id")
    staff = tuple(replace(one, name=line(one.name), role=line(one.role)) for one in found.staff)
    seats = tuple(replace(one, name=line(one.name), group=line(one.group)) for one in found.seats)
    return replace(found, name=line(found.name), staff=staff, seats=seats)
