"""This person's settings on this computer: which portfolios they have, and how the app looks."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field

import click

from portfolio.store import files

_LIMIT = 1 << 20


@dataclass
class Config:
    """Settings; a broken file counts as none."""

    portfolios: list[str] = field(default_factory=list)
    """Folders, the last one opened first."""
    classes: list[str] = field(default_factory=list)
    """A teacher's folders of classes, the last one used first."""
    sticks: list[str] = field(default_factory=list)
    """Where the student's own sticks were seen, the last one used first."""
    theme: str = "ink"
    symbols: str = "full"
    """full, or simple for old consoles."""
    exit_ticket: bool = False
    """Whether leaving asks one question."""


_instead = ""


def use(place: str) -> None:
    """Keep the settings of this process in another folder: those of a visit go with it."""
    global _instead  # noqa: PLW0603 - one visit per process
    _instead = place


def is_visit() -> bool:
    """Whether this process keeps nothing on this computer."""
    return bool(_instead)


def folder() -> str:
    """Where this person's settings on this computer stand, outside every portfolio."""
    if _instead:
        return _instead
    found = click.get_app_dir("portfolio")
    # an XDG_CONFIG_HOME that is empty or relative is to be passed over (XDG Base Directory specification)
    return found if os.path.isabs(found) else os.path.expanduser("~/.config/portfolio")


def _path() -> str:
    return os.path.join(folder(), "config.json")


def load() -> Config:
    """The settings as they are."""
    made = Config()
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(files.read(_path(), _LIMIT))
        if isinstance(found, dict):
            made.portfolios, made.classes = _texts(found.get("portfolios")), _texts(found.get("classes"))
            made.sticks = _texts(found.get("sticks"))
            made.theme = str(found.get("theme", made.theme))
            made.symbols = str(found.get("symbols", made.symbols))
            made.exit_ticket = found.get("exit_ticket") is True
    return made


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def save(config: Config) -> None:
    """Keep the settings; where that is not possible the program goes on without."""
    with contextlib.suppress(OSError):
        files.make_folders(os.path.dirname(_path()))
        files.write(_path(), json.dumps(asdict(config), indent=2).encode())


def remember(folder: str) -> None:
    """Put a portfolio first in the list."""
    config = load()
    if config.portfolios[:1] != [folder]:
        config.portfolios = [folder, *(one for one in config.portfolios if one != folder)][:20]
        save(config)


def remember_class(folder: str) -> None:
    """Put a teacher's class first in the list."""
    config = load()
    if config.classes[:1] != [folder]:
        config.classes = [folder, *(one for one in config.classes if one != folder)][:50]
        save(config)


def remember_stick(folder: str) -> None:
    """Put a student's stick first in the list."""
    config = load()
    if config.sticks[:1] != [folder]:
        config.sticks = [folder, *(one for one in config.sticks if one != folder)][:5]
        save(config)
