"""Four years of work as web pages, against reading the same objects and rendering the same Markdown."""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from markdown_it import MarkdownIt

from benchmarks.jobs import place
from benchmarks.measure import Row, against
from portfolio.clock import SetClock
from portfolio.course import shelf
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.export import markdown, site
from portfolio.history.catfile import Reader
from portfolio.history.objects import Objects, blob_name
from portfolio.model.goal import CheckIn, Goal
from portfolio.model.inquiry import Action, Source
from portfolio.model.kinds import KINDS
from portfolio.model.record import Record
from portfolio.model.strategy import Learner, StrategyUse
from portfolio.model.support import Extension, Slot
from portfolio.model.work import Assessment, Attachment, Choice, Draft, Plan, Reflection, Work
from portfolio.services.desk import Desk
from portfolio.services.sample import build
from portfolio.store import files

_COPIES, _TURNS = 17, 5
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
_TAKEN: tuple[type[Record], ...] = (
    Choice,
    Plan,
    Reflection,
    Assessment,
    StrategyUse,
    Goal,
    CheckIn,
    Slot,
    Source,
    Action,
    Extension,
    Learner,
)


def _four_years(folder: str, clock: SetClock) -> tuple[int, int]:
    """The sample's works many times over, each text a little different; gives works and versions."""
    build(f"{folder}/maya", clock)
    maya = Portfolio.open(f"{folder}/maya", clock)
    desk = Desk(maya, clock)
    contents: dict[str, bytes] = {}
    for shipped in shelf.shipped().values():
        contents.update(shelf.to_keep(shipped)[1])
    with files.relaxed():
        mine = create(f"{folder}/mine", "Four Years", clock, courses=contents)
        for copy in range(_COPIES):
            _copy(desk, mine, copy)
        counted = len(mine.all(Work)), mine.count()
        mine.close()
    maya.close()
    return counted


def _copy(desk: Desk, mine: Portfolio, copy: int) -> None:
    """All works of the sample once more, a version for each record."""
    names = {one.id: _name(one.id, copy) for kind in KINDS.values() for one in desk.view.all(kind)}
    blobs = {one.blob: blob_name(_text(desk, one.blob, copy)) for one in desk.view.all(Draft)}
    swaps = {**names, **blobs, **{one.folder: f"{one.folder}-{copy}" for one in desk.works()}}

    def again(record: Record) -> Record:
        told = json.dumps(record.to_json(), ensure_ascii=False)
        for old, new in swaps.items():
            told = told.replace(old, new)
        return type(record).from_json(json.loads(told))

    for work in desk.works():
        made = again(work)
        assert isinstance(made, Work)
        with mine.change("work.choose", "Choose", work=made.id) as change:
            change.put(made)
        for draft in desk.drafts(work):
            with mine.change("draft.save", "Save a draft", work=made.id) as change:
                change.write_text(made, _text(desk, draft.blob, copy).decode())
                change.put(again(draft))
        for attachment in desk.attachments(work):
            other = again(attachment)
            assert isinstance(other, Attachment)
            with mine.change("file.attach", "Attach", work=made.id) as change:
                change.write_file(other.file, desk.view.bytes(attachment.file) or b"")
                change.put(other)
    for kind in _TAKEN:
        for record in desk.view.all(kind):
            with mine.change("goal.edit", "Keep a record") as change:
                change.put(again(record))
        mine.settle()


def _name(name: str, copy: int) -> str:
    digest = hashlib.sha256(f"{name}{copy}".encode()).digest()
    return name[:-8] + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:8])


def _text(desk: Desk, blob: str, copy: int) -> bytes:
    return f"{desk.view.text_of(blob)}\nWritten once more, the {copy}th time.\n".encode()


def pages() -> Iterator[Row]:
    """Every page of 200 works written, against one `git cat-file --batch` and markdown-it-py on the same texts."""
    clock = SetClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    with place() as folder:
        works, versions = _four_years(folder, clock)
        mine = Portfolio.open(f"{folder}/mine", clock)
        desk = Desk(mine, clock)

        def ours() -> None:
            with site.reading(desk) as then:
                made = site.Site(then)
                gc.freeze()  # as the command does
                site.write(made, f"{folder}/pages")
            gc.unfreeze()

        names, texts = _asked(ours)
        shutil.rmtree(f"{folder}/pages")

        def floor() -> None:
            asking = "".join(f"{name}\n" for name in names).encode()
            command = ["git", "-C", f"{folder}/mine", "cat-file", "--batch"]
            subprocess.run(command, input=asking, capture_output=True, check=True)
            reader = MarkdownIt("commonmark", {"html": False}).enable("table")
            for text in texts:
                reader.render(text)

        job = f"web pages of {works} works, {versions:,} versions"
        told = f"cat-file of {len(names):,} objects, Markdown of {len(texts)} texts"
        yield against(job, ours, told, floor, 2, _TURNS)
        mine.close()


def _asked(do: object) -> tuple[list[str], list[str]]:
    """The objects that are read and the texts that are rendered meanwhile."""
    names: dict[str, None] = {}
    texts: list[str] = []
    read, many, html = Objects.read, Reader.read_many, markdown.Markdown.html

    def reading(self: Objects, name: str, kind: str) -> bytes:
        names[name] = None
        return read(self, name, kind)

    def reading_many(self: Reader, wanted: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        names.update(dict.fromkeys(wanted))
        return many(self, wanted)

    def rendering(self: markdown.Markdown, text: str, *given: object) -> str:
        texts.append(text)
        return html(self, text, *given)  # type: ignore[arg-type]

    Objects.read, Reader.read_many = reading, reading_many  # type: ignore[method-assign]
    markdown.Markdown.html = rendering  # type: ignore[method-assign,assignment]
    try:
        do()  # type: ignore[operator]
    finally:
        Objects.read, Reader.read_many = read, many  # type: ignore[method-assign]
        markdown.Markdown.html = html  # type: ignore[method-assign]
    return list(names), texts
