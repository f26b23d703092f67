"""Pictures as they are: their kind, their size and which way up, read from their first bytes without decoding them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from portfolio.export.attached import is_picture

LARGEST = 8 * 1024 * 1024
"""How large a picture may be that goes into a file (bytes)."""
MOST_DOTS = 50_000_000
"""How many dots it may have: a small file can hold a picture that fills the memory."""
_TURNS = {3: 180, 6: 90, 8: 270}
"""What a camera notes (Exif 2.32, tag Orientation), as degrees clockwise to turn it by."""


@dataclass(frozen=True)
class Picture:
    """A picture that can be shown."""

    data: bytes
    kind: str
    """png, jpeg, gif or webp."""
    width: int
    """In dots, as it stands in the file."""
    height: int
    turn: int
    """Degrees clockwise by which it has to be turned to be upright: 0, 90, 180 or 270."""

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height once it is turned."""
        return (self.height, self.width) if self.turn in (90, 270) else (self.width, self.height)


def picture(name: str, data: bytes | None) -> Picture | None:
    """The picture in a file, None where it is none that is shown, is cut off at its beginning or is too large.

    Args:
        name: the file's name; its ending must fit.
    """
    if data is None or len(data) > LARGEST or not is_picture(name, data):
        return None
    kind = name.rpartition(".")[2].lower().replace("jpg", "jpeg")
    try:
        width, height = _SIZES[kind](data)
    except (struct.error, IndexError):
        return None
    if not 0 < width * height <= MOST_DOTS:
        return None
    return Picture(data, kind, width, height, _turn(data) if kind == "jpeg" else 0)


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _webp(data: bytes) -> tuple[int, int]:
    """RFC 9649, section 2: a lossy, a lossless or an extended file."""
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        wide, high = data[24:27], data[27:30]
        return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    return 0, 0


def _jpeg(data: bytes) -> tuple[int, int]:
    """ITU-T T.81, B.2.2: the frame header is the first of markers C0 to CF that is no table."""
    for marker, at in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 3)
            return width, height
    return 0, 0


_SIZES = {"png": _png, "gif": _gif, "webp": _webp, "jpeg": _jpeg}


def _segments(data: bytes) -> list[tuple[int, int]]:
    """The markers of a JPEG before its picture, each with where its length stands."""
    found, at = [], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        if data[at + 1] == 0xFF:
            at += 1
            continue
        found.append((data[at + 1], at + 2))
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return found


def _turn(data: bytes) -> int:
    """By how much a camera's picture has to be turned; mirrored ones are left as they are."""
    for marker, at in _segments(data):
        if marker == 0xE1 and data[at + 2 : at + 8] == b"Exif\0\0":
            try:
                return _TURNS.get(_orientation(data[at + 8 : at + 65_536]), 0)
            except struct.error:
                return 0
    return 0


def _orientation(tiff: bytes) -> int:
    end = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{end}I", tiff, 4)
    (count,) = struct.unpack_from(f"{end}H", tiff, first)
    for number in range(min(count, 200)):
        tag, _kind, _many, value = struct.unpack_from(f"{end}HHIH", tiff, first + 2 + 12 * number)
        if tag == 0x0112:
            return int(value)
    return 1
