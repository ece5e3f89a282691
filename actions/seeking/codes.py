"""The official code tables of 고용24: occupations as a tree, regions, and everyday words for work on top of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).parent
WORK: Final = "w:"  # before the id of an everyday word, where it stands among codes


@dataclass(frozen=True, slots=True)
class Work:
    """An everyday word for work: its name, every code it stands for, and what it is called (without blanks)."""

    id: str
    name: str
    codes: tuple[str, ...]
    words: tuple[str, ...]


@cache
def occupations() -> Mapping[str, str]:
    """Return the name of every occupation, group (3 characters) and branch (2 digits) by its code."""
    return dict(_rows("occupations"))


@cache
def regions() -> Mapping[str, str]:
    """Return the name of every region of the country by its code: 52000 is 전북."""
    return dict(_rows("regions"))


@cache
def groups() -> Mapping[str, tuple[str, ...]]:
    """Return the six-digit codes of every group and branch. A code may stand in several groups."""
    found: dict[str, list[str]] = {}
    branch = group = ""
    for code, _ in _rows("occupations"):
        if len(code) == 2:
            branch, group = code, ""
        elif len(code) == 3:
            group = code
        else:
            found.setdefault(branch, []).append(code)
            found.setdefault(group, []).append(code)
    return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}


@cache
def group_of(code: str) -> str:
    """Return the first group that holds the code, "" if none does."""
    return next((g for g, codes in groups().items() if len(g) == 3 and code in codes), "")


def family(code: str) -> tuple[str, ...]:
    """Return the code with all below it: 550100 gives every kind of care work, 068 a group, 029505 itself."""
    if len(code) in (2, 3):
        return groups().get(code, ())
    if not code.endswith("00"):
        return (code,)
    return (code, *(each for each in occupations() if len(each) == 6 and each[:4] == code[:4] and each != code))


@cache
def work() -> Mapping[str, Work]:
    """Return the everyday words for work by id; their codes are spread out to six digits."""
    found = {}
    for row in _yaml("work")["work"]:
        spread = row["codes"] if row.get("exact") else [each for code in row["codes"] for each in family(code)]
        codes = dict.fromkeys(code for code in spread if code in occupations())
        found[row["id"]] = Work(row["id"], row["name"], tuple(codes), tuple(str(w) for w in row["words"]))
    return found


def work_name(id: str) -> str:
    """Return the everyday word for work by its id, the id itself if there is none."""
    return work()[id].name if id in work() else id


@cache
def within(id: str) -> tuple[str, ...]:
    """Return the ids of the words whose every code the word `id` also stands for, itself first."""
    codes = set(work()[id].codes)
    return (id, *(other.id for other in work().values() if other.id != id and set(other.codes) <= codes))


@cache
def around(id: str) -> tuple[str, ...]:
    """Return the ids of the words that hold the word `id`: 편의점 stands within 판매."""
    return tuple(other for other in work() if other != id and id in within(other))


@cache
def standing_for(code: str) -> tuple[str, ...]:
    """Return the ids of the words that stand for the code."""
    return tuple(each.id for each in work().values() if code in each.codes)


def brief(marks: Iterable[str]) -> tuple[str, ...]:
    """Say the same in fewer marks: a word stands for its codes and for the words within it, as postings carry all."""
    marks = list(marks)
    given = set(marks)
    ids = [mark.removeprefix(WORK) for mark in marks if mark.startswith(WORK)]
    whole = [id for id in ids if id in work() and set(work()[id].codes) <= given]
    inner = {f"{WORK}{each}" for id in whole for each in within(id)[1:]} | {c for id in whole for c in work()[id].codes}
    return tuple(mark for mark in marks if mark not in inner)


def sought(ids: Iterable[str], codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what a posting may be marked with to be found: codes, and words that say the same (`w:care`)."""
    ids = list(ids)
    marks = [*codes, *(code for id in ids for code in work()[id].codes)]
    marks += [f"{WORK}{inner}" for id in ids for inner in within(id)]
    return tuple(dict.fromkeys(marks))


@cache
def official_names() -> Mapping[str, str]:
    """Return six-digit codes by their names as people may write them: without the part in brackets, without blanks."""
    names: dict[str, str] = {}
    for code, name in occupations().items():
        if len(code) != 6:
            continue
        bare = re.sub(r"\(.*?\)", "", name).replace(" ", "")
        for part in (bare, *re.split(r"[·,]|및", bare)):
            if len(part) >= 3 and not part.startswith(("기타", "그외", "단순")):
                names.setdefault(part.lower(), code)
    return names


def _rows(table: str) -> list[tuple[str, str]]:
    lines = (HERE / "tables" / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    return [(code, name) for code, _, name in (line.partition("\t") for line in lines if not line.startswith("#"))]


def _yaml(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / "words" / f"{name}.yml").read_text(encoding="utf-8"))
    return found
