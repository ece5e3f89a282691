"""Puts what understanding reaches on paper: docs/understanding.md, beside stock Rasa and NLP.js."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bench.confusion import PICTURE, Confusion
from bench.paper import machine
from bench.public import Learnt
from bot.settings import ROOT

PAGE: Final = ROOT / "docs/understanding.md"
PUBLIC: Final = ("<!-- public: written by `make bench-nlu` -->\n", "<!-- end of public -->\n")
MISTAKES: Final = ("<!-- mistakes: written by `make bench-nlu` -->\n", "<!-- end of mistakes -->\n")


def public_paper(learnt: Sequence[Learnt], few: dict[str, float], paraphrased: float, dialect: float) -> str:
    """Return all public figures in tables of Markdown."""
    names = [one.name for one in learnt]
    rows = [
        ("intent, all of the training part", *(_share(one.intent) for one in learnt)),
        ("… without spaces", *(_share(one.noise[0]) for one in learnt)),
        ("… one slip in eight syllables", *(_share(one.noise[1]) for one in learnt)),
        ("… one slip in four, without spaces", *(_share(one.noise[2]) for one in learnt)),
        ("intent, ten examples of each", *(_share(few.get(name)) for name in names)),
        ("slots, micro F1 of spans", *(_share(one.slots) for one in learnt)),
        ("training", *(f"{one.trained_in:.0f} s" for one in learnt)),
    ]
    table = [f"| {' | '.join(row)} |" for row in rows]
    head = [f"| MASSIVE ko-KR, development part | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    found = f"The right one of 200 questions first, asked in nine other ways (paraKQC): {paraphrased:.1%}. "
    found += f"The standard sentence first for one of Jeolla (of Kiwi's evaluation): {dialect:.1%}."
    return "\n".join([machine(), "", *head, *table, "", found, ""])


def mistakes_paper(confusion: Confusion) -> str:
    """Return the picture and the surest mistakes."""
    picture = f"![Which intent was read as which](images/{PICTURE.name})"
    rows = [f"| {m.text} | `{m.meant}` | `{m.read}` | {m.confidence:.2f} |" for m in confusion.worst]
    return "\n".join([picture, "", "| sentence | meant | read | confidence |", "|---|---|---|---|", *rows, ""])


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
