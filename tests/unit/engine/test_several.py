"""Where one question of a message ends and the next begins; a question with its story stays one."""

from __future__ import annotations

import time

import pytest

from bot.engine.several import LONGEST, MOST, answer_and_questions, questions

TWO = [
    "실업급여 얼마 받아요? | 그리고 국취제랑 같이 받을 수 있나요?",
    "군산 생산직 있어요? | 그리고 내배카 신청은 어디서 해요",
    "센터 몇시까지 해요 | 그리고 이력서 첨삭도 해주나요",
    "안녕하세요 | 실업급여 서류 뭐 필요해요? | 아 그리고 상담 예약도 하고 싶은데요",
    "실업급여 되나요?|내배카는 어디서 만들어요?",
    "전주 사무직 찾아줘. | 그리고 센터 주소 알려줘",
    "실업급여 얼마야 | 글구 센터 어디임?",
    "두배적금 언제 신청해요? | 참 그리고 활력수당은 얼마예요?",
    "회계 과정 있나요 | 실업급여 받으면서 들어도 되나요",
    "이력서 봐주나요 | 면접 연습도 해주나요",
    "퇴사했어요. 실업급여 돼요? | 그리고 센터 몇 시까지 해요?",
    "생산직 알아보고 싶은데 | 내배카도 신청하고 싶어요",
    "구직급여 금액이 궁금해요. | 그리고 국민취업지원제도 신청 방법도 알려주세요.",
    "임금이 밀렸는데 어떻게 해요? | 그리고 실업급여도 받을 수 있나요?",
    "자소서 첨삭 돼요? | 또 모의면접도 있나요?",
    "내배카 얼마까지 돼요?? | 컴퓨터 배우고 싶은데 과정 있어요??",
    "창업 지원금 있나요! | 그리고 상담도 받고 싶어요!",
    "군산 공장 일 구해요. | 근데 실업급여 받으면서 일해도 돼요?",
    "안녕하세요! | 주차 되나요? | 그리고 점심시간에도 해요?",
    "실업급여 서류 뭐예요?\n|센터 어디예요?",
    "자진퇴사인데 실업급여 되나요? ㅠㅠ | 그리고 일자리도 좀 찾아주세요",
    "수고하세요 | 노인일자리 언제 모집해요? | 추가로 전화번호도 알려주세요",
]

ONE = [
    "32살이고 두 달 전에 권고사직 당했는데 실업급여 받을 수 있어?",
    "퇴사했어요. 실업급여 돼요?",
    "전주나 익산 사무직",
    "월급 250 이상이고 주간인 데",
    "안녕하세요 실업급여 받을 수 있나요?",
    "실업급여 받을 수 있나요? 감사합니다",
    "실업급여 받을 수 있나요? 아니면 못 받나요?",
    "실업급여 되나요 안되나요",
    "이력서 그리고 자소서 첨삭 되나요",
    "전주 그리고 익산 사무직 찾아줘",
    "제가 작년까지 익산에서 공장 다니다가 회사가 어려워져서 두 달 전에 권고사직으로 나왔거든요. 나이는 47살이고 "
    "애가 둘이라 막막한데 실업급여를 받을 수 있을까요?",
    "나이가 32살이고 또 아이도 있는데 지원 받을 수 있나요?",
    "실업급여 받을 수 있나요? 두 달 전에 그만뒀어요. 8개월 다녔고요.",
    "월 250만원 이상. 주 5일. 전주. 사무직 찾아줘",
    "일자리 구하는데 경력이 없어요 그리고 나이도 많아요",
    "전주에서 사무직 일자리 찾아줘",
    "취업하고 싶은데 나이도 많고 할 게 없어요",
    "실업급여 또 받을 수 있나요",
    "작년에 실업급여 받았는데 또 받을 수 있을까요?",
    "1.5년 다녔는데 실업급여 되나요",
    "2026.3.6에 퇴사했는데 언제까지 신청해야 돼요?",
    "국취제랑 실업급여 같이 받을 수 있나요",
    "센터 몇 시까지 하고 실업급여 서류는 뭐예요?",
    "실업급여 얼마나 받고 서류는 뭐 필요해?",
    "ㅠㅠ 너무 힘들어요 그리고 막막해요",
    "알바해도 되나요? 주 10시간이에요",
    "군산 생산직 있어요? 주간으로요",
    "만약 자진퇴사면 실업급여 받을 수 있나요? 왜냐하면 회사가 너무 멀어서요",
    "참 그렇구나 근데 실업급여 어떻게 신청해",
    "내배카로 배울 수 있는 회계 과정",
    "네",
    "그리고",
    "?",
    "",
]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in questions(text)]


@pytest.mark.parametrize("marked", TWO)
def test_two_questions_are_two(marked: str) -> None:
    """The mark shows where; a greeting before the first question belongs to none, nor does the word that joins."""
    first, second = [part.strip() for part in marked.split("|")][-2:]
    got = cut(marked.replace("|", ""))
    assert len(got) == 2
    assert first.startswith(got[0].rstrip(" ㅠ")[:4])
    assert got[1]
    assert second.endswith(got[1])


@pytest.mark.parametrize("text", ONE)
def test_one_question_stays_one(text: str) -> None:
    assert len(questions(text)) == 1


def test_a_story_belongs_to_the_question_behind_it() -> None:
    assert cut("퇴사했어요. 실업급여 돼요? 그리고 3년 다녔는데요. 퇴직금은 언제 받아요?") == [
        "퇴사했어요. 실업급여 돼요?", "3년 다녔는데요. 퇴직금은 언제 받아요?",
    ]  # fmt: skip


def test_what_is_said_after_the_last_question_belongs_to_it() -> None:
    assert cut("센터 어디예요? 실업급여 되나요? 두 달 됐어요.")[1] == "실업급여 되나요? 두 달 됐어요."


def test_no_more_than_four_are_looked_at_and_no_long_story_is_cut() -> None:
    assert len(questions("센터 어디예요? " * 9)) == MOST
    assert len(questions("센터 어디예요? " * LONGEST)) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("서른둘이요. 근데 이거 얼마나 걸려요?", ["서른둘이요.", "이거 얼마나 걸려요?"]),
        ("네 근데 서류는 뭐 내요?", ["네", "서류는 뭐 내요?"]),
        ("전주요. 그리고 센터 어디예요?", ["전주요.", "센터 어디예요?"]),
        ("200일이요 그리고 국취제도 되나요? 센터는요?", ["200일이요", "국취제도 되나요?", "센터는요?"]),
        ("32살이요", ["32살이요"]),
        ("1년 다녔어요. 2년 전에요.", ["1년 다녔어요. 2년 전에요."]),
        ("이거 왜 물어봐요?", ["이거 왜 물어봐요?"]),
    ],
)
def test_while_a_question_is_open_an_answer_stands_for_itself(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in answer_and_questions(text)] == parts


@pytest.mark.parametrize(
    "wall", [" ", ".", "나요 ", "? ", "그 ", "싶은데 도 ", "아 그리고 ", "\n", "가", "참,", "안녕 "]
)
def test_walls_are_cut_at_once(wall: str) -> None:
    text = (wall * LONGEST)[:LONGEST]
    started = time.perf_counter()
    for start, end in [*questions(text), *answer_and_questions(text)]:
        assert 0 <= start <= end <= len(text)
    assert time.perf_counter() - started < 0.1
