"""What the staff says about a week, in lines that plain lines and screens share."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.i18n import _, ngettext
from portfolio.model.support import STATES, Slot
from portfolio.model.week import THERE, Presence, Session
from portfolio.services import told
from portfolio.services.told import By, Said
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
    sentence = _("Your teachers decided about {standard}: {text} {owner} looks after it until {until}. ({name}, {on})")
    names = {"owner": made.owner, "until": made.until, "name": one.name, "on": made.created[:10]}
    return line(sentence.format(standard=standard, text=made.text, **names))


def state(found: Sequence[Said], slot: Slot) -> str:
    """How a plan stands, and who says so.

    Args:
        found: what the staff said.
    """
    by = told.reviewer(found, slot)
    if not by and slot.noted_for:
        by = f"{slot.noted_for.name}, {_('noted by you')}"
    parts = [_(STATES[slot.state])]
    if by and slot.state != "asked":
        parts.append(by)
    if slot.planned_for_me and slot.state != "planned for me":
        parts.append(_("planned for me"))
    return " · ".join(parts)


def counted(found: Sequence[By]) -> str:
    """How many sessions are posted."""
    return ngettext("{n} session is posted", "{n} sessions are posted", len(found))


def there(made: Presence) -> str:
    """Whether somebody was in a block."""
    return _(THERE[made.there])
