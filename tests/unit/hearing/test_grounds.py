"""A guess without a word of our trade is not acted on; what people really ask for is, however it is worded."""

from __future__ import annotations

from typing import Any, cast

import pytest

from actions.grounds import ungrounded
from actions.knowledge import load_knowledge
from actions.memory import Heard, Memory
from actions.room import Room

ROOM = cast(Room, type("R", (), {"knowledge": load_knowledge()})())


def heard(text: str, intent: str, confidence: float = 0.6, **more: Any) -> Heard:
    return Heard(text, intent, confidence=confidence, **more)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("일곱 시 알람 켜 줘", "save_search"),
        ("사람이 미워졌다", "request_human"),
        ("사진 좀 지워 줘", "privacy_request"),
        ("시각 좀 말해 볼래", "ask_centre"),
        ("그 사람은 왜 그럴까", "ask_faq"),
        ("다음 곡 틀어", "show_more"),
    ],
)
def test_a_guess_stands_on_nothing(text: str, intent: str) -> None:
    assert ungrounded(ROOM, heard(text, intent), Memory())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("전주 요양보호사", "find_vacancy"),
        ("청소 일 할 데 없나", "find_vacancy"),
        ("몇 시까지 해요", "ask_centre"),
        ("사람이랑 통화하고 싶어요", "request_human"),
        ("내 대화 지워 주세요", "privacy_request"),
        ("통장에 돈 언제 들어와요 실업급여", "ask_faq"),
        ("정읍 경리 자리 나면 알려 줘", "save_search"),
        ("나 같은 사람이 받을 수 있는 거", "recommend_programme"),
        ("내일부터 나오지 말래요", "labour_rights"),
    ],
)
def test_what_is_asked_of_us_stands(text: str, intent: str) -> None:
    assert not ungrounded(ROOM, heard(text, intent), Memory())


def test_in_the_midst_of_a_talk_short_words_stand_on_what_was_said() -> None:
    assert not ungrounded(ROOM, heard("군산은?", "refine_search"), Memory(search={"kind": "vacancy"}))
    assert not ungrounded(ROOM, heard("언제까지?", "ask_faq"), Memory(programme="kr.card"))
    assert ungrounded(ROOM, heard("군산은?", "refine_search"), Memory(last_answer={"kind": "smalltalk", "id": "greet"}))


def test_a_named_programme_and_a_button_need_no_more() -> None:
    named = ({"entity": "programme", "value": "kr.card", "text": "내배카"},)
    assert not ungrounded(ROOM, heard("내배카는?", "ask_faq", entities=named), Memory())
    assert not ungrounded(ROOM, heard("/ask_centre", "ask_centre"), Memory())
