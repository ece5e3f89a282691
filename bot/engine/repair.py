"""A message as it may have been meant: Kiwi puts spaces in and slips of the keyboard right, and knows dialect endings.

Only ever one more reading for the features: it also rewrites what was right (10만원 → 10만 원). Pure; no Rasa.
"""

from __future__ import annotations

from typing import Any, Callable

from bot.engine.analysers import DIALECTS, Missing, kiwi
from bot.engine.korean import sayable

Repair = Callable[[str], str]
TYPOS = "basic_with_continual_and_lengthening"


def repair() -> Repair:
    """Return what repairs a text of a sentence or two. Raises Missing without the package kiwipiepy."""
    try:
        made = kiwi()
    except ImportError:
        raise Missing("a repaired view needs a package that is not installed: pip install kiwipiepy") from None
    return lambda text: _joined(made, sayable(text))


def _joined(made: Any, text: str) -> str:
    tokens = made.tokenize(text, typos=TYPOS, allowed_dialects=DIALECTS)
    return str(made.join([(token.form, token.tag) for token in tokens]))
