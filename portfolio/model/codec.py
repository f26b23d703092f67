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
    return typing.cast(T, _decoder(typing.cast(Any, kind))(value, ""))


def _expected(what: str, value: Json, where: str) -> Malformed:
    shown = json.dumps(value, ensure_ascii=False)
    return Malformed(f"expected {what}, found {shown[:60]}", where)


@cache
def _decoder(hint: Any) -> Callable[[Json, str], Any]:
    origin = typing.get_origin(hint)
    if dataclasses.is_dataclass(hint):
        return _dataclass_decoder(typing.cast(type, hint))
    if origin is Literal:
        return _literal_decoder(typing.get_args(hint))
    if origin in (Union, types.UnionType):
        inner = _decoder(next(arg for arg in typing.get_args(hint) if arg is not type(None)))
        return lambda value, where: None if value is None else inner(value, where)
    if origin is tuple:
        item = _decoder(typing.get_args(hint)[0])
        return lambda value, where: _tuple(item, value, where)
    if origin in (dict, Mapping):
        member = _decoder(typing.get_args(hint)[1])
        return lambda value, where: _mapping(member, value, where)
    return _scalar_decoder(hint)


def _tuple(item: Callable[[Json, str], Any], value: Json, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _expected("a list", value, where)
    return tuple(item(part, f"{where}[{n}]") for n, part in enumerate(value))


def _mapping(member: Callable[[Json, str], Any], value: Json, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _expected("an object", value, where)
    return {name: member(part, f"{where}.{name}") for name, part in value.items()}


def _literal_decoder(allowed: tuple[Any, ...]) -> Callable[[Json, str], Any]:
    def check(value: Json, where: str) -> Any:
        if isinstance(value, str) and value in allowed:
            return value
        raise _expected("one of " + ", ".join(f"“{a}”" for a in allowed), value, where)

    return check


def _scalar_decoder(hint: Any) -> Callable[[Json, str], Any]:
    names = {str: "text", int: "a whole number", bool: "true or false"}
    if hint not in names:
        raise TypeError(f"the codec does not know {hint!r}")

    def check(value: Json, where: str) -> Any:
        if type(value) is hint:
            return value
        raise _expected(names[hint], value, where)

    return check


def _dataclass_decoder(kind: type) -> Callable[[Json, str], Any]:
    hints = typing.get_type_hints(kind)
    fields = [f for f in dataclasses.fields(kind) if f.name != "extra"]
    known = {f.name for f in fields}
    keeps_extra = "extra" in hints

    def make(value: Json, where: str) -> Any:
        if not isinstance(value, dict):
            raise _expected("an object", value, where)
        given: dict[str, Any] = {}
        for f in fields:
            if f.name in value:
                given[f.name] = _decoder(hints[f.name])(value[f.name], f"{where}.{f.name}".lstrip("."))
            elif f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING:
                raise Malformed(f"“{f.name}” is missing", where)
        if keeps_extra:
            given["extra"] = {name: part for name, part in value.items() if name not in known}
        return kind(**given)

    return make
