"""What of a Leap2A export becomes a goal, a work, a reflection or a file, and what does not come along."""

from __future__ import annotations

from dataclasses import dataclass, field

from portfolio.clock import instant
from portfolio.errors import BadInput
from portfolio.i18n import _, ngettext
from portfolio.services.htmltext import from_plain, local_path, unescaped
from portfolio.services.leap2a import Entry, Feed
from portfolio.store.packs import leads_out
from portfolio.text import flow, line, shorten

_GOALS = ("personalgoal", "academicgoal", "careergoal")
_STATEMENT = 200
"""A goal's statement has at most so many characters; the whole text stands in its reason then."""
_LONGEST = 20_000
"""The longest text of a goal or reflection (characters)."""
_DUPLICATES = ("HTML/", "html/")
"""Folders in which Mahara repeats everything as web pages."""
REST = "the rest"
"""What names the work that holds the rest."""


@dataclass
class NewReflection:
    """An entry that looks back at a work."""

    key: str
    at: str
    prompt: str
    text: str


@dataclass
class NewWork:
    """A work to be, with all that belongs to it."""

    key: str
    at: str
    title: str
    text: str
    files: dict[str, str] = field(default_factory=dict)
    """Path in the export to the name it is to have."""
    reflections: list[NewReflection] = field(default_factory=list)


@dataclass
class NewGoal:
    """An idea for a goal."""

    key: str
    at: str
    statement: str
    why: str = ""
    evidence: str = ""


@dataclass
class Sorted:
    """Everything of an export, each thing once."""

    works: list[NewWork]
    goals: list[NewGoal]
    left: list[str]
    """Sentences: what does not come along, and why."""


def sort_out(feed: Feed, names: dict[str, int], folder: str, but: str) -> Sorted:
    """Decide what becomes of each entry and file.

    Args:
        names: the paths of the files that came along, with their sizes.
        folder: the folder among them that addresses start from, "" or ending in "/".
        but: the path of the feed itself.

    Raises:
        BadInput: an entry names a file outside the export.
    """
    sorting = _Sorting(feed, names, folder)
    goals = sorting.goals()
    works = sorting.journals()
    sorting.reflections()
    rest = sorting.rest([name for name in names if name != but])
    return Sorted([*works, *([rest] if rest is not None else [])], goals, list(dict.fromkeys(sorting.left)))


def _when(entry: Entry) -> float:
    at = instant(entry.at)
    return at.timestamp() if at is not None else 0.0


class _Sorting:
    def __init__(self, feed: Feed, names: dict[str, int], folder: str) -> None:
        self.entries = {entry.id: entry for entry in feed.entries}
        self.names, self.folder, self.program = names, folder, feed.program
        self.used: set[str] = set()
        self.placed: set[str] = set()
        """The paths that belong to a work."""
        self.of: dict[str, NewWork] = {}
        """Entry to the work it went into."""
        self.left: list[str] = []
        self.parts: dict[str, dict[str, None]] = {}
        for entry in feed.entries:
            for whole in entry.to("is_part_of"):
                self.parts.setdefault(whole, {})[entry.id] = None
            for part in entry.to("has_part"):
                self.parts.setdefault(entry.id, {})[part] = None

    def take(self, entry: Entry) -> list[Entry]:
        """Mark an entry as used, and give its parts that are not."""
        self.used.add(entry.id)
        return [
            self.entries[one] for one in self.parts.get(entry.id, {}) if one in self.entries and one not in self.used
        ]

    # Goals

    def goals(self) -> list[NewGoal]:
        """Plans with their tasks, and the goals of a résumé."""
        found = []
        for entry in self.entries.values():
            if entry.id in self.used:
                continue
            if entry.plugin in _GOALS:
                self.used.add(entry.id)
                text = unescaped(flow(entry.text)) or entry.title
                why = self._capped(entry, text) if len(text) > _STATEMENT else entry.title
                found.append(NewGoal(entry.id, entry.at, shorten(text, _STATEMENT), why))
            elif entry.kind == "plan" and not any(self._is_plan(one) for one in entry.to("is_part_of")):
                tasks = [one for one in self.take(entry) if one.kind == "plan"]
                told = self._capped(entry, "; ".join(self._task(one) for one in tasks))
                why = self._capped(entry, unescaped(flow(entry.text or entry.summary)))
                statement = entry.title or shorten(why or told, _STATEMENT)
                found.append(NewGoal(entry.id, entry.at, statement, why, told))
        return [goal for goal in found if goal.statement]

    def _capped(self, entry: Entry, text: str) -> str:
        if len(text) > _LONGEST:
            self.left.append(_("The end of the goal “{title}”: it is too long.").format(title=shorten(entry.title, 60)))
        return shorten(text, _LONGEST)

    def _is_plan(self, name: str) -> bool:
        return name in self.entries and self.entries[name].kind == "plan" and name not in self.used

    def _task(self, entry: Entry) -> str:
        self.used.add(entry.id)
        by = next((told for point, told in entry.dates if point in ("target", "end")), "")
        signs = [*([_("by {day}").format(day=by)] if by else []), *([_("done")] if entry.done else [])]
        told = f"{entry.title} ({', '.join(signs)})" if signs else entry.title
        return f"{told}: {unescaped(flow(entry.text))}" if entry.text else told

    # Journals

    def journals(self) -> list[NewWork]:
        """Each journal as a work whose text has its entries, the oldest first."""
        found = []
        for entry in self.entries.values():
            if entry.plugin != "blog" and not (entry.kind == "selection" and "Blog" in entry.terms):
                continue
            posts = sorted(
                (one for one in self.take(entry) if one.kind == "entry" and not one.by), key=lambda one: one.at
            )
            if not posts and not entry.text:
                self.left.append(_("The journal “{title}” has no entries.").format(title=entry.title))
                continue
            work = NewWork(entry.id, entry.at, entry.title or _("Journal"), "")
            self.of[entry.id] = work
            pieces = [f"# {from_plain(work.title)}", entry.text or entry.summary]
            for post in posts:
                self.used.add(post.id)
                self.of[post.id] = work
                pieces += [f"## {from_plain(post.title)}", post.day, post.text or post.summary, self._files(post, work)]
            work.text = "\n\n".join(one for one in pieces if one) + "\n"
            found.append(work)
        return found

    def _files(self, entry: Entry, work: NewWork) -> str:
        """Put the files that an entry names into a work, and give a sentence that says so."""
        told = []
        for target in entry.to("enclosure", "has_part", "related"):
            file = self.entries.get(target)
            name = self._place(file, work) if file is not None and self._path(file) else ""
            if file is None and (path := self._inside(target)) in self.names:
                name = self._place_path(path, "", work)
            if name:
                told.append(name)
        return _("Files: {names}").format(names=", ".join(map(from_plain, told))) if told else ""

    def _path(self, entry: Entry) -> str:
        """The address of an entry's own file, "" where it is none."""
        if entry.src:
            return entry.src
        if entry.kind != "resource":
            return ""
        return next((one for one in entry.to("enclosure") if one not in self.entries), "")

    def _inside(self, address: str) -> str:
        path = local_path(address)
        if path and leads_out(path):
            raise BadInput(
                _("“{path}” in this export leads out of its folder. Nothing was changed.").format(
                    path=shorten(path, 60)
                ),
                _("Ask for the export again where it came from."),
            )
        return f"{self.folder}{path}" if path else ""

    def _place(self, file: Entry, work: NewWork) -> str:
        """Put the file of an entry into a work, where it came along."""
        self.used.add(file.id)
        address = self._path(file)
        path = self._inside(address)
        called = file.title or path.rpartition("/")[2] or file.id
        if not path:
            self.left.append(_("“{name}” is not in the export, only its address.").format(name=shorten(called, 60)))
        elif path not in self.names:
            self.left.append(
                _("The file “{name}” did not come along with the export.").format(name=shorten(called, 60))
            )
        else:
            return self._place_path(path, called, work)
        return ""

    def _place_path(self, path: str, called: str, work: NewWork) -> str:
        name = path.rpartition("/")[2]
        end = name.rpartition(".")[2].lower() if "." in name else ""
        called = called or name
        if end and not called.lower().endswith(f".{end}"):
            called = f"{called}.{end}"
        if path not in self.placed:
            self.placed.add(path)
            work.files[path] = called
        return called

    def reflections(self) -> None:
        """Entries that look back at something in a work."""
        for entry in self.entries.values():
            targets = entry.to("reflects_on")
            work = next((self.of[one] for one in targets if one in self.of), None)
            own = not entry.by and entry.plugin != "comment" and 0 < len(entry.text) <= _LONGEST
            if work is None or not own or entry.id in self.used:
                continue
            self.used.add(entry.id)
            work.reflections.append(NewReflection(entry.id, entry.at, entry.title, entry.text))

    # The rest

    def rest(self, paths: list[str]) -> NewWork | None:
        """One work with everything else, None where there is nothing."""
        title = _("From {program}").format(program=shorten(self.program, 40) or "Leap2A")
        work = NewWork(REST, min((one.at for one in self.entries.values() if one.at), default=""), title, "")
        pieces: list[str] = []
        for kinds in (("person",), ("selection",), ()):
            for entry in self.entries.values():
                if entry.id not in self.used and (not kinds or entry.kind in kinds):
                    pieces += self._section(entry, work)
        twice = {path for path in paths if path.startswith(tuple(self.folder + one for one in _DUPLICATES))}
        for path in paths:
            if path not in self.placed and path not in twice:
                self._place_path(path, "", work)
        if twice - self.placed:
            self.left.append(_("The folder HTML, which shows the same things as web pages."))
        details = sum(entry.details for entry in self.entries.values())
        if details:
            told = ngettext(
                "{n} personal detail, as an address or a birthday: it stays in the export.",
                "{n} personal details, as addresses or a birthday: they stay in the export.",
                details,
            )
            self.left.append(told)
        if not pieces and not work.files:
            return None
        if self.left:
            pieces += [
                f"## {_('What did not come along')}",
                "\n".join(f"- {from_plain(one)}" for one in dict.fromkeys(self.left)),
            ]
        work.text = "\n\n".join([f"# {from_plain(title)}", *(one for one in pieces if one)]) + "\n"
        return work

    def _section(self, entry: Entry, work: NewWork) -> list[str]:
        """An entry with its parts as a section."""
        parts = self.take(entry)
        if self._path(entry):
            self._place(entry, work)
            return [f"{from_plain(entry.title)}: {entry.text or entry.summary}"] if entry.text or entry.summary else []
        inner = [self._line(one, work) for one in parts if not (one.kind == "selection" or one.plugin == "view")]
        files = self._files(entry, work)
        about = ", ".join(part for part in (self._kind(entry), entry.day, entry.by) if part)
        body = [entry.summary, entry.text, "\n".join(one for one in inner if one), files]
        if not any(body):
            if entry.kind not in ("person", "organization"):
                self.left.append(_("“{title}” has no text.").format(title=entry.title or entry.id))
            return []
        return [f"## {from_plain(entry.title or self._kind(entry) or entry.kind)}", from_plain(about), *body]

    def _line(self, entry: Entry, work: NewWork) -> str:
        """A part of something as a list item: an employment, a skill, a file."""
        self.take(entry)
        if self._path(entry):
            name = self._place(entry, work)
            return f"- {from_plain(name)}" if name else ""
        partners = [self.entries[one] for one in entry.to("supported_by", "supports") if one in self.entries]
        self.used.update(one.id for one in partners)
        told = [entry.title, " – ".join(day for _point, day in entry.dates), *(one.title for one in partners)]
        texts = [line(flow(one.text or one.summary)) for one in (entry, *partners)]
        return "- " + ": ".join([from_plain(", ".join(one for one in told if one)), *(one for one in texts if one)])

    def _kind(self, entry: Entry) -> str:
        names = {"view": _("page"), "comment": _("comment"), "person": _("about me"), "ability": _("skill")}
        return names.get(entry.plugin) or names.get(entry.kind, "")
