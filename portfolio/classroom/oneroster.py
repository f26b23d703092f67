"""The students of one class from a OneRoster 1.1 or 1.2 CSV set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.classroom.fileset import FileSet
from portfolio.classroom.records import Mistake, Roster, Row
from portfolio.classroom.table import Line, Table, is_blank, place, read_table, squeeze
from portfolio.clock import day
from portfolio.errors import BadInput, NotFound
from portfolio.i18n import _, ngettext
from portfolio.text import shorten

_NEEDED = {
    "manifest.csv": ("propertyname", "value"),
    "classes.csv": ("sourcedid", "title"),
    "users.csv": ("sourcedid", "givenname", "familyname"),
    "enrollments.csv": ("classsourcedid", "usersourcedid", "role"),
    "roles.csv": ("usersourcedid", "role"),
}
"""The columns a file cannot do without."""
_READ = {
    "manifest.csv": (),
    "classes.csv": ("status", "classcode"),
    "users.csv": ("status", "role", "grades"),
    "enrollments.csv": ("status", "enddate"),
    "roles.csv": ("status",),
}
"""The columns read besides those, and no others."""
_ALL = {column for named in (_NEEDED, _READ) for columns in named.values() for column in columns}
FILES = frozenset(_NEEDED)
"""The files that are read of a set."""
_OUT = ("tobedeleted", "inactive")
"""States in which a row no longer counts."""
_LONGEST_ID = 255


@dataclass(frozen=True)
class _Member:
    """One enrollment that counts, or the reason why it does not."""

    user: str
    name: str
    role: str
    mistake: Mistake | None
    row: Row | None


class OneRoster:
    """One set, read as a whole."""

    def __init__(self, found: FileSet, today: date) -> None:
        self.where = found.where
        self.today = today
        self.mistakes: list[Mistake] = []
        missing = [name for name in ("users.csv", "classes.csv", "enrollments.csv") if name not in found.contents]
        if missing:
            raise BadInput(
                _("“{where}” is not a whole OneRoster set: {names} is missing.").format(
                    where=self.where, names=", ".join(missing)
                ),
                _("Choose the folder or the zip with users.csv, classes.csv and enrollments.csv, or a plain CSV file."),
            )
        tables = {name: _table(name, data) for name, data in found.contents.items()}
        notes = [note for table in tables.values() for note in table.notes]
        self.notes = notes + _manifest(tables.get("manifest.csv"))
        if found.unopened:
            told = ", ".join(found.unopened[:20])
            self.notes.append(_("These files were not opened: {names}.").format(names=told))
        dropped = (name for table in tables.values() for name in table.dropped if squeeze(name) not in _ALL)
        self.dropped = tuple(dict.fromkeys(dropped))
        self.users = self._by_id(tables["users.csv"])
        self.classes = self._by_id(tables["classes.csv"])
        self.enrollments: dict[str, list[Line]] = {}
        for row in tables["enrollments.csv"].rows:
            self.enrollments.setdefault(row.cells["classsourcedid"], []).append(row)
        self.role_file = "roles.csv" if "roles.csv" in tables else "users.csv"
        self.roles = _roles(tables[self.role_file])
        for table in tables.values():
            self.mistakes += table.mistakes

    def _by_id(self, table: Table) -> dict[str, Line]:
        """The rows of a file by sourcedId; a second one of the same id is left out."""
        found: dict[str, Line] = {}
        for row in table.rows:
            key = row.cells["sourcedid"]
            if not key or len(key) > _LONGEST_ID:
                reason = _("A sourcedId of at most {most} characters is needed here.").format(most=_LONGEST_ID)
                self.mistakes.append(Mistake(table.place(row), reason))
            elif key in found:
                reason = _("The sourcedId “{key}” stands in line {number} already.").format(
                    key=shorten(key, 40), number=found[key].number
                )
                self.mistakes.append(Mistake(table.place(row), reason))
            else:
                found[key] = row
        return found

    def listed(self) -> list[tuple[str, str, int]]:
        """The classes that can be chosen: sourcedId, title, number of students."""
        return [(key, _title(row), self._count(key)) for key, row in self.classes.items() if not _out(row)]

    def _count(self, key: str) -> int:
        return len({member.user for member in self._members(key)[0] if member.row})

    def roster(self, wanted: str) -> Roster:
        """The students of the class that is wanted, or of the only one there is."""
        key = self._pick(wanted)
        members, notes = self._members(key)
        rows = {member.user: member.row for member in members if member.row}
        teachers = {member.user: member.name for member in members if member.role == "teacher" and not member.mistake}
        seated = rows.keys() | teachers.keys()
        left = [member.mistake for member in members if member.mistake and member.user not in seated]
        classes = [
            Mistake(place("classes.csv", row.number), _status(row, _title(row)))
            for row in self.classes.values()
            if _out(row)
        ]
        return Roster(
            title=_title(self.classes[key]),
            rows=tuple(rows.values()),
            mistakes=(*self.mistakes, *classes, *left),
            dropped=self.dropped,
            notes=(*self.notes, *notes),
            teachers=tuple(dict.fromkeys(teachers.values())),
        )

    def _pick(self, wanted: str) -> str:
        """The sourcedId of the class that is meant."""
        if wanted in self.classes and _out(self.classes[wanted]):
            row = self.classes[wanted]
            raise BadInput(
                f"{place('classes.csv', row.number)}: {_status(row, _title(row))}",
                _("Choose another class, or ask for the set again."),
            )
        listed = self.listed()
        told = tuple(
            f"{title} ({shorten(key, 40)}): " + ngettext("{n} student", "{n} students", count)
            for key, title, count in listed
        )
        if not listed:
            raise BadInput(_("There is no class in “{where}”.").format(where=self.where), _("Ask for the set again."))
        if not wanted:
            found = [key for key, _name, _count in listed]
        elif wanted in self.classes:
            found = [wanted]
        else:
            found = [key for key, _name, _count in listed if _answers(self.classes[key], wanted)]
        if not found:
            raise NotFound(
                _("No class in “{where}” is called “{wanted}”.").format(where=self.where, wanted=shorten(wanted, 40)),
                _("It has: {names}.").format(names="; ".join(told[:30])),
            )
        if len(found) > 1:
            shown = tuple(text for text, (key, _name, _count) in zip(told, listed, strict=True) if key in found)
            raise BadInput(
                _("“{where}” holds more than one class.").format(where=self.where),
                _("Say which one, by its title or by what stands in brackets:"),
                shown,
            )
        return found[0]

    def _members(self, key: str) -> tuple[list[_Member], list[str]]:
        """Who is enrolled in a class, and a note where the class is over."""
        lines = self.enrollments.get(key, [])
        ends = [_end(row) for row in lines if row.cells["role"].casefold() == "student" and not _out(row)]
        last = max((end for end in ends if end), default=None)
        at, notes = self.today, []
        if last and last < at and None not in ends:
            at = last
            notes.append(_("This class ended on {day}; it was read as it was on that day.").format(day=last))
        return [self._member(row, at) for row in lines if row.cells["role"].casefold() in ("student", "teacher")], notes

    def _member(self, row: Line, at: date) -> _Member:
        role = row.cells["role"].casefold()
        user = row.cells["usersourcedid"]
        person = self.users.get(user)
        name = _name(person) if person else ""
        reason = self._reason(row, person, role, at)
        if reason or person is None:
            return _Member(user, name, role, Mistake(place("enrollments.csv", row.number), reason), None)
        if is_blank(name):
            missing = _("A given name or a family name is needed here.")
            return _Member(user, name, role, Mistake(place("users.csv", person.number), missing), None)
        seat = Row(user, name, grade=shorten(person.cells["grades"], 80)) if role == "student" else None
        return _Member(user, name, role, None, seat)

    def _reason(self, row: Line, person: Line | None, role: str, at: date) -> str:
        """Why an enrollment does not count, or ""."""
        user = shorten(row.cells["usersourcedid"], 40)
        if person is None:
            return _("Nobody in users.csv has the sourcedId “{key}”.").format(key=user)
        name = _name(person) or user
        if _out(row):
            return _status(row, _("the enrollment of {name}").format(name=name))
        if _out(person):
            return _status(person, _("{name} (users.csv, line {number})").format(name=name, number=person.number))
        end = _end(row)
        if end and end < at:
            return _("The enrollment of {name} ended on {day}.").format(name=name, day=end)
        roles = self.roles.get(row.cells["usersourcedid"], frozenset())
        if role == "student" and "student" not in roles:
            told = ", ".join(sorted(roles)) or _("none")
            return _(
                "{name} is enrolled as a student, but {file} gives another role ({roles}). One of the two is wrong."
            ).format(name=name, file=self.role_file, roles=shorten(told, 60))
        return ""


def _table(name: str, data: bytes) -> Table:
    """One file of the set, with the columns it cannot do without."""
    table = read_table(name, data, {column: column for column in (*_NEEDED[name], *_READ[name])})
    missing = [column for column in _NEEDED[name] if column not in table.columns]
    if missing:
        raise BadInput(
            _("{file} has no column {names}.").format(file=name, names=", ".join(missing)),
            _("It has: {names}.").format(names=", ".join(table.header[:30])),
        )
    return table


def _manifest(table: Table | None) -> list[str]:
    """What the manifest makes worth saying. A set of changes only is refused: everybody else would seem gone."""
    if table is None:
        return [_("There is no manifest.csv; the set was read without it.")]
    told = {row.cells["propertyname"].casefold(): row.cells["value"].casefold() for row in table.rows}
    if "delta" in (told.get(f"file.{name}") for name in ("users", "classes", "enrollments", "roles")):
        raise BadInput(
            _("This OneRoster set holds only what has changed (“delta” in manifest.csv)."),
            _("Ask for the whole set (“bulk”), so that nobody is missing."),
        )
    version = told.get("oneroster.version", "")
    if version and not version.startswith(("1.1", "1.2")):
        return [_("This set is OneRoster {version}; it was read as 1.1 or 1.2.").format(version=shorten(version, 20))]
    return []


def _roles(table: Table) -> Mapping[str, frozenset[str]]:
    """The roles of each user, from roles.csv (1.2) or users.csv (1.1)."""
    if "role" not in table.columns:
        raise BadInput(
            _("Nothing in this set says who is a student."),
            _("users.csv needs the column role (1.1), or there must be a roles.csv (1.2)."),
        )
    key = "usersourcedid" if "usersourcedid" in table.columns else "sourcedid"
    found: dict[str, frozenset[str]] = {}
    for row in table.rows:
        if not _out(row):
            found[row.cells[key]] = found.get(row.cells[key], frozenset()) | {row.cells["role"].casefold()}
    return found


def _out(row: Line) -> bool:
    return row.cells["status"].casefold() in _OUT


def _status(row: Line, what: str) -> str:
    return _("{what} is marked “{status}”.").format(what=what, status=row.cells["status"])


def _title(row: Line) -> str:
    return shorten(row.cells["title"] or row.cells["classcode"] or row.cells["sourcedid"], 80)


def _answers(row: Line, wanted: str) -> bool:
    names = (row.cells["title"], row.cells["classcode"])
    return shorten(wanted, 200).casefold() in [shorten(name, 200).casefold() for name in names if name]


def _name(person: Line) -> str:
    return shorten(f"{person.cells['givenname']} {person.cells['familyname']}", 80)


def _end(row: Line) -> date | None:
    return day(row.cells["enddate"][:10])
