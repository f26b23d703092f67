"""Line mode: one whole cycle by commands alone, read afterwards with plain git; refusals; hostile text."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gettysburg import DRAFTS
from tests.hostile import NASTY, controls
from tests.makers import assert_clean, git, typed

Cli = Callable[..., str]


class Failed(Exception):
    """A command that did not end with 0."""

    def __init__(self, code: int, out: str, err: str) -> None:
        super().__init__(err or out)
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """Runs a command and gives what it printed."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> str:
        code, out, err = typed(capfd, *arguments)
        if code:
            raise Failed(code, out, err)
        return out

    return call


@pytest.fixture
def mine(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A portfolio made by command, found through PORTFOLIO_DIR."""
    folder = str(tmp_path / "mine")
    cli("new", folder, "--name", "Ada Sample", "--course", "humanities-10", "--course", "mathematics-9")
    monkeypatch.setenv("PORTFOLIO_DIR", folder)
    return folder


GOAL = (
    "goal", "add", "--statement", "Ask sharper questions", "--standard", "HUM:Q", "--evidence", "My report's question",
    "--why", "It decides the work", "--obstacle", "The first idea", "--if-then", "If stuck, then I ask twice",
    "--check-in", "2099-12-12",
)  # fmt: skip
CHOICE = (
    "choose", "social-action", "--content", "a-river-pond-or-shore", "--product", "podcast-episode",
    "--reason", "I cross it twice a day", "--title", "Four score",
)  # fmt: skip


def test_a_whole_cycle_read_with_plain_git(cli: Cli, mine: str, tmp_path: Path) -> None:
    cli(*GOAL)
    cli(*CHOICE)
    cli("plan", "four-score", "--step", "Write it 2099-12-01", "--step", "Read it aloud")
    cli("plan", "four-score", "--done", "1")
    for n, text in enumerate(DRAFTS, 1):
        (tmp_path / f"{n}.md").write_text(text, encoding="utf-8")
        cli("draft", "save", "four-score", "--from", str(tmp_path / f"{n}.md"), "--name", f"Manuscript {n}")
    (tmp_path / "map.txt").write_text("the field", encoding="utf-8")
    cli("attach", "four-score", str(tmp_path / "map.txt"), "--caption", "Where it was said")
    cli("reflect", "four-score", "--answer", "1=I cut what I loved")
    cli("assess", "four-score", "--rate", "Questioning=3", "--rate", "Evidence=2", "--rate", "Reasoning=3",
        "--rate", "Communication=4", "--evidence", "Questioning=shall not perish from the earth",
        "--next", "Evidence=Hear another voice")  # fmt: skip
    cli("share", "four-score")
    cli("goal", "check-in", "ask", "--confidence", "4", "--note", "It got shorter")
    cli("goal", "close", "ask", "--evidence", "four-score", "--quote", "shall not perish from the earth",
        "--reflection", "Short is hard", "--next-step", "Ask a question nobody likes")  # fmt: skip
    changes = git(mine, "log", "--reverse", "--format=%(trailers:key=Change,valueonly)").split()
    drafts = ["draft.save"] * len(DRAFTS)
    assert changes == [
        "portfolio.new", "goal.add", "work.choose", "work.plan", "work.plan", *drafts, "file.attach", "reflect.add",
        "assess.save", "work.share", "goal.checkin", "goal.close",
    ]  # fmt: skip
    names = git(mine, "ls-files").split("\n")
    text = next(name for name in names if name.endswith("text.md"))
    assert Path(mine, text).read_text(encoding="utf-8") == DRAFTS[-1]
    revisions = git(mine, "log", "--reverse", "--format=%H", "--grep=^Change: draft.save").split()
    assert [git(mine, "show", f"{revision}:{text}") for revision in revisions] == [d.strip() for d in DRAFTS]
    assert set(git(mine, "log", "--format=%an").split("\n")) == {"Ada Sample"}
    assert_clean(mine)


def test_lists_and_shows_as_json(cli: Cli, mine: str) -> None:
    cli(*GOAL)
    cli(*CHOICE)
    goal = json.loads(cli("goal", "list", "--json"))["items"][0]
    assert (goal["statement"], goal["standard"], goal["status"]) == ("Ask sharper questions", "HUM:Q", "active")
    work = json.loads(cli("work", "list", "--json"))["items"][0]
    assert (work["title"], work["stage"]) == ("Four score", "plan")
    for command in (
        ("goal", "show", "ask"), ("work", "show", "four"), ("task", "show", "two-sides"), ("task", "list"),
        ("standard", "list"), ("course", "list"), ("today",), ("history",), ("draft", "list", "four"),
    ):  # fmt: skip
        assert isinstance(json.loads(cli(*command, "--json")), dict), command
    newest = json.loads(cli("history", "--limit", "1", "--json"))["items"][0]
    assert newest["change"] == "work.choose"
    assert json.loads(cli("show", newest["version"], "--json"))["files"]


def test_undo_restore_and_compare(cli: Cli, mine: str, tmp_path: Path) -> None:
    cli(*CHOICE)
    for n in (1, 2):
        (tmp_path / f"{n}.md").write_text(DRAFTS[n - 1], encoding="utf-8")
        cli("draft", "save", "four", "--from", str(tmp_path / f"{n}.md"))
    assert "{+" in cli("draft", "compare", "four", "1", "2")
    assert cli("draft", "show", "four", "1").strip() == DRAFTS[0].strip()
    cli("draft", "restore", "four", "1")
    assert "nothing changed" in cli("draft", "restore", "four", "1")
    first = json.loads(cli("history", "--kind", "draft", "--json"))["items"]
    assert len(first) == 2
    cli("undo")
    assert "Undone" in cli("history", "--limit", "1")
    cli("restore", first[-1]["version"][:7])
    assert DRAFTS[0] in next(Path(mine, "works").glob("*/text.md")).read_text(encoding="utf-8")
    assert_clean(mine)


def test_a_private_reflection_by_command(cli: Cli, mine: str) -> None:
    cli(*CHOICE)
    cli("reflect", "four", "--private", "--answer", "1=canary-55")
    assert "canary-55" not in git(mine, "log", "-p")
    one = json.loads(cli("work", "show", "four", "--json"))["reflections"][0]
    with pytest.raises(Failed, match="--yes"):
        cli("erase", one["id"][-8:])
    cli("erase", one["id"][-8:], "--yes")
    assert json.loads(cli("work", "show", "four", "--json"))["reflections"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("goal", "add", "--statement", "x"), 1, "If-then step: please fill this in. (--if-then)"),
        (("goal", "add", *GOAL[2:-1], "soon"), 1, "“soon” is not a date"),
        (("goal", "show", "nothing"), 1, "There is no goal called “nothing”"),
        (("choose", "social-action", "--content", "x", "--process", "y", "--reason", "z"), 1, "Process is fixed"),
        (("choose", "nothing"), 1, "There is no task"),
        (("show", "HEAD~1"), 1, "is not the name of a version"),
        (("show", "--output=/tmp/x"), 2, "No such option"),
        (("show", "0000000"), 1, "No version is called"),
        (("undo",), 1, "first one"),
        (("nonsense",), 2, "no command “nonsense”"),
        (("course", "check", "/nowhere"), 1, "no course folder"),
        (("history", "--kind", "nonsense"), 2, "is not one of"),
    ],
)
def test_refusals_say_what_and_what_to_do(
    cli: Cli, mine: str, arguments: tuple[str, ...], code: int, told: str
) -> None:
    before = git(mine, "rev-parse", "HEAD")
    with pytest.raises(Failed) as failed:
        cli(*arguments)
    assert failed.value.code == code
    assert told in failed.value.err
    assert "Traceback" not in failed.value.err
    assert git(mine, "rev-parse", "HEAD") == before
    assert_clean(mine)


def test_without_a_portfolio_it_says_how_to_make_one(cli: Cli, tmp_path: Path) -> None:
    with pytest.raises(Failed) as failed:
        cli("-C", str(tmp_path), "today")
    assert failed.value.code == 1 and "portfolio new" in failed.value.err


def test_check_lists_what_is_broken(cli: Cli, mine: str) -> None:
    cli(*GOAL)
    assert "All is well" in cli("check")
    path = next(Path(mine, "records", "goals").rglob("*.json"))
    path.write_text("{\n", encoding="utf-8")
    with pytest.raises(Failed) as failed:
        cli("check")
    assert failed.value.code == 1
    assert path.name in failed.value.out and "line 2" in failed.value.out
    assert "No goals yet" in cli("goal", "list")


def test_a_rubric_that_vanished_leaves_the_rest_working(cli: Cli, mine: str) -> None:
    cli(*CHOICE)
    for path in Path(mine, "courses").rglob("inquiry.md"):
        os.unlink(path)
    assert "Four score" in cli("work", "list")
    assert "Inquiry" in cli("assess", "four")


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_hostile_text_goes_through_every_command(cli: Cli, mine: str, nasty: str, tmp_path: Path) -> None:
    safe = nasty.replace("\x00", "\ufffd")  # the system lets no NUL through in an argument
    cli("goal", "add", f"--statement={safe}", *GOAL[4:5], "HUM:Q", f"--evidence={safe}", f"--why={safe}",
        f"--obstacle={safe}", f"--if-then={safe}", "--check-in", "2099-12-12")  # fmt: skip
    picks = ("--product", "podcast-episode", f"--content=own:{safe}")
    cli("choose", "social-action", *picks, f"--reason={safe}", f"--title={safe}")
    work = json.loads(cli("work", "list", "--json"))["items"][0]["short"]
    goal = json.loads(cli("goal", "list", "--json"))["items"][0]["short"]
    (tmp_path / "text.md").write_bytes(nasty.encode("utf-8", "surrogatepass"))
    cli("draft", "save", work, "--from", str(tmp_path / "text.md"), f"--name={safe}", f"--note={safe}")
    cli("reflect", work, f"--answer=1={safe}")
    cli("assess", work, "--rate", "Evidence=2", f"--comment=Evidence={safe}")
    cli("goal", "check-in", goal, "--confidence", "3", f"--note={safe}")
    printed = [
        cli("today"), cli("goal", "list"), cli("goal", "show", goal), cli("work", "list"), cli("work", "show", work),
        cli("draft", "list", work), cli("draft", "show", work, "1"), cli("draft", "compare", work, "1"), cli("history"),
        cli("show", json.loads(cli("history", "--limit", "3", "--json"))["items"][2]["version"]), cli("check"),
        git(mine, "log", "--format=%B"),
    ]  # fmt: skip
    for out in printed:
        assert controls(out.replace("\t", " ").encode()) == set()
    changes = git(mine, "log", "--format=%(trailers:key=Change,valueonly)").split()
    assert len(changes) == 7 and "undo" not in changes
    assert_clean(mine)


def test_a_course_is_begun_changed_and_added_again(cli: Cli, mine: str, tmp_path: Path) -> None:
    """Works go on with the version they were chosen from; new ones see the new version."""
    own = str(tmp_path / "own")
    assert "21 files" in cli("course", "begin", own)
    with pytest.raises(Failed, match="already something"):
        cli("course", "begin", own)
    cli(*CHOICE)
    task = Path(own, "tasks/two-sides.md")
    task.write_text(task.read_text().replace("# Two Sides", "# Two Sides of It"))
    cli("course", "add", own)
    assert "Two Sides of It" in cli("task", "list")
    assert "Self-assessed" in cli("assess", "four", "--rate", "Questioning=Proficient")
    assert "Course added" in cli("history", "--limit", "2")
    assert_clean(mine)


def test_the_plan_grows_and_shrinks_step_by_step(cli: Cli, mine: str) -> None:
    cli(*CHOICE)
    cli("plan", "four", "--step", "One", "--step", "Two 2026-12-24")
    cli("plan", "four", "--step", "Three", "--done", "1")
    assert cli("plan", "four").split("\n")[:3] == ["1. One, done", "2. Two 2026-12-24", "3. Three"]
    cli("plan", "four", "--remove", "2", "--undone", "1")
    said = cli("plan", "four")
    assert "Two" not in said and "done" not in said and "Three" in said


def test_an_empty_history_and_a_wrong_command_say_what_to_do(cli: Cli, mine: str) -> None:
    cli("goal", "add", "--idea", "--statement", "One")
    assert "No version fits" in cli("history", "--kind", "draft")
    with pytest.raises(Failed, match="Did you mean “goal”"):
        cli("gaol")
    with pytest.raises(Failed, match="not one of your standards"):
        cli("history", "--standard", "Nonsense")
    assert "One" in cli("goal", "show", "one")
