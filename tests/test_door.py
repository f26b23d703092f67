"""The door: one change, one commit; outside edits welcome; broken files set aside; the past kept and reachable."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from portfolio.clock import SetClock, stamp
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import BadInput, GitMissing, NotFound, PortfolioError, ReadOnly, Refused
from portfolio.history import git as runner
from portfolio.model.goal import CheckIn, Goal
from portfolio.model.record import new_id
from portfolio.model.work import Answer, Reflection, Work
from tests.makers import NOON, a_goal, a_work, assert_clean, course_files, git, save_goal, save_text, save_work


def subjects(folder: str) -> list[str]:
    return git(folder, "log", "--format=%s").split("\n")


def test_one_change_is_one_commit_that_describes_itself(mine: Portfolio, folder: str) -> None:
    goal = save_goal(mine, "Ask [b]sharper[/b] questions")
    mine.settle()
    assert subjects(folder) == ["Set a goal: Ask [b]sharper[/b] questions", "Start the portfolio of Ada Sample"]
    trailers = git(folder, "log", "-1", "--format=%(trailers:key=Change,key=Record,valueonly)").split()
    assert trailers == ["goal.add", f"goals/{goal.id}"]
    assert_clean(folder)


def test_a_change_that_changes_nothing_makes_no_version(mine: Portfolio, folder: str) -> None:
    goal = save_goal(mine)
    with mine.change("goal.edit", "Change a goal") as change:
        change.put(goal.edit(why=""))
    assert not change.saved
    mine.settle()
    assert len(subjects(folder)) == 2


def test_an_exception_inside_a_change_saves_nothing(mine: Portfolio, folder: str) -> None:
    with pytest.raises(ZeroDivisionError), mine.change("goal.add", "Set a goal") as change:
        change.put(a_goal(mine))
        raise ZeroDivisionError
    assert mine.all(Goal) == []
    assert mine.waiting == 0


def test_the_owner_is_the_author_whatever_git_is_set_to(tmp_path: Path, clock: SetClock) -> None:
    """Three owners on one login, under a global config that says otherwise."""
    authors = set()
    for name in ("Ada Sample", "Ben <b@x> Sample", "Ömer Örnek"):
        folder = str(tmp_path / name)
        made = create(folder, name, clock, courses=course_files())
        save_goal(made)
        made.close()
        log = git(folder, "log", "--format=%an|%ae|%cn|%ce|%G?").split("\n")
        assert len(set(log)) == 1
        author, email, committer, committed, signed = log[0].split("|")
        assert (author, email) == (committer, committed)
        assert email.endswith("@portfolio.invalid")
        assert signed == "N"
        authors.add(author)
        assert_clean(folder)
    assert authors == {"Ada Sample", "Ben b@x Sample", "Ömer Örnek"}


def test_closed_to_other_users(mine: Portfolio, folder: str) -> None:
    save_work(mine)
    mine.settle()
    for path in [folder, *(os.path.join(place, name) for place, inner, _n in os.walk(folder) for name in inner)]:
        assert stat.S_IMODE(os.stat(path).st_mode) & 0o077 == 0, path
    os.chmod(folder, 0o755)
    Portfolio.open(folder).close()
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_an_outside_edit_becomes_a_version_of_its_own(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    path = f"{folder}/{work.text_path}"
    Path(path).write_text("# River\n\nOne.\n\nTwo, from another editor.\n\nThree.\n", encoding="utf-8")
    assert mine.refresh()
    mine.settle()
    assert subjects(folder)[0] == f"Take in a change made outside: {work.text_path}"
    assert "another editor" in mine.text(work)
    assert_clean(folder)


def test_an_outside_edit_and_ours_are_merged(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    base = mine.blob(work)
    mine.settle()
    Path(f"{folder}/{work.text_path}").write_text("# River\n\nOne, outside.\n\nTwo.\n\nThree.\n", encoding="utf-8")
    save_text(mine, work, "# River\n\nOne.\n\nTwo.\n\nThree, ours.\n", base)
    mine.settle()
    assert mine.text(work) == "# River\n\nOne, outside.\n\nTwo.\n\nThree, ours.\n"
    assert len(subjects(folder)) == 4
    assert_clean(folder)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("{", "not JSON"),
        ("<<<<<<< mine\n{}\n=======\n{}\n>>>>>>> theirs\n", "unfinished merge"),
        ('{"schema": 1, "id": 5}', "expected text"),
        ('{"schema": 99, "id": "x", "statement": "y"}', "newer"),
        ("[]", "expected one object"),
    ],
)
def test_a_broken_record_is_set_aside_and_the_rest_works(mine: Portfolio, folder: str, broken: str, told: str) -> None:
    first, second = save_goal(mine, "First"), save_goal(mine, "Second")
    mine.close()
    Path(f"{folder}/{first.path}").write_text(broken, encoding="utf-8")
    again = Portfolio.open(folder)
    try:
        assert [goal.statement for goal in again.all(Goal)] == ["Second"]
        assert told in again.problems[first.path].reason
        save_goal(again, "Third")
        with pytest.raises(Refused, match="left as it is"), again.change("goal.edit", "Change") as change:
            change.put(first.edit(why="over it"))
        again.settle()
        assert Path(f"{folder}/{first.path}").read_text(encoding="utf-8") == broken
        assert git(folder, "status", "--porcelain") == f"M {first.path}"
        assert [problem.path for problem in again.check()] == [first.path]
    finally:
        again.close()
    assert second.statement == "Second"


def test_many_removed_records_are_put_back(mine: Portfolio, folder: str) -> None:
    for n in range(8):
        save_goal(mine, f"Goal {n}")
    mine.close()
    shutil.rmtree(f"{folder}/records/goals")
    again = Portfolio.open(folder)
    assert len(again.all(Goal)) == 8
    assert "put back" in again.problems["records"].reason
    again.close()
    assert_clean(folder)


def test_one_removed_record_is_a_change_that_can_be_undone(mine: Portfolio, folder: str) -> None:
    goal = save_goal(mine)
    mine.settle()
    os.unlink(f"{folder}/{goal.path}")
    mine.refresh()
    mine.settle()
    assert mine.all(Goal) == []
    mine.undo()
    assert mine.all(Goal) == [goal]


def test_links_are_not_followed(mine: Portfolio, folder: str, tmp_path: Path) -> None:
    work = save_work(mine)
    mine.settle()
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    os.symlink(secret, f"{folder}/works/{work.folder}/link.md")
    mine.refresh()
    mine.settle()
    assert "secret" not in git(folder, "log", "-p")
    assert mine.problems


def test_undo_takes_back_one_field_and_keeps_what_came_later(mine: Portfolio) -> None:
    goal = save_goal(mine)
    with mine.change("goal.edit", "Change why") as change:
        change.put(goal.edit(why="first"))
    mine.settle()
    version = next(iter(mine.timeline())).id
    with mine.change("goal.edit", "Change obstacle") as change:
        change.put(goal.edit(why="first", obstacle="time"))
    mine.settle()
    mine.undo(version)
    found = mine.need(Goal, goal.id)
    assert (found.why, found.obstacle) == ("", "time")


def test_undo_keeps_a_field_that_changed_again_and_names_it(mine: Portfolio) -> None:
    goal = save_goal(mine)
    with mine.change("goal.edit", "Change why") as change:
        change.put(goal.edit(why="first"))
    mine.settle()
    version = next(iter(mine.timeline())).id
    with mine.change("goal.edit", "Change why again") as change:
        change.put(goal.edit(why="second"))
    done = mine.undo(version)
    assert mine.need(Goal, goal.id).why == "second"
    assert "why changed again" in done.kept[0]


def test_undo_of_a_record_that_others_refer_to_is_refused_and_names_them(mine: Portfolio) -> None:
    goal = save_goal(mine)
    mine.settle()
    version = next(iter(mine.timeline())).id
    now = mine.clock.now()
    check = CheckIn(id=new_id(now), created=stamp(now), goal=goal.id, confidence=3, note="It goes well")
    with mine.change("goal.checkin", "Check in") as change:
        change.put(check)
    with pytest.raises(Refused, match="It goes well"):
        mine.undo(version)
    assert mine.undo(version, also=True).saved
    assert mine.all(Goal) == [] and mine.all(CheckIn) == []


def test_the_start_cannot_be_undone(mine: Portfolio) -> None:
    with pytest.raises(Refused):
        mine.undo()


def test_restore_brings_back_one_work(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    version = next(iter(mine.timeline())).id
    save_text(mine, work, "All new.\n")
    save_goal(mine)
    mine.restore(version, work.folder)
    assert mine.text(work).startswith("# River")
    assert len(mine.all(Goal)) == 1
    with pytest.raises(NotFound):
        mine.restore(version, "nothing-like-it")


def test_any_version_reads_like_the_present(mine: Portfolio) -> None:
    work = save_work(mine)
    mine.settle()
    version = next(iter(mine.timeline())).id
    save_goal(mine)
    save_text(mine, work, "Later.\n")
    mine.settle()
    then = mine.at(version)
    assert then.text(then.need(Work, work.id)).startswith("# River")
    assert then.all(Goal) == []
    assert then.owner == mine.owner


def test_a_second_window_sees_and_merges(mine: Portfolio, folder: str) -> None:
    other = Portfolio.open(folder)
    try:
        save_goal(mine, "From here")
        mine.settle()
        save_goal(other, "From there")
        other.settle()
        mine.refresh()
        for window in (mine, other):
            assert [goal.statement for goal in window.all(Goal)] == ["From here", "From there"]
    finally:
        other.close()
    assert_clean(folder)


def test_a_second_window_is_noticed(mine: Portfolio, folder: str) -> None:
    assert not mine.enter_window()
    child = os.fork()
    if child == 0:
        other = Portfolio(folder, mine.clock, writable=True)
        os._exit(7 if other.enter_window() else 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    mine.leave_window()
    assert not os.path.exists(f"{folder}/.git/portfolio/window")


def test_what_git_commits_by_hand_is_part_of_the_history(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    Path(f"{folder}/{work.text_path}").write_text("By hand.\n", encoding="utf-8")
    git(folder, "-c", "commit.gpgSign=false", "commit", "-qam", "by hand")
    save_goal(mine)
    mine.settle()
    assert mine.text(work) == "By hand.\n"
    assert [version.note.change for version in mine.timeline(2)] == ["goal.add", "outside.commit"]
    assert_clean(folder)


def test_typed_text_is_there_after_a_kill(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    child = os.fork()
    if child == 0:
        mine.keep_text(work, "# River\n\nOne.\n\nTwo.\n\nThree.\n\nTyped.\n", mine.blob(work))
        os._exit(9)
    os.waitpid(child, 0)
    again = Portfolio.open(folder, SetClock(NOON))
    assert again.text(work).endswith("Typed.\n")
    assert again.news == [f"Recovered what you typed at 12:00 in “{work.title}”."]
    again.close()
    assert_clean(folder)


def test_a_private_reflection_leaves_no_byte(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    now = mine.clock.now()
    canary = "canary-7f3a91"
    private = Reflection(
        id=new_id(now), created=stamp(now), work=work.id, moment="after", answers=(Answer("How was it?", canary),)
    )
    mine.private.save(private)
    mine.private.save(private.edit(answers=(Answer("How was it?", canary + " again"),)))
    mine.keep_form("reflect", canary, private=True)
    mine.settle()
    assert canary not in git(folder, "log", "-p", "--all")
    assert _holds(folder, canary) == 2
    mine.let_go(form="reflect")
    mine.private.erase(private.id)
    assert mine.private.all() == []
    assert _holds(folder, canary) == 0
    assert_clean(folder)


def test_a_shared_reflection_is_in_the_history_and_no_longer_private(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    now = mine.clock.now()
    one = Reflection(id=new_id(now), created=stamp(now), work=work.id, moment="after", answers=(Answer("Q", "told"),))
    mine.private.save(one)
    mine.private.share(one, work.title)
    mine.settle()
    assert mine.private.all() == [] and mine.all(Reflection) == [one]
    assert os.listdir(f"{folder}/private/reflections") == []


def _holds(folder: str, text: str) -> int:
    found = 0
    for place, _inner, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as data:
                found += text.encode() in data.read()
    return found


def test_without_git_what_is_saved_is_kept_and_becomes_versions_later(
    mine: Portfolio, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine.repo.tidy(always=True)
    monkeypatch.setenv("PATH", "/nowhere")
    runner.program.cache_clear()
    try:
        save_goal(mine)
        with pytest.raises(GitMissing, match="What you save is safe"):
            mine.settle()
        assert mine.waiting == 1
    finally:
        monkeypatch.undo()
        runner.program.cache_clear()
    mine.settle()
    assert len(subjects(folder)) == 2


def test_a_read_only_view_refuses_to_change(mine: Portfolio, folder: str) -> None:
    mine.settle()
    reading = Portfolio.open(folder, writable=False)
    with pytest.raises(ReadOnly), reading.change("goal.add", "x") as change:
        change.put(a_goal(reading))
    reading.close()


def test_stale_locks_and_damage_do_not_stop_it(mine: Portfolio, folder: str) -> None:
    save_goal(mine)
    mine.close()
    Path(f"{folder}/.git/index.lock").write_bytes(b"")
    Path(f"{folder}/.git/refs/heads/main").write_bytes(b"")
    again = Portfolio.open(folder)
    save_goal(again, "After the damage")
    again.close()
    assert subjects(folder)[0] == "Set a goal: After the damage"
    assert_clean(folder)


def test_an_empty_object_is_made_again(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    blob = mine.blob(work)
    path = f"{folder}/.git/objects/{blob[:2]}/{blob[2:]}"
    os.chmod(path, 0o600)
    Path(path).write_bytes(b"")
    assert mine.check()
    mine.heal()
    assert mine.check() == []
    assert_clean(folder)


def test_nothing_is_made_where_something_is(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="already something"):
        create(str(tmp_path / "there"), "Ada", clock, courses={})
    assert (tmp_path / "there" / "file").read_text(encoding="utf-8") == "mine"
    with pytest.raises(NotFound):
        Portfolio.open(str(tmp_path / "there"))


def test_housekeeping_packs_and_loses_nothing(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    for n in range(30):
        save_text(mine, work, f"# River\n\nVersion {n}.\n")
    mine.settle()
    before = [version.id for version in mine.timeline()]
    assert mine.repo.tidy(always=True)
    assert [version.id for version in mine.timeline()] == before
    save_text(mine, work, "After.\n")
    mine.settle()
    assert mine.at(before[0]).text(work) == "# River\n\nVersion 29.\n"
    assert_clean(folder)


def test_too_large_is_said_before_anything_is_kept(mine: Portfolio) -> None:
    work = save_work(mine)
    with pytest.raises(BadInput, match="longer than 8 MB"):
        save_text(mine, work, "x" * (9 * 2**20))
    assert mine.text(work).startswith("# River")
    with pytest.raises(PortfolioError), mine.change("file.attach", "x") as change:
        change.write_file(f"{work.files_path}/big.bin", bytes(26 * 2**20))
    assert a_work(mine).title == work.title


def test_a_question_asked_before_a_change_is_answered_anew_after_it(mine: Portfolio) -> None:
    goal = save_goal(mine)
    assert mine.find(Goal, statement="Other words") == []
    with mine.change("goal.edit", "Change a goal") as change:
        change.put(goal.edit(statement="Other words"))
    assert [one.id for one in mine.find(Goal, statement="Other words")] == [goal.id]
