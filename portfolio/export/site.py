"""A student's portfolio as web pages in one folder: which pages there are, and what stays here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from portfolio.clock import SetClock
from portfolio.course.shelf import Shelf, templates
from portfolio.door import HistoryView, Portfolio
from portfolio.door.source import Past
from portfolio.door.view import is_piece
from portfolio.errors import BrokenRecord
from portfolio.export import folder, sitecapstone, sitegoals, sitegrowth, sitehome, sitesupport, sitework
from portfolio.export.attached import Given, Names, is_picture, safe_name
from portfolio.export.markdown import Markdown
from portfolio.export.pages import STYLE, fill, frame, on, said, up
from portfolio.history.objects import is_name
from portfolio.history.reading import History
from portfolio.i18n import N_, _
from portfolio.model.capstone import TASK
from portfolio.model.deck import Slide, read_deck
from portfolio.model.exhibition import Exhibition
from portfolio.model.record import Record
from portfolio.model.work import Assessment, Attachment, Draft, Work
from portfolio.services import assessing, capstone, feedback, growth, proposing, strategies
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import count_words

if TYPE_CHECKING:
    from portfolio.services.growth import Grown

R = TypeVar("R", bound=Record)
KIND = "site"
_READ = ("portfolio.json", "records", "works", "courses")
PLACES = (
    ("index.html", N_("Work")),
    ("growth.html", N_("Growth")),
    ("goals.html", N_("Goals")),
    ("ways.html", N_("Ways of working")),
    ("support.html", N_("Support")),
    ("capstone.html", N_("Capstone")),
    ("exhibitions.html", N_("Exhibitions")),
)
"""The pages every page leads to; the last two where there is something on them."""


@dataclass(frozen=True)
class Page:
    """One page."""

    path: str
    title: str
    body: Callable[[], str]


class Site:
    """Everything the pages are made from, each read and put in order once."""

    def __init__(self, desk: Desk) -> None:
        """
        Args:
            desk: of one version that does not change (see `reading`).
        """
        self.desk = desk
        self.owner = desk.view.owner
        self.markdown = Markdown()
        self.works = desk.works()
        names = Names()
        self.capstone = capstone.current(desk)
        self.work_pages = {one.id: names.page("works", one.folder) for one in reversed(self.works)}
        if self.capstone:
            self.work_pages[self.capstone[1].id] = "capstone.html"
        self.standard_pages = {
            code: path for one in self.grown for path in [names.page("standards", one.name)] for code in one.codes
        }
        self._names = names
        self._by_work: dict[str, dict[str, list[Record]]] = {}

    # What is asked more than once

    @cached_property
    def grown(self) -> list[Grown]:
        """Every standard over time."""
        return growth.growth(self.desk)

    @cached_property
    def others(self) -> assessing.Others:
        """What others rated."""
        return assessing.others(self.desk)

    @cached_property
    def slides(self) -> list[Slide]:
        """The slides of the capstone's deck."""
        return read_deck(self.desk.view.text(self.capstone[1])) if self.capstone else []

    @cached_property
    def comments(self) -> dict[str, list[feedback.Received]]:
        """Work to what was said about it."""
        found: dict[str, list[feedback.Received]] = {}
        for one in feedback.received(self.desk):
            found.setdefault(one.comment.work, []).append(one)
        return found

    @cached_property
    def used(self) -> dict[str, list[strategies.Used]]:
        """Work to the strategies that were picked for it."""
        found: dict[str, list[strategies.Used]] = {}
        for one in strategies.used(self.desk):
            found.setdefault(one.use.work, []).append(one)
        return found

    def of(self, kind: type[R], work: Work) -> list[R]:
        """The records of a kind that belong to a work, oldest first."""
        if kind.KIND not in self._by_work:
            made: dict[str, list[Record]] = {}
            for one in self.desk.view.all(kind):
                made.setdefault(str(getattr(one, "work", "")), []).append(one)
            self._by_work[kind.KIND] = made
        return [one for one in self._by_work[kind.KIND].get(work.id, ()) if isinstance(one, kind)]

    @cached_property
    def texts(self) -> dict[str, tuple[str, int]]:
        """Work to its text, and how many words that has."""
        found = ((one.id, self.desk.view.text(one)) for one in self.works)
        return {name: (text, count_words(text)) for name, text in found}

    def ratings(self, work: Work) -> list[tuple[Assessment, str, str]]:
        """Every rating of a work that the student may see, oldest first: who, and the name ("" for the student)."""
        found, staff = [], "panel" if work.task.endswith(f"#{TASK}") else "teacher"
        for one in self.of(Assessment, work):
            noted = one.reported_from
            found.append((one, noted.role, noted.name) if noted else (one, growth.SELF, ""))
        found += [(one.assessment, staff, one.by) for one in self.others.given if one.assessment.work == work.id]
        return sorted(found, key=lambda each: each[0].id)

    def rounds(self, work: Work) -> list[proposing.Answered]:
        """Every round of a work's proposal with its answers."""
        return proposing.rounds(self.desk, work)

    def text_of(self, blob: str) -> str:
        """A text as it once was, "" where the history cannot give it back."""
        try:
            return self.desk.view.text_of(blob) if is_name(blob) else ""
        except BrokenRecord:
            return ""

    @cached_property
    def given(self) -> dict[str, list[Given]]:
        """Work to its files, as they go out; pictures that are not what their ending says are files like others."""
        below: dict[str, list[str]] = {}
        for path in self.desk.view.names("works"):
            parts = path.split("/")
            if len(parts) > 3 and parts[2] == "files":
                below.setdefault(parts[1], []).append(path)
        out: dict[str, list[Given]] = {}
        for work in self.works:
            records = {one.file: one for one in self.of(Attachment, work)}
            for path in below.get(work.folder, ()):
                data = self.desk.view.bytes(path) or b""
                record = records.get(path)
                name = record.name if record else path.rpartition("/")[2]
                shown = is_picture(name, data)
                place = self._names.take(f"files/{work.folder}", safe_name(name, data))
                out.setdefault(work.id, []).append(Given(record, path, place, name, shown, len(data)))
        return out

    # The pages

    def pages(self) -> list[Page]:
        """Every page, the first one first."""
        home = _("Portfolio of {name}").format(name=self.owner.name)
        titles = {path: _(name) for path, name in PLACES}
        made = [
            Page("index.html", home, lambda: sitehome.home(self)),
            Page("growth.html", titles["growth.html"], lambda: sitegrowth.overview(self)),
            Page("goals.html", titles["goals.html"], lambda: sitegoals.goals(self)),
            Page("ways.html", titles["ways.html"], lambda: sitesupport.ways(self)),
            Page("support.html", titles["support.html"], lambda: sitesupport.supports(self)),
        ]
        if self.capstone:
            made.append(Page("capstone.html", titles["capstone.html"], lambda: sitecapstone.capstone(self)))
        if self.desk.view.all(Exhibition):
            made.append(Page("exhibitions.html", titles["exhibitions.html"], lambda: sitecapstone.exhibitions(self)))
        made += [
            Page(self.work_pages[one.id], one.title, lambda one=one: sitework.work(self, one))  # type: ignore[misc]
            for one in self.works
            if self.capstone is None or one.id != self.capstone[1].id
        ]
        made += [
            Page(self.standard_pages[one.code], one.name, lambda one=one: sitegrowth.standard(self, one))  # type: ignore[misc]
            for one in self.grown
        ]
        return made

    def contents(self, pages: list[Page]) -> Iterator[tuple[str, bytes]]:
        """Every file of the folder: path and bytes, made one after the other."""
        yield STYLE, files.read(f"{templates()}/export/site.css", files.LARGEST)
        there = {page.path for page in pages}
        places = [(path, _(name)) for path, name in PLACES if path in there]
        told = _("As it was on {day}. Private reflections are never part of these pages.")
        foot = f"<p>{fill(told, day=on(self.desk.today))}</p>"
        for page in pages:
            told = frame(page.path, page.title, self._whose(), self.owner.language, places, page.body(), foot)
            yield page.path, told.encode()
        for given in (one for found in self.given.values() for one in found):
            yield given.path, self.desk.view.bytes(given.source) or b""

    def count(self, pages: list[Page]) -> int:
        """How many files `contents` gives."""
        return 1 + len(pages) + sum(map(len, self.given.values()))

    def _whose(self) -> str:
        return _("Portfolio of {name}").format(name=self.owner.name)

    # What a page may say of another

    def work_link(self, name: str, here: str, title: str = "") -> str:
        """A work's title, leading to its page where it has one."""
        work = self.desk.view.get(Work, name)
        told = said(work.title if work else title or _("a work that is not here any more"))
        return f'<a href="{up(here)}{self.work_pages[name]}">{told}</a>' if name in self.work_pages else told

    def standard_link(self, code: str, here: str) -> str:
        """A standard's name, leading to its page where it has one."""
        grown = next((one for one in self.grown if code in one.codes), None)
        told = said(grown.name if grown else code)
        page = self.standard_pages.get(code)
        return f'<a href="{up(here)}{page}">{told}</a>' if page else told


@contextmanager
def reading(desk: Desk, version: str = "") -> Iterator[Desk]:
    """A desk of one version (the newest without one) that nobody's saving changes, with a reader of its own.

    With an earlier version, what others wrote is as it was at that time, too, and so is the day of the desk.
    """
    past = desk.past
    history = History(past.repo.git_dir)
    try:
        view = _view(history, version or past.repo.head())
        at = past.find_version(version).at if version else None
        made = Desk(view, SetClock(at) if at else desk.clock, lambda: _said(desk, at))
        if isinstance(past, Portfolio) and past.writable:
            made.shelf = Shelf(view, f"{past.repo.git_dir}/portfolio/cache")
        yield made
    finally:
        history.close()


def _view(history: History, version: str) -> HistoryView:
    """A version whose records and texts, those of drafts too, are read in two goes."""
    objects = history.objects
    blobs = objects.files_below(objects.commit(version)[0], _READ)
    objects.read_ahead([name for path, name in blobs.items() if path.startswith("records/") or is_piece(path)])
    view = HistoryView(Past(objects, blobs), history, version)
    objects.read_ahead([one.blob for one in view.all(Draft) if is_name(one.blob)])
    return view


def _said(desk: Desk, until: datetime | None) -> list[tuple[History, str]]:
    """What others wrote, each history with its version at a time (None for now)."""
    found = []
    for view in desk.said():
        last = view.version if until is None else next((one.id for one in view.timeline() if one.at <= until), "")
        if last:
            found.append((view.repo, last))
        else:
            view.repo.close()
    return found


def write(site: Site, place: str, told: folder.Told | None = None) -> tuple[int, int]:
    """Write all pages into a folder that `folder.check` allowed.

    Returns:
        How many pages, and how many bytes in all.

    Raises:
        NotSaved: the disk said no; what stood there stands there still.
    """
    pages = site.pages()
    return len(pages), folder.write(place, KIND, site.contents(pages), site.count(pages), told)
