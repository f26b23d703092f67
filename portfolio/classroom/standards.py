"""Students by standards: what each student gave themself the last time, and what I gave, side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.classroom.room import Room
from portfolio.classroom.rows import Row
from portfolio.classroom.summary import Level
from portfolio.course.shelf import Shelf
from portfolio.i18n import _
from portfolio.model.course import Course, Standard, Task
from portfolio.wording import defused


@dataclass(frozen=True)
class Shown:
    """A level with what its scale calls it."""

    level: Level
    name: str
    scale: tuple[str, ...]
    """The keys of the scale it was given on, low to high."""

    @property
    def number(self) -> int:
        """Its place on the scale, from 1."""
        return self.scale.index(self.level.level) + 1 if self.level.level in self.scale else 1


@dataclass(frozen=True)
class Cell:
    """One student and one standard."""

    own: Shown | None
    mine: Shown | None

    @property
    def gap(self) -> int:
        """By how many levels mine is above (below: negative) the student's, of one scale and one work; else 0."""
        if self.own is None or self.mine is None or self.own.scale != self.mine.scale:
            return 0
        return self.mine.number - self.own.number if self.own.level.work == self.mine.level.work else 0


class Standards:
    """The standards of a class, and where each student stands; without courses there are none."""

    def __init__(self, shelf: Shelf | None = None, refs: Iterable[str] = ()) -> None:
        """
        Args:
            shelf: every version of the courses.
            refs: `course@version` of all that were published, a newer version of a course after an older one.
        """
        self._shelf = shelf
        newest = {ref.partition("@")[0]: ref for ref in refs}
        found = (shelf.get(ref) if shelf else None for ref in newest.values())
        self.courses: list[Course] = [course for course in found if course is not None]
        """Those in use: of each the version that was published last."""
        self.standards: list[Standard] = list(
            {one.code: one for course in reversed(self.courses) for one in reversed(course.standards)}.values()
        )[::-1]
        """Each once, in the order of the courses."""
        self._known: dict[tuple[str, str], tuple[str, Mapping[str, str]] | None] = {}

    def _course(self, ref: str) -> Course | None:
        """A course at its version, else as it is now."""
        found = self._shelf.get(ref) if self._shelf else None
        return found or next((one for one in self.courses if one.id == ref.partition("@")[0]), None)

    def cell(self, row: Row, code: str) -> Cell:
        """Where a student stands with a standard: the newest of each side."""
        own = self._newest(row.summary.levels if row.summary else (), code)
        return Cell(own, self._newest(row.said.levels, code))

    def gaps(self, rows: Iterable[Row]) -> list[tuple[Row, Standard, Cell]]:
        """Where a student and I gave one work different levels: something to talk about, nothing to count."""
        cells = ((row, one, self.cell(row, one.code)) for row in rows for one in self.standards)
        return [found for found in cells if found[2].gap]

    @property
    def known(self) -> dict[str, Course]:
        """The courses in use by `course@version`, so that a student's desk does not read them again."""
        return {course.ref: course for course in self.courses}

    def task(self, ref: str) -> Task | None:
        """The task a work is for, as it is now where its own version is not known here."""
        course = self._course(ref)
        return course.task(ref.partition("#")[2]) if course else None

    def _newest(self, levels: Iterable[Level], code: str) -> Shown | None:
        shown = None
        for one in levels:
            found = self._criterion(one.rubric, one.criterion)
            if found and found[0] == code and (shown is None or one.at >= shown.level.at):
                shown = Shown(one, found[1].get(one.level, one.level), tuple(found[1]))
        return shown

    def _criterion(self, ref: str, name: str) -> tuple[str, Mapping[str, str]] | None:
        """The standard a criterion names, and its scale: level to name."""
        if (ref, name) not in self._known:
            course = self._course(ref)
            rubric = course.rubric(ref.partition("#")[2]) if course else None
            criterion = next((one for one in rubric.criteria if one.name == name), None) if rubric else None
            scale = {level.key: level.name for level in course.scale(rubric)} if course and rubric else {}
            self._known[ref, name] = (criterion.standard, scale) if criterion else None
        return self._known[ref, name]

    def table(self, rows: Iterable[Row]) -> str:
        """Students by standards as CSV, levels in words; no cell of it can be taken for a formula."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        heads = [f"{one.code} {who}" for one in self.standards for who in (_("student"), _("teacher"))]
        writer.writerow(map(defused, (_("student"), _("group"), *heads)))
        for row in rows:
            cells = [self.cell(row, one.code) for one in self.standards]
            told = [
                f"{shown.level.level} {shown.name}".strip() if shown else ""
                for each in cells
                for shown in (each.own, each.mine)
            ]
            writer.writerow(map(defused, (row.seat.name, row.seat.group, *told)))
        return out.getvalue()


def gap_told(row: Row, standard: Standard, cell: Cell) -> str:
    """A student's level beside mine, in words: Ada King – Evidence: 2 Developing, you 3 Proficient."""
    own, mine = (f"{one.level.level} {one.name}".strip() if one else "" for one in (cell.own, cell.mine))
    return _("{name} – {standard}: {own}, you {mine}").format(
        name=row.seat.name, standard=standard.name, own=own, mine=mine
    )


def of_class(room: Room) -> Standards:
    """The standards of a class, from the courses it publishes.

    Raises:
        NotFound, BrokenRecord, Unreachable: what it publishes cannot be read.
    """
    return Standards(room.shelf(), room.school_class().courses)
