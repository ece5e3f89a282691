"""A judgement on a supposition: what would be, said as such."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from actions.speech.eligibility import CONFIRM, HEADS, cited, decider, shown_result, why
from actions.speech.parts import Bubble, Said, josa
from actions.speech.programmes import aspect_button
from actions.speech.sources import source_line

if TYPE_CHECKING:
    from actions.knowledge import Field, Programme
    from actions.knowledge.judge import Judgement

KEPT: Final = "앞에서 알려 주신 내용은 그대로 두었어요."


def supposed(
    one: Programme, judged: Judgement, facts: Mapping[str, Any], vocabulary: Mapping[str, Field], phrases: list[str]
) -> Said:
    """Return what would be if `phrases` were so; nothing of it is kept."""
    result = shown_result(judged)
    outcome = {
        "yes": "받을 가능성이 있어요",
        "no": "받기 어려워 보여요",
        "unknown": f"받을 수 있는지 {HEADS['unknown']}",
    }
    head = f"만약 {josa(', '.join(phrases), '이라')}면 {josa(one.name, '을')} {outcome[result]}."
    lines = (head, *why(judged, facts, vocabulary, None), f"{KEPT} 마지막 판단은 {decider(one, facts)}에서 해요.",
             source_line(cited(one, judged), judged.year, one.checked_on))  # fmt: skip
    answer = {"kind": "programme", "id": one.id, "aspect": "who", "result": result,
              "judgement": f"{one.name}: 만약 {', '.join(phrases)} — {HEADS[result]}"}  # fmt: skip
    return Said((Bubble("\n".join(lines), (aspect_button(one, "how"), CONFIRM)),), answer)
