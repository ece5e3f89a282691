"""What a file is, by what is in it and never by its name; pictures are made anew, so that nothing hidden comes along.

Taken are JPEG, PNG, WebP, PDF and 한글 (hwp, hwpx). A picture is decoded and encoded again: where it was taken and
with what (EXIF, GPS), comments, colour profiles, further frames and whatever was glued behind it are left out.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4_096  # small print on a photographed sheet can still be read
SMALL_SIDE = 480
LONGEST_NAME = 80
MOST_ENTRIES, MOST_UNPACKED = 2_000, 200_000_000  # of a hwpx, which is a zip
PICTURES: Final = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
MIME: Final = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf",
    "hwp": "application/x-hwp", "hwpx": "application/hwp+zip",
}  # fmt: skip
ENDINGS: Final = {
    "jpeg": (".jpg", ".jpeg"), "png": (".png",), "webp": (".webp",), "pdf": (".pdf",), "hwp": (".hwp",),
    "hwpx": (".hwpx",),
}  # fmt: skip
UNWANTED = re.compile(r'[\x00-\x1f\x7f"<>|:*?;%\\/\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


class Unfit(Exception):
    """A file that is not taken. `code`: `file_kind` it is none of ours, `file_broken` it only looks like one."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is kept. `small` is a JPEG of a picture, at most 480 pixels wide and high; else None."""

    kind: str
    data: bytes
    small: bytes | None = None


def clean(data: bytes) -> Content:
    """Return what may be kept of a file. Raises `Unfit`. Takes up to a second of CPU: call it in a thread."""
    kind = recognise(data)
    if kind is None:
        raise Unfit("file_kind")
    return _picture(kind, data) if kind in PICTURES else Content(kind, data)


def recognise(data: bytes) -> str | None:
    """Return the kind of a file by its first bytes and its make, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2_048:]:
        return "pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and b"HWP Document File V" in data:
        return "hwp"
    return "hwpx" if data.startswith(b"PK\x03\x04") and _is_hwpx(data) else None


def clean_name(name: str, kind: str) -> str:
    """Return a name that is one: no folders, no signs that steer, no long tail, and the ending of what it is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = " ".join(UNWANTED.sub(" ", last.encode("utf-8", "ignore").decode()).split()).strip(". ")
    ending = next((e for e in ENDINGS[kind] if plain.lower().endswith(e)), None)
    stem = plain[: -len(ending)] if ending else plain
    return f"{stem.strip('. ')[:LONGEST_NAME] or '파일'}{ENDINGS[kind][0]}"


def _picture(kind: str, data: bytes) -> Content:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[PICTURES[kind]]) as opened:
                _bounded(opened)
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is not even unpacked larger than needed
                upright = ImageOps.exif_transpose(opened)
                bare = upright.convert("RGBA" if upright.has_transparency_data and kind != "jpeg" else "RGB")
                bare.info.clear()
        bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return Content(kind, _saved(bare, PICTURES[kind]), _saved(_small(bare), "JPEG"))
    except Unfit:
        raise
    except Exception as error:  # decoders of hostile files fail in many ways
        raise Unfit("file_broken") from error


def _bounded(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Unfit("file_broken")


def _small(picture: Image.Image) -> Image.Image:
    small = picture.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    if small.mode != "RGBA":
        return small
    white = Image.new("RGB", small.size, "white")
    white.paste(small, mask=small.getchannel("A"))
    return white


def _saved(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **({"quality": 88} if form != "PNG" else {}))
    return out.getvalue()


def _is_hwpx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                return False
            first = packed.getinfo("mimetype")
            return first.file_size < 100 and packed.read(first).strip() == b"application/hwp+zip"
    except Exception:  # noqa: BLE001  whatever is wrong with it, it is no hwpx
        return False
