"""The ids that the understanding uses for places, work and training, found from a source's own codes and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "nlu_data/lookups"
NEIGHBOURS = Path(__file__).with_name("neighbours.yml")
JEONBUK = "52000"
PROVINCE = re.compile(r"전북특별자치도|전라북도|전북특자도|전북")
DISTRICTS = {"완산": "52111", "덕진": "52113"}  # of 전주, written behind the city


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of work or training: its id, its name for people, the codes it stands for and what it is called."""

    id: str
    name: str
    codes: tuple[str, ...]
    names: tuple[str, ...]


@cache
def occupations() -> tuple[Entry, ...]:
    """Return the kinds of work of `occupations.yml`; codes are cut to the part that tells."""
    return _entries("occupations", "codes")


@cache
def fields() -> tuple[Entry, ...]:
    """Return the fields of training of `training_fields.yml`; codes are the large fields of NCS."""
    return _entries("training_fields", "ncs", key="fields")


@cache
def region_names() -> Mapping[str, str]:
    """Return the name of every region of Jeonbuk by its code."""
    return {code: name for code, name, _ in _regions() if code.startswith("52")}


@cache
def neighbours() -> Mapping[str, tuple[str, ...]]:
    """Return for each city and county the codes of those next to it; the districts of 전주 have its neighbours."""
    near = {code: tuple(codes) for code, codes in _read(NEIGHBOURS)["neighbours"].items()}
    return near | dict.fromkeys(DISTRICTS.values(), near["52110"])


def occupation(code: str, *texts: str) -> str:
    """Return the id of the work by its code, where that leaves a choice by the words; "" if neither tells."""
    coded = _coded(occupations(), code)
    if len(coded) == 1:
        return coded[0].id
    return _named(coded or occupations(), texts) or (coded[0].id if coded else "")


def field(ncs: str, *texts: str) -> str:
    """Return the id of the training field by the words, which tell more than the large fields of NCS; else by those."""
    coded = _coded(fields(), ncs)
    return _named(fields(), texts) or (coded[0].id if coded else "")


def region(text: str) -> str | None:
    """Return the code of Jeonbuk's place in the text, in any spelling or code old or new; None if it lies elsewhere."""
    if re.fullmatch(r"\d{5}(?:\d{5})?", text):
        coded = re.sub(r"^45", "52", text[:5])
        return coded if coded in region_names() else None
    words = text.replace(",", " ").split()
    place = next((code for word in words if (code := _place(word))), None)
    if place == "52110":
        return next((code for name, code in DISTRICTS.items() if name in text), place)
    if place is None and PROVINCE.match(text):
        return JEONBUK
    return place if place in region_names() else None


def _place(word: str) -> str | None:
    """Return the code of the place the word names; the province alone names none, as something finer may follow."""
    bare = PROVINCE.sub("", word, count=1)
    return next((code for code, _, names in _regions() if code != JEONBUK and {bare, word} & names), None)


def _coded(entries: Iterable[Entry], code: str) -> list[Entry]:
    """Return the entries whose code is the longest beginning of the given one."""
    hits = [(len(prefix), entry) for entry in entries for prefix in entry.codes if prefix and code.startswith(prefix)]
    longest = max((length for length, _ in hits), default=0)
    return [entry for length, entry in hits if length == longest]


def _named(entries: Sequence[Entry], texts: Iterable[str]) -> str:
    """Return the id of the entry with the longest name in the first text that names any, "" if none does."""
    for text in texts:
        bare = "".join(text.split()).lower()
        hits = [(len(name), entry.id) for entry in entries for name in entry.names if _says(bare, name)]
        if hits:
            return max(hits, key=lambda hit: hit[0])[1]
    return ""


def _says(bare: str, name: str) -> bool:
    if name.isascii():  # "it" is not in "itq"
        return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", bare) is not None
    return name in bare


def _entries(file: str, codes: str, key: str = "") -> tuple[Entry, ...]:
    rows = _read(FOLDER / f"{file}.yml")[key or file]
    return tuple(
        Entry(
            row["id"],
            row["name"],
            tuple(code.rstrip("0") if len(code) == 6 else code for code in row[codes]),
            tuple(name.replace(" ", "").lower() for name in row["names"]),
        )
        for row in rows
    )


@cache
def _regions() -> tuple[tuple[str, str, frozenset[str]], ...]:
    rows = _read(FOLDER / "regions.yml")["regions"]
    return tuple((row["code"], row["name"], frozenset([*row["names"], *row.get("places", [])])) for row in rows)


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return found
