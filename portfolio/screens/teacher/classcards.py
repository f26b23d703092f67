"""The cards below the class list: what waits for the teacher, and where the class stands, in counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from portfolio.classroom.needs import FEEDBACK, days_since_word, to_read
from portfolio.classroom.rows import Row
from portfolio.classroom.standards import Standards
from portfolio.i18n import N_, _, ngettext
from portfolio.text import shorten
from portfolio.widgets.pixels import chip, joined, lines, text


def who_needs(here: Sequence[Row], now: datetime, *, supports: bool) -> Content:
    """What waits for the teacher, a line for each kind.

    Args:
        here: the students of whom something is here.
        supports: whether the class has blocks for support and extension.
    """
    days = [days_since_word(row, now) for row in here]
    silent = sum(1 for one in days if one is None or one >= FEEDBACK.days)
    unplanned = sum(1 for row in here if row.summary and not row.summary.support and not row.summary.extension)
    waiting = to_read(here)
    answers = sum(1 for one in waiting if one.why == "reply")
    rows = [
        _count(len(waiting) - answers, N_("{n} work waits to be read (2)"), N_("{n} works wait to be read (2)")),
        _count(answers, N_("{n} answer to your comments"), N_("{n} answers to your comments")),
        _count(silent, N_("{n} student without a word for 14 days"), N_("{n} students without a word for 14 days")),
    ]
    if supports:
        one, many = N_("{n} student without support or extension"), N_("{n} students without support or extension")
        rows.append(_count(unplanned, one, many))
    return lines([one for one in rows if one] or [text(_("Nobody waits for you just now."), "$muted")])


def where_it_stands(table: Standards, here: Sequence[Row], codes: Sequence[str]) -> Content:
    """How many students gave themselves each level, a line for each of some standards, and where they rated higher."""
    stands = [_stands(table, here, code) for code in codes]
    if higher := _higher(table, here):
        stands.append(text(_("Higher than you: {standards}").format(standards=higher), "$muted"))
    return lines(stands)


def _stands(table: Standards, here: Sequence[Row], code: str) -> Content:
    cells = (table.cell(row, code) for row in here)
    own = [cell.own for cell in cells if cell.own]
    name = next(one.name for one in table.standards if one.code == code)
    parts: list[Content | str] = [text(shorten(name, 16).ljust(17))]
    scale = own[-1].scale if own else ()
    for number, key in enumerate(scale, 1):
        count = sum(1 for one in own if one.scale == scale and one.level.level == key)
        parts += [chip(key, number), f" {count}".ljust(4)]
    return joined(parts) if own else joined((*parts, text(_("not rated yet"), "$muted")))


def _higher(table: Standards, here: Sequence[Row]) -> str:
    """Where students rated one work higher than I did, as counts by standard."""
    told = []
    for one in table.standards:
        cells = [table.cell(row, one.code) for row in here]
        both = [cell for cell in cells if cell.own and cell.mine and cell.own.level.work == cell.mine.level.work]
        if higher := sum(1 for cell in both if cell.gap < 0):
            told.append(_("{standard} {n} of {all}").format(standard=one.name, n=higher, all=len(both)))
    return ", ".join(told)


def _count(n: int, one: str, many: str) -> Content:
    told = ngettext(one, many, n).format(n=n)
    return joined((text(str(n), "$amber"), text(told.removeprefix(str(n))))) if n else Content("")
