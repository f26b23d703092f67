"""What the staff says about a week, in lines that plain lines and screens share."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.i18n import _, ngettext
from portfolio.model.week import THERE, Presence, Session
from portfolio.services.told import By
from portfolio.text import line


def seats(session: Session) -> str:
    """How many seats a session has: 3 of 8 seats left."""
    if not session.open:
        return _("does not take place")
    return _("{left} of {seats} seats left").format(left=session.left, seats=session.seats)


def requests(found: Sequence[By]) -> list[str]:
    """Requests, a line each."""
    asks = _("{name} asks you to come to {title} ({block}): {reason}")
    return [
        line(asks.format(name=one.name, title=one.record.title, block=one.record.block, reason=one.record.reason))
        for one in found
    ]


def status(found: Sequence[By]) -> list[str]:
    """Work status in lines, below the date of the data."""
    rows: list[str] = []
    for one in found:
        rows.append(_("As of {day}, from {name}:").format(day=line(one.record.on), name=line(one.name)))
        for each in one.record.lines:
            level = _("level {level}").format(level=each.level) if each.level else ""
            parts = (each.course, each.work, each.status, level)
            rows.append("  " + " · ".join(line(part) for part in parts if part))
    return rows


def decision(one: By, standard: str) -> str:
    """A decision of a team in plain words."""
    made = one.record
    told = _("Your teachers decided about {standard}: {text} {owner} looks after it until {until}. ({name}, {on})")
    names = {"owner": made.owner, "until": made.until, "name": one.name, "on": made.created[:10]}
    return line(told.format(standard=standard, text=made.text, **names))


def counted(found: Sequence[By]) -> str:
    """How many sessions are posted."""
    return ngettext("{n} session is posted", "{n} sessions are posted", len(found))


def there(made: Presence) -> str:
    """Whether somebody was in a block."""
    return _(THERE[made.there])
