"""What one version of a student's portfolio holds, as far as the class list, the queue and the standards show it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from portfolio.door import Problem
from portfolio.door.view import read_owner, read_record
from portfolio.errors import BrokenRecord
from portfolio.history.log import from_commit
from portfolio.history.mirror import Mirror
from portfolio.history.objects import parse_commit
from portfolio.i18n import _
from portfolio.model.codec import Malformed
from portfolio.model.feedback import Reply
from portfolio.model.goal import Goal
from portfolio.model.proposal import Proposal
from portfolio.model.record import Record
from portfolio.model.strategy import StrategyUse
from portfolio.model.support import Slot
from portfolio.model.work import Assessment, Choice, Draft, Work
from portfolio.text import line

_OPENED: tuple[type[Record], ...] = (Work, Goal, Draft, Assessment, Choice, Reply, Slot, Proposal, StrategyUse)
"""What is opened; of the others their names are enough."""
_COUNTED = "records/reflections/"
_READ = ("portfolio.json", _COUNTED.rstrip("/"), *(f"records/{kind.KIND}" for kind in _OPENED))


class Piece(NamedTuple):
    """One work of a student."""

    work: str
    title: str
    task: str
    """`course@version#task-id`."""
    shared: str
    """The instant it was shared, "" while it is not."""
    draft: str
    """The instant the newest draft was named, "" without one."""
    rated: str
    """The instant of the student's newest rating, "" without one."""
    answers: tuple[tuple[str, str], ...]
    """Whose comments the student answered (the id of the history they stand in), with the instant of the newest."""

    def replied(self, to: str) -> str:
        """The instant of the student's newest answer to comments in one history, "" without one."""
        return next((at for by, at in self.answers if by == to), "")

    def moved(self, to: str) -> str:
        """When it last asked whoever writes one history to read it: shared, a draft after that, or an answer to them;
        "" where it did not."""
        return max(self.replied(to), max(self.shared, self.draft) if self.shared else "")


class Level(NamedTuple):
    """What the student gave one criterion the last time."""

    rubric: str
    """`course@version#rubric-id`."""
    criterion: str
    level: str
    work: str
    at: str


class Round(NamedTuple):
    """A proposal that a teacher may answer."""

    work: str
    id: str
    at: str
    number: int
    """Which round it is, from 1; 0 for own words in a choice."""


class Used(NamedTuple):
    """A strategy in one work."""

    work: str
    ways: tuple[str, ...]
    """What was taken, in order: the strategy's id, or the student's own name for it."""
    fit: str
    """yes, partly, no; "" while it is not judged."""


@dataclass(frozen=True)
class Summary:
    """What one version of a portfolio holds."""

    version: str
    owner: str
    """What the student calls themself."""
    versions: int
    """How many versions lead to it."""
    at: str
    """When it was made, by the student's computer (ISO 8601)."""
    works: int
    shared: int
    drafts: int
    goals: int
    """Active ones."""
    reflections: int
    problems: tuple[str, ...] = ()
    """What of it cannot be read, and was passed over."""
    pieces: tuple[Piece, ...] = ()
    """Every work, oldest first."""
    levels: tuple[Level, ...] = ()
    """The newest self-assessment of every criterion."""
    chose: str = ""
    """The instant of the newest choice, "" without one."""
    support: str = ""
    """The newest week with a support in it (its first day), "" without one."""
    extension: str = ""
    """The newest week with an extension in it, "" without one."""
    proposals: tuple[Round, ...] = ()
    """The newest round of every proposal, own words in a choice among them."""
    strategies: tuple[Used, ...] = ()
    """Every strategy in every work, oldest first."""


def summarise(mirror: Mirror, head: str) -> Summary:
    """Read one version of a portfolio: what is shown, and no more.

    Raises:
        BrokenRecord, Refused: it is not a portfolio, or damaged, or more than one can be.
    """
    vetted = mirror.vetted()
    try:
        found = _read(mirror, head)
    except (ValueError, KeyError) as error:
        raise BrokenRecord(_("This history cannot be read: {reason}.").format(reason=line(str(error))[:200])) from error
    finally:
        mirror.objects.close()
    records = found.records
    weeks = {kind: [one.week for one in records[Slot] if one.kind == kind] for kind in ("support", "extension")}
    return Summary(
        head,
        found.owner,
        vetted.versions,
        found.at,
        len(records[Work]),
        sum(1 for work in records[Work] if work.shared),
        len(records[Draft]),
        sum(1 for goal in records[Goal] if goal.status == "active"),
        found.reflections,
        tuple(line(one) for one in [*found.problems, *vetted.reasons()])[:20],
        _pieces(records),
        _levels(records[Assessment]),
        max((one.created for one in records[Choice]), default=""),
        max(weeks["support"], default=""),
        max(weeks["extension"], default=""),
        _rounds(records),
        tuple(
            Used(
                one.work,
                tuple(line(way.own) or way.strategy.partition("#")[2] for way in one.ways),
                one.judgment.fit if one.judgment else "",
            )
            for one in records[StrategyUse]
        ),
    )


class _Found(NamedTuple):
    owner: str
    at: str
    reflections: int
    records: dict[type[Record], list[Any]]
    problems: list[str]


def _read(mirror: Mirror, head: str) -> _Found:
    """The records of one version; in as few questions to git as there are floors of folders."""
    commit = mirror.objects.read(head, "commit")
    version = from_commit(head, commit)
    paths = mirror.objects.files_below(parse_commit(commit)[0], _READ)
    wanted = {path: name for path, name in paths.items() if not path.startswith(_COUNTED)}
    read = mirror.objects.read_vetted(list(wanted.values()))
    owner = read_owner(read.get(wanted.get("portfolio.json", ""), b""))
    records: dict[type[Record], list[Any]] = {kind: [] for kind in _OPENED}
    problems: list[str] = []
    for path, name in sorted(wanted.items()):
        if path.startswith("records/"):
            try:
                record = read_record(path, read.get(name, b""))[1]
            except Malformed as error:
                problems.append(str(Problem(path, error.line, str(error))))
                continue
            records[type(record)].append(record)  # type: ignore[index]
    return _Found(owner.name, version.at.isoformat(), len(paths) - len(wanted), records, problems)


def _pieces(records: dict[type[Record], list[Any]]) -> tuple[Piece, ...]:
    newest: dict[tuple[type[Record], str], str] = {}
    answers: dict[str, dict[str, str]] = {}
    for reply in records[Reply]:
        answers.setdefault(reply.work, {})[reply.by] = reply.created
    for kind in (Draft, Assessment):
        for one in records[kind]:
            if getattr(one, "reported_from", None) is None:
                newest[kind, one.work] = one.created
    return tuple(
        Piece(
            work.id, line(work.title), work.task, work.shared, newest.get((Draft, work.id), ""),
            newest.get((Assessment, work.id), ""), tuple(answers.get(work.id, {}).items()),
        )
        for work in records[Work]
    )  # fmt: skip


def _rounds(records: dict[type[Record], list[Any]]) -> tuple[Round, ...]:
    found: dict[str, Round] = {}
    for choice in records[Choice]:
        if any(one.own for one in choice.picks.values()):
            found[choice.work] = Round(choice.work, choice.id, choice.created, 0)
    counts: dict[str, int] = {}
    for one in records[Proposal]:
        counts[one.work] = counts.get(one.work, 0) + 1
        found[one.work] = Round(one.work, one.id, one.created, counts[one.work])
    return tuple(found.values())


def _levels(assessments: list[Assessment]) -> tuple[Level, ...]:
    found: dict[tuple[str, str], Level] = {}
    for one in assessments:
        if one.reported_from is None:
            for criterion, rating in one.ratings.items():
                if rating.level:
                    rubric = one.rubric.partition("@")[0] + "#" + one.rubric.partition("#")[2]
                    found[rubric, criterion] = Level(one.rubric, criterion, rating.level, one.work, one.created)
    return tuple(found.values())


_PARTS: dict[str, type[Any]] = {"pieces": Piece, "levels": Level, "proposals": Round, "strategies": Used}


def packed(one: Summary) -> list[Any]:
    """A summary as plain values in the order of its fields, for a file that is read at each opening."""
    return [getattr(one, name.name) for name in fields(Summary)]


def unpacked(values: list[Any]) -> Summary:
    """A summary as `packed` gives it.

    Raises:
        ValueError, TypeError: it is something else.
    """
    given = dict(zip((name.name for name in fields(Summary)), values, strict=True))
    for name, kind in _PARTS.items():
        given[name] = tuple(kind(*each) for each in given[name])
    given["pieces"] = tuple(one._replace(answers=tuple((by, at) for by, at in one.answers)) for one in given["pieces"])
    given["strategies"] = tuple(one._replace(ways=tuple(one.ways)) for one in given["strategies"])
    given["problems"] = tuple(given["problems"])
    return Summary(**given)
