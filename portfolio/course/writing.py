"""Markdown out: the survey, a choice of content, and the pieces of a page that they are put into."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.course.page import parse
from portfolio.model.course import Expectation, Part, PartOption, Standard, Survey
from portfolio.text import clean, line


def cell(text: str) -> str:
    """A text as a cell of a table."""
    return line(text).replace("|", "\\|") or "–"


def survey_page(survey: Survey) -> str:
    """survey.md, as `read_course` reads it."""
    head = f"---\ngrades: {', '.join(survey.grades)}\n---\n" if survey.grades else ""
    parts = [f"{head}# {line(survey.title)}\n{clean(survey.about).strip()}\n"]
    for one in survey.questions:
        options = "".join(f"- option: {line(option)}\n" for option in one.options)
        parts.append(f"## {line(one.text)}\n- kind: {one.kind}\n{options}")
    return "\n".join(parts)


def standards_page(standards: Sequence[Standard], grades: Sequence[str]) -> str:
    """standards.md, with “…” where it is still to be said what a grade expects."""
    case, also = any(one.case for one in standards), any(one.also for one in standards)
    heads = ["code", "name", "statement", *grades, *(["case"] if case else []), *(["also"] if also else [])]
    rows = [heads, ["---"] * len(heads)]
    for one in standards:
        told = [one.grades.get(grade, Expectation("", "")) for grade in grades]
        expected = [cell(f"{what.how}: {what.text}") if what.how else "…" for what in told]
        row = [cell(one.code), cell(one.name), cell(one.statement), *expected]
        rows.append([*row, *([_plain(one.case)] if case else []), *([_plain(", ".join(one.also))] if also else [])])
    return "# Standards\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _plain(text: str) -> str:
    return line(text).replace("|", "\\|")


def content_section(part: Part) -> str:
    """An open part of a task named Content."""
    return (
        f"## Content\n- open: {line(part.open)}\n- own proposal: {'yes' if part.own else 'no'}\n\n"
        + _table(part.options)
        + "\n"
    )


def _table(options: Sequence[PartOption]) -> str:
    survey = any(one.theme or one.answers for one in options)
    heads = ["option", "what it is", "extension", "interests", *(["theme", "answers"] if survey else [])]
    rows = [heads, ["---"] * len(heads)]
    for one in options:
        row = [one.name, one.what, one.extension, ", ".join(one.interests)]
        share = f"{one.answers} of {one.asked}" if one.answers else ""
        rows.append([*map(cell, row), *([_plain(one.theme), share] if survey else [])])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def with_section(text: str, heading: str, section: str) -> str:
    """A page with another section in place of the one with that heading; everything else stays as it is."""
    page = parse("", text.encode())
    lines = clean(text).split("\n")
    at = next((n for n, one in enumerate(page.sections) if one.heading.lower() == heading.lower()), None)
    if at is None:
        return "\n".join(lines).rstrip() + f"\n\n{section}"
    after = page.sections[at + 1].line - 1 if at + 1 < len(page.sections) else len(lines)
    return "\n".join([*lines[: page.sections[at].line - 1], section, *lines[after:]])


def with_top(text: str, title: str, about: str) -> str:
    """A page with another title and another text below it."""
    page = parse("", text.encode())
    top = f"# {line(title)}\n\n{clean(about).strip()}\n"
    return with_section(text, page.top.heading, top) if page.sections else f"{text.rstrip()}\n{top}"


def with_front(text: str, key: str, value: str) -> str:
    """A page with a line of its front matter set to a value; taken out where it is ""."""
    lines = clean(text).split("\n")
    if lines[0].strip() != "---":
        lines = ["---", "---", *lines]
    end = next((n for n, one in enumerate(lines[1:], 1) if one.strip() == "---"), len(lines))
    kept = [one for one in lines[1:end] if one.partition(":")[0].strip().lower() != key]
    return "\n".join(["---", *kept, *([f"{key}: {line(value)}"] if value else []), *lines[end:]])
