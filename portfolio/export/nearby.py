"""Files that somebody may want to bring in, where people keep such files: so that no path has to be typed."""

from __future__ import annotations

import os
from collections.abc import Iterable

from portfolio.hub.stick import plugged_in

_MOST = 8
_LOOKED = 5_000
"""So many names of a folder are looked at."""


def nearby(endings: tuple[str, ...], also: Iterable[str] = ()) -> list[str]:
    """Paths of files with one of these endings in the folders for downloads, at home and on sticks, the newest first.

    For a worker: a folder may be far away.

    Args:
        also: further folders.
    """
    home = os.path.expanduser("~")
    found: dict[str, float] = {}
    for folder in dict.fromkeys([*also, f"{home}/Downloads", f"{home}/Desktop", home, *plugged_in()]):
        try:
            with os.scandir(folder) as entries:
                for _n, entry in zip(range(_LOOKED), entries, strict=False):
                    if entry.name.lower().endswith(endings) and entry.is_file(follow_symlinks=False):
                        found[entry.path] = entry.stat(follow_symlinks=False).st_mtime
        except OSError:
            continue
    return sorted(found, key=lambda path: found[path], reverse=True)[:_MOST]
