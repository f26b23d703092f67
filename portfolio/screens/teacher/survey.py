"""The class's survey: what was answered, what was offered and what chosen, and the next choice drafted from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList
from textual.worker import Worker, WorkerState

from portfolio.classroom import asking, drafting
from portfolio.classroom import survey as reading
from portfolio.classroom.courses import Courses, publish
from portfolio.classroom.offered import Offered, WithoutChoice, offered, without_choice
from portfolio.classroom.survey import Results
from portfolio.course.checks import listed
from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _
from portfolio.model.course import Course
from portfolio.model.offer import QUESTION_FORM, draft_form, offer_form, survey_form
from portfolio.screens.dialogs.compare import Reading
from portfolio.screens.dialogs.form import Ask, FormDialog
from portfolio.screens.frame import TopBar
from portfolio.screens.teacher import surveyrows
from portfolio.services.desk import Desk
from portfolio.teacher import ClassApp
from portfolio.text import line, slug
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import lines, text, title_of


@dataclass(frozen=True)
class Found:
    """All the screen shows of one course."""

    course: Course
    results: Results
    offered: tuple[Offered, ...]
    term: str
    waiting: tuple[WithoutChoice, ...]


class Survey(Screen[None]):
    """The survey of one course of the class, read back."""

    HELP = N_(
        "Themes are ranked by how many gave them, with a count for each grade; – is a group under five, or a count "
        "from which one could be worked out. Enter or D on a theme drafts an option from it, O offers a whole choice, "
        "B begins a survey from last year's questions or with none, N writes a question, P shows it as a student "
        "sees it, G gives all of it to the students. Below "
        "stands what was offered against what was chosen, and who has had no choice this term. C goes to the next "
        "course."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "draft", N_("Draft an option"), show=False),
        Binding("o", "offer", N_("Offer a choice")),
        Binding("b", "begin", N_("Begin a survey"), show=False),
        Binding("n", "question", N_("New question")),
        Binding("p", "preview", N_("Preview")),
        Binding("g", "give", N_("Give out")),
        Binding("c", "course", N_("Next course")),
        Binding("escape", "back", N_("Class"), key_display="esc"),
    ]
    CSS = """
    Survey { background: $background; align-horizontal: center; }
    Survey #body { padding: 1 2 0 2; max-width: 160; height: 1fr; }
    Survey #themes { height: 1fr; }
    """
    app: ClassApp

    class Read(Message):
        """The students' answers are here."""

        def __init__(self, found: Found) -> None:
            super().__init__()
            self.found = found

    def __init__(self) -> None:
        super().__init__()
        self._found: Found | None = None
        self._courses: Courses | None = None
        self._wanted = ""
        self._drafted = self._like = ""
        """The choice that is being drafted, for the next option of it."""
        self._drawn_at: Size | None = None

    def compose(self) -> ComposeResult:
        """The top line, all there is in one list, the keys."""
        yield TopBar()
        with Container(id="body"):
            yield Listing(verb=N_("Draft an option"), id="themes")
        yield Keys()

    def on_mount(self) -> None:
        """Read the answers."""
        self.query_one("#themes", Listing).show([("", text(_("Reading what the students answered …"), "$muted"))])
        self.query_one("#themes").focus()
        self.reload()

    def on_unmount(self) -> None:
        """Let go of the courses."""
        if self._courses is not None:
            self._courses.close()

    def on_resize(self) -> None:
        """Arrange for another size."""
        if self.is_mounted and self.app.size != self._drawn_at:
            self._draw()

    def reload(self) -> None:
        """Read everything anew."""
        try:
            before, self._courses = self._courses, Courses(self.app.room)
            if before is not None:
                before.close()
            self.app.read(Desk(self._courses.view, self.app.clock))
            known = [course.id for course in self._courses.all()]
        except PortfolioError as error:
            self._empty(str(error))
            return
        if not known:
            self._empty(_("The class has no course yet. “portfolio class course DIR” publishes one."))
            return
        self._wanted = self._wanted if self._wanted in known else known[0]
        self._hear(self._wanted)

    def _empty(self, told: str) -> None:
        self.query_one("#themes", Listing).show([("", text(told, "$muted"))])
        self._tell()

    @work(thread=True, group="survey", exclusive=True, exit_on_error=False)
    def _hear(self, wanted: str) -> None:
        courses = Courses(self.app.room)
        try:
            course = next(one for one in courses.all() if one.id == wanted)
            heard = reading.hear(self.app.room)
            term, waiting = without_choice(course, heard, self.app.clock.now().date())
            results = reading.results(self.app.room, courses, course, heard)
            made = Found(course, results, tuple(offered(course, heard)), term.name if term else "", tuple(waiting))
        finally:
            courses.close()
        self.post_message(self.Read(made))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say why the answers could not be read."""
        if event.state is WorkerState.ERROR:
            self._empty(line(str(event.worker.error)))

    def on_survey_read(self, message: Read) -> None:
        """Show the answers."""
        if message.found.course.id == self._wanted:
            self._found = message.found
            self._draw()

    def _draw(self) -> None:
        self._drawn_at = self.app.size
        self._tell()
        found = self._found
        if found is None:
            return
        width = min(self.app.size.width, 160) - 9
        rows = surveyrows.results(found.results, width)
        rows += surveyrows.offers(found.offered, width)
        rows += surveyrows.waiting(found.term, found.waiting)
        listing = self.query_one("#themes", Listing)
        listing.show(rows, heading=f"{found.results.title} · {found.course.title}")
        listing.border_subtitle = title_of(_("– is a group under five"))

    def _tell(self) -> None:
        kept = self.app.room.kept
        told = surveyrows.answered(self._found.results) if self._found else _("reading …")
        self.query_one(TopBar).tell(f"{line(kept.name)} · {_('Survey')}", text(told, "$muted"))

    # Writing

    def _folder(self) -> tuple[Course, str] | None:
        """The course and the folder it is changed in; says why where there is none."""
        if self._courses is None or self._found is None:
            return None
        try:
            course = self._courses.find(self._wanted)
            return course, self._courses.folder(course)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            return None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Draft an option from a theme."""
        if self.query_one("#themes", Listing).key_at(event.option_index).startswith(surveyrows.THEME):
            self.action_draft()

    def action_draft(self) -> None:
        """Draft an option from the theme under the cursor."""
        place = self._folder()
        if place is None or self._found is None:
            return
        now, folder = drafting.read(place[1]), place[1]
        theme = surveyrows.theme_of(self._found.results, self.query_one("#themes", Listing).chosen)
        base = drafting.base_of(now, self._drafted, self._like) or (now.tasks[0] if now.tasks else None)
        start = {
            "task": self._drafted,
            "like": base.id if base else "",
            "theme": theme,
            "name": theme,
            "standards": ", ".join(use.standard for use in base.standards) if base else "",
            "thinking": base.thinking if base else "",
        }
        results = self._found.results

        def submit(given: dict[str, Any]) -> None:
            made = drafting.draft(
                folder, given["task"], given, like=given["like"], opening=given["opening"], results=results
            )[1]
            self._drafted, self._like = made.title, made.id

        def after(done: bool | None) -> None:
            if done:
                self.app.say(_("Saved. Two options and more can be given to the students with G."))

        key = f"draft-{self._wanted}-{slug(theme)}"
        form = draft_form([(task.id, task.title) for task in now.tasks])
        self.app.push_screen(FormDialog(_("Draft an option"), form, submit, answers=start, key=key), after)

    def action_offer(self) -> None:
        """Offer a choice of topic or text at once."""
        place = self._folder()
        if place is None:
            return
        folder = place[1]
        form = offer_form([(task.id, task.title) for task in drafting.read(folder).tasks])

        def after(done: bool | None) -> None:
            if done:
                self.app.say(_("Saved. G gives it to the students."))

        submit = partial(drafting.offer, folder)
        self.app.push_screen(FormDialog(_("Offer a choice"), form, submit, key=f"offer-{self._wanted}"), after)

    def action_begin(self) -> None:
        """Begin a survey from the questions of another one, after asking where the course has questions already."""
        place = self._folder()
        if place is None or self._courses is None:
            return
        folder, known = place[1], asking.sources(self._courses)
        now = asking.read(folder)[0].questions
        form = survey_form([(name, f"{line(one.title)} ({name})") for name, one in known.items()])

        def submit(given: dict[str, Any]) -> None:
            asking.begin(
                folder, known.get(str(given["source"] or "")), title=str(given["title"] or ""),
                about=str(given["about"] or ""), grades=listed(str(given["grades"] or "")),
            )  # fmt: skip

        def after(done: bool | None) -> None:
            if done:
                self.action_preview()

        def begin(yes: bool | None) -> None:
            if yes:
                dialog = FormDialog(_("Begin a survey"), form, submit, key=f"survey-{self._wanted}")
                self.app.push_screen(dialog, after)

        if not now:
            begin(True)
            return
        told = _("The course has a survey of {n} questions. Students keep it until you give out the new one.")
        self.app.push_screen(Ask(_("Begin anew?"), told.format(n=len(now))), begin)

    def action_question(self) -> None:
        """Write one more question."""
        place = self._folder()
        if place is None:
            return
        submit = partial(asking.put_question, place[1])

        def after(done: bool | None) -> None:
            if done:
                self.action_preview()

        key = f"question-{self._wanted}"
        self.app.push_screen(FormDialog(_("A question of the survey"), QUESTION_FORM, submit, key=key), after)

    def action_preview(self) -> None:
        """The survey as a student sees it, published or not."""
        if self._found is None:
            return
        found, wrong = self._found.course.survey, list[str]()
        if self.app.room.kept.owner:
            place = self._folder()
            if place is None:
                return
            found, wrong = asking.read(place[1])
        parts: list[Content] = surveyrows.preview(found)
        parts += [text(one, "$amber") for one in wrong]
        self.app.push_screen(Reading(_("As a student sees it"), lines(parts)))

    def action_give(self) -> None:
        """Give the course with its survey and its choices to the students, after asking."""
        place = self._folder()
        if place is None:
            return
        course, folder = place

        def after(yes: bool | None) -> None:
            if yes:
                self._publish(course, folder)

        told = _(
            "Every student of {name} gets “{title}” with its survey and its choices in their next sync. Works that "
            "were begun go on with the version they began with."
        ).format(name=line(self.app.room.kept.name), title=line(course.title))
        self.app.push_screen(Ask(_("Give it to the students?"), told), after)

    def _publish(self, course: Course, folder: str) -> None:
        try:
            made = publish(self.app.room, course, folder, self.app.clock)
        except PortfolioError as error:
            self.app.say(str(error), wrong=True, lasting=True)
            return
        self.reload()
        self.app.say(_("It is published.") if made else _("It is published as it is; nothing has changed."))

    def action_course(self) -> None:
        """The next course of the class."""
        known = [course.id for course in self._courses.all()] if self._courses else []
        if len(known) < 2:
            self.app.say(_("The class has one course."))
            return
        self._wanted = known[(known.index(self._wanted) + 1) % len(known)] if self._wanted in known else known[0]
        self._drafted = self._like = ""
        self.reload()

    def action_back(self) -> None:
        """Back to the class."""
        self.app.pop_screen()
