"""Not understood: the two best guesses as buttons, and a person; after two in a row the person comes first."""

from __future__ import annotations

from typing import Final

from actions.speech.parts import Bubble, Button, Said, person
from actions.speech.small_talk import COURSES, HOME, JOBS, SUPPORT

INTENTS: Final = {
    "find_vacancy": "일자리 찾기",
    "find_training": "훈련과정 찾기",
    "refine_search": "찾는 조건 바꾸기",
    "show_more": "더 보기",
    "ask_programme": "지원제도 알아보기",
    "check_eligibility": "받을 수 있는지 보기",
    "recommend_programme": "나에게 맞는 지원",
    "ask_application_status": "신청 결과 확인",
    "ask_centre": "센터 시간·위치",
    "find_agency": "도와줄 기관 찾기",
    "job_preparation": "이력서·면접 준비",
    "labour_rights": "임금·해고 문제",
    "employer_service": "사업주 지원",
    "startup_support": "창업 지원",
    "request_human": "상담사 연결",
    "privacy_request": "개인정보 문의",
    "help": "사용 방법",
}
ONCE: Final = "제가 잘 못 알아들었어요. 이 중에 있나요? 없으면 다른 말로 적어 주셔도 좋아요."
NO_GUESS: Final = "제가 잘 못 알아들었어요. 이런 일을 도와드릴 수 있어요."
TWICE: Final = "제가 계속 못 알아들어서 죄송해요. 상담사와 이야기하시는 편이 빠를 것 같아요."


def fallback(guesses: tuple[Button, ...], times: int) -> Said:
    """Return the guesses; `times` counts how often in a row we did not understand, this time included."""
    answer = {"kind": "fallback", "id": "action_fallback", "times": times}
    talk = person(reason="fallback")
    if times >= 2:
        return Said((Bubble(TWICE, (talk, *guesses, HOME)),), answer)
    if not guesses:
        return Said((Bubble(NO_GUESS, (JOBS, COURSES, SUPPORT, talk)),), answer)
    return Said((Bubble(ONCE, (*guesses, talk)),), answer)
