"""A hub: histories by name, in a shared folder or on a git server, behind one interface.

A name is `classes/<class>` for what a class publishes, or `histories/<seat>/<writer>` for what one writer says about
one student; the student's own portfolio is the writer `student`. `posts/<class>/<writer>` is what somebody of the
staff says to the whole class.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from portfolio.errors import BadInput, BrokenRecord, NotFound, NotSaved, NotTaken, Refused, Unreachable
from portfolio.history.mirror import Mirror
from portfolio.history.reading import History
from portfolio.history.remote import Remote
from portfolio.history.repo import Moved
from portfolio.history.server import Way, is_address
from portfolio.hub import bundles
from portfolio.i18n import N_, _
from portfolio.model.schoolclass import is_place
from portfolio.store import files
from portfolio.text import line

STUDENT = "student"
_MARK = "hub.json"
_FORMAT = 1
_ATTEMPTS, _WORKERS = 3, 4
_PAUSE = 1.0
"""Seconds to wait for whoever holds the lock of a branch on a server."""
_ASK = N_("Else ask your teacher for the line again.")


def class_name(group: str) -> str:
    """Where a class is published."""
    return f"classes/{group}"


def history_name(seat: str, writer: str = STUDENT) -> str:
    """Where one writer's history about one student stands."""
    return f"histories/{seat}/{writer}"


def posts_name(group: str, writer: str) -> str:
    """Where what somebody of the staff says to the whole class stands."""
    return f"posts/{group}/{writer}"


def _checked(name: str) -> str:
    """A name that leads nowhere else.

    Raises:
        BadInput: it may.
    """
    if not all(map(is_place, name.split("/"))):
        raise BadInput(_("“{name}” is not a place in a hub.").format(name=line(name)[:80]))
    return name


class Hub(Protocol):
    """Where histories meet."""

    address: str
    """As people write it down."""
    at: str
    """What is said of something that has arrived there: “at school”, “on the stick”."""
    caution: str
    """Who else can read what is there, "" where accounts keep it apart."""

    def heads(self, names: Sequence[str]) -> dict[str, str]:
        """The newest version of each history; those that are not there (yet) are left out.

        Raises:
            Unreachable, Refused: it cannot be reached, or does not let us in.
        """
        ...

    def unreadable(self, name: str) -> bool:
        """Whether something stands where a history should, of which `heads` can say nothing."""
        ...

    def fetch(self, name: str, into: History) -> list[str]:
        """Add what a history has and `into` has not, after every check.

        Returns:
            Its newest versions: usually one, more where two computers wrote at once, none where it is not there.

        Raises:
            BrokenRecord, Unreachable, Refused, NotSaved: nothing was added.
        """
        ...

    def publish(self, name: str, history: History, version: str, expected: str) -> None:
        """Make a version the newest of a history.

        Raises:
            Moved: something else than `expected` is the newest there; fetch and bring it in first.
            NotSaved, Unreachable, Refused: what stood there stands there.
        """
        ...

    def make(self, names: Sequence[str]) -> list[str]:
        """Prepare places for histories.

        Returns:
            What is left to do by hand, as commands for whoever keeps the server.
        """
        ...

    def classes(self) -> list[str]:
        """The ids of the classes there, as far as that can be listed."""
        ...

    def unknown(self, error: Unreachable) -> NotFound | Unreachable:
        """What is said in place of `error` to somebody who was never there: what to check."""
        ...


class FolderHub:
    """A shared folder, or a stick: bundles, one writer a file."""

    def __init__(self, root: str) -> None:
        self.address = os.path.abspath(os.path.expanduser(root))
        self.at = _("at school")
        self.caution = _(
            "This is a shared folder: whoever can open {folder} on a computer can read what is there, too."
        ).format(folder=line(self.address))

    def _place(self, name: str) -> str:
        if not os.path.isfile(f"{self.address}/{_MARK}"):
            raise self._not_there()
        if not files.is_inside(self.address, f"{_checked(name)}/."):
            raise Refused(
                _("{name} in the shared folder leads to another place, so it was left alone.").format(name=line(name)),
                _("Tell whoever keeps the shared folder: a link stands there."),
            )
        return f"{self.address}/{name}"

    def _not_there(self) -> Unreachable:
        if os.path.isdir(self.address) and not os.access(self.address, os.R_OK | os.X_OK):
            return Unreachable(
                _("{folder} cannot be opened with your account.").format(folder=line(self.address)),
                _("Ask whoever keeps it to let you in."),
            )
        if os.path.isdir(self.address):
            return Unreachable(
                _("{folder} is not the shared folder of a class just now.").format(folder=line(self.address)),
                _("If it is on the network or a stick, connect it; else ask your teacher for the line to join with."),
            )
        return Unreachable(
            _("The shared folder {folder} is not there now.").format(folder=line(self.address)),
            _("Everything is saved on this computer, and goes there when it is back."),
        )

    def heads(self, names: Sequence[str]) -> dict[str, str]:
        """See `Hub`."""
        found = {name: bundles.head(self._place(name)) for name in names if self._is_sound(name)}
        return {name: head for name, head in found.items() if head}

    def _is_sound(self, name: str) -> bool:
        self._place("classes")
        return files.is_inside(self.address, f"{name}/.")

    def fetch(self, name: str, into: History) -> list[str]:
        """See `Hub`."""
        return bundles.fetch(self._place(name), into)

    def unreadable(self, name: str) -> bool:
        """See `Hub`."""
        return not self._is_sound(name) or bundles.unreadable(self._place(name))

    def publish(self, name: str, history: History, version: str, expected: str) -> None:
        """See `Hub`."""
        try:
            bundles.publish(self._place(name), history, version, expected)
        except NotSaved as error:
            if isinstance(error.__cause__, OSError):
                told, todo = self._not_taken(error.__cause__)
                kept = _("Everything is saved on this computer, and goes there at the next sync.")
                raise NotTaken(told, f"{todo} {kept}".strip()) from error
            raise

    def _not_taken(self, error: OSError) -> tuple[str, str]:
        """What a folder says that does not take something, and what to do."""
        folder = line(self.address)
        if error.errno in files.NO_ROOM:
            told = _("The shared folder {folder} is full.").format(folder=folder)
            return told, _("Ask whoever keeps it to make some room.")
        if error.errno in files.CLOSED:
            told = _("The shared folder {folder} cannot be written to with your account.").format(folder=folder)
            return told, _("Ask whoever keeps it to let you write there.")
        told = _("The shared folder {folder} did not take it: {reason}.")
        return told.format(folder=folder, reason=error.strerror or error), ""

    def make(self, names: Sequence[str]) -> list[str]:
        """See `Hub`."""
        try:
            if not os.path.isdir(self.address):
                raise NotFound(
                    _("There is no folder {folder}.").format(folder=line(self.address)),
                    _("Make it first, so that its rights are those you want: who may read it, and who may write."),
                )
            if not os.path.isfile(f"{self.address}/{_MARK}"):
                mark = json.dumps({"format": _FORMAT, "what": "a hub of Portfolio"}).encode() + b"\n"
                files.write(f"{self.address}/{_MARK}", mark, os.stat(self.address).st_mode & 0o666)
            for name in names:
                bundles.make_place(self._place(name))
        except OSError as error:
            raise NotTaken(*self._not_taken(error)) from error
        return []

    def classes(self) -> list[str]:
        """See `Hub`."""
        try:
            return sorted(name for name in os.listdir(self._place("classes")) if is_place(name))
        except OSError:
            return []

    def unknown(self, error: Unreachable) -> NotFound | Unreachable:
        """See `Hub`."""
        if os.path.isdir(self.address):
            return error
        return NotFound(
            _("There is no folder {folder}.").format(folder=line(self.address)),
            _("Check how it is written, and that the network drive or the stick is connected.") + " " + _(_ASK),
        )


class ServerHub:
    """A git server, reached by ssh or https."""

    def __init__(self, address: str, way: Way) -> None:
        self._remote = Remote(address, way)
        self.address = self._remote.address
        self.at = _("at school")
        self.caution = ""

    def heads(self, names: Sequence[str]) -> dict[str, str]:
        """See `Hub`."""
        with ThreadPoolExecutor(_WORKERS, thread_name_prefix="heads") as pool:
            found = dict(zip(names, pool.map(self._head, names), strict=True))
        return {name: head for name, head in found.items() if head}

    def _head(self, name: str) -> str:
        try:
            return self._remote.head(_checked(name))
        except NotFound:
            return ""

    def unreadable(self, name: str) -> bool:
        """See `Hub`."""
        return False

    def fetch(self, name: str, into: History) -> list[str]:
        """See `Hub`."""
        for _attempt in range(_ATTEMPTS):
            head = self._head(name)
            if not head or into.objects.holds(head):
                break
            try:
                self._remote.fetch(name, into.git_dir, into.ref(), head)
            except Moved:
                continue
            into.objects.close()  # its reader does not see new packs
            break
        else:
            raise Unreachable(
                _("What stands on the server changed while it was fetched."), _("It is tried again at the next sync.")
            )
        return [head] if head else []

    def publish(self, name: str, history: History, version: str, expected: str) -> None:
        """See `Hub`."""
        for attempt in range(_ATTEMPTS):
            try:
                self._remote.push(_checked(name), history.git_dir, version)
                return
            except Moved as error:
                if not error.held:
                    raise
                if attempt == _ATTEMPTS - 1:
                    raise self._remote.held(name) from error
                time.sleep(_PAUSE)

    def make(self, names: Sequence[str]) -> list[str]:
        """See `Hub`."""
        return self._remote.make([_checked(name) for name in names])

    def classes(self) -> list[str]:
        """See `Hub`."""
        return []

    def unknown(self, error: Unreachable) -> NotFound | Unreachable:
        """See `Hub`."""
        return Unreachable(error.what, _("Check how it is written, and that this computer is online.") + " " + _(_ASK))


def is_whole(fetch: Callable[[Mirror], list[str]], version: str, room: str) -> bool:
    """Whether a place gives back, to somebody who has nothing, everything that leads to a version.

    Args:
        fetch: brings what is there into a mirror.
        room: a folder that may be made for this, and is removed afterwards.

    Raises:
        Unreachable, Refused: the place cannot be reached.
    """
    mirror = Mirror.make(room)
    try:
        return version in fetch(mirror) and mirror.settle(version).head == version
    except BrokenRecord:
        return False
    finally:
        mirror.close()
        files.remove_tree(room)


def open_hub(address: str, way: Way | None = None) -> Hub:
    """The hub at an address: a folder, or ssh and https for a server.

    Raises:
        BadInput: it is neither.
    """
    if not address.strip():
        raise BadInput(
            _("Which class? The address is empty."), _("It is the line your teacher gave you: a folder or a server.")
        )
    if is_address(address):
        return ServerHub(address, way or Way())
    return FolderHub(address)
