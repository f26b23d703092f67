"""class comment, comments, rate, ratings, to-read, needs, standards: answering what students wrote."""

from __future__ import annotations

from typing import Any

import click

from portfolio.classroom import commenting, rating
from portfolio.classroom.needs import ToRead, needs, to_read
from portfolio.classroom.room import Room
from portfolio.classroom.rows import rows
from portfolio.classroom.standards import Cell, of_class
from portfolio.cli.context import as_json, ask, items, say, table, with_fields
from portfolio.cli.looking import given_ratings, rated, show_rubric
from portfolio.cli.rooms import room_of, student_of
from portfolio.clock import SystemClock
from portfolio.i18n import N_, _
from portfolio.model.feedback import ANSWERS, TONES, Comment, comment_form
from portfolio.model.schoolclass import Seat
from portfolio.model.work import Work
from portfolio.services import feedback
from portfolio.services.assessing import in_order, others, rubric_of
from portfolio.services.desk import Desk
from portfolio.text import line
from portfolio.wording import ago


@click.command("comment")
@click.argument("student", metavar="STUDENT")
@click.argument("which", metavar="WORK")
@click.option("--at", default="", metavar="VERSION", help="About the work as it was at a version.")
@with_fields(comment_form([]))
@click.pass_obj
def comment(named: str, /, student: str, which: str, at: str, **given: Any) -> None:
    """Write a comment about a student's WORK; it stands in a history of your own and goes to them alone."""
    with student_of(named, student, at) as (room, seat, desk):
        work = desk.find_work(which)
        form = commenting.form_for(desk, work)
        ask(form, given, desk, lambda told: commenting.comment(room, seat, desk, work, told, SystemClock()))
        why = commenting.send(room, SystemClock())
        say(why or _("Said, and on its way to {name}.").format(name=seat.name))


@click.command("comments")
@click.argument("student", metavar="STUDENT")
@as_json
@click.pass_obj
def comments(named: str, student: str, as_json: bool) -> None:
    """What you and your colleagues have said about a student, and their answers."""
    with student_of(named, student) as (room, seat, desk):
        found = [one for one in feedback.received(desk) if one.by != feedback.HERE]
        mine = room.mine(seat.id, Comment)
        me = mine.id if mine else ""
        if as_json:
            items(
                {
                    "id": one.comment.id, "by": "me" if one.by == me else one.name, "work": one.comment.work,
                    "tone": one.comment.tone, "text": one.comment.text, "at": one.comment.created,
                    "version": one.comment.version, "criterion": one.comment.criterion,
                    "quote": one.comment.passage.quote if one.comment.passage else "",
                    "answer": one.reply.how if one.reply else "", "answer_text": one.reply.text if one.reply else "",
                }
                for one in found
            )  # fmt: skip
            return
        for one in found:
            work = desk.view.get(Work, one.comment.work)
            about = " · ".join(part for part in (work.title if work else "?", one.comment.criterion) if part)
            who = _("You") if one.by == me else one.name
            say(f"{one.comment.created[:10]}  {who}, {_(TONES[one.comment.tone])}: {about} ({one.comment.version[:8]})")
            if one.comment.passage:
                moved = feedback.place(desk, one)
                say(f"    “{one.comment.passage.quote}”" + (f" ({moved})" if moved else ""))
            say(f"    {one.comment.text}")
            told = f"{_(ANSWERS[one.reply.how])}. {one.reply.text}" if one.reply else _("no answer yet")
            say(f"    {seat.name}: {told}")
        if not found:
            say(_("Nobody has said anything about {name} yet.").format(name=seat.name))


@click.command("rate")
@click.argument("student", metavar="STUDENT")
@click.argument("which", metavar="WORK")
@click.option("--rate", "rates", multiple=True, metavar="CRITERION=LEVEL", help="Your level; repeatable.")
@click.option("--evidence", multiple=True, metavar="CRITERION=WORDS", help="Words of the text that show it.")
@click.option("--comment", multiple=True, metavar="CRITERION=TEXT", help="What you want to say about it.")
@click.option("--next", "nexts", multiple=True, metavar="CRITERION=TEXT", help="One next step for it.")
@click.option("--agree", "agreed", is_flag=True, help="Give the levels the student gave.")
@click.option("--at", default="", metavar="VERSION", help="The work as it was at a version.")
@as_json
@click.pass_obj
def rate(
    named: str, student: str, which: str, rates: tuple[str, ...], evidence: tuple[str, ...], comment: tuple[str, ...],
    nexts: tuple[str, ...], agreed: bool, at: str, as_json: bool,
) -> None:  # fmt: skip
    """Rate a student's WORK on its rubric. Without levels, show the rubric, your rating and, where you may see it,
    the student's own."""
    with student_of(named, student, at) as (room, seat, desk):
        work, clock = desk.find_work(which), SystemClock()
        course, rubric = rubric_of(desk, work)
        before = rating.mine(room, seat, work)
        if agreed:
            rating.rate(room, seat, desk, work, rating.agreed(room, desk, work, before), clock)
        elif rates or evidence or comment or nexts:
            start = dict(before.ratings) if before and before.blob == desk.view.blob(work) else {}
            made = given_ratings(desk, work, course.scale(rubric), rubric, start, (rates, evidence, comment, nexts))
            rating.rate(room, seat, desk, work, made, clock)
        else:
            _show_rating(room, seat, desk, work, as_json=as_json)
            if not as_json:
                show_rubric(desk, work)
            return
        _show_rating(room, seat, desk, work, as_json=as_json)
        if why := commenting.send(room, clock):
            say(why)


def _show_rating(room: Room, seat: Seat, desk: Desk, work: Work, *, as_json: bool) -> None:
    """Mine, and the student's own where both may be seen."""
    given, own = rating.mine(room, seat, work), desk.assessments(work)
    sees = rating.may_see(room, desk, work, given)
    found = [("me", _("You"), given)] if given else []
    found += [("student", seat.name, own[-1])] if own and sees else []
    me = line(room.kept.me.name)
    found += [(one.by, one.by, one.assessment) for one in others(desk, work).given if sees and one.by != me]
    if as_json:
        items(
            {"by": key, "criterion": name, "level": one.level, "comment": one.comment, "next_step": one.next_step,
             "evidence": [passage.quote for passage in one.evidence]}
            for key, _who, each in found for name, one in in_order(desk, each)
        )  # fmt: skip
        return
    say(work.title)
    for _key, who, each in found:
        for name, one in in_order(desk, each):
            say(f"  {who}, {name}: {one.level}", *rated(one, "    "))
    if own and not sees:
        say(_("{name} has rated this, too. You see it once you have.").format(name=seat.name))
    elif given and (told := rating.sealed_told(room, seat, work, given)):
        say(told)


_WHY = {"shared": N_("shared"), "draft": N_("a new draft"), "reply": N_("an answer to you")}


def _why(one: ToRead) -> str:
    since = _(", {name} wrote since").format(name=one.answered) if one.answered else ""
    return _(_WHY[one.why]) + since


@click.command("to-read")
@as_json
@click.pass_obj
def waiting(named: str, as_json: bool) -> None:
    """What moved after your last word about it, the longest waiting first."""
    with room_of(named) as room:
        found = to_read(rows(room))
        if as_json:
            items(
                {"student": one.row.seat.name, "seat": one.row.seat.id, "work": one.piece.work,
                 "title": one.piece.title, "since": one.at.isoformat(), "why": one.why, "answered": one.answered}
                for one in found
            )  # fmt: skip
        elif found:
            now = SystemClock().now()
            cells = ((one.row.seat.name, ago(one.at, now), _why(one), one.piece.title) for one in found)
            table((_("student"), _("since"), _("why"), _("work")), cells)
        else:
            say(_("Nothing waits for you. “portfolio class fetch” brings what is new."))


@click.command("standards")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for a spreadsheet.")
@as_json
@click.pass_obj
def standards(named: str, as_csv: bool, as_json: bool) -> None:
    """Students by standards: the student's newest level, then yours."""
    with room_of(named) as room:
        stands, found = of_class(room), rows(room)
        if as_csv:
            say(stands.table(found))
            return
        cells = {(row.seat.id, one.code): stands.cell(row, one.code) for row in found for one in stands.standards}
        if as_json:
            items(
                {"student": row.seat.name, "seat": row.seat.id, "standard": one.code,
                 "own": cell.own.level.level if cell.own else "", "mine": cell.mine.level.level if cell.mine else ""}
                for row in found for one in stands.standards for cell in (cells[row.seat.id, one.code],)
            )  # fmt: skip
            return
        say(*(f"{one.code}  {one.name}" for one in stands.standards), "")

        def told(cell: Cell) -> str:
            return f"{cell.own.level.level if cell.own else '·'} {cell.mine.level.level if cell.mine else '·'}"

        heads = (_("student"), *(one.code for one in stands.standards))
        table(heads, ((row.seat.name, *(told(cells[row.seat.id, one.code]) for one in stands.standards))
                      for row in found))  # fmt: skip


@click.command("needs")
@as_json
@click.pass_obj
def needing(named: str, as_json: bool) -> None:
    """Who needs you, and why."""
    with room_of(named) as room:
        now, plans = SystemClock().now(), any(course.blocks for course in of_class(room).courses)
        found = [(row, needs(row, now, supports=plans)) for row in rows(room)]
        found = [(row, why) for row, why in found if why]
        if as_json:
            items({"student": row.seat.name, "seat": row.seat.id, "why": why} for row, why in found)
        elif found:
            table((_("student"), _("why")), ((row.seat.name, ", ".join(why)) for row, why in found))
        else:
            say(_("Nobody waits for you just now."))


@click.command("ratings")
@click.argument("how", metavar="[apart|open]", type=click.Choice(["apart", "open"]), required=False)
@click.pass_obj
def ratings(named: str, how: str | None) -> None:
    """How your ratings and the students' own meet: apart (neither sees the other's first) or open."""
    with room_of(named) as room:
        if how:
            rating.let_ratings(room, how)
            commenting.send(room, SystemClock())
        if room.kept.ratings == "apart":
            say(_("Apart: you see a student's rating after yours, and they see yours after theirs."))
            say(_("Yours is sealed until then. Theirs stands in a history that you may open: there it rests on trust."))
        else:
            say(_("Open: you see a student's rating at once, and yours goes to them at once."))
            say(_("Their app still shows it after they have rated themselves."))
