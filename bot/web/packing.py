"""Packs the widget's modules, styles and words into one file, so that a host page loads it in one request.

There is no build step and no Node: our own modules use a small, checked part of ES module syntax (imports at the
start of a line, named and default exports, no cycles), so each becomes a function that returns its exports, in the
order in which they need each other. Style sheets and `data:` may be imported too. What is not understood raises
`Unpackable` when the gateway starts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from bot.web.minifying import minified_script, minified_sheet

Find: TypeAlias = Callable[[Path, str], Path]

IMPORT = re.compile(r"""^[ ]*import\s*([^'";]*?)\s*(?:from\s*)?["']([^"']+)["'];?""", re.MULTILINE)
EXPORT_FROM = re.compile(r"""^[ ]*export\s*\{([^}]*)\}\s*from\s*["']([^"']+)["'];?""", re.MULTILINE)
EXPORT_LIST = re.compile(r"export\s*\{([^}]*)\};?")
EXPORT_DEFAULT = re.compile(r"export\s+default\s+")
EXPORT_ONE = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const|let)\s+(\w+)", re.MULTILINE)
NAMED = re.compile(r'([{,])"([a-zA-Z]\w*)":(?=")')  # a key of a flat object, which needs no quotes
LEFT = re.compile(r"^\s*(?:import|export)[\s{]", re.MULTILINE)


class Unpackable(ValueError):
    """A module uses syntax that the packer does not know, or modules import each other in a circle."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A packed module, and under which names it holds the modules and data in it."""

    script: str
    holders: Mapping[str, str]


def pack(entry: Path, find: Find, data: Mapping[str, Any] | None = None) -> Pack:
    """Return one module that does what `entry` and everything it imports do, with the exports of `entry`.

    `find(importer, name)` returns the file that an import names; `data:<name>` is a value of `data`. The module knows
    all that is in it as `$modules`, to be handed to what was packed beside it.
    """
    packer = _Packer(find, data or {}, {})
    holder = packer.add(entry.resolve(), ())
    names = exports_of(entry.read_text(encoding="utf-8"))
    packer.parts.append(f"const $modules={{{','.join(packer.done.values())}}};")
    packer.parts.append(f"export const {{{','.join(names)}}}={holder};")
    return Pack(minified_script("\n".join(packer.parts)), packer.done)


def pack_beside(first: Pack, entry: Path, find: Find, data: Mapping[str, Any] | None = None) -> str:
    """Return a module whose default export, called with the `$modules` of `first`, gives the exports of `entry`.

    What `first` holds is taken from there and not packed again.
    """
    packer = _Packer(find, data or {}, first.holders)
    holder = packer.add(entry.resolve(), ())
    own = "\n".join(packer.parts)
    return minified_script(f"export default({{{','.join(first.holders.values())}}})=>{{{own}\nreturn {holder}}};")


def exports_of(source: str) -> list[str]:
    """Return the names that a module declares for export, one by one."""
    return [found[2] for found in EXPORT_ONE.finditer(source)]


class _Packer:
    """`parts` are the constants made so far, in the order in which they need each other; `done` says which is whose."""

    def __init__(self, find: Find, data: Mapping[str, Any], given: Mapping[str, str]) -> None:
        self.find = find
        self.data = data
        self.parts: list[str] = []
        self.done: dict[str, str] = dict(given)

    def add(self, path: Path, above: tuple[Path, ...]) -> str:
        """Add a file and what it needs, once; return the name of the constant that holds its exports."""
        if path in above:
            raise Unpackable(f"{path.name} imports itself by way of {above[-1].name}")
        if str(path) in self.done:
            return self.done[str(path)]
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".css":
            return self._hold(str(path), _data(minified_sheet(text)))
        return self._hold(str(path), self._module(path, text, (*above, path)))

    def _need(self, importer: Path, name: str, above: tuple[Path, ...]) -> str:
        if not name.startswith("data:"):
            return self.add(self.find(importer, name), above)
        return self.done.get(name) or self._hold(name, _data(self.data[name.removeprefix("data:")]))

    def _hold(self, what: str, body: str) -> str:
        self.done[what] = f"$m{len(self.done)}"
        self.parts.append(f"const {self.done[what]}={body};")
        return self.done[what]

    def _module(self, path: Path, text: str, above: tuple[Path, ...]) -> str:
        exported: list[str] = []

        def again(found: re.Match[str]) -> str:
            holder = self._need(path, found[2], above)
            exported.extend(f"{outer}:{holder}.{inner}" for inner, outer in _pairs(found[1]))
            return ""

        def listed(found: re.Match[str]) -> str:
            exported.extend(f"{outer}:{inner}" for inner, outer in _pairs(found[1]))
            return ""

        def one(found: re.Match[str]) -> str:
            exported.append(found[2])
            return f"{found[1]} {found[2]}"

        text = EXPORT_FROM.sub(again, text)
        text = IMPORT.sub(lambda found: _imported(found[1], self._need(path, found[2], above)), text)
        if EXPORT_DEFAULT.search(text):
            exported.append("default:$default")
            text = EXPORT_DEFAULT.sub("const $default=", text)
        text = EXPORT_ONE.sub(one, EXPORT_LIST.sub(listed, text))
        if LEFT.search(text):
            raise Unpackable(f"{path.name} has an import or export that the packer does not know")
        return f"(()=>{{\n{text}\n;return{{{','.join(exported)}}}}})()"


def _data(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    bare = NAMED.sub(r"\1\2:", said) if isinstance(value, dict) else said
    return f"{{default:{bare}}}"


def _imported(names: str, holder: str) -> str:
    """`html, { a, b as c }` of a module -> constants of those names."""
    default, _, rest = names.partition("{")
    default = default.strip(" ,\n")
    if default and not default.isidentifier():
        raise Unpackable(f"import {names}")
    taken = [f"default:{default}"] if default else []
    taken += [inner if inner == outer else f"{inner}:{outer}" for inner, outer in _pairs(rest.rpartition("}")[0])]
    return f"const {{{','.join(taken)}}}={holder};" if taken else ""


def _pairs(names: str) -> list[tuple[str, str]]:
    """`a, b as c` -> (a, a), (b, c)."""
    pairs = []
    for name in filter(None, (part.strip() for part in names.split(","))):
        inner, _, outer = name.partition(" as ")
        pairs.append((inner.strip(), (outer or inner).strip()))
    return pairs
