"""Whatever is to be said, Telegram takes it: arbitrary replies against rules written apart from the renderer."""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.fit import clusters, units
from bot.channels.telegram.api import keyboard_of
from bot.channels.telegram.cut import MOST, pieces
from bot.channels.telegram.render import Bubble, bubbles, opens
from bot.store.clock import now
from bot.store.rows import Message
from tests.fakes.telegram_rules import Rejected, check, visible

TEXT = st.one_of(
    st.text(max_size=120),
    st.text(st.sampled_from("가나다 <b>&;\"'\n\t👨‍👩‍👧🇰🇷é\u0000\ud800\u200b𠀋"), max_size=300),
    st.text(st.sampled_from("가나 다.\n"), min_size=4_000, max_size=4_300),
    st.sampled_from(["", " ", "</b>", "<a href=x>", "&lt;", "&nbsp;", "👍" * 5_000, "ㄱ" * 9_000, "\u200d" * 5_000]),
)
URL = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["https://www.work24.go.kr/a?b=1&c=2", "http://127.0.0.1:8000/x", "javascript:alert(1)", "tel:1577-0365", "https://",
         "https://한글.kr/가", "http://a b.kr", "https://x.kr:99999/", "https://u:p@x.kr/", "ftp://x.kr", "https://localhost/"]
    ),
)  # fmt: skip
BUTTON = st.fixed_dictionaries(
    {"label": TEXT}, optional={"payload_id": st.from_regex(r"[0-9a-f]{32}", fullmatch=True) | TEXT, "url": URL}
)
CARD = st.fixed_dictionaries(
    {"title": TEXT},
    optional={
        "kind": st.sampled_from(["vacancy", "place", "?"]), "subtitle": TEXT, "lines": st.lists(TEXT, max_size=4),
        "source": TEXT, "fetched_at": st.sampled_from(["2026-11-23T01:00:00+00:00", "어제", ""]), "link": URL,
        "practice": st.booleans(), "buttons": st.lists(BUTTON, max_size=9),
    },
)  # fmt: skip
BODY = st.fixed_dictionaries(
    {},
    optional={
        "text": TEXT, "cards": st.lists(CARD, max_size=12), "buttons": st.lists(BUTTON, max_size=12),
        "layout": st.just("list"), "picture": st.fixed_dictionaries({"url": URL, "alt": TEXT}) | st.just("x"),
    },
)  # fmt: skip


def line(body: dict[str, Any], author: str = "bot", name: str | None = None) -> Message:
    return Message("c", 1, "m", None, author, None, name, "public", "text", body, None, 1, now())


def params(bubble: Bubble, *, html: bool) -> dict[str, Any]:
    """Return the fields as the library sends them."""
    markup = keyboard_of(bubble.keyboard)
    sent: dict[str, Any] = {"chat_id": "5", "text": bubble.html if html else bubble.plain}
    sent |= {"parse_mode": "HTML"} if html else {}
    return sent | ({"reply_markup": markup.to_json()} if markup else {})


@given(BODY, st.sampled_from(["bot", "counselor", "system"]), st.none() | TEXT)
@settings(max_examples=120, deadline=None)
def test_every_reply_is_something_telegram_takes(body: dict[str, Any], author: str, name: str | None) -> None:
    made = bubbles(line(body, author, name))
    assert made
    for bubble in made:
        assert check(params(bubble, html=True)) == bubble.plain
        assert check(params(bubble, html=False)) == bubble.plain
        assert not bubble.photo or units(bubble.plain) <= 1_024
    assert all(not bubble.keyboard for bubble in made[:-1]) or len(body.get("cards", [])) > 5


@given(TEXT)
@settings(max_examples=120, deadline=None)
def test_cutting_loses_no_letter_and_tears_none(text: str) -> None:
    text = text.encode("utf-16", "ignore").decode("utf-16")
    cuts = list(pieces(text, 50))
    parts = [text[a:b] for a, b in cuts]
    assert all(0 < units(part) <= 50 for part in parts)
    assert [c for c in "".join(parts) if seen(c)] == [c for c in text if seen(c)]
    letters = list(clusters(text))
    if all(units(letter) <= 50 for letter in letters):
        assert {end for _, end in cuts[:-1]} <= {*accumulate(map(len, letters))}


def seen(c: str) -> bool:
    return unicodedata.category(c)[0] not in "ZCM"


def test_a_long_korean_text_is_parted_between_sentences() -> None:
    text = " ".join(f"{n}번째 문장은 여기에서 끝나요." for n in range(600))
    made = bubbles(line({"text": text}))
    assert len(made) >= 3
    assert all(units(bubble.plain) <= MOST for bubble in made)
    assert all(bubble.plain.endswith("끝나요.") for bubble in made)
    assert " ".join(bubble.plain for bubble in made) == text


@pytest.mark.parametrize("letter", ["👨‍👩‍👧‍👦", "🇰🇷", "👍🏽", "é", "각", "1️⃣", "𠀋"])
def test_one_letter_is_never_torn(letter: str) -> None:
    for before in range(8):
        parts = bubbles(line({"text": "가" * (4_096 - before) + letter * 30}))
        assert all(not torn(part.plain, letter) for part in parts)


def torn(part: str, letter: str) -> bool:
    return bool(re.sub(f"^가*(?:{re.escape(letter)})*$", "", part))


def test_what_looks_like_html_is_shown_as_it_was_written() -> None:
    for text in ("<b>&", "a < b && c > d", "&lt;script&gt;", '<a href="x">', "1<2\n</b>"):
        (bubble,) = bubbles(line({"text": text}))
        assert visible(bubble.html) == text


def test_a_counselor_is_named_and_the_bot_is_not() -> None:
    (bubble,) = bubbles(line({"text": "안녕하세요"}, "counselor", "김하나 <b>"))
    assert bubble.html == "<b>김하나 &lt;b&gt; 상담사</b>\n안녕하세요"
    assert bubbles(line({"text": "안녕하세요"}))[0].plain == "안녕하세요"


def test_a_telephone_is_written_out_because_no_button_can_hold_it() -> None:
    (bubble,) = bubbles(line({"text": "전화해 주세요.", "buttons": [{"label": "센터에 전화", "url": "tel:1577-0365"}]}))
    assert bubble.plain == "전화해 주세요.\n센터에 전화: 1577-0365"
    assert bubble.keyboard == ()


def test_practice_is_labelled() -> None:
    (bubble,) = bubbles(line({"cards": [{"title": "사무보조", "practice": True}]}))
    assert bubble.html == "<b>사무보조</b> (연습용)"


def test_buttons_without_words_stand_under_something() -> None:
    (bubble,) = bubbles(line({"buttons": [{"label": "네", "payload_id": "a" * 32}]}))
    check(params(bubble, html=True))
    assert bubble.keyboard == ((("네", "q:" + "a" * 32),),)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://", "https://한글.kr", "https://a b.kr", "ftp://x.kr", "tel:119", "https://x.kr:99999/",
     "https://u:p@x.kr/", "x.kr", "https://localhost/"],
)  # fmt: skip
def test_only_web_addresses_become_buttons(address: str) -> None:
    assert not opens(address)


def test_the_rules_are_not_soft() -> None:
    """The strict model itself refuses what it should: a test that cannot fail proves nothing."""
    ok = {"chat_id": "5", "text": "가"}
    check(ok)
    row = [{"text": "가", "callback_data": "a"}]
    bad: list[dict[str, Any]] = [
        {"text": ""}, {"text": " \n"}, {"text": "가" * 4_097}, {"text": "👍" * 2_049}, {"parse_mode": "Markdown"},
        {"text": "<b>가", "parse_mode": "HTML"}, {"text": "a & b", "parse_mode": "HTML"}, {"chat_id": "민지"},
        {"text": "<b><i>가</b></i>", "parse_mode": "HTML"}, {"text": "<p>가</p>", "parse_mode": "HTML"}, {"extra": 1},
        {"reply_markup": json.dumps({"inline_keyboard": [[{"text": "가"}]]})},
        {"reply_markup": json.dumps({"inline_keyboard": [row * 9]})},
        {"reply_markup": json.dumps({"inline_keyboard": [row] * 101})},
        {"reply_markup": json.dumps({"inline_keyboard": [[{"text": "가", "callback_data": "가" * 22}]]})},
        {"reply_markup": json.dumps({"inline_keyboard": [[{"text": "가", "url": "tel:1"}]]})},
    ]
    for change in bad:
        with pytest.raises(Rejected):
            check(ok | change)
