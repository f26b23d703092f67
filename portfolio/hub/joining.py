"""Joining a class: looking at who is in it, taking a seat, and what this computer keeps of it.

What is kept stands in the person's own settings, readable by them alone and outside every portfolio: the address, the
seat, the host key that was confirmed and the way in. The portfolio itself records only that it joined, and when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portfolio import config
from portfolio.clock import Clock, stamp
from portfolio.door import Portfolio
from portfolio.door.view import read_owner
from portfolio.errors import BrokenRecord, NotFound, PortfolioError, Refused
from portfolio.history.mirror import Mirror
from portfolio.history.remote import Remote, Way
from portfolio.hub.place import Hub, class_name, history_name, open_hub
from portfolio.i18n import _
from portfolio.model import schoolclass
from portfolio.model.codec import Malformed, canonical, decode, encode, load
from portfolio.model.schoolclass import SchoolClass, Seat
from portfolio.store import files
from portfolio.text import clean, line

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
    return Remote(address, Way()).confirm()


def confirm(known: str) -> str:
    """Keep a host key that a person has compared, and give the file it stands in.

    Raises:
        NotSaved: the disk said no.
    """
    kept = f"{config.folder()}/known-{hashlib.sha256(known.encode()).hexdigest()[:16]}"
    try:
        files.make_folders(config.folder())
        files.write(kept, known.encode() + b"\n")
    except OSError as error:
        raise files.not_saved(error, kept) from error
    return kept


def split(address: str) -> tuple[str, str]:
    """An address and the class named behind its #."""
    place, _mark, group = address.strip().partition("#")
    return place, group


def class_mirror(hub: Hub, group: str) -> Mirror:
    """This computer's copy of what a class publishes."""
    name = hashlib.sha256(hub.address.encode()).hexdigest()[:16]
    return Mirror.make(f"{config.folder()}/classes/{name}-{group}.git")


def look(hub: Hub, group: str = "") -> list[SchoolClass]:
    """The classes of a hub, or the one that is named.

    Raises:
        NotFound: there is none.
        Unreachable, Refused: the hub cannot be reached.
    """
    names = [group] if group else hub.classes()
    found: list[SchoolClass] = []
    for name in names:
        try:
            found.append(published(hub, name)[0])
        except NotFound:
            continue
    if not found:
        raise NotFound(
            _("There is no class {group}at {address}.").format(
                group=f"“{line(group)}” " if group else "", address=line(hub.address)
            ),
            _("Ask your teacher for the whole line; on a server the class stands behind a #."),
        )
    return found


def published(hub: Hub, group: str) -> tuple[SchoolClass, dict[str, bytes]]:
    """A class and the files of its courses, as its teacher published them last; as known so far where out of reach.

    Raises:
        NotFound: nothing is published there.
        Unreachable, Refused, BrokenRecord: it cannot be read, and nothing is known so far.
    """
    if not schoolclass.is_place(group):
        raise NotFound(_("“{group}” is not the name of a class.").format(group=line(group)[:40]))
    mirror = class_mirror(hub, group)
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
    mirror = class_mirror(hub, group)
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


def _stay_seated(head: Mapping[str, Any], found: SchoolClass, seat: Seat) -> None:
    """Nobody sits on two seats of one class.

    Raises:
        Refused: the portfolio has another seat that was not freed.
    """
    for one in head.get("classes", []):
        other = found.seat(str(one.get("seat"))) if isinstance(one, dict) and one.get("id") == found.id else None
        if other is not None and other.id != seat.id:
            raise Refused(
                _("This portfolio sits in the seat of {name} in that class already.").format(name=line(other.name)),
                _("If that is wrong, your teacher can free it: “portfolio class free”; then join again."),
            )


def join(portfolio: Portfolio, hub: Hub, way: Way, found: SchoolClass, seat: Seat, clock: Clock) -> Joined:
    """Take a seat in a class. What is there is published at the next sync.

    Raises:
        Refused: somebody else sits there.
        Unreachable, NotSaved: nothing has changed.
    """
    owner = portfolio.owner
    sitting = taken_by(hub, seat)
    if sitting and sitting.partition(" ")[0] != owner.id:
        raise Refused(
            _("The seat of {name} is taken by the portfolio of {other}.").format(
                name=line(seat.name), other=line(sitting.partition(" ")[2])
            ),
            _("If that is wrong, your teacher can free it: “portfolio class free”."),
        )
    head = load(portfolio.bytes("portfolio.json") or b"{}")
    _stay_seated(head, found, seat)
    before = [one for one in head.get("classes", []) if isinstance(one, dict) and one.get("id") != found.id]
    mine = {"id": found.id, "name": found.name, "seat": seat.id, "joined": stamp(clock.now())}
    known = next((one for one in head.get("classes", []) if isinstance(one, dict) and one.get("id") == found.id), {})
    if known.get("seat") != seat.id:
        with portfolio.change("class.join", f"Join the class {found.name}") as change:
            change.write_file("portfolio.json", canonical({**head, "classes": [*before, mine]}))
    staff = tuple(one.id for one in found.staff)
    made = Joined(owner.id, hub.address, found.id, found.name, seat.id, way, staff)
    remember(made)
    return made
