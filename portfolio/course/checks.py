"""Mistakes in a course, and the small questions every file is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.course.page import Page, Pair, Row, Section, Table, parse
from portfolio.i18n import _
from portfolio.model.course import Level

CODE = re.compile(r"[A-Za-z0-9._-]+:[A-Za-z0-9._:-]+")
"""What the code of a standard looks like, FRAMEWORK:CODE."""
_MISSING = 0
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What an id looks like."""


def listed(text: str) -> tuple[str, ...]:
    """The parts of a text with commas between them."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


@dataclass(frozen=True)
class Mistake:
    """Something in a course that is not as it should be."""

    file: str
    line: int
    expected: str
    example: str = ""
    warning: bool = False
    """Advice only: the course can be used."""

    def __str__(self) -> str:
        kind = _("advice: ") if self.warning else ""
        example = _(" For example: {example}").format(example=self.example) if self.example else ""
        return f"{self.file}:{self.line}: {kind}{self.expected}{example}"


class Checks:
    """What reading any file of a course needs; `mistakes` grows on the way."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self.contents = contents
        self.mistakes: list[Mistake] = []
        self.levels: tuple[Level, ...] = ()
        self.grades: tuple[str, ...] = ()
        self.thinking = ""
        """The level of thinking that every choice of content asks for at least, where the course names one."""

    def wrong(self, page: Page, line: int, expected: str, example: str = "", *, warning: bool = False) -> None:
        """Note a mistake."""
        if page.file.endswith(".md") and page.file not in self.contents and line != _MISSING:
            return
        self.mistakes.append(Mistake(page.file, max(line, 1), expected, example, warning))

    # Pieces every file is made of

    def page(self, file: str) -> Page:
        """One file; a missing one is a mistake."""
        page = parse(file, self.contents.get(file, b""))
        if file not in self.contents:
            self.wrong(
                page, _MISSING, _("This file is missing."), _("“portfolio course begin DIR” writes one to start from")
            )
        elif not page.sections:
            self.wrong(page, 1, _("Expected a heading."), "# Title")
        return page

    def front(self, page: Page, key: str, example: str, *, optional: bool = False) -> Pair:
        """One line of the front matter."""
        pair = page.front.get(key)
        if pair is None or not pair.value:
            if not optional:
                self.wrong(page, 1, _("Expected “{key}” between the --- lines at the top.").format(key=key), example)
            return Pair(key, "", 1)
        return pair

    def rows(self, page: Page, section: Section | None, columns: Iterable[str], where: str) -> list[Row]:
        """The rows of the table in a section, where it has these columns."""
        need = list(columns)
        example = "| " + " | ".join(need) + " |"
        if section is None:
            self.wrong(page, 1, _("Expected the section “{name}”.").format(name=where), f"## {where}")
            return []
        table: Table = section.table
        if not table.columns:
            self.wrong(page, section.line, _("Expected a table under “{name}”.").format(name=where), example)
            return []
        missing = [name for name in need if name not in table.columns]
        if missing:
            told = ", ".join(missing)
            self.wrong(page, table.line, _("This table needs the columns: {names}.").format(names=told), example)
            return []
        for row in table.rows:
            for name in need:
                if not row.cells[name]:
                    self.wrong(page, row.line, _("The column “{name}” is empty.").format(name=name), example)
        return table.rows

    def one_of(self, page: Page, line: int, value: str, allowed: Iterable[str], what: str) -> bool:
        """Whether a value is allowed; if not, that is a mistake."""
        known = list(allowed)
        if value in known:
            return True
        self.wrong(
            page,
            line,
            _("“{value}” is not a {what}; expected one of: {known}.").format(
                value=value[:40], what=what, known=", ".join(known) or _("none are defined")
            ),
            known[0] if known else "",
        )
        return False

    def standard(self, page: Page, line: int, code: str, codes: list[str]) -> None:
        """A standard that is named somewhere is one of the course; where none could be read, that alone is told."""
        if codes:
            self.one_of(page, line, code, codes, _("standard of this course"))

    def number(self, page: Page, line: int, value: str, what: str, example: str) -> int:
        """A whole number above zero."""
        if value.isdigit() and 0 < int(value) < 1_000_000:
            return int(value)
        self.wrong(page, line, _("{what} is a whole number above 0.").format(what=what), example)
        return 0
