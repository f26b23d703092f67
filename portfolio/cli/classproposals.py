"""class proposals, answer, rhythm, note, strategies: what one student needs, and what the class tries."""

from __future__ import annotations

from typing import Any

import click

from portfolio.classroom import commenting, notes, proposals
from portfolio.classroom.rows import row_of, rows
from portfolio.classroom.standards import gap_told
from portfolio.classroom.standards import of_class as standards_of_class
from portfolio.classroom.strategies import strategies as of_class
from portfolio.cli.context import as_json, ask, interactive, items, one, say, table, with_fields
from portfolio.cli.proposals import by_standard
from portfolio.cli.rooms import room_of, student_of
from portfolio.clock import SystemClock
from portfolio.errors import NotFound
from portfolio.i18n import _, ngettext
from portfolio.model.proposal import RHYTHM_FORM, RHYTHM_NAMES, verdict_form
from portfolio.services.proposing import standards_of
from portfolio.wording import ago


@click.command("proposals")
@as_json
@click.pass_obj
def waiting(named: str, as_json: bool) -> None:
    """Proposals that wait for your answer, the longest waiting first."""
    with room_of(named) as room:
        found = proposals.waiting(rows(room))
    if as_json:
        items(
            {"student": each.row.seat.name, "seat": each.row.seat.id, "work": each.round.work, "title": each.title,
             "round": each.round.number, "at": each.round.at}
            for each in found
        )  # fmt: skip
    elif found:
        now = SystemClock().now()
        cells = (
            (
                each.row.seat.name,
                str(each.round.number or _("own words")),
                ago(each.at, now) if each.at else "",
                each.title,
            )
            for each in found
        )
        table((_("student"), _("round"), _("since"), _("work")), cells)
    else:
        say(_("No proposal waits for you."))


@click.command("answer")
@click.argument("student", metavar="STUDENT")
@click.argument("which", metavar="WORK")
@with_fields(verdict_form([]))
@click.option("--reason", multiple=True, metavar="STANDARD=TEXT", help="What is clear, and what not yet; repeatable.")
@click.pass_obj
def answer(named: str, /, student: str, which: str, reason: tuple[str, ...], **given: Any) -> None:
    """Approve the newest proposal for a student's WORK, or return it with reasons. Without an answer it is shown."""
    with student_of(named, student) as (room, seat, desk):
        work = desk.find_work(which)
        row = row_of(room, seat)
        found = next((each for each in (row.summary.proposals if row.summary else ()) if each.work == work.id), None)
        if found is None:
            raise NotFound(_("{name} has proposed nothing for “{title}”.").format(name=seat.name, title=work.title))
        standards = standards_of(desk, work)
        if not given.get("decision"):
            say(work.title, *proposals.told(desk, found))
        answers = {**given, **by_standard(reason, standards)}
        if not given.get("decision") and not interactive():
            return
        made = ask(
            verdict_form(standards), answers, desk,
            lambda told: proposals.answer(room, seat, desk, found, told, SystemClock()),
        )  # fmt: skip
        why = commenting.send(room, SystemClock())
        done = _("Approved.") if made.decision == "approved" else _("Returned, with your reasons.")
        say(why or f"{done} {_('It is on its way to {name}.').format(name=seat.name)}")


@click.command("rhythm")
@click.argument("student", metavar="STUDENT")
@with_fields(RHYTHM_FORM)
@click.pass_obj
def rhythm(named: str, /, student: str, **given: Any) -> None:
    """Ask one student for check-ins: weekly, fortnightly, monthly or never. The standards stay the same for all.
    Without an answer, say what you ask for now."""
    with student_of(named, student) as (room, seat, desk):
        now = proposals.rhythm(room, seat)
        if not any(given.values()) and not interactive():
            every = _(RHYTHM_NAMES.get(now.every, "no rhythm")) if now else _("no rhythm")
            say(f"{seat.name}: {every}" + (f" ({now.why})" if now and now.why else ""))
            return
        ask(RHYTHM_FORM, given, desk, lambda told: proposals.ask_rhythm(room, seat, desk, told, SystemClock()))
        why = commenting.send(room, SystemClock())
        say(why or _("Asked, and on its way to {name}.").format(name=seat.name))


@click.command("note")
@click.argument("student", metavar="STUDENT")
@click.argument("text", metavar="[TEXT]", required=False)
@as_json
@click.pass_obj
def note(named: str, student: str, text: str | None, as_json: bool) -> None:
    """Your own note about a student: it stays on this machine. TEXT replaces it, an empty one removes it."""
    with room_of(named) as room:
        seat = room.find(student)
        if text is not None:
            notes.write_note(room, seat, text)
        found = notes.note(room, seat)
        if as_json:
            one({"student": seat.name, "seat": seat.id, "note": found})
        else:
            say(found or _("No note about {name}.").format(name=seat.name))


@click.command("strategies")
@as_json
@click.pass_obj
def strategies(named: str, as_json: bool) -> None:
    """Which strategies the class uses, how they were judged, who keeps to one, never switches or uses none, and where
    your level differs from the student's own."""
    with room_of(named) as room:
        all_rows = rows(room)
        found, gaps = of_class(all_rows, room.shelf()), standards_of_class(room).gaps(all_rows)
    if as_json:
        one(
            {"strategies": [{"name": way.name, "students": way.students, "works": way.works,
                             "fitted": way.fits[0], "partly": way.fits[1], "did_not_fit": way.fits[2]}
                            for way in found.ways],
             "keeps_to_one": [{"student": row.seat.name, "strategy": way} for row, way in found.steady],
             "never_switched": [row.seat.name for row in found.unswitched],
             "uses_none": [row.seat.name for row in found.none],
             "levels_differ": [{"student": row.seat.name, "standard": standard.code,
                                "own": cell.own.level.level if cell.own else "",
                                "mine": cell.mine.level.level if cell.mine else ""} for row, standard, cell in gaps]}
        )  # fmt: skip
        return
    cells = ((way.name, str(way.students), str(way.works), *map(str, way.fits)) for way in found.ways)
    table((_("strategy"), _("students"), _("works"), _("fitted"), _("partly"), _("did not")), cells)
    if found.steady:
        say("", _("One way in every work so far (something to talk about, not a fault):"))
        say(*(f"  {row.seat.name}: {way}" for row, way in found.steady))
    if found.unswitched:
        say("", _("Never switched on the way: {names}").format(names=", ".join(r.seat.name for r in found.unswitched)))
    if gaps:
        say("", _("Levels that differ on one work (to talk about):"), *(f"  {gap_told(*one)}" for one in gaps))
    if found.none:
        say("", ngettext("{n} student has picked none yet:", "{n} students have picked none yet:", len(found.none)))
        say(*(f"  {row.seat.name}" for row in found.none))
