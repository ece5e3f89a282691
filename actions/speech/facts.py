"""Facts about a person in words: labels, values, and the buttons that answer a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from actions.knowledge.phrases import won
from actions.memory import SENSITIVE
from actions.speech.parts import MOST_BUTTONS, Button, button, day, number

if TYPE_CHECKING:
    from actions.knowledge import Choice, Field

DONT_KNOW: Final = button("잘 모르겠어요", "dont_know")
UNKNOWN: Final = "모름"
YEAR: Final = 4  # digits: only the year was said
MONEY: Final = "원"
MONTHS: Final = "개월"
UNDER_A_MONTH: Final = "한 달이 안 됨"


def labelled(facts: Mapping[str, Any], vocabulary: Mapping[str, Field]) -> list[dict[str, str]]:
    """Return the facts as counselors read them: [{label, value}], in the order they were given."""
    return [
        {"label": vocabulary[name].label, "value": value(raw, vocabulary[name])}
        for name, raw in facts.items() if name in vocabulary and not _implied(name, facts)
    ]  # fmt: skip


def phrases(facts: Mapping[str, Any], vocabulary: Mapping[str, Field]) -> list[str]:
    """Return the facts as short phrases, to tell people what was understood."""
    return [
        told(raw, vocabulary[name]) for name, raw in facts.items() if name in vocabulary and not _implied(name, facts)
    ]


def _implied(name: str, facts: Mapping[str, Any]) -> bool:
    return name == "region_sido" and "region_sigungu" in facts


def value(raw: Any, field: Field) -> str:
    """Return one value in words."""
    if raw is None:
        return UNKNOWN
    chosen = next((c for c in field.choices if c.value == raw and type(c.value) is type(raw)), None)
    if chosen is not None:
        return chosen.said or chosen.label
    if field.type == "date":
        return f"{raw}년" if len(str(raw)) == YEAR else day(raw)
    if isinstance(raw, bool):
        return "네" if raw else "아니요"
    if isinstance(raw, (int, float)):
        return won(raw) if field.unit == MONEY else f"{number(raw)}{field.unit}"
    return ", ".join(map(str, raw)) if isinstance(raw, (list, tuple)) else str(raw)


def told(raw: Any, field: Field) -> str:
    """Return a fact as one phrase: 권고사직, or with its label where the value alone says too little."""
    alone = any(c.said and c.value == raw and type(c.value) is type(raw) for c in field.choices)
    plain = any(c.value == raw and type(c.value) is type(raw) for c in field.choices)
    if field.phrase and raw is not None and not alone and not plain:
        return field.phrase.format(UNDER_A_MONTH if raw == 0 and field.unit == MONTHS else value(raw, field))
    return value(raw, field) if alone else f"{field.label} {value(raw, field)}"


def answers(field: Field, skip: int = 0) -> tuple[Button, ...]:
    """Return the buttons for a question: choices from `skip` on, then the rest of them, then “잘 모르겠어요”."""
    left = field.choices[skip:]
    room = MOST_BUTTONS - 1
    if len(left) <= room:
        return (*(_choice(field, c) for c in left), DONT_KNOW)
    more = button("다른 답 보기", "provide_info", choices=skip + room - 1)
    return (*(_choice(field, c) for c in left[: room - 1]), more, DONT_KNOW)


def _choice(field: Field, chosen: Choice) -> Button:
    kept = {"private": True} if field.name in SENSITIVE else {}  # the house stores neither label nor answer of these
    return button(chosen.label, "provide_info", fact={field.name: chosen.value, **chosen.facts, **kept})
