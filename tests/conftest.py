"""What every test stands on: a home of its own, hostile git settings, temporary folders, a clock that is set."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from portfolio.clock import SetClock
from portfolio.door import Portfolio
from portfolio.door.create import create
from tests.makers import NOON, course_files, sample_in

_MEMORY = "/dev/shm"
_ROOM = 4 * 1024**3
"""Bytes that must be free in memory; a run holds less than one tenth of it at a time."""


def pytest_configure() -> None:
    """The tests make thousands of small repositories, each written down to the disk: in memory, where there is room."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = _MEMORY
        tempfile.tempdir = None


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The developer's own settings stay out; in their place stands a git setup that would spoil any careless call."""
    home = tmp_path_factory.mktemp("home")
    hooks = home / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "post-commit", "post-index-change", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {home}/HOOK-RAN\nexit 1\n")
        (hooks / name).chmod(0o755)
    (home / ".gitconfig").write_text(
        "[user]\n name = Somebody Else\n email = else@example.invalid\n"
        f"[core]\n hooksPath = {hooks}\n autocrlf = true\n fsmonitor = touch {home}/HOOK-RAN\n"
        "[commit]\n gpgSign = true\n[init]\n defaultBranch = trunk\n[index]\n version = 4\n"
    )
    patch = pytest.MonkeyPatch()
    patch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "PORTFOLIO_DIR", "EDITOR", "VISUAL"):
        patch.delenv(name, raising=False)
    os.umask(0o077)
    yield
    patch.undo()
    assert not (home / "HOOK-RAN").exists(), "a hook of the user's own git setup was run"


@pytest.fixture(scope="session", autouse=True)
def _patience() -> Iterator[None]:
    """A pause ends when the screen has dealt with what it set off, however slow the machine is."""
    pause = Pilot.pause

    async def patient(pilot: Pilot[object], delay: float | None = None) -> None:
        await pause(pilot, delay)
        for _turn in range(3):  # what a message sets off is another message
            await pilot._wait_for_screen()

    patch = pytest.MonkeyPatch()
    patch.setattr(Pilot, "pause", patient)
    yield
    patch.undo()


@pytest.fixture
def clock() -> SetClock:
    """Monday noon."""
    return SetClock(NOON)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Where the portfolio of a test stands."""
    return str(tmp_path / "mine")


@pytest.fixture
def mine(folder: str, clock: SetClock) -> Iterator[Portfolio]:
    """A new portfolio with one course, open."""
    made = create(folder, "Ada Sample", clock, courses=course_files())
    yield made
    made.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many crash points, failing calls and hostile texts were tried."""
    counts: dict[str, int] = {}
    for report in terminalreporter.stats.get("passed", []):
        for name, number in report.user_properties:
            counts[name] = counts.get(name, 0) + number
    for name, number in sorted(counts.items()):
        terminalreporter.write_line(f"{name}: {number:,}")


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sample_in(str(tmp_path_factory.mktemp("built") / "maya"))


@pytest.fixture
def sampled(tmp_path: Path) -> str:
    """A copy of the sample portfolio."""
    return sample_in(str(tmp_path / "maya"))
