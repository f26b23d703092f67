"""Removing from history: the words are in no object any more, all else is as it was. Forgetting a student."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio.clock import SetClock
from portfolio.door import Portfolio, removing
from portfolio.door.create import create
from portfolio.door.target import find
from portfolio.errors import NotFound, PortfolioError, Refused
from portfolio.history.mirror import Mirror
from portfolio.hub import bundles, stick
from portfolio.model.goal import CheckIn, Closing, Goal
from portfolio.model.record import Passage, new_id
from portfolio.model.removal import Removal
from portfolio.model.work import Draft, Work
from portfolio.services import reflecting, works
from portfolio.services.desk import Desk
from portfolio.services.removing import consequences
from tests import crash
from tests.makers import LONG, NOON, a_goal, assert_clean, course_files, git, save_goal, save_text, save_work
from tests.test_class import As, hub, join, person  # noqa: F401 - fixtures
from tests.test_cli import CHOICE, Cli, Failed, cli  # noqa: F401 - fixture

SECRET = "marmalade"


def every_object(folder: str) -> bytes:
    """All bytes of all objects in a repository, reachable or not, packed or loose."""
    names = git(folder, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
    asked = "".join(f"{name}\n" for name in names)
    git_dir = ("git", "-C", folder, "cat-file", "--batch")
    return subprocess.run(git_dir, input=asked.encode(), capture_output=True, check=True).stdout


def raw(folder: str) -> bytes:
    """Every byte of every file in a folder that is not packed, file names too."""
    found = b""
    for above, _inner, names in os.walk(folder):
        for name in names:
            found += name.encode() + b"\n" + Path(above, name).read_bytes()
    return found


def fill(mine: Portfolio) -> tuple[Work, Work]:
    """Two works; one says what must go, in its title, its text, a draft, a file, a goal that quotes it."""
    desk = Desk(mine, mine.clock)
    kept = save_work(mine, "# Kept\n\nThese words stay for ever.\n")
    goes = save_work(mine, "# River\n\nOne.\n")
    goes = works.rename(desk, goes, f"The {SECRET} work")
    works.save_draft(desk, goes, f"{SECRET} draft", text=f"# River\n\nThe {SECRET} is in the long text here.\n")
    Path(f"{mine.root}-{SECRET}.png").write_bytes(SECRET.encode() * 100)
    works.attach(desk, goes, f"{mine.root}-{SECRET}.png", SECRET)
    reflecting.reflect(desk, goes, "during", {"What?": f"About {SECRET}"}, private=False)
    goal = save_goal(mine)
    quote = Passage(goes.id, mine.blob(goes), 13, 22, SECRET)
    with mine.change("goal.close", "Close a goal") as change:
        change.put(goal.edit(status="closed", closing=Closing("2026-11-23", (quote,), "It helped", "More")))
    works.save_draft(desk, kept, "Another", text="# Kept\n\nThese words stay for ever, and more.\n")
    mine.settle()
    return kept, goes


def told(mine: Portfolio) -> list[tuple[object, ...]]:
    return [(v.at, v.author, v.note.change, v.note.records, v.note.work, v.note.words) for v in mine.timeline()]


def test_a_work_is_in_no_version_and_in_no_object(mine: Portfolio) -> None:
    kept, goes = fill(mine)
    assert SECRET.encode() in every_object(mine.root)
    before, versions, texts = (
        told(mine),
        mine.count(),
        [mine.text_of(one.blob) for one in mine.find(Draft, work=kept.id)],
    )
    others = {path: blob for path, blob in mine.repo.files_of(mine.repo.head()).items() if kept.folder in path}
    done = removing.remove(mine, find(mine, goes.id))
    for held in (every_object(mine.root), raw(mine.root)):
        assert SECRET.encode() not in held
    assert mine.count() == versions + 1
    assert told(mine)[1:] == before
    now = mine.repo.files_of(mine.repo.head())
    assert {path: now.get(path) for path in others} == others
    assert [mine.text_of(one.blob) for one in mine.find(Draft, work=kept.id)] == texts
    assert mine.all(Work) == [mine.get(Work, kept.id)] and not mine.problems
    closing = mine.all(Goal)[0].closing
    assert closing and closing.evidence[0].quote == "" and closing.reflection == "It helped"
    (receipt,) = mine.all(Removal)
    assert receipt == done.receipt and receipt.what == (f"works/{goes.id}",) and not done.still
    assert receipt.new_head == mine.find_version(mine.version).parents[0]
    assert receipt.versions >= 6 and receipt.old_head != receipt.new_head
    assert not mine.repo.objects.holds(receipt.old_head)
    assert_clean(mine.root)
    save_text(mine, kept, "# Kept\n\nAnd it goes on.\n")
    mine.settle()
    assert_clean(mine.root)


def test_a_torn_save_that_was_set_aside_goes_too_and_that_is_said(mine: Portfolio) -> None:
    _kept, goes = fill(mine)
    journal, folder = mine.journal.folder, mine.root
    mine.close()
    Path(journal, "20261123-120000000-torn-1-1.save").write_bytes(b"torn " + SECRET.encode())
    again = Portfolio.open(folder, SetClock(NOON))
    (torn,) = Path(journal).parent.joinpath("lost").iterdir()
    assert torn.is_file()
    target = find(again, goes.id)
    means = " ".join(consequences(Desk(again, SetClock(NOON)), target).goes)
    assert "1 damaged save that was set aside may hold its words and goes, too" in means
    removing.remove(again, target)
    assert not torn.exists() and SECRET.encode() not in raw(folder)
    again.close()


def test_a_file_alone_goes_with_its_record(mine: Portfolio) -> None:
    _kept, goes = fill(mine)
    path = f"works/{goes.folder}/files/mine-{SECRET}.png"
    assert mine.bytes(path)
    removing.remove(mine, find(mine, path))
    assert (SECRET * 3).encode() not in every_object(mine.root) and f"{SECRET}.png".encode() not in raw(mine.root)
    assert SECRET in mine.text(goes) and len(mine.all(Work)) == 2
    assert mine.all(Removal)[0].what[0].startswith("file/") and SECRET not in json.dumps(mine.all(Removal)[0].to_json())
    assert_clean(mine.root)


def test_a_goal_goes_with_its_check_ins(mine: Portfolio) -> None:
    fill(mine)
    goal = a_goal(mine, "Be the vermilion one")
    with mine.change("goal.add", f"Set a goal: {goal.statement}") as change:
        change.put(goal)
    with mine.change("goal.checkin", "Check in on the vermilion one") as change:
        change.put(CheckIn(id=new_id(NOON), created=goal.created, goal=goal.id, confidence=3, note="vermilion"))
    mine.undo()
    removing.remove(mine, find(mine, goal.short))
    assert b"vermilion" not in every_object(mine.root) + raw(mine.root)
    assert len(mine.all(Goal)) == 1
    assert_clean(mine.root)


def test_what_is_left_elsewhere_is_said(mine: Portfolio) -> None:
    kept, goes = fill(mine)
    save_text(mine, kept, f"# Kept\n\nThe {SECRET} is in the long text here.\n")
    done = removing.remove(mine, find(mine, goes.id))
    assert done.still == (kept.text_path,)


def test_what_every_version_needs_stays_and_so_does_a_window(mine: Portfolio) -> None:
    kept, _goes = fill(mine)
    head = mine.repo.head()
    for path in ("portfolio.json", "README.md", "courses/tiny"):
        with pytest.raises(Refused, match="needed by every version"):
            find(mine, path)
    with pytest.raises(NotFound, match="No version has anything called"):
        find(mine, "works/nothing")
    git(mine.root, "branch", "mine")
    with pytest.raises(Refused, match="refs/heads/mine"):
        removing.remove(mine, find(mine, kept.id))
    git(mine.root, "branch", "-D", "mine")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        Path(mine.root, ".git/portfolio/window").write_text(f"{removing.files.HOST} {other.pid}\n")
        with pytest.raises(Refused, match="another window"):
            removing.remove(mine, find(mine, kept.id))
    assert mine.repo.head() == head


def test_logs_of_git_hold_nothing_back(mine: Portfolio) -> None:
    _kept, goes = fill(mine)
    Path(mine.root, works_text := goes.text_path).write_text(f"# River\n\n{SECRET} by hand, once more.\n")
    git(
        mine.root,
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b",
        "-c",
        "commit.gpgSign=false",
        "commit",
        "-q",
        "-am",
        f"By hand: {SECRET}",
    )
    assert works_text and os.path.exists(f"{mine.root}/.git/logs/HEAD")
    mine.refresh()
    assert mine.repo.tidy(always=True) and os.path.exists(f"{mine.root}/.git/objects/info/commit-graph")
    removing.remove(mine, find(mine, goes.id))
    assert mine.check() == [] and mine.repo.tidy(always=True)
    assert SECRET.encode() not in every_object(mine.root) + raw(mine.root)
    assert_clean(mine.root)


def test_it_does_not_come_back_from_a_stick_or_another_computer(
    mine: Portfolio, tmp_path: Path, clock: SetClock
) -> None:
    _kept, goes = fill(mine)
    (tmp_path / "stick").mkdir()
    usb = str(tmp_path / "stick")
    stick.carry(mine, usb)
    other = Portfolio.open(shutil.copytree(mine.root, f"{tmp_path}/other"), clock)
    save_goal(other, "Made at home")
    removing.remove(mine, find(mine, goes.id))
    assert SECRET.encode() not in every_object(mine.root)
    stick.carry(mine, usb)
    assert SECRET.encode() not in every_object(mine.root)
    assert stick.take(usb, str(tmp_path / "third"), clock).version == mine.version
    assert SECRET.encode() not in every_object(str(tmp_path / "third"))
    with pytest.raises(Refused, match=f"remove-from-history works/{goes.id}"):
        stick.carry(other, usb)
    removing.remove(other, find(other, f"works/{goes.id}"))
    assert stick.carry(other, usb) and stick.carry(mine, usb)
    assert other.version == mine.version and "Made at home" in [one.statement for one in mine.all(Goal)]
    assert len(mine.all(Removal)) == 2
    for one in (mine, other):
        assert SECRET.encode() not in every_object(one.root)
        assert_clean(one.root)
    other.close()


def test_in_plain_lines(cli: Cli, mine: Portfolio) -> None:  # noqa: F811
    _kept, goes = fill(mine)
    mine.close()
    with pytest.raises(Failed, match=f"The name was not typed.*The {SECRET} work"):
        cli("-C", mine.root, "remove-from-history", goes.id)
    with pytest.raises(Failed, match="The name was not typed"):
        cli("-C", mine.root, "remove-from-history", goes.id, "--name", "something")
    said = cli("-C", mine.root, "remove-from-history", f"the-{SECRET}-work", "--name", f"The {SECRET} work")
    assert "another history" in said and "versions were made anew" in said
    assert "Removed from history" in cli("-C", mine.root, "history") or "history.remove" in git(mine.root, "log", "-1")
    assert SECRET.encode() not in every_object(mine.root)


# The end at any moment


def _begin(place: Path) -> str:
    made = create(f"{place}/base", "Ada Sample", SetClock(NOON), courses=course_files())
    save_work(made, "# Kept\n\nThese words stay.\n")
    work = save_work(made, f"# River\n\nThe {SECRET} text.\n")
    save_text(made, work, f"# River\n\nMore {SECRET}.\n")
    made.close()
    return made.root


def removal(root: str, ack: Callable[[str], None]) -> None:
    mine = Portfolio.open(root, SetClock(NOON))
    removing.remove(mine, find(mine, mine.all(Work)[-1].id))
    ack("gone")
    mine.close()


def _look(root: str, said: list[str], where: str) -> None:
    mine = Portfolio.open(root, SetClock(NOON))
    assert mine.writable, (where, mine.news)
    assert len(mine.all(Work)) in (1, 2) and "These words stay." in mine.text(mine.all(Work)[0]), where
    if len(mine.all(Work)) == 2:
        assert "gone" not in said and not mine.all(Removal), where
        removing.remove(mine, find(mine, mine.all(Work)[-1].id))
    assert len(mine.all(Removal)) == 1, where
    mine.close()
    assert SECRET.encode() not in every_object(root) + raw(root), where
    assert_clean(root)
    assert not os.path.exists(f"{root}/.git/portfolio/removing.json"), where


@pytest.mark.parametrize("mode", ["kill", "both lost", "fails"])
def test_stopped_at_any_call_it_is_finished_or_not_begun(
    mode: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    base, root = _begin(tmp_path), f"{tmp_path}/copy"
    shutil.copytree(base, root)
    calls = crash.count(removal, root)
    points = range(1, calls + 1, 1 if LONG else max(1, calls // 6))
    for at in [*points, *range(calls - 14, calls + 1, 4)]:
        shutil.rmtree(root)
        shutil.copytree(base, root)
        where = f"{mode} at call {at} of {calls}"
        if mode == "fails":
            said, error = crash.failing(removal, root, at, crash.ERRORS[at % 4], lasting=False)
            assert error is None or isinstance(error, PortfolioError), (where, error)
        else:
            said = crash.stopped(removal, root, at, mode)  # type: ignore[arg-type]
        _look(root, said, where)
    record_property("points", len(points) + 4)


# The teacher's side


def test_a_class_sees_another_history_until_it_forgets_the_old_one(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("ada", "-C", "mine", *CHOICE, "--title", f"The {SECRET} work")
    person("rivera", "class", "fetch")
    person("ada", "-C", "mine", "remove-from-history", f"the-{SECRET}-work", "--name", f"The {SECRET} work")
    assert "all of it has arrived" in person("ada", "-C", "mine", "sync")
    assert SECRET.encode() not in every_object(str(tmp_path / "ada/mine"))
    listed = json.loads(person("rivera", "class", "list", "--json"))["items"]
    seat = next(row["seat"] for row in listed if row["student"].startswith("Ada"))
    place = tmp_path / "hub/histories" / seat / "student"
    mirror = Mirror.make(str(tmp_path / "proof.git"))
    assert bundles.fetch(str(place), mirror) and SECRET.encode() not in every_object(mirror.git_dir)
    mirror.close()
    assert "another history" in _fetch_fails(person)
    assert SECRET.encode() in every_object(f"{tmp_path}/rivera/class/mirrors/{seat}/student.git")
    person("rivera", "class", "forget", "ada", "--yes")
    person("rivera", "class", "fetch", "ada")
    assert SECRET.encode() not in every_object(f"{tmp_path}/rivera/class/mirrors/{seat}/student.git")
    assert "all of it has arrived" in person("ada", "-C", "mine", "sync")


def _fetch_fails(person: As) -> str:  # noqa: F811
    try:
        return person("rivera", "class", "fetch")
    except Failed as error:
        return error.out


def test_a_teacher_forgets_a_student(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    for who in ("ada", "ben"):
        join(person, who, hub)
    person("rivera", "class", "fetch")
    listed = json.loads(person("rivera", "class", "list", "--json"))["items"]
    seats = {row["student"].split()[0].lower(): row["seat"] for row in listed}
    room = tmp_path / "rivera/class"
    (room / "notes").mkdir(exist_ok=True)
    (room / f"notes/{seats['ada']}.md").write_text(SECRET)
    assert (room / f"mirrors/{seats['ada']}").exists()
    with pytest.raises(Failed, match="--yes"):
        person("rivera", "class", "forget", "ada")
    said = person("rivera", "class", "forget", "ada", "--yes")
    assert "What stays" in said and "hub" in said
    assert not (room / f"mirrors/{seats['ada']}").exists() and not (room / f"notes/{seats['ada']}.md").exists()
    assert (room / f"mirrors/{seats['ben']}").exists() and SECRET.encode() not in raw(str(room))
    (receipt,) = (json.loads(one.read_bytes()) for one in (room / "forgotten").iterdir())
    assert receipt["seat"] == seats["ada"] and f"notes/{seats['ada']}.md" in receipt["removed"]
    assert "Ada" not in json.dumps(receipt)
    assert "Ada King" in person("rivera", "class", "list")
    assert "fetched" in person("rivera", "class", "fetch", "ada") or (room / f"mirrors/{seats['ada']}").exists()
