"""A folder that goes out: written beside its place and moved there whole, so that nothing half-written is there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable

from portfolio.errors import Refused
from portfolio.i18n import _
from portfolio.model.codec import Malformed, canonical, load
from portfolio.store import files
from portfolio.text import line

NOTE = ".portfolio-export.json"
"""Says what wrote a folder, and what it wrote: only such a folder, unchanged, is replaced."""
_IGNORED = {".ds_store", "thumbs.db", "desktop.ini", NOTE}
_LARGEST = 64 * 1024 * 1024

Told = Callable[[int, int], None]
"""Is told how many files are written of how many; what it raises stops the writing, and nothing stays of it."""


def check(place: str, portfolio: str, kind: str) -> str:
    """The whole path of a folder that an export may write.

    Args:
        place: as the person wrote it.
        portfolio: the folder of the portfolio.
        kind: what writes it, as in "site".

    Raises:
        Refused: it stands in the portfolio or around it, or holds something that this export did not write.
    """
    path = outside(place, portfolio)
    if os.path.lexists(path) and not os.path.isdir(path):
        raise Refused(_("{folder} is a file.").format(folder=line(path)), _("Name a new folder."))
    if not os.path.isdir(path) or not os.listdir(path):
        return path
    own = _not_ours(path, kind)
    if own is None:
        raise Refused(
            _("{folder} has something in it already, and it was not written by this export.").format(folder=line(path)),
            _("Nothing in it was touched. Name a new or an empty folder."),
        )
    if own:
        raise Refused(
            _("Something in {folder} was added or changed after this export wrote it: {names}.").format(
                folder=line(path), names=", ".join(line(one) for one in own[:3]) + (" …" if own[3:] else "")
            ),
            _("Nothing in it was touched. Move it away, or name another folder."),
        )
    return path


def outside(place: str, portfolio: str) -> str:
    """The whole path of a place that is neither in the portfolio nor around it.

    Args:
        place: as the person wrote it.
        portfolio: the folder of the portfolio.

    Raises:
        Refused: it is, or none is named.
    """
    path, mine = (os.path.realpath(os.path.expanduser(one)) for one in (place.strip(), portfolio))
    if not place.strip():
        raise Refused(_("No place is named."), _("Name a new one, like ~/my-pages."))
    if f"{path}/".startswith(f"{mine}/") or f"{mine}/".startswith(f"{path.rstrip('/')}/"):
        raise Refused(
            _("{folder} is your portfolio, or a folder in or around it.").format(folder=line(path)),
            _("Name a new place somewhere else."),
        )
    return path


def free(path: str) -> str:
    """The path, where nothing is yet.

    Raises:
        Refused: something is there.
    """
    if os.path.lexists(path):
        raise Refused(_("There is already something at {place}.").format(place=line(path)), _("Choose a new name."))
    return path


def write_new(path: str, data: bytes) -> None:
    """Write one file where nothing is yet.

    Raises:
        Refused: something is there.
        NotSaved: the disk said no; nothing half-written is there.
    """
    free(path)
    try:
        files.make_folders(os.path.dirname(path))
        files.write(path, data, 0o644)
    except OSError as error:
        raise files.not_saved(error, path) from error


def _not_ours(place: str, kind: str) -> list[str] | None:
    """The files in a folder that this export did not write, or not so; None where it wrote none of it."""
    try:
        note = load(files.read(f"{place}/{NOTE}", _LARGEST))
        written = note["files"] if note["made_by"] == f"portfolio export {kind}" else None
    except (OSError, Malformed, KeyError, TypeError):
        return None
    if not isinstance(written, dict):
        return None
    found = []
    for folder, _inner, names in os.walk(place):
        for name in names:
            path = os.path.relpath(f"{folder}/{name}", place).replace(os.sep, "/")
            if name.lower() not in _IGNORED and not _is(f"{folder}/{name}", str(written.get(path, ""))):
                found.append(path)
    return sorted(found)


def _is(path: str, digest: str) -> bool:
    try:
        return bool(digest) and _digest(files.read(path, _LARGEST)) == digest
    except OSError:
        return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write(place: str, kind: str, contents: Iterable[tuple[str, bytes]], count: int, told: Told | None = None) -> int:
    """Write a folder and put it in its place, where an older one of the same kind may stand (see `check`).

    Args:
        place: what `check` gave.
        contents: paths inside it with their bytes, as they are made.
        count: how many there will be, for `told`.

    Returns:
        How many bytes were written.

    Raises:
        NotSaved: the disk said no; what stood there stands there still.
    """
    above = os.path.dirname(place)
    new = f"{above}/{files.TEMP}{os.getpid()}-{os.urandom(6).hex()}"
    try:
        files.make_folders(above)
        files.clear_left_overs(above)
        files.make_folder(new, 0o700)
        size = _fill(new, kind, contents, count, told)
        _put(new, place)
    except OSError as error:
        raise files.not_saved(error, above) from error
    finally:
        if os.path.isdir(new):
            files.remove_tree(new)
    return size


def _fill(new: str, kind: str, contents: Iterable[tuple[str, bytes]], count: int, told: Told | None) -> int:
    """Write everything into the new folder; its bytes."""
    written: dict[str, str] = {}
    made = {""}
    size = 0
    for path, data in contents:
        folder = path.rpartition("/")[0]
        if folder not in made:
            files.make_folders(f"{new}/{folder}", lasting=False)
            made.add(folder)
        files.write(f"{new}/{path}", data, lasting=False)
        written[path] = _digest(data)
        size += len(data)
        if told is not None:
            told(len(written), count)
    note = canonical({"made_by": f"portfolio export {kind}", "files": written})
    files.write(f"{new}/{NOTE}", note, lasting=False)
    return size


def _put(new: str, place: str) -> None:
    """Move a folder to its place; what stood there goes only when that is done."""
    before = f"{new}-before"
    if os.path.isdir(place):
        files.rename(place, before)
    try:
        files.rename(new, place)
    except BaseException:
        if os.path.isdir(before):
            files.rename(before, place)
        raise
    files.sync_folder(os.path.dirname(place))
    if os.path.isdir(before):
        files.remove_tree(before)
