"""A shared folder between real users of one computer: a teacher, a student of the group, and somebody who is not."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portfolio.classroom import making
from portfolio.classroom.fetch import fetch
from portfolio.classroom.records import Row
from portfolio.clock import SetClock
from portfolio.course import shelf
from portfolio.course.shelf import shipped
from portfolio.door import Portfolio
from portfolio.errors import PortfolioError
from portfolio.history.server import Way
from portfolio.hub import sync
from portfolio.hub.beginning import begin
from portfolio.hub.joining import join, joined, look
from portfolio.hub.place import FolderHub
from portfolio.model.schoolclass import Person
from tests.makers import NOON, save_goal

pytestmark = pytest.mark.skipif(getattr(os, "getuid", lambda: 1)() != 0, reason="needs root, to be several users")
TEACHER, STUDENT, STRANGER, SCHOOL = 64001, 64002, 64003, 64100


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that the teacher owns and the school's group may write to, and homes for three users."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "hub").mkdir()
    for do in (make, sit, read):  # loads whatever the others use: Python itself may stand where they cannot read
        do(tmp_path)
    place = Path(tempfile.mkdtemp(prefix="portfolio-users-"))
    place.chmod(0o711)
    for name, user, mode in (("hub", TEACHER, 0o2770), ("teacher", TEACHER, 0o700), ("student", STUDENT, 0o700)):
        (place / name).mkdir()
        os.chown(place / name, user, SCHOOL)
        (place / name).chmod(mode)
    yield place
    shutil.rmtree(place)


def as_user(user: int, home: Path, do: Callable[[], None], *, groups: tuple[int, ...] = (SCHOOL,)) -> str:
    """Do something as another user of the computer, in a process of their own; gives what went wrong, else ""."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups(groups)
            os.setgid(groups[0] if groups else user)
            os.setuid(user)
            os.umask(0o077)
            os.environ["HOME"] = str(home)
            os.chdir(home if os.access(home, os.X_OK) else "/")
            do()
        except BaseException as error:
            told = str(error) if isinstance(error, PortfolioError) else traceback.format_exc()
            os.write(mouth, told.encode() or b"?")
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.close(mouth)
    with open(ear, encoding="utf-8") as heard:
        told = heard.read()
    os.waitpid(child, 0)
    return told


def make(school: Path) -> None:
    course, files = shelf.to_keep(shipped()["humanities-10"])
    making.create(
        str(school / "teacher/class"), FolderHub(str(school / "hub")), Way(), name="Humanities 10", group="",
        me=Person("t0123456789abcdef", "M. Rivera"), rows=[Row("1", "Ada King")], courses={course.ref: files},
        clock=SetClock(NOON),
    )[0].close()  # fmt: skip


def sit(school: Path) -> None:
    hub = FolderHub(str(school / "hub"))
    found = look(hub)[0]
    mine, _known = begin(str(school / "student/mine"), hub, found, found.seats[0], SetClock(NOON))
    save_goal(mine, "From another account")
    done = sync.sync(mine, join(mine, hub, Way(), found, found.seats[0], SetClock(NOON)))
    mine.close()
    assert done.state == "there", done


def read(school: Path) -> None:
    room = making.open_room(str(school / "teacher/class"))
    assert [one.state for one in fetch(room, SetClock(NOON))] == ["new"]
    room.close()


def test_a_teacher_and_a_student_with_accounts_of_their_own(school: Path) -> None:
    assert as_user(TEACHER, school / "teacher", lambda: make(school)) == ""
    assert as_user(STUDENT, school / "student", lambda: sit(school)) == ""
    assert as_user(TEACHER, school / "teacher", lambda: read(school)) == ""
    bundle = next((school / "hub/histories").rglob("current.bundle"))
    found = bundle.stat()
    assert (found.st_uid, stat.S_IMODE(found.st_mode)) == (STUDENT, 0o660), "theirs, and readable for the group alone"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (school / "hub").rglob("*") if path.is_dir()} == {0o2770}
    assert stat.S_IMODE((school / "student/mine").stat().st_mode) == 0o700


def test_somebody_outside_the_group_is_told_and_changes_nothing(school: Path) -> None:
    assert as_user(TEACHER, school / "teacher", lambda: make(school)) == ""
    before = sorted(str(path) for path in (school / "hub").rglob("*"))
    told = as_user(STRANGER, school / "student", lambda: sit(school), groups=())
    assert "cannot be opened with your account" in told, told
    assert "Traceback" not in told
    assert sorted(str(path) for path in (school / "hub").rglob("*")) == before


def test_a_hub_that_can_only_be_read_keeps_the_work_here(school: Path) -> None:
    assert as_user(TEACHER, school / "teacher", lambda: make(school)) == ""
    assert as_user(STUDENT, school / "student", lambda: sit(school)) == ""
    place = next((school / "hub/histories").rglob("current.bundle")).parent
    place.chmod(0o555)
    os.chown(place, TEACHER, SCHOOL)

    def go_on() -> None:
        mine = Portfolio.open(str(school / "student/mine"), SetClock(NOON))
        save_goal(mine, "While it could only be read")
        done = sync.sync(mine, joined(mine)[0])
        mine.close()
        assert done.state == "refused" and "cannot be written" in done.reason, done

    assert as_user(STUDENT, school / "student", go_on) == ""
    place.chmod(0o2770)

    def heal() -> None:
        mine = Portfolio.open(str(school / "student/mine"), SetClock(NOON))
        assert sync.sync(mine, joined(mine)[0]).state == "there"
        mine.close()

    assert as_user(STUDENT, school / "student", heal) == ""
    assert as_user(TEACHER, school / "teacher", lambda: read(school)) == ""
