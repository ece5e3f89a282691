"""Measures what is wrongly acted on: `python -m bench scope --data <folder>`.

Small talk (songys, MIT) and commands to a speaker at home (MASSIVE ko-KR, CC BY 4.0) that ask nothing of a job centre;
evaluation only, no part of this repository. Each is the first message of a talk. *Acted on* is every answer that is not
small talk, care, asking back, or a word on the talk itself (help, cancel, start over).
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.asking import Answered, answers, file
from bot.settings import Settings

TALK: Final = "datasets/chatbot_songys/ChatbotData.csv"
COMMANDS: Final = "datasets/massive/ko-KR.train-dev.jsonl"
SEED: Final = 20261123
SURE: Final = 0.9
AT_REST: Final = frozenset({"smalltalk", "fallback"})
OF_THE_TALK: Final = frozenset({"action_help", "action_cancel", "action_start_over"})
# Lines with one of these words may really be about work: to help with it is right, so they are counted apart.
OF_WORK: Final = re.compile(
    r"취업|취직|취준|이직|구직|일자리|알바|아르바이트|회사|직장|직업|월급|연봉|면접|이력서|자소서|입사|퇴사|백수|실업|실직"
    r"|자격증|창업|스타트업|인턴|일하"
)
# Words with which a helpline is no mistake.
HEAVY: Final = re.compile(
    r"죽|자살|목숨|살기|살고|사라지|힘들|힘든|힘드|힘듭|괴로|괴롭|우울|울적|외로|외롭|슬프|슬퍼|눈물|울고|울었|지치|지쳤|지친|못\s?견디"
    r"|아프|아파|불안|무서|무섭|두려|허무|공허|포기|정신병"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A line of a set with its answer."""

    source: str
    answered: Answered

    @property
    def of_work(self) -> bool:
        return bool(OF_WORK.search(self.answered.text))

    @property
    def acted(self) -> bool:
        """Say whether the bot answered as if something of its trade had been asked."""
        answer = self.answered.answer
        return answer.get("kind") not in AT_REST and answer.get("id") not in OF_THE_TALK

    @property
    def alarmed(self) -> bool:
        """Say whether helplines were told to a line without a heavy word; counted as acted on, too."""
        told = self.answered.answer.get("level") == "danger"
        return told and not HEAVY.search(self.answered.text)


async def measure(settings: Settings, folder: Path, most: int) -> list[Heard]:
    """Ask `most` lines of each set, the same ones every time. Raises typer.BadParameter where a set is missing."""
    sets = {"songys": _talk(file(folder, TALK)), "MASSIVE": _commands(file(folder, COMMANDS))}
    lines = [(name, text) for name, texts in sets.items() for text in _sample(texts, most)]
    said = await answers(settings, [text for _, text in lines])
    return [Heard(name, one) for (name, _), one in zip(lines, said, strict=True)]


def _talk(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as rows:
        return [row["Q"] for row in csv.DictReader(rows)]


def _commands(path: Path) -> list[str]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [row["utt"] for row in rows if row["partition"] == "dev"]


def _sample(texts: list[str], most: int) -> list[str]:
    return texts if len(texts) <= most else random.Random(SEED).sample(texts, most)  # noqa: S311  the same every time


def scope_paper(heard: Sequence[Heard]) -> str:
    """Return the report: both sets with and without the lines that name work, then every line that was acted on."""
    head = [
        f"| set | n | acted on | helplines, no heavy word | both, lines of work apart (n) | acted on, sure > {SURE} |",
        "|---|---|---|---|---|---|",
    ]
    sets = {name: [one for one in heard if one.source == name] for name in dict.fromkeys(one.source for one in heard)}
    rows = [_row(name, lines) for name, lines in {**sets, "**both**": list(heard)}.items()]
    return "\n".join([*head, *rows, "", *(_line(one) for one in heard if one.acted or one.alarmed)])


def _row(name: str, lines: Sequence[Heard]) -> str:
    others = [one for one in lines if not one.of_work]
    wrong = sum(one.acted or one.alarmed for one in others)
    sure = sum(one.acted and one.answered.confidence > SURE for one in lines)
    acted, alarmed = sum(one.acted for one in lines), sum(one.alarmed for one in lines)
    return (
        f"| {name} | {len(lines)} | {acted} ({acted / len(lines):.1%}) | {alarmed} "
        f"| {wrong} ({wrong / max(len(others), 1):.1%}; {len(others)}) | {sure} ({sure / len(lines):.1%}) |"
    )


def _line(one: Heard) -> str:
    asked, kind = one.answered, "helplines" if one.alarmed else "of work" if one.of_work else "acted on"
    return f"{one.source} · {kind} · {asked.text} → {asked.named} ({asked.intent} {asked.confidence:.2f})"
