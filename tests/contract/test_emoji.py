"""Emoji mean something where they stand alone, and change nothing where they do not."""

from __future__ import annotations

import pytest

from tests.contract.conftest import Engine

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("emoji", "intent"),
    [
        ("👍🏽", "affirm"), ("👌", "affirm"), ("🙆🏻‍♀️", "affirm"), ("⭕", "affirm"),
        ("👎", "deny"), ("🙅🏻‍♂️", "deny"), ("❌", "deny"),
        ("🙏", "thank"), ("❤️", "thank"), ("👋", "greet"), ("🤷", "dont_know"),
        ("😭😭", "chitchat"), ("😢", "chitchat"), ("😡", "complaint"), ("🤬", "complaint"),
        ("🏭", "find_vacancy"), ("🍳", "find_vacancy"), ("🚚 일자리", "find_vacancy"),
    ],
)  # fmt: skip
def test_emoji_have_their_meaning(engine: Engine, emoji: str, intent: str) -> None:
    [read] = engine.understand(emoji)
    assert (read["intent"], read["text"]) == (intent, emoji)


@pytest.mark.parametrize("text", ["실업급여 서류 뭐 필요해요", "전주 사무직 일자리 찾아줘", "센터 몇 시까지 해요?"])
def test_emoji_at_the_end_change_nothing(engine: Engine, text: str) -> None:
    [plain, coloured] = engine.understand(text, f"{text}😭🙏🏽")
    assert coloured["intent"] == plain["intent"]
    assert coloured["entities"] == plain["entities"]
