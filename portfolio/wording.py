"""Small phrases: days, times, lengths, and levels drawn in one line."""

from __future__ import annotations

from datetime import date, datetime

from portfolio.i18n import _, ngettext
from portfolio.text import line

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday(day: date) -> str:
    """The name of a day: Thursday."""
    return _(_DAYS[day.weekday()])


def month_day(day: date, today: date) -> str:
    """A date without the year it need not have: 4 Nov, 4 Nov 2025."""
    text = f"{day.day} {_(_MONTHS[day.month - 1])}"
    return text if day.year == today.year else f"{text} {day.year}"


def when(day: date, today: date) -> str:
    """A past or coming day as people say it: today, yesterday, on Thursday, on 4 Nov."""
    away = (day - today).days
    if away == 0:
        return _("today")
    if away == -1:
        return _("yesterday")
    if away == 1:
        return _("tomorrow")
    if -7 < away < 7:
        return _("on {day}").format(day=weekday(day))
    return _("on {day}").format(day=month_day(day, today))


def short_time(at: datetime, today: date) -> str:
    """A moment for a narrow column: 10:42 today, Thu 10:42 this week, 4 Nov before."""
    at = at.astimezone() if at.tzinfo is None else at
    away = (today - at.date()).days
    if away == 0:
        return f"{at:%H:%M}"
    if 0 < away < 7:
        return f"{_(_DAYS[at.weekday()])[:3]} {at:%H:%M}"
    return month_day(at.date(), today)


def long_day(day: date, today: date) -> str:
    """A heading over a day: Thursday 19 November."""
    text = f"{weekday(day)} {day.day} {_(day.strftime('%B'))}"
    return text if day.year == today.year else f"{text} {day.year}"


def ago(at: datetime, now: datetime) -> str:
    """How long since: just now, 2 min ago, 3 h ago, 4 days ago."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return _("just now")
    if seconds < 3_600:
        return _("{n} min ago").format(n=seconds // 60)
    if seconds < 86_400:
        return _("{n} h ago").format(n=seconds // 3_600)
    return ngettext("{n} day ago", "{n} days ago", seconds // 86_400)


def words(count: int) -> str:
    """A length: 1 word, 250 words."""
    return ngettext("{n} word", "{n} words", count)


def minutes(count: int) -> str:
    """A rough time: About a minute. About 5 minutes."""
    return ngettext("About a minute.", "About {n} minutes.", count)


def defused(cell: str) -> str:
    """A text as a cell of a table that no spreadsheet takes for a formula."""
    told = line(cell)
    return f"'{told}" if told[:1] in ("=", "+", "-", "@") else told


def clock_time(seconds: float) -> str:
    """A stretch of time as a clock shows it: 6:42, 1:02:10."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
