"""Markdown that people wrote, as paragraphs of marked words: for files that know no HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from portfolio.export.markdown import allowed
from portfolio.i18n import _
from portfolio.text import clean, line, shorten

if TYPE_CHECKING:
    from markdown_it.token import Token

DEEPEST = 4
"""How far lists are indented."""
MOST_COLUMNS = 6
"""A table with more columns becomes lines: nobody could read it on a slide."""


@dataclass(frozen=True)
class Run:
    """Words that look the same throughout; without a line end."""

    text: str
    strong: bool = False
    slant: bool = False
    code: bool = False
    mark: Literal["", "added", "removed"] = ""
    link: str = ""
    """Where it leads: the web or mail, "" for nowhere."""


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    kind: Literal["text", "head", "item", "quote", "code", "aside"]
    """aside: in small, what something is taken from or why it is not here."""
    runs: tuple[Run, ...]
    depth: int = 0
    """How far an item or an aside stands in, from 0."""
    number: int | None = None
    """The number of an item of a numbered list."""
    goes_on: bool = False
    """Whether it goes on with the paragraph before: no sign stands in front."""

    @property
    def text(self) -> str:
        """Its words without marks."""
        return "".join(run.text for run in self.runs)


HEAD = 40
"""How many characters the head of a column has at most."""
Row = tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table with a head."""

    title: str
    """What it shows, "" where nothing says so."""
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    places: tuple[int, ...] = ()
    """For each row the place of the level in its last cell on its scale, from 1; 0 for none. Empty: no levels."""


@dataclass
class _Reading:
    """Where one is in a text."""

    lists: list[int | None] = field(default_factory=list)
    """The lists one is in: the number of the next item, None where it has none."""
    quoted: int = 0
    heading: bool = False
    begins: bool = False
    """Whether an item has just begun."""


def parts_of(text: str) -> Iterator[Words | Table]:
    """The paragraphs and tables of a text. No HTML in it means anything, and no picture is fetched."""
    from markdown_it import MarkdownIt

    if not text.strip():
        return
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.validateLink = allowed  # type: ignore[method-assign,assignment]
    tokens = reader.parse(clean(text))
    at, now = 0, _Reading()
    while at < len(tokens):
        token = tokens[at]
        if token.type == "table_open":
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
            yield from _table(tokens[at:end])
            at = end
        elif token.type == "inline":
            yield from _paragraph(token, now)
        elif token.type in ("fence", "code_block"):
            yield from (Words("code", (Run(each, code=True),)) for each in token.content.rstrip("\n").split("\n"))
        else:
            _step(token, now)
        at += 1


def _step(token: Token, now: _Reading) -> None:
    """Into a list, a quotation or a heading, or out of it."""
    if token.type in ("bullet_list_open", "ordered_list_open"):
        first = int(token.attrs.get("start", 1)) if token.type[0] == "o" else None
        now.lists.append(first)
    elif token.type in ("bullet_list_close", "ordered_list_close"):
        now.lists.pop()
    elif token.type == "list_item_open":
        now.begins = True
    elif token.type == "list_item_close" and now.lists[-1] is not None:
        now.lists[-1] += 1
    elif token.type in ("blockquote_open", "blockquote_close"):
        now.quoted += token.nesting
    elif token.type in ("heading_open", "heading_close"):
        now.heading = token.type == "heading_open"


def _paragraph(token: Token, now: _Reading) -> Iterator[Words]:
    """The lines of a paragraph; only a line end that was asked for begins a new one."""
    for number, runs in enumerate(_lines(token.children or ())):
        if now.heading:
            yield Words("head", runs)
        elif now.lists:
            depth = min(len(now.lists) - 1, DEEPEST)
            yield Words("item", runs, depth, now.lists[-1], not now.begins or number > 0)
            now.begins = False
        else:
            yield Words("quote" if now.quoted else "text", runs)


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[Run, ...]]:
    runs: list[Run] = []
    look, address, before = Run(""), "", 0
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            look = replace(look, strong=token.nesting == 1)
        elif token.type in ("em_open", "em_close"):
            look = replace(look, slant=token.nesting == 1)
        elif token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            address = href if ":" in href else ""
            look = replace(look, link=address)
            before = len(runs)
        elif token.type == "link_close":
            told = "".join(run.text for run in runs[before:])
            look = replace(look, link="")
            if address and told not in (address, unquote(address), address.removeprefix("mailto:")):
                runs.append(replace(look, text=f" ({line(unquote(address))})"))
        elif token.type == "hardbreak":
            yield tuple(runs)
            runs = []
        elif token.type == "image":
            told = _("[picture: {name}]").format(name=line(token.content) or line(str(token.attrs.get("src", ""))))
            runs.append(replace(look, text=told))
        else:
            told = " " if token.type == "softbreak" else line(token.content) if token.type == "code_inline" else ""
            told = told or token.content.replace("\n", " ")
            if told:
                runs.append(replace(look, text=told, code=token.type == "code_inline"))
    if any(run.text.strip() for run in runs):
        yield tuple(runs)


def _table(tokens: Sequence[Token]) -> Iterator[Table | Words]:
    rows: list[list[tuple[Run, ...]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(tuple(run for each in _lines(token.children or ()) for run in each) or (Run(""),))
    if rows and rows[0]:
        heads = tuple(shorten("".join(run.text for run in cell), HEAD) for cell in rows[0])
        if len(heads) > MOST_COLUMNS:
            for row in rows:
                yield Words("text", tuple(run for cell in row for run in (*cell, Run("  "))))
            return
        yield Table("", heads, tuple(tuple(row) for row in rows[1:]))
