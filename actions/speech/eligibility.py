"""Guidance on whether somebody may get a programme: possible, more to check, looks hard. Never a final no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from actions.memory import SENSITIVE
from actions.speech import facts as speech_facts
from actions.speech.parts import MOST_BUTTONS, Bubble, Button, Said, button, josa, person, ways
from actions.speech.programmes import NOT_NOW, SPEAKABLE, aspect_button, name_button, season
from actions.speech.sources import source_line

if TYPE_CHECKING:
    from actions.knowledge import Field, Programme
    from actions.knowledge.judge import Judgement, Reason

HEADS: Final = {"yes": "가능성이 있어요", "unknown": "확인이 더 필요해요", "no": "어려워 보여요"}
CENTRES: Final = {
    "52110": "전주고용센터", "52130": "군산고용센터", "52140": "익산고용센터", "52180": "정읍고용센터",
}  # fmt: skip
CONFIRM: Final = person("상담사에게 확인", "eligibility_dispute")
NOTED: Final = "네, 알겠어요."
LAST: Final = "한 가지만 알려 주세요."
ONE: Final = "하나씩 여쭤볼게요."
PRIVATE: Final = (
    "다음은 민감한 내용이라 버튼으로만 여쭤봐요. "
    "이번 판단에만 쓰고 대화에도 상담 요약에도 남기지 않아요. 답하지 않으셔도 괜찮아요."
)
AGAIN: Final = "제가 답을 잘 못 알아들었어요. 아래에서 골라 주시거나 다시 적어 주세요."
UNSAID: Final = "버튼으로 답해 주신 조건"
TOLD_AS: Final = {"birth_date": "age", "employed_since": "tenure_months"}  # what people said of what a rule asks
MOST_REASONS: Final = 4
MOST_TOLD: Final = 4


def guidance(
    one: Programme, judged: Judgement, facts: Mapping[str, Any], vocabulary: Mapping[str, Field],
    ask: Field | None, others: tuple[Programme, ...], assumed: tuple[str, ...] = (),
    *, more: bool = False, brief: bool = False, private: bool = False, corrected: str = "", told_back: str = "",
) -> Said:  # fmt: skip
    """Return the result, why, the law, the year and the source, then the one question that is still open.

    `ask` is that question (None: nothing to ask), `others` are offered when it looks hard, `assumed` says what was
    taken for granted, `more` that questions are left which need not be answered, `brief` that the reasons were told
    before: then only the next question is said. `private` puts a notice of its own before a question on health and
    the like, which buttons alone answer. `corrected` says first what was put right, `told_back` what was just heard.
    """
    result = shown_result(judged)
    lines = (corrected, _head(one, result, judged, facts), *why(judged, facts, vocabulary, ask), *assumed,
             _window(judged), source_line(cited(one, judged), judged.year, one.checked_on))  # fmt: skip
    first = "\n".join(line for line in lines if line)
    note = f"{one.name}: {HEADS[result]}"
    answer = {"kind": "programme", "id": one.id, "aspect": "who", "result": result, "judgement": note}
    if ask is None:
        return Said(
            (Bubble(first, _next(one, result, more, others)),),
            answer,
            {"asking": {"offer": "recommend"} if result == "no" else None},
        )
    asking = {"asking": {"field": ask.name, "programme": one.id, "question": ask.ask}}
    left = LAST if len(judged.missing) == 1 else ONE
    if private:
        asked = question(ask, opening="")
        told = () if brief else (Bubble(first),)
        return Said((*told, Bubble(PRIVATE), Bubble(asked.text, asked.buttons)), answer, asking)
    if brief:
        heard = told_back or NOTED
        asked = question(ask, opening=f"{heard} {LAST}" if left == LAST else heard)
        figures = any(c.isdigit() for c in asked.text)
        source = source_line(cited(one, judged), judged.year, one.checked_on)
        lines = (*assumed, asked.text, *((source,) if figures else ()))
        return Said((Bubble("\n".join(lines), asked.buttons),), answer, asking)
    return Said((Bubble(first), question(ask, opening=left)), answer, asking)


def shown_result(judged: Judgement) -> str:
    """Return the result as it may be told: what stands on unconfirmed rules is never told as settled."""
    if judged.result == "unknown":
        return "yes" if judged.likely and judged.conf in SPEAKABLE else "unknown"
    return judged.result if judged.conf in SPEAKABLE else "unknown"


def question(field: Field, skip: int = 0, opening: str = ONE) -> Bubble:
    """Return the question with its answers as buttons, “잘 모르겠어요”, and a person if there is room."""
    buttons = speech_facts.answers(field, skip)
    asked = field.ask if field.ask and field.ask.endswith(("?", ".", ")")) else f"{field.ask}."
    return Bubble(f"{opening} {asked}".strip(), (*buttons, CONFIRM)[:MOST_BUTTONS])


def again(field: Field) -> Said:
    """Ask once more what was answered with something else."""
    answer = {"kind": "fallback", "id": "action_take_fact", "times": 1}
    return Said((question(field, opening=AGAIN),), answer)


def by_button(field: Field) -> Said:
    """Ask for a button: what is private is not taken from written words."""
    answer = {"kind": "action", "id": "action_take_fact"}
    return Said((Bubble(PRIVATE), question(field, opening="")), answer)


def remembered(told: list[str], go_on: tuple[Button, ...]) -> Said:
    """Acknowledge facts that nobody asked for."""
    answer = {"kind": "action", "id": "action_take_fact"}
    return Said(
        (
            Bubble(
                f"{josa(', '.join(told), '으로')} 기억해 둘게요. 무엇을 찾아볼까요?", (*go_on, person())[:MOST_BUTTONS]
            ),
        ),
        answer,
    )


def met_with_a_dismissal(programme: Programme, go_on: tuple[Button, ...]) -> Said:
    """Answer somebody who tells that the job is gone: kindly first, then the one thing that cannot wait."""
    text = "갑자기 일을 그만두게 되어 많이 놀라고 힘드셨겠어요. 먼저 실업급여를 받을 수 있는지 함께 볼까요?"
    first = button("실업급여 알아보기", "check_eligibility", programme=programme.id)
    answer = {"kind": "action", "id": "action_take_fact"}
    return Said((Bubble(text, (first, *go_on, person())[:MOST_BUTTONS]),), answer)


def not_kept(told: list[str], go_on: tuple[Button, ...]) -> Said:
    """Acknowledge facts that nobody asked for where none are kept."""
    text = (
        f"{', '.join(told)}, 잘 들었어요. 텔레그램에서는 따로 기억해 두지 않으니 자격을 물으실 때 함께 적어 주세요. "
        "무엇을 찾아볼까요?"
    )
    return Said((Bubble(text, (*go_on, person())[:MOST_BUTTONS]),), {"kind": "action", "id": "action_take_fact"})


def corrected(told: list[str]) -> str:
    """Return that what was said before is put right."""
    return f"네, {josa(', '.join(told), '으로')} 고쳤어요."


def understood(told: list[str]) -> str:
    """Return what was understood, so that it can be put right."""
    return f"{josa(', '.join(told[:MOST_TOLD]), '으로')} 볼게요."


def noted(told: list[str]) -> str:
    """Return that something was heard which was not what was asked."""
    return f"{', '.join(told[:MOST_TOLD])}, 적어 둘게요."


def which_fact(known: list[str]) -> Said:
    """Ask which of the facts that are known is different."""
    text = f"지금은 {josa(', '.join(known), '으로')} 알고 있어요. 다른 것을 적어 주세요. 예: “아니 30살”, “군산 살아요”"
    return Said((Bubble(text, (CONFIRM,)),), {"kind": "action", "id": "action_correct"})


def nothing_asked(intent: str, menu: tuple[Button, ...]) -> Said:
    """Answer a yes or no that answers no question of ours; a no may well mean that we were wrong."""
    answer = {"kind": "smalltalk", "id": intent or "provide_info"}
    if intent == "deny":
        text = "찾으시던 것이 아니었군요. 어떤 점이 다른지 적어 주시거나 상담사에게 물어보셔도 돼요."
        return Said((Bubble(text, (person(reason="negative"), *menu[:2])),), answer)
    text = "네, 무엇을 도와드릴까요?" if intent == "affirm" else "괜찮아요. 함께 하나씩 알아봐요. 무엇부터 볼까요?"
    return Said((Bubble(text, menu),), answer)


def _head(one: Programme, result: str, judged: Judgement, facts: Mapping[str, Any]) -> str:
    decides = f"마지막 판단은 {decider(one, facts)}에서 해요."
    name = josa(one.name, "을")
    if result == "no":
        return f"지금 알려 주신 것으로는 {name} 받기 {HEADS['no']}. 그래도 {decides} 다른 지원도 함께 볼까요?"
    if result == "unknown":
        return f"{name} 받을 수 있는지 {HEADS['unknown']}. {decides}"
    rest = " 다만 빠지는 경우가 아닌지 더 보면 좋아요." if judged.result == "unknown" else ""
    return f"{name} 받을 {HEADS['yes']}. {decides}{rest}"


def decider(one: Programme, facts: Mapping[str, Any]) -> str:
    if "고용센터" in one.operator:
        return CENTRES.get(str(facts.get("region_sigungu")), "관할 고용센터")
    return one.operator


def why(judged: Judgement, facts: Mapping[str, Any], vocabulary: Mapping[str, Field], ask: Field | None) -> list[str]:
    """Return what speaks for it and against it, and what is open: only what is asked now, else all of it."""
    fails = [r for r in judged.reasons if r.holds is False]
    fits = [r for r in judged.reasons if r.holds and not r.exclusion and r.field not in SENSITIVE]
    still = [r for r in judged.reasons if r.holds is None and (not r.exclusion or judged.likely)]
    still = [r for r in still if ask is None or r.field == ask.name] or still[:1]
    against = {
        r.field: f"{_reason(r, facts, vocabulary)}{f'. {r.note}' if r.note else ''}"
        for r in sorted(fails, key=lambda r: bool(r.note))
    }
    return [
        *_part("걸리는 점", list(against.values())),
        *_part("맞는 점", [_reason(r, facts, vocabulary) for r in fits]),
        *_part("더 확인할 점", [line for r in still for line in ways(r.text, _law(r))] if not fails else []),
    ]


def _part(head: str, lines: list[str]) -> list[str]:
    unique = list(dict.fromkeys(lines))
    return [head, *(f"· {line}" for line in unique[:MOST_REASONS])] if unique else []


def _reason(reason: Reason, facts: Mapping[str, Any], vocabulary: Mapping[str, Field]) -> str:
    """Say a settled condition by what the citizen told about it, with the law it stands on; what is private is not
    said back, since what we say is kept."""
    return f"{UNSAID if reason.field in SENSITIVE else _told(reason, facts, vocabulary)}{_law(reason)}"


def _told(reason: Reason, facts: Mapping[str, Any], vocabulary: Mapping[str, Field]) -> str:
    field = TOLD_AS.get(reason.field, reason.field) if facts.get(reason.field) is None else reason.field
    known = facts.get(field)
    return reason.text if known is None else speech_facts.told(known, vocabulary[field])


def _law(reason: Reason) -> str:
    return f" ({reason.sources[0].text})" if reason.sources else ""


def cited(one: Programme, judged: Judgement) -> tuple[Any, ...]:
    deciding = [
        c for r in judged.reasons if r.holds is False or (r.holds is None and not r.exclusion) for c in r.sources
    ]
    rest = [c for r in judged.reasons if r.holds and not r.exclusion for c in r.sources]
    return (*deciding, *rest, *one.sources)


def _window(judged: Judgement) -> str:
    return season(judged.window) if judged.window.state in NOT_NOW else ""


def _next(one: Programme, result: str, more: bool, others: tuple[Programme, ...]) -> tuple[Button, ...]:
    if result == "no":
        return (*(name_button(o) for o in others[:3]), CONFIRM)
    amount, how, documents = (aspect_button(one, aspect) for aspect in ("amount", "how", "documents"))
    if result == "unknown" and not more:
        return (CONFIRM, how, documents)
    first = button("더 확인하기", "check_eligibility", programme=one.id, aspect="who") if more else amount
    return (first, how, documents, CONFIRM)
