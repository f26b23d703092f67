"""Where the bytes of a portfolio come from: the folder under what is just being saved, or a version of a history."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

from portfolio.history.objects import Objects
from portfolio.store import files

DEEPEST = 16
"""Folders inside each other beyond this are not looked into."""


class Source(Protocol):
    """Where bytes come from."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, None where there is none."""
        ...

    def names(self, folder: str) -> list[str]:
        """The paths of all files below a folder."""
        ...


class Folder:
    """The folder as it stands, under the saves that are not yet versions."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.over: dict[str, bytes | None] = {}
        """Path to the bytes of the newest save that touches it."""

    def read(self, path: str) -> bytes | None:
        """See `Source`."""
        if path in self.over:
            return self.over[path]
        if path.startswith("works/") and not files.is_inside(self.root, path):
            return None
        try:
            return files.read(f"{self.root}/{path}", files.LARGEST)
        except OSError:
            return None

    def names(self, folder: str) -> list[str]:
        """See `Source`."""
        found = set(_walk(self.root, folder)) if files.is_inside(self.root, f"{folder}/.") else set()
        for path, data in self.over.items():
            if path.startswith(f"{folder}/"):
                (found.add if data is not None else found.discard)(path)
        return sorted(found)


def _walk(root: str, folder: str) -> list[str]:
    found: list[str] = []
    try:
        with os.scandir(f"{root}/{folder}") as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    found += _walk(root, path) if path.count("/") < DEEPEST else []
                elif not entry.name.startswith("."):
                    found.append(path)
    except OSError:
        return found
    return found


class Past:
    """The files of one version."""

    def __init__(self, objects: Objects, blobs: Mapping[str, str]) -> None:
        self._objects = objects
        self._blobs = blobs

    def read(self, path: str) -> bytes | None:
        """See `Source`."""
        name = self._blobs.get(path)
        return self._objects.read(name, "blob") if name else None

    def names(self, folder: str) -> list[str]:
        """See `Source`."""
        start, end = (bisect_left(self._paths, f"{folder}{sign}") for sign in "/0")  # "0" comes right after "/"
        return self._paths[start:end]

    @cached_property
    def _paths(self) -> list[str]:
        return sorted(self._blobs)
