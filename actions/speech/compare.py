"""Two programmes side by side, and whether they go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actions.speech.eligibility import CONFIRM, shown_result
from actions.speech.parts import Bubble, Card, Said, button, josa
from actions.speech.programmes import SPEAKABLE, call, season
from actions.speech.sources import source_line, source_words

if TYPE_CHECKING:
    from actions.knowledge import Programme
    from actions.knowledge.judge import Judgement, Reason

    Told = tuple[Programme, Reason]  # a condition that speaks of the other programme, and whose it is

__all__ = ["SPEAKABLE", "side_by_side"]

MOST_BENEFITS: Final = 2
OPEN: Final = ("open", "always")
DEPENDS: Final = "어느 쪽이 나은지는 사람마다 달라서, 아래에서 하나씩 눌러 보시면 함께 볼게요."
DECIDES: Final = "마지막 판단은 각 사업을 맡은 기관에서 해요."


def side_by_side(
    pair: tuple[Programme, Programme], judged: tuple[Judgement, Judgement],
    *, conflict: bool, notes: list[Told], together: bool, mine: tuple[Judgement, Judgement] | None = None,
) -> Said:  # fmt: skip
    """Return whether they go together first where that was asked, else how they differ, and both as cards.

    `judged` is of nobody in particular, `mine` of who asks, where anything is known of them.
    """
    one, other = pair
    clash = _together(one, other, conflict, notes)
    head = clash if together else " ".join((_whom(pair), *_which(pair, judged, mine)))
    lines = [head, *(() if together or not conflict else (clash,)), *_lines(notes), DECIDES]
    source = _source(pair, notes)
    cards = tuple(_card(p, j) for p, j in zip(pair, judged, strict=True))
    answer = {"kind": "programme", "id": one.id, "aspect": "compare", "result": "no" if conflict else "unknown",
              "pair": [one.id, other.id]}  # fmt: skip
    return Said((Bubble("\n".join([*lines, source]), (CONFIRM,), cards),), answer)


def _whom(pair: tuple[Programme, Programme]) -> str:
    """Say in one sentence for whom each is."""
    one, other = pair
    return f"{josa(call(one), '은')} ‘{one.target}’, {josa(call(other), '은')} ‘{other.target}’에게 맞는 제도예요."


def _which(
    pair: tuple[Programme, Programme], judged: tuple[Judgement, Judgement], mine: tuple[Judgement, Judgement] | None
) -> list[str]:
    """Say which is nearer for who asks, and which of the two is open now; that it depends, where neither is known."""
    told: list[str] = []
    results = tuple(shown_result(one) for one in mine) if mine else ("unknown", "unknown")
    if results.count("no") == 1:
        nearer = pair[1] if results[0] == "no" else pair[0]
        told.append(f"지금까지 알려 주신 것으로는 {josa(call(nearer), '이')} 더 가까워 보여요.")
    now = [one for one, judgement in zip(pair, judged, strict=True) if judgement.window.state in OPEN]
    if len(now) == 1:
        told.append(f"지금 신청할 수 있는 것은 {josa(call(now[0]), '이에요')}.")
    return told or [DEPENDS]


def one_after_the_other(pair: tuple[Programme, Programme], waits: list[Told]) -> Said:
    """Return how long one must wait after the one before the other, as far as the rules tell."""
    one, other = pair
    head = f"{josa(call(one), '과')} {josa(call(other), '은')} 하나가 끝난 뒤에 다른 하나를 볼 수 있어요."
    told = _lines(waits) or ["얼마나 지나야 하는지는 제가 가진 자료에 없어요. 신청하는 곳에서 확인해 주세요."]
    source = _source(pair, waits)
    answer = {"kind": "programme", "id": one.id, "aspect": "compare", "result": "no", "pair": [one.id, other.id]}
    return Said((Bubble("\n".join([head, *told, DECIDES, source]), (CONFIRM,)),), answer)


def _source(pair: tuple[Programme, Programme], notes: list[Told]) -> str:
    """The line under both: the articles that speak of the two, then where each stands, the older year and check."""
    cited = [one for _, reason in notes for one in reason.sources]
    year, checked = min(one.facts_valid_year for one in pair), min(one.checked_on for one in pair)
    return source_line((*cited, *(one.sources[0] for one in pair if one.sources)), year, checked)


def _lines(notes: list[Told]) -> list[str]:
    return list(dict.fromkeys(f"· {call(one)}: {reason.text}" for one, reason in notes))


def _together(one: Programme, other: Programme, conflict: bool, notes: list[Told]) -> str:
    names = f"{josa(call(one), '과')} {call(other)}"
    if conflict:
        return f"{josa(names, '은')} 같은 때에 함께 받을 수 없는 사업으로 정해져 있어요."
    if notes:
        return f"{josa(names, '은')} 이런 조건을 함께 봐요."
    return (
        f"{josa(names, '을')} 함께 받지 못한다는 규칙은 제가 가진 자료에 없어요. 그래도 신청하기 전에 꼭 확인해 주세요."
    )


def _card(one: Programme, judged: Judgement) -> Card:
    benefits = [b.said for b in one.benefits if b.said][:MOST_BENEFITS]
    window = judged.window
    lines = (one.target, *benefits, window.text if window.state in ("open", "always") else season(window))
    buttons = (button("알아보기", "ask_programme", programme=one.id, aspect="what"),
               button("나도 받을까요?", "check_eligibility", programme=one.id))  # fmt: skip
    source = source_words(one.sources, one.facts_valid_year, one.checked_on)
    return Card("programme", one.id, one.name, one.operator, lines, source, buttons=buttons)
