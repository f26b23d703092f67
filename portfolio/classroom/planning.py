"""A class's plans for a week: read with what all of the staff said, confirmed, changed, made for somebody away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from portfolio.classroom import saying
from portfolio.classroom.room import Room
from portfolio.errors import BadInput, NotFound, Refused
from portfolio.i18n import N_, _
from portfolio.model.form import Form, Option
from portfolio.model.schoolclass import Seat
from portfolio.model.support import KIND_NAMES, Slot
from portfolio.model.week import Presence, Review, Session
from portfolio.model.weekforms import review_form
from portfolio.services import told, weeks
from portfolio.services.desk import Desk
from portfolio.services.goals import checked, with_code
from portfolio.services.supporting import refuse_clash
from portfolio.services.told import Said
from portfolio.services.weeks import Row
from portfolio.text import shorten, slug

_Verdict = Literal["confirmed", "changed", "planned"]
WAITS = {
    "free": N_("nothing planned"),
    "proposed": N_("waits for you"),
    "asked": N_("asks to change it"),
    "changed": N_("changed; not answered yet"),
    "planned for me": N_("planned for them; not answered yet"),
    "confirmed": N_("confirmed"),
    "done": N_("looked back at"),
}


@dataclass(frozen=True)
class Planned:
    """One student's plan for one block, as it stands."""

    seat: Seat
    row: Row
    """With the plan as the staff's answers leave it."""
    found: tuple[Said, ...]
    """What the staff said about the student."""

    @property
    def key(self) -> str:
        """What it is known by in a list."""
        return f"{self.seat.id}/{self.row.block}"

    @property
    def state(self) -> str:
        """A key of WAITS."""
        slot = self.row.slot
        return "free" if slot is None else "done" if slot.did else slot.state

    @property
    def word(self) -> str:
        """How it stands, in words."""
        return _(WAITS[self.state])


def plans(room: Room, desk: Desk, starts: date) -> list[Planned]:
    """Every student's plans of a week, block by block, students in the order of the roster."""
    found: list[Planned] = []
    timetable = weeks.blocks(desk)
    to_all = saying.posted(room)
    for seat in room.seats():
        heard = saying.said(room, seat, to_all)
        own = [one for one in saying.slots(room, seat) if one.week == str(starts)]
        found += [Planned(seat, row, heard) for row in weeks.arrange(timetable, own, starts, heard)]
    return sorted(found, key=lambda one: (one.row.on, one.row.starts.zfill(5)))


def find(room: Room, desk: Desk, starts: date, student: str, block: str) -> Planned:
    """One student's plan for the block that a person named.

    Raises:
        NotFound: there is no such student or block.
    """
    seat, row = room.find(student), weeks.find_row(desk, starts, block)
    pool = [one for one in plans(room, desk, starts) if one.seat.id == seat.id]
    found = next((one for one in pool if slug(one.row.block) == slug(row.block)), None)
    if found is None:
        raise NotFound(_("{name} has no block “{block}”.").format(name=seat.name, block=row.block))
    return found


def told_plan(one: Planned) -> str:
    """A plan in one line: what, where, how it stands."""
    slot = one.row.slot
    if slot is None:
        return one.word
    seat = told.seat(one.found, slot)
    waits = f", {_('no seat was left')}" if seat == "full" else ""
    return f"{slot.session} ({_(KIND_NAMES[slot.kind])}), {slot.where}: {one.word}{waits}"


def confirm(room: Room, desk: Desk, one: Planned) -> Review:
    """Confirm a plan as it stands here; where the student has changed it meanwhile, it confirms nothing.

    Raises:
        Refused: nothing is planned, it is confirmed or over, or the student asks to change it.
    """
    slot = _open(one)
    if slot is None:
        raise Refused(
            _("{name} has planned nothing in {block}.").format(name=one.seat.name, block=one.row.block),
            _("Plan it for them with a reason, if they are away."),
        )
    if slot.state == "confirmed":
        raise Refused(_("This plan is confirmed already."))
    if slot.state == "asked":
        raise Refused(
            _("{name} asks to change it: {why}").format(name=one.seat.name, why=slot.answer),
            _("Change it, and give your reason, also where it should stay."),
        )
    if slot.state in ("changed", "planned for me"):
        raise Refused(
            _("This waits for {name}: the plan is not theirs, so they agree or ask to change it.").format(
                name=one.seat.name
            )
        )
    values = {name: getattr(slot, name) for name in ("kind", "session", "where", "why", "standard", "goal", "posted")}
    return _say(room, desk, one, "confirmed", values)


def _open(one: Planned) -> Slot | None:
    if not one.row.starts:
        raise Refused(_("The timetable has no block “{block}” any more.").format(block=one.row.block))
    if one.row.slot is not None and one.row.slot.did:
        raise Refused(_("This block is over, and what came of it is written down."), _("Plan the next week."))
    return one.row.slot


def options(desk: Desk, one: Planned) -> list[Option]:
    """What a plan can be: the sessions that are posted for the block, and the menu."""
    found = [
        (each.record.id, _("{title}, {where} · {left} seats left").format(
            title=each.record.title, where=each.record.where, left=each.record.left))
        for each in told.sessions(one.found, str(_week(desk, one)))
        if each.record.open and slug(each.record.block) == slug(one.row.block)
    ]  # fmt: skip
    for _course, support in weeks.menu(desk):
        if slug(support.name) not in [key for key, _told in found]:
            found.append((slug(support.name), f"{support.name}, {_(KIND_NAMES[support.kind])}"))
    return found


def _week(desk: Desk, one: Planned) -> date:
    return weeks.first_day(desk, one.row.on)


def question(desk: Desk, one: Planned) -> Form:
    """The questions of an advisor who changes a plan, or makes one."""
    return review_form(options(desk, one))


def start(one: Planned) -> dict[str, str]:
    """What the answers start from: the plan there is."""
    slot = one.row.slot
    if slot is None:
        return {}
    named = {"session": slot.posted} if slot.posted else {"own": slot.session, "kind": slot.kind}
    return {**named, "where": slot.where, "standard": slot.standard}


def named(desk: Desk, one: Planned, text: str) -> str:
    """What a person named as the plan: a posted session by its title or short id, else the menu's key or the text."""
    typed = text.strip().lower()
    pool = told.sessions(one.found, str(_week(desk, one)))
    here = [each.record for each in pool if each.record.open and slug(each.record.block) == slug(one.row.block)]
    for fits in (lambda each: each.id.endswith(typed), lambda each: slug(each.title).startswith(slug(typed))):
        found = [each for each in here if typed and fits(each)]
        if len(found) == 1:
            name: str = found[0].id
            return name
    return text


def refuse_other(one: Planned, *, away: bool) -> None:
    """A plan that is there is changed, one that is not is made.

    Args:
        away: whether one is to be made, for a student who is away.

    Raises:
        Refused: it is the other way round.
    """
    mine = one.row.slot is None or one.row.slot.state == "planned for me"
    if away and not mine:
        raise Refused(
            _("{name} has planned this block: {plan}.").format(name=one.seat.name, plan=told_plan(one)),
            _("Confirm it, or change it with a reason."),
        )
    if not away and one.row.slot is None:
        raise Refused(
            _("{name} has planned nothing in {block}.").format(name=one.seat.name, block=one.row.block),
            _("If they are away, “class week plan” plans it for them."),
        )


def change(room: Room, desk: Desk, one: Planned, answers: Mapping[str, Any]) -> Review:
    """Change a plan with a reason, or, where nothing is planned, make one for a student who is away.

    Raises:
        BadInput: a field is missing or wrong.
        Refused: the block is over, another one at the same time is planned, or the session was full.
    """
    slot = _open(one)
    if _week(desk, one) < weeks.first_day(desk):
        raise Refused(_("This week is over."), _("Plan this week or the next."))
    week = plans(room, desk, _week(desk, one))
    refuse_clash([each.row for each in week if each.seat.id == one.seat.id], one.row)
    given = checked(question(desk, one), with_code(desk, answers), desk)
    values = {**_picked(desk, one, given), "reason": given["reason"], "why": slot.why if slot else ""}
    values["standard"] = given["standard"] or values.get("standard", "")
    values["goal"] = slot.goal if slot and not given["standard"] else ""
    return _say(room, desk, one, "planned" if slot is None or slot.state == "planned for me" else "changed", values)


def _picked(desk: Desk, one: Planned, given: Mapping[str, str]) -> dict[str, str]:
    if given["own"] and given["session"]:
        raise BadInput(
            _("There is something from the list and something else."), _("Empty one of the two, so that it is clear.")
        )
    posted = told.find_posted(one.found, given["session"])
    if posted is not None:
        session: Session = posted.record
        mine = one.row.slot is not None and one.row.slot.posted == session.id
        if not session.left and not mine:
            raise Refused(
                _("“{title}” is full: {taken} of {seats} seats are taken.").format(
                    title=shorten(session.title, 40), taken=session.taken, seats=session.seats
                ),
                _("Choose another session, or ask who posted it for one seat more."),
            )
        return {
            "kind": session.kind, "session": session.title, "where": session.where, "posted": session.id,
            "standard": session.standard,
        }  # fmt: skip
    support = next((each for _course, each in weeks.menu(desk) if slug(each.name) == given["session"]), None)
    if not given["where"]:
        raise BadInput(_("Where: please fill this in."), _("Only a posted session says it already."))
    if support is not None:
        return {"kind": support.kind, "session": support.name, "where": given["where"]}
    kind = "extension" if given["kind"] == "extension" else "support"
    return {"kind": kind, "session": given["own"], "where": given["where"]}


def _say(room: Room, desk: Desk, one: Planned, verdict: _Verdict, values: Any) -> Review:
    starts, block = _week(desk, one), one.row.block
    verb = {"confirmed": "Confirm", "changed": "Change", "planned": "Plan for the student"}[verdict]
    head: dict[str, Any] = {"week": str(starts), "course": one.row.course, "block": block, "verdict": verdict}
    return saying.say(
        room, one.seat, desk.clock, f"week.{verdict}", f"{verb}: {values['session']}, {block}, week of {starts}",
        lambda name, now: Review(id=name, created=now, **head, **values),
    )  # fmt: skip


def note_presence(room: Room, desk: Desk, one: Planned, there: Literal["yes", "elsewhere"]) -> Presence:
    """Note whether a student was in a block; noting again changes it. It needs no network.

    Raises:
        Refused: the block has not been yet.
    """
    if one.row.on > desk.today:
        raise Refused(_("This block is still to come ({when}).").format(when=one.row.told))
    starts = str(_week(desk, one))
    mine = told.every(saying.said(room, one.seat, ()), Presence, lambda each: each.week == starts, by=room.kept.me.id)
    before = next((each.record for each in mine if slug(each.record.block) == slug(one.row.block)), None)

    def make(name: str, now: str) -> Presence:
        if before is not None:
            edited: Presence = before.edit(there=there)
            return edited
        return Presence(id=name, created=now, week=starts, block=one.row.block, there=there)

    return saying.say(room, one.seat, desk.clock, "week.presence", f"Note who was in {one.row.block}", make)
