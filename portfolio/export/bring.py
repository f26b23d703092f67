"""Bringing an archive back: every byte is checked first, then a portfolio is built beside its place and moved there.

The history is taken in as one from a hub is: through a quarantine, vetted, never executed. The files of the
portfolio are written from the history alone; those that stand plainly in the archive must be the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from portfolio.clock import Clock
from portfolio.door import Portfolio
from portfolio.door.create import check_empty, receive
from portfolio.door.view import cleaned, read_owner
from portfolio.errors import BrokenRecord, NotSaved, PortfolioError, Refused
from portfolio.export.archive import Told, quiet
from portfolio.export.manifest import (
    FILES,
    FORMAT,
    HISTORY,
    KIND,
    MANIFEST,
    SUMS,
    About,
    Manifest,
    is_private,
    read_sums,
)
from portfolio.export.packed import Packed, opened, read, unusable
from portfolio.history import bundle
from portfolio.history.mirror import Mirror
from portfolio.history.objects import is_name
from portfolio.history.reading import LARGEST, History
from portfolio.history.repo import Repo
from portfolio.i18n import _
from portfolio.model.codec import Malformed, decode, load
from portfolio.model.schoolclass import is_place
from portfolio.model.work import Reflection
from portfolio.store import files
from portfolio.text import line

_MOST_SUMS = 16_000_000
_MOST_PRIVATE = 8 * 1024**2
_MOST_TOLD = 10


@dataclass(frozen=True)
class Checked:
    """An archive of which every byte is as it was written."""

    manifest: Manifest
    blobs: dict[str, str]
    """Path in the archive to the name git gives its bytes, for every file of the portfolio."""
    strangers: tuple[str, ...]
    """Files that lie in it and are not part of it; nobody reads them."""


@dataclass(frozen=True)
class Brought:
    """What came of taking an archive in."""

    portfolio: Portfolio
    manifest: Manifest
    private: bool
    """Whether private reflections came with it."""
    strangers: tuple[str, ...]


def bring(place: str, root: str, clock: Clock, told: Told = quiet) -> Brought:
    """A portfolio as it was when its archive was made, in a folder that is not there yet or is empty, and opened.

    Args:
        place: the zip file or the folder.

    Raises:
        NotFound: no archive is there.
        BadInput: it is damaged, unsafe, of another kind or from a newer program; nothing was written.
        NotSaved: the disk said no; nothing is left behind.
    """
    check_empty(root)
    with opened(place) as packed:
        found = check(packed, told)
        made = receive(root, clock, partial(_fetch, packed, found, told))
    return Brought(made, found.manifest, any(map(is_private, found.blobs)), found.strangers)


# Checking


def check(packed: Packed, told: Told = quiet) -> Checked:
    """Compare everything in an archive with what it says of itself.

    Raises:
        BadInput: something is missing, damaged, unknown or too large; all of it is listed.
    """
    manifest = _manifest(packed)
    if SUMS not in packed.names:
        raise unusable(packed.place, _("{path} is missing").format(path=SUMS))
    data = read(packed, SUMS, _MOST_SUMS)
    sums = read_sums(data.decode("utf-8", "replace"))
    if sums is None or hashlib.sha256(data).hexdigest() != manifest.sums or len(sums) != manifest.files:
        raise unusable(packed.place, _("{path}: it is damaged").format(path=SUMS))
    _check_parts(packed, manifest, sums)
    there = set(packed.names)
    wrong = [_("{path} is missing").format(path=line(path)[:80]) for path in sums if path not in there]
    blobs: dict[str, str] = {}
    for n, path in enumerate(sums if not wrong else (), 1):
        check, blob = _hash(packed, path)
        if check != sums[path]:
            wrong.append(_("{path} is not as it was written").format(path=line(path)[:80]))
        if path.startswith(FILES):
            blobs[path.removeprefix(FILES)] = blob
        told(n, len(sums))
    if wrong:
        more = [_("and {n} more").format(n=len(wrong) - _MOST_TOLD)] if len(wrong) > _MOST_TOLD else []
        raise unusable(packed.place, "; ".join([*wrong[:_MOST_TOLD], *more]))
    return Checked(manifest, blobs, tuple(sorted(there - set(sums) - {SUMS, MANIFEST})))


def _manifest(packed: Packed) -> Manifest:
    """What an archive says of itself.

    Raises:
        BadInput: it is not one, or from a newer program.
    """
    other = _("“portfolio import” takes what “portfolio export archive” made.")
    if MANIFEST not in packed.names:
        told = _("it has no {path}, so it is not an archive of a portfolio")
        raise unusable(packed.place, told.format(path=MANIFEST), other)
    try:
        found = load(read(packed, MANIFEST, 2_000_000))
        if found.get("kind") != KIND or type(found.get("format")) is not int or found["format"] < 1:
            raise unusable(
                packed.place, _("{path}: not that of an archive of a portfolio").format(path=MANIFEST), other
            )
        if found["format"] > FORMAT:
            raise unusable(
                packed.place,
                _("{path}: it has format {n}, and this program knows {known}").format(
                    path=MANIFEST, n=found["format"], known=FORMAT
                ),
                _("Update Portfolio, then take it in."),
            )
        return decode(Manifest, found)
    except Malformed as error:
        raise unusable(packed.place, f"{MANIFEST}: {line(str(error))[:200]}") from error


def _check_parts(packed: Packed, manifest: Manifest, sums: dict[str, str]) -> None:
    """Whether everything the manifest and the list name is something an archive holds.

    Raises:
        BadInput: something is not.
    """
    parts = [*manifest.history]
    for one in manifest.about:
        heads = [one.head, *(_other_head(file) for file in one.others)]
        if not (is_place(one.group) and is_place(one.writer) and all(map(is_name, heads))):
            raise unusable(packed.place, _("{path}: a class or a writer has no proper name").format(path=MANIFEST))
        parts += [one.file, *one.others]
    listed = [path for path in sums if path.startswith(HISTORY)]
    if not manifest.history or not is_name(manifest.head) or sorted(parts) != sorted(listed):
        raise unusable(packed.place, _("{path}: it does not name the histories that are there").format(path=MANIFEST))


def _other_head(file: str) -> str:
    return file.removesuffix(".bundle").rpartition(".")[2]


def _hash(packed: Packed, path: str) -> tuple[str, str]:
    """The SHA-256 of a file, and the name git gives it.

    Raises:
        BadInput: it is too large, or cannot be read.
    """
    most = bundle.LARGEST if path.startswith(HISTORY) else LARGEST
    data = read(packed, path, most)
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return hashlib.sha256(data).hexdigest(), blob


# Taking in


def _fetch(packed: Packed, found: Checked, told: Told, repo: Repo) -> list[str]:
    """Put everything of an archive into a portfolio that is being built.

    Raises:
        BadInput: the history is not sound, or not that of this portfolio.
        NotSaved: the disk said no.
    """
    manifest = found.manifest
    every = len(manifest.history) + len(manifest.about)
    for n, file in enumerate(manifest.history):
        told(n, every)
        head = _take(packed, file, repo)
    if head != manifest.head:
        raise unusable(packed.place, _("{path}: it holds another history").format(path=manifest.history[-1]))
    _check_whose(packed, found, repo)
    for path in found.blobs:
        if is_private(path):
            _keep_private(packed, path, repo.root)
    for n, one in enumerate(manifest.about, len(manifest.history)):
        told(n, every)
        _take_about(packed, one, f"{repo.git_dir}/portfolio/about/{one.group}/{one.writer}.git")
    return [head]


def _check_whose(packed: Packed, found: Checked, repo: Repo) -> None:
    """Whether the history is that of the portfolio, and its newest version is what stands plainly in the archive.

    Raises:
        BadInput: it is not.
    """
    try:
        repo.vet(found.manifest.head, each=LARGEST)
        there = repo.files_of(found.manifest.head)
        owner = read_owner(repo.objects.read(there.get("portfolio.json", ""), "blob"))
    except (Refused, BrokenRecord, Malformed) as error:
        raise unusable(packed.place, line(str(error))) from error
    if owner.id != found.manifest.portfolio:
        raise unusable(
            packed.place, _("its history is that of another portfolio ({name})").format(name=line(owner.name))
        )
    differs = [
        path
        for path in sorted({*found.blobs, *there})
        if found.blobs.get(path) != there.get(path) and not (is_private(path) and path not in there)
    ]
    if differs:
        raise unusable(
            packed.place,
            _("{path} is not what the newest version in its history says").format(path=line(FILES + differs[0])[:80]),
        )


def _take(packed: Packed, file: str, history: History) -> str:
    """Add one bundle to a history, and give its newest version.

    Raises:
        BadInput: it is damaged.
        NotSaved: the disk said no.
    """
    with _loose(packed, file, history.git_dir) as source:
        try:
            head = bundle.take_in(history.git_dir, source, file).head
        except NotSaved:
            raise
        except PortfolioError as error:
            raise unusable(packed.place, _("{path}: this history is damaged").format(path=line(file)[:80])) from error
    history.objects.close()  # its reader does not see new packs
    return head


@contextmanager
def _loose(packed: Packed, path: str, git_dir: str) -> Iterator[int]:
    """A handle on a file of an archive, as one of its own for as long as it is read."""
    files.make_folders(f"{git_dir}/portfolio")
    temp = files.stage(f"{git_dir}/portfolio", read(packed, path, bundle.LARGEST), lasting=False)
    try:
        with files.reading(temp) as source:
            yield source
    finally:
        files.remove(temp)


def _take_about(packed: Packed, one: About, git_dir: str) -> None:
    mirror = Mirror.make(git_dir)
    try:
        for file, head in ((one.file, one.head), *((other, _other_head(other)) for other in one.others)):
            if _take(packed, file, mirror) != head:
                raise unusable(packed.place, _("{path}: it holds another history").format(path=line(file)[:80]))
            mirror.settle(head)
    except Refused as error:
        raise unusable(packed.place, line(str(error))) from error
    finally:
        mirror.close()


def _keep_private(packed: Packed, path: str, root: str) -> None:
    data = read(packed, FILES + path, _MOST_PRIVATE)
    name = path.removesuffix(".json").rpartition("/")[2]
    try:
        told = cleaned(load(data))
        if name != "erased" and Reflection.from_json({**told["now"]}).id != name:
            raise Malformed("its id is another one")
    except (Malformed, KeyError, TypeError) as error:
        raise unusable(packed.place, f"{FILES}{path}: {line(str(error))[:200]}") from error
    target = f"{root}/{path}"
    files.make_folders(target.rpartition("/")[0])
    files.write(target, data)
