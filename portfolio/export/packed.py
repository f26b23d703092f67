"""Reading an archive that nobody has vetted: a zip file or a folder, by name, within limits; nothing is unpacked.

A name is only ever looked up, never used as a place on the disk. What a zip says of its sizes is not believed.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Protocol

from portfolio.errors import BadInput, NotFound
from portfolio.history.objects import is_safe
from portfolio.history.reading import DEEPEST, MOST_FILES
from portfolio.i18n import _
from portfolio.store import files
from portfolio.text import line

MOST_ENTRIES = MOST_FILES + 5_000
MOST_BYTES = 4_000_000_000
"""Bytes that all entries unpack to together at most."""
_RATIO = 200
"""How much an entry may shrink (see `archive.SQUEEZED`); small ones may shrink more."""
_SMALL = 1_000_000
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END, _END64, _END_SIZE = b"PK\x05\x06", b"PK\x06\x07", 22
_CHUNK = 1 << 20


def unusable(place: str, reason: str, todo: str = "") -> BadInput:
    """The error for an archive that is not taken in.

    Args:
        reason: with the path inside it, where there is one.
    """
    told = _("{archive} was not taken in: {reason}. Nothing was written.")
    again = _("Copy it again from where it was made, or make a new one: “portfolio export archive”.")
    return BadInput(told.format(archive=line(os.path.basename(place)), reason=reason), todo or again)


class Packed(Protocol):
    """What is in an archive."""

    place: str
    names: list[str]
    """The path of every file in it, safe and each once."""

    def chunks(self, path: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece.

        Raises:
            BadInput: it cannot be read as it was written.
        """
        ...


def read(packed: Packed, path: str, most: int) -> bytes:
    """The bytes of a file of at most `most` bytes.

    Raises:
        BadInput: it is larger, or cannot be read.
    """
    parts, left = [], most
    for part in packed.chunks(path):
        left -= len(part)
        if left < 0:
            raise unusable(
                packed.place, _("{path}: larger than {n} MB").format(path=line(path)[:80], n=most // 1_000_000)
            )
        parts.append(part)
    return b"".join(parts)


@contextmanager
def opened(place: str) -> Iterator[Packed]:
    """An archive, open for reading.

    Args:
        place: a zip file or a folder.

    Raises:
        NotFound: nothing is there.
        BadInput: it is neither, or something in it makes it unsafe to read.
    """
    place = os.path.abspath(os.path.expanduser(place))
    if not os.path.lexists(place):
        raise NotFound(_("There is no archive at {place}.").format(place=line(place)), _("Check the name."))
    if os.path.isdir(place):
        yield _Folder(place)
        return
    with ExitStack() as stack:
        try:
            handle = stack.enter_context(files.reading(place, MOST_BYTES))
            source = stack.enter_context(io.FileIO(os.dup(handle)))
            _check_end(place, source)
            made = stack.enter_context(zipfile.ZipFile(source))
        except OSError as error:
            raise unusable(place, error.strerror or str(error)) from error
        except (zipfile.BadZipFile, ValueError, struct.error, EOFError, NotImplementedError) as error:
            raise unusable(place, _("it is damaged or was cut short")) from error
        yield _Zip(place, made, os.fstat(handle).st_size)


def _check_end(place: str, source: io.FileIO) -> None:
    """Refuse a list of entries that is too long, before anybody reads it.

    Raises:
        BadInput: it is no zip file, or has too many entries.
    """
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - _END_SIZE - (1 << 16)))
    tail = source.readall()
    at = len(tail) - _END_SIZE if tail[-_END_SIZE:][:4] == _END else tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise unusable(
            place,
            _("it is not a zip file, or was cut short"),
            _("Name the zip file or the folder that “portfolio export archive” made, or copy it again."),
        )
    count, listed = struct.unpack_from("<H", tail, at + 10)[0], struct.unpack_from("<I", tail, at + 12)[0]
    if count > MOST_ENTRIES or listed > MOST_ENTRIES * 1024 or tail[max(0, at - 20) : at].startswith(_END64):
        raise _too_many(place)
    source.seek(0)


def _too_many(place: str) -> BadInput:
    return unusable(place, _("it has more than {n:,} files").format(n=MOST_ENTRIES))


def _check_name(place: str, path: str) -> None:
    if not path or not is_safe(path) or path.count("/") > DEEPEST + 4:
        raise unusable(place, _("{path}: this name leads out of the archive").format(path=line(path)[:80] or "?"))


class _Zip:
    """A zip file."""

    def __init__(self, place: str, made: zipfile.ZipFile, size: int) -> None:
        self.place = place
        self._made = made
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._check(size)
        above = _above(list(self._entries))
        self._entries = {
            path.removeprefix(above): entry for path, entry in self._entries.items() if path.startswith(above)
        }
        self.names = list(self._entries)

    def _check(self, size: int) -> None:
        packed = total = 0
        every = self._made.infolist()
        if len(every) > MOST_ENTRIES:
            raise _too_many(self.place)
        for entry in every:
            path = entry.orig_filename.removesuffix("/")
            _check_name(self.place, path)
            reason = _wrong(entry)
            if reason:
                raise unusable(self.place, f"{line(path)[:80]}: {reason}")
            packed, total = packed + entry.compress_size, total + entry.file_size
            if entry.is_dir():
                continue
            if path in self._entries:
                raise unusable(self.place, _("{path}: this name stands twice in it").format(path=line(path)[:80]))
            self._entries[path] = entry
        if total > MOST_BYTES:
            raise unusable(self.place, _("it unpacks to more than {n} GB").format(n=MOST_BYTES // 1_000_000_000))
        if packed > size:
            raise unusable(self.place, _("its files lie over each other"))

    def chunks(self, path: str) -> Iterator[bytes]:
        """See `Packed`."""
        entry = self._entries[path]
        left = entry.file_size
        try:
            with self._made.open(entry) as source:
                while part := source.read(_CHUNK):
                    left -= len(part)
                    if left < 0:
                        break
                    yield part
        except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, struct.error) as error:
            raise _damaged(self.place, path) from error
        if left:
            raise _damaged(self.place, path)


def _wrong(entry: zipfile.ZipInfo) -> str:
    """Why an entry is not looked at, "" where it may be."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return _("a link to another place")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return _("not a plain file")
    if entry.flag_bits & 0x1:
        return _("locked with a password")
    if entry.compress_type not in _PLAIN:
        return _("packed in a way that is not read here")
    if entry.file_size > _SMALL and entry.file_size > _RATIO * entry.compress_size:
        return _("it swells to {n} times its size").format(n=entry.file_size // max(1, entry.compress_size))
    return ""


def _damaged(place: str, path: str) -> BadInput:
    return unusable(place, _("{path}: it is damaged").format(path=line(path)[:80]))


def _above(names: list[str]) -> str:
    """The one folder in which everything stands, where a folder was packed by hand; "" for none."""
    if "archive.json" in names:
        return ""
    found = [name.removesuffix("archive.json") for name in names if name.endswith("/archive.json")]
    return found[0] if len(found) == 1 and found[0].count("/") == 1 else ""


class _Folder:
    """A folder that an archive was unpacked to or written to."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.names: list[str] = []
        try:
            self._look("")
        except OSError as error:
            raise unusable(place, f"{line(error.filename or '')}: {error.strerror or error}") from error

    def _look(self, below: str) -> None:
        with os.scandir(f"{self.place}/{below}") as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                path = f"{below}{entry.name}"
                _check_name(self.place, path)
                if entry.is_symlink():
                    raise unusable(self.place, _("{path}: a link to another place").format(path=line(path)[:80]))
                if entry.is_dir(follow_symlinks=False):
                    self._look(f"{path}/")
                elif entry.is_file(follow_symlinks=False):
                    self.names.append(path)
                else:
                    raise unusable(self.place, _("{path}: not a plain file").format(path=line(path)[:80]))
                if len(self.names) > MOST_ENTRIES:
                    raise _too_many(self.place)

    def chunks(self, path: str) -> Iterator[bytes]:
        """See `Packed`."""
        try:
            with files.reading(f"{self.place}/{path}") as handle:
                while part := os.read(handle, _CHUNK):
                    yield part
        except OSError as error:
            raise unusable(self.place, f"{line(path)[:80]}: {error.strerror or error}") from error
