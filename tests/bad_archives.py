"""Archives that must not be taken in: each is a sound one with one thing wrong, and a word the refusal must say."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from portfolio.export.packed import MOST_ENTRIES
from tests import hostile_histories as made

Files = dict[str, bytes]
Case = Callable[[Files], bytes]
CASES: list[tuple[str, str, Case]] = []
"""A name, what the refusal must say, and what makes the bytes of the archive."""
OWN = "history/own-1.bundle"


def _case(name: str, says: str) -> Callable[[Case], Case]:
    def enter(function: Case) -> Case:
        CASES.append((name, says, function))
        return function

    return enter


def packed(files: Files, *more: tuple[zipfile.ZipInfo | str, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The files as a zip; `more` are further entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as target:
        for path, data in [*files.items(), *more]:
            target.writestr(path, data)
    return out.getvalue()


def resealed(files: Files, **manifest: Any) -> Files:
    """The files with sums that fit them again, and a manifest that says so."""
    own = {path: data for path, data in files.items() if path not in ("archive.json", "SHA256SUMS")}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in own.items()).encode()
    told = {
        **json.loads(files["archive.json"]),
        "sums": hashlib.sha256(sums).hexdigest(),
        "files": len(own),
        **manifest,
    }
    return {**own, "SHA256SUMS": sums, "archive.json": json.dumps(told).encode()}


def _entry(name: str, mode: int = 0o100600) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo("placeholder")
    found.filename = name
    found.external_attr = mode << 16
    return found


def _raw(files: Files, old: bytes, new: bytes) -> bytes:
    """A zip in which a name of the same length stands in place of another, unseen by the library."""
    assert len(old) == len(new)
    data = packed(files, (old.decode(), b"words"))
    assert data.count(old) == 2
    return data.replace(old, new)


# Not whole


def _cut(part: float) -> Case:
    return lambda files: (data := packed(files))[: int(len(data) * part)]


for _part in (0.0, 0.01, 0.3, 0.7, 0.99, 0.9999):
    CASES.append((f"cut after {_part:.2%}", "cut short", _cut(_part)))


@_case("no zip file at all", "not a zip file")
def _text(_files: Files) -> bytes:
    return b"PK is how it should begin. " * 100


@_case("only an end", "archive.json")
def _empty(_files: Files) -> bytes:
    return b"PK\x05\x06" + bytes(18)


@_case("a bit turned in the history", "own-1.bundle: it is damaged")
def _bit(files: Files) -> bytes:
    data = bytearray(packed(files, way=zipfile.ZIP_STORED))
    at = data.index(b"# v2 git bundle") + 500
    data[at] ^= 1
    return bytes(data)


@_case("nothing in the middle", "damaged")
def _hole(files: Files) -> bytes:
    data = bytearray(packed(files))
    half = len(data) // 2
    data[half : half + 512] = bytes(512)
    return bytes(data)


@_case("a file missing", "README.md is missing")
def _missing(files: Files) -> bytes:
    return packed({path: data for path, data in files.items() if path != "portfolio/README.md"})


@_case("the history missing", "own-1.bundle is missing")
def _no_history(files: Files) -> bytes:
    return packed({path: data for path, data in files.items() if path != OWN})


@_case("the sums missing", "SHA256SUMS is missing")
def _no_sums(files: Files) -> bytes:
    return packed({path: data for path, data in files.items() if path != "SHA256SUMS"})


@_case("the manifest missing", "has no archive.json")
def _no_manifest(files: Files) -> bytes:
    return packed({path: data for path, data in files.items() if path != "archive.json"})


@_case("a file changed", "README.md is not as it was written")
def _changed(files: Files) -> bytes:
    return packed({**files, "portfolio/README.md": b"Other words\n"})


@_case("sums changed", "SHA256SUMS: it is damaged")
def _sums(files: Files) -> bytes:
    return packed({**files, "SHA256SUMS": files["SHA256SUMS"].replace(b"a", b"b", 1)})


@_case("sums of another shape", "SHA256SUMS: it is damaged")
def _shape(files: Files) -> bytes:
    sums = b"not a sum\n"
    told = {**json.loads(files["archive.json"]), "sums": hashlib.sha256(sums).hexdigest()}
    return packed({**files, "SHA256SUMS": sums, "archive.json": json.dumps(told).encode()})


# Names that lead elsewhere


for _name in (
    "../outside.txt", "portfolio/../../outside.txt", "/tmp/outside.txt", "portfolio//outside.txt", "C:/outside.txt",
    "portfolio\\..\\outside.txt", "portfolio/.git/config", "portfolio/.GIT/hooks/pre-commit", "portfolio/git~1/config",
    "./outside.txt", "..", "portfolio/.g\u200cit/config", "portfolio/" + "deep/" * 40 + "x",
):  # fmt: skip
    CASES.append(
        (f"a name: {_name[:30]!r}", "leads out", lambda files, name=_name: packed(files, (_entry(name), b"words")))  # type: ignore[misc]
    )


@_case("a name with a zero in it", "leads out")
def _zero(files: Files) -> bytes:
    return _raw(files, b"portfolio/a-zero.txt", b"portfolio/a\0zero.txt")


@_case("another name inside than in the list", "damaged")
def _two_names(files: Files) -> bytes:
    data = packed(files)
    return data.replace(b"portfolio/README.md", b"portfolio/REBDME.md", 1)


# Things that are no plain files


for _kind, _mode in (
    ("link", 0o120777),
    ("pipe", 0o010600),
    ("device", 0o020600),
    ("disk", 0o060600),
    ("socket", 0o140600),
):
    CASES.append(
        (
            f"a {_kind}",
            "a link to another place" if _kind == "link" else "not a plain file",
            lambda files, mode=_mode: packed(files, (_entry("portfolio/works/x", mode), b"/etc/passwd")),  # type: ignore[misc]
        )
    )


@_case("a file of it that poses as a link", "a link to another place")
def _posing(files: Files) -> bytes:
    rest = {path: data for path, data in files.items() if path != "portfolio/README.md"}
    return packed(rest, (_entry("portfolio/README.md", 0o120777), files["portfolio/README.md"]))


@_case("one name twice", "stands twice")
def _twice(files: Files) -> bytes:
    return _raw({**files, "portfolio/one.txt": b""}, b"portfolio/two.txt", b"portfolio/one.txt")


@_case("locked with a password", "password")
def _locked(files: Files) -> bytes:
    data = bytearray(packed(files))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


@_case("packed in a way nobody asked for", "packed in a way")
def _bzip(files: Files) -> bytes:
    return packed(files, way=zipfile.ZIP_BZIP2)


# Bombs


@_case("a file that swells", "swells")
def _bomb(files: Files) -> bytes:
    return packed({**files, "portfolio/works/zeros.txt": bytes(20_000_000)})


@_case("a small file that says it is larger", "damaged")
def _larger(files: Files) -> bytes:
    return _say_size(files, 900_000)


@_case("a file that says it is smaller", "damaged")
def _smaller(files: Files) -> bytes:
    return _say_size(files, 3)


def _say_size(files: Files, size: int) -> bytes:
    data = bytearray(packed(files))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, size)
    return bytes(data)


@_case("more than anybody can hold", "unpacks to more than")
def _huge(files: Files) -> bytes:
    """Files of 199 times their size, each below what swells too much."""
    many = {f"portfolio/works/{n}.txt": b"x" for n in range(20)}
    data = bytearray(packed(files, *many.items()))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        struct.pack_into("<II", data, at + 20, 3_000_000, 500_000_000)
    return bytes(data)


@_case("files that lie over each other", "over each other")
def _overlap(files: Files) -> bytes:
    """Every entry of the list points at the same bytes."""
    body = zlib.compress(os.urandom(200_000))
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 0, 0, 33, 0, len(body), 200_000, 1, 0) + b"a"
    names = [f"n{n}".encode() for n in range(50)]
    listed = b"".join(
        struct.pack("<4sHHHHHHIII", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, len(body), 200_000)
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
        + name
        for name in names
    )
    start = len(head) + len(body)
    return head + body + listed + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 50, 50, len(listed), start, 0)


@_case("more files than can be", "files")
def _many(files: Files) -> bytes:
    return packed({**files, **{f"n/{n}": b"" for n in range(MOST_ENTRIES + 1)}}, way=zipfile.ZIP_STORED)


@_case("more files than a plain zip can list", "files")
def _more(files: Files) -> bytes:
    data = packed(files)
    at = data.rindex(b"PK\5\6")
    return data[:at] + b"PK\6\7" + bytes(16) + data[at:]


@_case("sums without end", "SHA256SUMS: larger than")
def _long_sums(files: Files) -> bytes:
    return packed({**files, "SHA256SUMS": os.urandom(1 << 16).hex().encode() * 130})


# Something else, or newer


@_case("another kind", "not that of an archive")
def _kind_(files: Files) -> bytes:
    return packed(resealed(files, kind="leap2a"))


@_case("a newer format", "it has format 7")
def _newer(files: Files) -> bytes:
    return packed(resealed(files, format=7))


@_case("a format that is no number", "not that of an archive")
def _no_number(files: Files) -> bytes:
    return packed(resealed(files, format="1"))


@_case("a manifest that is a list", "archive.json")
def _list(files: Files) -> bytes:
    return packed({**files, "archive.json": b"[]"})


@_case("a manifest without a head", "head")
def _no_head(files: Files) -> bytes:
    told = json.loads(files["archive.json"])
    del told["head"]
    return packed({**files, "archive.json": json.dumps(told).encode()})


@_case("a manifest nested without end", "archive.json")
def _deep(files: Files) -> bytes:
    return packed({**files, "archive.json": b'{"a":' + b"[" * 100_000})


@_case("a class whose name leads out", "proper name")
def _group(files: Files) -> bytes:
    about = {"group": "../..", "writer": "w1", "head": "0" * 40, "file": "history/about/x.bundle", "others": []}
    return packed(resealed({**files, "history/about/x.bundle": b"x"}, about=[about]))


@_case("a history nobody named", "does not name the histories")
def _unnamed(files: Files) -> bytes:
    return packed(resealed({**files, "history/own-2.bundle": b"x"}))


@_case("a file nobody asked for among those of the portfolio", "is not what the newest version")
def _extra(files: Files) -> bytes:
    return packed(resealed({**files, "portfolio/works/more.md": b"words"}))


@_case("words that are not those of the history", "is not what the newest version")
def _forged(files: Files) -> bytes:
    return packed(resealed({**files, "portfolio/README.md": b"Other words\n"}))


@_case("a private reflection that is none", "private/reflections")
def _private(files: Files) -> bytes:
    return packed(resealed({**files, "portfolio/private/reflections/20261123-120000000-abcdefgh.json": b"{}"}))


# Histories that are not sound


def _history(data: bytes, files: Files, **manifest: Any) -> bytes:
    return packed(resealed({**files, OWN: data}, **manifest))


@_case("a bundle that is none", "this history is damaged")
def _no_bundle(files: Files) -> bytes:
    return _history(b"words", files)


@_case("a bundle cut short", "this history is damaged")
def _cut_bundle(files: Files) -> bytes:
    return _history(files[OWN][:-30], files)


@_case("a bundle with a turned bit", "this history is damaged")
def _bit_bundle(files: Files) -> bytes:
    data = bytearray(files[OWN])
    data[len(data) // 2] ^= 8
    return _history(bytes(data), files)


@_case("a bundle of which a part is not there", "this history is damaged")
def _needs(files: Files) -> bytes:
    objects = made.Objects()
    blob = objects.blob("# River\n\nOne.\n")
    head = objects.commit(objects.files(made.sound()))
    return _history(objects.bundle(head, leave_out=[blob]), files, head=head)


def _of(contents: dict[str, bytes | str], *more: made.Entry) -> tuple[bytes, str]:
    objects = made.Objects()
    head = objects.commit(objects.files(contents, *more))
    return objects.bundle(head), head


@_case("the history of somebody else", "it holds another history")
def _others(files: Files) -> bytes:
    return _history(_of(made.sound())[0], files)


@_case("the whole of somebody else, under this name", "that of another portfolio")
def _others_whole(files: Files) -> bytes:
    contents = made.sound()
    data, head = _of(contents)
    plain = {f"portfolio/{path}": one if isinstance(one, bytes) else one.encode() for path, one in contents.items()}
    rest = {path: one for path, one in files.items() if not path.startswith("portfolio/")}
    return _history(data, {**rest, **plain}, head=head)


@_case("a history without a portfolio", "history")
def _nothing(files: Files) -> bytes:
    data, head = _of({"a.txt": "a"})
    return _history(data, files, head=head)


@_case("a history with 30,000 files", "more than 20,000 files")
def _files(files: Files) -> bytes:
    data, head = _of({**made.sound(), **{f"records/goals/x/{n}": "" for n in range(30_000)}})
    return _history(data, files, head=head)


@_case("a history with settings among its files", "damaged")
def _settings(files: Files) -> bytes:
    objects = made.Objects()
    inner = objects.tree([("100644", "config", objects.blob("[core]\nfsmonitor = touch MARK\n"))])
    head = objects.commit(objects.files(made.sound(), ("40000", ".git", inner)))
    return _history(objects.bundle(head), files, head=head)


@_case("a history with an object of 100 MB that is not a file", "damaged")
def _message(files: Files) -> bytes:
    objects = made.Objects()
    head = objects.commit(objects.files(made.sound()), message="x" * 3_000_000)
    return _history(objects.bundle(head), files, head=head)
