"""Supports and extensions: the week's plan made with an advisor, what came of it, what the next week starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.form import Form, Option
from portfolio.model.record import ReportedFrom
from portfolio.model.support import (
    ADVISOR,
    ASK_FORM,
    CHANGE_REASON,
    CONFIRM_FORM,
    DONE_FORM,
    EXTENSION_FORM,
    KIND_NAMES,
    STATES,
    Extension,
    Slot,
    slot_form,
)
from portfolio.model.work import PARTS, Work
from portfolio.services.desk import Desk
from portfolio.services.goals import checked, with_code
from portfolio.services.weeks import Row, first_day, last_slot, menu, week
from portfolio.text import line, shorten, slug

if TYPE_CHECKING:
    pass


def question(desk: Desk) -> Form:
    """The questions a plan answers."""
    options: list[Option] = []
    for _course, one in menu(desk):
        if slug(one.name) not in [key for key, _told in options]:
            options.append((slug(one.name), f"{one.name}, {_(KIND_NAMES[one.kind])}, {one.form} – {one.when}"))
    return slot_form(options)


def proposal(desk: Desk, row: Row) -> dict[str, str]:
    """What a plan for this block starts from: the plan there is, else the last one, unless that has not helped."""
    slot = row.slot or last_slot(desk, row)
    if slot is None or (row.slot is None and slot.helped == "not yet"):
        return {}
    known = {slug(one.name) for _course, one in menu(desk)}
    key = slug(slot.session)
    named = {"session": key} if key in known else {"own": slot.session, "kind": slot.kind}
    goals = [goal.id for goal in desk.goals("active")]
    codes = [one.code for one in desk.standards()]
    about = {
        "goal": slot.goal if slot.goal in goals else "",
        "standard": slot.standard if slot.standard in codes else "",
    }
    why = slot.why if row.slot else ""
    return {**named, "where": slot.where, "why": why, **about}


def propose(
    desk: Desk,
    starts: date,
    row: Row,
    answers: Mapping[str, Any],
    *,
    planned_by: str = "",
    wishes: tuple[str, str] = ("", ""),
) -> Slot:
    """Plan a block: the student's proposal, or, where `planned_by` names an advisor, a plan made for the student.

    Args:
        wishes: the ids of the posted sessions in which a seat is asked for, the first and the second one.

    Raises:
        BadInput: a field is missing or wrong.
        Refused: the block or its week is over, an advisor had a hand in its plan, it is not in the timetable, or
            another plan is at the same time.
    """
    if not row.starts:
        raise Refused(
            _("The timetable has no block “{block}” any more, so nothing can be planned in it.").format(block=row.block)
        )
    _not_done(row)
    _free(desk, starts, row)
    if str(starts) < str(first_day(desk)):
        raise Refused(_("This week is over."), _("Plan this week or the next."))
    if not planned_by:
        refuse_fixed(row)
    made = _made(desk, starts, row, answers, wishes)
    state, noted = ("planned for me", ReportedFrom("advisor", line(planned_by))) if planned_by else ("proposed", None)
    made = made.edit(state=state, noted_for=noted, planned_for_me=bool(planned_by), answer="")
    verb = "Plan for the student" if planned_by else "Plan"
    _save(desk, made, "support.plan", f"{verb}: {made.session}, {row.block}, week of {starts}")
    return made


def _made(desk: Desk, starts: date, row: Row, answers: Mapping[str, Any], wishes: tuple[str, str] = ("", "")) -> Slot:
    given = checked(question(desk), with_code(desk, answers), desk)
    if given["own"] and given["session"]:
        raise BadInput(
            _("There is something from the menu and something else."), _("Empty one of the two, so that it is clear.")
        )
    found = next((one for _course, one in menu(desk) if slug(one.name) == given["session"]), None)
    if given["own"] or found is None:
        kind, session = given["kind"], given["own"]
    else:
        kind, session = found.kind, found.name
    values = {
        "kind": "extension" if kind == "extension" else "support",
        "session": session,
        "posted": wishes[0],
        "second": wishes[1],
        **{name: given[name] for name in ("where", "why", "goal", "standard")},
    }
    if row.slot is not None:
        return row.slot.edit(**values)
    name, now = desk.fresh()
    return Slot(id=name, created=now, week=str(starts), course=row.course, block=row.block, **values)  # type: ignore[arg-type]


def _free(desk: Desk, starts: date, row: Row) -> None:
    refuse_clash(week(desk, starts), row)


def refuse_clash(rows: Sequence[Row], row: Row) -> None:
    """Nobody can be in two places at once.

    Args:
        rows: the student's week.

    Raises:
        Refused: another block at the same time has a plan.
    """
    for other in rows:
        same_time = (
            other.on == row.on
            and other.starts.zfill(5) < row.ends.zfill(5)
            and row.starts.zfill(5) < other.ends.zfill(5)
        )
        if other.block != row.block and other.slot is not None and other.starts and same_time:
            raise Refused(
                _("“{block}” is at the same time, and “{session}” is planned in it.").format(
                    block=other.block, session=shorten(other.slot.session, 40)
                ),
                _("Nobody can be in two places; change one of them."),
            )


def _not_done(row: Row) -> None:
    if row.slot is not None and row.slot.did:
        raise Refused(_("This block is over, and what came of it is written down."), _("Plan the next week."))


def refuse_fixed(row: Row) -> None:
    """A plan that an advisor has had a hand in is not changed by the student alone, nor one that is over.

    Raises:
        Refused: it is such a plan.
    """
    _not_done(row)
    if row.slot is not None and row.slot.state != "proposed":
        raise Refused(
            _("This block is not only yours to change ({state}).").format(state=_(STATES[row.slot.state])),
            _("Ask to change it, or change it together with your advisor."),
        )


def _slot(row: Row) -> Slot:
    if row.slot is None:
        raise Refused(_("Nothing is planned in “{block}”.").format(block=row.block), _("Plan it first."))
    return row.slot


def confirm(desk: Desk, row: Row, advisor: str) -> Slot:
    """Note that the advisor confirms a plan.

    Raises:
        BadInput: no name is given.
        Refused: nothing is planned, or it is over.
    """
    slot = _slot(row)
    _not_done(row)
    given = checked(CONFIRM_FORM, {"advisor": advisor}, desk)
    if given["advisor"].casefold() == desk.view.owner.name.casefold():
        raise BadInput(_("This is your own name; a plan is confirmed by your advisor."))
    made = slot.edit(state="confirmed", noted_for=ReportedFrom("advisor", given["advisor"]), answer="")
    _save(desk, made, "support.confirm", f"Confirm: {made.session}, {row.block}, week of {made.week}")
    return made


def change(desk: Desk, starts: date, row: Row, answers: Mapping[str, Any]) -> Slot:
    """Note that the advisor changes a plan, with a reason the student can read.

    Args:
        answers: those of the plan, with `advisor` and `answer` (the reason).

    Raises:
        BadInput: a field is missing or wrong.
        Refused: nothing is planned, or it is over.
    """
    _slot(row)
    _not_done(row)
    told = checked(Form(ADVISOR, CHANGE_REASON), answers, desk)
    made = _made(desk, starts, row, answers)
    made = made.edit(state="changed", noted_for=ReportedFrom("advisor", told["advisor"]), answer=told["answer"])
    _save(desk, made, "support.change", f"Change: {made.session}, {row.block}, week of {starts}")
    return made


def accept(desk: Desk, row: Row) -> Slot:
    """Agree to a plan that somebody else made or changed.

    Raises:
        Refused: it is not of that kind.
    """
    slot = _slot(row)
    if slot.state not in ("changed", "planned for me"):
        raise Refused(_("This plan is your own ({state}).").format(state=_(STATES[slot.state])))
    made = slot.edit(state="confirmed")
    _save(desk, made, "support.accept", f"Agree: {made.session}, {row.block}, week of {made.week}")
    return made


def ask_to_change(desk: Desk, row: Row, why: str) -> Slot:
    """Ask for another plan; the one there is stays until it is changed.

    Raises:
        BadInput: no reason is given.
        Refused: nothing is planned, or it is over.
    """
    slot = _slot(row)
    _not_done(row)
    given = checked(ASK_FORM, {"answer": why}, desk)
    made = slot.edit(state="asked", answer=given["answer"])
    _save(desk, made, "support.ask", f"Ask to change: {made.session}, {row.block}, week of {made.week}")
    return made


def finish(desk: Desk, row: Row, answers: Mapping[str, Any]) -> Slot:
    """Answer the two questions after a block.

    Raises:
        BadInput: a field is missing or wrong.
        Refused: nothing is planned, or it has not been yet.
    """
    slot = _slot(row)
    if row.on > desk.today:
        raise Refused(_("This block is still to come ({when}).").format(when=row.told))
    given = checked(DONE_FORM, answers, desk)
    made = slot.edit(did=given["did"], helped=given["helped"])
    _save(desk, made, "support.done", f"Look back: {made.session}, {row.block}, week of {made.week}")
    return made


def _save(desk: Desk, slot: Slot, name: str, subject: str) -> None:
    with desk.portfolio.change(name, subject) as made:
        made.put(slot)


def done(desk: Desk) -> list[tuple[str, str, str, str]]:
    """Every support and extension that was done, by name: day or week, kind, name, what was done; oldest first."""
    slots = [(slot.week, slot.kind, slot.session, slot.did, slot.id) for slot in desk.view.all(Slot) if slot.did]
    extended = [(one.created[:10], "extension", one.text, one.note, one.id) for one in desk.view.all(Extension)]
    return [one[:4] for one in sorted([*slots, *extended], key=lambda one: (one[0], one[4]))]


def extensions_of(desk: Desk, work: Work) -> list[tuple[str, str, str]]:
    """The extensions a work's choice offers: part, option id, the extension in the course's words."""
    found, choice = desk.task_of(work), desk.choice(work)
    out = []
    for part in PARTS if found and choice else ():
        option = (
            found[1].parts[part].option(choice.picks[part].option)
            if found and choice and part in choice.picks
            else None
        )
        if option is not None and option.extension:
            out.append((part, option.id, option.extension))
    return out


def extend(desk: Desk, work: Work, part: str, note: str) -> Extension:
    """Write down that the extension of a chosen option was done.

    Raises:
        BadInput: nothing is written.
        Refused: the choice offers none for that part, or it is written down already.
    """
    offered = extensions_of(desk, work)
    found = next((one for one in offered if not part or one[0] == part), None)
    if found is None:
        names = ", ".join(one[0] for one in offered) or _("none")
        raise Refused(
            _("What was chosen for “{title}” has no such extension.").format(title=shorten(work.title, 40)),
            _("It has one for: {parts}.").format(parts=names),
        )
    if any(one.part == found[0] and one.option == found[1] for one in desk.of(Extension, work)):
        raise Refused(_("This extension is written down already."), _("“portfolio support record” shows it."))
    given = checked(EXTENSION_FORM, {"note": note}, desk)
    name, now = desk.fresh()
    made = Extension(
        id=name, created=now, work=work.id, part=found[0], option=found[1], text=found[2], note=given["note"]
    )
    with desk.portfolio.change("support.extend", f"Go further in {work.title}", work=work.id) as change:
        change.put(made)
    return made
