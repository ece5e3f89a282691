"""Answers to questions people really ask, and what to say where we may only point to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actions.speech.parts import Bubble, Button, Said, button, link, person
from actions.speech.programmes import name_button
from actions.speech.sources import source_line

if TYPE_CHECKING:
    from actions.knowledge import Faq, Programme

WORK24: Final = link("고용24 열기", "https://www.work24.go.kr")
POINTERS: Final = {
    "ask_application_status": (
        "신청 결과는 개인정보라서 제가 볼 수 없어요. "
        "고용24에 로그인하면 진행 상태를 바로 볼 수 있고, 전화 1350에서도 알려 드려요."
    ),
    "job_preparation": (
        "이력서와 자기소개서, 면접 준비는 센터의 전문상담사가 무료로 도와드려요. 무엇부터 준비해 볼까요?"
    ),
    "labour_rights": (
        "임금이 밀렸거나 해고를 당했다면 고용노동부 상담전화 1350에서 상담할 수 있어요. "
        "어떤 일이 있었는지 적어 주시면 더 찾아볼게요."
    ),
    "employer_service": (
        "직원을 뽑거나 고용장려금을 알아보시는군요. 구인 상담은 센터에서, 장려금 상담은 고용노동부 1350에서 해 드려요."
    ),
    "startup_support": ("창업을 준비하고 계시는군요. 전북경제통상진흥원(063-711-2000)에서 창업 상담을 받을 수 있어요."),
    "ask_faq": "그 질문의 답은 아직 준비하지 못했어요. 상담사가 확인해서 알려 드릴 수 있어요.",
}


def faq(one: Faq, programmes: tuple[Programme, ...], others: tuple[Faq, ...]) -> Said:
    """Return the answer; the last bubble carries the source line and the next steps."""
    source = source_line(one.source, one.year, one.checked_on)
    *first, last = one.answer
    buttons = (
        *(name_button(p) for p in programmes[: 2 if others else 3]),
        *(question(o) for o in others[:1]),
        person(),
    )
    bubbles = (*(Bubble(text) for text in first), Bubble(f"{last}\n{source}", buttons))
    return Said(bubbles, {"kind": "faq", "id": one.id})


def which(near: tuple[Faq, ...]) -> Said:
    """Offer the nearest questions when none is near enough to be answered outright."""
    buttons = (*(question(one) for one in near), person(reason="fallback"))
    lines = "\n".join(f"· {one.question}" for one in near)
    return Said((Bubble(f"혹시 이런 질문인가요?\n{lines}", buttons),), {"kind": "fallback", "id": "ask_faq"})


def pointer(intent: str, programmes: tuple[Programme, ...], near: tuple[Faq, ...] = ()) -> Said:
    """Return where to turn, for topics without an answer of ours; `near` is a question that may have been meant."""
    steps: tuple[Button, ...] = (*(question(one) for one in near), *(name_button(p) for p in programmes[:2]))
    if intent == "ask_application_status":
        steps = (WORK24,)
    text = POINTERS.get(intent, POINTERS["ask_faq"])
    return Said((Bubble(text, (*steps, person(reason="topic_rule"))),), {"kind": "action", "id": intent})


def question(one: Faq) -> Button:
    return button(one.question, "ask_faq", faq=one.id)
