"""What a visa allows, in short plain words; the immigration office has the last word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actions.speech.parts import Bubble, Button, Said, person
from actions.speech.programmes import name_button
from actions.speech.small_talk import JOBS
from actions.speech.sources import source_line

if TYPE_CHECKING:
    from actions.knowledge import Programme, Visa
    from actions.knowledge.shapes import Advice

KIND: Final = "visa"
DECIDES: Final = (
    "마지막 판단은 출입국·외국인관서에서 해요. 한국어가 어려우면 다누리콜센터 1577-1366에서 여러 나라 말로 도와줘요."
)
BY_THE_OFFICE: Final = "마지막 판단은 고용센터에서 해요."
OF_THE_BENEFIT: Final = "마지막 판단은 고용센터에서 해요. 외국인등록증을 가지고 가시면 확인해 줘요."


def visa(one: Visa, told: tuple[Advice, ...], benefit: Programme | None) -> Said:
    """Return what was asked of the visa; `benefit` is the programme that was asked about, which decides who decides."""
    source = source_line(tuple(s for advice in told for s in advice.source), one.year, one.checked_on)
    last = OF_THE_BENEFIT if benefit else DECIDES
    *first, end = told
    buttons: tuple[Button, ...] = (*((name_button(benefit, "who"),) if benefit else (JOBS,)), person())
    bubbles = (*(Bubble(advice.text) for advice in first), Bubble("\n".join((end.text, last, source)), buttons))
    return Said(bubbles, {"kind": KIND, "id": one.key})


def hiring(one: Visa, told: Advice) -> Said:
    """Return how an employer hires somebody with this visa."""
    source = source_line(told.source, one.year, one.checked_on)
    text = "\n".join((told.text, BY_THE_OFFICE, source))
    return Said((Bubble(text, (person("상담사와 이야기"),)),), {"kind": KIND, "id": one.key, "aspect": "hiring"})
