"""What each tab of the week shows: read in a worker, given as rows with the things they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from textual.content import Content

from portfolio.classroom import planning, posting, roomlists, saying, team, weekpage
from portfolio.classroom.room import Room
from portfolio.i18n import _, ngettext
from portfolio.model.support import KIND_NAMES
from portfolio.services import told, weeks, weektext
from portfolio.services.desk import Desk
from portfolio.text import line
from portfolio.widgets.pixels import joined, lines, text


@dataclass(frozen=True)
class Page:
    """The rows of one tab."""

    rows: tuple[tuple[str, Content], ...]
    """Key and words; a row without a key is a heading."""
    things: Mapping[str, Any] = field(default_factory=dict)
    """Key to what the row stands for."""
    foot: str = ""


def _two(first: str, second: str, third: str = "", style: str = "$muted") -> Content:
    """A name with a word on it, and a line below."""
    head = joined((text(line(first), "bold"), text(f"  {line(second)}", "$muted")))
    return lines((head, text(f"  {line(third)}", style))) if third else head


def sessions(room: Room, desk: Desk, starts: date) -> Page:
    """The posted sessions, with the asks of one's own."""
    found = told.sessions(saying.posted(room), str(starts))
    mine = [one.record for one in found if one.by == room.kept.me.id and one.record.open]
    asked = posting.asks(room, desk.clock, mine)
    rows, things, block = [], {}, ""
    when = {row.block: row.told for row in weeks.week(desk, starts, ())}
    for one in found:
        made = one.record
        if made.block != block:
            block = made.block
            rows.append(("", text(f"{line(block)}  {when.get(block, '')}", "$primary")))
        wait = sum(1 for ask in asked.get(made.id, ()) if ask.state != "given")
        parts = [weektext.seats(made), _("{n} waiting").format(n=wait) if wait else "", one.name]
        below = " · ".join(part for part in parts if part)
        what = f"{_(KIND_NAMES[made.kind])} · {_(made.form)} · {made.where}"
        rows.append((made.id, _two(made.title, what, below, "$amber" if wait and made.left else "$muted")))
        things[made.id] = (one, asked.get(made.id))
    empty = text(_("No session is posted for this week yet. P posts one."), "$muted")
    return Page(tuple(rows) or (("", empty),), things)


_COLOURS = {"free": "$muted", "proposed": "$amber", "asked": "$amber", "confirmed": "$good", "done": "$good"}


def plans(room: Room, desk: Desk, starts: date) -> Page:
    """Every student's plans, block by block."""
    found = planning.plans(room, desk, starts)
    rows, things, block = [], {}, ""
    for one in found:
        if one.row.block != block:
            block = one.row.block
            rows.append(("", text(f"{line(block)}  {one.row.told}", "$primary")))
        there = told.presence(one.found, str(starts), block)
        seen = f" · {weektext.there(there.record)}" if there else ""
        told_ = f"{planning.told_plan(one)}{seen}"
        words = text(f"  {line(told_)}", _COLOURS.get(one.state, ""))
        name = text(line(one.seat.name), "bold")
        rows.append((one.key, joined((name, words)) if one.row.slot is None else lines((name, words))))
        things[one.key] = one
    waits = sum(1 for one in found if one.state in ("proposed", "asked"))
    empty = text(_("The timetable of this class has no blocks."), "$muted")
    foot = ngettext("{n} plan waits for you", "{n} plans wait for you", waits)
    return Page(tuple(rows) or (("", empty),), things, foot)


def rooms(room: Room, desk: Desk, starts: date) -> Page:
    """Who is where: names only."""
    rows = []
    for n, one in enumerate(roomlists.made(room, desk, starts)):
        names = [text(f"  {line(name)}") for name in one.names] or [text(f"  {_('nobody yet')}", "$muted")]
        head = joined(
            (text(line(one.title), "bold"), text(f"  {line(one.where)} · {line(one.block)} {one.when}", "$muted"))
        )
        rows.append((str(n), lines((head, *names))))
    empty = text(_("No plan has been agreed for this week yet."), "$muted")
    return Page(tuple(rows) or (("", empty),), foot=_("to print: portfolio class week rooms"))


def cases(room: Room, desk: Desk, _starts: date) -> Page:
    """The team list."""
    rows, things = [], {}
    for case in team.cases(room, desk):
        key = f"{case.seat.id}/{case.standard}"
        since = _("evidence last on {day}").format(day=case.since) if case.since else _("no evidence yet")
        count = ngettext("{n} support", "{n} supports", len(case.supports))
        done = case.decisions[0].record if case.decisions else None
        below = f"{done.text} ({done.owner}, {done.until})" if done else _("nothing decided yet")
        rows.append((key, _two(case.seat.name, f"{case.name} · {count} · {since}", below, "" if done else "$amber")))
        things[key] = case
    empty = text(_("Nobody had support twice for one standard without new evidence."), "$muted")
    return Page(tuple(rows) or (("", empty),), things, _("nothing is assigned by this list"))


def term(room: Room, desk: Desk, _starts: date) -> Page:
    """Weeks of support and of extension, student by student."""
    span, found = team.term(room, desk)
    rows = []
    for one in found:
        support = ngettext("{n} week of support", "{n} weeks of support", one.support)
        extension = ngettext("{n} week of extension", "{n} weeks of extension", one.extension)
        rows.append((one.seat.id, _two(one.seat.name, f"{support} · {extension}", weekpage.only(one.only), "$amber")))
    return Page(tuple(rows), foot=f"{span.name}, {span.starts} – {span.ends}" if span else "")


READERS: dict[str, Callable[[Room, Desk, date], Page]] = {
    "sessions": sessions,
    "plans": plans,
    "rooms": rooms,
    "team": cases,
    "term": term,
}
