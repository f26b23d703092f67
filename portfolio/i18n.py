"""Words in the person's language. Every text a person sees goes through `_`, `N_` or `ngettext`."""

from __future__ import annotations

import gettext
import os

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
LANGUAGES = {"en": "English"}
"""Languages with a catalogue. English is the language of the code."""


def use(language: str) -> None:
    """Speak `language` (a code such as "en") from now on; unknown ones fall back to English."""
    global _catalogue  # noqa: PLW0603 - one language per process, as with gettext.install
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "locale")
    _catalogue = gettext.translation("portfolio", folder, [language], fallback=True)


def _(text: str) -> str:
    """The text in the person's language."""
    return _catalogue.gettext(text) if text else ""


def N_(text: str) -> str:
    """Marks a text to be translated later, where it is shown."""
    return text


def ngettext(one: str, many: str, count: int) -> str:
    """The text for `count` things, with `{n}` filled in."""
    return _catalogue.ngettext(one, many, count).format(n=count)
