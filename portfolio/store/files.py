"""Every file call that changes a disk stands here, so that one harness can stop the program before each of them."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import stat
import threading
from collections.abc import Iterator
from typing import Any

from portfolio.errors import NotSaved

LARGEST = 512 * 1024 * 1024
"""No file larger than this is read (bytes)."""
TEMP = ".portfolio-tmp-"
"""Files being written begin with this; git ignores them, and opening removes those a crash left."""
HOST = re.sub(r"[^A-Za-z0-9]+", "_", (os.uname().nodename if hasattr(os, "uname") else os.environ["COMPUTERNAME"]))
"""This computer's name, in letters and digits."""
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
"""What a folder into which one may not write says."""
_mode = threading.local()
"""Of each thread: what one builds in the background is no reason for another's save not to wait for the disk."""
_claimed: set[str] = set()


@contextlib.contextmanager
def relaxed() -> Iterator[None]:
    """Within it this thread forces nothing to the disk: for building a folder that is thrown away unless finished."""
    before, _mode.relaxed = is_relaxed(), True
    try:
        yield
    finally:
        _mode.relaxed = before


def is_relaxed() -> bool:
    """Whether this thread is just building a folder (see `relaxed`)."""
    return getattr(_mode, "relaxed", False)


def write(path: str, data: bytes, mode: int = 0o600, *, lasting: bool = True) -> None:
    """Put `data` at `path`, all of it or nothing: temp file, fsync, rename, folder fsync.

    With `lasting=False` it does not wait for the disk: for what can be made again.

    Raises:
        OSError: nothing at `path` has changed.
    """
    folder = os.path.dirname(path)
    temp = stage(folder, data, mode, lasting=lasting)
    try:
        os.rename(temp, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temp)
        raise
    if lasting:
        sync_folder(folder)


def stage(folder: str, data: bytes, mode: int = 0o600, *, lasting: bool = True) -> str:
    """Write `data` to a new temp file in `folder`, on the disk when this returns; gives its path, to be renamed."""
    temp = f"{folder}/{TEMP}{os.getpid()}-{os.urandom(6).hex()}"
    handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
    try:
        try:
            if mode & 0o077 and hasattr(os, "fchmod"):
                os.fchmod(handle, mode)  # for others, too, whatever this process otherwise closes to them
            _write_all(handle, data)
            if lasting:
                _fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temp)
        raise
    return temp


class _Growing(io.RawIOBase):
    """A new file as something that can be written to and moved about in."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return os.lseek(self._handle, offset, whence)

    def write(self, data: Any) -> int:
        _write_all(self._handle, data)
        return len(data)


@contextlib.contextmanager
def building(path: str) -> Iterator[io.RawIOBase]:
    """A file to be filled little by little; it is at `path`, whole and on the disk, once the block has ended well.

    Whatever goes wrong inside, nothing at `path` has changed and nothing stays beside it.

    Raises:
        OSError: the disk said no.
    """
    folder = os.path.dirname(path)
    temp = f"{folder}/{TEMP}{os.getpid()}-{os.urandom(6).hex()}"
    handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        try:
            yield _Growing(handle)
            _fsync(handle)
        finally:
            os.close(handle)
        os.rename(temp, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temp)
        raise
    sync_folder(folder)


@contextlib.contextmanager
def beside(root: str) -> Iterator[str]:
    """A folder to fill; it is moved to `root`, whole, once the block has ended well.

    `root` is not there yet or is an empty folder. Whatever goes wrong inside, nothing stays; what an earlier
    process left half-filled there is cleared first.

    Raises:
        OSError: the disk said no.
    """
    above, name = os.path.split(root)
    for old in os.listdir(above) if os.path.isdir(above) else ():
        if old.startswith(f"{name}{TEMP}") and is_left_over(old.removeprefix(name)):
            remove_tree(f"{above}/{old}")
    work = f"{root}{TEMP}{os.getpid()}-{os.urandom(4).hex()}"
    try:
        make_folders(work)
        yield work
        if os.path.isdir(root):
            remove_folder(root)
        os.rename(work, root)
    except BaseException:
        remove_tree(work)
        raise
    sync_folder(above)


def sync_tree(path: str) -> None:
    """Make a folder with all that is in it last."""
    for folder, _inner, names in os.walk(path, topdown=False):
        for name in names:
            handle = os.open(f"{folder}/{name}", os.O_RDONLY)
            try:
                _fsync(handle)
            finally:
                os.close(handle)
        sync_folder(folder)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _fsync(handle: int) -> None:
    if not is_relaxed():
        os.fsync(handle)


def sync_folder(folder: str) -> None:
    """Make the names in a folder last."""
    if is_relaxed() or os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rename(old: str, new: str) -> None:
    """Rename, without waiting for the disk; follow with `sync_folder`."""
    os.rename(old, new)


def make_folders(path: str, *, lasting: bool = True) -> None:
    """Make a folder and those above it, for the owner only; with `lasting=False` without waiting for the disk."""
    if os.path.isdir(path):
        return
    above = os.path.dirname(path)
    make_folders(above, lasting=lasting)
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, 0o700)
    if lasting:
        sync_folder(above)


def make_folder(path: str, rights: int) -> None:
    """Make one folder with these rights, whatever this process otherwise closes to others; lasting."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, 0o700)
        os.chmod(path, rights)
    sync_folder(os.path.dirname(path))


def remove(path: str) -> None:
    """Remove a file if it is there, lastingly."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    sync_folder(os.path.dirname(path))


def remove_tree(path: str) -> None:
    """Remove a folder of ours with all that is in it; what cannot be removed stays."""
    for folder, inner, names in os.walk(path, topdown=False):
        for name in names:
            with contextlib.suppress(OSError):
                os.unlink(f"{folder}/{name}")
        for name in inner:
            with contextlib.suppress(OSError):
                os.unlink(f"{folder}/{name}") if os.path.islink(f"{folder}/{name}") else os.rmdir(f"{folder}/{name}")
    remove_folder(path)


def remove_folder(path: str) -> None:
    """Remove an empty folder; one that is not empty stays."""
    with contextlib.suppress(OSError):
        os.rmdir(path)


def claim(path: str, data: bytes, *, lasting: bool = True) -> bool:
    """Make a lock file that must not exist yet, holding `data`, to be renamed into place or removed.

    Returns:
        False where somebody holds it.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path not in _claimed:
            return False
        remove(path)  # ours, left by a call that failed
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    _claimed.add(path)
    try:
        _write_all(handle, data)
        if lasting:
            _fsync(handle)
    finally:
        os.close(handle)
    return True


def unclaim(lock: str, path: str = "", *, lasting: bool = True) -> None:
    """Put what a lock holds in its place, or without a place let it go."""
    if path:
        os.rename(lock, path)
    else:
        os.unlink(lock)
    _claimed.discard(lock)
    if path and lasting:
        sync_folder(os.path.dirname(path))


def jot(path: str, data: bytes) -> None:
    """Write a small note that may be lost or torn: whoever reads it checks it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        _write_all(handle, data)
    finally:
        os.close(handle)


def private(folder: str) -> None:
    """Close a folder to the computer's other users, where it is ours and open."""
    with contextlib.suppress(OSError):
        found = os.stat(folder)
        if stat.S_IMODE(found.st_mode) & 0o077 and found.st_uid == getattr(os, "getuid", lambda: 0)():
            os.chmod(folder, 0o700)


@contextlib.contextmanager
def reading(path: str, limit: int = 0) -> Iterator[int]:
    """A handle on a regular file of at most `limit` bytes (0 for any); links, pipes and devices are refused.

    Raises:
        OSError: not there, not a regular file, or larger.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        if limit and found.st_size > limit:
            raise _too_large(path, limit)
        yield handle
    finally:
        os.close(handle)


def _too_large(path: str, limit: int) -> OSError:
    return OSError(errno.EFBIG, f"larger than {limit // 1_000_000} MB", path)


def read(path: str, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; links, pipes and devices are refused.

    Raises:
        OSError: not there, not a regular file, or larger.
    """
    with reading(path, limit) as handle:
        parts = []
        left = limit
        while part := os.read(handle, 1 << 20):
            parts.append(part)
            left -= len(part)
            if left < 0:  # it grows while it is read
                raise _too_large(path, limit)
        return b"".join(parts)


def read_start(path: str, count: int) -> bytes:
    """At most the first `count` bytes of a regular file; links, pipes and devices are refused.

    Raises:
        OSError: not there or not a regular file.
    """
    with reading(path) as handle:
        return os.read(handle, count)


def alive(pid: int) -> bool:
    """Whether a process of this computer is running and can be ours (numbers are used again)."""
    if os.name == "nt":
        return False
    with contextlib.suppress(OSError):
        command = read(f"/proc/{pid}/cmdline", 1 << 20)
        return b"python" in command or b"portfolio" in command
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def started(pid: int) -> float:
    """When a process of this computer began (seconds since 1970), 0 where that is not told."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        ticks = int(read(f"/proc/{pid}/stat", 1 << 16).rpartition(b")")[2].split()[19])
        lines = read("/proc/stat", 1 << 20).split(b"\n")
        boot = next(int(one.split()[1]) for one in lines if one.startswith(b"btime"))
        return boot + ticks / os.sysconf("SC_CLK_TCK")
    return 0.0


def is_left_over(name: str) -> bool:
    """Whether a name is that of a half-written file whose process is gone (this one holds none between calls)."""
    if not name.startswith(TEMP):
        return False
    pid = name.removeprefix(TEMP).partition("-")[0]
    return not pid.isdigit() or int(pid) == os.getpid() or not alive(int(pid))


def clear_left_overs(folder: str) -> None:
    """Remove half-written files and folders of processes that are gone.

    Raises:
        OSError: the folder cannot be listed.
    """
    for name in os.listdir(folder):
        if is_left_over(name):
            path = f"{folder}/{name}"
            remove_tree(path) if os.path.isdir(path) and not os.path.islink(path) else remove(path)


def is_inside(root: str, path: str) -> bool:
    """Whether no folder on the way from `root` to `path` is a link to somewhere else."""
    folder = root
    for part in path.split("/")[:-1]:
        folder = f"{folder}/{part}"
        if os.path.islink(folder):
            return False
    return True


def not_saved(error: OSError, where: str) -> NotSaved:
    """The plain message for a file call that failed while saving."""
    if error.errno in NO_ROOM:
        return NotSaved("This could not be saved: the disk is full.", f"Free some space, then save again. ({where})")
    if error.errno in CLOSED:
        return NotSaved("This could not be saved: the folder cannot be written to.", f"Check {where}, then save again.")
    reason = error.strerror or str(error)
    return NotSaved(f"This could not be saved: {reason}.", f"What is already saved is safe. Try again. ({where})")
