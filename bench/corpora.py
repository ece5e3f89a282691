"""Public data sets that understanding is measured on, read from a folder beside the checkout; none of it is kept here.

MASSIVE ko-KR (CC BY 4.0), paraKQC (CC BY-SA 4.0), Kiwi's evaluation of dialects (LGPL). Where a file is missing the
functions raise typer.BadParameter, naming it.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.asking import file

MASSIVE: Final = "datasets/massive/ko-KR.train-dev.jsonl"
PARAPHRASES: Final = "datasets/paraKQC/paraKQC_v1.txt"
DIALECT: Final = "datasets/dialect_kiwi/{}.txt"
SLOT = re.compile(r"\[\s*([^:\]]+?)\s*:\s*([^\]]+?)\s*\]")
SETS = 200  # of paraphrases, one question of each is known


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, its intent, and its entities as (kind, start, end), half-open in characters of the text."""

    text: str
    intent: str
    spans: tuple[tuple[str, int, int], ...]


def massive(folder: Path) -> tuple[list[Line], list[Line]]:
    """Return the lines to learn from and the lines to be judged by."""
    told = [json.loads(line) for line in file(folder, MASSIVE).open(encoding="utf-8")]
    learnt, judged = ([_line(row) for row in told if row["partition"] == part] for part in ("train", "dev"))
    return learnt, judged


def few(lines: list[Line], each: int, seed: int) -> list[Line]:
    """Return `each` lines of every intent (all of them where there are fewer)."""
    chance, kept = random.Random(seed), dict[str, list[Line]]()  # noqa: S311
    for line in chance.sample(lines, len(lines)):
        if len(kept.setdefault(line.intent, [])) < each:
            kept[line.intent].append(line)
    return [line for group in kept.values() for line in group]


def paraphrases(folder: Path, seed: int = 7) -> list[list[str]]:
    """Return sets of ten sentences that ask the same; the first of each is the one that is known."""
    lines = file(folder, PARAPHRASES).read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[2] for line in lines if line.count("\t") == 2]
    sets = [texts[at : at + 10] for at in range(0, len(texts) - 9, 10)]
    chance = random.Random(seed)  # noqa: S311
    return [chance.sample(each, len(each)) for each in chance.sample(sets, SETS)]


def dialect(folder: Path, region: str = "jeolla") -> list[tuple[str, str]]:
    """Return what is said in the region with how it is said elsewhere."""
    lines = file(folder, DIALECT.format(region)).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.count("\t") == 2]
    return [(said, standard) for said, _, standard in rows]


def _line(row: dict[str, str]) -> Line:
    text, spans, at = "", [], 0
    for match in SLOT.finditer(row["annot_utt"]):
        text += row["annot_utt"][at : match.start()]
        spans.append((match.group(1), len(text), len(text) + len(match.group(2))))
        text, at = text + match.group(2), match.end()
    return Line(text + row["annot_utt"][at:], row["intent"], tuple(spans))
