"""Work status and course levels: read from a CSV file, or typed in, and kept with the date of the data."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.classroom import saying
from portfolio.classroom.fileset import read_file, shown
from portfolio.classroom.records import Mistake
from portfolio.classroom.room import Room
from portfolio.classroom.table import read_table, squeeze
from portfolio.clock import Clock, day
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.schoolclass import Seat
from portfolio.model.week import Line, Status
from portfolio.model.weekforms import STATUS_FORM
from portfolio.services import told
from portfolio.services.desk import Desk
from portfolio.services.goals import checked, with_code
from portfolio.text import line, shorten

COLUMNS = ("id", "student", "given", "family", "course", "work", "status", "level", "standard", "on")
"""What a column can be; those of a file are found by their names, or said with an option."""
_KEPT = ("course", "work", "status", "level", "standard")
_NAMES = {
    "id": "id, student id, student number, sourcedid, identifiant, matricule, schülernummer, id alumno, matrícula",
    "student": "student, name, full name, élève, nom complet, schüler, schülerin, schüler/in, alumno, alumna, "
    "estudiante, nombre completo, aluno, studente, leerling, öğrenci, 学生, 姓名, 生徒, 学生姓名, ученик, طالب",
    "given": "first name, given name, prénom, vorname, nombre, nome, 名",
    "family": "last name, family name, surname, nom, nachname, apellido, apellidos, cognome, sobrenome, 姓",
    "course": "course, class, subject, cours, matière, kurs, fach, curso, asignatura, materia, disciplina, corso, vak, "
    "ders, 课程, 科目, предмет, المادة",
    "work": "work, task, assignment, title, travail, devoir, tâche, arbeit, aufgabe, tarea, trabajo, trabalho, tarefa, "
    "compito, taak, ödev, 作业, 課題, работа, задание, واجب",
    "status": "status, state, work status, statut, état, stand, zustand, estado, situación, situação, stato, durum, "
    "状态, 状況, статус, حالة",
    "level": "level, grade, mark, niveau, note, stufe, niveaustufe, nivel, nota, nível, livello, seviye, 等级, レベル, "
    "уровень, оценка, مستوى",
    "standard": "standard, code, compétence, kompetenz, estándar, competencia, padrão, competenza, 标准, стандарт",
    "on": "date, as of, date of data, stand vom, datum, fecha, data, tarih, 日期, 日付, дата, تاريخ",
}
_KNOWN = {squeeze(name): column for column, names in _NAMES.items() for name in names.split(",")}


@dataclass(frozen=True)
class Read:
    """What a file gave."""

    rows: tuple[tuple[Seat, date, Line], ...]
    """Every line that can be used, in the order of the file."""
    mistakes: tuple[Mistake, ...]
    """Rows that were left out, and why."""
    dropped: tuple[str, ...]
    """Columns that were not read: their names, never what stands in them."""
    notes: tuple[str, ...]


def read(room: Room, path: str, on: date, named: Mapping[str, str]) -> Read:
    """Read a status file; a row that cannot be used is told with its line, and the rest goes on.

    Args:
        on: the date of the data, for rows that have none of their own.
        named: what the file calls a column of COLUMNS, where that is not a name we know.

    Raises:
        NotFound, BadInput: the file as a whole cannot be used.
    """
    wrong = next((column for column in named if column not in COLUMNS), None)
    if wrong is not None:
        raise BadInput(
            _("“{column}” is not a column here.").format(column=line(wrong)[:40]),
            _("Use one of: {columns}.").format(columns=", ".join(COLUMNS)),
        )
    said = {squeeze(name): column for column, name in named.items()}
    known = {name: column for name, column in _KNOWN.items() if column not in named} | said
    table = read_table(shown(path), read_file(path), known)
    lacks = [column for column, name in named.items() if column not in table.columns and name]
    have = _("It has: {names}.").format(names=", ".join(table.header[:20]))
    if lacks:
        raise BadInput(_("{file} has no column “{name}”.").format(file=table.file, name=line(named[lacks[0]])), have)
    if not {"id", "student", "given", "family"} & set(table.columns) or not {"status", "level"} & set(table.columns):
        raise BadInput(
            _("{file} needs a column with students, and one with a status or a level. {have}").format(
                file=table.file, have=have
            ),
            _("Say which they are, as in: --column student=Name --column status=Progress"),
        )
    people = _People(room)
    rows: list[tuple[Seat, date, Line]] = []
    mistakes = list(table.mistakes)
    for row in table.rows:
        seat, reason = people.find(row.cells)
        at = day(row.cells["on"]) if row.cells["on"] else on
        made = Line(
            **{name: shorten(row.cells[name], 200) for name in ("course", "work", "status", "level", "standard")}
        )
        if seat is None or at is None or not (made.status or made.level):
            reason = reason or (_date_wrong(row.cells["on"]) if at is None else _("There is no status and no level."))
            mistakes.append(Mistake(table.place(row), reason))
            continue
        rows.append((seat, at, made))
    return Read(tuple(rows), tuple(mistakes), table.dropped, table.notes)


def _date_wrong(text: str) -> str:
    return _("“{value}” is not a date; write it like 2026-12-31.").format(value=shorten(text, 40))


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", line(name)).casefold().replace(",", " ").split())


class _People:
    """Who a row is about: by the id of the roster, else by a name that only one student has."""

    def __init__(self, room: Room) -> None:
        self._seats = {seat.id: seat for seat in room.seats()}
        pupils = [one for one in room.pupils() if one.seat in self._seats and not one.gone]
        self._ids = {one.key: self._seats[one.seat] for one in pupils}
        self._names: dict[str, list[Seat]] = {}
        for seat in self._seats.values():
            words = _plain(seat.name)
            turned = " ".join([*words.split()[-1:], *words.split()[:-1]])
            for name in {words, turned}:
                self._names.setdefault(name, []).append(seat)

    def find(self, cells: Mapping[str, str]) -> tuple[Seat | None, str]:
        """The seat of a row, or why there is none."""
        known = next((self._ids[cells[name]] for name in ("id", "student") if cells[name] in self._ids), None)
        if known is not None:
            return known, ""
        name = cells["student"] or f"{cells['given']} {cells['family']}".strip()
        found = self._names.get(_plain(name), []) if name else []
        if len(found) == 1:
            return found[0], ""
        called = shorten(name or cells["id"], 40)
        if not called:
            return None, _("There is no student in this row.")
        if found:
            return None, _("More than one student is called “{name}”; a column with ids tells them apart.").format(
                name=called
            )
        return None, _("Nobody in this class is called “{name}”.").format(name=called)


def keep(room: Room, rows: Sequence[tuple[Seat, date, Line]], clock: Clock) -> int:
    """Keep what was read, one record for each student and date; data of the same date is replaced.

    Returns:
        For how many students something changed.

    Raises:
        NotSaved: not all was written; reading the file again goes on.
    """
    found: dict[tuple[str, str], tuple[Seat, list[Line]]] = {}
    for seat, on, made in rows:
        found.setdefault((seat.id, str(on)), (seat, []))[1].append(made)
    changed = {seat.id for (_id, on), (seat, lines) in found.items() if _keep(room, seat, on, tuple(lines), clock)}
    return len(changed)


def _before(room: Room, seat: Seat, on: str) -> Status | None:
    mine = told.every(saying.said(room, seat, ()), Status, lambda one: one.on == on, by=room.kept.me.id)
    return mine[-1].record if mine else None


def _keep(room: Room, seat: Seat, on: str, lines: tuple[Line, ...], clock: Clock) -> bool:
    before = _before(room, seat, on)
    if before is not None and before.lines == lines:
        return False

    def make(name: str, now: str) -> Status:
        return before.edit(lines=lines) if before else Status(id=name, created=now, on=on, lines=lines)

    saying.say(room, seat, clock, "week.status", f"Work status of {on}", make)
    return True


def note(room: Room, seat: Seat, desk: Desk, answers: Mapping[str, Any]) -> Status:
    """Keep one line that was typed in, beside those of the same date.

    Raises:
        BadInput: a field is wrong, or there is neither a status nor a level.
    """
    given = checked(STATUS_FORM, with_code(desk, answers), desk)
    on = given.pop("on") or str(desk.today)
    made = Line(**given)
    if not (made.status or made.level):
        raise BadInput(_("There is no status and no level."), _("Write at least one of the two."))
    before = _before(room, seat, on)
    rest = [one for one in before.lines if (one.course, one.work) != (made.course, made.work)] if before else []
    _keep(room, seat, on, (*rest, made), desk.clock)
    after = _before(room, seat, on)
    assert after is not None
    return after
