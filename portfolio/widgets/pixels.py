"""Text with colours, made of data: level chips, stage bars, differences. Nothing here reads markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content, Span

from portfolio.i18n import ngettext
from portfolio.model.diff import Piece, passages
from portfolio.services.works import Stage

WIDE = 100
"""From this many columns on a place has its sections at the side, and columns."""
WIDEST = 160
"""No place is drawn wider than this: lines stay readable on large screens."""
_simple = False
_SIMPLE = str.maketrans("▚●○◆◇⚑⚐✎✓↺▸·–—…“”‘’⏎↑↓←→│", "#*o*o>>~x<>.--.\"\"''<^v<-|")
_BARS = "▁▂▄▆█"


def room(columns: int) -> int:
    """How many columns the body of a place has on a screen of so many."""
    return min(columns, WIDEST) - 23 if columns >= WIDE else columns - 2


def use_simple(on: bool) -> None:
    """Draw with plain characters only, for old consoles."""
    global _simple  # noqa: PLW0603 - one screen per process
    _simple = on


def sign(text: str) -> str:
    """A sign as this console can show it."""
    return text.translate(_SIMPLE) if _simple else text


def text(value: str, style: str = "") -> Content:
    """Words as they are, in one style."""
    return Content.styled(sign(value) if _simple else value, style) if style else Content(sign(value))


def joined(parts: Iterable[Content | str], between: str = "") -> Content:
    """Parts one after the other."""
    return Content(between).join([Content(part) if isinstance(part, str) else part for part in parts])


def lines(parts: Iterable[Content | str]) -> Content:
    """Parts below each other."""
    return joined(parts, "\n")


def chip(level: str, number: int) -> Content:
    """A level as a digit on its colour; never colour alone.

    Args:
        number: its place on the scale, 1 for the lowest.
    """
    shade = min(max(number, 1), 6)
    return Content.styled(f" {level} ", f"$level-{shade}-text on $level-{shade} bold")


def chips(levels: Sequence[str], scale: Sequence[str]) -> Content:
    """Levels in order of time."""
    return joined((chip(one, scale.index(one) + 1 if one in scale else 1) for one in levels), " ")


def sparkline(values: Sequence[int]) -> Content:
    """Confidences 1-5 as bars."""
    marks = "".join(str(value) if _simple else _BARS[min(max(value, 1), 5) - 1] for value in values)
    return text(marks, "$primary")


_STAGE = {
    "done": ("✓ ", "$good", ""),
    "now": ("◆ ", "$primary bold", "$primary bold"),
    "open": ("○ ", "$muted", "$muted"),
}


def stage_bar(stages: Sequence[Stage], width: int = 200) -> Content:
    """Where a work stands: closer together, then in two lines, where there is less room."""
    parts = []
    for stage in stages:
        mark, colour, style = _STAGE[stage.state]
        parts.append(joined((text(mark, colour), text(stage.label, style))))
    for between in ("   ", " "):
        if sum(part.cell_length + len(between) for part in parts) <= width + len(between):
            return joined(parts, between)
    half = len(parts) // 2
    return lines((joined(parts[:half], " "), joined(parts[half:], " ")))


def hanging(mark: Content | str, body: Content, width: int) -> Content:
    """A mark and the text after it, broken so that its further lines stand under its first one.

    Args:
        width: cells for both.
    """
    head = Content(mark) if isinstance(mark, str) else mark
    room = max(width - head.cell_length, 8)
    rows = [row for part in body.split("\n") for row in part.wrap(room)] if body.plain else [body]
    return lines((joined((head if n == 0 else " " * head.cell_length, row)) for n, row in enumerate(rows)))


def difference(pieces: Sequence[Piece]) -> Content:
    """What came and went, word by word; long unchanged stretches are folded."""
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    for piece in passages(list(pieces)):
        if isinstance(piece, int):
            told = ngettext("{n} unchanged paragraph", "{n} unchanged paragraphs", piece)
            shown, style = f"   ···  {told}  ···\n\n", "$muted"
        elif piece.tag == "added":
            shown, style = (f"{{+{piece.text}+}}" if _simple else piece.text), "$added bold"
        elif piece.tag == "removed":
            shown, style = (f"[-{piece.text}-]" if _simple else piece.text), "$removed strike"
        else:
            shown, style = piece.text, ""
        shown = sign(shown)
        parts.append(shown)
        if style:  # the space before a word that went is not struck through
            spans.append(Span(at + len(shown) - len(shown.lstrip(" ")), at + len(shown), style))
        at += len(shown)
    return Content("".join(parts), spans=spans)


def counted(words: tuple[int, int] | None) -> Content:
    """Words that came and went: +214 -61."""
    if not words:
        return Content("")
    plus = [text(f"+{words[0]}", "$added")] if words[0] else []
    minus = [text(f"−{words[1]}", "$removed")] if words[1] else []
    return joined([*plus, *minus], " ")


def title_of(value: str) -> Content:
    """A border title from plain words."""
    return Content(sign(value))
