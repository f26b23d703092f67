"""A deck in Markdown: slides between lines of `---`, notes after a line `???`, live pieces on lines in braces.

A live piece names what it shows and stays tied to its version:

    {quote WORK DRAFT: the words}     words of a draft
    {change WORK DRAFT DRAFT: words}  what differs between two drafts, in the paragraph with these words (or in all)
    {growth STANDARD}                 every level given for a standard, in order
    {rubric WORK CRITERION}           one criterion as it was rated, with its evidence
    {image WORK FILE}                 an attached picture
    {timeline WORK}                   the drafts of one work

WORK is the end of a work's id, DRAFT a draft's number. Anything else in braces is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["quote", "change", "growth", "rubric", "image", "timeline"]
_PIECE = re.compile(r"\{(quote|change|growth|rubric|image|timeline)\s+([^{}]*)\}")
_NEEDS = {"quote": 3, "change": 4, "growth": 1, "rubric": 2, "image": 2, "timeline": 1}


@dataclass(frozen=True)
class Live:
    """A live piece, not looked up yet."""

    kind: Kind
    parts: tuple[str, ...]
    line: int
    """Its line in the deck, from 1."""

    @property
    def written(self) -> str:
        """As it stands in the deck."""
        if self.kind in ("quote", "change") and self.parts[-1]:
            return f"{{{self.kind} {' '.join(self.parts[:-1])}: {self.parts[-1]}}}"
        return f"{{{self.kind} {' '.join(self.parts).strip()}}}"


@dataclass(frozen=True)
class Slide:
    """One slide."""

    title: str
    body: tuple[str | Live, ...]
    """Lines of Markdown and live pieces, in order."""
    notes: str
    line: int
    """Where it begins in the deck, from 1."""

    @property
    def pieces(self) -> tuple[Live, ...]:
        """Its live pieces."""
        return tuple(one for one in self.body if isinstance(one, Live))


def read_deck(text: str) -> list[Slide]:
    """The slides of a deck; a slide without anything on it is left out."""
    slides: list[Slide] = []
    start = 1
    found: list[str] = []
    for number, line in enumerate([*text.split("\n"), "---"], 1):
        if re.fullmatch(r"\s*-{3,}\s*", line):
            slide = _slide(found, start)
            if slide is not None:
                slides.append(slide)
            start, found = number + 1, []
        else:
            found.append(line)
    return slides


def _slide(lines: list[str], start: int) -> Slide | None:
    at = next((n for n, line in enumerate(lines) if line.strip() == "???"), len(lines))
    shown, notes = lines[:at], "\n".join(lines[at + 1 :]).strip()
    title, body = "", []
    for number, line in enumerate(shown, start):
        heading = re.fullmatch(r"#{1,3}\s+(.*?)\s*#*", line)
        if heading and not title:
            title = heading[1]
            continue
        body.append(read_piece(line, number) or line)
    while body and body[0] == "":
        body.pop(0)
    while body and body[-1] == "":
        body.pop()
    return Slide(title, tuple(body), notes, start) if title or body or notes else None


def read_piece(line: str, number: int = 1) -> Live | None:
    """The live piece on a line of its own, None where there is none."""
    match = _PIECE.fullmatch(line.strip())
    if match is None:
        return None
    kind, rest = match[1], match[2].strip()
    if kind in ("quote", "change"):
        head, _colon, words = rest.partition(":")
        parts = (*head.split(), words.strip())
    elif kind in ("rubric", "image"):
        first, _space, second = rest.partition(" ")
        parts = (first, second.strip())
    else:
        parts = tuple(rest.split())
    fits = len(parts) == _NEEDS[kind] and all(parts[:-1] if kind == "change" else parts)
    return Live(kind, parts, number) if fits else None  # type: ignore[arg-type]
