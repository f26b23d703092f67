"""class create, join, check, roster, staff, free, course: making a class and keeping it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

import click

from portfolio import config
from portfolio.classroom import making, publishing
from portfolio.classroom import me as person
from portfolio.classroom.commenting import late
from portfolio.classroom.records import Roster, Step
from portfolio.classroom.room import Room
from portfolio.classroom.roster import read_roster
from portfolio.cli.context import as_json, items, say, table
from portfolio.cli.reach import Reach, with_address, with_reach
from portfolio.cli.rooms import agree, room_of
from portfolio.clock import SystemClock
from portfolio.course import shelf
from portfolio.course.shelf import shipped
from portfolio.errors import NotFound, NotTaken, Unreachable
from portfolio.hub import joining
from portfolio.hub.address import split
from portfolio.hub.place import class_name, history_name, open_hub
from portfolio.i18n import _, ngettext
from portfolio.model.schoolclass import ROLES, Person
from portfolio.text import line, slug


@click.command("create")
@click.argument("address", metavar="HUB")
@click.option("--name", required=True, metavar="NAME", help="What students know the class as.")
@click.option("--roster", "file", required=True, metavar="FILE", help="A CSV file, or a OneRoster folder or zip.")
@click.option("--class", "wanted", default="", metavar="CLASS", help="Which class of the roster.")
@click.option("--course", "courses", multiple=True, metavar="COURSE", help="A shipped course or a folder; repeatable.")
@click.option("--id", "group", default="", metavar="ID", help="A short name for addresses; else made of the name.")
@click.option("--in", "folder", default="", metavar="DIR", help="Your folder for the class; else one named after it.")
@click.option("--yes", is_flag=True, help="You have seen what will be made.")
@with_reach
def create(
    address: str, name: str, file: str, wanted: str, courses: tuple[str, ...], group: str, folder: str, yes: bool,
    reach: Reach,
) -> None:  # fmt: skip
    """Make a class at HUB: a shared folder, or a git server's address (ssh or https)."""
    me = person.need()
    place, _mark = split(address)
    way = reach.way(place)
    hub = open_hub(place, way)
    found = read_roster(file, wanted)
    _tell_roster(found)
    if not yes:
        say(*(f"  {row.name}, {row.group}" if row.group else f"  {row.name}" for row in found.rows))
    kept = {
        course.ref: files
        for course, files in (shelf.to_keep(shipped().get(each, os.path.expanduser(each))) for each in courses)
    }
    if not courses:
        say(_("Without --course the class has no tasks yet. “portfolio class course COURSE” publishes one later."))
    if not way.known_hosts and "://" not in place:
        say(
            _(
                "Everybody who can write to {folder} is trusted: they could read, change or remove what is there."
            ).format(folder=line(hub.address)),
            _("Give rights to it to the students and staff of this class alone."),
        )
    agree(_("Make the class with {n} students?").format(n=len(found.rows)), yes)
    root = folder or slug(name)
    room, left = making.create(
        root, hub, way, name=name, group=group, me=me, rows=found.rows, courses=kept, clock=SystemClock()
    )
    config.remember_class(room.root)
    say(_("The class is ready. Your folder: {folder}").format(folder=line(room.root)))
    heads = (_("name"), _("group"), _("seat"))
    table(heads, ((each.name, each.group, each.id[-6:]) for each in room.school_class().seats))
    _tell_left(left)
    say(_("Students join with: portfolio join {address}").format(address=f"{line(hub.address)}#{room.kept.id}"))
    room.close()


def _bring(room: Room, do: Callable[[], object]) -> list[str]:
    """Change what the class publishes, and make the places that are missing in the hub.

    Returns:
        What to say where it is saved here and has not arrived.
    """
    try:
        do()
        _tell_left(room.hub.make(publishing.places(room)))
    except (Unreachable, NotTaken) as error:
        return [late(error)]
    return []


def _tell_left(left: list[str]) -> None:
    if left:
        say(
            _(
                "This server makes no repositories for us. Whoever keeps it runs these in the folder of the address; "
                "then “portfolio class check” looks again:"
            )
        )
        say(*(f"  {each}" for each in left))


def _tell_roster(found: Roster) -> None:
    say(
        ngettext("{n} student", "{n} students", len(found.rows)).format(n=len(found.rows))
        + (f", {found.title}" if found.title else "")
    )
    say(*(f"  {note}" for note in found.notes))
    if found.dropped:
        say(_("  Not read: {columns}").format(columns=", ".join(found.dropped)))
    for mistake in found.mistakes:
        say(_("  Left out: {mistake}").format(mistake=mistake))


@click.command("join")
@with_address
@click.option("--in", "folder", default="", metavar="DIR", help="Your folder for the class; else one named after it.")
@with_reach
def join(address: str, folder: str, reach: Reach) -> None:
    """Read a class that another teacher made, and write histories of your own about its students."""
    me = person.need()
    place, group = split(address)
    way = reach.way(place)
    hub = open_hub(place, way)
    found = joining.look(hub, group)
    if len(found) > 1:
        names = ", ".join(f"#{each.id} ({each.name})" for each in found)
        raise NotFound(
            _("There is more than one class: {names}.").format(names=names), _("Put # and its id behind the address.")
        )
    room = making.join(folder or found[0].id, hub, way, found[0], me)
    config.remember_class(room.root)
    say(_("You read {name}. Your folder: {folder}").format(name=found[0].name, folder=line(room.root)))
    room.close()


@click.command("check")
@as_json
@click.pass_obj
def check(named: str, as_json: bool) -> None:
    """Say what is missing: in the hub, in the roster, and who has not joined yet. Exit 1 where something is."""
    with room_of(named) as room:
        found = room.school_class()
        missing: list[dict[str, str]] = []
        try:
            left = room.hub.make(publishing.places(room))
        except NotFound as error:
            raise Unreachable(
                _("{place} is not there now: {reason}").format(place=line(room.hub.address), reason=error.what),
                _("If it is a network drive or a stick, connect it and try again."),
            ) from error
        if room.kept.owner:
            with suppress(NotFound):  # its place is among those left to be made
                publishing.publish(room)
        if not room.hub.heads([class_name(room.kept.id)]):
            missing.append({"what": class_name(room.kept.id), "missing": _("the class itself is not published")})
        missing += [{"what": each, "missing": _("to be made on the server")} for each in left]
        there = room.hub.heads([history_name(seat.id) for seat in found.seats])
        for seat in found.seats:
            if history_name(seat.id) not in there:
                odd = room.hub.unreadable(history_name(seat.id))
                told = _("what stands there cannot be read") if odd else _("has not joined yet")
                missing.append({"what": seat.name, "missing": told})
        if as_json:
            items(missing)
        else:
            for each in missing:
                say(f"{each['what']}: {each['missing']}")
            if not missing:
                say(_("Nothing is missing: {n} students have joined.").format(n=len(found.seats)))
    if missing:
        raise SystemExit(1)


@click.command("roster")
@click.argument("file", metavar="FILE")
@click.option("--class", "wanted", default="", metavar="CLASS", help="Which class of the roster.")
@click.option("--yes", is_flag=True, help="You have seen what will change.")
@click.pass_obj
def roster(named: str, file: str, wanted: str, yes: bool) -> None:
    """Read the roster again: who is new, who left, whose name changed. Nobody's work is removed."""
    with room_of(named) as room:
        room.owned()
        found = read_roster(file, wanted)
        _tell_roster(found)
        steps = [step for step in publishing.preview(room, found.rows) if step.kind != "same"]
        say(*map(_step, steps))
        if not steps:
            say(_("The roster is as it was; nothing changed."))
            return
        agree(_("Take it in?"), yes)
        away = _bring(room, lambda: publishing.take_roster(room, found.rows, SystemClock()))
        say(_("Taken in."), *away)


def _step(step: Step) -> str:
    told = {
        "new": _("  new: {name}"),
        "back": _("  back again: {name}"),
        "gone": _("  no longer in the file: {name} (their work stays; they are not fetched any more)"),
        "renamed": _("  renamed: {before} is now {name}"),
        "moved": _("  another group: {name}"),
    }
    groups = " ({} → {})".format(*(one or _("none") for one in step.groups)) if any(step.groups) else ""
    return told[step.kind].format(name=step.name, before=step.before) + groups


@click.command("staff")
@click.argument("who", metavar="[ID]", default="")
@click.argument("name", metavar="[NAME]", default="")
@click.option(
    "--role", default="teacher", type=click.Choice(list(ROLES)), metavar="ROLE", help=f"One of: {', '.join(ROLES)}."
)
@click.option("--remove", is_flag=True, help="Let the person with ID read no more.")
@click.option("--yes", is_flag=True, help="You are sure.")
@as_json
@click.pass_obj
def staff(named: str, who: str, name: str, role: str, remove: bool, yes: bool, as_json: bool) -> None:
    """List who reads the class; with ID (from their “portfolio me”) and NAME, add somebody."""
    with room_of(named) as room:
        if remove:
            gone = room.school_class().person(who.strip())
            agree(_("Let {name} read no more of this class?").format(name=gone.name if gone else who), yes)
            away = _bring(room, lambda: publishing.remove_staff(room, who.strip(), SystemClock()))
            say(_("Done. What they fetched before is on their computer; what they wrote stays."), *away)
            return
        if who:
            added = Person(who.strip(), line(name)[:80], role)
            publishing.check_staff(room, added)
            told = _(
                "Let {name} ({role}) read everything of this class but what is private, and write to its students?"
            )
            agree(told.format(name=added.name, role=_(role)), yes)
            away = _bring(room, lambda: publishing.add_staff(room, added, SystemClock()))
            say(
                _("{name} can now join with: portfolio class join {address}").format(
                    name=line(name), address=f"{line(room.hub.address)}#{room.kept.id}"
                )
            )
            say(_("Students see it in their next sync."), *away)
            return
        found = room.school_class()
    if as_json:
        items({"id": each.id, "name": each.name, "role": each.role} for each in found.staff)
    else:
        table((_("name"), _("role"), _("id")), ((each.name, _(each.role), each.id) for each in found.staff))


@click.command("free")
@click.argument("student", metavar="STUDENT")
@click.option("--yes", is_flag=True, help="You are sure.")
@click.pass_obj
def free(named: str, student: str, yes: bool) -> None:
    """Free a seat that somebody took by mistake. What they published stays with you."""
    with room_of(named) as room:
        seat = room.find(student)
        agree(_("Free the seat of {name}?").format(name=seat.name), yes)
        away = _bring(room, lambda: publishing.free(room, seat, SystemClock()))
        told = _("The seat of {name} is free. They join again; nothing of their work is lost.")
        say(told.format(name=seat.name), *away)


@click.command("course")
@click.argument("folder", metavar="COURSE")
@click.pass_obj
def course(named: str, folder: str) -> None:
    """Publish a course, or a newer version of it, to every student of the class."""
    with room_of(named) as room:
        made, contents = shelf.to_keep(shipped().get(folder, os.path.expanduser(folder)))
        away = _bring(room, lambda: publishing.add_course(room, made.ref, contents, SystemClock()))
        told = _("{title} is published ({version}). Students get it in their next sync.")
        say(told.format(title=made.title, version=made.version), *away)
