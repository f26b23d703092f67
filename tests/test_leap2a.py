"""Leap2A exports, as Mahara writes them: everything has a place or is named, once; odd files change nothing."""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portfolio.app import PortfolioApp
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.door import Portfolio
from portfolio.errors import BadInput, NotFound, PortfolioError
from portfolio.model.goal import Goal
from portfolio.model.work import Attachment, Reflection, Work
from portfolio.services.bringing import Brought, bring, read_export
from portfolio.services.desk import Desk
from portfolio.services.htmltext import from_html, from_plain, from_tree, local_path, safe_link
from portfolio.services.leap2a import read_feed
from portfolio.services.today import next_steps
from portfolio.services.xmltree import parse
from portfolio.store.packs import open_pack
from portfolio.text import is_clean
from tests.hostile import NASTY, controls
from tests.makers import NOON, assert_clean, typed

DATA = Path(os.environ.get("PORTFOLIO_DATA") or Path(__file__).parent.parent.parent / "shared" / "data") / "leap2a"
REAL = DATA / "mahara-1.2-export.xml"
needs_data = pytest.mark.skipif(not REAL.is_file(), reason=f"the real export is not in {DATA} (set PORTFOLIO_DATA)")
Cli = Callable[..., tuple[int, str]]

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:leap2="http://terms.leapspecs.org/" xmlns:mahara="http://wiki.mahara.org/Developer_Area/Import%2F%2FExport/LEAP_Extensions#">
<id>http://mahara.invalid/export/7/1700000000</id><title>Export</title><generator uri="x">Mahara</generator>
<author><name>Ada King</name></author>
"""


def entry(
    name: str, kind: str, title: str, html: str = "", more: str = "", *, plugin: str = "", at: str = "2024-03-01"
) -> str:
    known = f'<mahara:artefactplugin mahara:type="{plugin}" mahara:plugin="x"/>' if plugin else ""
    return (
        f"<entry><title>{escape(title)}</title><id>portfolio:{name}</id><published>{at}T10:00:00+01:00</published>"
        f'<content type="html">{escape(html)}</content><rdf:type rdf:resource="leap2:{kind}"/>{known}{more}</entry>'
    )


def link(relation: str, target: str) -> str:
    return f'<link rel="{relation}" href="{escape(target)}"/>'


def feed(*entries: str, head: str = HEAD) -> bytes:
    return (head + "".join(entries) + "</feed>").encode()


def part_of(name: str) -> str:
    return link("leap2:is_part_of", f"portfolio:{name}")


JOURNAL = (
    entry("j", "selection", "My year", "<p>How it went</p>", plugin="blog"),
    entry("p2", "entry", "Later", "<p>Second <b>post</b></p>", part_of("j"), plugin="blogpost", at="2024-05-02"),
    entry("p1", "entry", "First", "<p>One &amp; only</p>", part_of("j") + link("enclosure", "portfolio:f"),
          plugin="blogpost", at="2024-04-01"),
    entry("f", "resource", "Bridge.JPG", "", link("enclosure", "files/0-bridge.jpg"), plugin="image"),
)  # fmt: skip
PLAN = (
    entry("t1", "plan", "Ask the guard", "<p>On Monday</p>", part_of("a") + '<leap2:status leap2:stage="completed"/>'
          '<leap2:date leap2:point="target">2024-06-01T00:00:00Z</leap2:date>', plugin="task"),
    entry("a", "plan", "Learn to swim", "<p>I want to cross 2*3 lakes</p>", plugin="plan"),
    entry("t2", "plan", "Swim twice", "", part_of("a"), plugin="task"),
)  # fmt: skip
LOOKS_BACK = entry("r", "entry", "What I learned", "<p>To ask twice</p>", link("leap2:reflects_on", "portfolio:p1"))
COMMENT = entry(
    "c", "entry", "Well done", "<p>Nice</p>",
    link("leap2:reflects_on", "portfolio:p1") + "<author><name>Bo Friend</name></author>", plugin="comment",
)  # fmt: skip
SKILL = entry("s", "ability", "Swimming", "<p>Slow but sure</p>")
PERSON = entry(
    "me", "person", "Ada", "<p>I am Ada</p>", '<leap2:persondata leap2:field="dob">2010-01-02</leap2:persondata>'
)
WHOLE = (*JOURNAL, *PLAN, LOOKS_BACK, COMMENT, SKILL, PERSON)
FILES = {"files/0-bridge.jpg": b"jpeg", "files/odd.bin": b"odd"}


def zipped(data: bytes, files: dict[str, bytes] | None = None, feed_at: str = "leap2a.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(feed_at, data)
        for name, part in (files or {}).items():
            made.writestr(name, part)
    return out.getvalue()


def saved(folder: Path, data: bytes, name: str = "export.zip") -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


@pytest.fixture
def desk(mine: Portfolio) -> Desk:
    return Desk(mine, mine.clock)


def brought(desk: Desk, folder: Path, *entries: str, files: dict[str, bytes] | None = None) -> Brought:
    return bring(desk, read_export(saved(folder, zipped(feed(*entries), files))))


def titles(desk: Desk) -> dict[str, Work]:
    return {work.title: work for work in desk.works()}


# What becomes of what


def test_a_journal_becomes_a_work_with_its_entries_the_oldest_first(desk: Desk, tmp_path: Path) -> None:
    done = brought(desk, tmp_path, *JOURNAL, files=FILES)
    work = titles(desk)["My year"]
    assert desk.view.text(work) == (
        "# My year\n\nHow it went\n\n## First\n\n2024-04-01\n\nOne & only\n\nFiles: Bridge.JPG\n\n"
        "## Later\n\n2024-05-02\n\nSecond **post**\n"
    )
    file = desk.attachments(work)[0]
    assert (file.name, file.size, desk.view.bytes(file.file)) == ("Bridge.JPG", 4, b"jpeg")
    assert work.created.startswith("2024-03-01T10:00:00") and work.id.startswith("20240301-090000000-")
    assert done.works == ["My year", "From Mahara"] and done.files == 2


def test_plans_become_ideas_with_their_tasks(desk: Desk, tmp_path: Path) -> None:
    brought(desk, tmp_path, *PLAN)
    goals = desk.goals()
    assert [(one.status, one.statement, one.why) for one in goals] == [
        ("idea", "Learn to swim", "I want to cross 2*3 lakes")
    ]
    assert goals[0].evidence == "Ask the guard (by 2024-06-01, done): On Monday; Swim twice"
    assert desk.works() == []


def test_a_plan_without_a_title_is_called_by_what_it_says(desk: Desk, tmp_path: Path) -> None:
    brought(desk, tmp_path, entry("a", "plan", ""), entry("b", "plan", "Row", "", part_of("a")))
    assert [(one.statement, one.evidence) for one in desk.goals()] == [("Row", "Row")]


def test_goals_of_a_resume_become_ideas(desk: Desk, tmp_path: Path) -> None:
    long = "I want to " + "read more and " * 40
    brought(
        desk, tmp_path, entry("g", "entry", "Career Goals", "<p>Build boats</p>", plugin="careergoal"),
        entry("h", "entry", "Academic Goals", f"<p>{long}</p>", plugin="academicgoal", at="2024-03-02"),
    )  # fmt: skip
    first, second = desk.goals()
    assert (first.statement, first.why) == ("Build boats", "Career Goals")
    assert len(second.statement) <= 200 and second.why == long.strip()


def test_an_entry_that_looks_back_becomes_a_shared_reflection_and_a_comment_does_not(
    desk: Desk, tmp_path: Path
) -> None:
    done = brought(desk, tmp_path, *JOURNAL, LOOKS_BACK, COMMENT)
    found = desk.view.all(Reflection)
    assert done.reflections == 1 and [one.work for one in found] == [titles(desk)["My year"].id]
    assert (found[0].answers[0].prompt, found[0].text) == ("What I learned", "To ask twice")
    assert found[0].blob == desk.view.blob(titles(desk)["My year"])
    assert "comment, 2024-03-01, Bo Friend" in desk.view.text(titles(desk)["From Mahara"])


def test_the_rest_is_one_work_and_details_stay_out(desk: Desk, tmp_path: Path) -> None:
    files = {**FILES, "HTML/index.html": b"x"}
    done = brought(desk, tmp_path, *WHOLE, entry("v", "selection", "Empty", plugin="folder"), files=files)
    rest = titles(desk)["From Mahara"]
    text = desk.view.text(rest)
    for part in ("# From Mahara", "## Ada", "I am Ada", "## Swimming", "Slow but sure", "“Empty” has no text"):
        assert part in text
    assert [one.name for one in desk.attachments(rest)] == ["odd.bin"]
    assert "2010-01-02" not in "".join(desk.view.text(work) for work in desk.works())
    assert any("1 personal detail" in told for told in done.left) and any("HTML" in told for told in done.left)


def test_pages_of_mahara_give_their_texts(desk: Desk, tmp_path: Path) -> None:
    texts = [
        ("Hello", "text", '["&lt;p&gt;My &lt;i&gt;page&lt;/i&gt;&lt;/p&gt;"]'),
        ("Bad", "url", '["javascript:alert(1)"]'),
        ("Odd", "text", "[[["),
    ]
    inside = "".join(
        f'<mahara:blockinstance mahara:blocktype="x" mahara:blocktitle="{title}"><mahara:{name}>{value}</mahara:{name}>'
        "</mahara:blockinstance>"
        for title, name, value in texts
    )
    blocks = f"<mahara:view><mahara:row><mahara:column>{inside}</mahara:column></mahara:row></mahara:view>"
    brought(desk, tmp_path, entry("v", "selection", "Page", "<div>rendered</div>", blocks))
    assert "## Page\n\npage, 2024-03-01\n\n### Hello\n\nMy *page*\n" in desk.view.text(titles(desk)["From Mahara"])


def test_files_that_are_missing_too_large_or_elsewhere_are_named(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portfolio.services.bringing.MAX_FILE", 3)
    away = entry("w", "resource", "Away", "", link("enclosure", "http://e.invalid/x"))
    gone = entry("x", "resource", "Gone", "", link("enclosure", "files/none"))
    done = brought(desk, tmp_path, *JOURNAL, away, gone, files=FILES)
    told = "\n".join(done.left)
    assert "“Away” is not in the export" in told and "“Gone” did not come along" in told
    assert "“Bridge.JPG” is too large" in told
    assert [one.name for one in desk.view.all(Attachment)] == ["odd.bin"]


def test_names_of_files_are_safe_and_never_the_same(desk: Desk, tmp_path: Path) -> None:
    names = ["files/a.txt", "files/b.txt", "files/c.txt", "files/d.txt"]
    called = ["../../x.txt", "CON.txt", "X.TXT", "x.txt\u202e"]
    parts = [
        entry(f"f{n}", "resource", title, "", link("enclosure", name))
        for n, (name, title) in enumerate(zip(names, called, strict=True))
    ]
    brought(desk, tmp_path, *parts, files=dict.fromkeys(names, b"x"))
    made = [one.file.rpartition("/")[2] for one in desk.view.all(Attachment)]
    assert len({name.lower() for name in made}) == 4
    assert all(
        one.file.startswith(f"{desk.works()[0].files_path}/") and is_clean(one.name)
        for one in desk.view.all(Attachment)
    )
    assert not {"con.txt"} & {name.lower() for name in made}


# Once, and taken back


def test_the_same_export_twice_and_a_later_one_add_nothing(desk: Desk, tmp_path: Path) -> None:
    brought(desk, tmp_path, *WHOLE, files=FILES)
    desk.portfolio.settle()
    before = desk.portfolio.version
    again = brought(desk, tmp_path, *WHOLE, files=FILES)
    later = feed(*WHOLE, head=HEAD.replace("1700000000", "1800000000"))
    third = bring(desk, read_export(saved(tmp_path, zipped(later, FILES))))
    desk.portfolio.settle()
    assert desk.portfolio.version == before
    for done in (again, third):
        assert not done.works and not done.goals and len(done.already) == 3
    other = feed(*WHOLE, head=HEAD.replace("/export/7/", "/export/8/"))
    assert len(bring(desk, read_export(saved(tmp_path, zipped(other, FILES)))).works) == 2


def test_each_work_is_a_version_that_can_be_undone_and_brought_again(desk: Desk, tmp_path: Path) -> None:
    brought(desk, tmp_path, *WHOLE, files=FILES)
    desk.portfolio.settle()
    versions = [one for one in desk.portfolio.newest(9) if one.note.change in ("work.bring", "goal.idea")]
    assert [one.note.change for one in versions] == ["work.bring", "work.bring", "goal.idea"]
    for one in versions:
        desk.portfolio.undo(one.id)
    assert desk.works() == [] and desk.goals() == [] and not desk.view.names("works")
    assert brought(desk, tmp_path, *WHOLE, files=FILES).works == ["My year", "From Mahara"]
    desk.portfolio.settle()
    assert desk.portfolio.check() == []
    assert_clean(desk.portfolio.root)


def test_odd_dates_do_not_put_later_things_behind_them(desk: Desk, tmp_path: Path) -> None:
    for n, at in enumerate(("9999-12-31", "0001-01-01", "nonsense", "2024-02-30")):
        brought(desk, tmp_path, entry(f"j{n}", "selection", f"J{n}", "<p>x</p>", plugin="blog", at=at))
    assert {work.id[:8] for work in desk.works()} == {"20000101"}
    assert desk.fresh()[0] > max(work.id for work in desk.works())


def test_what_was_brought_in_is_no_unfinished_work(desk: Desk, tmp_path: Path) -> None:
    brought(desk, tmp_path, *JOURNAL)
    assert not [step for step in next_steps(desk) if step.act in ("plan", "draft", "assess")]


# Text from outside


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_hostile_text_in_every_place(desk: Desk, tmp_path: Path, nasty: str) -> None:
    plain = re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff]", "?", nasty)  # XML holds none of these
    file = link("enclosure", "files/0-bridge.jpg")
    parts = [
        entry("j", "selection", plain, plain, plugin="blog"),
        entry("p", "entry", plain, f"<p title='{escape(plain)}'>{plain}</p>", part_of("j")),
        entry("f", "resource", plain, "", file + part_of("j")),
        entry("a", "plan", plain, plain),
        entry("b", "plan", plain, plain, part_of("a")),
        entry("s", "ability", plain, plain),
        entry("r", "entry", plain, plain, link("leap2:reflects_on", "portfolio:p")),
    ]
    brought(desk, tmp_path, *parts, files={"files/0-bridge.jpg": b"x"})
    for work in desk.works():
        shown = desk.view.text(work)
        assert controls(shown.replace("\t", " ").encode()) == set()
        assert _unsafe(shown) == []
    desk.portfolio.settle()
    assert desk.portfolio.check() == [] and len(desk.works()) >= 2
    assert_clean(desk.portfolio.root)


def _unsafe(markdown: str) -> list[str]:
    """Raw HTML and links to anywhere but the web and mail, as the most careless Markdown reader finds them."""
    found = []
    waiting = MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown)
    while waiting:
        token = waiting.pop()
        waiting += token.children or []
        address = str(token.attrGet("href") or token.attrGet("src") or "https:")
        if token.type.startswith("html_") or not address.startswith(("http:", "https:", "mailto:")):
            found.append(f"{token.type} {token.content} {address}")
    return found


TAGS = (
    "<b> </b> <p> </p> <ul> <li> </ul> <ol> <pre> </pre> <code> </code> <script> </script> <!-- --> <h1> </h1> <td> "
    "<br> </a> <blockquote> < > &lt;script&gt; &lt; &#x3c;b&#x3e; &amp;lt;b&amp;gt; [x](javascript:1) "
    "<span> img script> ! &# ` ``` ~~~ \\ ] ( ![ # 1. | * _ x \u202e"
)
LINES = [
    "<img src=x onerror=alert(1) alt='](javascript:1)'>", '<a href="javascript:alert(1)">', "<svg onload=1>", "    ",
    '<a href="https://e.invalid/)](javascript:1)">', "<iframe src='https://e.invalid'>", "[x]: javascript:1", "\n",
    "<ol>" + "<li>x" * 10,
]  # fmt: skip
PIECES = st.lists(st.sampled_from([*TAGS.split(" "), *LINES]), max_size=14).map("".join)


@settings(max_examples=300, deadline=None)
@given(PIECES)
@example("<b>\\<b>&lt;script&gt;")
@example("&lt;<span>script&gt;")
@example("<pre><h1>&lt;script&gt;")
@example("<li><pre>&lt;script&gt;")
@example("<ol>" + "<li>x" * 10 + "<li><pre>&lt;script&gt;")
@example("<pre>```\n</pre><b>x")
@example("&lt;img src=x onerror=alert(1)&gt;")
def test_no_tag_and_no_other_link_is_left_of_any_html(html: str) -> None:
    told = from_html(html)
    assert _unsafe(told) == [] and is_clean(told)
    assert _unsafe(f"# {from_plain(html)}\n\n- {from_plain(html)}") == []


def test_html_as_markdown() -> None:
    html = (
        "<h1>Top</h1><p>One <strong>two <em>three</em></strong><br>four</p>"
        "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"
        '<blockquote>said</blockquote><p><a href="mailto:a@b.invalid">mail</a> <a href="ftp://x">no</a></p>'
        "<pre>x\n  y</pre>"
    )
    assert from_html(html) == (
        "### Top\n\nOne **two *three***  \nfour\n\n- a\n- b\n  1. c\n\n> said\n\n"
        "[mail](mailto:a@b.invalid) no\n\n```\nx\n  y\n```"
    )
    assert from_tree(parse(b"<content><div xmlns='x'><p>a<b>b</b></p></div></content>")) == "a**b**"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://e.invalid/a b?c=1#d", "https://e.invalid/ab?c=1#d"), ("HTTP://e.invalid", "HTTP://e.invalid"),
        ("java\nscript:alert(1)", ""), ("//e.invalid/x", ""), ("data:text/html,x", ""), ("file:///etc/passwd", ""),
        ("https://", ""), ("https://[::1", ""), ("mailto:x", ""), ("https://e.invalid/)](x", "https://e.invalid/%29%5D%28x"),
    ],
)  # fmt: skip
def test_links_that_may_stay(address: str, kept: str) -> None:
    assert safe_link(address) == kept


def test_paths_inside_an_export() -> None:
    assert local_path("./files/a%20b.jpg") == "files/a b.jpg" and local_path("files\\..\\x") == "files/../x"
    assert local_path("http://x/y") == local_path("//x/y") == local_path("portfolio:artefact1") == ""


@pytest.mark.parametrize(
    "html",
    ["<a " * 60_000, "<" * 60_000, "<!--" * 60_000, "<ul>" * 60_000 + "x", "<b>" * 60_000 + "x", '<a href="' * 30_000,
     "<ul><li>x" * 8_000, "<blockquote>x" * 8_000, "<script>" * 60_000, "&" * 60_000],
    ids=range(10),
)  # fmt: skip
def test_html_made_to_take_long_does_not(html: str) -> None:
    assert len(from_html(html)) < 10 * len(html)


# XML that is no export


BOMB = b"""<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<feed xmlns="http://www.w3.org/2005/Atom"><id>&b;</id></feed>"""
ODD_XML = [
    (b"", "not XML"), (b"text", "not XML"), (feed(*WHOLE)[:900], "not XML"), (BOMB, "document type"),
    (b'<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed/>', "document type"),
    (b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>', "document type"),
    (b"<html/>", "no Leap2A"), (b"<feed/>", "no Leap2A"), (b"<a>" * 1_000, "nested too deep"),
    (b"<a>" + b"<b/>" * 500_001 + b"</a>", "far too"),
    (b'<?xml version="1.0" encoding="nonsense"?><feed/>', "encoding"),
    (HEAD.encode() + b"<title>\xff\xfe</title></feed>", "not XML"), (b"<feed>&nbsp;</feed>", "not XML"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "told"), ODD_XML, ids=range(len(ODD_XML)))
def test_xml_that_is_no_export_is_refused_with_the_reason(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        read_export(saved(tmp_path, data, "leap2a.xml"))
    assert refused.value.todo and "Nothing was changed" in refused.value.what


@pytest.mark.parametrize("code", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings_that_xml_knows(tmp_path: Path, code: str) -> None:
    text = feed(entry("j", "selection", "Größe", "<p>ü</p>", plugin="blog")).decode().replace("utf-8", code, 1)
    assert read_feed(text.encode(code)).entries[0].title == "Größe"


def test_entries_without_what_they_need_and_circles(desk: Desk, tmp_path: Path) -> None:
    bare = "<entry/><entry><id>x</id></entry><entry><id>x</id><title>twice</title></entry>"
    circle = [entry(a, "plan", a.upper(), "", part_of(b)) for a, b in (("a", "b"), ("b", "a"), ("c", "c"))]
    whole = [entry(a, "selection", a, "", link("leap2:has_part", f"portfolio:{a}") + part_of(a)) for a in "de"]
    done = brought(desk, tmp_path, bare, *circle, *whole)
    told = desk.view.text(titles(desk)["From Mahara"]) if desk.works() else ""
    assert all(name in told + "".join(done.left + tuple(done.goals)) for name in ("A", "B", "C", "d", "e", "twice"))


def test_an_empty_export_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    assert brought(desk, tmp_path) == Brought()


# Zips and folders


def _raw(
    name: str, data: bytes = b"x", *, flags: int = 0, kind: int = 0, mode: int = 0, method: int = zipfile.ZIP_STORED
) -> bytes:
    """A zip with the feed and one more entry whose header says what no zip library would."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("leap2a.xml", feed())
        info = zipfile.ZipInfo("placeholder-name")
        info.external_attr = mode << 16
        info.compress_type = method
        made.writestr(info, data)
    found = out.getvalue().replace(b"placeholder-name", name.encode().ljust(16, b"x"))
    at = found.rindex(b"PK\x01\x02")
    head = bytearray(found)
    struct.pack_into("<H", head, at + 8, flags)
    if kind:
        struct.pack_into("<H", head, at + 10, kind)
    return bytes(head)


ODD_ZIPS = [
    (_raw("../../../../evil"), "leads out"), (_raw("/etc/evil"), "leads out"), (_raw("C:/evil"), "leads out"),
    (_raw("a\\..\\..\\evil"), "leads out"), (_raw("link", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "is a link"),
    (_raw("locked", flags=1), "locked"), (_raw("odd", kind=99), "packed in a way"), (_raw("leap2a.xml"), None),
    (_raw("zeros", b"0" * 30_000_000, method=zipfile.ZIP_DEFLATED), "far too large"), (zipped(feed())[:-30], "damaged"),
    (b"PK\x03\x04" + b"x" * 100, "damaged"), (zipped(feed(), {"b/leap2a.xml": feed()}), "more than one"),
    (zipped(feed(), feed_at="other.xml", files={"x": b""}), "has no leap2a.xml"),
    (zipped(feed(), {f"f{n}": b"" for n in range(10_001)}), "more than 10000 files"),
    (zipped(feed(entry("f", "resource", "x", "", link("enclosure", "../../etc/passwd")))), "leads out"),
    (zipped(feed(entry("f", "resource", "x", "", link("enclosure", "/etc/passwd")))), "leads out"),
    (zipped(feed(entry("f", "resource", "x", "", link("enclosure", "%2e%2e/x")))), "leads out"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "told"), ODD_ZIPS, ids=range(len(ODD_ZIPS)))
def test_zips_made_to_do_harm_change_nothing(desk: Desk, tmp_path: Path, data: bytes, told: str | None) -> None:
    place = saved(tmp_path, data)
    if told is None:
        assert bring(desk, read_export(place)).works == ["From Mahara"]
        return
    with pytest.raises(BadInput, match=told) as refused:
        bring(desk, read_export(place))
    assert refused.value.todo and desk.works() == []


def test_a_damaged_file_inside_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("leap2a.xml", feed(*JOURNAL))
        made.writestr("files/0-bridge.jpg", b"picture-bytes")
    with pytest.raises(BadInput, match="0-bridge"):
        bring(desk, read_export(saved(tmp_path, out.getvalue().replace(b"picture-bytes", b"picture-bites", 1))))
    assert desk.works() == []


@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_a_zip_cut_off_anywhere_is_refused(tmp_path: Path, cut: int) -> None:
    data = zipped(feed(*WHOLE), FILES)
    with pytest.raises(PortfolioError):
        read_export(saved(tmp_path, data[: len(data) * cut // 100]))


def test_a_folder_is_read_and_links_and_pipes_in_it_refused(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "files").mkdir(parents=True)
    (folder / "leap2a.xml").write_bytes(feed(*JOURNAL))
    (folder / "files" / "0-bridge.jpg").write_bytes(b"x")
    export = read_export(str(folder))
    os.mkfifo(folder / "files" / "pipe")
    assert read_export(str(folder)).files == export.files == {"files/0-bridge.jpg": b"x"}
    os.symlink("/etc/passwd", folder / "files" / "passwd")
    with pytest.raises(BadInput, match="is a link"):
        read_export(str(folder))
    os.symlink(folder, tmp_path / "to")
    for name, error in (("to", BadInput), ("nothing", NotFound)):
        with pytest.raises(error):
            read_export(str(tmp_path / name))


def test_a_file_larger_than_it_says_is_stopped_at_the_limit(tmp_path: Path) -> None:
    with open_pack(saved(tmp_path, zipped(b"x" * 2_000))) as pack:
        pack.sizes["leap2a.xml"] = 10
        with pytest.raises(BadInput, match="larger"):
            pack.read("leap2a.xml", 1_000)


# Lines and the app


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str]:
        code, out, err = typed(capfd, *arguments)
        return code, out + err

    return call


def test_a_new_portfolio_from_an_export_and_the_same_again(cli: Cli, tmp_path: Path) -> None:
    place = saved(tmp_path, zipped(feed(*WHOLE), FILES))
    code, told = cli("import", "leap2a", place, "--in", "ada")
    assert code == 0, told
    for part in ("portfolio of Ada King", "work: My year", "idea for a goal: Learn to swim", "2 files", "1 reflection"):
        assert part in told
    code, told = cli("import", "leap2a", place, "--in", "ada")
    assert code == 0 and "nothing was added" in told
    assert "Brought in" in cli("-C", "ada", "history")[1]
    for line in ("today", "work list", "work show my-year", "goal list", "check", "growth", "share my-year"):
        assert cli("-C", "ada", *line.split())[0] == 0
    code, told = cli("-C", "ada", "assess", "my-year")
    assert code == 1 and "belongs to no task" in told
    assert_clean("ada")


def test_a_refused_export_makes_no_portfolio(cli: Cli, tmp_path: Path) -> None:
    for data in (zipped(BOMB), zipped(feed())[:-20], _raw("../../../../evil")):
        code, _told = cli("import", "leap2a", saved(tmp_path, data), "--in", "ada")
        assert code == 1 and not (tmp_path / "ada").exists()
    nameless = feed(*JOURNAL, head=HEAD.replace("Ada King", ""))
    code, told = cli("import", "leap2a", saved(tmp_path, zipped(nameless)), "--in", "ada")
    assert code == 2 and "--name" in told and not (tmp_path / "ada").exists()


def test_an_export_into_the_open_portfolio(cli: Cli, tmp_path: Path) -> None:
    cli("new", "mine", "--name", "Bo", "--course", "humanities-10")
    code, told = cli("-C", "mine", "import", "leap2a", saved(tmp_path, feed(*WHOLE), "leap2a.xml"))
    assert code == 0 and "portfolio of Bo" in told and "did not come along" in told


async def test_every_section_of_the_app_shows_what_was_brought_in(cli: Cli, tmp_path: Path) -> None:
    cli("import", "leap2a", saved(tmp_path, zipped(feed(*WHOLE), FILES)), "--in", "ada")
    app = PortfolioApp(str(tmp_path / "ada"), SetClock(NOON), Config())
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("1", "2", "4", "5", "6", "3", "enter", *(["f6"] * 7)):
            await pilot.press(key)
            await pilot.pause(0.05)
        await pilot.press("ctrl+q")
    assert app.return_code in (0, None)


# The real export


@needs_data
def test_the_real_export_of_mahara(desk: Desk, tmp_path: Path) -> None:
    files = {"2010-10-16mahara1-2/0-IMG_0883.JPG": b"jpeg", "2010-10-16mahara1-2/1-me": b"icon"}
    export = read_export(saved(tmp_path, zipped(REAL.read_bytes(), files)))
    assert (export.feed.owner, len(export.feed.entries)) == ("Hans Müster", 34)
    done = bring(desk, export)
    assert done.works == ["Hans Muster's Blog", "Teaching is easy", "From Mahara"] and len(done.goals) == 3
    assert done.files == 2 and len(done.left) == 1
    rest = desk.view.text(titles(desk)["From Mahara"])
    for part in (
        "- Teacher, 1.1.2003 – 31.12.2007, Kantonsschule Zürich: Physics teacher",
        "école mañana",
        "n tilde: ñ",
    ):
        assert part in rest
    assert "123456789" not in rest and "1978" not in rest
    assert all(_unsafe(desk.view.text(work)) == [] for work in desk.works())
    assert len(bring(desk, export).already) == 6


@needs_data
def test_the_real_file_alone_names_what_is_missing() -> None:
    told = read_export(str(REAL)).sorted.left
    assert any("IMG_0883.JPG" in one for one in told)


def test_goals_that_were_brought_in_are_ideas(desk: Desk, tmp_path: Path) -> None:
    brought(desk, tmp_path, *PLAN)
    assert desk.view.all(Goal)[0].standard == "" and desk.goals("active") == []
