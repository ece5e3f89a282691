"""What to say to somebody who is in distress: who listens day and night, and a person of ours. No advice, no cheer."""

from __future__ import annotations

from typing import Any, Final

from actions.speech.parts import MOST_BUTTONS, Bubble, Button, Said, person
from actions.speech.small_talk import JOBS, SUPPORT

PERSON: Final[Button] = person("상담사와 이야기", "distress")
DANGER: Final = (
    "많이 힘드신 것 같아요. 혼자 견디지 않으셔도 돼요. 지금 바로 사람과 이야기할 수 있는 곳이 있어요.\n"
    "· 자살예방 상담전화 109 (24시간)\n"
    "· 정신건강 상담전화 1577-0199 (24시간)\n"
    "· 생활이 어려울 때 보건복지상담센터 129\n"
    "위급하면 119로 전화해 주세요."
)
DANGER_AFTER: Final = "센터 상담사와 이야기하셔도 좋아요. 일자리나 생계 걱정은 저희가 함께 찾아볼게요."
AGAIN: Final = (
    "말씀해 주셔서 고마워요. 혼자 계시지 말고, 힘들 때는 언제든 109(24시간)로 전화해 주세요. 위급하면 119예요."
)
NEED: Final = (
    "많이 막막하시겠어요. 당장 생활이 어려우면 보건복지상담센터 129나 가까운 주민센터에 먼저 말씀해 보세요. "
    "급한 사정을 듣고 받을 수 있는 도움을 찾아 줘요."
)
NEED_AFTER: Final = (
    "마음까지 무거우면 109(24시간)에서 들어 줘요. 일자리와 받을 수 있는 지원은 상담사와 저희가 함께 찾아볼게요."
)
NEED_AGAIN: Final = (
    "많이 급하시군요. 129에 전화하시거나 가까운 주민센터에 가시면 오늘 바로 이야기를 들어 줘요. "
    "상담사와 이야기하시면 함께 알아봐 드려요."
)
LOW: Final = (
    "많이 지치셨겠어요. 일이 잘 안 풀리는 때가 길어지면 누구나 그래요. 그런 마음이 이어지면 정신건강 상담전화 "
    "1577-0199(24시간)에서 편하게 들어 줘요."
)
LOW_AFTER: Final = "서두르지 않으셔도 돼요. 상담사와 천천히 이야기하셔도 좋고, 준비되시면 저와 하나씩 찾아봐요."

LISTENING: Final = (
    "제가 마음을 다 알아듣지 못했을 수 있어요. 힘든 일이 있으시면 상담사와 이야기하셔도 좋고, 마음이 무거울 때는 "
    "109(24시간)에서 들어 줘요. 일자리와 지원제도는 제가 찾아 드릴게요."
)

LEVELS: Final[dict[str, dict[str, Any]]] = {
    level: {"kind": "smalltalk", "id": "distress", "level": level} for level in ("danger", "need", "low", "unsure")
}


def danger() -> Said:
    return Said((Bubble(DANGER), Bubble(DANGER_AFTER, (PERSON,))), LEVELS["danger"])


def again() -> Said:
    """The second time: the same numbers word for word would sound like a machine that does not listen."""
    return Said((Bubble(AGAIN, (PERSON,)),), LEVELS["danger"])


def need() -> Said:
    return Said((Bubble(NEED), Bubble(NEED_AFTER, (PERSON, SUPPORT, JOBS))), LEVELS["need"])


def need_again() -> Said:
    return Said((Bubble(NEED_AGAIN, (PERSON, SUPPORT)),), LEVELS["need"])


def low() -> Said:
    return Said((Bubble(LOW), Bubble(LOW_AFTER, (PERSON, SUPPORT, JOBS))), LEVELS["low"])


def listening() -> Said:
    """Where it is not sure that somebody suffers: nothing is presumed, and who listens is named."""
    return Said((Bubble(LISTENING, (PERSON, JOBS, SUPPORT)),), LEVELS["unsure"])


def with_person(said: Said) -> Said:
    """Return the answer with a person first among its next steps, unless one is offered there already."""
    *first, last = said.bubbles or (Bubble(""),)
    if any(b.payload and ("request_human" in b.payload or "request_handoff" in b.payload) for b in last.buttons):
        return said
    steps = (*last.buttons[: MOST_BUTTONS - 1], PERSON)
    return Said((*first, Bubble(last.text, steps, last.cards)), said.answer, said.remember, said.letters)
