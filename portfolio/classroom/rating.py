"""A teacher's ratings on the rubric the student uses, sealed until the student has rated where the class wants that."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portfolio.classroom.room import LIMIT, Room, write
from portfolio.clock import Clock
from portfolio.door import HistoryView
from portfolio.door.view import cleaned
from portfolio.errors import PortfolioError, Refused
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, decode, encode, load
from portfolio.model.schoolclass import Seat
from portfolio.model.sealed import Sealed, fingerprint
from portfolio.model.work import Assessment, Rating, Work
from portfolio.services.assessing import check, rubric_of
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import line


@dataclass(frozen=True)
class _Kept:
    """A sealed rating on this machine until it is opened."""

    assessment: Assessment
    salt: str


def rate(room: Room, seat: Seat, student: Desk, work: Work, ratings: Mapping[str, Rating], clock: Clock) -> Assessment:
    """Rate a work as it stands on the desk. Rating the same text again changes the rating.

    Raises:
        BadInput: an unknown criterion or level, or nothing rated.
        Refused: the rubric is not there, or nothing is written yet.
    """
    course, rubric = rubric_of(student, work)
    check(course, rubric, ratings)
    blob = student.view.blob(work)
    if not blob:
        raise Refused(_("Nothing is written yet, so there is nothing to rate."))
    own = student.assessments(work)
    open_sealed(room, clock, [seat])
    before = mine(room, seat, work)
    me = room.by_me(seat, clock)
    try:
        desk = Desk(me, clock)
        name, now = desk.fresh()
        again = before if before is not None and before.blob == blob else None
        if again is not None:
            made = again.edit(ratings=dict(ratings))
        else:
            ref = f"{course.ref}#{rubric.id}"
            made = Assessment(id=name, created=now, work=work.id, rubric=ref, blob=blob, ratings=dict(ratings))
        known = tuple(one.id for one in own)
        seal = Sealed(id=made.id, created=made.created, work=work.id, blob=blob, known=known, digest="")
        waits = _panel_waits(room, seat, work.id) or (room.kept.ratings == "apart" and not seal.may_open(own))
        closed = waits and me.get(Assessment, made.id) is None
        with me.change("assess.give", f"Rate {work.title}", work=work.id) as change:
            if closed:
                kept = _Kept(Assessment.from_json(cleaned(made.to_json())), secrets.token_hex(16))
                write(_path(room, seat, made.id, make=True), canonical(encode(kept)))
                sealed = me.get(Sealed, made.id) or seal
                change.put(sealed.edit(digest=fingerprint(kept.assessment, kept.salt)))
            else:
                change.put(made)
        me.settle()
    finally:
        me.close()
    return made


def mine(room: Room, seat: Seat, work: Work) -> Assessment | None:
    """My newest rating of a work, sealed or not."""
    found = room.mine(seat.id, Assessment, Sealed)
    if found is None:
        return None
    closed = [kept.assessment for one in found.all(Sealed) if (kept := _load(room, seat, one.id)) is not None]
    given = [one for one in (*found.all(Assessment), *closed) if one.work == work.id]
    return max(given, key=lambda one: one.id, default=None)


def sealed_told(room: Room, seat: Seat, work: Work, own: Assessment) -> str:
    """What my rating waits for before it is shown, in a sentence; "" once it is."""
    if not os.path.isfile(_path(room, seat, own.id)):
        return ""
    if _panel_waits(room, seat, work.id):
        return _("Sealed until everybody on the panel has scored it; then all of you see all scores together.")
    return _("Sealed until {name} has rated it, too.").format(name=line(seat.name))


def agreed(room: Room, student: Desk, work: Work, own: Assessment | None) -> dict[str, Rating]:
    """The levels the student gave the text as it stands, to give them, too.

    Raises:
        Refused: they may not be seen yet, or there are none.
    """
    found = [one for one in student.assessments(work) if one.blob == student.view.blob(work)]
    if not may_see(room, student, work, own):
        raise Refused(
            _("In this class you rate before you see the student's own rating."),
            _("“portfolio class ratings open” changes that."),
        )
    if not found:
        raise Refused(_("The student has not rated this text, so there is nothing to agree with."))
    return {name: Rating(one.level) for name, one in found[-1].ratings.items()}


def may_see(room: Room, student: Desk, work: Work, own: Assessment | None) -> bool:
    """Whether the student's own rating is shown to me: at once, or after mine of the text as it stands."""
    return room.kept.ratings == "open" or (own is not None and own.blob == student.view.blob(work))


def open_sealed(room: Room, clock: Clock, seats: Sequence[Seat] | None = None) -> int:
    """Put into my histories what was sealed and may be opened now; gives how many. It goes out with `meet_mine`.

    Raises:
        NotSaved: the disk said no; what is not opened stays sealed.
    """
    count = 0
    for seat in room.seats() if seats is None else seats:
        names = os.listdir(_folder(room, seat)) if os.path.isdir(_folder(room, seat)) else ()
        waiting = [name.removesuffix(".json") for name in sorted(names) if name.endswith(".json")]
        if waiting and room.has_mine(seat):
            with contextlib.suppress(PortfolioError):  # they cannot be read: it stays sealed
                count += _open(room, seat, waiting, room.view(seat.id), clock)
    return count


def _open(room: Room, seat: Seat, waiting: list[str], student: HistoryView, clock: Clock) -> int:
    own = [one for one in student.all(Assessment) if one.reported_from is None]
    me, count = room.by_me(seat, clock), 0
    try:
        for name in waiting:
            kept, seal = _load(room, seat, name), me.get(Sealed, name)
            if kept is None or seal is None or seal.salt:
                continue
            met = room.kept.ratings == "open" or seal.may_open([one for one in own if one.work == seal.work])
            if met and not _panel_waits(room, seat, seal.work):
                with me.change("assess.open", "Open a sealed rating", work=seal.work) as change:
                    change.put(kept.assessment)
                    change.put(seal.edit(salt=kept.salt))
                me.settle()
                files.remove(_path(room, seat, name))
                count += 1
    finally:
        me.close()
    return count


def _panel_waits(room: Room, seat: Seat, work: str) -> bool:
    """Whether I sit on a panel of which somebody else has not scored a work yet: scores are revealed together."""
    if room.kept.me.role != "panel":
        return False
    for person in room.school_class().staff:
        if person.role != "panel" or person.id == room.kept.me.id:
            continue
        mirror = room.mirror(seat.id, person.id)
        if not mirror.head():
            return True
        view = HistoryView.of(mirror, mirror.head())
        scored: list[Assessment | Sealed] = [*view.all(Assessment), *view.all(Sealed)]
        mirror.close()
        if not any(one.work == work for one in scored):
            return True
    return False


def let_ratings(room: Room, how: str) -> None:
    """Keep how ratings meet in this class, for me: "apart" (neither sees the other's first) or "open"."""
    room.keep(replace(room.kept, ratings="open" if how == "open" else "apart"))


def _folder(room: Room, seat: Seat) -> str:
    return f"{room.root}/sealed/{seat.id}"


def _path(room: Room, seat: Seat, name: str, *, make: bool = False) -> str:
    if make:
        try:
            files.make_folders(_folder(room, seat))
        except OSError as error:
            raise files.not_saved(error, room.root) from error
    return f"{_folder(room, seat)}/{name}.json"


def _load(room: Room, seat: Seat, name: str) -> _Kept | None:
    try:
        return decode(_Kept, load(files.read(_path(room, seat, name), LIMIT)))
    except (OSError, Malformed):
        return None
