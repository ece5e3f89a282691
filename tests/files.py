"""Files as people send them, made here."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HWP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + b"HWP Document File V5.00" + b"\x00" * 100
EICAR = b"%PDF-1.4 " + b"X5O!P%@AP" + b" %%EOF"


def picture(form: str, size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form)
    return out.getvalue()


def jpeg(
    size: tuple[int, int] = (60, 40), *, gps: bool = False, turned: bool = False, comment: bytes = b""
) -> bytes:  # fmt: skip
    """A photo; with `gps` it says where it was taken, `turned` that it lies on its side."""
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "a telephone"
        exif.get_ifd(0x8825)[2] = (35.0, 49.0, 0.0)
    if turned:
        exif[0x0112] = 6
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG", exif=exif, comment=comment)
    return out.getvalue()


def hwpx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/hwp+zip")
        packed.writestr("Contents/section0.xml", "<hs:sec/>")
    return out.getvalue()
