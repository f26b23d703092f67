"""CASE packages: standards come in with their places and identifiers, go out, and come back the same."""

from __future__ import annotations

import io
import json
import os
import re
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.course.beginning import begin_from, packages_in
from portfolio.course.case import Package, own_identifier, picked, read_package
from portfolio.course.case_out import to_package
from portfolio.course.reader import read_course
from portfolio.course.shelf import folder_files, shipped
from portfolio.course.writing import standards_page
from portfolio.errors import BadInput, NotFound, PortfolioError
from portfolio.model.course import Expectation, Standard
from portfolio.text import clean, line
from tests.hostile import NASTY, controls
from tests.makers import typed

DATA = Path(os.environ.get("PORTFOLIO_DATA") or Path(__file__).parent.parent.parent / "shared" / "data") / "case"
needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the real CASE packages are not in {DATA} (set PORTFOLIO_DATA)"
)
AT = "2026-11-23T12:00:00.000-05:00"
Cli = Callable[..., tuple[int, str]]
DOCUMENT = {"identifier": str(uuid.UUID(int=1)), "title": "State Science", "creator": "The State"}


def item(number: int, code: str = "", **more: Any) -> dict[str, Any]:
    return {
        "identifier": str(uuid.UUID(int=100 + number)),
        "fullStatement": f"Students do thing {number}.",
        **({"humanCodingScheme": code} if code else {}),
        **more,
    }


def link(kind: str, origin: int, target: int, **more: Any) -> dict[str, Any]:
    ends = {
        name: {"title": title, "identifier": str(uuid.UUID(int=100 + n))}
        for name, title, n in (("originNodeURI", "Origin", origin), ("destinationNodeURI", "Destination", target))
    }
    return {"identifier": str(uuid.uuid4()), "associationType": kind, **ends, **more}


def package(*items: Any, links: Any = ()) -> dict[str, Any]:
    return {"CFDocument": DOCUMENT, "CFItems": list(items), "CFAssociations": list(links)}


def outline(found: Package) -> list[tuple[int, str]]:
    return [(one.depth, one.short) for one in found.items]


def saved(folder: Path, value: Any, name: str = "package.json") -> str:
    path = folder / name
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return str(path)


# In


def test_items_keep_code_identifier_statement_and_grades() -> None:
    found = read_package(package(item(1, "S.1", educationLevel=["KG", "06", "10"], abbreviatedStatement="Thing")))
    one = found.items[0].standard
    assert (one.code, one.name, one.statement) == ("state-science:S.1", "Thing", "Students do thing 1.")
    assert one.case == str(uuid.UUID(int=101)) and found.items[0].grades == ("K", "6", "10")
    assert one.grades["6"] == Expectation("taught", "Students do thing 1.")
    assert (found.title, found.creator, found.dropped) == ("State Science", "The State", ())


def test_grades_as_other_programs_write_them() -> None:
    assert read_package(package(item(1, "S", educationalLevel="06,07"))).items[0].grades == ("6", "7")
    assert read_package(package(item(1, "S", educationLevel=[7, None, "|", ""]))).items[0].grades == ()


def test_children_stand_below_their_parent_in_sequence_then_by_number() -> None:
    items = [item(1, "A.10"), item(2, "A.2"), item(3, "A"), item(4, "B"), item(5, "A.2.b"), item(6, "A.2.a")]
    links = [
        link("isChildOf", 1, 3), link("isChildOf", 2, 3), link("isChildOf", 4, 900, sequenceNumber=1),
        link("isChildOf", 3, 900, sequenceNumber="2"), link("isChildOf", 5, 2, sequenceNumber=1),
        link("isChildOf", 6, 2, sequenceNumber=2),
    ]  # fmt: skip
    expected = [(0, "B"), (0, "A"), (1, "A.2"), (2, "A.2.b"), (2, "A.2.a"), (1, "A.10")]
    assert outline(read_package(package(*items, links=links))) == expected


def test_a_circle_a_second_parent_and_a_chain_of_thousands_all_end() -> None:
    items = [item(n, f"S.{n}") for n in range(5_000)]
    chain = [link("isChildOf", n, n - 1) for n in range(2, 5_000)]
    found = read_package(package(*items, links=[*chain, link("isChildOf", 1, 4_999), link("isChildOf", 3, 0)]))
    assert sorted(one.short for one in found.items) == sorted(f"S.{n}" for n in range(5_000))


def test_what_is_left_out_is_told_with_the_reason() -> None:
    odd = ["text", item(2, "S.1"), item(3, fullStatement=""), {**item(4, "S.4"), "identifier": item(1)["identifier"]}]
    found = read_package(
        {**package(item(1, "S.1", notes="A note"), *odd, item(9), links=[link("precedes", 1, 2), 7]), "CFRubrics": [1]}
    )
    told = "\n".join(found.dropped)
    assert len(found.items) == 2 and len(found.dropped) == 9
    for part in (
        "item 2",
        "S.1: its code",
        "its identifier",
        "no statement",
        "notes",
        "no code",
        "precedes",
        "CFRubrics",
    ):
        assert part in told


@pytest.mark.parametrize(
    "value", [{}, [], "x", 3, None, {"CFDocument": {}}, {"CFDocument": {}, "CFItems": {}}, {"items": []}]
)
def test_other_json_is_no_package(value: Any) -> None:
    with pytest.raises(BadInput, match="not a CASE package"):
        read_package(value)


def test_too_many_items_are_refused() -> None:
    with pytest.raises(BadInput, match="at most 20000"):
        read_package(package(*[{}] * 20_001))


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "identifier",
                        "fullStatement",
                        "humanCodingScheme",
                        "title",
                        "associationType",
                        "notes",
                        "originNodeURI",
                        "destinationNodeURI",
                        "educationLevel",
                        "sequenceNumber",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=30,
    )
)
def test_any_value_in_any_field_is_read_or_left_out(value: Any) -> None:
    listed = value if isinstance(value, list) else [value]
    found = read_package(
        {"CFDocument": value if isinstance(value, dict) else {}, "CFItems": listed, "CFAssociations": listed}
    )
    assert all(one.standard.statement and one.standard.code for one in found.items)


# Out and back

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(line).filter(bool)
CODES = st.from_regex(r"[A-Za-z0-9._-]{1,8}:[A-Za-z0-9._:-]{1,8}", fullmatch=True)
EXPECTED = st.builds(Expectation, st.sampled_from(["taught", "scaffolded", "independent"]), WORDS)


@st.composite
def standards(draw: st.DrawFn) -> list[Standard]:
    codes = draw(st.lists(CODES, min_size=1, max_size=8, unique=True))
    grades = draw(st.lists(st.sampled_from(["K", "6", "9", "10", "11-12"]), min_size=1, max_size=4, unique=True))
    made = []
    while codes:
        code, also = codes.pop(), tuple(codes.pop() for _n in range(draw(st.integers(0, 2))) if len(codes) > 1)
        case = draw(st.just("") | st.uuids().map(str))
        told = {grade: draw(EXPECTED) for grade in grades}
        made.append(Standard(code, draw(WORDS), draw(WORDS), told, case, also))
    return made


def reread(made: list[Standard]) -> list[Standard]:
    """The standards as the course reader finds them in standards.md."""
    grades = list(made[0].grades)
    page = f"---\ngrades: {', '.join(grades)}\n---\n# T\n".encode()
    course, mistakes = read_course({"course.md": page, "standards.md": standards_page(made, grades).encode()}, "")
    assert [one for one in mistakes if one.file == "standards.md" and not one.warning] == []
    return list(course.standards)


@settings(max_examples=60, deadline=None)
@given(standards())
def test_standards_come_back_the_same(made: list[Standard]) -> None:
    value = to_package("Ours", "We", made, AT, "ours")
    back = [one.standard for one in read_package(json.loads(json.dumps(value))).items]
    assert back == made
    assert reread(made) == made
    assert to_package("Ours", "We", back, AT, "ours") == value


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_shipped_standards_come_back_the_same(name: str) -> None:
    made = read_course(folder_files(shipped()[name]), "")[0].standards
    found = read_package(to_package("x", "y", made, AT, name))
    assert tuple(one.standard for one in found.items) == made and found.dropped == ()


def test_a_package_out_has_every_field_that_case_asks_for() -> None:
    made = [
        Standard("A:1", "One", "I do", {"9": Expectation("taught", "So")}, "", ("B:1",)),
        Standard("A:2", "T", "I", {}),
    ]
    value = to_package("Ours", "We", [*made, made[0]], AT, "ours")
    document, items, links = value["CFDocument"], value["CFItems"], value["CFAssociations"]
    common = {"identifier", "uri", "lastChangeDateTime"}
    assert common | {"creator", "title", "CFPackageURI"} <= document.keys()
    assert len(items) == 2 and all(common | {"fullStatement", "CFDocumentURI"} <= one.keys() for one in items)
    assert all(common | {"associationType", "originNodeURI", "destinationNodeURI"} <= one.keys() for one in links)
    assert [one["associationType"] for one in links] == ["isChildOf", "exactMatchOf", "isChildOf"]
    ids = re.findall(r'"identifier": "([^"]*)"', json.dumps(value))
    assert all(str(uuid.UUID(one)) == one for one in ids)
    assert items[0]["identifier"] == own_identifier("A:1") and items[0]["educationLevel"] == ["09"]


def test_an_identifier_that_is_no_uuid_or_stands_twice_is_made_anew() -> None:
    twin = str(uuid.UUID(int=5))
    made = [
        Standard("A:1", "a", "b", {}, "old-7"),
        Standard("A:2", "a", "b", {}, twin),
        Standard("A:3", "a", "b", {}, twin),
    ]
    ids = [one["identifier"] for one in to_package("x", "y", made, AT, "z")["CFItems"]]
    assert ids == [own_identifier("A:1"), twin, own_identifier("A:3")]


# Picking, and the course


def test_picked_by_whole_code_else_by_beginning() -> None:
    found = read_package(package(*(item(n, code) for n, code in enumerate(["A.1", "A.10", "A.1.b", "B"])))).items
    assert [one.short for one in picked(found, ["a.1"])] == ["A.1"]
    assert [one.short for one in picked(found, ["A.1.", "state-science:B"])] == ["A.1.b", "B"]
    assert len(picked(found, ["A."])) == 3
    with pytest.raises(BadInput) as told:
        picked(found, ["Z", "A.1", ""])
    assert len(told.value.problems) == 2


def test_a_course_is_begun_and_says_what_is_left_to_write(tmp_path: Path) -> None:
    found = read_package(package(item(1, "S.1", educationLevel=["09", "10"]), item(2, "S.2", educationLevel=["10"])))
    written, left = begin_from(str(tmp_path / "course"), "humanities-10", found, found.items)
    assert "standards.md" in written and left["standards.md"] == 1 and left["rubrics/inquiry.md"] == 4
    contents = folder_files(str(tmp_path / "course"))
    course, mistakes = read_course(contents, "")
    assert (course.id, course.grades, course.title) == ("state-science", ("9", "10"), "State Science")
    assert [one.code for one in course.standards] == ["state-science:S.1", "state-science:S.2"]
    assert course.standards[0].case == str(uuid.UUID(int=101))
    assert all("not a standard of this course" in one.expected for one in mistakes if one.file != "standards.md")
    with pytest.raises(BadInput, match="already something"):
        begin_from(str(tmp_path / "course"), "humanities-10", found, found.items)


def test_a_course_from_our_own_package_has_nothing_left_to_write(tmp_path: Path) -> None:
    made = read_course(folder_files(shipped()["humanities-10"]), "")[0].standards
    found = read_package(to_package("Humanities 10", "We", made, AT, "humanities-10"))
    assert not begin_from(str(tmp_path / "course"), "humanities-10", found, found.items)[1]
    assert read_course(folder_files(str(tmp_path / "course")), "")[0].standards == made


# Files


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_in_each_of_its_forms(tmp_path: Path, code: str) -> None:
    text = json.dumps(package(item(1, "S", fullStatement="Größe ≠ 王")), ensure_ascii=False)
    found = packages_in(saved(tmp_path, text.encode(code)))
    assert found[0].items[0].standard.statement == "Größe ≠ 王"


def test_a_zip_and_a_folder_with_several_packages(tmp_path: Path) -> None:
    data = json.dumps(package(item(1, "S"))).encode()
    place = saved(
        tmp_path, zipped(**{"a/one.json": data, "two.JSON": data, "notes.txt": b"x", "other.json": b"[]"}), "p.zip"
    )
    assert len(packages_in(place)) == 2
    saved(tmp_path, data, "one.json")
    assert len(packages_in(str(tmp_path))) == 1


BROKEN = [
    *(b"", b"{", b"\xff\xfe\x00", "{}ü".encode("latin-1"), b"[]", b"[" * 100_000, b'{"a":' + b"9" * 10_000 + b"}"),
    *(b"PK\x03\x04", zipped(), zipped(x=b"y"), zipped(**{"a.json": b"{"})[:-9]),
    *(zipped(**{"../a.json": b"{}"}), zipped(**{"/a.json": b"{}"}), zipped(**{"a.json": b"0" * 40_000_000})),
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_package_is_refused_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadInput) as told:
        packages_in(saved(tmp_path, data))
    assert told.value.todo and len(str(told.value)) < 500


def test_links_pipes_and_nothing_are_refused(tmp_path: Path) -> None:
    real = saved(tmp_path, package(item(1, "S")))
    os.symlink(real, tmp_path / "link.json")
    os.mkfifo(tmp_path / "pipe.json")
    for name in ("link.json", "pipe.json"):
        with pytest.raises(BadInput, match="link, or no plain file"):
            packages_in(str(tmp_path / name))
    with pytest.raises(NotFound):
        packages_in(str(tmp_path / "nothing.json"))


# Lines


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str]:
        code, out, err = typed(capfd, *arguments)
        return code, out + err

    return call


def test_listed_picked_begun_exported(cli: Cli, tmp_path: Path) -> None:
    place = saved(tmp_path, package(*(item(n, f"S.{n}", educationLevel=["09"]) for n in range(1, 15))))
    code, told = cli("import", "case", place)
    assert code == 0 and "State Science (The State): 14 items" in told and "S.14  Students do thing 14." in told
    assert len(json.loads(cli("import", "case", place, "--json")[1])["items"]) == 14
    code, told = cli("import", "case", place, "--in", "course")
    assert code == 1 and "--pick" in told and not (tmp_path / "course").exists()
    code, told = cli("import", "case", place, "--in", "course", "--pick", "nothing")
    assert code == 1 and not (tmp_path / "course").exists()
    code, told = cli("import", "case", place, "--in", "course", "--pick", "S.")
    assert code == 0 and "14 standards" in told and "more than a student can keep in mind" in told
    code, told = cli("export", "case", "--course", "humanities-10", "out.json")
    assert code == 0 and "6 standards are in out.json" in told
    assert cli("export", "case", "--course", "humanities-10", "out.json")[0] == 1
    code, told = cli("import", "case", "out.json", "--in", "again", "--pick", "HUM:")
    assert code == 0 and "Nothing is left to write" in told
    assert cli("course", "check", "again")[0] == 0


def test_a_person_picks_from_the_list(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["nothing", "S.2, S.1"])
    monkeypatch.setattr("portfolio.cli.importcase.interactive", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_given, **_more: next(answers))
    code, told = cli("import", "case", saved(tmp_path, package(item(1, "S.1"), item(2, "S.2"))), "--in", "course")
    assert code == 0 and "No code is or begins with “nothing”" in told and "2 standards" in told


def test_a_portfolio_exports_the_standards_of_its_courses(cli: Cli, tmp_path: Path) -> None:
    cli("new", "mine", "--name", "Ada", "--course", "humanities-10", "--course", "mathematics-9")
    code, told = cli("-C", "mine", "export", "case")
    made = {one.standard.code for one in read_package(json.loads(told)).items}
    assert code == 0 and {"HUM:Q"} < made and len(made) > 6


def test_hostile_text_reaches_neither_terminal_nor_table(cli: Cli, tmp_path: Path) -> None:
    every = [item(n, code, fullStatement=code, abbreviatedStatement=code) for n, code in enumerate([*NASTY, "a | b |"])]
    value = {**package(*every), "CFDocument": {**DOCUMENT, "title": NASTY[3], "creator": NASTY[7]}}
    place = saved(tmp_path, value)
    code, told = cli("import", "case", place)
    assert code == 0 and controls(told.encode()) == set()
    found = packages_in(place)
    begin_from(str(tmp_path / "course"), "humanities-10", found[0], found[0].items)
    course, mistakes = read_course(folder_files(str(tmp_path / "course")), "")
    assert [one.statement for one in course.standards] == [one.standard.statement for one in found[0].items]
    assert not [one for one in mistakes if one.file == "course.md"]
    assert all(one.statement == clean(one.statement) for one in course.standards)


# The real files


@needs_data
def test_the_framework_of_16_items() -> None:
    found = packages_in(str(DATA / "framework-16-items.json"), "CCSS")[0]
    assert [one.depth for one in found.items].count(0) == 2 and len(found.items) == 16
    assert found.items[3].standard.code == "CCSS:CCSS.Math.Content.6.RP.A.3" and found.items[3].grades == ("6",)
    assert any(told.startswith("exactMatchOf: 16 links") for told in found.dropped)


@needs_data
def test_the_framework_five_levels_deep(tmp_path: Path) -> None:
    found = packages_in(str(DATA / "framework-depth-5.json"))[0]
    assert [one.depth for one in found.items[:5]] == [0, 1, 2, 3, 4]
    assert [one.short for one in found.items[4:]] == [f"H.A.MATH.GM.PF.2DFP.L1.{n}" for n in range(1, 25)]
    chosen = picked(found.items, ["H.A.MATH.GM.PF.2DFP.L1.1", "H.A.MATH.GM.PF.2DFP.L1.2"])
    begin_from(str(tmp_path / "course"), "mathematics-9", found, chosen)
    course = read_course(folder_files(str(tmp_path / "course")), "")[0]
    assert [one.case for one in course.standards] == [one.standard.case for one in chosen]


@needs_data
@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_real_file_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    data = (DATA / "framework-16-items.json").read_bytes()
    with pytest.raises(PortfolioError, match="CASE"):
        packages_in(saved(tmp_path, data[: len(data) * cut // 40]))
