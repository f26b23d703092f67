"""git's index, kept up to date so that plain `git status` is clean, and used to see which files changed outside.

Format: version 2 of gitformat-index(5).
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable, Mapping

from portfolio.store import files

_HEAD = struct.Struct(">4sII")
_ENTRY = struct.Struct(">10I20sH")
_MASK = 0xFFFFFFFF
_LIMIT = 256 * 1024 * 1024
_WRITING = "writing"


class Index:
    """Path to blob of the newest version, and how the file on the disk looked when it was last the same."""

    def __init__(self, git_dir: str) -> None:
        self._git_dir = git_dir
        self._raw: dict[str, bytes] = {}
        self._written = 0
        self.blobs: dict[str, str] = {}
        """Path to blob, for every file of the version it stands for."""
        self.version = ""
        """The version (commit) it stands for, "" for none."""

    @property
    def _path(self) -> str:
        return f"{self._git_dir}/index"

    @property
    def _stamp(self) -> str:
        return f"{self._git_dir}/portfolio/index"

    def load(self) -> None:
        """Read what is there; anything unreadable or unknown counts as nothing."""
        self._raw, self.blobs, self.version = {}, {}, ""
        try:
            data = files.read(self._path, _LIMIT)
            if hashlib.sha1(data[:-20], usedforsecurity=False).digest() != data[-20:]:
                return
            self._written = os.stat(self._path).st_mtime_ns
            magic, form, count = _HEAD.unpack_from(data)
            if magic != b"DIRC" or form != 2:
                return
            at = _HEAD.size
            for _n in range(count):
                end = data.index(b"\0", at + _ENTRY.size)
                path = data[at + _ENTRY.size : end].decode("utf-8", "surrogateescape")
                self._raw[path] = data[at : at + _ENTRY.size]
                self.blobs[path] = data[at + 40 : at + 60].hex()
                at += ((end - at) | 7) + 1
            check, _space, version = files.read(self._stamp, 200).decode("ascii").strip().partition(" ")
            self.version = version if check == data[-20:].hex() else ""
        except (OSError, ValueError, struct.error):
            return

    def same_as(self, path: str, found: os.stat_result) -> bool:
        """Whether a file certainly has not changed since it was last compared."""
        raw = self._raw.get(path)
        if raw is None:
            return False
        values = struct.unpack_from(">10I", raw)
        mtime = found.st_mtime_ns
        return (
            values[2] == mtime // 10**9 & _MASK
            and values[3] == mtime % 10**9
            and values[5] == found.st_ino & _MASK
            and values[9] == found.st_size & _MASK
            and mtime < self._written
        )

    def left_half_done(self) -> bool:
        """Whether a process that is gone was writing the index, so that its lock may stand there."""
        try:
            words = files.read(self._stamp, 200).decode("ascii", "replace").split()
        except OSError:
            return False
        if len(words) != 3 or words[0] != _WRITING or words[1] != files.HOST or not words[2].isdigit():
            return False
        return int(words[2]) == os.getpid() or not files.alive(int(words[2]))

    def become(self, version: str, blobs: Mapping[str, str]) -> None:
        """Stand for another version; what is known of unchanged files is kept."""
        self._raw = {path: raw for path, raw in self._raw.items() if blobs.get(path) == self.blobs.get(path)}
        self.blobs = dict(blobs)
        self.version = version

    def set(self, path: str, blob: str | None, root: str) -> None:
        """One file is now `blob` (None: gone) in the version and, where its size says so, on the disk too."""
        if blob is None:
            self.blobs.pop(path, None)
            self._raw.pop(path, None)
            return
        self.blobs[path] = blob
        try:
            self._raw[path] = _pack(os.lstat(f"{root}/{path}"), blob)
        except OSError:
            self._raw.pop(path, None)

    def seen(self, paths: Iterable[str], root: str) -> None:
        """These files were compared and are the same as in the version."""
        for path in paths:
            self.set(path, self.blobs[path], root)

    def save(self, version: str) -> bool:
        """Write it through `index.lock`; False where somebody else holds that (then at the next save).

        It is not forced to the disk: whatever a power cut leaves of it is noticed and made again from the version.
        """
        ordered = sorted(self.blobs.items(), key=lambda item: item[0].encode("utf-8", "surrogateescape"))
        parts = [_HEAD.pack(b"DIRC", 2, len(ordered))]
        for path, blob in ordered:
            name = path.encode("utf-8", "surrogateescape")
            raw = self._raw.get(path) or _ENTRY.pack(0, 0, 0, 0, 0, 0, 0o100644, 0, 0, 0, bytes.fromhex(blob), 0)
            length = _ENTRY.size + len(name)
            parts += (raw[:60], min(len(name), 0xFFF).to_bytes(2, "big"), name, b"\0" * ((length | 7) + 1 - length))
        body = b"".join(parts)
        check = hashlib.sha1(body, usedforsecurity=False)
        lock = f"{self._path}.lock"
        files.jot(self._stamp, f"{_WRITING} {files.HOST} {os.getpid()}\n".encode())
        if not files.claim(lock, body + check.digest(), lasting=False):
            return False
        files.unclaim(lock, self._path, lasting=False)
        files.jot(self._stamp, f"{check.hexdigest()} {version}\n".encode())
        self.version = version
        self._written = os.stat(self._path).st_mtime_ns
        return True


def _pack(found: os.stat_result, blob: str) -> bytes:
    ctime, mtime = found.st_ctime_ns, found.st_mtime_ns
    return _ENTRY.pack(
        ctime // 10**9 & _MASK,
        ctime % 10**9,
        mtime // 10**9 & _MASK,
        mtime % 10**9,
        found.st_dev & _MASK,
        found.st_ino & _MASK,
        0o100644,
        found.st_uid & _MASK,
        found.st_gid & _MASK,
        found.st_size & _MASK,
        bytes.fromhex(blob),
        0,
    )
