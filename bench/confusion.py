"""What the trained model makes of the held-out sentences: which intents it mistakes for which, and its worst mistakes.

Only the development set's lines are ever shown; of the second set nobody who works on the model reads one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.tried import Tried
from bot.settings import ROOT

SHOWN, UNREAD = "heldout", "second"
PICTURE: Final = ROOT / "docs/images/confusion.svg"
CELL, MARGIN = 14, 150
WORST = 20
STYLE: Final = (
    "text{font:10px sans-serif;fill:#1c1c1e}.paper{fill:#fff}.cell{stroke:#e5e7eb;stroke-width:.5}"
    ".right{fill:#0f766e}.wrong{fill:#b91c1c}"
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence that was read wrongly, and how sure the model was."""

    text: str
    meant: str
    read: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often which intent was read as which, over both sets, and the surest mistakes of the one that is shown."""

    counts: Counter[tuple[str, str]]
    worst: list[Mistake]


def measure(model: Tried) -> Confusion:
    """Read both held-out sets. An intent that leads to as good an answer counts as the right one."""
    counts: Counter[tuple[str, str]] = Counter()
    wrong: list[Mistake] = []
    for name in (SHOWN, UNREAD):
        rows = [line.split("\t")[:2] for line in _lines(name)]
        for (intents, text), read in zip(rows, model.read([text for _, text in rows]), strict=True):
            first, *_ = alike = intents.split("/")
            counts[first, first if read.intent in alike else read.intent] += 1
            if name == SHOWN and read.intent not in alike:
                wrong.append(Mistake(text, first, read.intent, read.confidence))
    return Confusion(counts, sorted(wrong, key=lambda mistake: -mistake.confidence)[:WORST])


def draw(confusion: Confusion, picture: Path = PICTURE) -> None:
    """Draw the counts: a row for what was meant, a column for what was read, darker for a larger share of the row."""
    names = sorted({name for pair in confusion.counts for name in pair})
    whole = Counter({name: sum(confusion.counts[name, other] for other in names) for name in names})
    side = MARGIN + CELL * len(names) + 10
    cells = [
        _cell(names.index(meant), names.index(read), count / whole[meant], f"{meant} → {read}: {count}", meant == read)
        for (meant, read), count in sorted(confusion.counts.items())
    ]
    words = [word for at, name in enumerate(names) for word in _names(at, name)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><title>Meant and read</title>'
    paper = f'<style>{STYLE}</style><rect class="paper" width="{side}" height="{side}"/>'
    picture.write_text("\n".join([head + paper, *words, *cells, "</svg>", ""]), encoding="utf-8")


def _cell(row: int, column: int, share: float, told: str, right: bool) -> str:
    place = f'x="{MARGIN + CELL * column}" y="{MARGIN + CELL * row}" width="{CELL}" height="{CELL}"'
    strength = f"{0.15 + 0.85 * share:.2f}"
    kind = "right" if right else "wrong"
    return f'<rect class="cell {kind}" {place} fill-opacity="{strength}"><title>{told}</title></rect>'


def _names(at: int, name: str) -> tuple[str, str]:
    middle = MARGIN + CELL * at + CELL - 4
    return (
        f'<text x="{MARGIN - 5}" y="{middle}" text-anchor="end">{name}</text>',
        f'<text transform="translate({middle} {MARGIN - 5}) rotate(-90)">{name}</text>',
    )


def _lines(name: str) -> list[str]:
    return (ROOT / f"tests/heldout/{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
