"""Whatever the bot says becomes something that Kakao shows: checked against rules written apart from the renderer."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.kakao.render import Ways, render
from bot.channels.kakao.station import sayings
from bot.settings import ROOT
from bot.store.clock import now
from bot.store.rows import Message
from bot.talk.notices import Notices
from tests.doors.kakao import schema
from tests.fakes.kakao import texts

SAY = sayings(Notices.of(ROOT / "domain.yml"))
WAYS = Ways("1577-0365", True, lambda person: f"https://chat.example.go.kr/chat?continue={person}", "p1")

ANY = st.text(max_size=300)
LONG = st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=40), st.integers(1, 120))
URL = st.one_of(st.just("https://www.work24.go.kr/a"), st.just("tel:1577-0365"), st.just("javascript:alert(1)"), ANY)
BUTTON = st.fixed_dictionaries({"label": ANY}, optional={"payload_id": st.just("a1b2"), "url": URL})
CARD = st.fixed_dictionaries(
    {"kind": st.sampled_from(["vacancy", "course", "programme", "place", "other"]), "title": ANY},
    optional={
        "subtitle": ANY, "lines": st.lists(ANY, max_size=8), "source": ANY, "fetched_at": ANY, "link": URL,
        "practice": st.booleans(), "buttons": st.lists(BUTTON, max_size=6),
    },
)  # fmt: skip
BODY = st.fixed_dictionaries(
    {"text": st.one_of(ANY, LONG)},
    optional={
        "cards": st.lists(CARD, max_size=14), "buttons": st.lists(BUTTON, max_size=14),
        "event": st.sampled_from(["queued", "connected", "web_link"]),
        "layout": st.sampled_from(["cards", "list", "x"]),
        "picture": st.one_of(st.fixed_dictionaries({"url": URL, "alt": ANY}), st.just({}), st.just("x")),
    },
)  # fmt: skip


def said(body: dict[str, Any], seq: int = 1) -> Message:
    return Message("c", seq, "m", None, "bot", None, None, "public", "text", body, None, 1, now())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BODY, min_size=1, max_size=5))
def test_every_reply_becomes_a_valid_response(bodies: list[dict[str, Any]]) -> None:
    rendered = render([said(body, n) for n, body in enumerate(bodies)], SAY, WAYS)
    schema.check(json.dumps(rendered.response, ensure_ascii=False))
    assert 1 <= rendered.count <= len(bodies)
    assert rendered.more == (rendered.count < len(bodies))


def test_a_text_of_two_thousand_characters_is_whole() -> None:
    text = " ".join(f"{n}번째 문장이에요." for n in range(180))
    rendered = render([said({"text": text})], SAY, WAYS)
    shown = " ".join(t for output in rendered.response["template"]["outputs"] for t in texts(output))
    assert shown.split() == text.split()


def test_a_card_keeps_its_source_and_its_label_of_practice_however_long_it_is() -> None:
    card = {
        "kind": "vacancy", "title": "사무직 " * 30, "subtitle": "회사 " * 30, "lines": ["조건 " * 40] * 6,
        "source": "연습용 자료", "fetched_at": "2026-11-23T01:00:00+00:00", "practice": True,
        "link": "https://example.go.kr/1", "buttons": [{"label": "자세히 알아보고 싶어요", "payload_id": "x1"}],
    }  # fmt: skip
    rendered = render([said({"text": "찾았어요.", "cards": [card, card]})], SAY, WAYS)
    (_, second) = rendered.response["template"]["outputs"]
    for item in second["carousel"]["items"]:
        assert item["title"].startswith("[연습용]")
        assert item["description"].endswith("연습용 자료 · 2026-11-23")
        assert [b["label"] for b in item["buttons"]] == ["자세히 알아보고 싶어요", "공고 보기"]


def test_what_waits_for_a_person_is_always_offered_the_other_ways() -> None:
    waiting = said({"text": "기다려 주세요.", "event": "queued", "buttons": [{"label": "그만", "payload_id": "x"}]})
    template = render([waiting], SAY, WAYS).response["template"]
    actions = [b["action"] for b in template["outputs"][-1]["textCard"]["buttons"]]
    assert actions == ["operator", "phone", "webLink"]
    assert [q["label"] for q in template["quickReplies"]] == ["그만"]


def test_what_finds_no_room_is_fetched_by_a_button() -> None:
    rendered = render([said({"text": f"{n}"}, n) for n in range(5)], SAY, WAYS)
    assert rendered.count == 3
    assert rendered.response["template"]["quickReplies"][-1] == {
        "label": "더 보기", "action": "message", "messageText": "더 보기", "extra": {"pull": True},
    }  # fmt: skip
