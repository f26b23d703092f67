"""A class in a shared folder: three students, two teachers, each with an account of their own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio.door import Portfolio
from portfolio.hub import bundles
from portfolio.model.schoolclass import SchoolClass
from tests.makers import git
from tests.test_cli import CHOICE, GOAL, Cli, Failed, cli  # noqa: F401

As = Callable[..., str]
ROSTER = (
    "name,student id,group,password\nAda King,1001,10A,secret-1\nBen Okafor,1002,10A,secret-2\nCleo O'Neil,1003,10A,x\n"
)


@pytest.fixture
def person(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> As:  # noqa: F811
    """Runs a command as somebody, in a home of their own."""

    def call(who: str, *arguments: str) -> str:
        home = tmp_path / who
        home.mkdir(exist_ok=True)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.chdir(home)
        return cli(*arguments)

    return call


@pytest.fixture
def hub(person: As, tmp_path: Path) -> str:
    """A class of three, made by M. Rivera."""
    (tmp_path / "hub").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER)
    person("rivera", "me", "--name", "M. Rivera")
    made = person(
        "rivera", "class", "create", str(tmp_path / "hub"), "--name", "Humanities 10", "--course", "humanities-10",
        "--roster", str(tmp_path / "roster.csv"), "--in", "class", "--yes",
    )  # fmt: skip
    assert "is trusted" in made and "password" in made and "secret" not in made
    return f"{tmp_path / 'hub'}#humanities-10"


def join(person: As, who: str, hub: str, *more: str) -> str:
    return person(who, "join", hub, "--seat", who, "--in", "mine", "--yes", *more)


def rows(person: As, who: str = "rivera") -> dict[str, dict[str, object]]:
    found = json.loads(person(who, "class", "list", "--json"))["items"]
    return {row["student"].split()[0].lower(): row for row in found}


def test_plain_lines_go_to_school_by_themselves(person: As, hub: str, tmp_path: Path) -> None:
    join(person, "ada", hub)
    person("ada", "-C", "mine", *GOAL)
    person("rivera", "class", "fetch")
    assert rows(person)["ada"]["goals"] == 1
    (tmp_path / "hub").rename(tmp_path / "away")
    person("ada", "-C", "mine", *GOAL)
    (tmp_path / "away").rename(tmp_path / "hub")
    person("ada", "-C", "mine", *GOAL)
    person("rivera", "class", "fetch")
    assert rows(person)["ada"]["goals"] == 3


def school_class(person: As, hub: str) -> SchoolClass:
    from portfolio.hub.joining import look
    from portfolio.hub.place import open_hub

    return look(open_hub(hub.partition("#")[0]), "humanities-10")[0]


def test_work_goes_from_student_to_teacher(person: As, hub: str, tmp_path: Path) -> None:
    told = join(person, "ada", hub)
    assert "M. Rivera (teacher) will read your portfolio" in told and "shared folder" in told
    assert "all of it has arrived (at school)" in told
    join(person, "ben", hub)
    person("ada", *GOAL)
    person("ada", *CHOICE)
    person("ada", "sync")
    assert "2 something new, 1 nothing there yet" in person("rivera", "class", "fetch")
    found = rows(person)
    assert found["ada"]["goals"] == 1 and found["ada"]["works"] == 1 and found["cleo"]["version"] == ""
    assert "Ask sharper questions" in person("rivera", "class", "show", "ada")
    assert rows(person)["ada"]["new"] == 0 and rows(person)["ben"]["new"] == 2
    assert "Goal set" in person("rivera", "class", "history", "ada")
    with pytest.raises(Failed) as missing:
        person("rivera", "class", "check")
    assert "Cleo O'Neil: has not joined yet" in missing.value.out


def test_what_changed_since_the_last_look(person: As, hub: str, tmp_path: Path) -> None:
    join(person, "ada", hub)
    person("ada", *CHOICE)
    work = json.loads(person("ada", "work", "list", "--json"))["items"][0]["id"]
    (tmp_path / "draft.md").write_text("Who owns the river?\n")
    person("ada", "draft", "save", work, "--from", str(tmp_path / "draft.md"), "--name", "One")
    person("ada", "sync")
    person("rivera", "class", "fetch")
    person("rivera", "class", "show", "ada")
    (tmp_path / "draft.md").write_text("Who owns the wide river?\n")
    person("ada", "draft", "save", work, "--from", str(tmp_path / "draft.md"), "--name", "Two")
    person("ada", "sync")
    person("rivera", "class", "fetch", "ada")
    assert rows(person)["ada"]["new"] == 1
    assert "{+ wide+}" in person("rivera", "class", "diff", "ada")
    older = json.loads(person("rivera", "class", "history", "ada", "--json"))["items"][1]["version"]
    assert "wide" not in person("rivera", "class", "show", "ada", work, "--at", older)


def test_nobody_joins_without_agreeing_or_in_somebody_elses_seat(person: As, hub: str) -> None:
    with pytest.raises(Failed, match="somebody must agree"):
        person("ada", "join", hub, "--seat", "ada", "--in", "mine")
    join(person, "ada", hub)
    with pytest.raises(Failed, match="has the portfolio of Ada King already"):
        person("ben", "join", hub, "--seat", "ada", "--in", "mine", "--yes")
    assert not os.path.exists("mine")
    with pytest.raises(Failed, match="sits in the seat of Ada King in that class already"):
        person("ada", "join", hub, "--seat", "cleo", "--yes")
    person("ben", "new", "own", "--name", "Ben", "--course", "humanities-10")
    with pytest.raises(Failed, match="is taken by the portfolio of Ada King"):
        person("ben", "-C", "own", "join", hub, "--seat", "ada", "--yes")


def test_a_second_computer_goes_on_where_the_first_was(person: As, hub: str) -> None:
    join(person, "ada", hub)
    person("ada", *GOAL)
    person("ada", "sync")
    told = person("home", "join", hub, "--seat", "ada", "--in", "mine", "--yes", "--mine")
    assert "was brought here" in told
    assert "Ask sharper questions" in person("home", "goal", "list")
    person("home", *CHOICE)
    person("ada", *("goal", "add", *GOAL[2:3], "A second goal", *GOAL[4:]))
    assert "Four score" in person("ada", "work", "list")
    assert "Work from another computer came in." in person("home", "sync")
    heads = [git(f"{Path.cwd().parent / who / 'mine'}", "rev-parse", "HEAD") for who in ("ada", "home")]
    assert heads[0] == heads[1]


def test_a_seat_is_freed_and_taken_by_the_right_student(person: As, hub: str) -> None:
    join(person, "ben", hub)
    person("ada", "join", hub, "--seat", "cleo", "--in", "mine", "--yes")
    person("rivera", "class", "free", "cleo", "--yes")
    with pytest.raises(Failed) as told:
        person("ada", "sync")
    assert "was freed by the teacher" in told.value.out
    assert "arrived" in person("ada", "join", hub, "--seat", "ada", "--yes")
    assert "arrived" in person("cleo", "join", hub, "--seat", "cleo", "--in", "mine", "--yes")
    person("rivera", "class", "fetch")
    assert {name for name, row in rows(person).items() if row["version"]} == {"ada", "ben", "cleo"}


def test_a_second_teacher_is_let_in_and_shown_to_students(person: As, hub: str) -> None:
    join(person, "ada", hub)
    person("chen", "me", "--name", "L. Chen", "--role", "advisor")
    with pytest.raises(Failed, match="does not name you among its staff"):
        person("chen", "class", "join", hub)
    identity = json.loads(person("chen", "me", "--json"))["id"]
    person("rivera", "class", "staff", identity, "L. Chen", "--role", "advisor", "--yes")
    person("chen", "class", "join", hub)
    person("chen", "class", "fetch")
    assert rows(person, "chen")["ada"]["versions"] == 2
    with pytest.raises(Failed, match="published by another teacher"):
        person("chen", "class", "free", "ada", "--yes")
    assert "L. Chen (advisor) will read your portfolio" in join(person, "ben", hub)
    assert "L. Chen (advisor) reads this class now" in person("ada", "sync")
    person("chen", "me", "export", "me.json")
    assert identity in person("laptop", "me", "import", str(Path.cwd() / "me.json"))


def test_a_changed_course_reaches_students_with_what_changed(person: As, hub: str, tmp_path: Path) -> None:
    join(person, "ada", hub)
    person("rivera", "course", "begin", "course")
    text = Path("course/course.md").read_text()
    Path("course/course.md").write_text(text.replace("id: my-course", "id: humanities-10"))
    task = sorted(Path("course/tasks").iterdir())[0]
    task.write_text(task.read_text().replace("\n# ", "\n# Anew: ", 1))
    person("rivera", "class", "course", "course")
    told = person("ada", "sync")
    assert "was changed by your teacher" in told and "Anew" in told and "(changed)" in told


def test_the_roster_is_read_again(person: As, hub: str, tmp_path: Path) -> None:
    join(person, "ben", hub)
    (tmp_path / "roster.csv").write_text("name;student id\nAda Byron;1001\nCleo O'Neil;1003\nDora Lim;1004\n")
    with pytest.raises(Failed) as asked:
        person("rivera", "class", "roster", str(tmp_path / "roster.csv"))
    assert "renamed: Ada King is now Ada Byron" in asked.value.out and "Ben Okafor" in asked.value.out
    assert len(school_class(person, hub).seats) == 3
    person("rivera", "class", "roster", str(tmp_path / "roster.csv"), "--yes")
    assert [seat.name for seat in school_class(person, hub).seats] == ["Ada Byron", "Cleo O'Neil", "Dora Lim"]
    assert "nothing changed" in person("rivera", "class", "roster", str(tmp_path / "roster.csv"), "--yes")
    (tmp_path / "roster.csv").write_text(ROSTER)
    assert "back again: Ben Okafor" in person("rivera", "class", "roster", str(tmp_path / "roster.csv"), "--yes")
    assert "arrived" in person("ben", "sync")


def test_passwords_and_keys_of_the_roster_never_leave_the_teacher(person: As, hub: str, tmp_path: Path) -> None:
    join(person, "ada", hub)
    everything = b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "roster.csv"
    )
    assert b"secret-1" not in everything
    mirror = next((tmp_path / "ada/.config/portfolio/classes").iterdir())
    assert "1001" not in git(str(mirror), "show", "main:class.json")
    assert "Ada King" in git(str(mirror), "show", "main:class.json")
    assert os.stat(tmp_path / "ada/.config/portfolio/joined.json").st_mode & 0o077 == 0


def test_a_rewritten_history_is_kept_beside_the_one_known(person: As, hub: str, tmp_path: Path) -> None:
    join(person, "ada", hub)
    person("ada", *GOAL)
    person("ada", "sync")
    person("rivera", "class", "fetch")
    before = rows(person)["ada"]["version"]
    mine = Portfolio.open(str(tmp_path / "ada/mine"))
    first = list(mine.timeline())[-1].id
    Path(mine.root, ".git/refs/heads/main").write_text(f"{first}\n")
    place = next(path for path in (tmp_path / "hub/histories").rglob("current.bundle")).parent
    bundles.publish(str(place), mine.repo, first, bundles.head(str(place)))
    with mine.change("goal.add", "Another story") as change:
        change.contents["records/x.md"] = b"x"
    mine.settle()
    bundles.publish(str(place), mine.repo, mine.version, first)
    mine.close()
    assert "another history" in person("rivera", "class", "fetch").lower()
    found = rows(person)["ada"]
    assert found["version"] == before and found["other_histories"] == 1
    told = person("rivera", "class", "history", "ada")
    assert "Another history of this student was seen" in told and "Goal set" in told
    other = json.loads(person("rivera", "class", "history", "ada", "--json"))["other_histories"][0]
    person("rivera", "class", "diff", "ada", str(other)[:8])
    person("rivera", "class", "follow", "ada", str(other)[:8], "--yes")
    assert rows(person)["ada"]["version"] == other
    assert before in json.loads(person("rivera", "class", "history", "ada", "--json"))["other_histories"]


def test_what_is_no_hub_is_said_to_be_none(person: As, hub: str, tmp_path: Path) -> None:
    wrong = {
        "": "The address is empty",
        "/nowhere": "no folder /nowhere",
        str(tmp_path): "is not the shared folder",
    }
    for address, told in wrong.items():
        with pytest.raises(Failed, match=told):
            person("ada", "join", address, "--seat", "ada", "--in", "mine", "--yes")
    join(person, "ada", hub)
    with pytest.raises(Failed, match="Nothing of this portfolio is on the stick"):
        person("ada", "stick", "in", str(tmp_path))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("portfolio-")]


def test_a_hub_out_of_reach_loses_nothing(person: As, hub: str, tmp_path: Path) -> None:
    join(person, "ada", hub)
    (tmp_path / "hub").rename(tmp_path / "away")
    person("ada", *GOAL)
    with pytest.raises(Failed) as told:
        person("ada", "sync")
    assert "saved here, not there yet" in told.value.out
    with pytest.raises(Failed, match="is not there now"):
        person("rivera", "class", "fetch")
    (tmp_path / "away").rename(tmp_path / "hub")
    person("ada", "sync")
    person("rivera", "class", "fetch")
    assert rows(person)["ada"]["goals"] == 1


@pytest.mark.skipif(os.getuid() != 0, reason="needs root, to be several users of one computer")
def test_a_folder_that_belongs_to_somebody_else(person: As, hub: str, tmp_path: Path) -> None:
    """What is made in a hub has the rights of its root folder, so that others can go on there."""
    root = tmp_path / "hub"
    modes = {path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_dir()}
    assert modes == {root.stat().st_mode & 0o777}
    os.chown(root, 65534, 65534)
    for path in root.rglob("*"):
        os.chown(path, 65534, 65534)
    assert "arrived" in join(person, "ada", hub)
    assert "1 something new" in person("rivera", "class", "fetch")


def test_a_comment_goes_to_the_student_and_the_answer_comes_back(person: As, hub: str, tmp_path: Path) -> None:
    join(person, "ada", hub)
    person("ada", *CHOICE)
    work = json.loads(person("ada", "work", "list", "--json"))["items"][0]["id"]
    (tmp_path / "draft.md").write_text("Who owns the river? Nobody asked the people upstream.\n")
    person("ada", "draft", "save", work, "--from", str(tmp_path / "draft.md"), "--name", "One")
    person("ada", "sync")
    person("rivera", "class", "fetch")
    with pytest.raises(Failed, match="not in the text"):
        person("rivera", "class", "comment", "ada", work, "--tone", "question", "--text", "Who?", "--quote", "the dam")
    person(
        "rivera", "class", "comment", "ada", work, "--tone", "question", "--text", "Who would you ask first?",
        "--quote", "the people upstream",
    )  # fmt: skip
    assert "From M. Rivera: something new for you." in person("ada", "sync")
    assert "Answer M. Rivera on" in person("ada", "today")
    (waiting,) = json.loads(person("ada", "feedback", "list", "--json"))["items"]
    assert waiting["by"] == "M. Rivera" and waiting["quote"] == "the people upstream"
    (tmp_path / "draft.md").write_text("Who owns the river? Nobody asked anybody.\n")
    person("ada", "draft", "save", work, "--from", str(tmp_path / "draft.md"), "--name", "Two")
    assert "written about an earlier version" in person("ada", "feedback", "list")
    with pytest.raises(Failed):
        person("ada", "feedback", "answer", "nothing", "--how", "plan", "--text", "x")
    person("ada", "feedback", "answer", waiting["id"][-8:], "--how", "plan", "--text", "The man with the boat")
    assert "Nothing waits" in person("ada", "feedback", "list")
    person("ada", "sync")
    person("rivera", "class", "fetch")
    told = person("rivera", "class", "comments", "ada")
    assert "Who would you ask first?" in told and "I plan to. The man with the boat" in told
    (kept,) = json.loads(person("rivera", "class", "comments", "ada", "--json"))["items"]
    assert kept["answer"] == "plan"
