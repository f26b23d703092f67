"""Ways to lose work that nobody would try on purpose; each was a bug first."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from portfolio.clock import SetClock
from portfolio.door import Portfolio
from portfolio.model.goal import Goal
from tests.makers import assert_clean, git, save_goal, save_work


def test_a_merge_that_git_left_unfinished_is_set_aside(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    torn = "# River\n\n<<<<<<< HEAD\nMine.\n=======\nTheirs.\n>>>>>>> other\n"
    Path(folder, work.text_path).write_text(torn)
    mine.refresh()
    assert "two versions" in str(mine.problems[work.text_path])
    mine.settle()
    assert "<<<<<<<" not in git(folder, "show", f"HEAD:{work.text_path}")
    assert Path(folder, work.text_path).read_text() == torn


def test_a_record_broken_in_the_newest_version_stays_on_the_list(mine: Portfolio, folder: str, clock: SetClock) -> None:
    goal = save_goal(mine)
    mine.close()
    Path(folder, goal.path).write_text("{broken")
    git(
        folder, "-c", "user.name=T", "-c", "user.email=t@t.invalid", "-c", "commit.gpgSign=false", "commit", "-qam", "x"
    )
    again = Portfolio.open(folder, clock)
    again.all(Goal)
    assert goal.path in again.problems
    again.refresh()
    assert goal.path in again.problems
    again.refresh()
    assert goal.path in again.problems
    again.close()


def test_a_record_broken_and_put_back_is_off_the_list(mine: Portfolio, folder: str) -> None:
    goal = save_goal(mine)
    mine.settle()
    good = Path(folder, goal.path).read_bytes()
    Path(folder, goal.path).write_text("{broken")
    mine.refresh()
    assert goal.path in mine.problems
    Path(folder, goal.path).write_bytes(good)
    mine.refresh()
    assert not mine.problems and mine.get(Goal, goal.id) == goal


def test_thousands_of_nested_folders_do_not_stop_it(mine: Portfolio, folder: str) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _depth in range(1_500):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    save_goal(mine)
    mine.refresh()
    mine.settle()
    assert any("deep" in str(problem) for problem in mine.problems.values())
    subprocess.run(["rm", "-rf", f"{folder}/d"], check=True)  # Python's own removal is too deep for it, too
    assert_clean(folder)
