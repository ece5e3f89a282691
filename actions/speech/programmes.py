"""A support programme told aspect by aspect, with its source, year and check date."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from actions.speech import papers
from actions.speech.parts import MOST_BUTTONS, MOST_LABEL, Bubble, Button, Said, button, josa, person, ways
from actions.speech.sources import source_line

if TYPE_CHECKING:
    from actions.knowledge import Programme
    from actions.knowledge.judge import Judgement, Window

SPEAKABLE: Final = frozenset({"V1", "V2", "D"})
MOST_LINES, MOST_CONDITIONS = 5, 7
ASPECTS: Final = {
    "what": "어떤 제도예요?",
    "who": "누가 받나요?",
    "amount": "얼마나 받나요?",
    "how": "신청 방법",
    "documents": "필요한 서류",
    "when": "신청 시기",
    "where": "어디서 하나요?",
    "contact": "문의 전화",
}
NEXT: Final = {
    "what": ("amount", "how"),
    "who": ("amount", "how"),
    "amount": ("how", "documents"),
    "how": ("documents", "when"),
    "documents": ("how", "where"),
    "when": ("how", "documents"),
    "where": ("documents", "how"),
    "contact": ("how", "documents"),
}
UNSURE: Final = "아직 공식 자료로 확인하지 못했어요. 상담사가 정확히 알려 드릴 수 있어요."
TIME: Final = "신청 시기는"
ALWAYS: Final = "언제든 신청할 수 있어요."
PLAIN: Final = ("상시", "연중")
PAID: Final = "받는 기간은 이래요."
# What one may tell to learn more than the rule says.
TELL_MORE: Final = {
    ("kr.ub.jobseeker", "amount"): "그만두기 전 월급(세금 떼기 전)을 ‘월급 250만 원’처럼 적어 주시면 어림해 드릴게요.",
}
NOTICE: Final = "공고에서 확인해 주세요"
NOT_NOW: Final = frozenset({"closed", "ended", "expected", "check"})


def programme(
    one: Programme, aspect: str, judged: Judgement, others: tuple[Programme, ...], passed: int | None = None
) -> Said:
    """Return what the programme says about one aspect.

    `judged` is the judgement of nobody in particular: its conditions and its window; `others` are offered when this
    programme has ended; `passed` is how many months of a deadline that counts from the citizen's own life are gone.
    """
    told = _TELL[aspect](one, judged)
    if aspect == "when" and passed is not None and judged.window.left_after is not None:
        told = f"{_left(judged.window.left_after[1], passed)}\n{told}"
    cited = tuple(source for w in one.windows for source in w.source) if aspect == "when" else ()
    source = source_line((*cited, *one.sources), one.facts_valid_year, one.checked_on)
    state = season(judged.window) if aspect != "when" and judged.window.state in NOT_NOW else ""
    text = "\n".join(line for line in (told, TELL_MORE.get((one.id, aspect), ""), state, source) if line)
    answer = {"kind": "programme", "id": one.id, "aspect": aspect}
    return Said((Bubble(text, _buttons(one, aspect, others)),), answer, {"programme": one.id, "asking": None})


def and_also(said: Said, one: Programme, aspects: list[str]) -> Said:
    """Offer as the first buttons what was asked beyond the two answers given."""
    if not aspects:
        return said
    *before, last = said.bubbles
    offered = tuple(aspect_button(one, a) for a in aspects if a in ASPECTS)
    rest = tuple(b for b in last.buttons if b not in offered)
    kept = (*offered, *rest[:-1])[: MOST_BUTTONS - 1]
    bubble = Bubble(last.text, (*kept, *rest[-1:]), last.cards)
    return Said((*before, bubble), said.answer, said.remember, said.letters)


def which(options: tuple[Programme, ...]) -> Said:
    """Ask which programme is meant, when none was named."""
    buttons = (*(name_button(one) for one in options[:3]), person())
    return Said(
        (Bubble("어떤 지원제도가 궁금하세요? 이름을 적어 주셔도 돼요.", buttons),),
        {"kind": "action", "id": "action_programme"},
    )


def for_disabled(options: tuple[Programme, ...]) -> Said:
    """Offer the programmes for people with a disability to somebody who tells of one; nothing of it is kept."""
    text = (
        "말씀해 주셔서 고마워요. 장애가 있는 분을 위한 지원부터 골라 보세요. "
        "장애 정도는 필요할 때 버튼으로만 여쭙고 남기지 않아요."
    )
    buttons = (*(name_button(one) for one in options[:3]), person())
    return Said((Bubble(text, buttons),), {"kind": "action", "id": "action_programme"})


def aspect_button(one: Programme, aspect: str) -> Button:
    return button(ASPECTS[aspect], "ask_programme", programme=one.id, aspect=aspect)


def name_button(one: Programme, aspect: str = "what") -> Button:
    return button(call(one), "ask_programme", programme=one.id, aspect=aspect)


def call(one: Programme) -> str:
    """Return the official name where a button holds it, else the first short name that people use."""
    return next((name for name in (one.name, *one.aliases) if len(name) <= MOST_LABEL), one.name)


def check_button(one: Programme) -> Button:
    return button("나도 받을까요?", "check_eligibility", programme=one.id)


def _buttons(one: Programme, aspect: str, others: tuple[Programme, ...]) -> tuple[Button, ...]:
    if one.status == "ended":
        return (*(name_button(o) for o in others[:3]), person())
    rest = tuple(aspect_button(one, a) for a in NEXT[aspect])
    return (check_button(one), *rest, person())


def season(state: Window) -> str:
    """Return the window as sentences."""
    return " ".join(_about_time(part.rstrip(".")) for part in state.text.split(" · "))


def _about_time(part: str) -> str:
    if part.endswith("요"):
        return f"{part}."
    if part.endswith("별"):
        return f"{TIME} {part}로 달라요."
    return f"{TIME} {NOTICE if part.endswith('확인') else josa(part, '이에요')}."


def _what(one: Programme, _: Judgement) -> str:
    lines = [b.said for b in one.benefits if b.said][:2]
    return f"{josa(one.name, '은')} {_for(one)} 위한 제도예요.\n{_list(lines)}"


def _who(one: Programme, judged: Judgement) -> str:
    told = [r for r in judged.reasons if not r.exclusion]
    lines = [line for r in told for line in ways(r.text, f" ({r.sources[0].text})" if r.sources else "")]
    if not lines:
        return f"{josa(one.name, '은')} {_for(one)} 도와요. 자세한 자격은 {UNSURE}"
    return f"{josa(one.name, '은')} {_for(one)} 도와요. 이런 조건을 봐요.\n{_list(lines, MOST_CONDITIONS)}"


def _amount(one: Programme, _: Judgement) -> str:
    lines = [b.said for b in one.benefits if b.said]
    unsure = "" if all(b.conf in SPEAKABLE for b in one.benefits) else f"\n정확한 금액은 {UNSURE}"
    return f"{one.name}에서 받을 수 있는 것은 이래요.\n{_list(lines)}{unsure}" if lines else f"금액은 {UNSURE}"


def _how(one: Programme, _: Judgement) -> str:
    steps = [f"{place}. {step}" for place, step in enumerate(one.apply[:MOST_LINES], 1)]
    opening = f"{one.name} 신청은 이렇게 해요."
    return "\n".join([opening, *steps]) if steps else f"신청 방법은 {UNSURE}"


def _documents(one: Programme, _: Judgement) -> str:
    if not one.documents:
        return f"필요한 서류는 {UNSURE}"
    alike = papers.notes(one.documents)
    mixed_up = "\n".join([papers.HEADING, *(f"· {told}" for told in alike)]) if alike else ""
    return "\n".join(filter(None, [f"{one.name}에 필요한 서류예요.", _list(list(one.documents)), mixed_up]))


def _when(one: Programme, judged: Judgement) -> str:
    """Say when one can apply, and how long one is paid: people mean either by 언제, 기간, 몇 개월."""
    name, state = josa(one.name, "은"), judged.window
    told = season(state) if state.state != "always" else f"{state.deadline}." if state.deadline else ALWAYS
    first = f"{one.name} {told}" if told.startswith(TIME) else f"{name} {told}"
    label = [state.text] if state.state == "always" and not (state.deadline or state.text in PLAIN) else []
    paid = [f"{b.what}: {b.period}" for b in one.benefits if b.period and b.conf in SPEAKABLE]
    return "\n".join([first, *filter(None, [_list(label)]), *([PAID, _list(paid)] if paid else [])])


def _left(within: int, passed: int) -> str:
    """Say how much of the time is left, in months as far as they are known."""
    if passed >= within:
        return f"{within}개월이 다 지났을 수 있어요. 오늘이라도 꼭 물어보세요."
    return f"{within}개월 가운데 {passed}개월쯤 지나서 {within - passed}개월쯤 남았어요."


def _where(one: Programme, _: Judgement) -> str:
    visit = [step for step in one.apply if any(mark in step for mark in ("방문", "누리집", "센터"))]
    return f"{josa(one.name, '은')} {one.operator}에서 맡고 있어요.\n{_list([*visit, *one.contact][:4])}"


def _contact(one: Programme, _: Judgement) -> str:
    lines = list(one.contact)
    return f"{one.name} 문의는 여기로 하시면 돼요.\n{_list(lines)}" if lines else f"문의할 곳은 {UNSURE}"


_TELL: Final[dict[str, Callable[[Programme, Judgement], str]]] = {
    "what": _what, "who": _who, "amount": _amount, "how": _how, "documents": _documents, "when": _when, "where": _where,
    "contact": _contact,
}  # fmt: skip


def _for(one: Programme) -> str:
    return f"“{one.target}”{'을' if josa(one.target, '을').endswith('을') else '를'}"


def _list(lines: list[str], most: int = MOST_LINES) -> str:
    return "\n".join(f"· {line}" for line in lines[:most])
