"""Choices drafted from what students asked for: options with one set of standards and one level, as a course's task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from portfolio.classroom.courses import task_file
from portfolio.classroom.survey import Results
from portfolio.course.checks import listed
from portfolio.course.reader import read_course
from portfolio.course.shelf import folder_files
from portfolio.course.tasks import number_of_options
from portfolio.course.writing import content_section, with_front, with_section, with_top
from portfolio.errors import BadInput, NotFound
from portfolio.i18n import _
from portfolio.model.course import THINKING, Course, Part, PartOption, Task
from portfolio.model.offer import OPTION_FORM, offer_form
from portfolio.services.goals import checked
from portfolio.store import files
from portfolio.text import line, shorten, slug


def draft(
    folder: str, name: str, answers: Mapping[str, Any], *, like: str = "", opening: str = "", closes: str = "",
    results: Results | None = None,
) -> tuple[Course, Task]:  # fmt: skip
    """Save one option of a choice of content in a course's folder; one of the same name is changed.

    Args:
        name: the title or id of the task; a new one is made like another task of the course.
        answers: to OPTION_FORM.
        like: the task that gives a new one its standards, level, rubric, process, product and milestones.
        opening: the invitation to choose.
        closes: the last day on which a choice can be changed, a date.
        results: what the class answered, for the share of answers that led to this option.

    Returns:
        The course as it stands in the folder now, with the task.

    Raises:
        BadInput: a field is missing or wrong; no standards, others than the other options have, or below the level.
        NotFound: there is no such task to be like, or no such theme in the survey.
        NotSaved: the disk said no.
    """
    course = read(folder)
    base = _base(course, name, like)
    given = checked(OPTION_FORM, answers, None)
    _same_for_all(course, base, given)
    theme, share = _theme(results, given["theme"])
    made = PartOption(
        slug(given["name"]),
        line(given["name"]),
        line(given["what"]),
        line(given["extension"]),
        (line(theme or given["name"]).replace(",", " ").lower(),),
        theme,
        *share,
    )
    return _save(folder, course, base, name, [made], opening=opening, closes=closes)


def offer(folder: str, answers: Mapping[str, Any]) -> tuple[Course, Task]:
    """Save a whole choice of content, as one form asks for it.

    Args:
        answers: to `offer_form`.

    Raises:
        BadInput: a field is missing or wrong, or below the level of the course.
        NotFound: there is no such task to be like.
        NotSaved: the disk said no.
    """
    course = read(folder)
    given = checked(offer_form(), answers, None)
    base = _base(course, given["title"], given["like"])
    options: list[PartOption] = []
    problems: list[str] = []
    for number, told in enumerate((row for row in str(answers.get("options", "")).split("\n") if row.strip()), 1):
        parts = [line(part) for part in told.split("|")]
        if len(parts) != 3 or not all(parts):
            shape = _("Option {n}: write it as name | what it is | extension, with a word in each. Here: {told}")
            problems.append(shape.format(n=number, told=shorten(told, 60)))
            continue
        called, what, more = parts
        options.append(PartOption(slug(called), called, what, more, (called.replace(",", " ").lower(),)))
    if problems:
        raise BadInput(_("This choice was not saved."), "", tuple(problems))
    _level(course, given["title"], base.thinking)
    return _save(
        folder, course, base, given["title"], options, opening=given["opening"], closes=given["closes"], anew=True
    )


def read(folder: str) -> Course:
    """The course in a folder as far as it can be read, with all that is drafted."""
    return read_course(folder_files(folder), "")[0]


def base_of(course: Course, name: str, like: str = "") -> Task | None:
    """The task that gives what stays the same for everyone: the one of that name, else the one it is to be like."""
    return course.task(slug(name)) or course.task(slug(like))


def _base(course: Course, name: str, like: str) -> Task:
    if not line(name):
        raise BadInput(_("A choice needs a title."))
    found = base_of(course, name, like)
    if found is None:
        names = ", ".join(task.id for task in course.tasks) or _("none")
        told = _("“{name}” is new. Say which task gives its standards, level, rubric and other parts: {names}.")
        raise NotFound(told.format(name=shorten(name, 40), names=names), _("For example: --like {id}").format(
            id=course.tasks[0].id if course.tasks else "TASK"))  # fmt: skip
    return found


def _same_for_all(course: Course, base: Task, given: Mapping[str, Any]) -> None:
    """Whatever one chooses, the standards and the level are those of the others.

    Raises:
        BadInput: they are not, with the place and what to write.
    """
    name = shorten(given["name"], 40)
    common = [use.standard for use in base.standards]
    codes = ",".join(common)
    named = listed(given["standards"])
    if not named:
        raise BadInput(
            _("“{name}” was not saved: it names no standard.").format(name=name),
            _(
                "Everybody works on the same standards, whatever they choose. Write {codes} (--standards {codes})."
            ).format(codes=codes),
        )
    unknown = [code for code in named if course.standard(code) is None]
    if unknown or {standard.code for code in named if (standard := course.standard(code))} != set(common):
        told = _("“{name}” was not saved: it names {named}; the choice “{task}” works on {codes}.")
        raise BadInput(
            told.format(name=name, named=shorten(", ".join(named), 80), task=base.title, codes=codes),
            _("Name the same ones for every option (--standards {codes}).").format(codes=codes),
        )
    _level(course, name, given["thinking"])
    if given["thinking"] != base.thinking:
        told = _("“{name}” was not saved: it asks for “{level}”, the choice “{task}” asks for “{common}”.")
        raise BadInput(
            told.format(name=name, level=given["thinking"], task=base.title, common=base.thinking),
            _("No option is the easier one: write --thinking {level}, or change it in the table “Standards”.").format(
                level=base.thinking
            ),
        )


def _level(course: Course, name: str, level: str) -> None:
    least = course.challenge
    if level not in THINKING or THINKING.index(level) < THINKING.index(least):
        told = _("“{name}” was not saved: it asks for “{level}”, which is below “{least}”, the level of this course.")
        higher = ", ".join(THINKING[THINKING.index(least) :])
        raise BadInput(
            told.format(name=shorten(name, 40), level=level, least=least),
            _("Choose one of: {levels} (--thinking).").format(levels=higher),
        )


def _theme(results: Results | None, name: str) -> tuple[str, tuple[int, int]]:
    """A theme as the survey has it, with its share, where the share may be told."""
    if results is None or not line(name):
        return line(name), (0, 0)
    found = results.theme(name)
    if found is None:
        names = ", ".join(theme.name for one in results.asked for theme in one.themes if one.question.kind == "pick")
        raise NotFound(
            _("The survey has no theme “{name}”.").format(name=shorten(name, 40)),
            _("It has: {names}. Leave it out where an option does not come from the survey.").format(names=names),
        )
    told = found.total is not None and results.answered is not None and found.total > 0
    return found.name, (found.total or 0, results.answered or 0) if told else (0, 0)


def _save(
    folder: str, course: Course, base: Task, name: str, options: Sequence[PartOption], *, opening: str, closes: str,
    anew: bool = False,
) -> tuple[Course, Task]:  # fmt: skip
    there = course.task(slug(name))
    path = task_file(folder, base.id)
    contents = folder_files(folder)
    text = contents[path].decode("utf-8-sig", "replace")
    part = there.parts["content"] if there and there.parts["content"].open and not anew else Part(open=_("Choose one."))
    kept = [one for one in part.options if one.name.casefold() not in {each.name.casefold() for each in options}]
    part = replace(part, open=line(opening) or part.open, options=(*kept, *options))
    if there is None:
        path = f"tasks/{slug(name)}.md"
        text = with_front(text, "id", slug(name))
        text = with_front(text, "closes", "")
        text = with_top(text, name, part.open)
    if line(closes):
        text = with_front(text, "closes", closes)
    contents[path] = with_section(text, "Content", content_section(part)).encode()
    made, mistakes = read_course(contents, "")
    task = made.task(there.id if there else slug(name))
    few = number_of_options(len(part.options)) if len(part.options) == 1 else ""
    wrong = tuple(str(one) for one in mistakes if one.file == path and not one.warning and one.expected != few)
    if wrong:
        raise BadInput(_("“{name}” was not saved.").format(name=shorten(name, 40)), "", wrong)
    if task is None or task.parts["content"] != part:
        raise BadInput(
            _("“{name}” was not saved: it holds signs that a table of a course cannot hold.").format(
                name=shorten(name, 40)
            ),
            _("Write it in plain words."),
        )
    try:
        files.write(f"{folder}/{path}", contents[path])
    except OSError as error:
        raise files.not_saved(error, folder) from error
    return made, task
