"""Taking it all home and bringing it back: the same portfolio, or a plain refusal and nothing at all."""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.clock import SetClock, stamp
from portfolio.course.shelf import shipped, to_keep
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import BadInput, NotFound, PortfolioError, Refused
from portfolio.export import archive, tables
from portfolio.export.bring import bring
from portfolio.history import bundle
from portfolio.history.mirror import Mirror
from portfolio.hub import bundles
from portfolio.hub.sync import about_folder
from portfolio.model.feedback import Comment
from portfolio.model.kinds import KINDS
from portfolio.model.record import new_id
from portfolio.model.work import Draft, Work
from portfolio.services import choosing, reflecting, works
from portfolio.services.desk import Desk
from tests import bad_archives, crash
from tests.makers import LONG, NOON, assert_clean, course_files, git, save_goal, save_text, save_work, written_about
from tests.test_cli import Cli, Failed, cli  # noqa: F401 - fixture

BAD = bad_archives.CASES


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A portfolio with a whole course and one work, to copy."""
    root = str(tmp_path_factory.mktemp("begun") / "mine")
    made = create(root, "Ada Sample", SetClock(NOON), courses=to_keep(shipped()["humanities-10"])[1])
    desk = Desk(made, SetClock(NOON))
    _choose(desk, "Who owns the river?")
    made.close()
    return root


def _choose(desk: Desk, title: str) -> Work:
    course, task = desk.tasks()[0]
    picks = {name: part.options[0].id for name, part in task.parts.items() if part.options}
    return choosing.choose(desk, course, task, picks, "It suits me", title)


def hear(mine: Portfolio, place: str, words: str, *, writer: str = "w0123", other: bool = False) -> None:
    """Let somebody else write about the student, as it is fetched from a class."""
    root = f"{place}/{writer}{'-other' if other else ''}"
    theirs = create(root, "M. Rivera", mine.clock, courses={})
    work = mine.all(Work)[0]
    now = mine.clock.now()
    with theirs.change("comment.add", "Comment") as change:
        change.put(
            Comment(
                id=new_id(now), created=stamp(now), work=work.id, version=mine.version, blob=mine.blob(work),
                tone="warm", text=words,
            )
        )  # fmt: skip
    theirs.settle()
    bundles.publish(f"{root}-hub", theirs.repo, theirs.version, "")
    mirror = Mirror.make(f"{about_folder(mine, 'humanities-10')}/{writer}.git")
    for head in bundles.fetch(f"{root}-hub", mirror):
        mirror.settle(head)
    mirror.close()
    theirs.close()


def whole(mine: Portfolio) -> dict[str, Any]:
    """Everything that must be the same afterwards."""
    inside = {}
    for folder, inner, names in os.walk(mine.root):
        inner[:] = [name for name in inner if name not in (".git", ".journal")]
        for name in names:
            path = os.path.join(folder, name)
            inside[os.path.relpath(path, mine.root)] = Path(path).read_bytes()
    said = {}
    for view in written_about(mine):
        assert isinstance(view.repo, Mirror)
        name = "/".join(view.repo.git_dir.split("/")[-2:])
        said[name] = (view.version, view.repo.others(), [one.to_json() for one in view.all(Comment)])
    return {
        "head": mine.repo.head(),
        "owner": mine.owner,
        "files": inside,
        "records": {kind: [one.to_json() for one in mine.all(each)] for kind, each in KINDS.items()},
        "texts": [mine.text(work) for work in mine.all(Work)],
        "old": [mine.text_of(draft.blob) for draft in mine.all(Draft)],
        "versions": [(v.id, v.author, v.at, v.note) for v in mine.timeline()],
        "private": [one.to_json() for one in mine.private.all()],
        "said": said,
    }


WORDS = st.text(st.sampled_from("ab é河.\n\x1b=\u202e"), min_size=1, max_size=40).map(lambda text: f"w{text}")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["choose", "draft", "text", "private", "shared", "file", "goal", "heard", "rename", "erase"]),
        st.integers(0, 5),
        WORDS,
    ),
    max_size=8,
)


def act(desk: Desk, place: str, step: str, which: int, words: str) -> None:
    """One thing a student does, or somebody else says."""
    mine = desk.portfolio
    work = desk.works()[which % len(desk.works())]
    if step == "choose":
        _choose(desk, words)
    elif step == "draft":
        works.save_draft(desk, work, f"Draft {words}", text=words)
    elif step == "text":
        works.save_text(desk, work, words)
    elif step in ("private", "shared"):
        reflecting.reflect(desk, work, "during", {"What now?": words}, private=step == "private")
    elif step == "file":
        path = Path(place, f"map {which}.png")
        path.write_bytes(words.encode() * which * 1000)
        works.attach(desk, work, str(path), words)
    elif step == "goal":
        save_goal(mine, words)
    elif step == "heard":
        writer = f"w{len(os.listdir(place))}"
        hear(mine, place, words, writer=writer)
        if which == 0:
            hear(mine, place, words, writer=writer, other=True)
    elif step == "rename":
        works.rename(desk, work, words)
    elif mine.private.all():
        mine.private.erase(mine.private.all()[-1].id)


@settings(max_examples=200 if LONG else 10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.booleans(), st.booleans())
def test_what_comes_back_is_what_was_taken(
    begun: str, steps: list[tuple[str, int, str]], zipped: bool, private: bool
) -> None:
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(begun, f"{place}/mine")
        os.mkdir(f"{place}/others")
        clock = SetClock(NOON)
        mine = Portfolio.open(f"{place}/mine", clock)
        desk = Desk(mine, clock)
        for step, which, words in steps:
            clock.forward(minutes=1)
            act(desk, f"{place}/others", step, which, words)
        mine.settle()
        before = whole(mine)
        target = f"{place}/out.zip" if zipped else f"{place}/out"
        archive.write(mine, target, private=private)
        assert whole(mine) == before
        mine.close()
        done = bring(target, f"{place}/back", clock)
        after = whole(done.portfolio)
        done.portfolio.close()
        if not private:
            assert after.pop("private") == [] and before.pop("private") is not None
            before["files"] = {path: data for path, data in before["files"].items() if not path.startswith("private/")}
        assert after == before
        assert_clean(f"{place}/back")


@pytest.fixture
def home(mine: Portfolio, tmp_path: Path) -> Portfolio:
    """A small portfolio that somebody has written about."""
    work = save_work(mine)
    save_text(mine, work, "# River\n\nOne and a half.\n")
    save_goal(mine)
    (tmp_path / "theirs").mkdir()
    hear(mine, str(tmp_path / "theirs"), "I can see the river.")
    mine.settle()
    return mine


# In plain lines, and without the program


def test_what_is_saved_meanwhile_does_not_get_in_the_way(home: Portfolio, tmp_path: Path, clock: SetClock) -> None:
    before = home.repo.head()

    def told(done: int, _every: int) -> None:
        if done in (1, 30):
            save_goal(home, f"While it is written, {done}")
            home.settle()

    done = archive.write(home, str(tmp_path / "out.zip"), told=told)
    assert done.manifest.head == before != home.repo.head()
    back = bring(str(tmp_path / "out.zip"), str(tmp_path / "back"), clock).portfolio
    assert back.version == before
    back.close()


def test_it_can_be_read_without_the_program(home: Portfolio, tmp_path: Path) -> None:
    archive.write(home, str(tmp_path / "out"))
    out = tmp_path / "out"
    assert os.system(f"cd {out} && sha256sum --quiet -c SHA256SUMS") == 0
    assert sorted(os.listdir(out)) == ["HOW-TO-READ.md", "SHA256SUMS", "archive.json", "history", "portfolio"]
    git(str(tmp_path), "clone", "-q", "-b", "main", f"{out}/history/own-1.bundle", "cloned")
    assert git(str(tmp_path / "cloned"), "rev-parse", "HEAD") == home.version
    git(str(tmp_path), "clone", "-q", "-b", "main", f"{out}/history/about/humanities-10/w0123.bundle", "feedback")
    assert "I can see the river." in git(str(tmp_path / "feedback"), "log", "-p")
    assert (out / "portfolio/README.md").read_text().startswith("# The portfolio of Ada Sample")


def test_a_history_that_is_too_large_for_one_bundle_goes_out_in_several(
    home: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = bundle.pieces(home.repo.git_dir, home.version, most=1)
    assert len(cut) == home.count() and cut[0][0] == "" and cut[-1][1] == home.version
    monkeypatch.setattr(bundle, "pieces", lambda *_given: cut)
    archive.write(home, str(tmp_path / "out"))
    monkeypatch.undo()
    done = bring(str(tmp_path / "out"), str(tmp_path / "back"), home.clock)
    assert whole(done.portfolio) == whole(home)
    done.portfolio.close()
    assert "own-2.bundle main" in (tmp_path / "out/HOW-TO-READ.md").read_text()


def test_in_plain_lines(cli: Cli, home: Portfolio, tmp_path: Path) -> None:  # noqa: F811
    home.close()
    said = cli("-C", home.root, "export", "archive", "out.zip")
    assert "4 versions" in said and "1 other person" in said and "Private reflections, if" in said
    with pytest.raises(Failed, match=r"already something at .*out\.zip.*--replace"):
        cli("-C", home.root, "export", "archive", "out.zip")
    assert "4 versions" in cli("-C", home.root, "export", "archive", "out.zip", "--replace")
    assert oct(os.stat("out.zip").st_mode & 0o777) == "0o600"
    with pytest.raises(Failed, match="inside the portfolio"):
        cli("-C", home.root, "export", "archive", f"{home.root}/out.zip")
    with pytest.raises(Failed, match="already something in"):
        cli("import", "out.zip", "--in", home.root)
    with pytest.raises(Failed, match="no archive at"):
        cli("import", "nothing.zip", "--in", "back")
    assert "4 versions" in cli("import", "out.zip", "--in", "back")
    assert "4 versions" in cli("import", "archive", "--in", "again", "out.zip")
    assert "archive" in cli("import", "--help")
    assert cli("-C", "back", "history") == cli("-C", home.root, "history")


def test_what_is_broken_in_the_folder_is_said_and_its_sound_version_taken(home: Portfolio, tmp_path: Path) -> None:
    path = next(path for path in home.repo.index.blobs if path.startswith("records/goals"))
    Path(home.root, path).write_text("{")
    home.refresh()
    done = archive.write(home, str(tmp_path / "out"))
    assert any(path in one for one in done.manifest.left_out)
    assert b"statement" in (tmp_path / "out/portfolio" / path).read_bytes()
    bring(str(tmp_path / "out"), str(tmp_path / "back"), home.clock).portfolio.close()


def test_a_folder_packed_anew_by_hand_is_taken_too(home: Portfolio, tmp_path: Path) -> None:
    archive.write(home, str(tmp_path / "out"))
    (tmp_path / "out/.DS_Store").write_bytes(b"x")
    shutil.make_archive(str(tmp_path / "again"), "zip", tmp_path, "out")
    done = bring(str(tmp_path / "again.zip"), str(tmp_path / "back"), home.clock)
    assert done.strangers == (".DS_Store",) and done.portfolio.version == home.version
    done.portfolio.close()


def test_a_file_that_shrinks_to_nothing_still_comes_back(home: Portfolio, tmp_path: Path) -> None:
    with home.change("file.attach", "Attach") as change:
        change.write_file("works/white.bmp", bytes(5_000_000))
    archive.write(home, str(tmp_path / "out.zip"))
    bring(str(tmp_path / "out.zip"), str(tmp_path / "back"), home.clock).portfolio.close()


# Tables


def test_every_record_text_and_standard_is_in_the_json(cli: Cli, sampled: str) -> None:  # noqa: F811
    found = json.loads(cli("-C", sampled, "export", "json"))
    mine = Portfolio.open(sampled, writable=False)
    assert (found["kind"], found["format"], found["portfolio"]["id"]) == ("portfolio-records", 1, mine.owner.id)
    for kind, record in KINDS.items():
        assert found["records"].get(kind, []) == json.loads(json.dumps([one.to_json() for one in mine.all(record)]))
    assert [one["text"] for one in found["texts"]] == [mine.text(work) for work in mine.all(Work)]
    named = {(one["code"], one["name"]) for course in found["courses"] for one in course["standards"]}
    assert {(one["standard"], one["standard_name"]) for one in found["ratings"]} <= named
    levels = {
        (level["key"], level["name"])
        for course in found["courses"] for rubric in course["rubrics"] for level in rubric["levels"]
    }  # fmt: skip
    assert found["ratings"] and {(one["level"], one["level_name"]) for one in found["ratings"]} <= levels
    private = [answer.text for one in mine.private.all() for answer in one.answers]
    assert private and not [text for text in private if text in json.dumps(found, ensure_ascii=False)]
    mine.close()


def test_what_others_wrote_is_in_the_json(cli: Cli, home: Portfolio) -> None:  # noqa: F811
    home.close()
    (writer,) = json.loads(cli("-C", home.root, "export", "json"))["by_others"]
    assert writer["name"] == "M. Rivera"
    assert [one["text"] for one in writer["records"]["comments"]] == ["I can see the river."]


def _rows(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def test_tables_have_a_row_for_everything(cli: Cli, sampled: str) -> None:  # noqa: F811
    assert "ratings.csv" in cli("-C", sampled, "export", "csv", "tables")
    found = json.loads(cli("-C", sampled, "export", "json"))
    kinds = {"works": "works", "drafts": "drafts", "goals": "goals", "check-ins": "checkins"}
    for name, kind in kinds.items():
        assert len(_rows(f"tables/{name}.csv")) == len(found["records"][kind]), name
    ratings = _rows("tables/ratings.csv")
    assert [one["level_name"] for one in ratings] == [one["level_name"] for one in found["ratings"]]
    assert {one["work"] for one in ratings} <= {one["work"] for one in _rows("tables/works.csv")}
    with pytest.raises(Failed, match="already something in"):
        cli("-C", sampled, "export", "csv", "tables")


def test_no_cell_is_a_formula(home: Portfolio, tmp_path: Path) -> None:
    for words in ('=HYPERLINK("http://x","y")', "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\x00=1"):
        save_goal(home, words)
    tables.write_csv(Desk(home, home.clock), str(tmp_path / "tables"))
    for name in os.listdir(tmp_path / "tables"):
        for row in _rows(str(tmp_path / "tables" / name)):
            assert not [cell for cell in row.values() if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


# What must not come in


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bad_archives.Files:
    """The files of a sound archive."""
    place = tmp_path_factory.mktemp("good")
    made = create(f"{place}/mine", "Ada Sample", SetClock(NOON), courses=course_files())
    save_work(made)
    hear(made, str(place), "I can see the river.")
    archive.write(made, f"{place}/out.zip")
    made.close()
    with zipfile.ZipFile(f"{place}/out.zip") as found:
        return {name: found.read(name) for name in found.namelist()}


def test_the_pattern_of_the_bad_ones_is_good(good: bad_archives.Files, tmp_path: Path, clock: SetClock) -> None:
    for n, files in enumerate((good, bad_archives.resealed(good))):
        (tmp_path / f"{n}.zip").write_bytes(bad_archives.packed(files))
        bring(str(tmp_path / f"{n}.zip"), str(tmp_path / f"back{n}"), clock).portfolio.close()


@pytest.mark.parametrize(("says", "make"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_a_bad_archive_is_refused_and_nothing_is_there(
    says: str, make: bad_archives.Case, good: bad_archives.Files, tmp_path: Path, clock: SetClock
) -> None:
    room = tmp_path / "a" / "b"
    room.mkdir(parents=True)
    (room / "bad.zip").write_bytes(make(good))
    with pytest.raises(BadInput, match=says) as told:
        bring(str(room / "bad.zip"), str(room / "back"), clock)
    assert str(told.value).startswith("bad.zip was not taken in") and told.value.todo
    assert os.listdir(room) == ["bad.zip"] and os.listdir(tmp_path) == ["a"] and os.listdir(tmp_path / "a") == ["b"]


def _unpack(good: bad_archives.Files, place: Path) -> None:
    for path, data in good.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)


@pytest.mark.parametrize("kind", ["link", "linked folder", "pipe", "changed", "missing", "deep"])
def test_a_bad_folder_is_refused(kind: str, good: bad_archives.Files, tmp_path: Path, clock: SetClock) -> None:
    place = tmp_path / "out"
    _unpack(good, place)
    if kind == "link":
        (place / "portfolio/README.md").unlink()
        (place / "portfolio/README.md").symlink_to("/etc/passwd")
    elif kind == "linked folder":
        (place / "history").rename(tmp_path / "history")
        (place / "history").symlink_to(tmp_path / "history")
    elif kind == "pipe":
        os.mkfifo(place / "portfolio/pipe")
    elif kind == "changed":
        (place / "portfolio/README.md").write_text("Other")
    elif kind == "missing":
        (place / "history/own-1.bundle").unlink()
    else:
        (place / ("d/" * 40)).mkdir(parents=True)
    with pytest.raises(BadInput, match="was not taken in"):
        bring(str(place), str(tmp_path / "back"), clock)
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("kind", ["pipe", "device", "link", "empty"])
def test_what_is_no_file_is_refused(kind: str, tmp_path: Path, clock: SetClock) -> None:
    place = tmp_path / "out.zip"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind in ("device", "link"):
        place.symlink_to("/dev/zero" if kind == "device" else tmp_path / "away.zip")
    else:
        place.write_bytes(b"")
    with pytest.raises((BadInput, NotFound)):
        bring(str(place), str(tmp_path / "back"), clock)
    assert os.listdir(tmp_path) == ["out.zip"]


# A full disk, and the end at any moment


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a portfolio and its archive."""
    place = tmp_path_factory.mktemp("ready")
    (place / "base").mkdir()
    made = create(f"{place}/base/mine", "Ada Sample", SetClock(NOON), courses=course_files())
    save_work(made)
    (place / "theirs").mkdir()
    hear(made, str(place / "theirs"), "I can see the river.")
    reflecting.reflect(Desk(made, made.clock), made.all(Work)[0], "during", {"What?": "Mine."}, private=True)
    archive.write(made, f"{place}/base/old.zip", private=True)
    made.close()
    return str(place / "base")


def exporting(root: str, ack: Callable[[str], None]) -> None:
    mine = Portfolio.open(f"{root}/mine", SetClock(NOON))
    archive.write(mine, f"{root}/new.zip", private=True)
    ack("new.zip")
    archive.write(mine, f"{root}/old.zip", replace=True)
    mine.close()


def unpacked(root: str, ack: Callable[[str], None]) -> None:
    mine = Portfolio.open(f"{root}/mine", SetClock(NOON))
    archive.write(mine, f"{root}/out", private=True)
    ack("out")
    mine.close()


def importing(root: str, ack: Callable[[str], None]) -> None:
    bring(f"{root}/old.zip", f"{root}/back", SetClock(NOON)).portfolio.close()
    ack("back")


def _fresh(ready: str) -> str:
    place = f"{ready}-copy"
    shutil.rmtree(place, ignore_errors=True)
    return shutil.copytree(ready, place)


def _look(root: str, said: list[str], told: str) -> None:
    """What is there is whole, what is not whole is not there, and the next try leaves nothing lying about."""
    for name in said:
        assert os.path.exists(f"{root}/{name}"), told
    for name in ("old.zip", "new.zip", "out"):
        if os.path.exists(f"{root}/{name}"):
            bring(f"{root}/{name}", f"{root}/from-{name}", SetClock(NOON)).portfolio.close()
    if os.path.exists(f"{root}/back"):
        mine = Portfolio.open(f"{root}/back", SetClock(NOON))
        assert len(mine.private.all()) == 1 and len(written_about(mine)) == 1, told
        mine.close()
        assert_clean(f"{root}/back")
    else:
        importing(root, lambda _word: None)
    mine = Portfolio.open(f"{root}/mine", SetClock(NOON))
    archive.write(mine, f"{root}/old.zip", replace=True)
    if not os.path.exists(f"{root}/out"):
        archive.write(mine, f"{root}/out")
    mine.close()
    assert not [name for name in os.listdir(root) if ".portfolio-tmp-" in name], told


@pytest.mark.parametrize(
    ("scenario", "step"), [(exporting, 17), (unpacked, 15), (importing, 9)], ids=["zip", "folder", "import"]
)
def test_ended_at_any_call(
    scenario: crash.Scenario, step: int, ready: str, record_property: Callable[[str, object], None]
) -> None:
    calls = crash.count(scenario, _fresh(ready))
    points = range(1, calls + 1, 1 if LONG else step)
    for n, at in enumerate(points):
        root = _fresh(ready)
        mode: crash.Mode = "both lost" if n % 4 == 3 else "kill"
        said = crash.stopped(scenario, root, at, mode)
        _look(root, said, f"{scenario.__name__}: {mode} before call {at} of {calls}")
    record_property("points", len(points))


@pytest.mark.parametrize(
    ("scenario", "step"), [(exporting, 9), (unpacked, 9), (importing, 7)], ids=["zip", "folder", "import"]
)
def test_a_disk_that_says_no(
    scenario: crash.Scenario, step: int, ready: str, record_property: Callable[[str, object], None]
) -> None:
    calls = crash.count(scenario, _fresh(ready))
    points = range(2, calls + 1, 1 if LONG else step)
    for at in points:
        root = _fresh(ready)
        said, error = crash.failing(scenario, root, at, crash.ERRORS[at % len(crash.ERRORS)], lasting=False)
        told = f"{scenario.__name__}: call {at} of {calls}"
        assert error is None or isinstance(error, PortfolioError), (told, error)
        assert not [name for name in os.listdir(root) if ".portfolio-tmp-" in name], told
        if error is not None and at % 5 == 0:
            _look(root, said, told)
    record_property("points", len(points))


def test_stopped_by_hand_nothing_stays(ready: str) -> None:
    root = _fresh(ready)
    before = sorted(os.listdir(root))
    mine = Portfolio.open(f"{root}/mine", SetClock(NOON))

    def stop(done: int, every: int) -> None:
        if done == every // 2:
            raise KeyboardInterrupt

    for place in (f"{root}/new.zip", f"{root}/out"):
        with pytest.raises(KeyboardInterrupt):
            archive.write(mine, place, told=stop)
    with pytest.raises(KeyboardInterrupt):
        bring(f"{root}/old.zip", f"{root}/back", mine.clock, told=stop)
    mine.close()
    assert sorted(os.listdir(root)) == before
    assert Refused is not None
