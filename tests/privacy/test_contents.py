"""What becomes of files: known by what is in them, made anew, named harmlessly; hostile ones are not taken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from bot.privacy.contents import LONGEST_SIDE, SMALL_SIDE, Unfit, clean, clean_name
from tests.files import HWP, PDF, hwpx, jpeg, picture


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 5_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("data", "kind"), [
    (jpeg(), "jpeg"), (picture("PNG"), "png"), (picture("WEBP"), "webp"), (PDF, "pdf"), (HWP, "hwp"),
    (hwpx(), "hwpx"),
], ids=["jpeg", "png", "webp", "pdf", "hwp", "hwpx"])  # fmt: skip
def test_these_are_taken(data: bytes, kind: str) -> None:
    content = clean(data)
    assert content.kind == kind
    if kind in ("pdf", "hwp", "hwpx"):
        assert (content.data, content.small) == (data, None)
        return
    assert content.small is not None
    with Image.open(io.BytesIO(content.small)) as small:
        assert small.format == "JPEG"
        assert max(small.size) <= SMALL_SIDE


def test_where_and_with_what_a_photo_was_taken_does_not_come_along() -> None:
    photo = jpeg(size=(40, 20), gps=True, turned=True, comment=b"home: 35.8N")
    assert b"Exif" in photo
    content = clean(photo)
    with Image.open(io.BytesIO(content.data)) as kept:
        assert not kept.getexif()
        assert kept.info.get("comment") is None
        assert kept.size == (20, 40)  # upright, as it was meant
    assert content.small is not None
    assert b"Exif" not in content.data + content.small
    assert b"home" not in content.data


def test_what_is_glued_behind_a_picture_is_left_out() -> None:
    for made in (jpeg(), picture("PNG"), picture("WEBP")):
        content = clean(made + b"<script>alert(1)</script>PK\x03\x04%PDF-1.7")
        assert b"<script>" not in content.data
        assert b"%PDF" not in content.data


def test_a_large_photo_is_made_smaller() -> None:
    content = clean(jpeg(size=(LONGEST_SIDE * 2, 100)))
    with Image.open(io.BytesIO(content.data)) as kept:
        assert max(kept.size) <= LONGEST_SIDE


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(("data", "code"), [
    (b"", "file_kind"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_kind"),
    (b"<!doctype html><script>alert(1)</script>", "file_kind"),
    (b"GIF89a<script>alert(1)</script>", "file_kind"),
    (b"MZ\x90\x00" + b"\x00" * 200, "file_kind"),
    (b"\x7fELF" + b"\x00" * 200, "file_kind"),
    (b"#!/bin/sh\necho", "file_kind"),
    (b"<html>%PDF-1.7 %%EOF", "file_kind"),
    (b"%PDF-1.7 without an end", "file_kind"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + b"Microsoft Word", "file_kind"),
    (zipped(**{"word/document.xml": b"<w/>"}), "file_kind"),
    (zipped(mimetype=b"application/hwp+zip", bomb=b"\x00" * 250_000_000), "file_kind"),
    (b"PK\x03\x04 broken", "file_kind"),
    (b"\xff\xd8\xff<script>alert(1)</script>", "file_broken"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "file_broken"),
    (b"RIFF\x00\x00\x00\x00WEBP<script>", "file_broken"),
    (jpeg()[:200], "file_broken"),
    (bomb(30_000, 30_000), "file_broken"),
    (bomb(65_500, 2_000), "file_broken"),
], ids=range(19))  # fmt: skip
def test_hostile_files_are_not_taken(data: bytes, code: str) -> None:
    with pytest.raises(Unfit) as no:
        clean(data)
    assert no.value.code == code


@pytest.mark.parametrize(("name", "kind", "shown"), [
    ("이력서.PDF", "pdf", "이력서.pdf"),
    ("사진.jpeg", "jpeg", "사진.jpg"),
    ("../../etc/passwd", "png", "passwd.png"),
    ("C:\\Users\\me\\증명서.hwp", "hwp", "증명서.hwp"),
    ("ok.pdf\u202efdp.exe", "pdf", "ok.pdf fdp.exe.pdf"),
    ('a"; filename=evil.html\r\nX: y.png', "png", "a filename=evil.html X y.png"),
    ("", "pdf", "파일.pdf"),
    (".htaccess", "webp", "htaccess.webp"),
    ("..", "pdf", "파일.pdf"),
    ("가" * 500 + ".pdf", "pdf", "가" * 80 + ".pdf"),
    ("사진.html", "jpeg", "사진.html.jpg"),
    ("half\ud800.png", "png", "half.png"),
])  # fmt: skip
def test_a_name_is_only_a_name(name: str, kind: str, shown: str) -> None:
    assert clean_name(name, kind) == shown
