"""What always holds: merging, differences, reading records, and long chance sequences of changes on real folders."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portfolio.clock import SetClock, stamp
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.door.view import read_record
from portfolio.errors import NotFound, PortfolioError, Refused
from portfolio.model.codec import Malformed, canonical, load
from portfolio.model.diff import compare
from portfolio.model.goal import CheckIn, Goal
from portfolio.model.merge import key, merge_record, merge_text, paragraphs
from portfolio.model.record import new_id
from portfolio.model.work import Answer, Draft, Reflection, Work
from portfolio.text import clean, count_words, is_clean, words
from tests.makers import NOON, assert_clean, course_files, git, save_goal, save_text, save_work

EXAMPLES = 200
BY_HAND = ("-c", "user.name=Ada", "-c", "user.email=ada@example.invalid", "-c", "commit.gpgSign=false")


# Merging

NAMES = st.sampled_from(["a", "b", "c"])
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(-1, 2), st.sampled_from([0.0, 1.0]), st.sampled_from(["", "x", "y"])
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=3)), max_leaves=6
)
RECORDS = st.one_of(st.none(), st.dictionaries(NAMES, VALUES, max_size=4))
TEXTS = st.lists(
    st.sampled_from(["a", "b", "c", "aa b", "\n", "\n\n", " ", "\n \n", "\r\n", "x\n\n", "y\n\n", "z"]), max_size=9
).map("".join)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield key(value)


@settings(max_examples=EXAMPLES, deadline=None)
@given(RECORDS, RECORDS, RECORDS)
@example({"a": 0}, {"a": False}, {"a": 0.0})
def test_records_merge_the_same_whichever_comes_first(base: Any, mine: Any, theirs: Any) -> None:
    one, first = merge_record(base, mine, theirs)
    other, second = merge_record(base, theirs, mine)
    assert key(one) == key(other)
    assert sorted(map(repr, first)) == sorted(map(repr, second))


@settings(max_examples=EXAMPLES, deadline=None)
@given(RECORDS, RECORDS)
def test_a_record_changed_on_one_side_is_taken(base: Any, mine: Any) -> None:
    assert key(merge_record(base, mine, base)[0]) == key(mine)
    assert key(merge_record(base, base, mine)[0]) == key(mine)
    assert key(merge_record(base, mine, mine)[0]) == key(mine)


@settings(max_examples=EXAMPLES, deadline=None)
@given(RECORDS, RECORDS, RECORDS)
def test_merging_a_merged_record_again_changes_nothing(base: Any, mine: Any, theirs: Any) -> None:
    merged = merge_record(base, mine, theirs)[0]
    for older, one, other in ((mine, merged, mine), (theirs, merged, theirs), (theirs, theirs, merged)):
        assert key(merge_record(older, one, other)[0]) == key(merged)


@settings(max_examples=EXAMPLES, deadline=None)
@given(RECORDS, RECORDS, RECORDS)
def test_no_value_that_one_side_set_is_lost(base: Any, mine: Any, theirs: Any) -> None:
    have = set(_leaves(merge_record(base, mine, theirs)[0] or {}))
    for side in (mine, theirs):
        for name, value in (side or {}).items():
            new = base is None or name not in base or key(base[name]) != key(value)
            if new and not isinstance(value, dict | list):
                assert key(value) in have


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(PLAIN, max_size=5), st.lists(PLAIN, max_size=3), st.data())
def test_members_removed_on_one_side_go(base: list[Any], added: list[Any], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(base)) if base else None
    mine = [item for item in base if key(item) != key(gone)]
    merged = merge_record({"a": base}, {"a": mine}, {"a": [*base, *added]})[0]
    assert merged is not None
    if key(gone) not in {key(item) for item in added}:
        assert key(gone) not in {key(item) for item in merged["a"]} or not base


@settings(max_examples=EXAMPLES, deadline=None)
@given(TEXTS)
def test_paragraphs_joined_are_the_text(text: str) -> None:
    assert "".join(paragraphs(text)) == text


@settings(max_examples=EXAMPLES, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_texts_merge_the_same_whichever_comes_first(base: str, mine: str, theirs: str) -> None:
    assert merge_text(base, mine, theirs)[0] == merge_text(base, theirs, mine)[0]
    assert merge_text(base, mine, base)[0] == merge_text(base, base, mine)[0] == mine


@settings(max_examples=EXAMPLES, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
@example("", "aaa", "\n\n\n\naa\n\n\n\n")
def test_no_new_paragraph_is_lost(base: str, mine: str, theirs: str) -> None:
    merged, known = merge_text(base, mine, theirs)[0], {part.strip() for part in paragraphs(base)}
    for part in {*paragraphs(mine), *paragraphs(theirs)}:
        assert part.strip() in known or part.strip() in merged


# Differences


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=60)), st.one_of(TEXTS, st.text(max_size=60)))
def test_the_pieces_of_a_difference_are_both_texts(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.tag != "added") == old
    assert "".join(piece.text for piece in pieces if piece.tag != "removed") == new


# Words


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(alphabet="ab3é_’'-. ,\n\t河\u3000\x1f\u2028\u202e", max_size=20))
def test_the_fast_ways_give_what_the_plain_ones_give(text: str) -> None:
    assert count_words(text) == len(words(text))
    assert is_clean(clean(text)) and (clean(text) == text) is (is_clean(text) and "\r" not in text)


# Reading

PIECES = ['"', "{", "[", "]", "}", "\\", "\\u", "\\ud800", "1e9", "\x00", "<<<<<<<", ",", "null", "-", "NaN", "é"]
GOOD = canonical({"schema": 1, "id": "x", "created": "y", "statement": "s", "closing": None, "more": [1, {"é": "😀"}]})


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 3), st.sampled_from(PIECES)), max_size=4))
def test_a_spoiled_record_is_malformed_and_nothing_else(cuts: list[tuple[int, int, str]]) -> None:
    data = bytearray(GOOD)
    for at, length, piece in cuts:
        data[at : at + length] = piece.encode()
    with contextlib.suppress(Malformed):
        read_record("records/goals/x/x.json", bytes(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\x00"}',
        b"{}\x00",
        b'{"a":' + b"[" * 100_000,
        b'{"a":' + b"9" * 1_000_000 + b"}",
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        pytest.param(b'{"a":1e999}'),
    ],
)
def test_what_cannot_be_written_again_is_not_read(data: bytes) -> None:
    with pytest.raises(Malformed):
        load(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'{"a":' + b"[" * 40 + b'"' + b'\\"' * 500_000, id="an open string full of quotes"),
        pytest.param(
            b"{" + b",".join(b'"%d":1' % n for n in [*range(150_000), 149_999]) + b"}", id="the last name twice"
        ),
    ],
)
def test_a_small_hostile_file_cannot_hold_everything_up(data: bytes) -> None:
    """Each would take many minutes if reading it grew with the square of its length."""
    with pytest.raises(Malformed):
        load(data)


def test_no_control_character_comes_out_of_a_record() -> None:
    name = "20261123-120000000-abcdefgh"
    data = f'{{"schema":1,"id":"{name}","created":"x","statement":"A\\b\\f\\rB"}}'.encode()
    record = read_record(f"records/goals/2026-11/{name}.json", data)[1]
    assert isinstance(record, Goal) and is_clean(record.statement)


# The folder


def _commit(folder: str, message: str = "by hand") -> str:
    git(folder, "add", "-A", ".")
    git(folder, *BY_HAND, "commit", "-qm", message)
    return git(folder, "rev-parse", "HEAD")


def test_a_works_folder_moved_away_and_linked_keeps_its_files(mine: Portfolio, folder: str, tmp_path: Path) -> None:
    work = save_work(mine)
    mine.settle()
    os.rename(f"{folder}/works", tmp_path / "cloud")
    os.symlink(tmp_path / "cloud", f"{folder}/works")
    mine.refresh()
    mine.settle()
    assert (tmp_path / "cloud" / work.folder / "text.md").exists()


def test_git_init_in_a_work_removes_nothing(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    git(f"{folder}/works/{work.folder}", "init")
    mine.refresh()
    mine.settle()
    assert os.path.exists(f"{folder}/{work.text_path}")


@pytest.mark.parametrize("name", [".gitattributes", "notes.md~", "private/notes.txt"])
def test_a_file_that_git_knows_and_we_skip_stays(mine: Portfolio, folder: str, name: str) -> None:
    os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
    Path(f"{folder}/{name}").write_text("precious\n", encoding="utf-8")
    git(folder, "add", "-f", name)
    git(folder, *BY_HAND, "commit", "-qm", "by hand")
    mine.refresh()
    mine.settle()
    assert os.path.exists(f"{folder}/{name}")


def test_a_folder_that_cannot_be_listed_is_not_empty(
    mine: Portfolio, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = save_work(mine)
    mine.settle()
    real = os.scandir

    def failing(path: str) -> Any:
        if "/works" in path:
            raise OSError(5, "Input/output error")
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", failing)
        mine.refresh()
        mine.settle()
    assert os.path.exists(f"{folder}/{work.text_path}")


def test_restoring_writes_nothing_outside_the_folder(mine: Portfolio, folder: str, tmp_path: Path) -> None:
    def store(kind: str, data: bytes) -> str:
        call = ["git", "-C", folder, "hash-object", "-t", kind, "-w", "--literally", "--stdin"]
        return subprocess.run(call, input=data, capture_output=True, check=True).stdout.decode().strip()

    inner = store("tree", b"100644 owned.txt\0" + bytes.fromhex(store("blob", b"owned\n")))
    tree = store("tree", b"40000 ..\0" + bytes.fromhex(inner))
    version = git(folder, *BY_HAND, "commit-tree", "-p", "HEAD", "-m", "evil", tree)
    with contextlib.suppress(PortfolioError):
        mine.restore(version)
        mine.settle()
    assert not (tmp_path / "owned.txt").exists()


def test_a_file_broken_while_a_save_waits_is_left_alone(mine: Portfolio, folder: str) -> None:
    for n in range(16):
        goal = save_goal(mine, f"Goal {n}")
        mine.settle()
        with mine.change("goal.edit", "Change why") as change:
            change.put(goal.edit(why="because"))
        Path(f"{folder}/{goal.path}").write_text(f"{{ broken {n}", encoding="utf-8")
        mine.settle()
        assert Path(f"{folder}/{goal.path}").read_text(encoding="utf-8") == f"{{ broken {n}"
        assert "broken" not in git(folder, "show", f"HEAD:{goal.path}")


def test_a_link_in_the_way_stops_only_that_file(mine: Portfolio, folder: str) -> None:
    goal = save_goal(mine)
    mine.settle()
    with mine.change("goal.edit", "Change why") as change:
        change.put(goal.edit(why="because"))
    os.unlink(f"{folder}/{goal.path}")
    os.symlink("/etc/hostname", f"{folder}/{goal.path}")
    mine.settle()
    assert mine.waiting == 0


def test_a_file_may_become_a_folder(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    with mine.change("file.attach", "Attach a") as change:
        change.write_file(f"{work.files_path}/a", b"x")
    mine.settle()
    os.unlink(f"{folder}/{work.files_path}/a")
    os.mkdir(f"{folder}/{work.files_path}/a")
    Path(f"{folder}/{work.files_path}/a/b.txt").write_text("b", encoding="utf-8")
    mine.refresh()
    mine.settle()
    assert_clean(folder)


@pytest.mark.parametrize("wrong", ['{"format": 1, "id": "x", "name": "A", "courses": 5}', '{"format": 1, "id": "x"}'])
def test_a_broken_portfolio_json_is_set_aside(mine: Portfolio, folder: str, wrong: str) -> None:
    path = Path(f"{folder}/portfolio.json")
    good = path.read_text(encoding="utf-8")
    path.write_text(wrong, encoding="utf-8")
    mine.refresh()
    with contextlib.suppress(PortfolioError):
        mine.settle()
    path.write_text(good, encoding="utf-8")
    mine.refresh()
    mine.settle()
    assert mine.owner.name == "Ada Sample" and mine.waiting == 0


def test_an_odd_id_makes_no_bad_commit(mine: Portfolio, folder: str) -> None:
    path = Path(f"{folder}/portfolio.json")
    path.write_bytes(canonical({**load(path.read_bytes()), "id": "x>\nparent y"}))
    mine.refresh()
    with contextlib.suppress(PortfolioError):
        mine.settle()
    assert git(folder, "fsck", "--strict", "--no-dangling") == ""


# Two windows


def test_a_window_sees_what_another_saved_while_its_own_save_waited(mine: Portfolio, folder: str) -> None:
    save_goal(mine)
    work = save_work(mine)
    mine.settle()
    other = Portfolio.open(folder, SetClock(NOON))
    try:
        assert mine.all(Goal) == other.all(Goal)
        save_text(mine, work, "On its way.\n")
        with other.change("goal.edit", "Change why") as change:
            change.put(other.all(Goal)[0].edit(why="from there"))
        other.settle()
        mine.settle()
        mine.refresh()
        assert mine.all(Goal)[0].why == "from there"
    finally:
        other.close()


def test_a_form_shown_before_another_window_saved_keeps_both_fields(mine: Portfolio, folder: str) -> None:
    goal = save_goal(mine)
    mine.settle()
    other = Portfolio.open(folder, SetClock(NOON))
    with other.change("goal.edit", "Change why") as change:
        change.put(goal.edit(why="from there"))
    other.close()
    with mine.change("goal.edit", "Change obstacle") as change:
        change.put(goal.edit(obstacle="from here"))
    mine.settle()
    found = mine.need(Goal, goal.id)
    assert (found.why, found.obstacle) == ("from there", "from here")


def test_a_paragraph_written_outside_can_be_deleted_here(mine: Portfolio, folder: str) -> None:
    work = save_work(mine, "A.\n")
    mine.settle()
    Path(f"{folder}/{work.text_path}").write_text("A.\n\nB.\n", encoding="utf-8")
    assert mine.text(work) == "A.\n\nB.\n"
    save_text(mine, work, "A.\n", mine.blob(work))
    assert mine.text(work) == "A.\n"


# Opening


def _typed(mine: Portfolio, work: Work, text: str, first: bytes | None = None) -> None:
    """What a process that is killed was typing."""
    child = os.fork()
    if child == 0:
        if first is not None:
            Path(f"{mine.root}/{work.text_path}").write_bytes(first)
        mine.keep_text(work, text, mine.blob(work))
        os._exit(9)
    os.waitpid(child, 0)


@pytest.mark.parametrize(
    ("text", "first", "now"),
    [
        ("one\n\ntyped\n", b"one\n", b"two\n"),
        ("typed\n", None, b"\xff not UTF-8\n"),
        ("x " * (5 * 2**20), None, b"now\n"),
    ],
    ids=["base never kept", "file is broken", "too long"],
)
def test_it_opens_whatever_was_being_typed(mine: Portfolio, text: str, first: bytes | None, now: bytes) -> None:
    work = save_work(mine)
    mine.settle()
    _typed(mine, work, text, first)
    Path(f"{mine.root}/{work.text_path}").write_bytes(now)
    Portfolio.open(mine.root, SetClock(NOON)).close()


def test_it_opens_with_an_empty_head_file(mine: Portfolio, folder: str) -> None:
    mine.close()
    Path(f"{folder}/.git/HEAD").write_bytes(b"")
    Portfolio.open(folder, SetClock(NOON)).close()
    assert_clean(folder)


def test_it_opens_with_a_damaged_folder_object_and_no_index(mine: Portfolio, folder: str) -> None:
    save_goal(mine)
    mine.close()
    name = git(folder, "rev-parse", "HEAD:records/goals")
    path = f"{folder}/.git/objects/{name[:2]}/{name[2:]}"
    os.chmod(path, 0o600)
    Path(path).write_bytes(b"")
    os.unlink(f"{folder}/.git/index")
    Portfolio.open(folder, SetClock(NOON)).close()
    assert_clean(folder)


# The past


def test_the_timeline_reads_any_message(mine: Portfolio, folder: str) -> None:
    git(folder, *BY_HAND, "commit", "--allow-empty", "-qm", "one \x1e two \x1f three")
    assert len(list(mine.timeline())) == 2


def test_undo_of_a_file_that_is_broken_now_is_refused(mine: Portfolio, folder: str) -> None:
    goal = save_goal(mine)
    with mine.change("goal.edit", "Change why") as change:
        change.put(goal.edit(why="because"))
    mine.settle()
    Path(f"{folder}/{goal.path}").write_text("{", encoding="utf-8")
    mine.refresh()
    with pytest.raises(Refused):
        mine.undo()


def test_undo_touches_only_what_the_version_touched(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    version = mine.version
    os.unlink(f"{folder}/{work.path}")
    mine.refresh()
    mine.restore(version, work.id)
    with pytest.raises(Refused, match="written since"):
        mine.undo()
    mine.settle()
    assert os.path.exists(f"{folder}/{work.text_path}")


def test_a_draft_names_a_text_that_can_be_read(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    Path(f"{folder}/{work.text_path}").write_text("# River\n\nOne outside.\n\nTwo.\n\nThree.\n", encoding="utf-8")
    now = mine.clock.now()
    with mine.change("draft.save", "Save draft 1") as change:
        blob = change.write_text(work, "# River\n\nOne.\n\nTwo.\n\nThree here.\n")
        change.put(Draft(id=new_id(now), created=stamp(now), work=work.id, name="1", blob=blob, words=5))
    mine.settle()
    assert mine.text_of(mine.all(Draft)[0].blob)


def test_a_record_too_large_to_read_is_refused(mine: Portfolio) -> None:
    now = mine.clock.now()
    work = save_work(mine)
    big = Reflection(
        id=new_id(now), created=stamp(now), work=work.id, moment="after", answers=(Answer("Q", "x" * 3_000_000),)
    )
    with contextlib.suppress(PortfolioError), mine.change("reflect", "Reflect") as change:
        change.put(big)
    mine.settle()
    assert not change.saved or mine.all(Reflection) == [big]


# Long sequences


class Play:
    """Chance steps on one folder, by our own calls, by hand and by plain git; then everything must agree."""

    def __init__(self, root: str, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.mine = create(root, "Ada Sample", SetClock(NOON), courses=course_files())
        self.known: dict[str, dict[str, bytes | None]] = {}
        self.step = 0

    def run(self, steps: int) -> None:
        """Make `steps` steps and look at everything after some of them."""
        names = [name for name in dir(self) if name.startswith("do_")]
        for self.step in range(steps):
            with contextlib.suppress(Refused, NotFound):
                getattr(self, self.chance.choice(names))()
        self.do_look()
        self.mine.close()

    def _files(self) -> dict[str, bytes]:
        found = {}
        for place, inner, names in os.walk(self.root):
            inner[:] = [name for name in inner if not name.startswith(".")]
            for name in names:
                path = os.path.join(place, name)
                if name == ".gitignore" or not name.startswith("."):
                    found[os.path.relpath(path, self.root)] = Path(path).read_bytes()
        return found

    def _one(self, start: str) -> Path | None:
        paths = [path for path in self._files() if path.startswith(start)]
        return Path(f"{self.root}/{self.chance.choice(paths)}") if paths else None

    def do_add(self) -> None:
        save_goal(self.mine, f"Goal {self.step}")

    def do_edit(self) -> None:
        goals = self.mine.all(Goal)
        if goals:
            field = self.chance.choice(["why", "evidence", "obstacle"])
            with self.mine.change("goal.edit", "Edit") as change:
                change.put(self.chance.choice(goals).edit(**{field: f"said {self.step}"}))

    def do_check_in(self) -> None:
        goals = self.mine.all(Goal)
        if goals:
            now = self.mine.clock.now()
            goal = self.chance.choice(goals).id
            with self.mine.change("goal.checkin", "Check in") as change:
                change.put(CheckIn(id=new_id(now), created=stamp(now), goal=goal, confidence=1, note=f"{self.step}"))

    def do_write(self) -> None:
        works = self.mine.all(Work)
        if not works or self.chance.random() < 0.2:
            save_work(self.mine, f"First {self.step}\n\nSecond\n\nThird\n")
            return
        work = self.chance.choice(works)
        parts = self.mine.text(work).split("\n\n")
        parts[self.chance.randrange(len(parts))] = f"part {self.step}"
        save_text(self.mine, work, "\n\n".join(parts))

    def do_outside_text(self) -> None:
        path = self._one("works/")
        if path:
            path.write_bytes(path.read_bytes() + f"\noutside {self.step}\n".encode())

    def do_outside_new(self) -> None:
        os.makedirs(f"{self.root}/works/loose", exist_ok=True)
        Path(f"{self.root}/works/loose/{self.chance.randrange(4)}.md").write_text(f"{self.step}\n", encoding="utf-8")

    def do_outside_removal(self) -> None:
        path = self._one(self.chance.choice(["works/", "records/goals"]))
        if path:
            path.unlink()

    def do_git_commit(self) -> None:
        git(self.root, "add", "works")
        git(self.root, *BY_HAND, "commit", "-qm", "by hand")

    def do_git_gc(self) -> None:
        self.mine.settle()
        git(self.root, "gc", "-q", "--prune=now")

    def do_undo(self) -> None:
        self.mine.undo(self.chance.choice([one.id for one in self.mine.timeline()]), also=self.chance.random() < 0.5)

    def do_restore(self) -> None:
        self.mine.restore(self.chance.choice([one.id for one in self.mine.timeline()]))

    def do_reopen(self) -> None:
        self.mine.close()
        self.mine = Portfolio.open(self.root, SetClock(NOON))

    def do_look(self) -> None:
        """The folder, the newest version, the view and git agree; versions seen earlier are what they were."""
        mine = self.mine
        for _twice in range(2):
            mine.settle()
            mine.refresh()
        assert not mine.problems and not mine.waiting
        assert_clean(self.root)
        head = mine.at(mine.version)
        now = {path: head.bytes(path) for path in mine.repo.files_of(mine.version)}
        assert now == self._files()
        fresh = Portfolio.open(self.root, SetClock(NOON), writable=False)
        for kind in (Goal, CheckIn, Work):
            assert fresh.all(kind) == mine.all(kind) == head.all(kind)
        fresh.close()
        self.known[mine.version] = now
        for version, then in self.known.items():
            past = mine.at(version)
            assert all(past.bytes(path) == data for path, data in then.items())


@pytest.mark.parametrize("seed", range(25))
def test_any_sequence_leaves_everything_in_agreement(seed: int, tmp_path: Path) -> None:
    Play(str(tmp_path / "mine"), seed).run(30)
    shutil.rmtree(tmp_path / "mine")
