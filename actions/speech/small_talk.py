"""Greetings, care, help, privacy: what the bot says about itself and to people who are not asking for facts."""

from __future__ import annotations

from typing import Final

from actions.speech.parts import Bubble, Button, Said, button, person

JOBS: Final = button("일자리 찾기", "find_vacancy")
COURSES: Final = button("훈련과정 찾기", "find_training")
SUPPORT: Final = button("나에게 맞는 지원", "recommend_programme")
HOME: Final = button("처음으로", "start_over")
ERASE: Final = Button("내 대화 모두 지우기", "gateway:erase")
MENU: Final = (JOBS, COURSES, SUPPORT, person())

TALK: Final = {
    "greet": (
        "안녕하세요, 전북일자리센터 챗봇 일자리톡이에요. 일자리와 훈련과정, 지원제도를 찾아 드려요. 무엇부터 볼까요?"
    ),
    "goodbye": "이야기 나눠 주셔서 고마워요. 필요할 때 언제든 다시 찾아 주세요.",
    "thank": "도움이 됐다니 다행이에요. 더 궁금한 점이 있으면 편하게 물어봐 주세요.",
    "chitchat": "저는 전북일자리센터 챗봇 일자리톡이에요. 일자리와 훈련, 지원제도라면 무엇이든 편하게 물어봐 주세요.",
    "out_of_scope": "그건 제가 잘 모르는 일이에요. 일자리와 훈련과정, 지원제도라면 도와드릴 수 있어요.",
}
WHO: Final = (
    "저는 사람이 아니라 전북일자리센터 챗봇 일자리톡이에요. 일자리와 훈련, 지원제도를 찾아 드리고, "
    "사람과 이야기하고 싶으시면 상담사에게 이어 드려요."
)
OF_WORK: Final = {
    "seeking": (
        "일 구하기가 마음처럼 쉽지 않으시죠. 원하는 지역과 일을 적어 주시면 찾아드리고, "
        "이력서와 면접 준비도 함께 도와드려요."
    ),
    "moving": (
        "일을 옮기거나 그만두는 일은 고민이 많으시죠. 어떤 자리가 나와 있는지 찾아드릴 수 있고, "
        "상담사와 차분히 이야기하셔도 좋아요."
    ),
}
WITH_MENU: Final = frozenset({"greet", "chitchat", "out_of_scope"})

ABUSE: Final = "많이 답답하셨나 봐요. 어떤 점이 막혔는지 알려 주시면 다시 찾아볼게요."
COMPLAINT: Final = (
    "불편을 드려서 죄송해요. 어떤 점이 불편했는지 적어 주시면 지금까지 나눈 이야기와 함께 상담사에게 전할게요."
)
HELP: Final = (
    "이렇게 물어보시면 돼요.\n"
    "· 전주에서 사무직 일자리 찾아줘\n"
    "· 두 달 전에 권고사직 당했는데 실업급여 받을 수 있어?\n"
    "· 내일배움카드로 배울 수 있는 회계 과정\n"
    "· 센터 몇 시까지 해?"
)
PRIVACY: Final = (
    "적어 주신 글은 상담을 돕는 데에만 써요. 주민등록번호나 전화번호 같은 것은 저장하기 전에 가려요. "
    "나눈 이야기는 지금 바로 모두 지울 수 있어요. 기록을 보고 싶으시면 상담사가 도와드려요."
)
RESTARTED: Final = "처음부터 다시 시작할게요. 앞에서 알려 주신 조건은 비웠어요. 무엇을 도와드릴까요?"
CANCELLED: Final = "네, 여기서 멈출게요. 다른 궁금한 점이 있으면 편하게 물어봐 주세요."


def talk(intent: str) -> Said:
    """Return small talk; an intent without a line of its own gets the one of `chitchat`."""
    named = intent if intent in TALK else "chitchat"
    return _said(TALK[named], "smalltalk", named, MENU if named in WITH_MENU else ())


def who() -> Said:
    return _said(WHO, "smalltalk", "chitchat", MENU)


def of_work(what: str) -> Said:
    """Answer a word about work that asks for nothing: what one could do next."""
    steps = (JOBS, button("이력서·면접 준비", "job_preparation"), SUPPORT, person())
    return _said(OF_WORK[what], "smalltalk", "work", steps)


def care(intent: str) -> Said:
    """Return a calm answer to abuse or a complaint."""
    answer = {"kind": "smalltalk", "id": intent}
    if intent == "abuse":
        return Said((Bubble(ABUSE, (person(reason="negative"), HOME)),), answer)
    return Said((Bubble(COMPLAINT, (person("상담사에게 말하기", "negative"), HOME)),), answer)


def helping() -> Said:
    return _said(HELP, "action", "action_help", MENU)


def privacy() -> Said:
    return _said(PRIVACY, "action", "action_privacy", (ERASE, person("상담사에게 요청", "topic_rule"), HOME))


def restarted() -> Said:
    return _said(RESTARTED, "action", "action_start_over", MENU)


def cancelled() -> Said:
    return _said(CANCELLED, "action", "action_cancel", (HOME,))


def _said(text: str, kind: str, named: str, buttons: tuple[Button, ...]) -> Said:
    return Said((Bubble(text, buttons),), {"kind": kind, "id": named})
