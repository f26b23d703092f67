"""class fetch, list, show, history, diff, follow: reading the students of a class."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import click

from portfolio.classroom import rating
from portfolio.classroom.fetch import Fetched, fetch
from portfolio.classroom.needs import last_word
from portfolio.classroom.room import Room
from portfolio.classroom.rows import Row, look_ended, row_of, rows, since_look
from portfolio.cli.context import as_json, items, one, say, table
from portfolio.cli.drafts import marked
from portfolio.cli.rooms import agree, room_of, student_of
from portfolio.cli.worktold import told_rating, told_work
from portfolio.clock import SystemClock, instant
from portfolio.door import HistoryView
from portfolio.errors import NotFound
from portfolio.history.log import Version
from portfolio.i18n import N_, _, ngettext
from portfolio.model.diff import compare
from portfolio.model.schoolclass import Seat
from portfolio.model.work import Work
from portfolio.services import story
from portfolio.services.desk import Desk
from portfolio.text import line
from portfolio.wording import ago

_TOLERANCE = timedelta(minutes=10)


STATES = {
    "new": N_("something new"),
    "same": N_("nothing new"),
    "none": N_("nothing there yet"),
    "other": N_("another history"),
    "damaged": N_("damaged"),
    "refused": N_("not taken"),
    "later": N_("out of reach"),
    "stopped": N_("not fetched"),
}


@click.command("fetch")
@click.argument("student", metavar="[STUDENT]", default="")
@as_json
@click.pass_obj
def fetch_(named: str, student: str, as_json: bool) -> None:
    """Bring the histories of all students (or one) to this machine. Ctrl+C stops; what is here stays."""
    with room_of(named) as room:
        only = [room.find(student)] if student else None

        def told(each: Fetched, done: int, every: int) -> None:
            if not as_json and (each.state not in ("same", "none") or only):
                reason = f". {each.reason}" if each.reason else ""
                say(f"{done}/{every}  {each.seat.name}: {_(STATES[each.state])}{reason}")

        done = fetch(room, SystemClock(), told, seats=only)
        if as_json:
            items(
                {"student": each.seat.name, "seat": each.seat.id, "state": each.state, "reason": each.reason}
                for each in done
            )
        else:
            counts = {state: sum(1 for each in done if each.state == state) for state in STATES}
            say(", ".join(f"{counts[state]} {_(name)}" for state, name in STATES.items() if counts[state]))
            if unsent := room.unsent():
                say(ngettext("{n} answer not at school yet", "{n} answers not at school yet", unsent).format(n=unsent))
    if any(each.state in ("damaged", "refused", "later") for each in done):
        raise SystemExit(1)


_SORTS = {
    "name": lambda row: row.seat.name.casefold(),
    "new": lambda row: (-row.fresh, row.seat.name.casefold()),
    "last": lambda row: row.summary.at if row.summary else "",
    "works": lambda row: -(row.summary.works if row.summary else 0),
}


@click.command("list")
@click.option("--sort", default="name", type=click.Choice(list(_SORTS)), help="Who comes first.")
@click.option("--new", "only_new", is_flag=True, help="Only students with something new since your last look.")
@as_json
@click.pass_obj
def list_(named: str, sort: str, only_new: bool, as_json: bool) -> None:
    """One line a student: what is new since your last look, works, drafts, goals, reflections, the last save."""
    with room_of(named) as room:
        found = sorted((row for row in rows(room) if row.fresh or not only_new), key=_SORTS[sort])
    if as_json:
        items(map(_row_json, found))
        return
    heads = (
        _("student"),
        _("new"),
        _("works"),
        _("shared"),
        _("drafts"),
        _("goals"),
        _("reflections"),
        _("last word"),
        _("last saved"),
    )
    now = SystemClock().now()
    table(heads, (_row_cells(row, now) for row in found))


def _row_json(row: Row) -> dict[str, Any]:
    made, last = row.summary, last_word(row)
    counts = {
        name: getattr(made, name) if made else 0
        for name in ("works", "shared", "drafts", "goals", "reflections", "versions")
    }
    return {
        "student": row.seat.name, "seat": row.seat.id, "group": row.seat.group, "new": row.fresh,
        "last": made.at if made else "",
        "version": made.version if made else "", "other_histories": row.others, "wrong": row.wrong,
        "problems": list(made.problems) if made else [], **counts,
        "last_word": last[0].isoformat() if last else "", "last_word_by": (last[1] or "me") if last else "",
    }  # fmt: skip


def _called(row: Row) -> str:
    return f"{row.seat.name}, {row.seat.group}" if row.seat.group else row.seat.name


def _row_cells(row: Row, now: datetime) -> tuple[str, ...]:
    made = row.summary
    if made is None:
        return (_called(row), "", "", "", "", "", "", "", row.wrong or _("nothing here yet"))
    last = last_word(row)
    word = f"{ago(last[0], now)}, {last[1] or _('you')}" if last else ""
    beside = "  " + _("(another history beside it)") if row.others else ""
    at = instant(made.at)
    counts = (row.fresh, made.works, made.shared, made.drafts, made.goals, made.reflections)
    return (_called(row), *map(str, counts), word, f"{at:%Y-%m-%d %H:%M}{beside}" if at else _("an odd date") + beside)


@click.command("show")
@click.argument("student", metavar="STUDENT")
@click.argument("which", metavar="[WORK]", default="")
@click.option("--at", default="", metavar="VERSION", help="As it was at a version.")
@as_json
@click.pass_obj
def show(named: str, student: str, which: str, at: str, as_json: bool) -> None:
    """Show a student's portfolio, or one work: its text, choices, drafts, reflections, and the student's rating where
    you may see it; as it is or as it was. Without WORK it ends your look at them."""
    with student_of(named, student, at) as (room, seat, desk):
        if which:
            _show_work(room, desk, seat, desk.find_work(which), as_json=as_json)
            return
        row = row_of(room, seat)
        if as_json:
            works = [
                {"id": work.short, "title": work.title, "shared": work.shared, "drafts": len(desk.drafts(work))}
                for work in desk.works()
            ]
            goals = [{"id": goal.short, "statement": goal.statement, "status": goal.status} for goal in desk.goals()]
            one({**_row_json(row), "work_list": works, "goal_list": goals})
        else:
            _tell_portfolio(desk, seat, row)
        if not at:
            look_ended(room, row)


def _tell_portfolio(desk: Desk, seat: Seat, row: Row) -> None:
    name = desk.view.owner.name
    say(seat.name if name == seat.name else _("{seat} (calls themself {name})").format(seat=seat.name, name=name))
    goals, works = desk.goals(), desk.works()
    if goals:
        say("", _("Goals"), *(f"  {goal.short}  {goal.statement} ({_(goal.status)})" for goal in goals))
    if works:
        say("", _("Work"))
    if not goals and not works:
        say(_("There are no goals and no works yet."))
    for work in works:
        drafts = len(desk.drafts(work))
        told = ngettext("{n} draft", "{n} drafts", drafts).format(n=drafts)
        say(f"  {work.short}  {work.title} – {told}{', ' + _('shared') if work.shared else ''}")
    for problem in row.summary.problems if row.summary else ():
        say(_("Passed over: {problem}").format(problem=problem))


def _show_work(room: Room, desk: Desk, seat: Seat, work: Work, *, as_json: bool) -> None:
    own = desk.assessments(work)
    sees = rating.may_see(room, desk, work, rating.mine(room, seat, work))
    if as_json:
        choice = desk.choice(work)
        one({
            "work": work.id, "title": work.title, "text": desk.view.text(work),
            "choice": choice.to_json() if choice else None, "drafts": [each.to_json() for each in desk.drafts(work)],
            "reflections": [each.to_json() for each, _private in desk.reflections(work)],
            "assessments": [each.to_json() for each in own] if sees else [],
        })  # fmt: skip
        return
    say(work.title, "", desk.view.text(work), "", *told_work(desk, work))
    if sees:
        say(*told_rating(desk, work))
    elif own:
        say("  " + _("{name} has rated this, too. You see it once you have.").format(name=seat.name))


@click.command("history")
@click.argument("student", metavar="STUDENT")
@click.option("--limit", default=30, type=click.IntRange(0), metavar="N", help="At most N versions; 0 for all.")
@as_json
@click.pass_obj
def history(named: str, student: str, limit: int, as_json: bool) -> None:
    """List a student's versions, newest first, with when each was first seen here where the dates differ."""
    with student_of(named, student) as (room, seat, desk):
        found: list[dict[str, Any]] = []
        for version, first in first_seen(desk.past, room, seat, limit):
            told = story.tell(desk, version)
            what = f"{told.what}: {told.detail}" if told.detail else told.what
            odd = odd_date(version, first)
            if as_json:
                found.append({
                    "version": version.id, "at": version.at.isoformat(), "change": version.note.change,
                    "subject": version.note.subject, "first_seen": first.isoformat() if first else "", "odd_date": odd,
                })  # fmt: skip
            else:
                say(
                    "  ".join(
                        part
                        for part in (f"{version.at:%Y-%m-%d %H:%M}", what, told.about, f"({version.short})", odd)
                        if part
                    )
                )
        others = room.mirror(seat.id).others()
        if as_json:
            one({"items": found, "other_histories": others})
        elif others:
            say(
                "",
                _("Another history of this student was seen, which does not go on from this one: {names}.").format(
                    names=", ".join(other[:8] for other in others)
                ),
                _("“class diff STUDENT {name}” compares them; “class follow STUDENT {name}” goes on with it.").format(
                    name=others[0][:8]
                ),
            )


def first_seen(past: HistoryView, room: Room, seat: Seat, limit: int = 0) -> Iterator[tuple[Version, datetime | None]]:
    """A student's versions, newest first, each with when this machine first had it."""
    seen = room.mirror(seat.id).seen()
    first: datetime | None = None
    for version in past.timeline(limit):
        first = seen.get(version.id, first)
        yield version, first


def odd_date(version: Version, first: datetime | None) -> str:
    """What to say of a version whose date cannot be right; never more than that."""
    if version.at.year <= 1970:
        return _("[no date that makes sense]")
    if first is not None and version.at > first + _TOLERANCE:
        return _("[dated {dated:%Y-%m-%d %H:%M}, first seen {seen:%Y-%m-%d %H:%M}]").format(
            dated=version.at, seen=first
        )
    return ""


@click.command("diff")
@click.argument("student", metavar="STUDENT")
@click.argument("old", metavar="[FROM]", default="")
@click.argument("new", metavar="[TO]", default="")
@as_json
@click.pass_obj
def diff(named: str, student: str, old: str, new: str, as_json: bool) -> None:
    """Show what changed in a student's texts between two versions; else since your last look."""
    with student_of(named, student) as (room, seat, desk):
        past = desk.past
        start, seen_before = (past.resolve(old), False) if old else since_look(room, seat, past.version)
        end = past.resolve(new) if new else past.version
        before = past.at(start) if start and past.objects.holds(start) else None
        after = past.at(end)
        works = {work.id: work for view in (before, after) if view for work in view.all(Work)}
        found = [
            (work, compare(before.text(work) if before else "", after.text(work)))
            for _id, work in sorted(works.items())
        ]
        found = [(work, pieces) for work, pieces in found if any(piece.tag != "same" for piece in pieces)]
        if as_json:
            items(
                {"work": work.id, "title": work.title, "pieces": [[piece.tag, piece.text] for piece in pieces]}
                for work, pieces in found
            )
            return
        if seen_before:
            say(_("Nothing is new since your last look. This is what was new then:"), "")
        for work, pieces in found:
            say(work.title, marked(pieces), "")
        if not found:
            say(_("No text changed."))


@click.command("follow")
@click.argument("student", metavar="STUDENT")
@click.argument("version", metavar="VERSION")
@click.option("--yes", is_flag=True, help="You are sure.")
@click.pass_obj
def follow(named: str, student: str, version: str, yes: bool) -> None:
    """Go on with another history of a student (after they made theirs anew). The one known so far is kept beside it."""
    with room_of(named) as room:
        seat = room.find(student)
        mirror = room.mirror(seat.id)
        found = [other for other in mirror.others() if version and other.startswith(version.lower())]
        if len(found) != 1:
            raise NotFound(
                _("{name} has no other history called “{version}”.").format(name=seat.name, version=line(version)[:40])
            )
        agree(
            _("Go on with the history of {name} that ends in {version}?").format(name=seat.name, version=found[0][:8]),
            yes,
        )
        mirror.follow(found[0])
        say(_("Done. The history known so far is kept beside it."))
