"""Taking it all home: a portfolio as plain files with its whole history, in one zip file or one folder."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from portfolio import __version__
from portfolio.clock import stamp
from portfolio.door import Portfolio
from portfolio.errors import BadInput, Refused
from portfolio.export.manifest import (
    ABOUT,
    FILES,
    FORMAT,
    GUIDE,
    HISTORY,
    KIND,
    MANIFEST,
    PRIVATE,
    SUMS,
    About,
    Manifest,
    guide,
    is_private,
    sum_line,
)
from portfolio.history import bundle
from portfolio.history.log import count
from portfolio.history.mirror import Mirror
from portfolio.history.reading import LARGEST, History
from portfolio.hub.sync import written_about_in
from portfolio.i18n import _
from portfolio.model.codec import canonical, encode
from portfolio.store import files
from portfolio.text import line

MOST_BYTES = 4_000_000_000
"""Bytes that everything in an archive has together at most."""
SQUEEZED = 100
"""An entry that would shrink by more than this is kept as it is, so that a reader can refuse what swells."""
_BIG = 1_000_000
Told = Callable[[int, int], None]
"""Called with how many files are done, and of how many."""
Put = Callable[[str, bytes], None]


def quiet(_done: int, _every: int) -> None:
    """Tell nobody how far something is."""


@dataclass(frozen=True)
class Written:
    """What came of writing an archive."""

    place: str
    size: int
    """Bytes of all that was put into it."""
    manifest: Manifest
    private: int
    """How many private reflections there are, in it or left out."""


def write(
    portfolio: Portfolio,
    place: str,
    *,
    private: bool = False,
    replace: bool = False,
    told: Told = quiet,
) -> Written:
    """Write a portfolio with all its history into a zip file (`place` ends in .zip) or a new folder.

    Args:
        private: take the private reflections, too.
        replace: write over a file that is there.

    Raises:
        BadInput: something is there already, or the place is inside the portfolio.
        Refused: it holds more than an archive can.
        NotSaved: the disk said no; nothing is left there, and what stood there stands there.
    """
    place = os.path.abspath(os.path.expanduser(place))
    packed = place.lower().endswith(".zip")
    _check_place(portfolio, place, packed=packed, replace=replace)
    portfolio.settle()
    portfolio.repo.vet(portfolio.repo.head(), each=LARGEST)
    try:
        files.make_folders(os.path.dirname(place))
        with _zip(place) if packed else _folder(place) as put:
            return _fill(portfolio, place, put, told, private=private)
    except OSError as error:
        raise files.not_saved(error, place) from error


def _check_place(portfolio: Portfolio, place: str, *, packed: bool, replace: bool) -> None:
    if os.path.realpath(place).startswith(os.path.realpath(portfolio.root) + os.sep):
        raise BadInput(
            _("{place} is inside the portfolio itself.").format(place=line(place)), _("Choose a place outside of it.")
        )
    if packed and (os.path.isdir(place) or (os.path.lexists(place) and not replace)):
        raise BadInput(
            _("There is already something at {place}.").format(place=line(place)),
            _("Choose another name, or say --replace to write over the file."),
        )
    if not packed and os.path.lexists(place) and (not os.path.isdir(place) or os.listdir(place)):
        raise BadInput(
            _("There is already something in {folder}.").format(folder=line(place)),
            _("Choose a new or an empty folder, or a name that ends in .zip."),
        )


@contextmanager
def _zip(place: str) -> Iterator[Put]:
    with suppress(OSError):
        files.clear_left_overs(os.path.dirname(place))
    with files.building(place) as out, zipfile.ZipFile(out, "w") as made:

        def put(path: str, data: bytes) -> None:
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (stat.S_IFREG | 0o600) << 16
            made.writestr(entry, data, _way(path, data))

        yield put


def _way(path: str, data: bytes) -> int:
    """How an entry is packed: bundles are packed already, and what shrinks to nothing stays as it is."""
    import zlib

    if path.endswith(".bundle") or (len(data) > _BIG and len(zlib.compress(data, 1)) * SQUEEZED < len(data)):
        return zipfile.ZIP_STORED
    return zipfile.ZIP_DEFLATED


@contextmanager
def _folder(place: str) -> Iterator[Put]:
    with files.beside(place) as work:

        def put(path: str, data: bytes) -> None:
            files.make_folders(os.path.dirname(f"{work}/{path}"))
            files.write(f"{work}/{path}", data, lasting=False)

        yield put
        files.sync_tree(work)


def _fill(portfolio: Portfolio, place: str, put: Put, told: Told, *, private: bool) -> Written:
    """Put everything into an archive, the manifest last: one version of it, whatever is saved meanwhile."""
    history, version = History(portfolio.repo.git_dir), portfolio.repo.head()
    try:
        return _fill_from(history, version, portfolio, place, put, told, private=private)
    finally:
        history.close()


def _fill_from(
    history: History, version: str, portfolio: Portfolio, place: str, put: Put, told: Told, *, private: bool
) -> Written:
    blobs = history.files_of(version)
    secret = _private_files(portfolio) if private else {}
    own = bundle.pieces(history.git_dir, version)
    abouts = written_about_in(portfolio)
    every = len(blobs) + len(secret) + len(own) + len(abouts) + 1
    sums: dict[str, str] = {}
    size = 0

    def keep(path: str, data: bytes) -> None:
        nonlocal size
        size += len(data)
        if size > MOST_BYTES:
            raise _too_large()
        put(path, data)
        sums[path] = hashlib.sha256(data).hexdigest()
        told(len(sums), every)

    keep(GUIDE, guide(portfolio.owner.name, len(own)).encode())
    for path, blob in blobs.items():
        keep(FILES + path, history.objects.read(blob, "blob"))
    for path, data in secret.items():
        keep(FILES + path, data)
    bundles = [f"{HISTORY}own-{n}.bundle" for n in range(1, len(own) + 1)]
    for path, (since, until) in zip(bundles, own, strict=True):
        keep(path, _bundle(history, until, since))
    about = [one for group, mirror in abouts if (one := _about(group, mirror, keep)) is not None]
    listed = "".join(f"{sum_line(path, check)}\n" for path, check in sums.items()).encode()
    put(SUMS, listed)
    manifest = Manifest(
        KIND,
        FORMAT,
        f"portfolio/{__version__}",
        stamp(portfolio.clock.now()),
        portfolio.owner.id,
        portfolio.owner.name,
        version,
        count(history.git_dir, version),
        tuple(bundles),
        tuple(about),
        private,
        left_out(portfolio, private=private),
        len(sums),
        hashlib.sha256(listed).hexdigest(),
    )
    put(MANIFEST, canonical(encode(manifest)))
    return Written(place, size, manifest, len(portfolio.private.all()))


def _too_large() -> Refused:
    return Refused(
        _("All of it is more than {n} GB; an archive holds no more.").format(n=MOST_BYTES // 1_000_000_000),
        _("Nothing was written. Copy the whole folder instead."),
    )


def _bundle(history: History, version: str, since: str = "") -> bytes:
    made = bundle.make(history.git_dir, version, since)
    if len(made) > bundle.LARGEST:
        raise Refused(
            _("One version holds more than {n} MB, so it could not be taken in again.").format(
                n=bundle.LARGEST // 1024**2
            ),
            _("Nothing was written. Copy the whole folder instead."),
        )
    return made


def _about(group: str, mirror: Mirror, keep: Put) -> About | None:
    """Put what one writer wrote about the student into an archive."""
    try:
        head = mirror.head()
        if not head:
            return None
        writer = os.path.basename(mirror.git_dir).removesuffix(".git")
        file, others = f"{ABOUT}{group}/{writer}.bundle", []
        keep(file, _bundle(mirror, head))
        for other in mirror.others():
            others.append(f"{ABOUT}{group}/{writer}.{other}.bundle")
            keep(others[-1], _bundle(mirror, other))
        return About(group, writer, head, file, tuple(others))
    finally:
        mirror.close()


def _private_files(portfolio: Portfolio) -> dict[str, bytes]:
    """Path to bytes of the private reflections, and of the list of those that were erased."""
    folder = f"{portfolio.root}/{PRIVATE}"
    names = sorted(name for name in os.listdir(folder) if is_private(PRIVATE + name)) if os.path.isdir(folder) else []
    return {PRIVATE + name: files.read(folder + name, LARGEST) for name in names}


def left_out(portfolio: Portfolio, *, private: bool) -> tuple[str, ...]:
    """What an archive does not hold, a sentence each.

    Args:
        private: whether the private reflections are asked for.
    """
    told = [] if private else [_("Private reflections, if there are any.")]
    told += [_("What is half typed and not saved."), _("The keys of seats in classes, which belong to one computer.")]
    told += [_("What was posted to whole classes.")]
    broken = _("{path} as it stands in the folder, since it cannot be read; its last sound version is in the archive.")
    told += [broken.format(path=line(path)) for path in sorted(portfolio.problems) if not is_private(path)]
    return tuple(told)
