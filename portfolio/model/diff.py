"""Word-level differences: what a reader of two drafts wants to see. Lines are matched first, then words inside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from portfolio.text import count_words

Tag = Literal["same", "added", "removed"]
_TOKEN = re.compile(r"\n+|[^\S\n]+|[\w’']+|[^\w\s]")
_LIMIT = 4_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    tag: Tag
    text: str


@dataclass(frozen=True)
class Counts:
    """Words that came and went."""

    added: int
    removed: int


def compare(old: str, new: str) -> list[Piece]:
    """The pieces that lead from `old` to `new`; those not "added" are `old`, those not "removed" are `new`."""
    if old == new:
        return [Piece("same", new)] if new else []
    a, b = _lines(old), _lines(new)
    pieces: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(a[a1:a2])))
        else:
            pieces += _words("".join(a[a1:a2]), "".join(b[b1:b2]))
    return _joined(pieces)


def counts(old: str, new: str) -> Counts:
    """How many words came and went between two texts."""
    pieces = compare(old, new)
    total = {tag: sum(count_words(p.text) for p in pieces if p.tag == tag) for tag in ("added", "removed")}
    return Counts(total["added"], total["removed"])


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _words(old: str, new: str) -> list[Piece]:
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    if not a or not b or len(a) + len(b) > _LIMIT:
        return [Piece("removed", old), Piece("added", new)]
    matcher = SequenceMatcher(None, a, b, autojunk=len(a) + len(b) > 1_000)
    out: list[Piece] = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            out.append(Piece("same", "".join(a[a1:a2])))
        else:
            out += [Piece("removed", "".join(a[a1:a2])), Piece("added", "".join(b[b1:b2]))]
    return _readable(out)


def _readable(pieces: list[Piece]) -> list[Piece]:
    """Lone spaces and marks between two changes join them: “~~to make power~~ **for cooling**”, not word by word."""
    out: list[Piece] = []
    for n, piece in enumerate(pieces):
        inside = 0 < n < len(pieces) - 1 and pieces[n - 1].tag != "same" and pieces[n + 1].tag != "same"
        if piece.tag == "same" and inside and not count_words(piece.text) and "\n" not in piece.text:
            out += [Piece("removed", piece.text), Piece("added", piece.text)]
        else:
            out.append(piece)
    return out


def _joined(pieces: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    removed = added = ""
    for piece in [*pieces, Piece("same", "")]:
        if piece.tag == "removed":
            removed += piece.text
        elif piece.tag == "added":
            added += piece.text
        else:
            out += [Piece("removed", removed)] if removed else []
            out += [Piece("added", added)] if added else []
            removed = added = ""
            if piece.text:
                same = out and out[-1].tag == "same"
                out[-1:] = [Piece("same", out[-1].text + piece.text)] if same else [*out[-1:], piece]
    return out


def passages(pieces: list[Piece], around: int = 1) -> list[Piece | int]:
    """The same pieces with long unchanged stretches folded to the number of paragraphs left out."""
    out: list[Piece | int] = []
    for n, piece in enumerate(pieces):
        parts = piece.text.split("\n\n") if piece.tag == "same" else []
        head = around if n else 0
        tail = around if n + 1 < len(pieces) else 0
        hidden = len(parts) - head - tail
        if hidden < 2:
            out.append(piece)
            continue
        if head:
            out.append(Piece("same", "\n\n".join(parts[:head]) + "\n\n"))
        out.append(hidden)
        if tail:
            out.append(Piece("same", "\n\n".join(parts[-tail:])))
    return out
