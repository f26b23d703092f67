"""Reads the pages of an export as a browser would, and says what is wrong with them."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

_VOID = {"meta", "link", "img", "br", "hr", "input"}
_OWN = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "a",
        "header",
        "p",
        "bdi",
        "nav",
        "ul",
        "ol",
        "li",
        "main",
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "footer",
        "time",
        "span",
        "div",
        "dl",
        "dt",
        "dd",
        "b",
        "br",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "img",
        "ins",
        "del",
        "details",
        "summary",
        "blockquote",
        "em",
        "strong",
        "code",
        "pre",
        "hr",
    ]
)


class Read(HTMLParser):
    """One page."""

    def __init__(self, path: Path, top: Path) -> None:
        super().__init__()
        self.path, self.top = path, top
        self.wrong: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.inside: dict[str, str] = {}
        """Tag to all text in elements of it."""
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        if self._open:
            self.wrong.append(f"never closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag not in _OWN:
            self.wrong.append(f"<{tag}>")
        self.wrong += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        for name in ("href", "src", "srcset", "action", "data"):
            if name in given:
                self._leads(tag, name, given)
        if tag == "img" and not given.get("alt", "").strip():
            self.wrong.append(f"picture without words: {given}")
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append((int(tag[1]), ""))
        if tag not in _VOID:
            self._open.append(tag)

    def _leads(self, tag: str, name: str, given: dict[str, str]) -> None:
        to = given[name]
        if to.startswith(("https://", "http://", "mailto:")):
            if tag != "a" or "noreferrer" not in given.get("rel", ""):
                self.wrong.append(f"{tag} {name}={to}")
            return
        place, _hash, part = to.partition("#")
        if part:
            ids = [
                each.get("id") for _tag, each in Read.shallow(self.path.parent / unquote(place) if place else self.path)
            ]
            if part not in ids:
                self.wrong.append(f"no place {to}")
        if not place:
            return
        found = os.path.realpath(self.path.parent / unquote(place))
        if ":" in place.split("/")[0] or not found.startswith(f"{os.path.realpath(self.top)}/"):
            self.wrong.append(f"leads away: {to}")
        elif not os.path.isfile(found):
            self.wrong.append(f"leads nowhere: {to}")

    @staticmethod
    def shallow(path: Path) -> list[tuple[str, dict[str, str]]]:
        """The tags of a page, its links not followed."""
        found: list[tuple[str, dict[str, str]]] = []
        reader = HTMLParser()
        reader.handle_starttag = lambda tag, attrs: found.append((tag, {n: v or "" for n, v in attrs}))  # type: ignore[method-assign]
        reader.feed(path.read_text(encoding="utf-8"))
        return found

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag in set(self._open):
            self.inside[tag] = self.inside.get(tag, "") + data
        if self.headings and self._open and any(one[0] == "h" and one[1:].isdigit() for one in self._open):
            level, told = self.headings[-1]
            self.headings[-1] = (level, told + data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data[:40]}")

    def attributes(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of a kind."""
        return [given for one, given in self.tags if one == tag]

    def faults(self) -> list[str]:
        """Everything that is wrong with the page."""
        wrong = list(self.wrong)
        levels = [level for level, _told in self.headings]
        if levels[:1] != [1] or levels.count(1) != 1:
            wrong.append(f"not one h1 first: {levels}")
        wrong += [f"h{a} before h{b}" for a, b in pairwise(levels) if b > a + 1]
        wrong += [f"empty h{level}" for level, told in self.headings if not told.strip()]
        for tag in ("html", "head", "title", "body", "header", "nav", "main", "footer"):
            if len(self.attributes(tag)) != 1:
                wrong.append(f"{len(self.attributes(tag))} of <{tag}>")
        if not self.attributes("html")[0].get("lang"):
            wrong.append("no language")
        first = next(given for tag, given in self.tags if tag == "a")
        if first.get("href") != "#main" or self.attributes("main")[0].get("id") != "main":
            wrong.append("no skip link")
        policy = [one.get("content", "") for one in self.attributes("meta") if "http-equiv" in one]
        if len(policy) != 1 or not policy[0].startswith("default-src 'none'; style-src 'self'; img-src 'self'"):
            wrong.append(f"policy {policy}")
        ids = [given["id"] for _tag, given in self.tags if "id" in given]
        if len(ids) != len(set(ids)):
            wrong.append("an id twice")
        if any((ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) <= 0x9F or c in "\u202e\u2067" for c in self.text):
            wrong.append("control characters")
        return wrong


def read(folder: str) -> dict[str, Read]:
    """Every page of a folder by its path."""
    top = Path(folder)
    return {str(path.relative_to(top)): Read(path, top) for path in sorted(top.rglob("*.html"))}
