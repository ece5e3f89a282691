"""Asking for a counselor, and coming back from one."""

from __future__ import annotations

from typing import Final

from actions.speech.parts import Bubble, Button, Said, person
from actions.speech.small_talk import HOME, MENU

COMING: Final = "상담사에게 이어 드릴게요. 지금까지 나눈 이야기를 함께 전해서 다시 설명하지 않으셔도 돼요."
CANCELLED: Final = "상담사 연결을 취소해 달라고 전했어요. 다시 저와 이야기해요."
BACK: Final = "상담사와의 상담이 끝나서 다시 제가 도와드려요."
AGAIN: Final = person("다시 상담사")
REASONS: Final = {
    "user_asked": "상담사와 이야기하고 싶어 해요",
    "fallback": "챗봇이 두 번 넘게 알아듣지 못했어요",
    "topic_rule": "사람이 맡기로 한 주제예요",
    "distress": "힘든 마음이나 급한 사정을 말했어요. 먼저 살펴 주세요",
    "negative": "불편을 말했어요",
    "eligibility_dispute": "지원 가능 여부를 사람에게 확인하고 싶어 해요",
}


def asked(reason: str, summary: dict[str, object]) -> Said:
    """Return the letter that asks for a counselor, with one short line; the gateway tells the waiting."""
    letter = {"letter": "handoff", "reason": reason, "reason_text": REASONS[reason], "summary": summary}
    return Said((Bubble(COMING),), {"kind": "action", "id": "action_handoff"}, {"asking": None}, (letter,))


def cancelled() -> Said:
    answer = {"kind": "action", "id": "action_cancel"}
    return Said((Bubble(CANCELLED, MENU),), answer, {"asking": None}, ({"letter": "cancel_handoff"},))


def back(mode: str, outcome: str | None, go_on: Button | None, pending: str) -> Said:
    """Return the first words after a counselor: what happened, then 이어서 / 처음으로 / 다시 상담사.

    `pending` is the question that was open before, said again when the counselor chose `resume`.
    """
    happened = f"{BACK} 상담 결과는 “{outcome}”로 남겨 두었어요." if outcome else BACK
    answer = {"kind": "action", "id": "action_after_handoff"}
    if mode == "restart":
        return Said((Bubble(f"{happened} 무엇을 도와드릴까요?", MENU),), answer)
    ways = (go_on, HOME, AGAIN) if go_on else (HOME, AGAIN)
    asks = f"이어서 여쭤볼게요. {pending}" if mode == "resume" and pending else "어떻게 할까요?"
    return Said((Bubble(f"{happened}\n{asks}", ways),), answer)
