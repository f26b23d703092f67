"""Two computers of one student, their stick, a hub and a teacher's mirror, in any order, with crashes.

The hub is a shared folder, or a real https git server that cannot be reached for a while.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from portfolio.clock import SetClock
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import PortfolioError, Unreachable
from portfolio.history import remote
from portfolio.history.mirror import Mirror
from portfolio.history.server import Way
from portfolio.hub import stick, sync
from portfolio.hub.place import FolderHub, Hub, ServerHub, history_name
from portfolio.model.goal import Goal
from portfolio.model.work import Work
from portfolio.store import files
from tests import crash, servers
from tests.makers import LONG, assert_clean, git, save_goal, save_text, save_work
from tests.servers import TOKEN, Https, Line, Place

NAME = history_name("s1")
WHO = st.sampled_from(["lab", "home"])
WAY = st.sampled_from(["hub", "stick"])
TRIES = st.integers(1, 3)


class Meeting(RuleBasedStateMachine):
    """Whatever either computer wrote is there in the end, the same on both, and the teacher has it."""

    def make_hub(self) -> Hub:
        """A hub with an empty place for the student."""
        raise NotImplementedError

    def reaching(self) -> contextlib.AbstractContextManager[None]:
        """Within it the hub is talked to."""
        return contextlib.nullcontext()

    def newest(self) -> str:
        """The newest version in the hub."""
        return self.hub.heads([NAME])[NAME]

    @initialize(ways=st.sampled_from([("hub",), ("stick", "hub")]))
    def begin(self, ways: tuple[str, ...]) -> None:
        """One portfolio on two computers, an empty hub, an empty stick."""
        self.place = tempfile.mkdtemp(prefix="portfolio-meeting-")
        self.clock = SetClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        self.count = 0
        self.said: set[str] = set()
        """Words that must never be missing again."""
        self.ways = ways
        """How everything is brought together in the end."""
        with files.relaxed():
            lab = create(f"{self.place}/lab", "Ada Sample", self.clock, courses={})
            save_goal(lab, "The first goal")
            save_work(lab)
            lab.close()
        shutil.copytree(f"{self.place}/lab", f"{self.place}/home")
        self.sides = {name: self.open(name) for name in ("lab", "home")}
        for folder in ("hub", "stick"):
            os.mkdir(f"{self.place}/{folder}")
        self.hub = self.make_hub()
        self.mirror = Mirror.make(f"{self.place}/mirror.git")

    def open(self, name: str) -> Portfolio:
        return Portfolio.open(f"{self.place}/{name}", self.clock)

    def word(self, who: str) -> str:
        self.count += 1
        self.clock.forward(minutes=self.count % 3)
        return f"Word {self.count} from {who}."

    @rule(who=WHO)
    def set_a_goal(self, who: str) -> None:
        """A record of its own."""
        word = self.word(who)
        save_goal(self.sides[who], word)
        self.said.add(word)

    @rule(who=WHO, at=st.integers(0, 5))
    def write(self, who: str, at: int) -> None:
        """A paragraph more, somewhere in the text."""
        mine = self.sides[who]
        work = mine.all(Work)[0]
        parts = mine.text(work).rstrip("\n").split("\n\n")
        word = self.word(who)
        parts.insert(min(at, len(parts)), word)
        save_text(mine, work, "\n\n".join(parts) + "\n", mine.blob(work))
        self.said.add(word)

    @rule(who=WHO, field=st.sampled_from(["why", "obstacle"]))
    def change_a_field(self, who: str, field: str) -> None:
        """The same field on both: the last one that saw the other's wins, two that did not are both kept."""
        mine = self.sides[who]
        goal = mine.all(Goal)[0]
        before = {getattr(goal, field), *goal.extra.get("_both", {}).get(field, [])}
        word = self.word(who)
        with mine.change("goal.edit", "Edit a goal") as change:
            change.put(goal.edit(**{field: word}))
        self.said.add(word)
        self.said.discard(getattr(goal, field))
        assert word not in before

    def meet(self, who: str, way: str) -> None:
        """Sync, after which the hub has it all; or carry the stick: out and in."""
        if way == "stick":
            stick.carry(self.sides[who], f"{self.place}/stick")
            return
        with self.reaching():
            sync.meet(self.sides[who], self.hub, NAME)
            assert self.newest() == self.sides[who].version

    @rule(who=WHO)
    def meet_in_the_hub(self, who: str) -> None:
        self.meet(who, "hub")

    @rule(who=WHO)
    def carry_the_stick(self, who: str) -> None:
        self.meet(who, "stick")

    @rule(who=WHO, at=st.integers(1, 200), way=WAY)
    def fail_on_the_way(self, who: str, at: int, way: str) -> None:
        """The disk says no at some call, and from then on; then the computer is started anew."""

        def fail(n: int) -> None:
            if n >= at:
                raise OSError(errno.EIO, "gone")

        with crash.on(crash.Disk(before=fail)):
            with contextlib.suppress(PortfolioError):
                self.meet(who, way)
            self.sides[who].repo.close()
        self.sides[who] = self.open(who)

    @rule()
    def the_teacher_fetches(self) -> None:
        """Only what goes on from the known head is taken."""
        with self.reaching():
            for head in self.hub.fetch(NAME, self.mirror):
                self.mirror.settle(head)

    @invariant()
    def the_mirror_never_goes_back(self) -> None:
        """What the teacher has seen stays reachable."""
        if hasattr(self, "mirror") and self.mirror.head():
            head = self.mirror.head()
            before = getattr(self, "known", head)
            assert self.mirror.is_before(before, head)
            self.known = head

    def teardown(self) -> None:
        """Everybody syncs; nothing is missing, all agree, doing it again changes nothing."""
        if not hasattr(self, "sides"):
            return
        try:
            for who in ("lab", "home", "lab", "home"):
                for way in self.ways:
                    self.meet(who, way)
            self.check()
        finally:
            for mine in self.sides.values():
                mine.close()
            self.mirror.close()
            shutil.rmtree(self.place)

    def check(self) -> None:
        lab, home = self.sides["lab"], self.sides["home"]
        assert lab.version == home.version
        before = lab.version
        assert not sync.meet(lab, self.hub, NAME) and lab.version == before
        self.the_teacher_fetches()
        assert self.mirror.head() == lab.version and not self.mirror.others()
        for mine in (lab, home):
            assert not mine.problems
            told = [mine.text(mine.all(Work)[0]), *(str(goal.to_json()) for goal in mine.all(Goal))]
            missing = {word for word in self.said if not any(word in one for one in told)}
            assert not missing
            assert_clean(mine.root)


class InAFolder(Meeting):
    """They meet in a shared folder."""

    def make_hub(self) -> Hub:
        hub = FolderHub(f"{self.place}/hub")
        hub.make([NAME])
        return hub


class OnAServer(Meeting):
    """They meet on an https server, which is out of reach now and then."""

    running: Https
    line: Line
    authority: str
    trouble = ""
    after = 0
    tries = 0
    """How many more times there is trouble."""

    def make_hub(self) -> Hub:
        address, root = f"https://localhost:{self.line.port}/hub", Path(self.place, "hub")
        self.server = Place("https", address, root, self.line, (), TOKEN, "", self.authority, self.running)
        self.server.prepare(NAME)
        self.running.root, self.running.asked = self.place, []
        return ServerHub(address, Way(name=servers.NAME, token=TOKEN, authority=self.authority))

    def newest(self) -> str:
        return self.server.head(NAME)

    @rule(trouble=st.sampled_from(["refuses", "silent", "dies"]), tries=TRIES)
    def the_server_is_away(self, trouble: str, tries: int) -> None:
        """It takes no connection, never answers, or dies once it has what was pushed: for so many tries."""
        self.trouble, self.tries = trouble, tries

    @rule(after=st.integers(0, 5000), tries=TRIES)
    def the_line_is_cut(self, after: int, tries: int) -> None:
        """After so many bytes: a question takes 1,600, a push 3,700 and more."""
        self.trouble, self.after, self.tries = "cut", after, tries

    @contextlib.contextmanager
    def reaching(self) -> Iterator[None]:
        """What fails says that the server cannot be reached; all may go well where it dies or is cut late."""
        if not self.tries:
            yield
            return
        self.tries -= 1
        with self.away():
            try:
                yield
            except Unreachable:
                return
        assert self.trouble in ("dies", "cut")

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Within it there is trouble."""
        hook = self.server.hook(NAME, "kill -9 $PPID" if self.trouble == "dies" else "", "post-receive")
        with pytest.MonkeyPatch.context() as patch:
            if self.trouble == "refuses":
                self.line.down()
            elif self.trouble == "silent":
                self.line.silent = True
                patch.setattr(remote, "_ANSWER", 0.3)
            elif self.trouble == "cut":
                self.line.after_up = self.after
            try:
                yield
            finally:
                self.line.up()
                hook.unlink()

    def teardown(self) -> None:
        """As in a folder, and what the server has is sound."""
        self.tries = 0
        super().teardown()

    def check(self) -> None:
        super().check()
        assert git(str(self.server.repository(NAME)), "fsck", "--strict", "--no-dangling") == ""


@pytest.fixture(scope="class")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One server for all examples."""
    if servers.no_https():
        pytest.skip(servers.no_https())
    folder = tmp_path_factory.mktemp("https")
    servers.make_certificates(folder)
    running = Https(folder)
    OnAServer.running, OnAServer.line = running, Line(running.port)
    OnAServer.authority = str(folder / "ca.pem")
    yield
    OnAServer.line.down()
    running.stop()


def so_many(examples: int, steps: int) -> settings:
    """How long a machine runs."""
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )


TestInAFolder = InAFolder.TestCase
TestInAFolder.settings = so_many(200, 30) if LONG else so_many(8, 14)
TestOnAServer = pytest.mark.usefixtures("https")(OnAServer.TestCase)
TestOnAServer.settings = so_many(60, 30) if LONG else so_many(3, 14)
