"""The offer to go on with an interview after a side question."""

from __future__ import annotations

import re
from typing import Final

from actions.speech.parts import MOST_BUTTONS, Bubble, Button, button

GO_ON: Final[Button] = button("이어서", "provide_info", choices=0)
OFFER: Final = "아까 하던 질문은 ‘이어서’를 누르면 계속할 수 있어요."
SAYS: Final = re.compile(
    r"^\s*(?:네|응|자|그럼|그래)?[,\s]*(?:아까\s?(?:하던|그)?\s?(?:거|것|질문|얘기)?\s?)?(?:이어서|이어|계속|마저|다시)?\s?"
    r"(?:이어서|이어|계속|마저|아까)\s?(?:해|할|하|갈|물어|진행|가|질문|하던)?\S*\s?\S{0,6}[.!]*\s*$"
)


def offered(bubbles: tuple[Bubble, ...]) -> tuple[Bubble, ...]:
    """Return the bubbles with the offer under the last one; its button comes before the last button."""
    *first, last = bubbles
    if GO_ON in last.buttons:
        return bubbles
    *some, end = last.buttons[:MOST_BUTTONS] or (None,)
    room = some[: MOST_BUTTONS - 2]
    buttons = (*room, GO_ON, *([end] if end else []))
    return (*first, Bubble(f"{last.text}\n{OFFER}" if last.text else OFFER, buttons, last.cards))


def says_go_on(text: str) -> bool:
    return bool(SAYS.match(text))
