"""A teacher's class on their own machine: roster, what is published, mirrors of the students' histories.

class.json      the class, its hub and who I am in it; roster.json: its students as the file had them, never published
published/      the history of what the class publishes (its owner's copy only)
mirrors/SEAT/WRITER.git    bare mirrors, read as objects only
by-me/SEAT/     what I write about a student: a history of my own, through the same door as a portfolio
sealed/SEAT/    my ratings that nobody reads yet; typing/: half-filled forms; notes/: my notes, never published
posts/          what I say to the whole class, the same way; posts-of/WRITER.git: what the others of the staff say
seen.json       where my last look ended; cache/: summaries, which may be deleted
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping

from portfolio.classroom.records import Kept, Pupil, Pupils
from portfolio.clock import Clock
from portfolio.course.shelf import Shelf
from portfolio.door import HistoryView, Portfolio
from portfolio.door.create import create as create_history
from portfolio.door.create import receive
from portfolio.errors import BrokenRecord, NotFound, Refused, Unreachable
from portfolio.history.mirror import Mirror
from portfolio.history.reading import History
from portfolio.history.repo import Repo
from portfolio.history.server import is_address
from portfolio.hub.joining import history_of, known, published
from portfolio.hub.place import STUDENT, Hub, history_name, open_hub, posts_name
from portfolio.hub.sync import meet
from portfolio.i18n import N_, _
from portfolio.model import schoolclass
from portfolio.model.codec import Malformed, canonical, decode, encode, load
from portfolio.model.record import Record
from portfolio.model.schoolclass import SchoolClass, Seat
from portfolio.services.desk import find
from portfolio.services.heard import Heard, hear
from portfolio.store import files
from portfolio.text import bare, line, slug

_SEE = N_("“portfolio class list” shows everybody.")
FILE, ROSTER, SEEN = "class.json", "roster.json", "seen.json"
LIMIT = 32 * 1024**2


class Room:
    """A class as a teacher keeps it."""

    def __init__(self, root: str, kept: Kept) -> None:
        self.root = root
        self.kept = kept
        self._mirrors: dict[tuple[str, str], Mirror] = {}

    def close(self) -> None:
        """Let go of everything held."""
        for mirror in self._mirrors.values():
            mirror.close()
        self._mirrors = {}

    def keep(self, kept: Kept) -> None:
        """Keep what this folder says of the class and of me.

        Raises:
            NotSaved: the disk said no.
        """
        write(f"{self.root}/{FILE}", canonical(encode(kept)))
        self.kept = kept

    @property
    def hub(self) -> Hub:
        """Where the histories meet."""
        return open_hub(self.kept.address, self.kept.way)

    # Who is in it

    def school_class(self) -> SchoolClass:
        """The class as it is published: from here where this folder publishes it, else as it was fetched last.

        Raises:
            NotFound, BrokenRecord, Unreachable: it cannot be read.
        """
        if not self.kept.owner:
            return known(self.hub, self.kept.id) or self.refresh()
        repo = Repo(f"{self.root}/published")
        try:
            return schoolclass.read(repo.objects.read(repo.blob_at(repo.head(), schoolclass.FILE), "blob"))
        except Malformed as error:
            raise BrokenRecord(_("{file} cannot be read: {reason}.").format(file="published/", reason=error)) from error
        finally:
            repo.close()

    def refresh(self) -> SchoolClass:
        """The class as it is published now, where another teacher publishes it.

        Raises:
            NotFound, BrokenRecord, Unreachable: it cannot be read, and is not known so far.
        """
        return self.school_class() if self.kept.owner else published(self.hub, self.kept.id)[0]

    def published_view(self) -> HistoryView:
        """What the class publishes, as known here; its courses stand there as they do in a portfolio."""
        published = History(f"{self.root}/published/.git") if self.kept.owner else history_of(self.hub, self.kept.id)
        try:
            return HistoryView.of(published, published.head())
        finally:
            published.close()

    def shelf(self) -> Shelf:
        """The courses of the class, every version that was published, as known here."""
        return Shelf(self.published_view(), f"{self.root}/cache")

    def pupils(self) -> list[Pupil]:
        """Everybody who was ever on the roster of this folder."""
        path = f"{self.root}/{ROSTER}"
        if not os.path.exists(path):
            return []
        try:
            return list(decode(Pupils, load(files.read(path, LIMIT))).pupils)
        except (OSError, Malformed) as error:
            raise BrokenRecord(
                _("{file} cannot be read: {reason}.").format(file=line(path), reason=error),
                _("Read the roster file again with “portfolio class roster FILE”."),
            ) from error

    def seats(self) -> list[Seat]:
        """The students of the class, in the order of the roster."""
        return list(self.school_class().seats)

    def find(self, text: str) -> Seat:
        """The student a person named by name (with the group where two share it), the seat's id or the roster's; also
        somebody who has left the roster and whose work is here.

        Raises:
            NotFound: none or several answer to it.
        """
        keys = {one.seat: one.key for one in self.pupils()} if self.kept.owner else {}
        seats = self.seats()
        there = {one.id for one in seats}
        left = [Seat(one.seat, one.name, one.group) for one in self.pupils() if one.gone and one.seat not in there]
        try:
            return find(text, seats, lambda one: _names(one, keys), "student", _(_SEE))
        except NotFound:
            wanted = [one for one in left if self.mirror(one.id).head()]
            if any(bare(text) in bare(one.name) for one in wanted):
                return find(text, wanted, lambda one: _names(one, keys), "student", _(_SEE))
            raise

    def owned(self) -> None:
        """Make sure that this folder publishes the class.

        Raises:
            Refused: another teacher publishes it.
        """
        if not self.kept.owner:
            raise Refused(
                _("{name} is published by another teacher, so it is changed on their computer.").format(
                    name=line(self.kept.name)
                )
            )

    # What I write about them

    def has_mine(self, seat: Seat) -> bool:
        """Whether I have written anything about a student."""
        return os.path.isfile(f"{self.root}/by-me/{seat.id}/portfolio.json")

    def by_me(self, seat: Seat, clock: Clock) -> Portfolio:
        """My own history about a student, opened; made the first time. Read and written through the door, as any other.

        Raises:
            NotSaved: it could not be made.
        """
        return self._opened(f"{self.root}/by-me/{seat.id}", history_name(seat.id, self.kept.me.id), clock)

    @property
    def has_posts(self) -> bool:
        """Whether I have said anything to the whole class."""
        return os.path.isfile(f"{self.root}/posts/portfolio.json")

    def posts(self, clock: Clock) -> Portfolio:
        """What I say to the whole class, opened; made the first time. Through the same door as `by_me`.

        Raises:
            NotSaved: it could not be made.
        """
        return self._opened(f"{self.root}/posts", posts_name(self.kept.id, self.kept.me.id), clock)

    def _opened(self, root: str, name: str, clock: Clock) -> Portfolio:
        """A history of mine, from here; a new one where there is none.

        What my other computer wrote comes with `meet_mine`. A folder is looked into once more, since that takes a
        moment only; a server is not asked while somebody types.
        """
        if os.path.isfile(f"{root}/portfolio.json"):
            return Portfolio.open(root, clock)
        if not is_address(self.kept.address):
            with contextlib.suppress(Unreachable, NotFound):  # then it is the first, as far as can be known
                if self.hub.heads([name]):
                    return self._received(root, name, clock)
        return create_history(root, self.kept.me.name, clock, courses={})

    def _received(self, root: str, name: str, clock: Clock) -> Portfolio:
        """A history of mine that stands in the hub, brought here."""
        return receive(root, clock, lambda repo: self.hub.fetch(name, repo))

    def meet_mine(self, clock: Clock) -> int:
        """Bring what I wrote here and on my other computers together, and to the hub; gives about how many students.

        Raises:
            Unreachable, Refused, NotSaved: not all has arrived; it goes there the next time.
        """
        count, hub = 0, self.hub
        seats = {history_name(seat.id, self.kept.me.id): seat for seat in self.seats()}
        heads = hub.heads(list(seats))
        for name, seat in seats.items():
            there, here = heads.get(name, ""), self.head_of_mine(seat.id)
            if there == here:
                continue
            known = self.has_mine(seat)
            mine = self.by_me(seat, clock) if known else self._received(f"{self.root}/by-me/{seat.id}", name, clock)
            try:
                meet(mine, hub, name)
                count += 1
                with contextlib.suppress(OSError):  # a note for the eye alone
                    files.jot(f"{self.root}/by-me/{seat.id}/.git/portfolio/sent", mine.version.encode())
            finally:
                mine.close()
        return count + self._meet_posts(hub, clock)

    def _meet_posts(self, hub: Hub, clock: Clock) -> bool:
        """Bring what I say to the whole class to the hub, and make its place where it is missing."""
        name = posts_name(self.kept.id, self.kept.me.id)
        there, here = hub.heads([name]).get(name, ""), History(f"{self.root}/posts/.git").head()
        if there == here:
            return False
        if not there:
            hub.make([name])
        mine = self.posts(clock) if self.has_posts else self._received(f"{self.root}/posts", name, clock)
        try:
            meet(mine, hub, name)
        finally:
            mine.close()
        return True

    def unsent(self) -> int:
        """About how many students I wrote something that is not at school yet, as far as is known here."""
        count = 0
        above = f"{self.root}/by-me"
        for name in os.listdir(above) if os.path.isdir(above) else ():
            try:
                sent = files.read(f"{above}/{name}/.git/portfolio/sent", 100).decode("ascii", "replace")
            except OSError:
                sent = ""
            count += self.head_of_mine(name) != sent
        return count

    def mine(self, seat: str, *kinds: type[Record]) -> Heard | None:
        """The records of some kinds that I wrote about a student, to read; None while I wrote nothing.

        Raises:
            BrokenRecord: they cannot be read.
        """
        history = self._mine(seat)
        head = history.head()
        return hear(history.git_dir, head, kinds) if head else None

    def head_of_mine(self, seat: str) -> str:
        """The newest version of my history about a student, "" while I wrote nothing."""
        return self._mine(seat).head()

    def _mine(self, seat: str) -> History:
        return History(f"{self.root}/by-me/{seat}/.git")

    # What is half typed

    def keep_form(self, key: str, answers: str, *, private: bool = False) -> None:
        """Keep a half-filled form (as JSON) on this machine; like a portfolio's, all of it is private here.

        Raises:
            NotSaved: the disk said no.
        """
        try:
            files.make_folders(f"{self.root}/typing")
        except OSError as error:
            raise files.not_saved(error, self.root) from error
        write(f"{self.root}/typing/{slug(key)}.json", answers.encode("utf-8", "replace"))

    def kept_form(self, key: str) -> str:
        """What was typed into a form and neither saved nor thrown away, "" for nothing."""
        try:
            return files.read(f"{self.root}/typing/{slug(key)}.json", LIMIT).decode("utf-8", "replace")
        except OSError:
            return ""

    def let_go(self, *, form: str) -> None:
        """What was typed is saved (or thrown away)."""
        with contextlib.suppress(OSError):  # what stays is offered again, and changes nothing
            files.remove(f"{self.root}/typing/{slug(form)}.json")

    # Reading its students

    def about(self, seat: str) -> list[tuple[History, str]]:
        """What the staff wrote about a student, mine first: each history with its newest version."""
        found: list[History] = [self._mine(seat)]
        above = f"{self.root}/mirrors/{seat}"
        names = sorted(os.listdir(above)) if os.path.isdir(above) else []
        found += [self.mirror(seat, name.removesuffix(".git")) for name in names if name != f"{STUDENT}.git"]
        return [(one, one.head()) for one in found if one.head()]

    def mirror(self, seat: str, writer: str = STUDENT) -> Mirror:
        """This machine's copy of one writer's history about a student."""
        if (seat, writer) not in self._mirrors:
            self._mirrors[seat, writer] = Mirror.make(f"{self.root}/mirrors/{seat}/{writer}.git")
        return self._mirrors[seat, writer]

    def posts_mirror(self, writer: str) -> Mirror:
        """This machine's copy of what somebody of the staff says to the whole class."""
        if ("", writer) not in self._mirrors:
            self._mirrors["", writer] = Mirror.make(f"{self.root}/posts-of/{writer}.git")
        return self._mirrors["", writer]

    def view(self, seat: str, version: str = "") -> HistoryView:
        """A student's portfolio, to read only, as it is or as it was.

        Raises:
            NotFound: nothing of theirs has been fetched.
        """
        mirror = self.mirror(seat)
        version = version or mirror.head()
        if not version:
            raise NotFound(
                _("Nothing of this student is here yet."),
                _("“portfolio class fetch” brings it, once they have joined and saved something."),
            )
        return HistoryView.of(mirror, version)


def _names(seat: Seat, keys: Mapping[str, str]) -> tuple[str, ...]:
    """What a student is known by: the second is shown where two are meant, and the last is the name."""
    group = line(seat.group)
    told = f"{seat.name} {group}".strip()
    return (seat.id, group or seat.id[-6:], seat.id[-6:], keys.get(seat.id, ""), slug(told), slug(seat.name), seat.name)


def write(path: str, data: bytes) -> None:
    """Keep a file of a class.

    Raises:
        NotSaved: the disk said no.
    """
    try:
        files.write(path, data)
    except OSError as error:
        raise files.not_saved(error, path) from error
