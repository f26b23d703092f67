"""What one change will do: records, texts and files, merged with what other windows saved meanwhile."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from portfolio.door.view import MAX_FILE, MAX_TEXT, cleaned
from portfolio.errors import BadInput, BrokenRecord
from portfolio.history.objects import blob_name
from portfolio.i18n import _
from portfolio.model.codec import MAX_BYTES, canonical
from portfolio.model.record import Record
from portfolio.model.work import Work
from portfolio.text import clean

if TYPE_CHECKING:
    from portfolio.door.saving import Saving
    from portfolio.door.settle import Contents


class Change:
    """What one change will do; given by `Portfolio.change`."""

    def __init__(self, portfolio: Saving, name: str, subject: str, work: str, undoes: str) -> None:
        self.name, self.subject, self.work, self.undoes = name, subject, work, undoes
        self.contents: Contents = {}
        """Path to the new bytes, None where the file goes."""
        self.texts: Contents = {}
        """Texts as they will stand: kept in the same save as the records that name them, changed or not."""
        self.saved = False
        """Whether anything differed and was kept, once the change is over."""
        self._portfolio = portfolio

    def put(self, record: Record) -> None:
        """Add a record, or change it to this. What another window saved since it was shown is merged, not overwritten.

        Raises:
            BadInput: it is too large.
        """
        data = canonical(cleaned(record.to_json()))
        if len(data) > MAX_BYTES:
            raise BadInput(
                _("This is longer than a record can be ({kb:,} KB).").format(kb=MAX_BYTES // 1024),
                _("Make it shorter, or put it into a text and refer to that."),
            )
        if record.shown is not None:
            shown, now = canonical(record.shown.to_json()), self._portfolio.bytes(record.path)
            if now is not None and now != shown:
                from portfolio.door.settle import merge_file

                data = merge_file(record.path, shown, data, now, "both") or data
        self.contents[record.path] = data

    def write_text(self, work: Work, text: str, base: str | None = None) -> str:
        """Change the piece itself.

        Args:
            base: the blob of the text it was made from, where that may not be the newest: then both are merged.

        Returns:
            The blob of the text that will stand.

        Raises:
            BadInput: it is too long.
        """
        data = clean(text).encode("utf-8", "replace")
        if len(data) > MAX_TEXT:
            raise BadInput(
                _("This text is longer than {mb} MB.").format(mb=MAX_TEXT // 2**20), _("Split it into two works.")
            )
        now = self._portfolio.bytes(work.text_path)
        from portfolio.door.settle import merge_file

        if base is not None and base != (blob_name(now) if now is not None else ""):
            try:
                old = self._portfolio.objects.read(base, "blob") if base else b""
            except BrokenRecord:
                old = b""
            data = merge_file(work.text_path, old, data, now) or b""
        self.contents[work.text_path] = self.texts[work.text_path] = data
        return blob_name(data)

    def write_file(self, path: str, data: bytes) -> None:
        """Put a file (an attachment, a course) at a path of the portfolio.

        Raises:
            BadInput: it is too large.
        """
        if len(data) > MAX_FILE:
            raise BadInput(
                _("{name} is larger than {mb} MB.").format(name=os.path.basename(path), mb=MAX_FILE // 2**20),
                _("Make it smaller, or keep it in another place and write down where it is."),
            )
        self.contents[path] = data
