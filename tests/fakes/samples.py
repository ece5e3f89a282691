"""One message of each kind that we show, as it is stored: for the previews in docs/channels and by hand."""

from __future__ import annotations

from typing import Any

from bot.settings import ROOT
from bot.store.clock import now
from bot.store.rows import Message
from bot.talk.notices import Notices

Json = dict[str, Any]
ID = "0" * 32


def card(kind: str, title: str, subtitle: str, lines: list[str], source: str, *labels: str, **more: Any) -> Json:
    buttons = [{"label": label, "payload_id": ID} for label in labels]
    at = "2026-11-23T01:00:00+00:00"
    return {
        "kind": kind, "id": title, "title": title, "subtitle": subtitle, "lines": lines, "source": source,
        "fetched_at": at, "buttons": buttons, **more,
    }  # fmt: skip


def steps(*labels: str) -> list[Json]:
    return [{"label": label, "payload_id": ID} for label in labels]


VACANCY = card(
    "vacancy", "회계 사무원 (경력무관)", "전주시 완산구 · 월 230만원", ["주 5일 09:00~18:00", "12월 3일까지"], "고용24",
    "자세히", link="https://www.work24.go.kr/1", practice=True,
)  # fmt: skip
PLACES = [
    card("place", f"{town}고용센터", f"{town}시 · 평일 9시~18시", [], "고용노동부", link="https://www.work24.go.kr/3")
    for town in ("전주", "군산", "익산", "정읍", "남원", "김제")
]
SAMPLES: dict[str, tuple[str, Json]] = {
    "일자리 두 곳": ("bot", {
        "text": "전주 사무직 일자리 2곳을 찾았어요.",
        "cards": [VACANCY, {**VACANCY, "title": "행정 보조 <오전> & 주말 없음", "subtitle": "덕진구 · 시급 12,000원"}],
        "buttons": steps("조건 바꾸기", "더 보기", "상담사 연결"),
    }),
    "배움 과정": ("bot", {"text": "내일배움카드로 들을 수 있어요.", "cards": [card(
        "course", "전산회계 1급 취득과정", "전주시 · 12월 7일~2월 26일", ["평일 낮 · 240시간", "남은 자리 7"],
        "고용24 직업훈련", "자세히", link="https://www.work24.go.kr/2")],
        "buttons": steps("다른 과정", "상담사 연결")}),
    "지원 제도": ("bot", {"text": "국민취업지원제도예요.", "cards": [card(
        "programme", "국민취업지원제도 Ⅰ유형", "구직촉진수당 월 60만원 × 6개월", ["15~69세", "가구 중위소득 60% 이하"],
        "구직자 취업촉진법 제7조", "나도 될까요?", "서류", link="https://www.kua.go.kr/")],
        "buttons": steps("자격 확인", "신청 방법")}),
    "찾아갈 곳과 전화": ("bot", {"text": "가까운 곳이에요.", "cards": [card(
        "place", "전주고용센터", "전주시 완산구 서신로", ["평일 9시~18시", "실업급여·취업지원"], "고용노동부",
        link="https://www.work24.go.kr/3")], "buttons": [{"label": "센터에 전화", "url": "tel:1577-0365"}]}),
    "목록": ("bot", {"text": "가까운 고용센터 다섯 곳이에요.", "layout": "list", "cards": PLACES[:5],
                   "buttons": steps("다른 지역")}),
    "긴 목록": ("bot", {"text": "전북의 고용센터예요.", "layout": "list", "cards": PLACES}),
    "그림": ("bot", {"text": "이 표시가 있는 곳이에요.",
                   "picture": {"url": "https://chat.example.go.kr/static/icon.svg", "alt": "일자리톡 표시"}}),
    "글만": ("bot", {
        "text": "실업급여는 회사 사정으로 그만두셨을 때 받을 수 있어요.\n무엇을 알려드릴까요?",
        "buttons": steps("신청 방법", "얼마나 받나요?", "상담사 연결"),
    }),
    "상담사의 말": ("counselor", {"text": "안녕하세요.\n이력서는 함께 고쳐 드릴게요."}),
    "알림 (줄 서기)": ("system", {
        "text": "상담사에게 연결하고 있어요. 바로 다음 순서예요.", "event": "queued",
        "buttons": steps("기다리지 않을래요"),
    }),
    "웹 링크": ("system", {
        "text": Notices.of(ROOT / "domain.yml").say("web_link").text, "event": "web_link",
    }),
}  # fmt: skip


def sample(name: str) -> Message:
    """Return one of them as the doors are handed it."""
    author, body = SAMPLES[name]
    who = "김하나" if author == "counselor" else None
    return Message("c", 1, "m", None, author, None, who, "public", "text", body, None, 1, now())
