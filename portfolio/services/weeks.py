"""The weeks of the timetable: which blocks there are, and what is planned in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portfolio.clock import day
from portfolio.errors import BadInput, NotFound
from portfolio.i18n import _
from portfolio.model.calendar import block_day, week_of
from portfolio.model.support import Slot
from portfolio.services import told
from portfolio.services.desk import Desk
from portfolio.services.told import Said
from portfolio.text import line, slug
from portfolio.wording import weekday

if TYPE_CHECKING:
    from portfolio.model.course import Block, Course, Support


@dataclass(frozen=True)
class Row:
    """One block of a week, and what is planned in it."""

    course: str
    """`course@version` whose timetable has it; of the plan where the block is gone."""
    block: str
    on: date
    starts: str
    ends: str
    """Both "" where the timetable does not have the block any more."""
    slot: Slot | None
    """The plan, as the staff's answers leave it."""
    by: str = ""
    """Who of the staff decided about it, "" for nobody."""

    @property
    def told(self) -> str:
        """When it is: Tuesday 10:15-11:00."""
        return f"{weekday(self.on)} {self.starts}–{self.ends}" if self.starts else _("not in the timetable any more")


def first_day(desk: Desk, at: date | None = None) -> date:
    """The first day of the week a day (today) is in, as the courses count weeks."""
    courses = desk.courses
    return week_of(at or desk.today, courses[0].week_starts if courses else "Monday")


def read_week(desk: Desk, text: str) -> date:
    """The week a person named by any of its days, or by "next" or "last"; "" is this week.

    Raises:
        BadInput: it is not a day.
    """
    named = {"": 0, "this": 0, "next": 7, "last": -7}
    at = desk.today + timedelta(days=named[text]) if text in named else day(text.strip())
    if at is None:
        raise BadInput(
            _("“{value}” is not a date; write it like 2026-12-31.").format(value=line(text)[:40]),
            _("Or say next, or last."),
        )
    return first_day(desk, at)


def menu(desk: Desk) -> list[tuple[Course, Support]]:
    """Every support and extension of the courses in use: one menu for everyone."""
    return [(course, one) for course in desk.courses for one in course.supports]


def blocks(desk: Desk) -> list[tuple[Course, Block]]:
    """The blocks of the timetable; one that several courses share is one block."""
    found: dict[tuple[str, str, str], tuple[Course, Block]] = {}
    for course in desk.courses:
        for block in course.blocks:
            found.setdefault((block.day, block.starts.zfill(5), block.ends.zfill(5)), (course, block))
    return list(found.values())


def week(desk: Desk, starts: date, found: Sequence[Said] | None = None) -> list[Row]:
    """The blocks of a week in order of time, each with its plan, and plans whose block is gone.

    Args:
        found: what the staff said about the student; else what is known at the student's own computer.
    """
    slots = desk.view.find(Slot, week=str(starts))
    return arrange(blocks(desk), slots, starts, told.said(desk) if found is None else found)


def arrange(
    timetable: Sequence[tuple[Course, Block]], slots: Sequence[Slot], starts: date, found: Sequence[Said]
) -> list[Row]:
    """Plans and the staff's answers to them, in the blocks of a timetable."""
    mine = {slug(slot.block): slot for slot in slots}
    rows = []
    for course, block in timetable:
        slot = told.effective(mine.pop(slug(block.name), None), found, str(starts), block.name)
        by = told.reviewer(found, slot) if slot else ""
        rows.append(Row(course.ref, block.name, block_day(block, starts), block.starts, block.ends, slot, by))
    rows.sort(key=lambda row: (row.on, row.starts.zfill(5)))
    return rows + [Row(slot.course, slot.block, starts, "", "", slot) for slot in mine.values()]


def find_row(desk: Desk, starts: date, text: str) -> Row:
    """The block a person named by its number in the week, its name or how that ends.

    Raises:
        NotFound: the week has no such block.
    """
    rows, wanted = week(desk, starts), slug(line(text))
    for n, row in enumerate(rows, 1):
        name = slug(row.block)
        if wanted in (str(n), name) or name.endswith(f"-{wanted}"):
            return row
    names = ", ".join(f"{n} {row.block}" for n, row in enumerate(rows, 1)) or _("nothing: the timetable is empty")
    raise NotFound(
        _("The week of {week} has no block “{text}”.").format(week=starts, text=line(text)[:40]),
        _("It has: {names}.").format(names=names),
    )


def last_slot(desk: Desk, row: Row) -> Slot | None:
    """What was planned for this block the last time, in any earlier week."""
    found = [
        slot
        for slot in desk.view.all(Slot)
        if slug(slot.block) == slug(row.block) and slot.week < str(first_day(desk, row.on))
    ]
    return max(found, key=lambda slot: slot.week, default=None)


def waiting(desk: Desk) -> list[tuple[date, Row]]:
    """Blocks of this week and the last that are over, planned, and without an answer; the oldest first."""
    this = first_day(desk)
    found = [(starts, row) for starts in (this - timedelta(days=7), this) for row in week(desk, starts)]
    return [(starts, row) for starts, row in found if row.slot and not row.slot.did and row.on < desk.today]
