"""Small ways to make the things tests talk about, and to ask plain git about them."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from datetime import datetime, timedelta, timezone

import pytest

from portfolio.cli import run
from portfolio.clock import SetClock, stamp
from portfolio.door import HistoryView, Portfolio
from portfolio.hub.sync import written_about_in
from portfolio.model.goal import Goal
from portfolio.model.record import new_id
from portfolio.model.work import Work
from portfolio.services.sample import build

LONG = bool(os.environ.get("PORTFOLIO_LONG"))
"""Whether there is time for every size, every crash point and every way to a server."""
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=-5)))


def git(folder: str, *arguments: str) -> str:
    """Plain git, as a teacher would type it."""
    done = subprocess.run(
        ["git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-C", folder, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).strip()


def typed(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """A command of ours, run in this process: its exit code, what it printed, and what it said on the side."""
    capfd.readouterr()
    try:
        run(list(arguments))
        code = 0
    except SystemExit as done:
        code = int(done.code or 0)
    return (code, *capfd.readouterr())


def assert_clean(folder: str) -> None:
    """What plain git must say of a folder at rest."""
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "fsck", "--strict", "--no-dangling") == ""


def course_files() -> dict[str, bytes]:
    """The files of a course as they stand in a portfolio."""
    return {"courses/tiny/0123456789ab/course.md": b"---\nid: tiny\n---\n# Tiny\n"}


def a_goal(mine: Portfolio, statement: str = "Ask sharper questions") -> Goal:
    """A goal, not yet saved."""
    now = mine.clock.now()
    return Goal(id=new_id(now), created=stamp(now), statement=statement, standard="tiny@0123456789ab#T:Q")


def a_work(mine: Portfolio, title: str = "Who owns the river?") -> Work:
    """A work, not yet saved."""
    now = mine.clock.now()
    name = new_id(now)
    return Work(id=name, created=stamp(now), task="tiny@0123456789ab#river", title=title, folder=f"river-{name[-6:]}")


def save_goal(mine: Portfolio, statement: str = "Ask sharper questions") -> Goal:
    """A goal, saved."""
    goal = a_goal(mine, statement)
    with mine.change("goal.add", f"Set a goal: {statement}") as change:
        change.put(goal)
    return goal


def save_work(mine: Portfolio, text: str = "# River\n\nOne.\n\nTwo.\n\nThree.\n") -> Work:
    """A work with a text, saved."""
    work = a_work(mine)
    with mine.change("work.choose", f"Choose: {work.title}", work=work.id) as change:
        change.put(work)
        change.write_text(work, text)
    return work


def save_text(mine: Portfolio, work: Work, text: str, base: str | None = None) -> None:
    """Another text for a work, saved."""
    with mine.change("text.save", f"Save the text of {work.title}", work=work.id) as change:
        change.write_text(work, text, base)


def written_about(mine: Portfolio) -> list[HistoryView]:
    """What others wrote about this student: a history for each writer, as it was fetched last."""
    return [HistoryView.of(mirror, mirror.head()) for _group, mirror in written_about_in(mine) if mirror.head()]


_built: list[str] = []


def sample_in(folder: str) -> str:
    """The sample portfolio in a folder that is not there yet; built once a process, then copied."""
    if not _built:
        place = tempfile.mkdtemp(prefix="portfolio-sample-")
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        build(f"{place}/maya", SetClock(NOON))
        _built.append(f"{place}/maya")
    return shutil.copytree(_built[0], folder)
