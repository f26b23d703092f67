"""Standards from a CASE package (1EdTech Competencies and Academic Standards Exchange 1.0 and 1.1).

A package is one JSON object with a CFDocument, its CFItems, and CFAssociations that say which item is a child of which
(CASE 1.0 Information Model, section 4). Everything here works on values; no file is read or written.
"""

from __future__ import annotations

import json
import math
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portfolio.course.checks import CODE
from portfolio.errors import BadInput
from portfolio.i18n import _, ngettext
from portfolio.model.course import SITUATIONS, Expectation, Standard
from portfolio.text import clean, line, shorten, slug

Json = Any
MOST_ITEMS = 20_000
_NAME = 60
"""A name made from a statement has at most so many characters."""
_LONGEST_ID = 100
_EXPECTED = re.compile(rf"([^:\n]+): ({'|'.join(SITUATIONS[:3])}): (.+)")
_NOT_CODE = re.compile(r"[^A-Za-z0-9._-]+")
_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True)
class Item:
    """One item of a package that can become a standard."""

    standard: Standard
    """It, with an expectation for each grade that the package names; `case` is its identifier."""
    depth: int
    """How many items stand above it."""
    kind: str
    """What the package calls it ("Standard", "Cluster"), "" for nothing."""
    grades: tuple[str, ...]
    """The grades it is meant for, from educationLevel."""

    @property
    def short(self) -> str:
        """Its code without the framework."""
        return self.standard.code.partition(":")[2]


@dataclass(frozen=True)
class Package:
    """What a package holds for us."""

    title: str
    creator: str
    items: tuple[Item, ...]
    """In the order of the hierarchy, each below the one it is a child of."""
    dropped: tuple[str, ...]
    """Sentences: what does not come along, and why."""


def parse(data: bytes) -> Json:
    """The JSON value in the bytes of a package (UTF-8, 16 or 32).

    Raises:
        ValueError: it is not JSON that can be used, with the reason.
    """
    try:
        return json.loads(data)
    except UnicodeDecodeError:
        raise ValueError(_("its letters are not Unicode")) from None
    except json.JSONDecodeError as error:
        raise ValueError(_("it is not JSON from line {n} on").format(n=error.lineno)) from None
    except (RecursionError, ValueError):
        raise ValueError(_("its JSON is nested too deep, or has a number that is too long")) from None


def is_package(value: Json) -> bool:
    """Whether a JSON value has the shape of a package."""
    return isinstance(value, dict) and isinstance(value.get("CFDocument"), dict) and "CFItems" in value


def read_package(value: Json, framework: str = "") -> Package:
    """The items of a package, in order, and what is left out.

    Args:
        framework: what stands before the colon of each code, else the document's title as an id. A code of the form
            FRAMEWORK:CODE keeps its own.

    Raises:
        BadInput: it is no package, or far too large.
    """
    if not is_package(value) or not isinstance(value["CFItems"], list):
        raise BadInput(
            _("This is not a CASE package: it has no CFDocument with CFItems."),
            _("Ask for the CFPackage of the framework as JSON."),
        )
    given: list[Json] = value["CFItems"]
    if len(given) > MOST_ITEMS:
        raise BadInput(
            _("This package has {n} items; at most {most} are read.").format(n=len(given), most=MOST_ITEMS),
            _("Ask for one subject or one grade."),
        )
    document = value["CFDocument"]
    title = _text(document, "title") or _("Standards without a title")
    reading = _Reading(_NOT_CODE.sub("-", line(framework)).strip("-") or slug(title))
    for number, one in enumerate(given, 1):
        reading.item(number, one)
    associations = value.get("CFAssociations")
    reading.associations(associations if isinstance(associations, list) else [])
    for name in ("CFRubrics", "CFDefinitions"):
        if value.get(name):
            reading.dropped.append(_("{name}: a course has its own.").format(name=name))
    return Package(title, _text(document, "creator"), tuple(reading.ordered()), tuple(reading.told()))


@dataclass
class _Found:
    """An item on the way to its place."""

    standard: Standard
    kind: str
    grades: tuple[str, ...]
    sequence: float = math.inf
    below: list[str] = field(default_factory=list)
    top: bool = True

    @property
    def place(self) -> tuple[float, list[tuple[int, int, str]]]:
        """Where it stands among its like: by sequenceNumber, else by its code, in which 2 comes before 10."""
        parts = _DIGITS.split(self.standard.code)
        return self.sequence, [(0, int(p), "") if n % 2 and len(p) < 19 else (1, 0, p) for n, p in enumerate(parts)]


class _Reading:
    """Reads one package; `dropped` grows on the way."""

    def __init__(self, framework: str) -> None:
        self.framework = framework
        self.found: dict[str, _Found] = {}
        self.codes: set[str] = set()
        self.dropped: list[str] = []
        self.notes = self.unnamed = 0
        self.links: Counter[str] = Counter()

    def item(self, number: int, value: Json) -> None:
        """Take one item in, or say why not."""
        identifier, given = _text(value, "identifier")[:_LONGEST_ID], _text(value, "humanCodingScheme")
        statement = _text(value, "fullStatement")
        called = shorten(given or identifier, 40) or _("item {n}").format(n=number)
        code = self._code(given, identifier)
        if not statement or not identifier:
            self.dropped.append(_("{item}: it has no statement or no identifier.").format(item=called))
        elif identifier in self.found:
            self.dropped.append(_("{item}: its identifier stands in the package already.").format(item=called))
        elif code in self.codes:
            self.dropped.append(_("{item}: its code stands in the package already.").format(item=called))
        else:
            self._keep(value, code, identifier, statement)
            self.unnamed += not given

    def _keep(self, value: Json, code: str, identifier: str, statement: str) -> None:
        self.codes.add(code)
        grades = _grades(value)
        notes = value.get("notes")
        expected = _expectations(notes) if isinstance(notes, str) else {}
        self.notes += bool(notes and not expected)
        standard = Standard(
            code,
            _text(value, "abbreviatedStatement") or shorten(statement, _NAME),
            statement,
            expected or {grade: Expectation("taught", statement) for grade in grades},
            "" if identifier == own_identifier(code) else identifier,
        )
        self.found[identifier] = _Found(standard, _text(value, "CFItemType"), tuple(expected) or grades)

    def _code(self, given: str, identifier: str) -> str:
        if CODE.fullmatch(given):
            return given
        short = _NOT_CODE.sub("-", given).strip("-") or _NOT_CODE.sub("-", identifier)[:8].strip("-")
        return f"{self.framework}:{short or 'item'}"

    def associations(self, given: Sequence[Json]) -> None:
        """Who is whose child, and which other codes mean the same."""
        for one in given:
            kind, target = _text(one, "associationType"), _node(one, "destinationNodeURI")
            origin = _node(one, "originNodeURI")[0]
            child = self.found.get(origin)
            parent = self.found.get(target[0])
            if child is not None and kind == "isChildOf":
                child.sequence = min(child.sequence, _sequence(one))
                if parent is not None and parent is not child:
                    parent.below.append(origin)
                    child.top = False
            elif child is not None and kind == "exactMatchOf" and parent is None and _is_code(*target):
                self._alias(child, target[1])
            else:
                self.links[kind or _("without a type")] += 1

    def _alias(self, found: _Found, code: str) -> None:
        if code in self.codes:
            told = _("{code} as another code of {standard}: it is taken.")
            self.dropped.append(told.format(code=shorten(code, 40), standard=found.standard.code))
            return
        self.codes.add(code)
        found.standard = replace(found.standard, also=(*found.standard.also, code))

    def ordered(self) -> Iterator[Item]:
        """Every item once, children below the first parent that has them; those that go in a circle come last."""
        seen: set[str] = set()
        tops = sorted((one for one in self.found.items() if one[1].top), key=lambda pair: pair[1].place)
        for start, _found in [*tops, *self.found.items()]:
            waiting = [(start, 0)]
            while waiting:
                name, depth = waiting.pop()
                if name in seen:
                    continue
                seen.add(name)
                one = self.found[name]
                yield Item(one.standard, depth, one.kind, one.grades)
                children = sorted(set(one.below) - seen, key=lambda child: self.found[child].place, reverse=True)
                waiting += [(child, depth + 1) for child in children]

    def told(self) -> Iterator[str]:
        """What does not come along."""
        yield from self.dropped
        if self.notes:
            yield ngettext(
                "The notes of {n} item: a standard has none.",
                "The notes of {n} items: a standard has none.",
                self.notes,
            )
        if self.unnamed:
            yield ngettext(
                "{n} item has no code; the beginning of its identifier stands in its place.",
                "{n} items have no code; the beginning of their identifiers stands in its place.",
                self.unnamed,
            )
        for kind, count in sorted(self.links.items()):
            yield f"{shorten(kind, 30)}: " + ngettext("{n} link is not kept.", "{n} links are not kept.", count)


def own_identifier(code: str) -> str:
    """The CASE identifier of a standard that came with none: the same for the same code, always and everywhere."""
    return uuid_of("standard", code)


def uuid_of(what: str, name: str) -> str:
    """An identifier made from a name (RFC 9562, version 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:portfolio:{what}:{name}"))


def _text(value: Json, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return line(found) if isinstance(found, str) else ""


def _node(value: Json, name: str) -> tuple[str, str]:
    """Identifier and title of one end of an association."""
    found = value.get(name) if isinstance(value, dict) else None
    return _text(found, "identifier")[:_LONGEST_ID], _text(found, "title")


def _is_code(identifier: str, title: str) -> bool:
    return bool(CODE.fullmatch(title)) or identifier == own_identifier(title)


def _sequence(value: Json) -> float:
    found = value.get("sequenceNumber")
    text = str(found) if isinstance(found, int | str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else math.inf


def _grades(value: Json) -> tuple[str, ...]:
    """The grades of an item (CEDS codes like "09" and "KG"); some programs write educationalLevel, with commas."""
    found = value.get("educationLevel") or value.get("educationalLevel")
    parts = found if isinstance(found, list) else [found]
    names = [line(name) for part in parts if isinstance(part, str) for name in part.split(",")]
    plain = [
        ("K" if name == "KG" else name.lstrip("0") or "0") for name in names if 0 < len(name) < 10 and "|" not in name
    ]
    return tuple(dict.fromkeys(plain))


def _expectations(notes: str) -> dict[str, Expectation]:
    """What `case_out.to_package` wrote into the notes; nothing where anything else stands there."""
    found = [_EXPECTED.fullmatch(one) for one in clean(notes).split("\n")]
    told = {one[1].strip(): Expectation(one[2], one[3].strip()) for one in found if one}
    return told if len(told) == len(found) else {}


def picked(items: Sequence[Item], wanted: Iterable[str]) -> list[Item]:
    """The items a person named: by a whole code (with or without the framework), else all whose code begins so.

    Raises:
        BadInput: a name fits nothing; all of them are listed.
    """
    found: dict[str, Item] = {}
    problems = []
    for one in wanted:
        name = line(one).lower()
        names = {item.standard.code: (item.short.lower(), item.standard.code.lower()) for item in items}
        fits = [item for item in items if name in names[item.standard.code]]
        fits = fits or [item for item in items if name and any(n.startswith(name) for n in names[item.standard.code])]
        if not fits:
            problems.append(_("No code is or begins with “{code}”.").format(code=shorten(one, 40)))
        found.update({item.standard.code: item for item in fits})
    if problems:
        raise BadInput(
            _("Not every standard that was named is in the package. Nothing was written."),
            _("Leave out --in and --pick to see what is in it."),
            tuple(problems),
        )
    return [item for item in items if item.standard.code in found]


def grades_of(items: Iterable[Item]) -> list[str]:
    """The grades that items are meant for, the lowest first."""
    found = {grade for item in items for grade in item.grades}
    return sorted(found, key=lambda one: (one.isdigit(), int(one) if one.isdigit() else 0, one))
