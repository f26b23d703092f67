"""Records to canonical JSON and back, with every wrong type named."""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union

Json = Any
T = TypeVar("T")
MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 32
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)


class Malformed(ValueError):
    """Data that is not what it should be. `where` is the path inside the file, `line` a line number or 0."""

    def __init__(self, reason: str, where: str = "", line: int = 0) -> None:
        super().__init__(f"{where}: {reason}" if where else reason)
        self.where = where
        self.line = line


def canonical(value: Json) -> bytes:
    """The one way a value is written: names sorted, UTF-8 as is, 2 spaces, one line end at the end."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _no_twins(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _value in pairs:
            if name in seen:
                raise Malformed(f"the name “{name}” stands twice in one object")
            seen.add(name)
    return found


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Malformed(f"{text[:20]} is larger than any number that can be kept")
    return value


def _constant(name: str) -> Json:
    raise Malformed(f"{name} is not a number that JSON knows")


_reader = json.JSONDecoder(object_pairs_hook=_no_twins, parse_constant=_constant, parse_float=_number)


def load(data: bytes) -> dict[str, Json]:
    """Read one JSON object, within limits of size and depth.

    Raises:
        Malformed: not UTF-8, not JSON, too large or deep, a name twice, or not an object.
    """
    if len(data) > MAX_BYTES:
        raise Malformed(f"{len(data):,} bytes; a record has at most {MAX_BYTES:,}")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
        if text.startswith("<<<<<<<") or "\n<<<<<<<" in text:
            at = text[: text.index("<<<<<<<")].count("\n") + 1
            raise Malformed("marks of an unfinished merge (<<<<<<<)", line=at)
        if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
            raise Malformed(f"nested deeper than {MAX_DEPTH}")
        value = _reader.decode(text)
        if "\\u" in text:
            text.encode()
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise Malformed("not valid UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error.msg}", line=error.lineno) from error
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON that can be used: {error}") from error
    if not isinstance(value, dict):
        raise Malformed("expected one object in braces { }")
    return value


def _depth(text: str) -> int:
    deepest = depth = 0
    for mark in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def encode(value: Any) -> Json:
    """A record (or a part of one) as plain JSON values. Names a newer or foreign writer added come along."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        out = {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value) if f.name != "extra"}
        return {**getattr(value, "extra", {}), **out}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {name: encode(item) for name, item in value.items()}
    return value


def decode(kind: type[T], value: Json) -> T:
    """Plain JSON values as `kind`, a dataclass of this package.

    Raises:
        Malformed: naming the place, what was expected and what was found.
    """
    return typing.cast(T, _decoder(typing.cast(Any, kind))(value))


def _expected(what: str, value: Json) -> Malformed:
    shown = json.dumps(value, ensure_ascii=False)
    return Malformed(f"expected {what}, found {shown[:60]}")


def _inside(error: Malformed, place: str) -> Malformed:
    """The same mistake, one step further out; `place` is `.name` or `[number]`."""
    reason = str(error).removeprefix(f"{error.where}: ") if error.where else str(error)
    inner = f".{error.where}" if error.where and not error.where.startswith("[") else error.where
    return Malformed(reason, f"{place.removeprefix('.')}{inner}")


@cache
def _decoder(hint: Any) -> Callable[[Json], Any]:
    origin = typing.get_origin(hint)
    if dataclasses.is_dataclass(hint):
        return _dataclass_decoder(typing.cast(type, hint))
    if origin is Literal:
        return _literal_decoder(typing.get_args(hint))
    if origin in (Union, types.UnionType):
        inner = _decoder(next(arg for arg in typing.get_args(hint) if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _decoder(typing.get_args(hint)[0])
        return lambda value: _tuple(item, value)
    if origin in (dict, Mapping):
        member = _decoder(typing.get_args(hint)[1])
        return lambda value: _mapping(member, value)
    return _scalar_decoder(hint)


def _tuple(item: Callable[[Json], Any], value: Json) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _expected("a list", value)
    made = []
    for number, part in enumerate(value):
        try:
            made.append(item(part))
        except Malformed as error:
            raise _inside(error, f"[{number}]") from None
    return tuple(made)


def _mapping(member: Callable[[Json], Any], value: Json) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _expected("an object", value)
    made = {}
    for name, part in value.items():
        try:
            made[name] = member(part)
        except Malformed as error:
            raise _inside(error, f".{name}") from None
    return made


def _literal_decoder(allowed: tuple[Any, ...]) -> Callable[[Json], Any]:
    def check(value: Json) -> Any:
        if isinstance(value, str) and value in allowed:
            return value
        raise _expected("one of " + ", ".join(f"“{a}”" for a in allowed), value)

    return check


def _scalar_decoder(hint: Any) -> Callable[[Json], Any]:
    names = {str: "text", int: "a whole number", bool: "true or false"}
    if hint not in names:
        raise TypeError(f"the codec does not know {hint!r}")

    def check(value: Json) -> Any:
        if type(value) is hint:
            return value
        raise _expected(names[hint], value)

    return check


def _dataclass_decoder(kind: type) -> Callable[[Json], Any]:
    hints = typing.get_type_hints(kind)
    fields = [f for f in dataclasses.fields(kind) if f.name != "extra"]
    readers = {f.name: _decoder(hints[f.name]) for f in fields}
    needed = [f.name for f in fields if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING]
    keeps_extra = "extra" in hints

    def make(value: Json) -> Any:
        if not isinstance(value, dict):
            raise _expected("an object", value)
        given: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name, part in value.items():
            read = readers.get(name)
            if read is None:
                extra[name] = part
                continue
            try:
                given[name] = read(part)
            except Malformed as error:
                raise _inside(error, f".{name}") from None
        for name in needed:
            if name not in given:
                raise Malformed(f"“{name}” is missing")
        if keeps_extra:
            extra.pop("schema", None)
            given["extra"] = extra
        return kind(**given)

    return make
