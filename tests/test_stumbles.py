"""What a new teacher stumbled over: each as they met it, in plain lines."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_class import As, hub, join, person  # noqa: F401
from tests.test_cli import CHOICE, Cli, Failed, cli  # noqa: F401


def wrote(person: As, hub: str, text: str) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("ada", "-C", "mine", *CHOICE)
    Path("text.md").write_text(text)
    person("ada", "-C", "mine", "draft", "save", "four-score", "--from", "text.md", "--name", "First")
    person("rivera", "class", "fetch")


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder into which nobody can write, whoever they are."""
    if os.getuid():
        pytest.skip("needs root, to make a folder read-only for everybody")
    for made in (["mount", "--bind", folder, folder], ["mount", "-o", "remount,ro,bind", folder]):
        if subprocess.run(made, capture_output=True, check=False).returncode:
            pytest.skip("no folder can be made read-only here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_what_a_hub_does_not_take_is_saved_here_and_goes_there_later(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    wrote(person, hub, "Nine times.\n")
    comment = ("class", "comment", "ada", "four-score", "--tone", "next", "--text")
    (tmp_path / "more.csv").write_text("name,student id\nAda King,1001\nBen Okafor,1002\nDora Diaz,1004\n")
    with read_only(tmp_path / "hub"):
        with pytest.raises(Failed) as refused:
            person("rivera", "class", "create", str(tmp_path / "hub"), "--name", "Art", "--roster",
                   str(tmp_path / "more.csv"), "--yes")  # fmt: skip
        assert "cannot be written to" in refused.value.err and not (tmp_path / "rivera/art").exists()
        told = person("rivera", *comment, "Count")
        assert "Saved here, but not at school yet" in told and "cannot be written to with your account" in told
        assert "save again" not in told
        with pytest.raises(Failed) as sync:
            person("ada", "-C", "mine", "goal", "add", "--idea", "--statement", "More")
            person("ada", "-C", "mine", "sync")
        assert "cannot be written to with your account" in sync.value.out and "save again" not in sync.value.out
        assert "1 answer not at school yet" in person("rivera", "class", "fetch")
    (tmp_path / "hub").rename(tmp_path / "away")
    told = person("rivera", "class", "roster", str(tmp_path / "more.csv"), "--yes")
    assert "Taken in." in told and "not at school yet" in told and "is not there now" in told
    assert "not at school yet" in person("rivera", "class", "staff", "tfedcba9876543210", "L. Chen", "--yes")
    (tmp_path / "away").rename(tmp_path / "hub")
    assert "not at school yet" not in person("rivera", "class", "fetch")
    told = person("ada", "-C", "mine", "sync")
    assert "From M. Rivera: something new" in told and "L. Chen" in told
    assert "Dora Diaz" in person("dora", "join", hub, "--seat", "dora", "--in", "mine", "--yes")


def test_who_i_am_moves_here_where_i_was_nobody_yet(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    person("rivera", "me", "export", str(tmp_path / "me"))
    person("laptop", "me", "--name", "Other")
    told = person("laptop", "me", "import", str(tmp_path / "me"))
    assert "M. Rivera" in told and "Nothing was written as Other" in told
    person("chen", "me", "--name", "L. Chen")
    (tmp_path / "hub2").mkdir()
    person("chen", "class", "create", str(tmp_path / "hub2"), "--name", "Art", "--roster",
           str(tmp_path / "roster.csv"), "--yes")  # fmt: skip
    for file, words in ((tmp_path / "me", "you are L. Chen already"), (tmp_path / "nope", "There is no file"),
                        (tmp_path / "roster.csv", "another kind of file"), (tmp_path, "is a folder")):  # fmt: skip
        with pytest.raises(Failed) as refused:
            person("chen", "me", "import", str(file))
        assert words in refused.value.err and "Errno" not in refused.value.err


def test_who_i_am_is_not_written_over_another_file(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "victim.csv").write_text("name\nAda\n")
    with pytest.raises(Failed) as told:
        person("rivera", "me", "export", str(tmp_path / "victim.csv"))
    assert "is there already" in told.value.err and (tmp_path / "victim.csv").read_text() == "name\nAda\n"
    with pytest.raises(Failed) as told:
        person("rivera", "me", "export", str(tmp_path / "no/such/me"))
    assert "no folder" in told.value.err and not (tmp_path / "no").exists()
    person("rivera", "me", "export", str(tmp_path / "me"))
    person("rivera", "me", "export", str(tmp_path / "me"))


def test_a_roster_without_ids_keeps_the_students_it_names(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("rivera", "class", "fetch")
    (tmp_path / "names.csv").write_text("Name\nAda King\nBen Okafor\nDora Diaz\n")
    with pytest.raises(Failed) as asked:
        person("rivera", "class", "roster", str(tmp_path / "names.csv"))
    told = asked.value.out
    assert "new: Dora Diaz" in told and "new: Ada King" not in told and "no longer in the file: Cleo" in told
    assert "Without an id column" in told
    person("rivera", "class", "roster", str(tmp_path / "names.csv"), "--yes")
    assert "Ada King" in person("rivera", "class", "show", "ada")


def test_somebody_who_left_the_roster_can_still_be_read(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("rivera", "class", "fetch")
    (tmp_path / "roster.csv").write_text("name,student id\nBen Okafor,1002\nCleo O'Neil,1003\n")
    person("rivera", "class", "roster", str(tmp_path / "roster.csv"), "--yes")
    assert "Ada King" in person("rivera", "class", "show", "ada")


def test_two_students_of_one_name_are_told_apart(person: As, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "two").mkdir()
    (tmp_path / "two.csv").write_text("name,student id,group\nWei Li,1,9A\nWei Li,2,9B\n")
    person("rivera", "me", "--name", "M. Rivera")
    person("rivera", "class", "create", str(tmp_path / "two"), "--name", "History 9/10", "--roster",
           str(tmp_path / "two.csv"), "--yes")  # fmt: skip
    assert (tmp_path / "rivera/history-9-10/class.json").exists(), "a name is no path"
    shown = person("rivera", "class", "list")
    assert "9A" in shown and "9B" in shown
    with pytest.raises(Failed) as told:
        person("rivera", "class", "note", "wei li")
    assert "9A" in told.value.err and "9B" in told.value.err
    person("rivera", "class", "note", "wei li 9b", "The second")
    assert "The second" in person("rivera", "class", "note", "2")
    assert "No note" in person("rivera", "class", "note", "wei li 9a")


def test_words_copied_over_a_line_end_are_found(person: As, hub: str) -> None:  # noqa: F811
    wrote(person, hub, "I crossed it nine\ntimes last week.\n")
    person(
        "rivera",
        "class",
        "comment",
        "ada",
        "four-score",
        "--tone",
        "next",
        "--text",
        "Count",
        "--quote",
        "nine times last",
    )
    (one,) = json.loads(person("rivera", "class", "comments", "ada", "--json"))["items"]
    assert one["quote"] == "nine\ntimes last"


def test_staff_are_named_and_can_be_taken_out(person: As, hub: str) -> None:  # noqa: F811
    with pytest.raises(Failed) as told:
        person("rivera", "class", "staff", "tfedcba9876543210")
    assert "name is missing" in told.value.err
    person("rivera", "class", "staff", "tfedcba9876543210", "L. Chen", "--yes")
    assert "L. Chen" in person("rivera", "class", "staff")
    person("rivera", "class", "staff", "tfedcba9876543210", "--remove", "--yes")
    assert "L. Chen" not in person("rivera", "class", "staff")
    with pytest.raises(Failed) as told:
        mine = json.loads(person("rivera", "me", "--json"))["id"]
        person("rivera", "class", "staff", mine, "--remove", "--yes")
    assert "publishes this class" in told.value.err


def test_an_unreachable_hub_is_not_to_be_made_anew(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "hub").rename(tmp_path / "away")
    with pytest.raises(Failed) as told:
        person("rivera", "class", "check")
    assert "not there now" in told.value.err and "Make it first" not in told.value.err


def test_a_class_that_cannot_be_made_leaves_nothing(person: As, tmp_path: Path) -> None:  # noqa: F811
    person("rivera", "me", "--name", "M. Rivera")
    (tmp_path / "roster.csv").write_text("name\nAda\n")
    (tmp_path / "file").write_text("not a folder")
    made = (
        "class",
        "create",
        str(tmp_path / "file/hub"),
        "--name",
        "Art",
        "--roster",
        str(tmp_path / "roster.csv"),
        "--yes",
    )
    with pytest.raises(Failed):
        person("rivera", *made)
    assert not (tmp_path / "rivera/art").exists()


def test_a_teacher_without_a_portfolio_opens_their_class(person: As, hub: str) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("rivera", "class", "fetch")
    assert "Ada King" in person("rivera")


def test_a_student_whom_a_colleague_answered_is_not_forgotten(person: As, hub: str) -> None:  # noqa: F811
    wrote(person, hub, "Nine times.\n")
    person("ada", "-C", "mine", "share", "four-score")
    person("rivera", "class", "fetch")
    person("chen", "me", "--name", "L. Chen")
    identity = json.loads(person("chen", "me", "--json"))["id"]
    person("rivera", "class", "staff", identity, "L. Chen", "--yes")
    assert "no word yet" in person("rivera", "class", "needs")
    person("chen", "class", "join", hub)
    person("chen", "class", "fetch")
    person("chen", "class", "comment", "ada", "four-score", "--tone", "question", "--text", "Why nine?")
    person("rivera", "class", "fetch")
    for _again in range(2):  # the second time from the cache
        assert "just now, L. Chen" in person("rivera", "class", "list")
        (row, *_others) = json.loads(person("rivera", "class", "list", "--json"))["items"]
        assert row["last_word_by"] == "L. Chen"
        assert "no word" not in person("rivera", "class", "needs")
    assert "shared, L. Chen wrote since" in person("rivera", "class", "to-read")
    assert "L. Chen" in person("rivera", "class", "comments", "ada")
    person("ada", "-C", "mine", "sync")
    (one,) = json.loads(person("ada", "-C", "mine", "feedback", "list", "--json"))["items"]
    person("ada", "-C", "mine", "feedback", "answer", one["id"], "--how", "plan", "--text", "Counted")
    for who in ("rivera", "chen"):
        person(who, "class", "fetch")
    assert "an answer to you" not in person("rivera", "class", "to-read")
    assert "an answer to you" in person("chen", "class", "to-read")
    assert "just now, you" in person("chen", "class", "list")


def test_one_of_several_classes_is_named_or_picked(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "hub2").mkdir()
    person("rivera", "class", "create", str(tmp_path / "hub2"), "--name", "Art", "--roster",
           str(tmp_path / "roster.csv"), "--yes")  # fmt: skip
    with pytest.raises(Failed) as told:
        person("rivera", "class", "list")
    assert f"portfolio -C {tmp_path}/rivera/art class" in told.value.err
    assert "Ada King" in person("rivera", "-C", str(tmp_path / "rivera/art"), "class", "list")
    with pytest.raises(Failed) as told:
        person("rivera", "class", "list", "-C", "art")
    assert "portfolio -C DIR" in told.value.err
    shutil.copytree(tmp_path / "rivera/class", tmp_path / "laptop/moved")
    assert "Ada King" in person("laptop", "-C", "moved", "class", "list")
    assert "Ada King" in person("laptop", "class", "list"), "a class that was used once is known"
    assert "Ada King" in person("rivera", "-C", "art"), "a folder of a class opens as one"


def test_what_a_command_says_can_be_used(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    wrote(person, hub, "I crossed it nine\ntimes last week.\n")
    for command in (("reflect", "four-score", "--answer", "1=I cut what I loved"), ("share", "four-score"),
                    ("assess", "four-score", "--rate", "Questioning=3", "--evidence", "Questioning=nine",
                     "--next", "Questioning=Ask more")):  # fmt: skip
        person("ada", "-C", "mine", *command)
    assert "the same as in draft 1" in person("ada", "-C", "mine", "draft", "save", "four-score", "--name", "Again")
    person("rivera", "class", "fetch")
    assert "nine" in person("rivera", "class", "diff", "ada") and "Four score" in person(
        "rivera", "class", "show", "ada"
    )
    assert "{+I crossed it nine" in person("rivera", "class", "diff", "ada"), "titles alone are no reading"
    told = person("rivera", "class", "show", "ada", "four-score")
    assert "I crossed it nine" in told and "I cut what I loved" in told and "I cross it twice a day" in told
    assert "has rated this, too" in told and "Ask more" not in told
    refused = {
        ("class", "show", "ada", "nowork"): "portfolio class show",
        ("class", "show", "ada", "--at", "abc"): "list of versions",
        ("class", "comment", "ada", "four-score", "--text", "x"): "--tone: warm, question, next",
        ("class", "free", "ben"): "Free the seat of Ben Okafor?",
        ("class", "staff", "t000", "X", "--yes"): "is not somebody's id",
    }
    for command, words in refused.items():
        with pytest.raises(Failed) as failed:
            person("rivera", *command)
        assert words in failed.value.err, command
    assert "Work" not in person("rivera", "class", "show", "ada", "--at", person(
        "rivera", "class", "history", "ada", "--limit", "0").rpartition("(")[2][:8])  # fmt: skip
    told = " ".join(person("rivera", "class", "comment", "--help").split())
    assert "One of: warm, question, next." in told
    shown = person("rivera", "class", "--help")
    assert "who has not joined yet" in " ".join(shown.split()), "no line of the list is cut off"
    (tmp_path / "roster.csv").write_text(
        "name,Student No.,Form\nAda King,1001,10B\nBen Okafor,1002,10A\nCleo O'Neil,1003,10A\n"
    )
    told = person("rivera", "class", "roster", str(tmp_path / "roster.csv"), "--yes")
    assert "another group: Ada King (10A → 10B)" in told and "Not read" not in told
