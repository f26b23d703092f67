"""What somebody was handed by another program: a folder, a zip or one file, read through limits and never unpacked."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator

from portfolio.errors import BadInput, NotFound
from portfolio.i18n import _
from portfolio.store import files
from portfolio.text import line, shorten

LARGEST = 1_000_000_000
"""No zip larger than this is opened (bytes)."""
_MOST_FILES = 10_000
_MOST_DEEP = 16
_LIST = 16_000_000
"""The longest list of contents a zip may have (bytes): it is read as a whole."""
_RATIO, _RATIO_FROM = 200, 1_000_000
"""A file that is packed more than 200 times smaller is refused, from a megabyte upwards."""
_END, _END64 = b"PK\x05\x06", b"PK\x06\x07"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError, OSError)


class Pack:
    """The files of a folder, a zip or of one file by name; given by `open_pack`."""

    def __init__(self, where: str, sizes: dict[str, int]) -> None:
        self.where = where
        """The name of the folder or file, as shown."""
        self.sizes = sizes
        """Path inside it, with "/", to the size it says it has (bytes)."""

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of one file.

        Args:
            limit: the most it may have (bytes).

        Raises:
            BadInput: it is larger, a link, locked or damaged.
        """
        if self.sizes[name] > limit:
            raise self.too_large(name, limit)
        try:
            data = self._read(name, limit)
        except _BROKEN as error:
            reason = line(getattr(error, "strerror", None) or "") or _("it is damaged")
            raise self.bad(
                _("“{name}” in it cannot be read: {reason}").format(name=_short(name), reason=reason)
            ) from None
        if len(data) > limit:
            raise self.too_large(name, limit)
        return data

    def _read(self, name: str, limit: int) -> bytes:
        raise NotImplementedError

    def bad(self, reason: str) -> BadInput:
        """The refusal of the whole, with a reason that is no sentence yet."""
        return BadInput(
            _("“{name}” was not read: {reason}.").format(name=self.where, reason=reason),
            _("Nothing was changed. Ask for the file again where it came from."),
        )

    def too_large(self, name: str, limit: int) -> BadInput:
        """The refusal of a file that is too large."""
        told = _("“{name}” in it is larger than {most} MB")
        return self.bad(told.format(name=_short(name), most=max(1, limit // 1_000_000)))


class _Folder(Pack):
    def __init__(self, path: str, where: str, sizes: dict[str, int]) -> None:
        super().__init__(where, sizes)
        self._path = path

    def _read(self, name: str, limit: int) -> bytes:
        return files.read(f"{self._path}/{name}", limit)


class _Zip(Pack):
    def __init__(self, where: str, opened: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
        super().__init__(where, {name: entry.file_size for name, entry in entries.items()})
        self._opened, self._entries = opened, entries

    def _read(self, name: str, limit: int) -> bytes:
        with self._opened.open(self._entries[name]) as part:
            return part.read(limit + 1)


@contextlib.contextmanager
def open_pack(path: str) -> Iterator[Pack]:
    """Open a folder, a zip or one plain file from outside.

    Raises:
        NotFound: it is not there.
        BadInput: it is a link or no plain file; or something in it leads out of it, is a link, locked, packed far
            too small, or there is far too much of it.
    """
    where = shorten(os.path.basename(os.path.abspath(path)) or path, 60)
    plain = Pack(where, {})
    with contextlib.ExitStack() as held:
        try:
            found = _open(path, plain, held)
        except FileNotFoundError:
            raise NotFound(
                _("“{name}” is not there.").format(name=where), _("Check the name and the folder.")
            ) from None
        except (OSError, ValueError) as error:
            code = error.errno if isinstance(error, OSError) else errno.EINVAL
            if code in (errno.ELOOP, errno.EINVAL, errno.ENXIO):
                raise plain.bad(_("it is a link, or no plain file")) from None
            if code == errno.EFBIG:
                raise plain.bad(_("it is larger than {most} MB").format(most=LARGEST // 1_000_000)) from None
            raise plain.bad(line(getattr(error, "strerror", "") or str(error))) from None
        yield found


def _open(path: str, plain: Pack, held: contextlib.ExitStack) -> Pack:
    if os.path.islink(path):
        raise OSError(errno.ELOOP, "link", path)
    if os.path.isdir(path):
        return _Folder(path, plain.where, _listed(path, plain))
    handle = held.enter_context(files.reading(path, LARGEST))
    if os.read(handle, 4) != b"PK\x03\x04":
        folder, _slash, name = os.path.abspath(path).rpartition("/")
        return _Folder(folder, plain.where, {name: os.fstat(handle).st_size})
    raw = held.enter_context(io.FileIO(handle, closefd=False))
    _check_list(raw, plain)
    try:
        opened = held.enter_context(zipfile.ZipFile(raw))
    except _BROKEN:
        raise plain.bad(_("it is damaged, or no zip")) from None
    return _Zip(plain.where, opened, _entries(opened, plain))


def _listed(root: str, plain: Pack) -> dict[str, int]:
    """The files below a folder with their sizes; a link anywhere refuses the whole."""
    found: dict[str, int] = {}
    for folder, inner, names in os.walk(root):
        below = folder[len(root) :].strip("/")
        if below.count("/") >= _MOST_DEEP:
            raise plain.bad(_("its folders are nested too deep"))
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in [*inner, *sorted(names)]:
            at = os.lstat(f"{folder}/{name}")
            inside = f"{below}/{name}".lstrip("/")
            if stat.S_ISLNK(at.st_mode):
                raise plain.bad(_("“{name}” in it is a link").format(name=_short(inside)))
            if stat.S_ISREG(at.st_mode) and not name.startswith("."):
                found[inside] = at.st_size
        if len(found) > _MOST_FILES:
            raise plain.bad(_("it holds more than {most} files").format(most=_MOST_FILES))
    return found


def _check_list(raw: io.FileIO, plain: Pack) -> None:
    """Refuse a zip whose list of contents is cut off or far too long, before it is read (APPNOTE.TXT 4.3.16)."""
    size = raw.seek(0, os.SEEK_END)
    raw.seek(max(0, size - 66_000))
    tail = raw.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise plain.bad(_("it is damaged, or no zip"))
    entries, length = (
        int.from_bytes(tail[at + 10 : at + 12], "little"),
        int.from_bytes(tail[at + 12 : at + 16], "little"),
    )
    if entries > _MOST_FILES or length > _LIST or tail[max(0, at - 20) : at].startswith(_END64):
        raise plain.bad(_("it holds more than {most} files").format(most=_MOST_FILES))


def _entries(opened: zipfile.ZipFile, plain: Pack) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in opened.infolist():
        name = entry.orig_filename.replace("\\", "/")
        if leads_out(name):
            raise plain.bad(_("“{name}” in it leads out of its folder").format(name=_short(name)))
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise plain.bad(_("“{name}” in it is a link").format(name=_short(name)))
        if entry.is_dir() or name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("."):
            continue
        if entry.flag_bits & 0x1:
            raise plain.bad(_("“{name}” in it is locked with a password").format(name=_short(name)))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise plain.bad(_("“{name}” in it is packed in a way that is not read here").format(name=_short(name)))
        if entry.file_size > _RATIO_FROM and entry.file_size > _RATIO * max(1, entry.compress_size):
            raise plain.bad(_("“{name}” in it would grow far too large").format(name=_short(name)))
        if name in found:
            raise plain.bad(_("“{name}” stands in it twice").format(name=_short(name)))
        found[name] = entry
    if len(found) > _MOST_FILES:
        raise plain.bad(_("it holds more than {most} files").format(most=_MOST_FILES))
    return found


def leads_out(name: str) -> bool:
    """Whether a path with "/" is absolute, names a drive, or goes up."""
    return name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or "\0" in name


def _short(name: str) -> str:
    return shorten(name, 60)
