"""What changed in the facts between two states of the knowledge files. Compares files, so that old schemas read too."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from actions.knowledge.reading import read_yaml

Facts = dict[str, str]
_NAMES = ("id", "key", "what", "label", "question", "name", "text", "year")


class NoSuchState(ValueError):
    """Neither a folder nor a revision of git; the message is Korean."""


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that came (`old` is None), went (`new` is None) or became another."""

    file: str
    fact: str
    old: str | None
    new: str | None


def changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Change]:
    """Every fact that differs, by file."""
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        old, new = _facts(name, before.get(name)), _facts(name, after.get(name))
        for fact in [*old, *(one for one in new if one not in old)]:
            if old.get(fact) != new.get(fact):
                yield Change(name, fact, old.get(fact), new.get(fact))


def state(named: str, home: Path) -> dict[str, bytes]:
    """The knowledge files of a folder, or of `home` as it was at a git revision. Raises `NoSuchState`."""
    folder = Path(named)
    if folder.is_dir():
        return files(folder)
    git = ("git", "-C", str(home), "archive", "--format=tar", named, ".")
    done = subprocess.run(git, capture_output=True, check=False)  # noqa: S603  the revision is one argument, not a shell's
    if done.returncode:
        raise NoSuchState(f"{named!r}는 폴더도 git 판도 아니에요: {done.stderr.decode(errors='replace').strip()}")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        found = ((one.name.removeprefix("./"), archive.extractfile(one)) for one in archive if one.isfile())
        return {name: content.read() for name, content in found if content and name.endswith(".yml")}


def files(folder: Path) -> dict[str, bytes]:
    """Name → content of the knowledge files under a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yml"))}


def _facts(name: str, text: bytes | None) -> Facts:
    return dict(_flat(read_yaml(Path(name), text), "")) if text is not None else {}


def _flat(data: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{at}.{key}" if at else str(key))
    elif isinstance(data, list) and any(isinstance(one, dict) for one in data):
        for place, one in enumerate(data):
            yield from _flat(one, f"{at}[{_named(one, place)}]")
    elif isinstance(data, list):
        yield at, " · ".join(str(one) for one in data)
    else:
        yield at, str(data)


def _named(one: Any, place: int) -> str:
    """What tells a list's entry from its neighbours, whatever its place."""
    if not isinstance(one, dict):
        return str(place)
    if "field" in one:
        return f"{one['field']} {one.get('op')}"
    return " ".join(str(one[name]) for name in _NAMES if name in one) or str(place)
