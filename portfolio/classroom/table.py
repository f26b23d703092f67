"""One CSV file: decoded, cut into rows with their lines; only the columns asked for are kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portfolio.classroom.records import Mistake
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.text import line, shorten

LARGEST = 16_000_000
"""No file larger than this is read (bytes)."""
MOST_ROWS = 20_000
"""A file with more rows is not read."""
LONGEST = 1_000
"""A row with a longer value is left out (characters)."""
_MOST_COLUMNS = 500
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?[\r\n]', re.IGNORECASE)
"""What Excel puts above the header to name its delimiter."""


@dataclass(frozen=True)
class Line:
    """One row of a file."""

    number: int
    """The line it begins in, counted from 1."""
    cells: Mapping[str, str]
    """What stands in each column that was asked for; "" where the file has no such column."""


@dataclass(frozen=True)
class Table:
    """What was read of one file."""

    file: str
    """The file's name, as shown."""
    columns: tuple[str, ...]
    """The columns that were asked for and are there."""
    header: tuple[str, ...]
    """All names in the header, as shown."""
    rows: tuple[Line, ...]
    """The rows that can be used."""
    dropped: tuple[str, ...]
    """The names of the columns that were not read."""
    mistakes: tuple[Mistake, ...]
    """The rows that cannot be used."""
    notes: tuple[str, ...]
    """Sentences about the file as a whole."""

    def place(self, row: Line) -> str:
        """Where a row stands."""
        return place(self.file, row.number)


def place(file: str, number: int) -> str:
    """A line of a file, in words."""
    return _("{file}, line {number}").format(file=file, number=number)


def is_blank(name: str) -> bool:
    """Whether nothing in a name can be seen."""
    return not any(sign.isprintable() and sign != " " for sign in name)


def squeeze(name: str) -> str:
    """The name of a column without what people write in different ways: capitals, spaces, lines, hyphens."""
    return re.sub(r"[\s_\-]+", "", line(name)).casefold()


def read_table(file: str, data: bytes, known: Mapping[str, str]) -> Table:
    """Read a CSV file.

    Args:
        file: Its name, for messages.
        data: Its bytes.
        known: For each squeezed name of a column what it is called in `Line.cells`; other columns are not kept.

    Raises:
        BadInput: the file as a whole cannot be used.
    """
    file = shorten(file, 60)
    if len(data) > LARGEST:
        raise BadInput(
            _("{file} is larger than 16 MB, so it was not read.").format(file=file), _("Is it a class list?")
        )
    text, notes = _decode(file, data)
    rows = _rows(file, text)
    number, header = next(((number, cells) for number, cells in rows if _filled(cells)), (0, []))
    if not header:
        raise BadInput(_("{file} is empty.").format(file=file), _("Save the class list again, then choose it."))
    if len(header) > _MOST_COLUMNS:
        raise BadInput(
            _("{place}: this has more than {most} columns.").format(place=place(file, number), most=_MOST_COLUMNS),
            _("A class list has a header such as: id,name,group"),
        )
    while not header[-1].strip():
        header.pop()
    columns: dict[str, int] = {}
    dropped: list[str] = []
    for at, name in enumerate(header):
        called = known.get(squeeze(name))
        if called and called not in columns:
            columns[called] = at
        elif name.strip():
            dropped.append(shorten(name, 40))
    lines, mistakes, short = _lines(file, rows, columns, sorted(set(known.values())), len(header))
    if short:
        told = ", ".join(map(str, short[:10])) + ("…" if len(short) > 10 else "")
        notes.append(
            _("{file}: shorter than the header, the rest read as blank: line {lines}.").format(file=file, lines=told)
        )
    notes += [
        _("The column “{name}” was not read. It should not be in such a file.").format(name=name)
        for name in dropped
        if "password" in squeeze(name)
    ]
    shown = tuple(shorten(name, 40) for name in header)
    return Table(file, tuple(columns), shown, tuple(lines), tuple(dropped), tuple(mistakes), tuple(notes))


def _lines(
    file: str, rows: Iterator[tuple[int, list[str]]], columns: Mapping[str, int], called: list[str], width: int
) -> tuple[list[Line], list[Mistake], list[int]]:
    """The rows under the header, those that cannot be used, and the lines of those that end early."""
    lines: list[Line] = []
    mistakes: list[Mistake] = []
    short: list[int] = []
    for number, cells in rows:
        if not _filled(cells):
            continue
        if _filled(cells[width:]):
            reason = _("This row has more values than the header has columns. A value with a comma in it needs quotes.")
            mistakes.append(Mistake(place(file, number), reason))
            continue
        kept = dict.fromkeys(called, "") | {name: cells[at] for name, at in columns.items() if at < len(cells)}
        if any(len(value) > LONGEST for value in kept.values()):
            reason = _("A value is longer than {most} characters. Is a quotation mark missing?").format(most=LONGEST)
            mistakes.append(Mistake(place(file, number), reason))
            continue
        if len(cells) < width:
            short.append(number)
        lines.append(Line(number, {name: line(value) for name, value in kept.items()}))
    return lines, mistakes, short


def _filled(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _decode(file: str, data: bytes) -> tuple[str, list[str]]:
    """The text of a file, and a note where its encoding had to be guessed."""
    save = _("In the spreadsheet, save it as “CSV UTF-8”, then choose it again.")
    notes: list[str] = []
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = data.decode("utf-16")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp1252")
                notes.append(
                    _("{file} is not UTF-8; it was read as Windows-1252. Look at the accents.").format(file=file)
                )
    except UnicodeDecodeError:
        raise BadInput(_("{file} is not text that can be read.").format(file=file), save) from None
    if "\0" in text:
        where = place(file, text.count("\n", 0, text.index("\0")) + 1)
        raise BadInput(_("{place}: there is a NUL byte, which no text has.").format(place=where), save)
    return text, notes


def _delimiter(text: str) -> str:
    """The sign between columns: the most frequent one in the header, outside quotes."""
    counts = {",": 0, ";": 0, "\t": 0}
    quoted = False
    for sign in text.lstrip("\r\n ")[:50_000]:
        if sign == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "\r\n":
            break
        elif sign in counts:
            counts[sign] += 1
    return max(counts, key=counts.__getitem__)


def _rows(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins in."""
    named = _SEPARATOR_LINE.match(text)
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=named[1] if named else _delimiter(text), strict=True, skipinitialspace=True)
    number = 1
    try:
        for count, cells in enumerate(reader):
            if count > MOST_ROWS:
                told = _("{file} has more than {most} rows, so it was not read.").format(file=file, most=MOST_ROWS)
                raise BadInput(told, _("Choose a file with fewer classes in it."))
            if count or not named:
                yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        raise BadInput(
            _("{place}: a quotation mark is not closed, or stands in the middle.").format(place=place(file, number)),
            _("Correct that row, or save the list again from the spreadsheet. Nothing was read."),
        ) from None
