"""One writer's history in a shared folder or on a stick: plain bundle files, two generations, read back when written.

    current.bundle    all of it, or what came after the base
    base.bundle       the older part of a long history, so that a save does not write all of it again
    previous.bundle   what `current` was before: whoever wrote over it unseen is healed at the next sync

Nobody's clock is asked: whether somebody holds the lock is seen by watching it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator

from portfolio.errors import BrokenRecord, NotSaved, Unreachable
from portfolio.history import bundle
from portfolio.history.reading import History
from portfolio.history.repo import Moved
from portfolio.history.rewrite import has_receipts
from portfolio.i18n import _
from portfolio.store import files
from portfolio.text import line

CURRENT, BASE, PREVIOUS = "current.bundle", "base.bundle", "previous.bundle"
_SMALL = 256 * 1024
_PATIENCE = 10.0
"""Seconds after which a lock that never changed is taken to be left by a computer that is gone."""
_LONGEST = 60.0
"""Seconds after which waiting for a lock that changes all the time ends."""


def head(place: str) -> str:
    """The newest version at a place, without starting git; "" where there is none."""
    for name in (CURRENT, PREVIOUS, BASE):
        found = bundle.peek(f"{place}/{name}")
        if found:
            return found.head
    return ""


def unreadable(place: str) -> bool:
    """Whether something stands at a place that `head` cannot read."""
    return not head(place) and any(os.path.lexists(f"{place}/{name}") for name in (CURRENT, PREVIOUS, BASE))


def fetch(place: str, repo: History) -> list[str]:
    """Add to a repository what a place has and it has not.

    Returns:
        The newest versions there, the present one first; usually one. Where two computers wrote over each other, two.

    Raises:
        BrokenRecord: what is there is damaged.
        Unreachable: it cannot be read now.
        NotSaved: the disk here said no.
    """
    heads: list[str] = []
    broken: BrokenRecord | None = None
    for name in (CURRENT, PREVIOUS, BASE):
        if name == BASE and heads:
            break
        try:
            found = bundle.peek(f"{place}/{name}")
            if found is None:
                if os.path.lexists(f"{place}/{name}"):
                    with _reading(place, name) as source:
                        bundle.read_header(os.read(source, bundle.HEADER), _called(place, name))
                continue
            if not repo.objects.holds(found.head):
                if not all(map(repo.objects.holds, found.needs)):
                    _take(place, BASE, repo)
                _take(place, name, repo)
            heads.append(found.head)
        except BrokenRecord as error:
            broken = broken or error
    if broken is not None and not heads:
        raise broken
    return list(dict.fromkeys(heads))


def _take(place: str, name: str, repo: History) -> None:
    with _reading(place, name) as source:
        bundle.take_in(repo.git_dir, source, _called(place, name))
    repo.objects.close()  # its reader does not see new packs


@contextlib.contextmanager
def _reading(place: str, name: str) -> Iterator[int]:
    try:
        with files.reading(f"{place}/{name}", bundle.LARGEST) as source:
            yield source
    except OSError as error:
        raise Unreachable(
            _("{name} cannot be read: {reason}.").format(name=_called(place, name), reason=error.strerror or error),
            _("Everything is saved on this computer. It is tried again at the next sync."),
        ) from error


def _called(place: str, name: str) -> str:
    return line(f"{os.path.basename(os.path.dirname(place))}/{os.path.basename(place)}/{name}")


def publish(place: str, repo: History, version: str, expected: str) -> None:
    """Write a history to a place, unless somebody else did meanwhile.

    Args:
        version: the version to publish.
        expected: what stood there when it was last fetched, "" for nothing.

    Raises:
        Moved: something else stands there now; fetch and bring it in first.
        NotSaved: it could not be written; what stood there stands there.
    """
    try:
        rights = make_place(place)
        contents, whole = _bundle(place, repo, version)
        with _locked(place):
            if head(place) != expected:
                raise Moved
            for name in os.listdir(place):
                if name.startswith(files.TEMP):  # whoever holds the lock writes here, and nobody else
                    files.remove(f"{place}/{name}")
            if whole and len(contents) > _SMALL:
                files.write(f"{place}/{BASE}", contents, rights & 0o666)
            temp = files.stage(place, contents, rights & 0o666)
            if os.path.lexists(f"{place}/{CURRENT}"):
                files.rename(f"{place}/{CURRENT}", f"{place}/{PREVIOUS}")
            files.rename(temp, f"{place}/{CURRENT}")
            if expected and not repo.objects.holds(expected) and has_receipts(repo, version):
                _remove_older(place, repo)
            files.sync_folder(place)
        if files.read(f"{place}/{CURRENT}", bundle.LARGEST) != contents and head(place) == version:
            raise NotSaved(
                _("What was written to {place} cannot be read back as it was.").format(place=line(place)),
                _("Everything is still safe on this computer. Try another stick or folder."),
            )
    except OSError as error:
        raise files.not_saved(error, place) from error


def _remove_older(place: str, repo: History) -> None:
    """Remove generations that this history does not go on from: something was removed from it."""
    for name in (PREVIOUS, BASE):
        found = bundle.peek(f"{place}/{name}")
        if found is None or not repo.objects.holds(found.head):
            files.remove(f"{place}/{name}")


def _bundle(place: str, repo: History, version: str) -> tuple[bytes, bool]:
    """The bundle to write, and whether it stands alone."""
    base = bundle.peek(f"{place}/{BASE}")
    if base is not None and not base.needs and repo.objects.holds(base.head) and repo.is_before(base.head, version):
        tail = bundle.make(repo.git_dir, version, since=base.head)
        if len(tail) <= max(_SMALL, os.stat(f"{place}/{BASE}").st_size // 2):
            return tail, False
    return bundle.make(repo.git_dir, version), True


def make_place(place: str) -> int:
    """Make a folder and those above it with the rights of the nearest one that is there already, and give these."""
    if not os.path.isdir(place):
        files.make_folder(place, make_place(os.path.dirname(place)))
    return stat.S_IMODE(os.stat(place).st_mode)


@contextlib.contextmanager
def _locked(place: str) -> Iterator[None]:
    lock = f"{place}/lock"
    mine = f"{files.HOST} {os.getpid()} {os.urandom(8).hex()}\n".encode()
    began = since = time.monotonic()
    seen = b""
    while not files.claim(lock, mine, lasting=False):
        with contextlib.suppress(OSError):
            now = files.read(lock, 4096)
            if now != seen:
                seen, since = now, time.monotonic()
        if time.monotonic() - since > _PATIENCE or _is_gone(seen):
            files.remove(lock)
        if time.monotonic() - began > _LONGEST:
            raise Unreachable(
                _("Another program goes on writing to {place}.").format(place=line(place)),
                _("Everything is saved on this computer. It is tried again at the next sync."),
            )
        time.sleep(0.05)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if files.read(lock, 4096) == mine:
                files.unclaim(lock)


def _is_gone(lock: bytes) -> bool:
    """Whether a lock was left by a process of this computer that is not running any more."""
    host, _space, rest = lock.decode("utf-8", "replace").partition(" ")
    pid = rest.partition(" ")[0]
    plain = pid.isascii() and pid.isdigit() and len(pid) < 10
    return host == files.HOST and plain and int(pid) != os.getpid() and not files.alive(int(pid))
