"""One form, two faces: the questions a record asks, drawn by the app, the prompts, the options and the guide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from portfolio.clock import day
from portfolio.i18n import N_, _

FieldKind = Literal["line", "text", "date", "scale", "choice", "many", "link", "passage"]
Answers = Mapping[str, Any]
Option = tuple[str, str]
"""What is stored, and what is shown."""
MAX_LINE = 10_000
MAX_TEXT = 400_000


def always(_answers: Answers, _view: Any) -> bool:
    """A rule that always holds."""
    return True


def never(_answers: Answers, _view: Any) -> bool:
    """A rule that never holds."""
    return False


@dataclass(frozen=True)
class Named:
    """Options that are the same for everybody."""

    shown: Mapping[str, str]
    """What is stored to what is shown, marked for translation."""

    def __call__(self, _answers: Answers, _view: Any) -> list[Option]:
        """In their order."""
        return [(key, _(name)) for key, name in self.shown.items()]


@dataclass(frozen=True)
class Field:
    """One question."""

    name: str
    kind: FieldKind
    label: str
    help: str = ""
    required: Callable[[Answers, Any], bool] = always
    options: Callable[[Answers, Any], list[Option]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What is stored for each option, where that is the same for everybody; `--help` lists them."""
        return tuple(self.options.shown) if isinstance(self.options, Named) else ()

    @property
    def flag(self) -> str:
        """The command-line option for it, as in `--check-in`."""
        return "--" + self.name.replace("_", "-")


class Form:
    """Questions in order, and the rules over their answers."""

    def __init__(self, *fields: Field) -> None:
        self.fields = fields

    def __getitem__(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    def check(self, answers: Answers, view: Any = None) -> dict[str, str]:
        """All that is wrong, at once: field name to one sentence. Empty when the answers can be used."""
        found: dict[str, str] = {}
        for f in self.fields:
            value = answers.get(f.name)
            if value in (None, (), []) or (isinstance(value, str) and not value.strip()):
                if f.required(answers, view):
                    found[f.name] = _("{label}: please fill this in.").format(label=_(f.label))
                continue
            problem = self._wrong(f, value, answers, view)
            if problem:
                found[f.name] = f"{_(f.label)}: {problem}"
        return found

    @staticmethod
    def _wrong(f: Field, value: Any, answers: Answers, view: Any) -> str:
        if f.kind == "date" and day(str(value).strip()) is None:
            return _("“{value}” is not a date; write it like 2026-12-31.").format(value=str(value)[:40])
        if f.kind == "scale" and str(value) not in ("1", "2", "3", "4", "5"):
            return _("choose a number from 1 to 5.")
        if f.kind in ("line", "text") and len(str(value)) > (MAX_LINE if f.kind == "line" else MAX_TEXT):
            return _("this is too long to keep; please shorten it.")
        if f.options and f.kind in ("choice", "many"):
            allowed = [key for key, _shown in f.options(answers, view)]
            picked = [value] if f.kind == "choice" else list(value)
            for one in picked:
                if one not in allowed:
                    return _("“{value}” is not one of: {options}.").format(
                        value=str(one)[:40], options=", ".join(allowed) or _("nothing yet")
                    )
        return ""


CONFIDENCE_HELP = N_("1 = not yet, 5 = I could show someone else")
