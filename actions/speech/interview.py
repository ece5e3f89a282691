"""The interview in words: a question with its place, and at the end what was found, ranked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from actions.speech import facts as speech_facts
from actions.speech.eligibility import CONFIRM, HEADS, NOTED, question
from actions.speech.parts import MOST_BUTTONS, Bubble, Button, Card, Said, button
from actions.speech.programmes import NOT_NOW, SPEAKABLE, season
from actions.speech.sources import source_words

if TYPE_CHECKING:
    from actions.knowledge import Field, Programme
    from actions.knowledge.judge import Judgement, Reason, Suggestion

OPENING: Final = "받을 수 있는 지원을 함께 찾아볼게요. 여섯 가지 안쪽으로만 여쭤보고, 모르는 것은 건너뛰어도 돼요."
NONE_YET: Final = "바로 맞는 지원은 아직 없어요. 조금 더 확인하면 되는 것부터 보여 드릴게요."
RESULTS: Final = button("지금 결과 보기", "recommend_programme", choices=0)


def asks(field: Field, step: int, most: int, opening: str) -> Said:
    """Return the question with its place (3/6), after `opening`, which says what was understood."""
    first = step == 1 and not opening
    asked = question(field, opening=f"{opening or (OPENING if first else NOTED)}\n({step}/{most})")
    answer = {"kind": "action", "id": "action_recommend"}
    rest = () if first else (RESULTS,)
    return Said((Bubble(asked.text, (*speech_facts.answers(field), *rest)[:MOST_BUTTONS]),), answer)


def against(judged: Judgement) -> list[Reason]:
    """Return what speaks against it."""
    return [reason for reason in judged.reasons if reason.holds is False]


def found(
    ranked: tuple[tuple[Programme, Suggestion], ...], facts: Mapping[str, Any], vocabulary: Mapping[str, Field],
    supposing: str, opening: str, likely: int, *, page: int = 0, more: bool = False,
) -> Said:  # fmt: skip
    """Return the programmes as cards by standing: likely, one more fact, not now, not for you.

    `likely` counts the likely ones of all pages; `more` says that another page follows.
    """
    answer = {"kind": "action", "id": "action_recommend", "result": str(likely)}
    if not ranked:
        text = "지금 알려 주신 것으로는 꼭 맞는 지원을 찾지 못했어요. 상담사가 더 꼼꼼히 찾아 드릴 수 있어요."
        return Said((Bubble(text, (CONFIRM,)),), answer)
    cards = tuple(_card(one, s, facts, vocabulary) for one, s in ranked)
    known = f"만약 {supposing}라면" if supposing else "알려 주신 것으로 보면" if any(facts.values()) else ""
    first = f"{known} 가능성이 있는 지원이 {likely}가지예요." if likely else f"{known} {NONE_YET}"
    first = first.strip()
    few = f" 먼저 {len(ranked)}가지를 보여 드릴게요." if more and likely > len(ranked) else ""
    text = f"{opening} {first}{few} 마지막 판단은 맡은 기관에서 해요.".strip() if not page else NEXT_PAGE
    step = (button("다른 지원도 보기", "recommend_programme", choices=page + 1),) if more else ()
    return Said((Bubble(text, (*step, AGAIN, CONFIRM), cards),), answer)


NEXT_PAGE: Final = "이어서 보여 드릴게요. 카드마다 지금 어떤지 적어 두었어요. 마지막 판단은 맡은 기관에서 해요."
AGAIN: Final[Button] = button("조건 다시 말하기", "correct_previous")


def _card(one: Programme, suggestion: Suggestion, facts: Mapping[str, Any], vocabulary: Mapping[str, Field]) -> Card:
    benefit = next((b.said for b in one.benefits if b.said), "")
    lines = (_standing(suggestion, facts, vocabulary), one.target, benefit, _when(suggestion))
    buttons = (button("알아보기", "ask_programme", programme=one.id, aspect="what"),
               button("나도 받을까요?", "check_eligibility", programme=one.id))  # fmt: skip
    source = source_words(one.sources, one.facts_valid_year, one.checked_on)
    return Card("programme", one.id, one.name, one.operator, tuple(filter(None, lines)), source, buttons=buttons)


def _standing(suggestion: Suggestion, facts: Mapping[str, Any], vocabulary: Mapping[str, Field]) -> str:
    judged = suggestion.judgement
    if suggestion.standing == "not_for_you":
        return f"{HEADS['no']}: {_why_not(judged, facts, vocabulary)}"
    if suggestion.standing == "not_now":
        return "지금은 신청 기간이 아니에요"
    if suggestion.standing == "likely" and judged.conf in SPEAKABLE:
        return HEADS["yes"]
    left = next((vocabulary[name].label for name in judged.missing if name in vocabulary), "")
    if not left:
        return HEADS["unknown"]
    return f"{'하나만 더 알면 돼요' if len(judged.missing) == 1 else '더 확인할 점'}: {left}"


def _why_not(judged: Judgement, facts: Mapping[str, Any], vocabulary: Mapping[str, Field]) -> str:
    reason = against(judged)[0]
    known = facts.get(reason.field)
    return reason.text if known is None else f"{speech_facts.told(known, vocabulary[reason.field])} ({reason.text})"


def _when(suggestion: Suggestion) -> str:
    state = suggestion.judgement.window
    if suggestion.standing == "not_for_you":
        return ""
    return season(state) if state.state in NOT_NOW else state.deadline or state.text
