"""Files beside a work: which may be shown, and under which names they can be given away."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portfolio.export.markdown import Beside
from portfolio.model.work import Attachment
from portfolio.text import file_name, slug

_PICTURES = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
}
"""Endings of pictures that are shown, with how their bytes begin."""
_OTHERS = (
    "csv doc docx epub flac m4a md mid mov mp3 mp4 mpeg odp ods odt ogg ogv opus pdf ppt pptx rtf tsv txt wav webm xls "
    "xlsx zip"
)
_QUIET = frozenset((*_PICTURES, *_OTHERS.split()))
"""Endings that no browser runs as a page or a program."""
_ODD = re.compile(r"[^\w.-]+|%|#")


@dataclass(frozen=True)
class Given:
    """A file as it goes out."""

    record: Attachment | None
    """What the portfolio says about it, None where it only stands in the folder."""
    source: str
    """Its path in the portfolio."""
    path: str
    """Its path in the folder of pages."""
    name: str
    """The name it came with."""
    is_picture: bool
    size: int

    @property
    def caption(self) -> str:
        """What the student wrote about it."""
        return self.record.caption if self.record else ""

    def beside(self, above: str) -> Beside:
        """How a text may show it.

        Args:
            above: the way from the page to the folder's top.
        """
        return Beside(above + self.path, self.is_picture, self.caption)


def is_picture(name: str, data: bytes) -> bool:
    """Whether a file is a picture of a kind that is shown: by its ending and by how it begins."""
    begins = _PICTURES.get(name.rpartition(".")[2].lower(), ())
    return bool(begins) and data.startswith(begins)


def safe_name(name: str, data: bytes) -> str:
    """A name that no browser takes for a page to run: another ending is added where the given one is not known."""
    given = file_name(name)
    stem, dot, end = given.rpartition(".")
    if dot and end.lower() in _QUIET:
        return f"{_plain(stem)}.{end}"
    return f"{_plain(given)}.{'bin' if bytes(1) in data[:4096] else 'txt'}"


def _plain(name: str) -> str:
    return _ODD.sub("-", name).strip("-.") or "file"


class Names:
    """Names given away once each, whatever case a disk tells apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, folder: str, name: str, end: str = "") -> str:
        """A path that nothing else has: the name itself, or with a number.

        Args:
            name: made of harmless characters.
            end: ".html" and the like; "" where the name has its own ending.
        """
        stem, dot, own = (name, "", "") if end else name.rpartition(".")
        stem, own = (stem, f".{own}") if dot else (name, end)
        path, number = f"{folder}/{stem}{own}", 2
        while path.lower() in self._taken:
            path, number = f"{folder}/{stem}-{number}{own}", number + 1
        self._taken.add(path.lower())
        return path

    def page(self, folder: str, name: str) -> str:
        """The path of a page called after something."""
        return self.take(folder, slug(name, 80), ".html")
