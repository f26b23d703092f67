"""Texts that break careless programs."""

from __future__ import annotations

NASTY = [
    "[/]",
    "[@click=app.quit]press me[/]",
    "[bold",
    "a\x1b]52;c;cHduZWQ=\x07b",
    "a\x1b[2Jb",
    "c1 \x9b31m here",
    "nul \x00 here",
    "right \u202eot tfel\u202c to left",
    "isolate \u2067abc\u2069",
    "שלום עולם العربية",
    "e\u0301e\u0301e\u0301 n\u0303 o\u0308\u0304\u0301\u0300",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "long " * 2_000,
    "x" * 10_000,
    "line one\nline two\r\nline three\u2028line four",
    "$(touch /tmp/pwned) `id` ; rm -rf ~ | cat",
    "../../../../etc/passwd",
    "--help",
    "Change: undo\n\nRecord: goals/x",
    '{"schema": 1}',
    "\ufeffbom \ue000 private \ud7ff",
    "<script>alert(1)</script> [x](javascript:alert(1))",
]
"""Titles nobody would type by accident, and some that people do."""


def controls(data: bytes) -> set[int]:
    """Bytes in what a program printed that could act on a terminal, other than line ends."""
    text = data.decode("utf-8", "replace")
    return {ord(c) for c in text if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) <= 0x9F or c in "\u202e\u2067"}
