"""Three-way merging, by field and by paragraph. Pure: no clock, no host, no order of dictionaries.

The same two changes merge to the same result on every computer, whichever comes first, and again changes nothing.
Undo and restore use the same rules with `prefer="mine"`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Json = Any
Prefer = Literal["hash", "mine", "both"]
_GONE: Any = object()
BOTH = "_both"


@dataclass(frozen=True)
class Clash:
    """A place both sides changed differently. `kept` stands, `other` is what it was weighed against."""

    where: str
    kept: Json
    other: Json


def key(value: Json) -> str:
    """One text per JSON value; `0`, `false` and `0.0` differ."""
    return "\0gone" if value is _GONE else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _rank(value: Json) -> str:
    return hashlib.sha256(key(value).encode("utf-8", "surrogatepass")).hexdigest()


def merge_record(
    base: Json | None, mine: Json | None, theirs: Json | None, prefer: Prefer = "hash"
) -> tuple[Json | None, list[Clash]]:
    """Merge three versions of one record; None where it does not exist.

    With `prefer="hash"` the loser of a clash is kept in the record's `_both` until the person decides; so it is with
    "both", where mine stands. With "mine" the loser is only in the history.
    A deletion against an edit keeps the edit.
    """
    if key(mine) == key(theirs) or key(base) == key(theirs):
        return mine, []
    if key(base) == key(mine):
        return theirs, []
    if mine is None or theirs is None:
        return (mine if theirs is None else theirs), []
    clashes: list[Clash] = []
    plain = [{n: v for n, v in (side or {}).items() if n != BOTH} for side in (base, mine, theirs)]
    merged = _object(plain[0], plain[1], plain[2], "", prefer, clashes)
    both = _both([(side or {}).get(BOTH, {}) for side in (base, mine, theirs)], [] if prefer == "mine" else clashes)
    if both:
        merged[BOTH] = both
    return merged, clashes


def _both(sides: list[dict[str, Json]], clashes: list[Clash]) -> dict[str, Json]:
    base, mine, theirs = (side if isinstance(side, dict) else {} for side in sides)
    out = {}
    fresh: dict[str, list[Json]] = {}
    for clash in clashes:
        fresh.setdefault(clash.where, []).append(clash.other)
    for name in sorted({*base, *mine, *theirs, *fresh}):
        lists = [value if isinstance(value, list) else [] for value in (s.get(name, []) for s in (base, mine, theirs))]
        kept = _members(lists[0], lists[1], lists[2])
        have = {key(item) for item in kept}
        kept += [item for item in fresh.get(name, []) if key(item) not in have]
        if kept:
            out[name] = sorted(kept, key=key)
    return out


def _object(
    base: dict[str, Json],
    mine: dict[str, Json],
    theirs: dict[str, Json],
    where: str,
    prefer: Prefer,
    clashes: list[Clash],
) -> dict[str, Json]:
    out = {}
    for name in sorted({*base, *mine, *theirs}):
        value = _value(
            base.get(name, _GONE),
            mine.get(name, _GONE),
            theirs.get(name, _GONE),
            f"{where}.{name}" if where else name,
            prefer,
            clashes,
        )
        if value is not _GONE:
            out[name] = value
    return out


def _value(base: Json, mine: Json, theirs: Json, where: str, prefer: Prefer, clashes: list[Clash]) -> Json:
    if key(mine) == key(theirs) or key(base) == key(theirs):
        return mine
    if key(base) == key(mine):
        return theirs
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _object(base if isinstance(base, dict) else {}, mine, theirs, where, prefer, clashes)
    if isinstance(mine, list) and isinstance(theirs, list):
        return _members(base if isinstance(base, list) else [], mine, theirs)
    if mine is _GONE or theirs is _GONE:
        return mine if theirs is _GONE else theirs
    first = prefer != "hash" or _rank(mine) >= _rank(theirs)
    kept, other = (mine, theirs) if first else (theirs, mine)
    clashes.append(Clash(where, kept, other))
    return kept


def _members(base: list[Json], mine: list[Json], theirs: list[Json]) -> list[Json]:
    """Lists as ordered sets: additions and removals of both sides apply; the order does not depend on the side."""
    sides = [{key(item): item for item in side} for side in (base, mine, theirs)]
    if sides[1].keys() == sides[2].keys():
        return max(mine, theirs, key=_rank)
    if sides[0].keys() == sides[2].keys():
        return mine
    if sides[0].keys() == sides[1].keys():
        return theirs
    kept = [k for k in sides[0] if k in sides[1] and k in sides[2]]
    added = [sides[1], sides[2]]
    first, second = sorted(added, key=lambda side: _rank(list(side.values())))
    new = [k for side in (first, second) for k in side if k not in sides[0]]
    found = {**sides[2], **sides[1]}
    return [found[k] for k in dict.fromkeys(kept + new)]


@dataclass(frozen=True)
class _Hunk:
    start: int
    end: int
    lines: tuple[str, ...]


def paragraphs(text: str) -> list[str]:
    """The text cut after each blank line; joined together they are the text again."""
    parts: list[str] = []
    current = ""
    lines = text.splitlines(keepends=True) if "\r" not in text and "\x0b" not in text else _lines(text)
    for n, one in enumerate(lines):
        current += one
        if not one.strip() and n + 1 < len(lines) and lines[n + 1].strip():
            parts.append(current)
            current = ""
    return [*parts, current] if current else parts


def _lines(text: str) -> list[str]:
    found = text.split("\n")
    return [one + "\n" for one in found[:-1]] + ([found[-1]] if found[-1] else [])


def merge_text(base: str, mine: str, theirs: str, prefer: Prefer = "hash") -> tuple[str, list[Clash]]:
    """Merge three versions of a text by paragraph. Where both sides changed one place, both stand, one after the other.

    With `prefer="mine"` such a place keeps mine alone and is listed.
    """
    if theirs in (mine, base):
        return mine, []
    if base == mine:
        return theirs, []
    old = paragraphs(base)
    ours, other = _hunks(old, paragraphs(mine)), _hunks(old, paragraphs(theirs))
    out: list[str] = []
    clashes: list[Clash] = []
    at = 0
    while ours or other:
        start = min(hunks[0].start for hunks in (ours, other) if hunks)
        end, left, right = _region(start, ours, other)
        out += old[at:start]
        a, b = _side(old, start, end, left), _side(old, start, end, right)
        out += _joined(a, b, "".join(old[start:end]), left, right, prefer, clashes)
        at = end
    out += old[at:]
    return "".join(_ended(out)), clashes


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[_Hunk]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [_Hunk(a, b, tuple(new[c:d])) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def _region(start: int, ours: list[_Hunk], other: list[_Hunk]) -> tuple[int, list[_Hunk], list[_Hunk]]:
    """Take from both lists all hunks that overlap or touch, from `start` on."""
    end = start
    left: list[_Hunk] = []
    right: list[_Hunk] = []
    moved = True
    while moved:
        moved = False
        for hunks, taken in ((ours, left), (other, right)):
            while hunks and hunks[0].start <= end:
                hunk = hunks.pop(0)
                taken.append(hunk)
                end = max(end, hunk.end)
                moved = True
    return end, left, right


def _side(old: Sequence[str], start: int, end: int, hunks: list[_Hunk]) -> str:
    out: list[str] = []
    at = start
    for hunk in hunks:
        out += old[at : hunk.start]
        out += hunk.lines
        at = hunk.end
    return "".join(_ended([*out, *old[at:end]]))


def _joined(
    mine: str, theirs: str, base: str, left: list[_Hunk], right: list[_Hunk], prefer: Prefer, clashes: list[Clash]
) -> list[str]:
    if not right or theirs in (mine, base):
        return [mine]
    if not left or mine == base:
        return [theirs]
    if prefer == "mine":
        clashes.append(Clash("text", mine, theirs))
        return [mine]
    holds = [one for one, other in ((mine, theirs), (theirs, mine)) if other.strip() in one]
    if holds:
        return [max(holds, key=lambda side: (len(side), side))]
    first, second = sorted((mine, theirs), key=_rank)
    clashes.append(Clash("text", first, second))
    return [first, second]


def _ended(parts: list[str]) -> list[str]:
    """Paragraphs that stay apart when they are put together."""
    full = [part for part in parts if part]
    return [part if n + 1 == len(full) or part.endswith("\n\n") else _apart(part) for n, part in enumerate(full)]


def _apart(part: str) -> str:
    return part + ("\n" if part.endswith("\n") else "\n\n") if part.strip() else part
