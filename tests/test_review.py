"""A teacher's answers: ratings sealed until both have rated, the queue, the review by keys, the table of standards."""

from __future__ import annotations

import csv
import io
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import TextArea

from portfolio.app import PortfolioApp
from portfolio.classroom import commenting, making, publishing, rating
from portfolio.classroom.fetch import fetch
from portfolio.classroom.needs import needs, to_read
from portfolio.classroom.room import Room
from portfolio.classroom.rows import rows
from portfolio.classroom.standards import of_class
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.door import Portfolio
from portfolio.errors import BadInput, Refused
from portfolio.history.mirror import Mirror
from portfolio.history.server import Way
from portfolio.hub import sync
from portfolio.hub.joining import joined
from portfolio.hub.place import history_name
from portfolio.model.feedback import Comment
from portfolio.model.schoolclass import Person
from portfolio.model.work import Assessment, Rating
from portfolio.screens.workspace import Workspace
from portfolio.services import assessing, choosing, feedback, works
from portfolio.services.desk import Desk
from portfolio.services.growth import growth
from portfolio.teacher import ClassApp
from portfolio.wording import defused
from tests.hostile import NASTY, controls
from tests.makers import NOON, git
from tests.test_app import fill, screen_text, settled, walked_at
from tests.test_class import As, hub, join, person  # noqa: F401
from tests.test_cli import CHOICE, Cli, cli  # noqa: F401
from tests.test_teacher import room, sit  # noqa: F401

CLOCK = SetClock(NOON)


class Student:
    """A student with one written and shared work, in the class."""

    def __init__(self, room: Room, number: int, folder: str) -> None:  # noqa: F811
        sit(room, number, folder)
        self.folder = folder
        self.desk = Desk(Portfolio.open(folder, CLOCK), CLOCK)
        course, task = self.desk.find_task("social-action")
        picks = {"content": "a-river-pond-or-shore", "product": "podcast-episode"}
        self.work = choosing.choose(self.desk, course, task, picks, "I cross it", "Who owns the river?")
        works.save_text(self.desk, self.work, "The river is ours, says the mill.\nWho may drink from it?\n", "")
        works.share(self.desk, self.work)

    def criteria(self) -> list[str]:
        return assessing.criteria_of(self.desk, self.work)

    def rate(self, level: str) -> None:
        assessing.assess(self.desk, self.work, {name: Rating(level) for name in self.criteria()})

    def sync(self) -> None:
        mine = self.desk.portfolio
        assert sync.sync(mine, joined(mine)[0]).state == "there"
        self.desk = Desk(mine, CLOCK)


@pytest.fixture
def maya(room: Room, tmp_path: Path) -> Iterator[Student]:  # noqa: F811
    made = Student(room, 0, str(tmp_path / "maya"))
    made.sync()
    fetch(room, CLOCK)
    yield made
    made.desk.portfolio.close()


def read(room: Room, number: int = 0) -> Desk:  # noqa: F811
    seat = room.seats()[number]
    return Desk(room.view(seat.id), CLOCK, lambda: room.about(seat.id))


def rate(room: Room, maya: Student, level: str) -> Assessment:  # noqa: F811
    desk = read(room)
    return rating.rate(room, room.seats()[0], desk, maya.work, {one: Rating(level) for one in maya.criteria()}, CLOCK)


def in_the_hub(room: Room, tmp_path: Path, words: str) -> bool:  # noqa: F811
    """Whether words stand in anything I published about the first student, in any version."""
    mirror = Mirror.make(str(tmp_path / "looked-at.git"))
    name = history_name(room.seats()[0].id, room.kept.me.id)
    for head in room.hub.fetch(name, mirror):
        mirror.settle(head)
    mirror.close()
    everything = git(str(tmp_path / "looked-at.git"), "rev-list", "--objects", "--all").splitlines()
    read = (git(str(tmp_path / "looked-at.git"), "cat-file", "-p", one.split()[0]) for one in everything)
    return any(words in told for told in read)


def test_neither_sees_the_others_rating_until_both_have_rated(room: Room, maya: Student, tmp_path: Path) -> None:  # noqa: F811
    seat, words = room.seats()[0], "The question opens a door"
    desk = read(room)
    given = {name: Rating("3", comment=words) for name in maya.criteria()}
    rating.rate(room, seat, desk, maya.work, given, CLOCK)
    assert commenting.send(room, CLOCK) == ""
    maya.sync()
    assert not in_the_hub(room, tmp_path, words), "what is sealed is in nothing that was published"
    told = assessing.others(maya.desk, maya.work)
    assert not told.given and told.waiting == (("M. Rivera", maya.work.id),)
    assert not any(one.by("teacher") for one in growth(maya.desk))

    maya.rate("2")
    maya.sync()
    fetch(room, CLOCK)
    maya.sync()
    (got,) = assessing.others(maya.desk, maya.work).given
    assert got.sealed and got.by == "M. Rivera" and got.assessment.ratings[maya.criteria()[0]].comment == words
    assert in_the_hub(room, tmp_path, words)
    shown = [one for grown in growth(maya.desk) for one in grown.by("teacher")]
    assert {one.rating.level for one in shown} == {"3"} and all(one.confirmed for one in shown)
    assert not list(Path(room.root, "sealed").rglob("*.json")), "nothing waits any more"
    assert rating.open_sealed(room, CLOCK) == 0


def test_a_sealed_rating_that_was_changed_is_not_taken_for_the_one_that_was_sealed(
    room: Room,  # noqa: F811
    maya: Student,
) -> None:
    rate(room, maya, "3")
    (kept,) = Path(room.root, "sealed").rglob("*.json")
    kept.write_text(kept.read_text().replace('"level": "3"', '"level": "1"'))
    maya.rate("1")
    maya.sync()
    fetch(room, CLOCK)
    maya.sync()
    (got,) = assessing.others(maya.desk, maya.work).given
    assert not got.sealed


def test_the_teacher_sees_the_students_rating_after_their_own(room: Room, maya: Student) -> None:  # noqa: F811
    maya.rate("2")
    maya.sync()
    fetch(room, CLOCK)
    desk, seat = read(room), room.seats()[0]
    assert not rating.may_see(room, desk, maya.work, None)
    with pytest.raises(Refused, match="you rate before you see"):
        rating.agreed(room, desk, maya.work, None)
    mine = rate(room, maya, "3")
    assert rating.may_see(room, read(room), maya.work, mine)
    assert not list(Path(room.root).glob("sealed/*/*")), "the student has rated: nothing needs a seal"
    again = rate(room, maya, "4")
    assert again.id == mine.id and rating.mine(room, seat, maya.work) == replace(again)
    rating.let_ratings(room, "open")
    agreed = rating.agreed(making.open_room(room.root), read(room), maya.work, None)
    assert {one.level for one in agreed.values()} == {"2"}


def test_a_rating_that_does_not_fit_says_what_and_saves_nothing(room: Room, maya: Student) -> None:  # noqa: F811
    for given in ({"Spelling": Rating("3")}, {maya.criteria()[0]: Rating("9")}, {}):
        with pytest.raises(BadInput, match="Nothing was saved"):
            rating.rate(room, room.seats()[0], read(room), maya.work, given, CLOCK)
    assert rating.mine(room, room.seats()[0], maya.work) is None and not room.has_mine(room.seats()[0])


def test_a_second_rating_before_the_student_is_sealed_anew(room: Room, maya: Student) -> None:  # noqa: F811
    first, second = rate(room, maya, "2"), rate(room, maya, "3")
    assert first.id == second.id and len(list(Path(room.root, "sealed").rglob("*.json"))) == 1
    maya.rate("1")
    maya.sync()
    fetch(room, CLOCK)
    maya.sync()
    (got,) = assessing.others(maya.desk, maya.work).given
    assert got.sealed and {one.level for one in got.assessment.ratings.values()} == {"3"}


def test_the_queue_holds_what_moved_after_my_last_word(room: Room, maya: Student) -> None:  # noqa: F811
    clock = SetClock(NOON)
    (waiting,) = to_read(rows(room))
    assert (waiting.piece.title, waiting.why) == ("Who owns the river?", "shared")
    clock.forward(hours=1)
    comment = {"tone": "question", "text": "Whose mill is it?", "quote": "says the mill"}
    commenting.comment(room, room.seats()[0], read(room), maya.work, comment, clock)
    assert not to_read(rows(room))
    commenting.send(room, clock)
    maya.sync()
    maya.desk.clock = clock
    clock.forward(hours=1)
    (got,) = feedback.unanswered(maya.desk)
    feedback.answer(maya.desk, got, {"how": "plan", "text": "I will ask the miller"})
    maya.sync()
    fetch(room, clock)
    (waiting,) = to_read(rows(room))
    assert waiting.why == "reply"
    row = next(one for one in rows(room) if one.summary)
    assert needs(row, clock.now(), supports=False) == ["1 answer"]
    clock.forward(days=20)
    assert "no word for 20 days" in needs(row, clock.now(), supports=True)


def test_a_comment_waits_while_the_hub_is_away_and_goes_with_the_next_fetch(
    room: Room,  # noqa: F811
    maya: Student,
    tmp_path: Path,
) -> None:
    (tmp_path / "hub").rename(tmp_path / "away")
    commenting.comment(room, room.seats()[0], read(room), maya.work, {"tone": "warm", "text": "The mill speaks"}, CLOCK)
    assert "not there" in commenting.send(room, CLOCK) and room.unsent() == 1
    (tmp_path / "away").rename(tmp_path / "hub")
    fetch(room, CLOCK)
    assert room.unsent() == 0
    maya.sync()
    assert [one.comment.text for one in feedback.unanswered(maya.desk)] == ["The mill speaks"]


def heard_from_me(room: Room) -> list[Comment]:  # noqa: F811
    mine = room.mine(room.seats()[0].id, Comment)
    return mine.all(Comment) if mine else []


def test_what_i_said_on_one_computer_goes_on_at_another(room: Room, maya: Student, tmp_path: Path) -> None:  # noqa: F811
    say = {"tone": "warm", "text": "Said on the first computer"}
    commenting.comment(room, room.seats()[0], read(room), maya.work, say, CLOCK)
    commenting.send(room, CLOCK)
    other = making.join(str(tmp_path / "laptop"), room.hub, Way(), room.school_class(), room.kept.me)
    fetch(other, CLOCK)
    seat = room.seats()[0]
    assert [one.text for one in heard_from_me(other)] == [say["text"]]
    desk = Desk(other.view(seat.id), CLOCK)
    commenting.comment(other, seat, desk, maya.work, {"tone": "next", "text": "Said on the second"}, CLOCK)
    assert commenting.send(other, CLOCK) == ""
    fetch(room, CLOCK)
    assert len(heard_from_me(room)) == 2
    other.close()


def test_colleagues_stand_beside_each_other(room: Room, maya: Student, tmp_path: Path) -> None:  # noqa: F811
    chen = Person("tfedcba9876543210", "L. Chen", "advisor")
    publishing.add_staff(room, chen, CLOCK)
    other = making.join(str(tmp_path / "chen"), room.hub, Way(), room.school_class(), chen)
    fetch(other, CLOCK)
    maya.rate("2")
    maya.sync()
    fetch(room, CLOCK)
    fetch(other, CLOCK)
    rate(room, maya, "3")
    rate(other, maya, "4")
    assert not commenting.send(room, CLOCK) and not commenting.send(other, CLOCK)
    maya.sync()
    given = assessing.others(maya.desk, maya.work).given
    assert {(one.by, next(iter(one.assessment.ratings.values())).level) for one in given} == {
        ("M. Rivera", "3"), ("L. Chen", "4")
    }  # fmt: skip
    other.close()


def test_the_table_of_standards_names_levels_and_defuses_cells(room: Room, maya: Student) -> None:  # noqa: F811
    maya.rate("2")
    maya.sync()
    fetch(room, CLOCK)
    rate(room, maya, "3")
    table = list(csv.reader(io.StringIO(of_class(room).table(rows(room)))))
    assert table[0][:2] == ["student", "group"] and len(table) == 4
    line = next(row for row in table if row[0] == "Maya Torres")
    assert any(cell.startswith("2 ") for cell in line) and any(cell.startswith("3 ") for cell in line)
    assert all("\x1b" not in cell for row in table for cell in row)
    assert [defused(one) for one in ("=1+1", "+1", "-1", "@x", "plain")] == ["'=1+1", "'+1", "'-1", "'@x", "plain"]


@pytest.mark.parametrize("size", walked_at(120), ids=str)
async def test_a_teacher_reads_answers_rates_and_goes_on_by_keys(
    room: Room,  # noqa: F811
    maya: Student,
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    ben = Student(room, 1, str(tmp_path / "ben"))
    ben.sync()
    ben.desk.portfolio.close()
    fetch(room, CLOCK)
    app = ClassApp(room.root, SetClock(NOON), Config())
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause(0.3)
        await pilot.press("2")
        await pilot.pause(0.3)
        told = screen_text(pilot)
        assert "2 wait" in told and "shared to be read" in told
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert "says the mill" in screen_text(pilot) and "1 of 2" in screen_text(pilot)
        await pilot.press("shift+down", "c")
        await pilot.pause(0.3)
        marked = app.screen.query_one("#field-quote", TextArea).text
        assert marked == "# Who owns the river?", "what was marked is what it is about"
        await fill(pilot, text="A strong first line")
        await settled(pilot)
        assert "A strong first line" in screen_text(pilot)
        await pilot.press("r")
        await pilot.pause(0.3)
        for number in range(len(maya.criteria())):
            await pilot.press("3", *(["down"] if number + 1 < len(maya.criteria()) else []))
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "You rated" in screen_text(pilot)
        await pilot.press("right_square_bracket")
        await pilot.pause(0.3)
        assert "2 of 2" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause(0.3)
        assert "1 waits" in screen_text(pilot)
        await pilot.press("3")
        await pilot.pause(0.3)
        assert "1 of 6" in screen_text(pilot) and "Evidence" in screen_text(pilot)
        await pilot.press("1")
        await pilot.pause(0.3)
        assert "Class" in screen_text(pilot)
        await pilot.press("ctrl+q")
    maya.sync()
    assert assessing.others(maya.desk, maya.work).waiting


async def test_a_half_written_comment_is_kept(room: Room, maya: Student) -> None:  # noqa: F811
    app = ClassApp(room.root, SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.3)
        await pilot.press("2", "enter")
        await pilot.pause(0.3)
        await pilot.press("c")
        await pilot.pause(0.3)
        await pilot.press(*"Half", "escape", "c")
        await pilot.pause(0.3)
        told = screen_text(pilot)
        assert "Half" in told and "what you typed last time" in told
        await pilot.press("ctrl+q")
    app = ClassApp(room.root, SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.3)
        await pilot.press("2", "enter")
        await pilot.pause(0.3)
        await pilot.press("c")
        await pilot.pause(0.3)
        assert "Half" in screen_text(pilot)
        await pilot.press("ctrl+q")


async def test_the_student_sees_the_teachers_level_beside_their_own(room: Room, maya: Student) -> None:  # noqa: F811
    rate(room, maya, "3")
    commenting.send(room, CLOCK)
    maya.sync()
    maya.desk.portfolio.close()
    app = PortfolioApp(maya.folder, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause(0.3)
        app.push_screen(Workspace(maya.work.id, "assess"))
        await pilot.pause(0.3)
        assert "M. Rivera rated this: you see it after yours" in screen_text(pilot)
        await pilot.press("enter", "2", "ctrl+s")
        await settled(pilot)
        fetch(room, CLOCK)
        app.sync_soon()
        await settled(pilot)
        told = screen_text(pilot)
        assert "M. Rivera" in told and "you see it after yours" not in told
        await pilot.press("ctrl+q")


def test_ratings_in_plain_lines(person: As, hub: str) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("ada", "-C", "mine", *CHOICE)
    (Path.cwd() / "text.md").write_text("The river is ours.")
    person("ada", "-C", "mine", "draft", "save", "four-score", "--from", "text.md", "--name", "First")
    person("ada", "-C", "mine", "share", "four-score")
    person("rivera", "class", "fetch")
    rubric = json.loads(person("ada", "-C", "mine", "work", "show", "four-score", "--json"))
    assert rubric["shared"]
    told = person("rivera", "class", "rate", "ada", "four-score")
    name = next(line for line in told.splitlines() if "(HUM" in line).partition(" (")[0]
    told = person("rivera", "class", "rate", "ada", "four-score", "--rate", f"{name}=3", "--next", f"{name}=Ask whose")
    assert "Sealed until Ada King has rated it, too." in told
    person("ada", "-C", "mine", "sync")
    assert "M. Rivera has rated this" in person("ada", "-C", "mine", "work", "show", "four-score")
    person("ada", "-C", "mine", "assess", "four-score", "--rate", f"{name}=2")
    person("rivera", "class", "fetch")
    person("ada", "-C", "mine", "sync")
    told = person("ada", "-C", "mine", "work", "show", "four-score")
    assert f"M. Rivera: {name} 3" in told and "Ask whose" in told
    found = json.loads(person("rivera", "class", "rate", "ada", "four-score", "--json"))["items"]
    assert {(one["by"], one["level"]) for one in found} == {("me", "3"), ("student", "2")}
    assert "Apart" in person("rivera", "class", "ratings") and "Open" in person("rivera", "class", "ratings", "open")
    assert not json.loads(person("rivera", "class", "to-read", "--json"))["items"], "my rating was a word about it"
    table = person("rivera", "class", "standards", "--csv")
    assert "Ada King" in table and "3 " in table


async def test_hostile_words_of_a_student_in_every_place_of_the_teacher(room: Room, tmp_path: Path) -> None:  # noqa: F811
    student = Student(room, 2, str(tmp_path / "cleo"))
    for number, told in enumerate(NASTY[:6]):
        course, task = student.desk.find_task("letter-to-power")
        picks = {name: part.options[0].id for name, part in task.parts.items() if part.open}
        work = choosing.choose(student.desk, course, task, picks, told or "x", f"{number} {told}")
        works.save_text(student.desk, work, f"# {told}\n{told}\n")
        works.share(student.desk, work)
    student.sync()
    fetch(room, CLOCK)
    seat = room.seats()[2]
    comment = {"tone": "next", "text": "[b]x[/] \x1b]0;pwned\x07" + NASTY[0]}
    commenting.comment(room, seat, read(room, 2), student.work, comment, CLOCK)
    app = ClassApp(room.root, SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.2)
        await pilot.press("2")
        for _work in range(6):
            await pilot.press("enter")
            await pilot.pause(0.2)
            assert not controls(screen_text(pilot).encode())
            await pilot.press("escape", "down")
        await pilot.press("enter")
        await pilot.pause(0.2)
        for _turn in range(3):
            await pilot.press("d", "right_square_bracket")
            assert not controls(screen_text(pilot).encode())
        await pilot.press("escape", "3", "enter", "escape", "4", "1", "slash", *"o", "enter", "enter")
        await pilot.pause(0.3)
        assert not controls(screen_text(pilot).encode())
        await pilot.press("ctrl+q")
    student.desk.portfolio.close()


def test_the_first_word_about_a_student_asks_no_server(room: Room, maya: Student) -> None:  # noqa: F811
    desk = read(room)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        room.kept = replace(room.kept, address=f"https://127.0.0.1:{server.getsockname()[1]}/hub")
        told = {"tone": "warm", "text": "The mill speaks"}
        commenting.comment(room, room.seats()[0], desk, maya.work, told, CLOCK)
        with pytest.raises(BlockingIOError):
            server.accept()
        assert room.unsent() == 1


async def test_a_class_that_cannot_be_read_is_said_and_not_a_crash(room: Room) -> None:  # noqa: F811
    head = Path(room.root, "published/.git/refs/heads/main").read_text().strip()
    Path(room.root, f"published/.git/objects/{head[:2]}/{head[2:]}").unlink()
    app = ClassApp(room.root, SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.3)
        await pilot.press("2", "3", "4", "1")
        await pilot.pause(0.2)
        assert "0 students" in screen_text(pilot) or "Nobody fits" in screen_text(pilot)
        await pilot.press("ctrl+q")
