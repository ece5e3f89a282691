"""The offer of questions that were asked together with others and are not answered yet."""

from __future__ import annotations

from typing import Final

from actions.speech.parts import MOST_LABEL, Bubble, Button, Said, short

OFFER: Final = "그다음 질문도 이어서 알려 드릴까요?"
LATER: Final = "함께 물어보신 다른 질문은 이 확인이 끝나면 이어서 알려 드릴게요."
ANSWER: Final = {"kind": "action", "id": "action_unanswered"}
MOST: Final = 2
ENDS: Final = " .,!?？~ㅠㅜㅋㅎ"


def offer(questions: tuple[str, ...]) -> Said:
    """Return the offer with a button for each question, in the citizen's own words."""
    buttons = tuple(Button(short(one.strip(ENDS), MOST_LABEL), f"say:{one}") for one in questions[:MOST])
    return Said((Bubble(OFFER, buttons),), ANSWER)


def later() -> Said:
    return Said((Bubble(LATER),), ANSWER)
