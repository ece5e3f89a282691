"""Measures whether real questions are answered from the right family: `python -m bench families --data <folder>`.

The questions (`questions_dev.tsv`: text and topic) are evaluation only and no part of this repository. Each is asked as
the first message of a talk; `bench/families.yml` says which answers are about its topic.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import yaml

from bench.asking import Answered, answers, file
from bot.settings import Settings

QUESTIONS: Final = "questions_dev.tsv"
TABLE: Final = Path(__file__).with_name("families.yml")
SURE: Final = 0.9
RIGHT, OFFERED, WRONG = "right", "offered", "wrong"
PAYLOADS: Final = {"faq": '"faq": "{}"', "programme": '"programme": "{}"'}

Table = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question of a topic with its answer and what it is worth: right, offered (asked back with it), or wrong."""

    topic: str
    answered: Answered
    worth: str


async def measure(settings: Settings, folder: Path) -> list[Judged]:
    """Ask every question of the folder. Raises typer.BadParameter where they are missing."""
    questions, table = read(file(folder, QUESTIONS)), load_table()
    said = await answers(settings, [text for text, _ in questions])
    return [Judged(topic, one, worth(one, table[topic])) for (_, topic), one in zip(questions, said, strict=True)]


def read(path: Path) -> list[tuple[str, str]]:
    """Return the questions with their topics, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as rows:
        return [(row["text"], row["topic"]) for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)]


def load_table() -> Table:
    """Return the answers that are accepted for each topic."""
    return dict(yaml.safe_load(TABLE.read_text(encoding="utf-8")))


def worth(one: Answered, accepted: Iterable[str]) -> str:
    """Judge one answer: a choice that only leads to the right one is no answer, but better than a wrong one."""
    plain = [pattern for pattern in accepted if not pattern.startswith("~")]
    leading = [pattern[1:] for pattern in accepted if pattern.startswith("~")]
    if any(fnmatchcase(one.named, pattern) for pattern in plain):
        return RIGHT
    leads = any(_leads(payload, pattern) for payload in one.offered for pattern in plain)
    if leads and any(fnmatchcase(one.named, pattern) for pattern in leading):
        return RIGHT
    return OFFERED if leads and one.unsure else WRONG


def _leads(payload: str, pattern: str) -> bool:
    kind, _, id = pattern.partition(":")
    return kind in PAYLOADS and fnmatchcase(payload, f"*{PAYLOADS[kind].format(id)}*")


def families_paper(judged: Sequence[Judged]) -> str:
    """Return the report: a line a topic, what is right in all, and every miss."""
    topics = sorted({one.topic for one in judged})
    rows = [_row(topic, [one for one in judged if one.topic == topic]) for topic in topics]
    head = ["| topic | n | answered | offered among others | wrong |", "|---|---|---|---|---|"]
    sure = [one for one in judged if one.worth == WRONG and one.answered.confidence > SURE]
    last = f"\nwrong with a confidence above {SURE}: {len(sure)} ({len(sure) / len(judged):.1%})\n"
    return "\n".join([*head, *rows, _row("**all**", judged), last, *map(_miss, _missed(judged))])


def _row(name: str, judged: Sequence[Judged]) -> str:
    right, offered, wrong = (sum(one.worth == worth for one in judged) for worth in (RIGHT, OFFERED, WRONG))
    return f"| {name} | {len(judged)} | {right} ({right / len(judged):.1%}) | {offered} | {wrong} |"


def _missed(judged: Sequence[Judged]) -> list[Judged]:
    return sorted((one for one in judged if one.worth != RIGHT), key=lambda one: (one.topic, one.worth))


def _miss(one: Judged) -> str:
    asked = one.answered
    return f"{one.topic} · {one.worth} · {asked.text} → {asked.named} ({asked.intent} {asked.confidence:.2f})"
