"""What all records share, and the small values they are made of."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from portfolio.model.codec import Json, Malformed, decode, encode

_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
_ID = re.compile(r"\d{8}-\d{9}-[a-z0-9]{8}")
_last = ""


def new_id(at: datetime) -> str:
    """A name for a record: sortable by time, never the same on two computers, like `20261123-161905123-k7f3q2mz`."""
    global _last  # noqa: PLW0603 - two records of one millisecond keep their order
    head = f"{at:%Y%m%d-%H%M%S}{at.microsecond // 1000:03d}"
    if head <= _last <= f"{at + timedelta(seconds=1):%Y%m%d-%H%M%S}":
        following = int(_last[9:]) + 1
        head = f"{_last[:9]}{following:09d}" if following % 1000 else _last
    _last = head
    return f"{head}-{''.join(_LETTERS[byte % len(_LETTERS)] for byte in os.urandom(8))}"


def is_id(text: str) -> bool:
    """Whether the text has the shape of a record's id."""
    return bool(_ID.fullmatch(text))


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing a person said, kept as one JSON file. Change it with `edit`; save it through `Portfolio.change`."""

    KIND: ClassVar[str] = ""
    SCHEMA: ClassVar[int] = 1
    NAME: ClassVar[str] = ""
    """What one of its kind is called in a sentence."""
    shown: ClassVar[Record | None] = None
    """The record this one was edited from, as the person saw it; None where it was made or read as it is."""

    id: str
    """Its name, made by `new_id`; never changes."""
    created: str
    """The instant it was first written (see `clock.stamp`)."""
    extra: Mapping[str, Json] = field(default_factory=dict)
    """Names this version of the program does not know; kept as they are."""

    def edit(self, **changes: Any) -> Self:
        """A copy with other values, that remembers what it was made from."""
        made = dataclasses.replace(self, **changes)
        object.__setattr__(made, "shown", self.shown or self)
        return made

    def become(self, value: dict[str, Json]) -> Self:
        """Another version of it, from JSON values, that remembers what it was made from.

        Raises:
            Malformed: they are not what they should be.
        """
        made = self.from_json(value)
        object.__setattr__(made, "shown", self.shown or self)
        return made

    @property
    def short(self) -> str:
        """The end of its id, for people to type."""
        return self.id[-8:]

    @property
    def called(self) -> str:
        """What its owner calls it, "" where it has no name of its own."""
        return ""

    @property
    def path(self) -> str:
        """Where it stands in the folder."""
        return f"records/{self.KIND}/{self.id[:4]}-{self.id[4:6]}/{self.id}.json"

    def to_json(self) -> dict[str, Json]:
        """The record as JSON values, with its schema number."""
        return {**encode(self), "schema": self.SCHEMA}

    @classmethod
    def from_json(cls, value: dict[str, Json]) -> Self:
        """The record in these JSON values.

        Raises:
            Malformed: with the place, what was expected and what was found.
        """
        schema = value.get("schema")
        if type(schema) is not int:
            raise Malformed("“schema” is missing or not a number")
        if schema > cls.SCHEMA:
            raise Malformed(
                f"written by a newer Portfolio (schema {schema}, this one knows {cls.SCHEMA}); update to read it"
            )
        return decode(cls, value)


@dataclass(frozen=True)
class Passage:
    """A stretch of text in an exact version of a work, counted in code points."""

    work: str
    blob: str
    """The version of the text: the git blob's name."""
    start: int
    end: int
    quote: str

    def find(self, text: str) -> tuple[int, int] | None:
        """Where the quote stands in `text`: at its place, else wherever it is found, else None."""
        if text[self.start : self.end] == self.quote:
            return self.start, self.end
        at = text.find(self.quote)
        return None if at < 0 or not self.quote else (at, at + len(self.quote))


@dataclass(frozen=True)
class ReportedFrom:
    """For words typed for somebody at another's keyboard: who said them. Never counts as confirmed by that person."""

    role: str
    name: str


def strings(value: Json) -> Iterator[str]:
    """Every text inside JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)
