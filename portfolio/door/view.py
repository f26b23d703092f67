"""Reading a portfolio: the same object for the folder today and for any version of the past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from portfolio.door.source import Past, Source
from portfolio.errors import BrokenRecord, NotFound
from portfolio.history.log import Version, count, resolve
from portfolio.history.objects import Objects, blob_name
from portfolio.history.reading import History
from portfolio.i18n import _
from portfolio.model.codec import Malformed, load
from portfolio.model.kinds import KINDS
from portfolio.model.record import Record
from portfolio.model.work import Work
from portfolio.store.tables import Tables
from portfolio.text import clean, is_clean, line

R = TypeVar("R", bound=Record)
_OWNER = re.compile(r"p[0-9a-f]{16}")
_ESCAPED = re.compile(rb"\\[ubfr]")
MAX_TEXT = 8 * 1024 * 1024
MAX_FILE = 25 * 1024 * 1024
FORMAT = 1


@dataclass(frozen=True)
class Problem:
    """Something in the folder that cannot be used and was left as it is."""

    path: str
    line: int
    """1 for the first line, 0 where no line is meant."""
    reason: str

    def __str__(self) -> str:
        return f"{self.path}{f', line {self.line}' if self.line else ''}: {self.reason}"


@dataclass(frozen=True)
class Owner:
    """Whose portfolio it is (portfolio.json)."""

    id: str
    name: str
    language: str = "en"
    courses: tuple[str, ...] = ()
    """id@version of the courses it was given, the newest last."""

    @property
    def email(self) -> str:
        """The address in versions; it reaches nobody."""
        return f"{self.id}@portfolio.invalid"


def cleaned(value: Any) -> Any:
    """JSON values with every text in them made safe to show."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): cleaned(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(part) for part in value]
    return value


def read_owner(data: bytes) -> Owner:
    """Whose portfolio it is, from the bytes of portfolio.json.

    Raises:
        Malformed: it is not what it should be.
    """
    found = cleaned(load(data))
    if type(found.get("format")) is not int:
        raise Malformed("“format” is missing or not a number")
    if found["format"] > FORMAT:
        raise Malformed("written by a newer Portfolio; update to open it")
    name, language, courses = found.get("name"), found.get("language", "en"), found.get("courses", [])
    if not (isinstance(found.get("id"), str) and _OWNER.fullmatch(found["id"])):
        raise Malformed("“id” is not p and 16 hexadecimal digits")
    if not (isinstance(name, str) and line(name) and isinstance(language, str)):
        raise Malformed("“name” is missing or not text")
    if not (isinstance(courses, list) and all(isinstance(one, str) for one in courses)):
        raise Malformed("“courses” is not a list of texts")
    return Owner(found["id"], line(name), language, tuple(courses))


def read_record(path: str, data: bytes) -> tuple[dict[str, Any], Record | None]:
    """The JSON and the record in a file under records/; no record where the kind is from a newer program.

    Raises:
        Malformed: it is not what it should be.
    """
    document = load(data)
    plain = data.isascii() and b"\x7f" not in data
    if _ESCAPED.search(data) or (not plain and not is_clean(data.decode().removeprefix("\ufeff"))):
        document = cleaned(document)
    kind = KINDS.get(path.split("/")[1])
    if kind is None:
        return document, None
    record = kind.from_json(document)
    if path != record.path:
        raise Malformed(f"its id is “{record.id}”, which belongs in {record.path}", "id")
    return document, record


class View:
    """A portfolio to read: records by kind and id, texts, files."""

    def __init__(self, source: Source, objects: Objects, version: str) -> None:
        self._source = source
        self.objects = objects
        self.version = version
        """The version it shows, "" before the first."""
        self.problems: dict[str, Problem] = {}
        """Path to what was set aside."""
        self._documents: dict[str, dict[str, dict[str, Any]]] = {}
        self._records: dict[str, dict[str, Record]] = {}
        self._tables = Tables(lambda kind: self._load(kind)[0])

    @property
    def owner(self) -> Owner:
        """Whose it is.

        Raises:
            BrokenRecord: portfolio.json cannot be read.
        """
        try:
            return read_owner(self._source.read("portfolio.json") or b"")
        except Malformed as error:
            raise BrokenRecord(
                _("portfolio.json cannot be read: {reason}.").format(reason=error),
                _("Fix the file, or take it from the history: “git checkout HEAD portfolio.json” in the folder."),
            ) from error

    def _load(self, kind: str) -> tuple[dict[str, dict[str, Any]], dict[str, Record]]:
        """All records of a kind, as documents and as they are; broken ones become problems."""
        if kind not in self._documents or kind not in self._records:
            documents: dict[str, dict[str, Any]] = {}
            records: dict[str, Record] = {}
            for path in self._source.names(f"records/{kind}"):
                try:
                    document, record = read_record(path, self._source.read(path) or b"")
                except Malformed as error:
                    self.problems[path] = Problem(path, error.line, str(error))
                    continue
                if record is not None:
                    documents[record.id], records[record.id] = document, record
            self._documents[kind], self._records[kind] = documents, records
            return documents, records
        return self._documents[kind], self._records[kind]

    def _put(self, path: str, data: bytes | None) -> None:
        """Keep what was read in step with a change."""
        parts = path.split("/")
        if parts[0] != "records" or parts[1] not in self._documents:
            return
        documents, records = self._documents[parts[1]], self._records[parts[1]]
        name = parts[-1].removesuffix(".json")
        if data is None:
            documents.pop(name, None)
            records.pop(name, None)
            return
        document, record = read_record(path, data)
        if record is not None:
            documents[name], records[name] = document, record

    def _forget(self) -> None:
        """Read everything anew the next time; whoever is reading just now goes on with what they have."""
        self._documents, self._records = {}, {}

    def all(self, kind: type[R]) -> list[R]:
        """All records of a kind, oldest first."""
        found: dict[str, Any] = self._load(kind.KIND)[1]
        return [found[name] for name in sorted(found)]

    def find(self, kind: type[R], **fields: str) -> list[R]:
        """The records that have these values in these fields, oldest first."""
        found: dict[str, Any] = self._load(kind.KIND)[1]
        return [found[document["id"]] for document in self._tables.search(kind.KIND, fields)]

    def get(self, kind: type[R], name: str) -> R | None:
        """The record of that id, if there is one."""
        found = self._load(kind.KIND)[1].get(name)
        return found if isinstance(found, kind) else None

    def need(self, kind: type[R], name: str) -> R:
        """The record of that id.

        Raises:
            NotFound: there is none.
        """
        found = self.get(kind, name)
        if found is None:
            raise NotFound(_("There is no {kind} “{name}” here.").format(kind=_(kind.NAME), name=clean(name)[:40]))
        return found

    def bytes(self, path: str) -> bytes | None:
        """The bytes of any file, None where there is none."""
        return self._source.read(path)

    def names(self, folder: str) -> list[str]:
        """The paths of all files below a folder."""
        return self._source.names(folder)

    def text(self, work: Work) -> str:
        """The piece itself, safe to show; "" while nothing is written."""
        return decode_text(self._source.read(work.text_path) or b"")

    def blob(self, work: Work) -> str:
        """The name of the piece's text as it stands, "" while nothing is written."""
        data = self._source.read(work.text_path)
        return blob_name(data) if data is not None else ""

    def text_of(self, blob: str) -> str:
        """A text as it once was.

        Raises:
            BrokenRecord: it cannot be read.
        """
        return decode_text(self.objects.read(blob, "blob")) if blob else ""


class HistoryView(View):
    """A portfolio with all its versions: the folder one works in, or a history in somebody's mirror."""

    def __init__(self, source: Source, repo: History, version: str) -> None:
        super().__init__(source, repo.objects, version)
        self.repo = repo

    @classmethod
    def of(cls, repo: History, version: str) -> HistoryView:
        """A history as it was at a version, to read only."""
        return cls(Past(repo.objects, dict(repo.files_of(version))), repo, version)

    def timeline(self, limit: int = 0) -> Iterator[Version]:
        """Versions up to the newest, newest first, as they arrive."""
        return self.repo.timeline("", limit)

    def newest(self, count: int) -> list[Version]:
        """The last few versions, without starting git where they are not packed."""
        return self.repo.newest(count)

    def find_version(self, name: str) -> Version:
        """The version of a whole name."""
        return next(self.repo.timeline(name, 1))

    def count(self) -> int:
        """How many versions there are."""
        head = self.repo.head()
        return count(self.repo.git_dir, head) if head else 0

    def resolve(self, text: str) -> str:
        """The whole name of a version a person named (see `history.log.resolve`)."""
        return resolve(self.repo.git_dir, text.strip().lower())

    def at(self, version: str) -> View:
        """The portfolio as it was at a version (its whole name)."""
        return View(Past(self.objects, dict(self.repo.files_of(version))), self.objects, version)

    def changed_in(self, version: str) -> dict[str, tuple[str, str]]:
        """What a version changed: path to (blob before, blob after), "" where there is none."""
        return self.repo.changed_in(version)


def is_piece(path: str) -> bool:
    """Whether a path is that of a piece itself: works/NAME/text.md, not a file of that name beside it."""
    return path.startswith("works/") and path.endswith("/text.md") and path.count("/") == 2


def decode_text(data: bytes) -> str:
    """Bytes of a text file as text that is safe to show."""
    return clean(data.decode("utf-8-sig", "replace"))
