"""One Markdown file of a course as front matter, headings, tables and `key: value` lists, with line numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from portfolio.text import clean

_PAIR = re.compile(r"([a-z][a-z -]*?)\s*:\s+(.*)", re.DOTALL)
_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Row:
    """One row of a table: column to text."""

    cells: dict[str, str]
    line: int


@dataclass
class Table:
    """A table, its column names in lower case."""

    columns: list[str]
    rows: list[Row]
    line: int


@dataclass
class Pair:
    """`- key: value`, or a list item without a key."""

    key: str
    value: str
    line: int


@dataclass
class Section:
    """What stands under one heading."""

    level: int
    heading: str
    line: int
    body: str = ""
    """Its paragraphs and plain lists, as Markdown."""
    tables: list[Table] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    def get(self, key: str) -> Pair | None:
        """The first pair of that key."""
        return next((pair for pair in self.pairs if pair.key == key), None)

    @property
    def table(self) -> Table:
        """Its first table; an empty one where there is none."""
        return self.tables[0] if self.tables else Table([], [], self.line)


@dataclass
class Page:
    """One file."""

    file: str
    front: dict[str, Pair]
    sections: list[Section]

    @property
    def top(self) -> Section:
        """The section of the first heading."""
        return self.sections[0] if self.sections else Section(1, "", 1)

    def find(self, heading: str) -> Section | None:
        """The section whose heading is that, in any case."""
        return next((one for one in self.sections if one.heading.lower() == heading.lower()), None)


def parse(file: str, data: bytes) -> Page:
    """Read a file. What it should hold is not judged here."""
    text = clean(data.decode("utf-8-sig", "replace"))
    lines = text.split("\n")
    front: dict[str, Pair] = {}
    start = 0
    if lines and lines[0].strip() == "---":
        for number, one in enumerate(lines[1:], 2):
            if one.strip() == "---":
                start = number
                break
            key, colon, value = one.partition(":")
            if colon:
                front[key.strip().lower()] = Pair(key.strip().lower(), value.strip(), number)
    page = Page(file, front, [])
    tokens = _parser.parse("\n".join(lines[start:]))
    _sections(page, tokens, lines[start:], start)
    return page


def _sections(page: Page, tokens: list[Token], lines: list[str], offset: int) -> None:
    current: Section | None = None
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _end(tokens, at)
        line = (token.map[0] if token.map else 0) + offset + 1
        if token.type == "heading_open":
            current = Section(int(token.tag[1]), tokens[at + 1].content.strip(), line)
            page.sections.append(current)
        elif current is not None:
            if token.type == "table_open":
                current.tables.append(_table(tokens[at : end + 1], line, offset))
            elif token.map:
                pairs = _pairs(tokens[at : end + 1], offset) if token.type == "bullet_list_open" else []
                current.pairs += pairs
                if not any(pair.key for pair in pairs):
                    block = "\n".join(lines[token.map[0] : token.map[1]]).strip()
                    current.body = f"{current.body}\n\n{block}".strip()
        at = end + 1


def _end(tokens: list[Token], at: int) -> int:
    depth = 0
    for n in range(at, len(tokens)):
        depth += tokens[n].nesting
        if depth <= 0:
            return n
    return len(tokens) - 1


def _table(tokens: list[Token], line: int, offset: int) -> Table:
    table = Table([], [], line)
    cells: list[str] = []
    row_line = line
    for token in tokens:
        if token.type == "tr_open":
            cells = []
            row_line = (token.map[0] if token.map else 0) + offset + 1
        elif token.type == "inline":
            cells.append(token.content.strip())
        elif token.type == "tr_close":
            if not table.columns:
                table.columns = [cell.lower() for cell in cells]
            else:
                filled = dict(zip(table.columns, cells, strict=False))
                table.rows.append(Row({name: filled.get(name, "") for name in table.columns}, row_line))
    return table


def _pairs(tokens: list[Token], offset: int) -> list[Pair]:
    found = []
    for n, token in enumerate(tokens):
        if token.type == "inline" and tokens[n - 2].type == "list_item_open":
            match = _PAIR.fullmatch(token.content)
            line = (token.map[0] if token.map else 0) + offset + 1
            value = " ".join((match[2] if match else token.content).split())
            found.append(Pair(match[1] if match else "", value, line))
    return found
