"""All that can be taken home: web pages, archive, deck, exhibition, tables, records, standards."""

from __future__ import annotations

import os
from typing import ClassVar

from portfolio.errors import NotFound
from portfolio.export import archive, deck, exhibition, onefile, site, sitestays, standards, tables
from portfolio.export.folder import Told, check, write_new
from portfolio.export.parcel import Parcel, Sent
from portfolio.i18n import N_, _, ngettext
from portfolio.model.exhibition import Exhibition
from portfolio.model.goal import Goal
from portfolio.model.work import Reflection
from portfolio.services import exhibiting
from portfolio.services.desk import Desk
from portfolio.text import line, slug


def _in_browser(path: str) -> str:
    return _("Open it in any browser, no network is needed: {path}").format(path=line(path))


class Pages(Parcel):
    """Web pages."""

    NAME, TAIL, again = N_("Web pages"), "-pages", True
    ABOUT = N_(
        "A folder of pages for any browser: every work with its drafts, growth, goals. Whoever gets it can read all "
        "that is in it, what others said about your work, too."
    )

    def allowed(self, place: str) -> str:
        """A new or an empty folder, or one that this wrote."""
        return check(place, self.mine.portfolio.root, site.KIND)

    def goes(self, then: Desk) -> list[str]:
        """Pages and files."""
        made = site.Site(then)
        given = sum(map(len, made.given.values()))
        return [
            ngettext("{n} page", "{n} pages", len(made.pages())),
            *([ngettext("{n} attached file", "{n} attached files", given)] if given else []),
        ]

    def stays(self, then: Desk) -> list[str]:
        """Ratings that wait, tickets, interests."""
        kept = set(sitestays.stays(self.mine))
        return [one for one in sitestays.left_out(site.Site(then), self.mine) if one not in kept]

    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write the folder."""
        count, _size = site.write(site.Site(then), place, told)
        written = ngettext("{n} page is written.", "{n} pages are written.", count)
        return Sent(place, _in_browser(os.path.join(place, "index.html")), (written,))


class Deck(Parcel):
    """The capstone's deck."""

    NAME, TAIL, again = N_("Capstone deck"), "-deck.html", True
    ABOUT = N_(
        "One file for any browser: the space bar goes on, n shows your notes, printing gives a page for each slide."
    )

    def goes(self, then: Desk) -> list[str]:
        """Slides and notes."""
        slides, words = deck.length(then)
        if not slides:
            raise NotFound(_("The deck has no slide yet."), _("Section 7, D writes them."))
        return [
            ngettext("{n} slide", "{n} slides", slides),
            ngettext("{n} word of notes", "{n} words of notes", words),
            *deck.page(then)[1],
        ]

    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write the file."""
        wrong = deck.write(then, place)[1]
        return Sent(place, _in_browser(place), tuple(wrong))


class DeckFile(Parcel):
    """The capstone's deck as a file of another program's, made by a package that not everybody has."""

    def kind(self) -> onefile.Kind:
        """The module that makes it, loaded when it is needed."""
        raise NotImplementedError

    def goes(self, then: Desk) -> list[str]:
        """Slides, what does not fit, notes."""
        kind = self.kind()
        kind.check()
        plan = kind.plan(then)
        slides = ngettext("{n} slide", "{n} slides", plan.count)
        return [slides, *onefile.stays(kind, then, notes=kind.NOTES), *plan.told]

    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write the file."""
        kind = self.kind()
        wrong = onefile.write(kind, then, place, notes=kind.NOTES)[2]
        return Sent(place, _("Open it with any program for such files: {path}").format(path=line(place)), wrong)


class Slides(DeckFile):
    """PowerPoint."""

    NAME, TAIL = N_("Deck for PowerPoint"), "-deck.pptx"
    ABOUT = N_("Slides with your notes for PowerPoint, Keynote or LibreOffice.")

    def kind(self) -> onefile.Kind:
        """PowerPoint."""
        from portfolio.export import powerpoint

        return powerpoint


class Handout(DeckFile):
    """Paper."""

    NAME, TAIL = N_("Handout (PDF)"), "-handout.pdf"
    ABOUT = N_("The deck on paper, with lines to write on and the sources of the works it shows. Your notes stay here.")

    def kind(self) -> onefile.Kind:
        """A handout."""
        from portfolio.export import handout

        return handout


class Guests(Parcel):
    """The page of an exhibition."""

    NAME, TAIL, again = N_("Exhibition"), "-exhibition.html", True
    ABOUT = N_("One page for your guests, for any browser. Whoever gets it can read all that is on it.")

    def _one(self, view: Desk) -> Exhibition:
        found = view.view.get(Exhibition, self.which) if self.which else None
        every = view.view.all(Exhibition)
        if found is None and not every:
            raise NotFound(_("No exhibition is arranged yet."), _("Section 7, E arranges one."))
        return found or every[-1]

    def tail(self) -> str:
        """With its title."""
        return f"-{slug(self._one(self.mine).title)}.html" if self.mine.view.all(Exhibition) else self.TAIL

    def goes(self, then: Desk) -> list[str]:
        """What guests see."""
        one = self._one(then)
        seen = exhibiting.look(then, one)
        heard = len(seen.responses)
        return [
            f"“{line(one.title)}”",
            ngettext("{n} goal", "{n} goals", len(seen.goals)),
            ngettext("{n} draft", "{n} drafts", len(seen.drafts)),
            ngettext("{n} reflection", "{n} reflections", len(seen.reflections)),
            *([ngettext("what {n} guest wrote", "what {n} guests wrote", heard)] if heard else []),
            *(_("Not on it: {what}").format(what=each) for each in seen.gone),
        ]

    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write the page."""
        gone = exhibition.write(then, self._one(then), place)
        return Sent(place, _in_browser(place), tuple(_("Not on it: {what}").format(what=each) for each in gone))


class Everything(Parcel):
    """The archive."""

    NAME = N_("Everything")
    ABOUT = N_("One file with all of it and every version: to keep, and to bring back on any computer as it was.")
    TAIL = ".zip"
    private: ClassVar[bool] = False

    def tail(self) -> str:
        """With the day."""
        return f"-{self.mine.today}{self.TAIL}"

    def goes(self, then: Desk) -> list[str]:
        """Works, versions, what others wrote."""
        heard, secret = then.said(), len(self.mine.portfolio.private.all())
        for one in heard:
            one.repo.close()
        told = [
            ngettext("{n} work, with its files", "{n} works, with their files", len(then.works())),
            ngettext("{n} version", "{n} versions", self.mine.portfolio.count()),
        ]
        if heard:
            told.append(ngettext("what {n} other person wrote", "what {n} other people wrote", len(heard)))
        if self.private and secret:
            told.append(ngettext("{n} private reflection", "{n} private reflections", secret))
            told.append(_("Keep this file to yourself."))
        return told

    def always(self) -> list[str]:
        """What an archive leaves out; private reflections by their number."""
        left = archive.left_out(self.mine.portfolio, private=True)
        secret = len(self.mine.portfolio.private.all())
        if self.private or not secret:
            return [*left]
        told = ngettext("{n} private reflection stays here.", "{n} private reflections stay here.", secret)
        return [told, *left]

    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write the file."""
        done = archive.write(self.mine.portfolio, place, private=self.private, told=told)
        size = _("{mb} MB").format(mb=f"{done.size / 1_000_000:.1f}")
        return Sent(
            place,
            _("To bring it back: Ctrl+P, “bring”; on a new computer F8 on the first screen. HOW-TO-READ.md is inside."),
            (ngettext("{n} version is in it", "{n} versions are in it", done.manifest.versions) + f", {size}.",),
        )


class EverythingPrivate(Everything):
    """The archive with private reflections."""

    NAME = N_("Everything, private too")
    TAIL = "-private.zip"
    ABOUT = N_("The same with your private reflections. Anybody who has the file can read them: keep it to yourself.")
    private = True


class Tables(Parcel):
    """CSV."""

    NAME, TAIL = N_("Tables (CSV)"), "-tables"
    ABOUT = N_("A folder with tables for a spreadsheet: works, drafts, ratings, goals, check-ins.")

    def goes(self, then: Desk) -> list[str]:
        """Lines of each."""
        rows = {name: data.count(b"\r\n") - 1 for name, data in tables.as_csv(then).items()}
        return [f"{name}: " + ngettext("{n} line", "{n} lines", n) for name, n in rows.items()]

    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write the folder."""
        names = tables.write_csv(then, place)
        return Sent(place, _("Open a file in it with any spreadsheet program: {names}").format(names=", ".join(names)))


class Records(Parcel):
    """JSON."""

    NAME, TAIL = N_("Records (JSON)"), "-records.json"
    ABOUT = N_("Every record, text and rating in one file, for other programs.")

    def goes(self, then: Desk) -> list[str]:
        """The kinds people look for first."""
        return [
            ngettext("{n} work", "{n} works", len(then.works())),
            ngettext("{n} goal", "{n} goals", len(then.view.all(Goal))),
            ngettext("{n} reflection", "{n} reflections", len(then.view.all(Reflection))),
            _("all other records, and what others wrote about your work"),
        ]

    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write the file."""
        tables.write_json(then, place)
        return Sent(place, _("Any program that reads JSON can read it; its form is described in docs/formats.md."))


class Standards(Parcel):
    """CASE."""

    NAME, TAIL = N_("Standards (CASE)"), "-standards.json"
    ABOUT = N_(
        "The standards of your courses as a CASE package, for another school's program. Nothing of you is in it."
    )

    def goes(self, then: Desk) -> list[str]:
        """Standards."""
        standards.package(then.courses, then.view.owner.name, self.mine.clock)
        return [ngettext("{n} standard", "{n} standards", standards.count(then.courses))]

    def always(self) -> list[str]:
        """Everything else."""
        return [_("All of your work stays here.")]

    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write the file."""
        write_new(place, standards.package(then.courses, then.view.owner.name, self.mine.clock))
        return Sent(place, _("Programs that read CASE 1.0 can take it in; so can Portfolio (Bring in)."))


PARCELS: dict[str, type[Parcel]] = {
    "site": Pages,
    "archive": Everything,
    "private": EverythingPrivate,
    "deck": Deck,
    "pptx": Slides,
    "pdf": Handout,
    "exhibition": Guests,
    "csv": Tables,
    "json": Records,
    "case": Standards,
}
"""Every parcel by a short name, those for people first."""
