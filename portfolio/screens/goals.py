"""Goals: the list, one goal with its check-ins, and everything one does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.clock import day
from portfolio.i18n import N_, _
from portfolio.model.form import Answers, Form
from portfolio.model.goal import CHECK_IN_FORM, CLOSE_FORM, GOAL_FORM, IDEA_FORM, Goal
from portfolio.model.work import Work
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.frame import Frame
from portfolio.services import goals as service
from portfolio.services import proposing
from portfolio.services.desk import Desk
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import joined, lines, sparkline, text
from portfolio.wording import month_day, when

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


_STATUS = {"active": N_("Active"), "idea": N_("Idea"), "closed": N_("Closed")}


class Goals(Frame):
    """All goals, and one of them in full."""

    SECTION = "goals"
    HELP = N_(
        "A goal becomes active with a standard, evidence, a reason, an obstacle, an if-then step and a check-in. "
        "It closes with evidence from your work, a look back and a next step. An idea needs only a sentence."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("New goal")),
        Binding("i", "idea", N_("Idea")),
        Binding("c", "check_in", N_("Check in")),
        Binding("x", "finish", N_("Close goal")),
    ]
    CSS = """
    Goals #pair { layout: horizontal; }
    Goals #list { width: 2fr; height: 100%; }
    Goals #one { width: 3fr; height: 100%; margin-left: 1; }
    Goals.-narrow #pair { layout: vertical; }
    Goals.-narrow #list { width: 1fr; height: auto; max-height: 9; }
    Goals.-narrow #one { width: 1fr; height: 1fr; margin-left: 0; }
    Goals Card { min-height: 100%; }
    """

    def body(self) -> Iterable[Widget]:
        """The list and one goal."""
        yield Container(
            Listing(_("Goals"), verb=N_("Change"), id="list"), VerticalScroll(Card(id="detail"), id="one"), id="pair"
        )

    def reload(self) -> None:
        """Fill the list."""
        rows: list[tuple[str, Content]] = []
        for status, name in (("active", _("Active")), ("idea", _("Ideas")), ("closed", _("Closed"))):
            found = self.desk.goals(status)
            if found:
                rows.append(("", text(name, "$muted")))
            for goal in found[::-1]:
                given = [one.confidence for one in self.desk.check_ins(goal)]
                told = joined((text(self.desk.standard_name(goal.standard), "$muted"), "  ", sparkline(given[-8:])))
                rows.append((goal.id, lines((text(goal.statement, "bold"), told))))
        if not rows:
            rows.append(("", text(_("No goal yet. Press n to set one, or i to note an idea."), "$muted")))
        if asked := proposing.asked_told(self.desk):
            rows.insert(0, ("", text(asked, "$amber")))
        self.query_one("#list", Listing).show(rows)
        self._show()
        if self.focused is None:
            self.query_one("#list").focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the goal under the cursor."""
        self._show()

    def on_option_list_option_selected(self) -> None:
        """Change the goal."""
        self.action_edit()

    @property
    def goal(self) -> Goal | None:
        """The goal under the cursor."""
        return self.desk.view.get(Goal, self.query_one("#list", Listing).chosen)

    def _show(self) -> None:
        card, goal = self.query_one("#detail", Card), self.goal
        if goal is None:
            told = _("A goal says what you want to get better at, how you will know, and what could get in the way.")
            card.show(text(told, "$muted"), heading=_("What a goal is"))
            return
        rows: list[Content] = [text(goal.statement, "bold"), Content("")]
        values = {"standard": self.desk.standard_name(goal.standard)}
        for field in GOAL_FORM.fields[1:]:
            value = values.get(field.name, str(getattr(goal, field.name)))
            due = day(value) if field.kind == "date" else None
            if due:
                value = month_day(due, self.desk.today)
                if abs((due - self.desk.today).days) < 7:
                    value += f" ({when(due, self.desk.today)})"
            rows += [text(_(field.label), "$muted"), text(value or "–")]
        checks = self.desk.check_ins(goal)
        if checks:
            rows += [
                Content(""),
                joined((text(_("Check-ins"), "$muted"), "  ", sparkline([c.confidence for c in checks]))),
            ]
        for check in checks[::-1]:
            rows.append(joined((text(f"{check.confidence}  ", "bold $primary"), text(check.note))))
            at = day(check.created[:10])
            rows.append(text(f"   {month_day(at, self.desk.today)}" if at else "", "$muted"))
        if goal.closing:
            rows += [Content(""), text(_("Closed"), "$good")]
            for passage in goal.closing.evidence:
                work = self.desk.view.get(Work, passage.work)
                rows.append(
                    joined((text(f"“{passage.quote}”", "$amber"), text(f"  {work.title if work else ''}", "$muted")))
                )
            rows += [text(_("Looking back"), "$muted"), text(goal.closing.reflection)]
            rows += [text(_("Next step"), "$muted"), text(goal.closing.next_step)]
        card.show(lines(rows), heading=_(_STATUS[goal.status]))

    def pick(self, goal: str) -> None:
        """Show one goal by its id."""
        self.query_one("#list", Listing).choose(goal)

    def act(self, what: str, target: str) -> None:
        """Do what Today proposed."""
        if target:
            self.pick(target)
        if what == "goal":
            self.action_new()
        else:
            self.action_check_in()

    def action_new(self) -> None:
        """Set a goal."""
        new_goal(self.app)

    def action_idea(self) -> None:
        """Note an idea."""
        submit = lambda answers: service.add(self.desk, answers, idea=True)  # noqa: E731
        self.app.push_screen(FormDialog(_("An idea for a goal"), IDEA_FORM, submit, key="goal-idea"))

    def action_check_in(self) -> None:
        """Look at the goal under the cursor."""
        self._ask(_("Check in"), CHECK_IN_FORM, service.check_in, "checkin", "if_then")

    def action_edit(self) -> None:
        """Change the goal under the cursor."""
        goal = self.goal
        if goal is None or goal.status == "closed":
            self.app.say(_("Choose a goal that is not closed first."))
            return
        answers = {field.name: getattr(goal, field.name) for field in GOAL_FORM.fields}
        answers["standard"] = goal.standard.partition("#")[2]
        form = IDEA_FORM if goal.status == "idea" else GOAL_FORM
        self.app.push_screen(
            FormDialog(
                _("Change a goal"),
                form,
                lambda given: service.edit(self.desk, goal, given),
                answers=answers,
                key=f"goal-{goal.short}",
                above=_("Filled in completely, the idea becomes an active goal.") if goal.status == "idea" else "",
            )
        )

    def action_finish(self) -> None:
        """Close the goal under the cursor."""
        self._ask(_("Close a goal"), CLOSE_FORM, service.close, "close", "evidence")

    def _ask(
        self, heading: str, form: Form, do: Callable[[Desk, Goal, Answers], object], key: str, reminder: str
    ) -> None:
        """Ask something about the active goal under the cursor, above it one of its fields as a reminder."""
        goal = self.goal
        if goal is None or goal.status != "active":
            self.app.say(_("Choose an active goal first."))
            return
        above = f"{goal.statement}\n{_(GOAL_FORM[reminder].label)}: {getattr(goal, reminder)}"
        dialog = FormDialog(
            heading, form, lambda given: do(self.desk, goal, given), key=f"{key}-{goal.short}", above=above
        )
        self.app.push_screen(dialog)


def new_goal(app: PortfolioApp) -> None:
    """Ask for a new goal, from any place."""
    told = _("Seven short answers make a goal. For a first idea, one sentence is enough: Escape, then i in Goals.")
    submit = lambda answers: service.add(app.desk, answers)  # noqa: E731
    dialog = FormDialog(_("A new goal"), GOAL_FORM, submit, key="goal-new", above=told)
    app.push_screen(dialog)
