"""The students of a class, from a plain CSV file or a OneRoster set, and what reading it again would change."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from portfolio.classroom.fileset import open_folder, open_zip, read_file, shown
from portfolio.classroom.oneroster import FILES, OneRoster
from portfolio.classroom.records import NO_ID, Mistake, Roster, Row, Step
from portfolio.classroom.table import Line, Table, is_blank, read_table, squeeze
from portfolio.clock import SystemClock
from portfolio.errors import BadInput, NotFound
from portfolio.i18n import _
from portfolio.text import bare, line, shorten

__all__ = ["Mistake", "Roster", "Row", "Step", "classes_in", "compare", "read_roster"]
_KNOWN = {
    "name": "name",
    "fullname": "name",
    "student": "name",
    "studentname": "name",
    "pupil": "name",
    "pupilname": "name",
    "firstname": "given",
    "givenname": "given",
    "lastname": "family",
    "familyname": "family",
    "surname": "family",
    "id": "id",
    "studentid": "id",
    "studentnumber": "id",
    "sourcedid": "id",
    "studentno": "id",
    "studentno.": "id",
    "number": "id",
    "pupilid": "id",
    "group": "group",
    "class": "group",
    "section": "group",
    "form": "group",
    "klasse": "group",
    "grade": "grade",
    "yearlevel": "grade",
    "year": "grade",
}
"""What the columns of a plain file may be called."""
_ONE_OF_A_SET = {"sourcedid", "enableduser"}
"""Columns that only users.csv of a OneRoster set has; read alone it would seat teachers and parents as well."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LONGEST_NAME = 80
_LONGEST_ID = 255


def read_roster(path: str, wanted: str = "", *, today: date | None = None) -> Roster:
    """Read the students of one class.

    Args:
        path: A CSV file, or the folder or zip of a OneRoster set.
        wanted: The class of a set, by sourcedId, title or classCode; in a plain file the group.
        today: The day on which enrollments must not have ended; by default this one.

    Raises:
        NotFound: There is no such file, class or group.
        BadInput: It cannot be used, or holds several classes and none is wanted.
    """
    wanted = line(wanted)
    found = _open(path, today)
    return found.roster(wanted) if isinstance(found, OneRoster) else _plain(path, found, wanted)


def classes_in(path: str, *, today: date | None = None) -> list[tuple[str, str, int]]:
    """The classes of a OneRoster set (sourcedId, title, number of students); none for a plain CSV file."""
    found = _open(path, today)
    return found.listed() if isinstance(found, OneRoster) else []


def by_name(rows: Sequence[Row], known: Sequence[Row]) -> list[Row]:
    """The rows of a file without ids, each with the key of the one student of that name who is known; others stay."""
    names: dict[str, list[str]] = {}
    for row in known:
        names.setdefault(bare(row.name), []).append(row.key)
    here = [bare(row.name) for row in rows]

    def keyed(row: Row) -> Row:
        keys = names.get(bare(row.name), [])
        one = len(keys) == 1 and here.count(bare(row.name)) == 1
        return replace(row, key=keys[0]) if row.key.startswith(NO_ID) and one else row

    return [keyed(row) for row in rows]


def compare(before: Sequence[Row], now: Sequence[Row], gone: Collection[str] = ()) -> list[Step]:
    """What reading a roster again would do, for a preview: each student once, nobody passed over in silence.

    Args:
        before: The students known so far, those who left included.
        now: The students in the file.
        gone: The keys of those in `before` who had left; they come back where the file has them again.
    """
    known = {row.key: row for row in before}
    steps: list[Step] = []
    for row in now:
        old = known.pop(row.key, None)
        if old is None:
            steps.append(Step("new", row.key, row.name))
            continue
        other = old.name if old.name != row.name else ""
        groups = (old.group, row.group) if old.group != row.group else ("", "")
        if row.key in gone:
            steps.append(Step("back", row.key, row.name, other, groups))
        else:
            kind: Any = "renamed" if other else "moved" if any(groups) else "same"
            steps.append(Step(kind, row.key, row.name, other, groups))
    return steps + [Step("gone", key, row.name) for key, row in known.items() if key not in gone]


def _open(path: str, today: date | None) -> OneRoster | bytes:
    """A set, or the bytes of a plain file."""
    at = today or SystemClock().now().date()
    if os.path.isdir(path):
        return OneRoster(open_folder(path, FILES), at)
    data = read_file(path)
    if data.startswith(_ZIP) or path.lower().endswith(".zip"):
        return OneRoster(open_zip(path, data, FILES), at)
    return data


def _plain(path: str, data: bytes, wanted: str) -> Roster:
    """The students of a plain CSV file."""
    table = read_table(shown(path), data, _KNOWN)
    if {squeeze(name) for name in table.header} >= _ONE_OF_A_SET:
        raise BadInput(
            _("{file} is one file of a OneRoster set; alone it does not say who is in the class.").format(
                file=table.file
            ),
            _("Choose the folder or the zip it came in."),
        )
    if "name" not in table.columns and "given" not in table.columns:
        raise BadInput(
            _("{file} has no column with names. It has: {names}.").format(
                file=table.file, names=", ".join(table.header[:20])
            ),
            _("The first line must name the columns. Call one “name”, or two “first name” and “last name”."),
        )
    if not table.rows and not table.mistakes:
        raise BadInput(
            _("{file} has a header and no students.").format(file=table.file),
            _("Put one student on each line under it."),
        )
    rows, mistakes, notes = _students(table)
    if "id" not in table.columns:
        notes.append(
            _(
                "Without an id column students are known by their names when the file is read again. Such a column is "
                "called “id” or “student id”."
            )
        )
    if wanted:
        rows = _group(table.file, rows, wanted)
    return Roster(
        title=rows[0].group if wanted else "",
        rows=tuple(rows),
        mistakes=(*table.mistakes, *mistakes),
        dropped=table.dropped,
        notes=(*table.notes, *notes),
        teachers=(),
    )


def _students(table: Table) -> tuple[list[Row], list[Mistake], list[str]]:
    """The rows of a plain file, each with a key of its own."""
    lines: dict[str, int] = {}
    rows: list[Row] = []
    mistakes: list[Mistake] = []
    alike: list[str] = []
    cut: list[str] = []
    for row in table.rows:
        whole = _name(row)
        reason = _wrong(row, whole, lines)
        if reason:
            mistakes.append(Mistake(table.place(row), reason))
            continue
        name = shorten(whole, _LONGEST_NAME)
        key = row.cells["id"] or _name_key(name, lines)
        if not row.cells["id"] and key != _from_name(name):
            alike.append(name)
        if name != whole:
            cut.append(str(row.number))
        lines[key] = row.number
        rows.append(Row(key, name, shorten(row.cells["group"], 80), shorten(row.cells["grade"], 80)))
    return rows, mistakes, _notes(alike, cut)


def _wrong(row: Line, name: str, lines: dict[str, int]) -> str:
    """Why a row cannot be used, or ""."""
    key = row.cells["id"]
    if is_blank(name):
        return _("There is no name in this row.")
    if len(key) > _LONGEST_ID:
        return _("The id is longer than {most} characters.").format(most=_LONGEST_ID)
    if key in lines:
        return _("The id “{key}” stands in line {number} already. Each student needs one of their own.").format(
            key=shorten(key, 40), number=lines[key]
        )
    return ""


def _notes(alike: list[str], cut: list[str]) -> list[str]:
    notes = []
    if alike:
        names = ", ".join(dict.fromkeys(alike[:20]))
        notes.append(
            _(
                "More than one student is called: {names}. Without an id they cannot be told apart when the file is "
                "read again."
            ).format(names=names)
        )
    if cut:
        told = ", ".join(cut[:20])
        notes.append(
            _("Names longer than {most} characters were cut: line {lines}.").format(most=_LONGEST_NAME, lines=told)
        )
    return notes


def _name(row: Line) -> str:
    return row.cells["name"] or f"{row.cells['given']} {row.cells['family']}".strip()


def _from_name(name: str) -> str:
    """The key a name makes; the same for every way to write its letters."""
    return NO_ID + unicodedata.normalize("NFKC", name.casefold())


def _name_key(name: str, taken: Collection[str]) -> str:
    """A key for a student without an id that nobody has yet."""
    key, number = _from_name(name), 2
    while key in taken:
        key, number = f"{_from_name(name)}#{number}", number + 1
    return key


def _group(file: str, rows: list[Row], wanted: str) -> list[Row]:
    """The students of one group."""
    found = [row for row in rows if row.group.casefold() == wanted.casefold()]
    if not found:
        groups = ", ".join(dict.fromkeys(row.group for row in rows if row.group)) or _("none")
        raise NotFound(
            _("No group in {file} is called “{wanted}”.").format(file=file, wanted=shorten(wanted, 40)),
            _("Its groups: {names}.").format(names=shorten(groups, 300)),
        )
    return found
