"""Two computers of one student, their stick, a shared folder and a teacher's mirror, in any order, with crashes."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from datetime import UTC, datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from portfolio.clock import SetClock
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import PortfolioError
from portfolio.history.mirror import Mirror
from portfolio.hub import stick, sync
from portfolio.hub.place import FolderHub, history_name
from portfolio.model.goal import Goal
from portfolio.model.work import Work
from portfolio.store import files
from tests import crash
from tests.makers import assert_clean, save_goal, save_text, save_work

LONG = bool(os.environ.get("PORTFOLIO_LONG"))
NAME = history_name("s1")
WHO = st.sampled_from(["lab", "home"])


class Meeting(RuleBasedStateMachine):
    """Whatever either computer wrote is there in the end, the same on both, and the teacher has it."""

    @initialize()
    def begin(self) -> None:
        """One portfolio on two computers, an empty hub, an empty stick."""
        self.place = tempfile.mkdtemp(prefix="portfolio-meeting-")
        self.clock = SetClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        self.count = 0
        self.said: set[str] = set()
        """Words that must never be missing again."""
        with files.relaxed():
            lab = create(f"{self.place}/lab", "Ada Sample", self.clock, courses={})
            save_goal(lab, "The first goal")
            save_work(lab)
            lab.close()
        shutil.copytree(f"{self.place}/lab", f"{self.place}/home")
        self.sides = {name: self.open(name) for name in ("lab", "home")}
        for folder in ("hub", "stick"):
            os.mkdir(f"{self.place}/{folder}")
        self.hub = FolderHub(f"{self.place}/hub")
        self.hub.make([NAME])
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

    @rule(who=WHO)
    def meet_in_the_hub(self, who: str) -> None:
        """Sync."""
        sync.meet(self.sides[who], self.hub, NAME)

    @rule(who=WHO)
    def carry_the_stick(self, who: str) -> None:
        """Out and in."""
        stick.carry(self.sides[who], f"{self.place}/stick")

    @rule(who=WHO, at=st.integers(1, 200), where=st.sampled_from(["hub", "stick"]))
    def fail_on_the_way(self, who: str, at: int, where: str) -> None:
        """The disk says no at some call, and from then on; then the computer is started anew."""

        def fail(n: int) -> None:
            if n >= at:
                raise OSError(errno.EIO, "gone")

        with crash.on(crash.Disk(before=fail)):
            try:
                if where == "hub":
                    sync.meet(self.sides[who], self.hub, NAME)
                else:
                    stick.carry(self.sides[who], f"{self.place}/stick")
            except PortfolioError:
                pass
            self.sides[who].repo.close()
        self.sides[who] = self.open(who)

    @rule()
    def the_teacher_fetches(self) -> None:
        """Only what goes on from the known head is taken."""
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
                stick.carry(self.sides[who], f"{self.place}/stick")
                sync.meet(self.sides[who], self.hub, NAME)
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


TestMeeting = Meeting.TestCase
TestMeeting.settings = settings(
    max_examples=200 if LONG else 12,
    stateful_step_count=30 if LONG else 14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
