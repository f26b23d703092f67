"""The tasks of a course: standards, fixed and open parts, milestones."""

from __future__ import annotations

import re

from portfolio.clock import day
from portfolio.course.checks import ID, Checks, listed
from portfolio.course.page import Page, Row
from portfolio.i18n import _
from portfolio.model.course import SITUATIONS, THINKING, Milestone, Part, PartOption, Task, Use
from portfolio.model.work import PARTS
from portfolio.text import slug

_SHARE = re.compile(r"(\d{1,6}) of (\d{1,6})")
_FEWEST = 5


def number_of_options(count: int) -> str:
    """What is said of an open part with too few or too many options."""
    return _("An open part has 2 to 6 options; here are {n}.").format(n=count)


class TaskReading(Checks):
    """Reads one file of tasks/."""

    def task(self, file: str, codes: list[str], rubrics: list[str]) -> Task:
        """One task, as far as it could be read.

        Args:
            codes: the standards of the course.
            rubrics: the ids of its rubrics.
        """
        page = self.page(file)
        name = self.front(page, "id", "id: social-action")
        if name.value and not ID.fullmatch(name.value):
            self.wrong(page, name.line, _("An id is lower-case letters, digits and hyphens."), "id: social-action")
        rubric = self.front(page, "rubric", "rubric: inquiry")
        if rubric.value:
            self.one_of(page, rubric.line, rubric.value, rubrics, _("rubric of this course"))
        words = self.front(page, "words", "words: 900", optional=True)
        target = self.number(page, words.line, words.value, _("words"), "words: 900") if words.value else 0
        closes = self.front(page, "closes", "closes: 2026-12-01", optional=True)
        if closes.value and day(closes.value) is None:
            told = _("“{value}” is not a date; write it like 2026-12-31.").format(value=closes.value)
            self.wrong(page, closes.line, told, "closes: 2026-12-01")
        uses = []
        for row in self.rows(page, page.find("Standards"), ("standard", "situation", "thinking"), "Standards"):
            cells = row.cells
            self.standard(page, row.line, cells["standard"], codes)
            self.one_of(page, row.line, cells["situation"], SITUATIONS, _("situation"))
            self.one_of(page, row.line, cells["thinking"], THINKING, _("level of thinking"))
            uses.append(Use(cells["standard"], cells["situation"], cells["thinking"]))
        parts = {part: self._part(page, part) for part in PARTS}
        if not any(part.open for part in parts.values()):
            told = _("At least one of content, process and product is open.")
            self.wrong(page, page.top.line, told, "- open: Choose how to tell it.")
        self._challenge(page, uses, open_content=bool(parts["content"].open))
        steps = [
            Milestone(row.cells["milestone"], self.number(page, row.line, row.cells["week"], _("week"), "1"))
            for row in self.rows(page, page.find("Milestones"), ("milestone", "week"), "Milestones")
        ]
        return Task(
            name.value,
            page.top.heading,
            page.top.body,
            rubric.value,
            target,
            tuple(uses),
            parts,
            tuple(steps),
            closes.value,
        )

    def _challenge(self, page: Page, uses: list[Use], *, open_content: bool) -> None:
        """A choice of content is no way around the level of the course."""
        reached = [THINKING.index(use.thinking) for use in uses if use.thinking in THINKING]
        if open_content and self.thinking and reached and max(reached) < THINKING.index(self.thinking):
            section = page.find("Standards") or page.top
            told = _(
                "Content is open, so one standard asks for “{level}” or more, as course.md says; here “{here}” is most."
            )
            told = told.format(level=self.thinking, here=THINKING[max(reached)])
            self.wrong(page, section.line, told, f"| {uses[0].standard} | {uses[0].situation} | {self.thinking} |")

    def _part(self, page: Page, name: str) -> Part:
        section = page.find(name)
        example = "- open: Choose …  /  - fixed: …"
        if section is None:
            told = _("Expected the section “{name}”, fixed or open.").format(name=name.capitalize())
            self.wrong(page, page.top.line, told, f"## {name.capitalize()}")
            return Part()
        fixed, opened = section.get("fixed"), section.get("open")
        if (fixed is None) == (opened is None):
            told = _("“{name}” is either fixed or open.").format(name=name.capitalize())
            self.wrong(page, section.line, told, example)
            return Part()
        if fixed is not None:
            because = section.get("because")
            if because is None or not because.value:
                told = _("A fixed part says why.")
                self.wrong(page, fixed.line, told, "- because: HUM:E expects evidence from people.")
            return Part(fixed=fixed.value, because=because.value if because else "")
        assert opened is not None
        own = section.get("own proposal")
        if own is None or own.value not in ("yes", "no"):
            told = _("An open part says whether own proposals count.")
            if own is not None:
                told = _("“{value}” is not yes or no; say whether own proposals count.").format(value=own.value)
            self.wrong(page, own.line if own else opened.line, told, "- own proposal: yes")
        columns = ("option", "what it is", "extension", "interests")
        options = []
        for row in self.rows(page, section, columns, name.capitalize()):
            cells = row.cells
            interests = tuple(one.lower() for one in listed(cells["interests"]))
            told, what, more = cells["option"], cells["what it is"], cells["extension"]
            share = self._share(page, row)
            options.append(PartOption(slug(told), told, what, more, interests, cells.get("theme", ""), *share))
        if section.table.columns and not 2 <= len(options) <= 6:
            self.wrong(page, section.table.line, number_of_options(len(options)), "| Podcast | … | … | music |")
        if len({one.id for one in options}) < len(options):
            told = _("Two options have the same name.")
            self.wrong(page, section.table.line, told, "")
        return Part(open=opened.value, own=own is not None and own.value == "yes", options=tuple(options))

    def _share(self, page: Page, row: Row) -> tuple[int, int]:
        """How many answers led to an option, and of how many, where its row says so."""
        told = row.cells.get("answers", "")
        match = _SHARE.fullmatch(told)
        led, asked = (int(match[1]), int(match[2])) if match else (0, 0)
        if told and not _FEWEST <= led <= asked:
            self.wrong(
                page, row.line, _("“answers” is written like “9 of 27”; fewer than five are not told."), "9 of 27"
            )
            return (0, 0)
        return (led, asked)
