"""The line a teacher gives to students: where a hub is, and which class of it is meant."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"(?:[$>]\s*)?portfolio\s+(?:class\s+)?(?:join|visit)\s+(?P<rest>.*?)(?:\s--?\w.*)?", re.I | re.S)
_QUOTES = {'"': '"', "'": "'", "`": "`", "<": ">", "“": "”", "„": "“", "‘": "’", "«": "»"}


def split(pasted: str) -> tuple[str, str]:
    """The address in what somebody pasted, and the id of the class named behind its #, in lower case as ids are.

    Quotes around it, and the command it was shown with, are left out.
    """
    text = _unquoted(pasted)
    command = _COMMAND.fullmatch(text)
    place, _mark, group = _unquoted(command["rest"] if command else text).partition("#")
    return place.strip(), group.strip().lower()


def _unquoted(text: str) -> str:
    text = text.strip()
    while text[:1] in _QUOTES and len(text) > 1:
        text = text[1:].replace(_QUOTES[text[0]], "", 1).strip()
    return text
