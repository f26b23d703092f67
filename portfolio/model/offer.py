"""What a teacher is asked when they write a question of the survey, an option, or a whole choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from portfolio.i18n import N_
from portfolio.model.course import THINKING
from portfolio.model.form import Field, Form, Named, Option, never

KINDS = {"pick": N_("pick any number"), "rank": N_("put the favourite first"), "text": N_("in their own words")}
"""How a question of the survey is answered."""


def _levels(_answers: Mapping[str, Any], _view: Any) -> list[Option]:
    return [(level, level) for level in THINKING]


def _given(options: Sequence[Option], _answers: Mapping[str, Any], _view: Any) -> list[Option]:
    return list(options)


def _has_options(answers: Mapping[str, Any], _view: Any) -> bool:
    return answers.get("kind") != "text"


QUESTION_FORM = Form(
    Field("question", "line", N_("Question"), N_("As a student reads it.")),
    Field("kind", "choice", N_("Kind"), N_("How it is answered: pick, rank or text."), options=Named(KINDS)),
    Field("options", "text", N_("Options"), N_("One a line, or with | between. None for own words."), _has_options),
)


def survey_form(sources: Sequence[Option]) -> Form:
    """How a survey begins.

    Args:
        sources: whose questions it can start from, id and title.
    """
    return Form(
        Field("source", "choice", N_("Start from"), N_("The questions of another survey, or none yet."), never,
              partial(_given, sources)),
        Field("title", "line", N_("Title"), N_("What students see above it."), never),
        Field("about", "text", N_("What it is for"), N_("And who reads the answers. Empty keeps what the survey says."),
              never),
        Field("grades", "line", N_("Grades"), N_("Which grades are asked, with commas; empty for all."), never),
    )  # fmt: skip


OPTION_FORM = Form(
    Field("theme", "line", N_("Theme"), N_("The answer of the survey it comes from, if any."), never),
    Field("name", "line", N_("Name"), N_("What students call this option.")),
    Field("what", "text", N_("Texts or content"), N_("What they read, watch or look into, in a sentence or two.")),
    Field("extension", "line", N_("Extension"), N_("What somebody does who wants more.")),
    Field("standards", "line", N_("Standards"), N_("The same for every option; codes with commas between."), never),
    Field("thinking", "choice", N_("Level of thinking"), N_("The same for every option."), options=_levels),
)
"""One option of a choice. Whether standards are named is judged where it is saved, with the reason."""


def draft_form(tasks: Sequence[Option]) -> Form:
    """One option with the choice it belongs to.

    Args:
        tasks: the tasks that can give what stays the same, id and title.
    """
    return Form(
        Field("task", "line", N_("Choice"), N_("What the task is called that this option belongs to.")),
        Field("like", "choice", N_("Like"), N_("For a new one: the task that gives what stays the same."), never,
              partial(_given, tasks)),
        Field("opening", "line", N_("Invitation"), N_("As in: Choose the text you want to argue with."), never),
        *OPTION_FORM.fields,
    )  # fmt: skip


def offer_form(tasks: Sequence[Option] = ()) -> Form:
    """A whole choice at once.

    Args:
        tasks: the tasks that can give what stays the same, id and title; none to ask for it in words.
    """
    like = partial(_given, tasks) if tasks else None
    return Form(
        Field("title", "line", N_("Title"), N_("What the task is called; one there is already becomes this choice.")),
        Field("like", "choice" if tasks else "line", N_("Like"),
              N_("The task that gives what stays the same: standards, level, rubric, process, product."), never, like),
        Field("opening", "line", N_("Invitation"), N_("As in: Choose the text you want to argue with.")),
        Field("options", "text", N_("Options"), N_("One a line, 2 to 6: name | what it is | extension.")),
        Field("closes", "date", N_("Closes"), N_("The last day on which a choice can be changed."), never),
    )  # fmt: skip
