"""The files of a set, from a folder or a zip: only those asked for, each read through a limit."""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from portfolio.classroom.table import LARGEST
from portfolio.errors import BadInput, NotFound, PortfolioError
from portfolio.i18n import _
from portfolio.store import files
from portfolio.text import line, shorten

_MOST = 64_000_000
"""No set larger than this is read (bytes, unpacked)."""
_MOST_ENTRIES = 1_000
_ENTRY = b"PK\x01\x02"
"""How an entry of a zip's list begins."""
Entry = TypeVar("Entry")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError, OSError)


@dataclass(frozen=True)
class FileSet:
    """The files of one set."""

    where: str
    """The name of the folder or zip, as shown."""
    contents: dict[str, bytes]
    """The files that were asked for and are there, by their names in small letters."""
    unopened: tuple[str, ...]
    """The names of the other CSV files, in small letters."""


def shown(path: str) -> str:
    """The name of a file or folder, as shown."""
    return shorten(os.path.basename(path.rstrip("/")) or path, 60)


def read_file(path: str, limit: int = LARGEST) -> bytes:
    """The bytes of one file.

    Raises:
        NotFound: it is not there.
        BadInput: it is a link, a pipe, too large, or cannot be read.
    """
    try:
        return files.read(path, limit)
    except FileNotFoundError:
        raise NotFound(
            _("“{name}” is not there.").format(name=shown(path)), _("Check the name and the folder.")
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError | ValueError) -> PortfolioError:
    code = error.errno if isinstance(error, OSError) else errno.EINVAL
    name = shown(path)
    if code == errno.EFBIG:
        return BadInput(
            _("“{name}” is larger than {most} MB, so it was not read.").format(name=name, most=LARGEST // 1_000_000),
            _("Choose a class list, or a set with fewer classes."),
        )
    if code in (errno.ELOOP, errno.EINVAL, errno.ENXIO):
        return BadInput(
            _("“{name}” is not a plain file.").format(name=name), _("Choose the file itself, not a link to it.")
        )
    reason = line(getattr(error, "strerror", "") or str(error))
    return BadInput(
        _("“{name}” cannot be read: {reason}.").format(name=name, reason=reason), _("Check the file, then try again.")
    )


def open_folder(path: str, names: Collection[str]) -> FileSet:
    """The files of a folder."""
    try:
        there = sorted(os.listdir(path))
    except OSError as error:
        raise _unreadable(path, error) from None
    found = _by_name(path, [(name.lower(), name) for name in there])
    contents: dict[str, bytes] = {}
    for small, name in found.items():
        if small in names:
            contents[small] = read_file(f"{path}/{name}")
            _check_total(path, contents)
    return FileSet(shown(path), contents, _others(found, names))


def open_zip(path: str, data: bytes, names: Collection[str]) -> FileSet:
    """The files of a zip, at its top or one folder down; nothing is unpacked to the disk."""
    if data.count(_ENTRY) > _MOST_ENTRIES:
        raise _bad_zip(path, _("it holds more than {most} files").format(most=_MOST_ENTRIES))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            inside = [entry for entry in opened.infolist() if not entry.is_dir()]
            for entry in inside:
                _check_entry(path, entry)
            found = _by_name(path, _level(path, inside))
            contents: dict[str, bytes] = {}
            for small, entry in found.items():
                if small in names:
                    contents[small] = _unpack(path, opened, entry)
                    _check_total(path, contents)
    except _BROKEN:
        raise _bad_zip(path, _("it is damaged, or not a zip")) from None
    return FileSet(shown(path), contents, _others(found, names))


def _check_entry(path: str, entry: zipfile.ZipInfo) -> None:
    """Refuse a zip with an entry that no honest set has."""
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        raise _bad_zip(path, _("“{name}” in it leads out of its folder").format(name=shorten(name, 40)))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _bad_zip(path, _("“{name}” in it is a link").format(name=shorten(name, 40)))
    if name == "[Content_Types].xml":
        raise BadInput(
            _("“{name}” is a spreadsheet, not a CSV file.").format(name=shown(path)),
            _("In the spreadsheet, save it as “CSV UTF-8”, then choose that file."),
        )


def _level(path: str, inside: list[zipfile.ZipInfo]) -> list[tuple[str, zipfile.ZipInfo]]:
    """The entries that stand beside users.csv: at the top, or else in the one folder that has it."""
    levels: dict[str, list[tuple[str, zipfile.ZipInfo]]] = {"": []}
    for entry in inside:
        folder, _slash, name = entry.filename.rpartition("/")
        if "/" not in folder and folder != "__MACOSX" and not name.startswith("."):
            levels.setdefault(folder, []).append((name.lower(), entry))
    holding = [folder for folder, entries in levels.items() if any(name == "users.csv" for name, _entry in entries)]
    if "" in holding or not holding:
        return levels[""]
    if len(holding) > 1:
        raise _bad_zip(path, _("more than one of its folders has a users.csv"))
    return levels[holding[0]]


def _unpack(path: str, opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of one entry, whatever size it says it has."""
    name = shorten(entry.filename, 40)
    if entry.flag_bits & 0x1:
        raise _bad_zip(
            path,
            _("“{name}” in it is locked with a password").format(name=name),
            _("Unpack it with its password, then choose the folder."),
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _bad_zip(path, _("“{name}” in it is packed in a way that is not read here").format(name=name))
    data = b""
    if entry.file_size <= LARGEST:
        with opened.open(entry) as part:
            data = part.read(LARGEST + 1)
    if entry.file_size > LARGEST or len(data) > LARGEST:
        most = LARGEST // 1_000_000
        raise _bad_zip(path, _("“{name}” in it is larger than {most} MB").format(name=name, most=most))
    return data


def _by_name(path: str, entries: list[tuple[str, Entry]]) -> dict[str, Entry]:
    """The CSV files by name; two of one name cannot be told apart."""
    found: dict[str, Entry] = {}
    for small, entry in entries:
        if not small.endswith(".csv"):
            continue
        if small in found:
            raise BadInput(
                _("“{where}” has more than one {name}.").format(where=shown(path), name=shorten(small, 40)),
                _("Keep the one that is meant."),
            )
        found[small] = entry
    return found


def _others(found: Collection[str], names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(line(name) for name in found if name not in names))


def _check_total(path: str, contents: dict[str, bytes]) -> None:
    if sum(map(len, contents.values())) > _MOST:
        raise BadInput(
            _("The files in “{name}” are larger than {most} MB together.").format(
                name=shown(path), most=_MOST // 1_000_000
            ),
            _("Choose a set with fewer classes."),
        )


def _bad_zip(path: str, reason: str, todo: str = "") -> BadInput:
    return BadInput(
        _("“{name}” was not read: {reason}.").format(name=shown(path), reason=reason),
        todo or _("Ask whoever made it for the set again."),
    )
