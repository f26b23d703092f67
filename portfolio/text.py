"""Text from people: made safe to show, shortened, counted, named."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u180e\u2028-\u202e\u2061-\u206f\ud800-\uf8ff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff]"
)
SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese and Japanese signs, of which each counts as a word."""
_WORD = re.compile(rf"[{SIGNS}]|[^\W_{SIGNS}]+(?:['’\-][^\W_{SIGNS}]+)*")
_SLUG = re.compile(r"[^a-z0-9]+")


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹{code:04X}›"


def clean(text: str) -> str:
    """Text that is safe on any terminal: control, direction and private characters become visible signs.

    Line ends become `\\n`. What people need stays: tabs, joiners, soft hyphens, marks of direction
    (not overrides), flags, and the selectors of East Asian names.
    """
    if text.replace("\n", "").replace("\t", "").isprintable():  # what is hidden is never printable, and that is fast
        return text
    return _HIDDEN.sub(_sign, text.replace("\r\n", "\n").replace("\r", "\n"))


def is_clean(text: str) -> bool:
    """Whether `clean` would change nothing but line ends."""
    return not _HIDDEN.search(text)


def line(text: str) -> str:
    """`clean` text on one line, trimmed."""
    return " ".join(clean(text).split())


def shorten(text: str, width: int) -> str:
    """The text on one line, cut at a word with "…" where it is longer than `width` characters."""
    text = line(text)
    if len(text) <= width:
        return text
    cut = text[: width - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > width // 2 else cut).rstrip(" ,;:.") + "…"


def words(text: str) -> list[str]:
    """The words of a text, as a reader counts them."""
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """How many words a text has: as many as `words` gives."""
    parts = text.split()
    odd = [part for part in parts if not (part.isascii() and part.isalnum())]
    return len(parts) - len(odd) + len(_WORD.findall(" ".join(odd)))


def slug(text: str, limit: int = 40) -> str:
    """A name for files: lower-case ASCII letters, digits and hyphens, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    name = _SLUG.sub("-", plain).strip("-")
    if len(name) > limit:
        name = name[: limit + 1].rpartition("-")[0] or name[:limit]
    return name.strip("-") or "untitled"


_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}


def bare(text: str) -> str:
    """A text to look for: lower case, without accents."""
    return "".join(
        one for one in unicodedata.normalize("NFKD", line(text).casefold()) if not unicodedata.combining(one)
    )


def file_name(text: str) -> str:
    """A name that every system can hold, as close to the given one as that allows."""
    name = unicodedata.normalize("NFC", clean(text)).replace("\n", " ")
    name = re.sub(r'[\\/:*?"<>|‹›\t]+', "-", name).strip(" .-")
    stem, dot, end = name.rpartition(".")
    stem, end = (stem, "." + end) if dot and 0 < len(end) <= 8 else (name, "")
    while len((stem + end).encode()) > 120:
        stem = stem[:-1]
    if stem.lower() in _RESERVED or not stem:
        stem = f"file-{stem}".strip("-")
    return stem + end


def fill(text: str, width: int) -> list[str]:
    """The text broken at spaces into lines of at most `width` characters; only a longer word is cut."""
    width = max(width, 1)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in paragraph.split(" "):
            joined = f"{current} {word}" if current else word
            if len(joined) <= width:
                current = joined
                continue
            if current:
                lines.append(current)
            current = word
            while len(current) > width:
                lines.append(current[:width])
                current = current[width:]
        lines.append(current)
    return lines


def flow(value: str) -> str:
    """Markdown paragraphs without the line ends inside them."""
    return "\n\n".join(" ".join(part.split()) for part in value.split("\n\n"))


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins like one is given an apostrophe."""
    made = line(cell)
    return f"'{made}" if made.startswith(("=", "+", "-", "@", "\t")) else made
