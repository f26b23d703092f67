"""HTML from outside as Markdown text: no tag of it stays, and of its links only http, https and mailto."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote, unquote_to_bytes, urlsplit

from portfolio.i18n import _
from portfolio.services.xmltree import Node
from portfolio.text import clean, line

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_HIDDEN = frozenset({"head", "script", "style", "template", "noframes", "svg", "math"})
_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "code": "`", "tt": "`", "kbd": "`"}
_PLAYED = {"iframe": "src", "embed": "src", "object": "data", "video": "src", "audio": "src", "source": "src"}
_MOST_DEEP = 6
"""Lists and quotes inside each other deeper than this stand at this depth."""
_AT_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|\d{1,9}(?=[.)](?:\s|$))|={3,}|-{3,}|~{3,}|\[(?=[^\]\n]*\]:)|\|)"
)
_INSIDE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\Z)|<(?=[A-Za-z/!?]|\Z)|\](?=[(\[]|\Z)|!(?=\[|\Z)|`|\*|(?<!\w)_|_(?!\w)|&(?=#?\w+;|#?\Z)"
)
"""Signs that Markdown would read; at the end of a piece of text, whatever comes after it."""
_SHIELD = re.compile(r"\\([!-/:-@\[-`{-~])")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
_LONE = re.compile(r"<(?![A-Za-z/][^<>]{0,4000}>)")


def from_html(text: str, headings: int = 2) -> str:
    """A piece of HTML as Markdown.

    Args:
        headings: the level that stands above it: its h1 becomes one level below.
    """
    made = _Writer(headings)
    reader = _Html(made)
    reader.feed(_LONE.sub("&lt;", _COMMENT.sub("", text)))
    reader.close()
    return made.done()


def from_tree(node: Node, headings: int = 2) -> str:
    """The XHTML inside an element as Markdown (see `from_html`)."""
    made = _Writer(headings)
    waiting: list[Node | str | tuple[str]] = [*reversed(node.parts)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            made.data(part)
        elif isinstance(part, tuple):
            made.end(part[0])
        else:
            made.start(part.name, part.attributes)
            waiting += [(part.name,), *reversed(part.parts)]
    return made.done()


def from_plain(text: str) -> str:
    """Plain text as Markdown that shows it as it is, line by line."""
    made = _Writer(2)
    for paragraph in re.split(r"\n\s*\n", clean(text)):
        made.start("p", {})
        for one in paragraph.strip().split("\n"):
            made.data(one)
            made.start("br", {})
    return made.done()


def unescaped(text: str) -> str:
    """Markdown on one line, for a place that shows plain text: without the signs that shield it."""
    return line(_SHIELD.sub(r"\1", text))


def safe_link(address: str) -> str:
    """A web or mail address that may stand in Markdown, "" for any other."""
    given = "".join(clean(address).split())
    try:
        parts = urlsplit(given)
        usable = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        return ""
    if not usable and not (parts.scheme == "mailto" and "@" in parts.path):
        return ""
    return quote(given, safe="/:?#@!$&'*+,;=%~-._[]").replace("[", "%5B").replace("]", "%5D")[:2_000]


def local_path(address: str) -> str:
    """The path inside an export that a relative address stands for, "" for an address elsewhere."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme or parts.netloc:
        return ""
    return unquote_to_bytes(parts.path).decode("utf-8", "replace").replace("\\", "/").removeprefix("./")


class _Html(HTMLParser):
    def __init__(self, writer: _Writer) -> None:
        super().__init__(convert_charrefs=True)
        self._writer = writer

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._writer.start(tag, {name: value or "" for name, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._writer.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._writer.end(tag)

    def handle_data(self, data: str) -> None:
        self._writer.data(data)


@dataclass
class _Span:
    """A mark or link that is open."""

    tag: str
    at: int
    """Where in the line's pieces it begins."""
    mark: str = ""
    link: str = ""


class _Writer:
    """Takes tags and text, gives Markdown."""

    def __init__(self, headings: int) -> None:
        self._headings = headings
        self._blocks: list[tuple[str, bool]] = []
        """Each with whether it is the beginning of a list item."""
        self._line: list[str] = []
        self._spans: list[_Span] = []
        self._within: list[tuple[str, int]] = []
        """Lists and quotes around: tag and the number of the next item."""
        self._first = ""
        """The sign of a list item that waits for its first line."""
        self._level = self._hidden = self._pre = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        if tag in _HIDDEN:
            self._hidden += 1
        if self._hidden:
            return
        if self._pre and tag != "pre" and (tag in _BLOCKS or tag in _HEADS):
            self._line.append("\n")
        elif tag in _PLAYED or tag == "img":
            self._shown(tag, attributes)
        elif tag == "br":
            self._line.append("\n")
        elif tag in ("td", "th"):
            self._line.append(" · " if "".join(self._line).strip() else "")
        elif tag in _BLOCKS or tag in _HEADS:
            self._flush()
            self._block(tag)
        elif tag in _MARKS and all(one.tag != tag for one in self._spans):
            self._spans.append(_Span(tag, len(self._line), mark=_MARKS[tag]))
        elif tag == "a" and all(one.tag != "a" for one in self._spans):
            self._spans.append(_Span("a", len(self._line), link=safe_link(attributes.get("href", ""))))

    def _block(self, tag: str) -> None:
        if tag in ("ul", "ol", "blockquote"):
            self._within.append((tag, 1))
        elif tag == "li" and self._within and self._within[-1][0] != "blockquote":
            kind, number = self._within[-1]
            self._first = f"{number}. " if kind == "ol" else "- "
            self._within[-1] = (kind, number + 1)
        elif tag in _HEADS:
            self._level = min(6, _HEADS[tag] + self._headings)
        elif tag == "pre":
            self._pre += 1
        elif tag == "hr":
            self._blocks.append(("* * *", False))

    def _shown(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A picture or film: what it is called, with its address where that is on the web."""
        link = safe_link(attributes.get(_PLAYED.get(tag, "src"), ""))
        called = line(attributes.get("alt", "") or attributes.get("title", ""))
        if not called and not link:
            return
        told = (_("picture: {name}") if tag == "img" else _("film or sound: {name}")).format(name=called or link)
        self._line.append(f"[{_escaped(told)}]({link})" if link else f"({_escaped(told)})")

    def end(self, tag: str) -> None:
        """A tag closes."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if self._hidden or tag in _EMPTY:
            return
        if self._pre and tag != "pre":
            return
        if tag in _BLOCKS or tag in _HEADS:
            self._flush()
            if tag == "pre":
                self._pre = max(0, self._pre - 1)
            elif self._within and self._within[-1][0] == tag:
                self._within.pop()
            if tag == "li":
                self._first = ""
        elif any(one.tag == tag for one in self._spans):
            while self._close().tag != tag:
                pass

    def data(self, text: str) -> None:
        """Text stands here."""
        if self._hidden or not text:
            return
        told = clean(text)
        if self._pre:
            self._line.append(told)
        else:
            self._line.append(_escaped(re.sub(r"[\s\u00a0]+", " ", told)))

    def _close(self) -> _Span:
        span = self._spans.pop()
        inside = "".join(self._line[span.at :])
        bare = inside.strip()
        if bare and not self._pre and (span.mark or span.link):
            before, after = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
            told = f"[{bare}]({span.link})" if span.link else f"{span.mark}{bare}{span.mark}"
            if span.mark == "`":
                told = f"`{bare.replace(chr(92), '').replace('`', chr(39))}`"
            self._line[span.at :] = [f"{before}{told.replace(chr(10), ' ')}{after}"]
        return span

    def _flush(self) -> None:
        """What was collected becomes a block."""
        while self._spans:
            self._close()
        text, self._line = "".join(self._line), []
        if self._pre:
            fence = "`" * max(3, 1 + max((len(one) for one in re.findall("`+", text)), default=0))
            told = f"{fence}\n{text.strip(chr(10))}\n{fence}" if text.strip() else ""
        else:
            rows = [_AT_START.sub(r"\1\\\2", " ".join(row.split())) for row in text.split("\n")]
            told = "  \n".join(row for row in rows if row)
            told = re.sub(r"^(\d{1,9})?\\(\d{1,9})([.)])", r"\1\2\\\3", told, flags=re.MULTILINE)
        if not told:
            return
        if self._level:
            told, self._level = "#" * self._level + " " + told.replace("  \n", " "), 0
        item = bool(self._first)
        self._blocks.append((self._placed(told), item))

    def _placed(self, text: str) -> str:
        """A block inside the lists and quotes around it."""
        first, self._first = self._first if len(self._within) <= _MOST_DEEP else "", ""
        within = [_indent(tag, number) for tag, number in self._within[:_MOST_DEEP]]
        before, rest = "".join(within[:-1]), "".join(within)
        head = before + first.ljust(len(rest) - len(before)) if first else rest
        rows = text.split("\n")
        return "\n".join([head + rows[0], *(rest + row for row in rows[1:])])

    def done(self) -> str:
        """All of it."""
        self._flush()
        found: list[str] = []
        for n, (text, item) in enumerate(self._blocks):
            listed = item and n and (self._blocks[n - 1][1] or text.startswith(" "))
            found += ["\n" if listed else "\n\n", text]
        return "".join(found).strip("\n")


def _indent(tag: str, number: int) -> str:
    """What stands before each further line inside a list or quote; as wide as the sign of the item before `number`."""
    return "> " if tag == "blockquote" else "  " if tag == "ul" else " " * len(f"{max(1, number - 1)}. ")


_HEADS = {f"h{n}": n for n in range(1, 7)}


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _INSIDE.sub(lambda match: "\\" + match[0], text)
