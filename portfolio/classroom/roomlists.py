"""Room lists: who is where in a week. Names only; no reason, goal or level ever stands on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.classroom import saying
from portfolio.classroom.planning import plans
from portfolio.classroom.room import Room
from portfolio.i18n import _
from portfolio.services import told, weeks
from portfolio.services.desk import Desk
from portfolio.text import line


@dataclass(frozen=True)
class RoomList:
    """Who is in one place in one block: names, and nothing else about anybody."""

    block: str
    when: str
    title: str
    where: str
    names: tuple[str, ...]


def made(room: Room, desk: Desk, starts: date) -> list[RoomList]:
    """Who is where in a week: in posted sessions those who have a seat, elsewhere those whose plan is agreed."""
    found: dict[tuple[str, str, str], list[str]] = {}
    when: dict[str, str] = {row.block: row.told for row in weeks.week(desk, starts, ())}
    for each in told.sessions(saying.posted(room), str(starts)):
        if each.record.open:
            found.setdefault((each.record.block, each.record.title, each.record.where), [])
    for one in plans(room, desk, starts):
        slot = one.row.slot
        if slot is None or slot.state in ("proposed", "asked"):
            seated = slot is not None and told.seat(one.found, slot) == "given"
        else:
            seated = told.seat(one.found, slot) in ("", "given")
        if slot is not None and seated:
            found.setdefault((one.row.block, slot.session, slot.where), []).append(one.seat.name)
    order = list(when)
    lists = [
        RoomList(block, when.get(block, ""), title, where, tuple(sorted(names, key=str.casefold)))
        for (block, title, where), names in found.items()
    ]
    return sorted(lists, key=lambda one: (order.index(one.block) if one.block in order else 99, one.title.casefold()))


def printed(found: Sequence[RoomList], week: str) -> list[str]:
    """Room lists as lines of plain text."""
    rows = [_("Week of {day}").format(day=week)]
    for one in found:
        rows += ["", f"{one.block}, {one.when}", f"{one.title} – {one.where}"]
        rows += [f"  [ ] {line(name)}" for name in one.names] or [f"  {_('nobody yet')}"]
    return rows if found else [*rows, _("No plan has been agreed for this week yet.")]
