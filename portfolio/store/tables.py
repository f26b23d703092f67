"""Records as TinyDB tables, for asking questions. Nothing is written through them: changes go through the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from tinydb import Query, TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

Documents = Mapping[str, Mapping[str, Any]]


class _Cached(Storage):
    """Serves the records that were read from files or from a version. Writing raises."""

    def __init__(self, documents: Callable[[], dict[str, Documents]]) -> None:
        self._documents = documents

    def read(self) -> Any:
        """All tables."""
        return self._documents()

    def write(self, data: Any) -> NoReturn:
        """Refused: records are changed with `Portfolio.change`."""
        raise TypeError("records are changed with Portfolio.change, never through a table")


class _Records(Table):
    """A table whose rows are named by the records' own ids."""

    document_id_class: Any = str


class Tables:
    """TinyDB over records that somebody else reads. `load(kind)` gives id to record, and is asked anew every time."""

    def __init__(self, load: Callable[[str], Documents]) -> None:
        self._load = load
        self._asked = ""
        self._db = TinyDB(storage=_Cached, documents=self._tables)
        self._db.table_class = _Records

    def _tables(self) -> dict[str, Documents]:
        return {self._asked: self._load(self._asked)}

    def search(self, kind: str, fields: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The records of one kind that have these values in these fields, oldest first."""
        self._asked = kind
        table = self._db.table(kind, cache_size=0)  # rows change without going through the table
        found: list[Any] = table.search(Query().fragment(dict(fields)))
        return sorted(found, key=lambda document: str(document["id"]))
