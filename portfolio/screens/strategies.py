"""Strategies: which way of working in which situation, how it was judged, and what that says about the learner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.i18n import N_, _
from portfolio.model.course import SITUATIONS
from portfolio.model.diff import compare
from portfolio.model.strategy import JUDGE_FORM, LEARNER_FORM
from portfolio.model.work import Work
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.frame import Frame
from portfolio.services import strategies as service
from portfolio.services.strategies import Used
from portfolio.text import flow, shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import difference, joined, lines, text
from portfolio.wording import month_day

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

_MARKS = {"yes": ("✓", "$good"), "partly": ("◇", "$amber"), "no": ("○", "$muted"), "": ("·", "$muted")}


class Strategies(Frame):
    """Strategies by situations, and the statement about oneself as a learner."""

    SECTION = "support"
    HELP = N_(
        "Each line is a strategy; the marks show how it went in each situation: ✓ it fitted, ◇ partly, ○ it did not, "
        "→ switched to another, · not judged yet. Below are those you have not tried. "
        "W writes about yourself as a learner, M sets the newest "
        "beside the first."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", N_("Me as a learner")),
        Binding("m", "compare", N_("Compare")),
        Binding("escape", "app.pop_screen", N_("Back"), key_display="esc"),
    ]
    CSS = """
    Strategies #pair { layout: horizontal; }
    Strategies #list { width: 1fr; height: 100%; }
    Strategies #one { width: 1fr; height: 100%; margin-left: 1; }
    Strategies.-narrow #pair { layout: vertical; }
    Strategies.-narrow #list { width: 1fr; height: 11; }
    Strategies.-narrow #one { width: 1fr; height: 1fr; margin-left: 0; }
    """

    def body(self) -> Iterable[Widget]:
        """The table, one strategy, the statement."""
        yield Container(
            Listing(_("Strategies by situation"), verb=N_("Worked example"), id="list"),
            VerticalScroll(Card(id="detail"), Card(_("Me as a learner"), id="learner"), id="one"),
            id="pair",
        )

    def reload(self) -> None:
        """Fill the table."""
        used = service.by_situation(self.desk)
        rows = [(name, self._row(name, used[name])) for name in used]
        rest = [one.name for course in self.desk.courses for one in course.strategies if one.name not in used]
        rows += [("", text(_("Not tried yet"), "$muted"))] if rest else []
        rows += [(name, text(name)) for name in dict.fromkeys(rest)]
        self.query_one("#list", Listing).show(rows, foot=_("✓ fitted ◇ partly ○ not → switched"))
        self._show()
        found = service.statements(self.desk)
        if found:
            told = [text(found[-1].text), text(month_day_of(found[-1].created, self), "$muted")]
        else:
            told = [text(_("Press w to write what you have found out about how you learn."), "$muted")]
        foot = _("w writes a new one · m compares") if len(found) > 1 else _("w writes a new one")
        self.query_one("#learner", Card).show(lines(told), foot=foot)
        if self.focused is None:
            self.query_one("#list").focus()

    def _row(self, name: str, situations: dict[str, list[Used]]) -> Content:
        cells: list[Content | str] = []
        for situation in (*SITUATIONS, ""):
            found = situations.get(situation, ())
            if not found:
                continue
            marks = [_mark(one, name) for one in found]
            cells += [text(_(situation) if situation else _("not said"), "$muted"), " "]
            cells += [text(sign, colour) for sign, colour in marks]
            cells.append("   ")
        return lines((text(name, "bold"), joined(["  ", *cells])))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the strategy under the cursor."""
        self._show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """How it goes, with a worked example."""
        name = self.query_one("#list", Listing).chosen
        for course in self.desk.courses:
            for one in course.strategies:
                if one.name == name:
                    rows = [
                        text(f"{_('Use it when')}: {one.when}", "$muted"),
                        Content(""),
                        text(flow(one.how)),
                        Content(""),
                    ]
                    rows += [text(_("Worked example"), "bold $primary"), text(flow(one.example))]
                    self.app.push_screen(Reading(name, lines(rows)))
                    return
        self.app.say(_("This way is your own, so it has no worked example."))

    def _show(self) -> None:
        name, card = self.query_one("#list", Listing).chosen, self.query_one("#detail", Card)
        rows: list[Content] = []
        for one in (found for course in self.desk.courses for found in course.strategies if found.name == name):
            rows += [text(one.when, "$muted"), Content("")]
            break
        for used in [one for ways in service.by_situation(self.desk).get(name, {}).values() for one in ways][::-1]:
            situation = f" · {_(used.situation)}" if used.situation else ""
            rows.append(joined((text(used.title, "bold"), text(f"  {used.standard}{situation}", "$muted"))))
            rows += told(used)
            rows.append(Content(""))
        card.show(lines(rows), heading=name)
        self.query_one("#one").scroll_home(animate=False)

    def action_write(self) -> None:
        """Write about oneself as a learner."""
        found = service.statements(self.desk)
        course = found[-1].course if found else ""
        above = _("What you wrote before stays; the two can be compared.")
        self.app.push_screen(
            FormDialog(
                _("Me as a learner"), LEARNER_FORM,
                lambda given: service.write_statement(self.desk, given["text"], course),
                answers={"text": found[-1].text if found else ""}, key="learner", above=above,
            )
        )  # fmt: skip

    def action_compare(self) -> None:
        """From the first statement to the newest."""
        found = service.statements(self.desk)
        if len(found) < 2:
            self.app.say(_("There is one to compare once you have written two. Press w."))
            return
        head = _("From {first} to {last}").format(
            first=month_day_of(found[0].created, self), last=month_day_of(found[-1].created, self)
        )
        body = difference(compare(found[0].text, found[-1].text))
        self.app.push_screen(Reading(_("Me as a learner"), lines((text(head, "$muted"), Content(""), body))))


def month_day_of(stamp: str, place: Frame) -> str:
    """The day of an instant, for reading."""
    from portfolio.clock import day

    at = day(stamp[:10])
    return month_day(at, place.desk.today) if at else ""


def told(used: Used) -> list[Content]:
    """What was done with a strategy in one work, in lines."""
    rows = [text(f"{_('Why')}: {used.use.reason}  {_('Confidence')} {used.use.confidence}")]
    for name, switch in zip(used.ways[1:], used.use.switches, strict=True):
        rows.append(text(f"→ {name}: {switch.reason}"))
    mark, colour = _MARKS[used.use.judgment.fit if used.use.judgment else ""]
    note = f": {used.use.judgment.note}" if used.use.judgment else ""
    return [*rows, joined((text(f"{mark} ", colour), text(f"{used.told}{note}")))]


def _mark(used: Used, name: str) -> tuple[str, str]:
    """How a way went in one work: switched away from, or as it was judged."""
    if used.way != name:
        return "→", "$muted"
    return _MARKS[used.use.judgment.fit if used.use.judgment else ""]


def ask_for_strategy(app: PortfolioApp, work: Work) -> None:
    """Pick a strategy for a work, or switch to another on the way."""
    use = service.unjudged(app.desk, work)
    key = f"strategy-{work.short}"
    if use is None:
        past = service.before(app.desk, work)[:3]
        above = "\n".join(f"{one.way}: {one.told} ({shorten(one.title, 40)})" for one in past)
        form, heading = service.question(app.desk, work), _("Pick a strategy")

        def submit(given: dict[str, Any]) -> object:
            return service.pick(app.desk, work, given)
    else:
        above = _("You are working with: {name}. Switching is part of working and counts for nothing else.").format(
            name=service.way_name(app.desk, use.ways[-1])
        )
        form, heading, key = service.switch_question(app.desk, work), _("Switch the strategy"), f"{key}-switch"

        def submit(given: dict[str, Any]) -> object:
            return service.switch(app.desk, work, given)

    app.push_screen(FormDialog(heading, form, submit, key=key, above=above))


def ask_whether_it_fitted(app: PortfolioApp, work: Work) -> None:
    """Judge the strategy of a work."""
    use = service.unjudged(app.desk, work)
    if use is None:
        app.say(_("No strategy is in use here. Press g to pick one."))
        return
    name = service.way_name(app.desk, use.ways[-1])
    app.push_screen(
        FormDialog(
            name, JUDGE_FORM, lambda given: service.judge(app.desk, work, given), key=f"judge-{work.short}",
            above=f"{_('Why')}: {use.reason}",
        )
    )  # fmt: skip
