"""The roster of a class: each file a school may hand over is read, or refused with its place and what to do."""

from __future__ import annotations

import csv
import io
import os
import stat
import struct
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portfolio.classroom.fileset import FileSet
from portfolio.classroom.oneroster import OneRoster
from portfolio.classroom.roster import Roster, Row, Step, classes_in, compare, read_roster
from portfolio.errors import BadInput, NotFound, PortfolioError
from portfolio.text import line, shorten

TODAY = date(2026, 11, 23)
DATA = Path(os.environ.get("PORTFOLIO_DATA") or Path(__file__).parent.parent.parent / "shared" / "data")
SETS = {"1.1": DATA / "oneroster-1.1-minimal", "1.2": DATA / "oneroster-1.2"}
needs_data = pytest.mark.skipif(
    not all(folder.is_dir() for folder in SETS.values()),
    reason=f"the real OneRoster sets are not in {DATA} (set PORTFOLIO_DATA)",
)


def saved(folder: Path, data: bytes | str, name: str = "class.csv") -> str:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def plain(folder: Path, data: bytes | str, wanted: str = "") -> Roster:
    return read_roster(saved(folder, data), wanted)


def refused(folder: Path, data: bytes | str) -> BadInput:
    with pytest.raises(BadInput) as told:
        plain(folder, data)
    assert told.value.todo
    return told.value


def pairs(roster: Roster) -> list[tuple[str, str]]:
    return [(row.key, row.name) for row in roster.rows]


# A plain file


@pytest.mark.parametrize(
    "header",
    ["name,id,group,grade", "Full Name,STUDENT_ID,Class,Year Level", "student,student number,section,yearlevel"],
)
def test_columns_by_any_of_their_names(tmp_path: Path, header: str) -> None:
    roster = plain(tmp_path, f"{header}\nAda King,17,10B,10\n")
    assert roster.rows == (Row("17", "Ada King", "10B", "10"),)
    assert roster.dropped == roster.notes == roster.mistakes == roster.teachers == () and roster.title == ""


@pytest.mark.parametrize(
    "header", ["First Name,last_name,sourcedId", "given name,FAMILY NAME,id", "firstname,Surname,ID"]
)
def test_first_and_last_name_are_joined(tmp_path: Path, header: str) -> None:
    assert pairs(plain(tmp_path, f"{header}\nAda,King,7\nBo,,8\n")) == [("7", "Ada King"), ("8", "Bo")]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_delimiter_is_counted_outside_quotes(tmp_path: Path, sign: str) -> None:
    header = sign.join(['"a, b; c, d; e\t\tf; g,\n,;;\t\t"', "name", "id"])
    roster = plain(tmp_path, f'{header}\n{sign}"King{sign} Ada"{sign}7\n')
    assert pairs(roster) == [("7", line(f"King{sign} Ada"))]


def test_what_excel_writes_above_the_header(tmp_path: Path) -> None:
    roster = plain(tmp_path, "sep=;\r\nname;id\r\nAda,King;7\r\n;8\r\n")
    assert pairs(roster) == [("7", "Ada,King")]
    assert roster.mistakes[0].place == "class.csv, line 4"


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_in_each_of_its_forms(tmp_path: Path, code: str) -> None:
    roster = plain(tmp_path, "name,id\r\nZoë 王,7\r\n".encode(code))
    assert pairs(roster) == [("7", "Zoë 王")] and roster.notes == ()


def test_windows_1252_is_read_with_a_note(tmp_path: Path) -> None:
    roster = plain(tmp_path, "name,id\r\nZoë,7\r\n".encode("cp1252"))
    assert pairs(roster) == [("7", "Zoë")]
    assert "Windows-1252" in roster.notes[0]


def test_line_ends_in_quotes_and_the_lines_of_mistakes(tmp_path: Path) -> None:
    roster = plain(tmp_path, '\n"full\nname",id\n"Ada\r\nKing",7\n\n,8\n"  ",9\n"\u200b",10\n')
    assert pairs(roster) == [("7", "Ada King")]
    assert [mistake.place for mistake in roster.mistakes] == [f"class.csv, line {n}" for n in (7, 8, 9)]
    assert str(roster.mistakes[0]) == "class.csv, line 7: There is no name in this row."


def test_unknown_columns_are_named_and_nothing_of_them_kept(tmp_path: Path) -> None:
    text = "name,E-Mail,Password,id,Birth date,phone\nAda,ada@x.invalid,hunter2,7,2011-02-03,555\n"
    roster = plain(tmp_path, text)
    assert roster.dropped == ("E-Mail", "Password", "Birth date", "phone")
    assert roster.notes == ("The column “Password” was not read. It should not be in such a file.",)
    assert not [part for part in ("ada@", "hunter2", "2011", "555") if part in repr(roster)]


def test_a_second_column_of_the_same_meaning_is_dropped(tmp_path: Path) -> None:
    roster = plain(tmp_path, "name,student,id\nAda,Bo,7\n")
    assert pairs(roster) == [("7", "Ada")] and roster.dropped == ("student",)


def test_a_second_row_of_the_same_id_is_left_out(tmp_path: Path) -> None:
    roster = plain(tmp_path, "id,name\n7,Ada\n8,Bo\n7,Cy\n")
    assert pairs(roster) == [("7", "Ada"), ("8", "Bo")]
    assert roster.mistakes[0].place == "class.csv, line 4" and "line 2" in roster.mistakes[0].reason


def test_two_of_one_name_without_ids_are_both_kept(tmp_path: Path) -> None:
    roster = plain(tmp_path, "name\nAda King\nADA  KING\nBo\nada king#2\n")
    assert [row.key for row in roster.rows] == ["name:ada king", "name:ada king#2", "name:bo", "name:ada king#2#2"]
    assert "Without an id" in roster.notes[0] and "id column" in roster.notes[1] and "ADA KING" in roster.notes[0]


def test_a_name_makes_the_same_key_in_every_unicode_form(tmp_path: Path) -> None:
    keys = {plain(tmp_path, unicodedata.normalize(form, "name\nZoë Ångström\n")).rows[0].key for form in ("NFC", "NFD")}
    assert keys == {"name:zoë ångström"}


def test_a_blank_id_falls_back_to_the_name(tmp_path: Path) -> None:
    assert pairs(plain(tmp_path, "id,name\n,Ada\nname:ada,Bo\n")) == [("name:ada", "Ada")]


def test_rows_that_do_not_fit_the_header(tmp_path: Path) -> None:
    roster = plain(tmp_path, "id,name,group\n7,King, Ada,10B\n8,Bo\n9,Cy,10B,,\n")
    assert pairs(roster) == [("8", "Bo"), ("9", "Cy")]
    assert roster.mistakes[0].place == "class.csv, line 2" and "quotes" in roster.mistakes[0].reason
    assert roster.notes == ("class.csv: shorter than the header, the rest read as blank: line 3.",)


def test_what_is_too_long(tmp_path: Path) -> None:
    roster = plain(tmp_path, f"id,name\n7,{'a' * 1001}\n8,{'b' * 1000}\n{'9' * 256},Cy\n")
    assert pairs(roster) == [("8", "b" * 79 + "…")]
    assert [mistake.place[-6:] for mistake in roster.mistakes] == ["line 2", "line 4"]
    assert "line 3" in roster.notes[0]


def test_hostile_names_are_harmless_and_formulas_are_data(tmp_path: Path) -> None:
    roster = plain(tmp_path, 'id,name\n1,\x1b[31mAda\u202e\n2,"=HYPERLINK(""x"")"\n3,[bold]Bo[/]\n\x1b]0;x\x07,Cy\n')
    assert [row.name for row in roster.rows] == ["␛[31mAda‹202E›", '=HYPERLINK("x")', "[bold]Bo[/]", "Cy"]
    assert [row.key for row in roster.rows] == ["1", "2", "3", "␛]0;x␇"]


def test_a_group_can_be_wanted(tmp_path: Path) -> None:
    text = "id,name,class\n7,Ada,10A\n8,Bo,10B\n"
    roster = plain(tmp_path, text, "10b")
    assert pairs(roster) == [("8", "Bo")] and roster.title == "10B"
    with pytest.raises(NotFound, match="10A, 10B"):
        plain(tmp_path, text, "11")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "is empty"),
        (b"name,id\r\n", "no students"),
        (b"Ada King,ada@x.invalid\n", "It has: Ada King, ada@x.invalid."),
        (b"last name\nKing\n", "has no column with names"),
        (b"name\nAda\nB\x00o\n", "class.csv, line 3: there is a NUL byte"),
        ("name\nAda\n".encode("utf-16-le"), "NUL byte"),
        (b"\xff\xfenam", "not text"),
        (b"name\n\x81\xff\n", "not text"),
        (b'id,name\n7,Ada\n8,"Bo\n9,Cy\n', "class.csv, line 3: a quotation mark"),
        (b'id,name\n7,"Ada" King\n', "class.csv, line 2: a quotation mark"),
        (b'name\n"' + b"a" * 200_000 + b'"\n', "class.csv, line 2"),
        (b"," * 600, "class.csv is empty"),
        (b"name" + b",x" * 600, "more than 500 columns"),
        (b"sourcedId,enabledUser,role,givenName,familyName\n1,true,teacher,A,B\n", "one file of a OneRoster set"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, data: bytes, told: str) -> None:
    assert told in str(refused(tmp_path, data))


def test_which_names_of_columns_are_understood_is_told(tmp_path: Path) -> None:
    assert "“first name” and “last name”" in refused(tmp_path, "e-mail\nx\n").todo


def test_rows_are_limited(tmp_path: Path) -> None:
    rows = "name\n" + "".join(f"s{n}\n" for n in range(20_000))
    assert len(plain(tmp_path, rows).rows) == 20_000
    assert "20000 rows" in str(refused(tmp_path, rows + "one more\n"))


def test_bytes_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(BadInput, match="larger than 16 MB"):
        read_roster(str(path))


def test_what_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nothing\.csv"):
        read_roster(str(tmp_path / "nothing.csv"))
    with pytest.raises(NotFound):
        classes_in(str(tmp_path / "nothing.csv"))
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "link.csv").symlink_to(saved(tmp_path, "name\nAda\n"))
    for name in ("pipe.csv", "link.csv", "a\0b"):
        with pytest.raises(BadInput, match="not a plain file"):
            read_roster(str(tmp_path / name))


def test_a_plain_file_has_no_classes(tmp_path: Path) -> None:
    assert classes_in(saved(tmp_path, "name,class\nAda,10B\n")) == []


# A OneRoster set

OLD = {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,bulk\n",
    "orgs.csv": "sourcedId,status,name\no1,,School\n",
    "classes.csv": "sourcedId,status,title,classCode\nc1,active,Humanities,HUM-10\nc2,,Maths,M\nc3,tobedeleted,Art,\n",
    "users.csv": (
        "SOURCEDID,Status,role,username,givenName,familyName,email,phone,grades,password\n"
        "t1,,teacher,tt,Tove,Teach,t@x.invalid,555,,secret1\n"
        "s1,active,student,ak,Ada,King,a@x.invalid,555,10,secret2\n"
        's2,,Student,bo,Bo,Berg,b@x.invalid,555,"10,11",secret3\n'
        "s3,inactive,student,cy,Cy,Clark,,,,\n"
        "p1,,parent,pp,Pa,King,,,,\n"
        "s5,,student,xx,,,,,,\n"
    ),
    "enrollments.csv": (
        "sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\n"
        "e1,,c1,t1,teacher,,\n"
        "e2,active,c1,s1,student,2026-09-01,2027-06-30\n"
        "e3,,c1,s2,student,,\n"
        "e4,,c1,s3,student,,\n"
        "e5,,c1,nobody,student,,\n"
        "e6,,c2,s1,student,,\n"
        "e7,tobedeleted,c2,s2,student,,\n"
        "e8,,c1,p1,student,,\n"
        "e9,,c1,s5,student,,\n"
        "e10,,c1,p1,guardian,,\n"
        "e11,,c1,s1,student,,\n"
    ),
}
NEW = {
    **OLD,
    "manifest.csv": OLD["manifest.csv"].replace("1.1", "1.2"),
    "users.csv": "sourcedId,status,givenName,familyName,password\nt1,,Tove,Teach,x\ns1,,Ada,King,x\ns2,,Bo,Berg,x\n",
    "roles.csv": (
        "sourcedId,status,userSourcedId,roleType,role\nr1,,t1,primary,teacher\nr2,,s1,primary,student\n"
        "r3,tobedeleted,s2,primary,student\nr4,,s2,primary,proctor\n"
    ),
    "enrollments.csv": (
        "sourcedId,classSourcedId,userSourcedId,role\ne1,c1,t1,teacher\ne2,c1,s1,student\ne3,c1,s2,student\n"
    ),
    "userProfiles.csv": "userSourcedId,password\ns1,secret9\n",
}


def as_folder(folder: Path, contents: dict[str, str]) -> str:
    root = folder / "set"
    root.mkdir()
    for name, text in contents.items():
        (root / name).write_text(text, encoding="utf-8")
    return str(root)


def as_zip(folder: Path, contents: dict[str, str], prefix: str = "") -> str:
    path = folder / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in contents.items():
            opened.writestr(prefix + name, text)
    return str(path)


def without(contents: dict[str, str], name: str) -> dict[str, str]:
    return {key: text for key, text in contents.items() if key != name}


@pytest.mark.parametrize("form", ["folder", "zip", "nested"])
def test_a_set_in_each_of_its_forms(tmp_path: Path, form: str) -> None:
    made = as_folder(tmp_path, OLD) if form == "folder" else as_zip(tmp_path, OLD, "export/" * (form == "nested"))
    assert classes_in(made, today=TODAY) == [("c1", "Humanities", 2), ("c2", "Maths", 1)]
    roster = read_roster(made, "c1", today=TODAY)
    assert roster.title == "Humanities" and roster.teachers == ("Tove Teach",)
    assert roster.rows == (Row("s1", "Ada King", "", "10"), Row("s2", "Bo Berg", "", "10,11"))


def test_who_is_left_out_of_a_class_and_why(tmp_path: Path) -> None:
    told = [str(mistake) for mistake in read_roster(as_folder(tmp_path, OLD), "c1", today=TODAY).mistakes]
    for place, part in [
        ("classes.csv, line 4", "Art is marked “tobedeleted”"),
        ("enrollments.csv, line 5", "Cy Clark (users.csv, line 5) is marked “inactive”"),
        ("enrollments.csv, line 6", "“nobody”"),
        ("enrollments.csv, line 9", "Pa King is enrolled as a student, but users.csv gives another role (parent)"),
        ("users.csv, line 7", "a family name is needed"),
    ]:
        assert [one for one in told if one.startswith(place + ": ") and part in one], (place, told)
    assert len(told) == 5


def test_a_dropped_enrollment_is_listed(tmp_path: Path) -> None:
    roster = read_roster(as_folder(tmp_path, OLD), "maths", today=TODAY)
    assert pairs(roster) == [("s1", "Ada King")]
    assert [str(one) for one in roster.mistakes if "enrollment of Bo Berg is marked" in one.reason]


def test_a_set_keeps_no_password_and_no_address(tmp_path: Path) -> None:
    folder = as_folder(tmp_path, {**OLD, "demographics.csv": "sourcedId,birthDate\ns1,2011-02-03\n"})
    roster = read_roster(folder, "c1", today=TODAY)
    assert {"password", "email", "phone", "username"} <= set(roster.dropped)
    assert not {"sourcedId", "grades", "role", "endDate"} & set(roster.dropped)
    assert "The column “password” was not read. It should not be in such a file." in roster.notes
    assert "These files were not opened: demographics.csv, orgs.csv." in roster.notes
    bundle = FileSet("set", {name: OLD[name].encode() for name in OLD if name != "orgs.csv"}, ())
    kept = OneRoster(bundle, TODAY)
    told = repr(roster) + repr(vars(kept))
    assert "s1" in told
    assert not [part for part in ("secret", "x.invalid", "555", "2011") if part in told]


def test_roles_stand_in_a_file_of_their_own_in_1_2(tmp_path: Path) -> None:
    roster = read_roster(as_folder(tmp_path, NEW), "c1")
    assert pairs(roster) == [("s1", "Ada King")] and roster.teachers == ("Tove Teach",)
    assert "roles.csv gives another role (proctor)" in roster.mistakes[-1].reason
    assert "orgs.csv, userprofiles.csv" in " ".join(roster.notes) and "secret9" not in repr(roster)


@pytest.mark.parametrize("wanted", [" c1 ", "Humanities", "humanities", " hum-10 "])
def test_a_class_by_id_title_or_code(tmp_path: Path, wanted: str) -> None:
    assert read_roster(as_zip(tmp_path, OLD), wanted, today=TODAY).title == "Humanities"


def test_a_class_has_to_be_chosen_where_there_are_several(tmp_path: Path) -> None:
    made = as_zip(tmp_path, OLD)
    with pytest.raises(BadInput, match="more than one class") as told:
        read_roster(made, today=TODAY)
    assert told.value.problems == ("Humanities (c1): 2 students", "Maths (c2): 1 student")
    with pytest.raises(NotFound, match=r"Humanities \(c1\)"):
        read_roster(made, "History")
    with pytest.raises(BadInput, match=r"classes\.csv, line 4.*tobedeleted"):
        read_roster(made, "c3")


def test_two_classes_of_one_title(tmp_path: Path) -> None:
    both = {**OLD, "classes.csv": OLD["classes.csv"].replace("Maths", "Humanities") + "c4,,Music,\n"}
    with pytest.raises(BadInput) as told:
        read_roster(as_zip(tmp_path, both), "humanities", today=TODAY)
    assert len(told.value.problems) == 2


def test_the_only_class_needs_no_choice(tmp_path: Path) -> None:
    one = {**OLD, "classes.csv": "sourcedId,title\nc2,Maths\n"}
    assert read_roster(as_folder(tmp_path, one)).title == "Maths"
    with pytest.raises(BadInput, match="no class"):
        read_roster(as_zip(tmp_path, {**OLD, "classes.csv": "sourcedId,title\n"}))


def test_enrollments_end(tmp_path: Path) -> None:
    head = "classSourcedId,userSourcedId,role,endDate\n"
    left = {**OLD, "enrollments.csv": f"{head}c1,s1,student,2026-10-01\nc1,s2,student,2027-06-30\n"}
    roster = read_roster(as_zip(tmp_path, left), "c1", today=TODAY)
    assert pairs(roster) == [("s2", "Bo Berg")]
    assert "ended on 2026-10-01" in roster.mistakes[-1].reason
    back = {**OLD, "enrollments.csv": left["enrollments.csv"] + "c1,s1,student,\n"}
    again = read_roster(as_zip(tmp_path, back), "c1", today=TODAY)
    assert [row.key for row in again.rows] == ["s2", "s1"] and "ended on" not in str(again.mistakes)


def test_the_day_is_the_one_given(tmp_path: Path) -> None:
    head = "classSourcedId,userSourcedId,role,endDate\n"
    old = {**OLD, "enrollments.csv": f"{head}c1,s1,student,2000-06-30\nc1,s2,student,\n"}
    made = as_zip(tmp_path, old)
    assert [row.key for row in read_roster(made, "c1", today=date(1999, 11, 23)).rows] == ["s1", "s2"]
    assert [row.key for row in read_roster(made, "c1", today=TODAY).rows] == ["s2"]
    assert [row.key for row in read_roster(made, "c1").rows] == ["s2"]


def test_a_class_that_is_over_is_read_as_it_was(tmp_path: Path) -> None:
    head = "classSourcedId,userSourcedId,role,endDate\n"
    over = {**OLD, "enrollments.csv": f"{head}c1,s1,student,2025-10-01\nc1,s2,student,2026-06-30\n"}
    roster = read_roster(as_zip(tmp_path, over), "c1", today=TODAY)
    assert pairs(roster) == [("s2", "Bo Berg")]
    assert "This class ended on 2026-06-30; it was read as it was on that day." in roster.notes


def test_doubled_ids_in_a_set(tmp_path: Path) -> None:
    twice = {**OLD, "users.csv": OLD["users.csv"] + "s1,,student,no,Not,Ada,,,,\n"}
    roster = read_roster(as_zip(tmp_path, twice), "c1", today=TODAY)
    assert roster.rows[0].name == "Ada King"
    assert [one for one in roster.mistakes if one.place == "users.csv, line 8" and "line 3" in one.reason]


def test_ids_that_cannot_be_used(tmp_path: Path) -> None:
    odd = {**OLD, "users.csv": OLD["users.csv"] + f",,student,,No,Id,,,,\n{'9' * 256},,student,,Long,Id,,,,\n"}
    told = [str(one) for one in read_roster(as_zip(tmp_path, odd), "c1", today=TODAY).mistakes]
    for number in (8, 9):
        assert f"users.csv, line {number}: A sourcedId of at most 255 characters is needed here." in told


def test_changes_alone_are_no_roster(tmp_path: Path) -> None:
    delta = {**OLD, "manifest.csv": OLD["manifest.csv"].replace("bulk", "delta")}
    with pytest.raises(BadInput, match="only what has changed"):
        read_roster(as_folder(tmp_path, delta), "c1")


def test_a_set_without_manifest_or_of_another_version(tmp_path: Path) -> None:
    roster = read_roster(as_folder(tmp_path, without(OLD, "manifest.csv")), "c1")
    assert "There is no manifest.csv; the set was read without it." in roster.notes
    other = {**OLD, "manifest.csv": OLD["manifest.csv"].replace("1.1", "2.0")}
    assert "OneRoster 2.0" in " ".join(read_roster(as_zip(tmp_path, other), "c1").notes)


@pytest.mark.parametrize("name", ["users.csv", "classes.csv", "enrollments.csv"])
def test_a_set_without_one_of_its_files(tmp_path: Path, name: str) -> None:
    for made in (as_folder(tmp_path, without(OLD, name)), as_zip(tmp_path, without(OLD, name))):
        with pytest.raises(BadInput, match=f"{name} is missing"):
            classes_in(made)


def test_a_set_without_its_columns(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"users.csv has no column familyname. It has: .*surname"):
        read_roster(as_zip(tmp_path, {**OLD, "users.csv": OLD["users.csv"].replace("familyName", "surname")}))
    with pytest.raises(BadInput, match="who is a student"):
        read_roster(as_zip(tmp_path, {**OLD, "users.csv": OLD["users.csv"].replace("role", "rank")}))


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = as_folder(tmp_path, without(OLD, "users.csv"))
    os.symlink(saved(tmp_path, OLD["users.csv"]), f"{folder}/users.csv")
    with pytest.raises(BadInput, match=r"users\.csv” is not a plain file"):
        read_roster(folder, "c1")


def test_two_files_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"more than one users\.csv"):
        read_roster(as_zip(tmp_path, {**OLD, "Users.CSV": OLD["users.csv"]}), "c1")
    with pytest.raises(BadInput, match="more than one of its folders"):
        read_roster(as_zip(tmp_path, {f"{way}/{name}": OLD[name] for way in "ab" for name in OLD}), "c1")


@pytest.mark.parametrize("name", ["../users.csv", "a/../../x", "/etc/x.csv", "..\\x.csv", "C:\\x.csv"])
def test_a_zip_that_leads_out_of_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="leads out"):
        read_roster(as_zip(tmp_path, {**OLD, name: "x"}), "c1")


def test_a_zip_with_a_link(tmp_path: Path) -> None:
    path = as_zip(tmp_path, without(OLD, "users.csv"))
    entry = zipfile.ZipInfo("users.csv")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr(entry, "/etc/passwd")
    with pytest.raises(BadInput, match="is a link"):
        read_roster(path, "c1")


def test_a_zip_that_swells(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="larger than 16 MB"):
        read_roster(as_zip(tmp_path, {**OLD, "users.csv": "a" * 50_000_000}), "c1")


def test_a_zip_that_swells_in_many_files(tmp_path: Path) -> None:
    names = ("manifest.csv", "users.csv", "classes.csv", "enrollments.csv", "roles.csv")
    with pytest.raises(BadInput, match="larger than 64 MB together"):
        read_roster(as_zip(tmp_path, dict.fromkeys(names, "a" * 15_900_000)), "c1")


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    path = Path(as_zip(tmp_path, {**OLD, "users.csv": "a" * 50_000_000}))
    data = path.read_bytes()
    lying = data.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 100))
    assert lying != data
    path.write_bytes(lying)
    with pytest.raises(BadInput, match="damaged"):
        read_roster(str(path), "c1")


def test_a_zip_with_thousands_of_names(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="more than 1000 files"):
        read_roster(as_zip(tmp_path, {**OLD, **{f"{n}.csv": "" for n in range(1000)}}), "c1")


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    path = Path(as_zip(tmp_path, OLD))
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = data.find(sign)
        while found >= 0:
            data[found + at] |= 1
            found = data.find(sign, found + 1)
    path.write_bytes(bytes(data))
    with pytest.raises(BadInput, match="locked with a password") as told:
        read_roster(str(path), "c1")
    assert "Unpack it" in told.value.todo


def test_a_zip_packed_in_another_way(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as opened:
        for name, text in OLD.items():
            opened.writestr(name, text)
    with pytest.raises(BadInput, match="not read here"):
        read_roster(str(path), "c1")


def test_only_the_files_of_one_folder_count(tmp_path: Path) -> None:
    mac = {f"export/{name}": text for name, text in OLD.items()} | {
        "__MACOSX/users.csv": "",
        "export/old/users.csv": "",
    }
    assert read_roster(as_zip(tmp_path, mac), "c1", today=TODAY).title == "Humanities"
    with pytest.raises(BadInput, match="not a whole OneRoster set"):
        read_roster(as_zip(tmp_path, OLD, "a/b/"), "c1")


def test_what_only_says_it_is_a_zip(tmp_path: Path) -> None:
    whole = Path(as_zip(tmp_path, OLD)).read_bytes()
    for data in (b"", b"name\nAda\n", b"PK\x03\x04", whole[:-30], whole[: len(whole) // 2]):
        with pytest.raises(BadInput, match="not a zip"):
            read_roster(saved(tmp_path, data, "bad.zip"))


def test_a_spreadsheet_is_told_from_a_set(tmp_path: Path) -> None:
    book = as_zip(tmp_path, {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
    with pytest.raises(BadInput, match="is a spreadsheet"):
        read_roster(book)


# The real sets


@needs_data
@pytest.mark.parametrize("version", SETS)
def test_the_real_sets(version: str) -> None:
    roster = read_roster(str(SETS[version]), "Introduction to Physics", today=TODAY)
    assert pairs(roster) == [("usr-222-1234561232", "mmichel Jones")]
    assert roster.teachers == ("John Doe",)
    assert roster.mistakes[-1].place == "enrollments.csv, line 3" and "Jim Smith" in roster.mistakes[-1].reason
    assert "password" in roster.dropped and "“password”" in " ".join(roster.notes)
    assert not [part for part in ("Password1", "@", "603") if part in repr(roster)]


@needs_data
def test_the_classes_of_the_real_sets() -> None:
    physics, history = ("cls-222-123456", "Introduction to Physics", 1), ("cls-222-123478", "History - 2", 1)
    assert classes_in(str(SETS["1.1"]), today=TODAY) == [physics, history]
    assert classes_in(str(SETS["1.2"]), today=TODAY) == [physics]
    with pytest.raises(BadInput, match="more than one class"):
        read_roster(str(SETS["1.1"]))
    over = read_roster(str(SETS["1.2"]))
    assert "ended on 2022-06-15" in " ".join(over.notes) and "History - 2 is marked" in str(over.mistakes[0])


# Reading again


def test_what_reading_again_would_do() -> None:
    before = [Row("1", "Ada"), Row("2", "Bo"), Row("3", "Cy"), Row("4", "Di"), Row("5", "Ed")]
    now = [Row("9", "Flo"), Row("1", "Ada", "10B"), Row("2", "Bo Berg"), Row("4", "Diana")]
    assert compare(before, now, gone=("4", "5")) == [
        Step("new", "9", "Flo"),
        Step("moved", "1", "Ada", groups=("", "10B")),
        Step("renamed", "2", "Bo Berg", "Bo"),
        Step("back", "4", "Diana", "Di"),
        Step("gone", "3", "Cy"),
    ]


# For any file

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40).filter(
    lambda name: any(sign.isalnum() for sign in name)
)
CELLS = st.sampled_from(
    ["name", "id", "first name", "7", "Ada", "", " ", '"', ",", ";", "\t", "\r", "\n", "\0", "é", "=1"]
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=100).map(b"PK\x03\x04".__add__),
        st.lists(CELLS, max_size=40).map(lambda parts: "".join(parts).encode()),
        st.lists(CELLS, max_size=40).map(lambda parts: ("name,id\n" + "".join(parts)).encode("cp1252")),
    )
)
@example(b"name\r\rAda\r")
@example(b"\xff\xfe\x00\xd8")
@example(b'name\n"')
def test_any_bytes_are_read_or_refused(desk: Path, data: bytes) -> None:
    try:
        roster = plain(desk, data)
    except PortfolioError:
        return
    keys = [row.key for row in roster.rows]
    assert len(set(keys)) == len(keys)
    assert all(row.name == line(row.name) and 0 < len(row.name) <= 80 for row in roster.rows)
    assert {step.kind for step in compare(roster.rows, roster.rows)} <= {"same"}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(NAMES, min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_names_survive_writing_and_reading(desk: Path, names: list[str], sign: str, code: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sign)
    writer.writerow(["id", "name"])
    writer.writerows([f"{n}", name] for n, name in enumerate(names))
    roster = plain(desk, out.getvalue().encode(code))
    assert pairs(roster) == [(f"{n}", shorten(name, 80)) for n, name in enumerate(names)]
    assert roster.mistakes == ()


@settings(max_examples=100, deadline=None)
@given(st.text("abc é;,\t\"'ñß€", max_size=30), st.sampled_from([",", ";", "\t"]))
def test_names_survive_in_windows_1252(desk: Path, rest: str, sign: str) -> None:
    name = f"é{sign}a{rest}"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows([["id", "name"], ["7", name]])
    assert pairs(plain(desk, out.getvalue().encode("cp1252"))) == [("7", shorten(name, 80))]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["Ada", "ada", "ADA#2", "ada#2", "Bo", "Straße", "STRASSE"]), min_size=1, max_size=12))
def test_keys_are_unique_and_reading_again_changes_nothing(desk: Path, names: list[str]) -> None:
    roster = plain(desk, "name\n" + "\n".join(names))
    assert [row.name for row in roster.rows] == names
    assert len({row.key for row in roster.rows}) == len(names)
    assert [step.kind for step in compare(roster.rows, roster.rows)] == ["same"] * len(names)


@settings(max_examples=200, deadline=None)
@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_every_student_is_in_the_preview_once(before: set[int], now: set[int], gone: set[int]) -> None:
    old, new = ([Row(f"{n}", f"Student {n}") for n in sorted(some)] for some in (before, now))
    steps = compare(old, new, {f"{n}" for n in gone})
    kinds = {int(step.key): step.kind for step in steps}
    assert len(kinds) == len(steps)
    assert set(kinds) == now | (before - gone)
    assert {n for n, kind in kinds.items() if kind == "gone"} == before - now - gone
    assert {n for n, kind in kinds.items() if kind == "back"} == before & now & gone
