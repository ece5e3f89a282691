"""What host sites load: the loader, and what it loads once somebody wants to talk, packed when the gateway starts.

Everything has a version in its address, so that it may be kept for ever and checked (`/widget/embed.json` tells the
addresses with their integrity). The plain `/widget/loader.js` always leads to the newest. Versions that this house once
served are kept in its data folder: a site that pins one goes on working after we change.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.web import packing
from bot.web.minifying import minified_script, minified_sheet

BOT = Path(__file__).resolve().parent.parent
STATIC, WIDGET = BOT / "web/static", BOT / "widget"
FOREVER = "public, max-age=31536000, immutable"
SCRIPT, SHEET, DATA = "text/javascript; charset=utf-8", "text/css; charset=utf-8", "application/json; charset=utf-8"
KINDS = {".js": SCRIPT, ".css": SHEET, ".json": DATA}
VERSIONED = re.compile(r"([0-9a-f]{12})/([\w.]+\.(?:js|css|json))")
PREFERENCES = {"prefers-color-scheme: dark": '[data-theme="dark"]', "prefers-contrast: more": '[data-contrast="more"]'}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent: plain, packed if it is text, and the tag by which a browser asks whether it changed."""

    body: bytes
    packed: bytes
    tag: str
    kind: str

    @classmethod
    def of(cls, body: bytes, kind: str, *, packed: bool = True) -> File:
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        return cls(body, gzip.compress(body, 9) if packed else b"", tag, kind)


class Embedding:
    """The packed widget. `phone` is shown when nothing can be loaded; `kept` is the folder of the versions served."""

    def __init__(self, phone: str = "1577-0365", kept: Path | None = None) -> None:
        self.kept = kept
        made = self._make(phone)
        self.version = hashlib.sha256(b"".join(made[name] for name in sorted(made))).hexdigest()[:12]
        loader = (
            made["loader.js"].decode()
            .replace("__VERSION__", self.version)
            .replace("__APP__", integrity(made["app.js"]))
            .encode()
        )  # fmt: skip
        made["loader.js"] = loader
        made["embed.json"] = json.dumps(self._told(made)).encode()
        self.files = {name: File.of(body, KINDS[Path(name).suffix]) for name, body in made.items()}
        self._keep(made)

    def file(self, path: str) -> File | None:
        """Return a packed file by its path below `/widget/`, or None."""
        if path in self.files:
            return self.files[path]
        found = VERSIONED.fullmatch(path)
        if found is None:
            return None
        return self.files.get(found[2]) if found[1] == self.version else self._old(found[1], found[2])

    def is_versioned(self, path: str) -> bool:
        """Return whether what is at this path never changes."""
        return VERSIONED.fullmatch(path) is not None

    def _make(self, phone: str) -> dict[str, bytes]:
        catalogue = json.loads((WIDGET / "catalogue.json").read_text(encoding="utf-8"))
        words, seldom = (in_languages(catalogue, part) for part in ("words", "more"))
        loader = (WIDGET / "loader.js").read_text(encoding="utf-8").replace("__PHONE__", phone)
        own = {name: said for name, said in words["ko"].items() if not name.startswith("label_")}  # labels.js has those
        data = {"words": own, "languages": catalogue["languages"], "phone": phone, "more": "__MORE__"}
        app = packing.pack(WIDGET / "app.js", find, data)
        more = packing.pack_beside(app, WIDGET / "more.js", find, {"more_words": seldom["ko"]}).encode()
        tokens = choosable((STATIC / "tokens.css").read_text(encoding="utf-8"))
        sheet = minified_sheet(tokens + (WIDGET / "launcher.css").read_text(encoding="utf-8"))
        others = {f"words.{name}.json": _json({**words[name], **seldom[name]}) for name in words if name != "ko"}
        return {
            "loader.js": minified_script(loader).encode(), "more.js": more, "launcher.css": sheet.encode(), **others,
            "app.js": app.script.replace("__MORE__", integrity(more)).encode(),
        }  # fmt: skip

    def _told(self, made: dict[str, bytes]) -> dict[str, Any]:
        here = f"/widget/{self.version}"
        files = {n: {"url": f"{here}/{n}", "integrity": integrity(made[n])} for n in ("loader.js", "app.js")}
        return {"version": self.version, **{name.removesuffix(".js"): told for name, told in files.items()}}

    def _keep(self, made: dict[str, bytes]) -> None:
        if self.kept is None:
            return
        folder = self.kept / self.version
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in made.items():
            if not (folder / name).exists():
                (folder / name).write_bytes(body)

    def _old(self, version: str, name: str) -> File | None:
        path = None if self.kept is None else self.kept / version / name
        return File.of(path.read_bytes(), KINDS[path.suffix]) if path is not None and path.is_file() else None


def find(importer: Path, name: str) -> Path:
    """Return the file that a module of the widget names."""
    shared = name.startswith("/static/")
    return STATIC / name.removeprefix("/static/") if shared else (importer.parent / name).resolve()


def in_languages(catalogue: dict[str, Any], part: str) -> dict[str, dict[str, str]]:
    """Return a part of the catalogue by language: `{"ko": {"send": "보내기", …}, "en": …}`."""
    names = list(catalogue["languages"])
    return {name: {key: said[at] for key, said in catalogue[part].items()} for at, name in enumerate(names)}


def choosable(tokens: str) -> str:
    """Return the tokens with what a reader's system may prefer also to be had by choice: attributes of the host."""
    for preference, attribute in PREFERENCES.items():
        found = re.search(rf"@media \({preference}\) \{{\s*([^{{]+)\{{([^}}]+)\}}\s*\}}", tokens)
        if found is None:
            raise packing.Unpackable(f"tokens.css has no block for {preference}")
        tokens += f"\n:host({attribute}) {{{found[2]}}}"
    return tokens


def integrity(body: bytes) -> str:
    """Return the subresource integrity of a file."""
    return "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
