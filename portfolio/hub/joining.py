"""Joining a class: looking at who is in it, taking a seat, and what this computer keeps of it.

What is kept stands in the person's own settings, readable by them alone and outside every portfolio: the address, the
seat, the host key that was confirmed and the way in. The portfolio itself records only that it joined, and when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from portfolio import config
from portfolio.clock import Clock, stamp
from portfolio.door import Portfolio
from portfolio.door.view import read_owner
from portfolio.errors import BrokenRecord, NotFound, PortfolioError, Refused, Unreachable
from portfolio.history.mirror import Mirror
from portfolio.history.remote import Remote
from portfolio.history.server import Way
from portfolio.hub.place import Hub, ServerHub, class_name, history_name, open_hub
from portfolio.i18n import _
from portfolio.model import schoolclass
from portfolio.model.codec import Malformed, canonical, decode, encode, load
from portfolio.model.schoolclass import SchoolClass, Seat
from portfolio.store import files
from portfolio.text import clean, line, shorten

_LIMIT = 1 << 20
_tokens: dict[str, str] = {}
"""During a visit: address to token, kept in memory alone."""


@dataclass(frozen=True)
class Joined:
    """A class this portfolio belongs to, as this computer reaches it."""

    portfolio: str
    """The portfolio's id."""
    address: str
    group: str
    """The class's id."""
    name: str
    """What the class is called."""
    seat: str
    way: Way = field(default_factory=Way)
    staff: tuple[str, ...] = ()
    """The ids of those of the staff that the student knows to be readers."""

    def hub(self) -> Hub:
        """Where its histories meet."""
        return open_hub(self.address, self.way)


def _path() -> str:
    return f"{config.folder()}/joined.json"


def _all() -> list[Joined]:
    try:
        found = decode(tuple[Joined, ...], load(files.read(_path(), _LIMIT))["joined"])
    except (OSError, Malformed, KeyError):
        return []
    return [replace(one, way=replace(one.way, token=_tokens.get(one.address, one.way.token))) for one in found]


def joined(portfolio: Portfolio) -> list[Joined]:
    """The classes of a portfolio that this computer can reach."""
    return [one for one in _all() if one.portfolio == portfolio.owner.id]


def _keep(every: Sequence[Joined]) -> None:
    if config.is_visit():
        _tokens.update({one.address: one.way.token for one in every})
        every = [replace(one, way=replace(one.way, token="")) for one in every]
    try:
        files.make_folders(config.folder())
        files.write(_path(), canonical({"joined": [encode(one) for one in every]}))
    except OSError as error:
        raise files.not_saved(error, config.folder()) from error


def remember(one: Joined) -> None:
    """Keep, for this person on this computer, how a class is reached.

    Raises:
        NotSaved: the disk said no.
    """
    _keep([*(old for old in _all() if (old.portfolio, old.group) != (one.portfolio, one.group)), one])


def forget(one: Joined) -> None:
    """Keep nothing more of how a class is reached. What has been published stays where it is."""
    _keep([old for old in _all() if (old.portfolio, old.group) != (one.portfolio, one.group)])


def host_key(address: str) -> str:
    """The key an ssh server shows, as a line for known_hosts, where nobody has confirmed it yet; else "".

    Raises:
        BadInput: that is not a server's address.
        Unreachable: it does not answer.
    """
    try:
        return Remote(address, Way()).confirm()
    except Unreachable as error:
        raise ServerHub(address, Way()).unknown(error) from error


def confirm(known: str) -> str:
    """Keep a host key that a person has compared, and give the file it stands in.

    Raises:
        NotSaved: the disk said no.
    """
    kept = _place_of(known)
    try:
        files.make_folders(config.folder())
        files.write(kept, known.encode() + b"\n")
    except OSError as error:
        raise files.not_saved(error, kept) from error
    return kept


def confirmed(known: str) -> str:
    """The file with a host key that was confirmed on this computer before; "" for one that never was."""
    kept = _place_of(known)
    with suppress(OSError):
        return kept if files.read(kept, _LIMIT) == known.encode() + b"\n" else ""
    return ""


def _place_of(known: str) -> str:
    return f"{config.folder()}/known-{hashlib.sha256(known.encode()).hexdigest()[:16]}"


def history_of(hub: Hub, group: str) -> Mirror:
    """What a class published, as it was fetched last."""
    name = hashlib.sha256(hub.address.encode()).hexdigest()[:16]
    return Mirror.make(f"{config.folder()}/classes/{name}-{group}.git")


def look(hub: Hub, group: str = "") -> list[SchoolClass]:
    """The classes of a hub, or the one that is named.

    Raises:
        NotFound: there is none, or no hub.
        Unreachable, Refused: the hub cannot be reached.
    """
    found: list[SchoolClass] = []
    try:
        there = hub.classes()
        for name in [group] if group else there:
            with suppress(NotFound):
                found.append(published(hub, name)[0])
    except Unreachable as error:
        raise hub.unknown(error) from error
    if found:
        return found
    told = _("There is no class {group}at {address}.").format(
        group=f"“{line(group)[:40]}” " if group else "", address=line(hub.address)
    )
    if there:
        names = shorten(", ".join(f"#{name}" for name in there), 300)
        raise NotFound(told, _("The classes there: {names}.").format(names=names))
    raise NotFound(told, _("Ask your teacher for the whole line; on a server the class stands behind a #."))


def published(hub: Hub, group: str) -> tuple[SchoolClass, dict[str, bytes]]:
    """A class and the files of its courses, as its teacher published them last; as known so far where out of reach.

    Raises:
        NotFound: nothing is published there.
        Unreachable, Refused, BrokenRecord: it cannot be read, and nothing is known so far.
    """
    if not schoolclass.is_place(group):
        raise NotFound(_("“{group}” is not the name of a class.").format(group=line(group)[:40]))
    mirror = history_of(hub, group)
    try:
        for head in hub.fetch(class_name(group), mirror):
            mirror.settle(head)
    except PortfolioError:
        if not mirror.head():
            raise
    try:
        return _read(mirror)
    finally:
        mirror.close()


def known(hub: Hub, group: str) -> SchoolClass | None:
    """A class as it was fetched last, without asking the hub; None where it never was.

    Raises:
        BrokenRecord: what was fetched cannot be read.
    """
    mirror = history_of(hub, group)
    try:
        return _read(mirror)[0] if mirror.head() else None
    finally:
        mirror.close()


def _read(mirror: Mirror) -> tuple[SchoolClass, dict[str, bytes]]:
    head = mirror.head()
    if not head:
        raise NotFound(_("No class has been published there yet."))
    blobs = mirror.files_of(head)
    try:
        found = schoolclass.read(mirror.objects.read(blobs.get(schoolclass.FILE, ""), "blob"))
    except (Malformed, BrokenRecord) as error:
        raise BrokenRecord(_("What the class has published cannot be read: {reason}.").format(reason=error)) from error
    courses = {path: mirror.objects.read(blob, "blob") for path, blob in blobs.items() if path.startswith("courses/")}
    return found, courses


def readers(hub: Hub, found: SchoolClass) -> list[str]:
    """Who will read what: one sentence each, to be asked before a seat is taken."""
    staff = ", ".join(f"{clean(one.name)} ({_(one.role)})" for one in found.staff)
    return [
        _("{staff} will read your portfolio: every work, goal, reflection and rating, in all its versions.").format(
            staff=staff
        ),
        _("What is private stays on this computer and is never sent."),
        _("You read what they write about you."),
        hub.caution or _("Other students read nothing of yours."),
    ]


def taken_by(hub: Hub, seat: Seat) -> str:
    """The id and name of the portfolio that sits there, as `id name`; "" for a free seat."""
    name = history_name(seat.id)
    if not hub.heads([name]):
        return f"? {seat.name}" if hub.unreadable(name) else ""
    mirror = Mirror.make(f"{config.folder()}/seats/{seat.id}.git")
    try:
        heads = hub.fetch(name, mirror)
        owner = read_owner(mirror.objects.read(mirror.blob_at(heads[0], "portfolio.json"), "blob"))
        return f"{owner.id} {owner.name}"
    except (Malformed, BrokenRecord, IndexError):
        return f"? {seat.name}"
    finally:
        mirror.close()
        files.remove_tree(mirror.git_dir)


def taken(hub: Hub, seats: Sequence[Seat]) -> set[str]:
    """The ids of those seats in which somebody sits.

    Raises:
        Unreachable, Refused: the hub cannot be reached.
    """
    names = {history_name(seat.id): seat.id for seat in seats}
    there = hub.heads(list(names))
    return {seat for name, seat in names.items() if name in there or hub.unreadable(name)}


def check_seat(portfolio: Portfolio, hub: Hub, found: SchoolClass, seat: Seat) -> None:
    """Nobody sits on two seats of one class, nor on somebody else's.

    Raises:
        Refused: the portfolio has another seat that was not freed, or somebody else has this one.
        Unreachable: the hub cannot be reached.
    """
    other = found.seat(str(_as_joined(portfolio, found).get("seat")))
    if other is not None and other.id != seat.id:
        raise Refused(
            _("This portfolio sits in the seat of {name} in that class already.").format(name=line(other.name)),
            _("If that is wrong, ask your teacher to free it; then join again."),
        )
    sitting = taken_by(hub, seat)
    if sitting and sitting.partition(" ")[0] != portfolio.owner.id:
        raise Refused(
            _("The seat of {name} is taken by the portfolio of {other}.").format(
                name=line(seat.name), other=line(sitting.partition(" ")[2])
            ),
            _("Choose your own name. If somebody sits in your seat by mistake, ask your teacher to free it."),
        )


def classes(portfolio: Portfolio) -> list[dict[str, Any]]:
    """What the portfolio itself records of the classes it belongs to: id, name, seat, when it joined."""
    found = load(portfolio.bytes("portfolio.json") or b"{}").get("classes")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _as_joined(portfolio: Portfolio, found: SchoolClass) -> dict[str, Any]:
    return next((one for one in classes(portfolio) if one.get("id") == found.id), {})


def join(portfolio: Portfolio, hub: Hub, way: Way, found: SchoolClass, seat: Seat, clock: Clock) -> Joined:
    """Take a seat in a class. What is there is published at the next sync.

    Raises:
        Refused: see `check_seat`.
        Unreachable, NotSaved: nothing has changed.
    """
    check_seat(portfolio, hub, found, seat)
    if _as_joined(portfolio, found).get("seat") != seat.id:
        others = [one for one in classes(portfolio) if one.get("id") != found.id]
        mine = {"id": found.id, "name": found.name, "seat": seat.id, "joined": stamp(clock.now())}
        head = load(portfolio.bytes("portfolio.json") or b"{}")
        with portfolio.change("class.join", f"Join the class {found.name}") as change:
            change.write_file("portfolio.json", canonical({**head, "classes": [*others, mine]}))
    staff = tuple(one.id for one in found.staff)
    made = Joined(portfolio.owner.id, hub.address, found.id, found.name, seat.id, way, staff)
    remember(made)
    return made
