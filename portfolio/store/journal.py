"""The journal is the save: one entry holds all a save changes, checked, before anything else is touched."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portfolio.store import files

_FOREIGN_REST = 600.0


@dataclass(frozen=True)
class Entry:
    """One save that is not yet a version."""

    name: str
    """Its file in the journal."""
    parent: str
    """The version that was the newest when it was kept, "" for none."""
    note: Mapping[str, Any]
    """What the version will say of itself; the journal does not read it."""
    contents: Mapping[str, bytes | None] = field(repr=False)
    """Path to its new bytes, or None where it is removed."""

    @property
    def id(self) -> str:
        """A short name that no other save has."""
        return hashlib.sha256(self.name.encode()).hexdigest()[:12]

    @property
    def joins(self) -> str:
        """The version of another computer it brings in, "" for none. Its contents say what that one changed."""
        return str(self.note.get("joins", ""))


class Journal:
    """The folder of saves on their way, and of text being typed."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def add(self, parent: str, note: Mapping[str, Any], contents: Mapping[str, bytes | None]) -> Entry:
        """Keep a save. When this returns it is on the disk.

        Raises:
            OSError: nothing was kept.
        """
        newest = self._names(".save")[-1:]
        order = max(time.time_ns(), int(newest[0][:20]) + 1 if newest and newest[0][:20].isdigit() else 0)
        name = f"{order:020d}-{files.HOST}-{os.getpid()}-{os.urandom(4).hex()}.save"
        self._write(name, {"parent": parent, "note": dict(note)}, contents)
        return Entry(name, parent, note, contents)

    def keep(self, name: str, note: Mapping[str, Any], contents: Mapping[str, bytes | None]) -> None:
        """Keep what is being typed under one name, in place of what stood there."""
        self._write(self.kept(name), {"parent": "", "note": dict(note)}, contents)

    def kept(self, name: str) -> str:
        """The file name under which this process keeps `name`."""
        return f"{name}-{files.HOST}-{os.getpid()}.typing"

    def _write(self, name: str, head: dict[str, Any], contents: Mapping[str, bytes | None]) -> None:
        files.make_folders(self.folder)
        sizes = {path: None if data is None else len(data) for path, data in contents.items()}
        payload = b"".join(data for data in contents.values() if data is not None)
        header = json.dumps({**head, "files": list(sizes.items())}, ensure_ascii=True).encode() + b"\n"
        check = hashlib.sha256(header + payload).hexdigest().encode() + b"\n"
        files.write(f"{self.folder}/{name}", check + header + payload)

    def entries(self) -> list[Entry]:
        """All saves that are not yet versions, oldest first. Broken ones are left for `set_aside`."""
        return [entry for name in self._names(".save") if (entry := self.load(name)) is not None]

    def kept_now(self) -> list[Entry]:
        """What this process keeps of what is being typed."""
        mine = f"-{files.HOST}-{os.getpid()}.typing"
        found = [self.load(name) for name in self._names(".typing") if name.endswith(mine)]
        return [entry for entry in found if entry is not None]

    def left_behind(self) -> list[Entry]:
        """What a process that is no longer running was typing."""
        found = [self.load(name) for name in self._names(".typing") if not _running(name, self.folder)]
        return [entry for entry in found if entry is not None]

    def orphans(self) -> list[Entry]:
        """Saves whose process is no longer running, oldest first."""
        found = [self.load(name) for name in self._names(".save") if not _running(name, self.folder)]
        return [entry for entry in found if entry is not None]

    def paths(self) -> set[str]:
        """Every path that some save on its way is about to write."""
        return {path for entry in self.entries() for path in entry.contents}

    def broken(self) -> list[str]:
        """Entries whose bytes are not what was written."""
        return [name for end in (".save", ".typing") for name in self._names(end) if self.load(name) is None]

    def _names(self, end: str) -> list[str]:
        with contextlib.suppress(OSError):
            return sorted(name for name in os.listdir(self.folder) if name.endswith(end))
        return []

    def load(self, name: str) -> Entry | None:
        """The entry of that name, or None where it is gone or broken."""
        try:
            data = files.read(f"{self.folder}/{name}", files.LARGEST)
            check, body = data.split(b"\n", 1)
            if hashlib.sha256(body).hexdigest().encode() != check:
                return None
            header, payload = body.split(b"\n", 1)
            head = json.loads(header)
            contents: dict[str, bytes | None] = {}
            at = 0
            for path, size in head["files"]:
                contents[path] = None if size is None else payload[at : at + size]
                at += size or 0
            return Entry(name, head["parent"], head["note"], contents)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def done(self, name: str) -> None:
        """Let go of an entry that has become a version (or text that was saved)."""
        files.remove(f"{self.folder}/{name}")

    @property
    def _aside(self) -> str:
        return f"{os.path.dirname(self.folder)}/lost"

    def set_aside(self, name: str) -> None:
        """Move a broken entry out of the way; it goes only when its owner removes something from history."""
        files.make_folders(self._aside)
        files.rename(f"{self.folder}/{name}", f"{self._aside}/{name}")

    def aside(self) -> list[str]:
        """The broken entries that were set aside."""
        return sorted(os.listdir(self._aside)) if os.path.isdir(self._aside) else []

    def clear_aside(self) -> None:
        """Remove them, for good."""
        for name in self.aside():
            files.remove(f"{self._aside}/{name}")


def _running(name: str, folder: str) -> bool:
    """Whether the process that wrote an entry may still be at work on it."""
    parts = name.rsplit(".", 1)[0].split("-")
    host, pid = (parts[1], parts[2]) if name.endswith(".save") else (parts[-2], parts[-1])
    if host != files.HOST:
        with contextlib.suppress(OSError):
            return time.time() - os.stat(f"{folder}/{name}").st_mtime < _FOREIGN_REST
        return False
    if int(pid) == os.getpid() or not files.alive(int(pid)):
        return False
    with contextlib.suppress(OSError):  # a number that was given to another process since
        return files.started(int(pid)) <= os.stat(f"{folder}/{name}").st_mtime + 2
    return False
