"""The pages of `/jobs` as HTML: a form, what was understood, the results, and a way back to the talk. No script."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from bot.store.offers import COUNTED

Json: TypeAlias = dict[str, Any]

TOWNS: Final = {
    "52000": "전북 전체", "52110": "전주시", "52130": "군산시", "52140": "익산시", "52180": "정읍시", "52190": "남원시",
    "52210": "김제시", "52710": "완주군", "52720": "진안군", "52730": "무주군", "52740": "장수군", "52750": "임실군",
    "52770": "순창군", "52790": "고창군", "52800": "부안군",
}  # fmt: skip
SORTS: Final = {"": "알맞은 순", "new": "새로 올라온 순", "pay": "급여 높은 순", "deadline": "마감 가까운 순"}
KINDS: Final = {"": "일자리와 훈련", "vacancy": "일자리", "course": "훈련과정"}
KOREA: Final = ZoneInfo("Asia/Seoul")
MAP: Final = "https://map.kakao.com/link/search/"


def results(asked: Json, found: Json | None, phone: str, *, practice: bool) -> str:
    """Return the page of one search; `found` None means that the search did not answer."""
    sentence = asked["sentence"]
    title = f"“{sentence}” 찾은 결과" if sentence else "일자리·훈련 찾기"
    query = {"q": sentence, "kind": asked["kind"] or "", "region": asked["region"], "sort": asked["sort"]}
    main = _form(asked) + (_found(found, "/jobs", query) if found else _away(phone))
    return _page(title, main + _towns(), practice=practice)


def new_today(region: str, asked: Json, found: Json | None, phone: str, *, practice: bool) -> str:
    """Return what came today in a town."""
    title = f"오늘의 새 일자리 - {TOWNS[region]}"
    main = _found(found, f"/jobs/new/{region}", {}) if found else _away(phone)
    return _page(title, main + _towns(region), practice=practice)


def _found(found: Json, path: str, query: Json) -> str:
    if found["relaxed"] and "등록일" in found["relaxed"]:
        return "<p class='none'>오늘 새로 올라온 일자리는 아직 없어요.</p>"
    understood = "".join(f"<li>{escape(words)}</li>" for words in found["understood"])
    told = f"<ul class='understood' aria-label='이렇게 이해했어요'>{understood}</ul>" if understood else ""
    total = f"<p class='total' role='status'>{_total(found['total'])}{_relaxed(found)}</p>"
    if not found["cards"]:
        return f"{told}<p class='none'>맞는 것이 아직 없어요. 조건을 줄이거나 상담사에게 부탁해 보세요.</p>"
    cards = "".join(_card(card) for card in found["cards"])
    return f"{told}{total}<ol class='cards'>{cards}</ol>{_pages(found, path, query)}{_fresh(found)}"


def _total(many: int) -> str:
    if many > COUNTED:
        return f"<strong>{COUNTED:,}건</strong> 넘게 있어요."
    return f"모두 <strong>{many:,}건</strong>이에요."


def _relaxed(found: Json) -> str:
    if not found["relaxed"]:
        return ""
    return f" 조건에 모두 맞는 것이 없어서 <strong>{escape('·'.join(found['relaxed']))}</strong> 조건은 빼고 찾았어요."


def _card(card: Json) -> str:
    why = "".join(f"<li>{escape(reason)}</li>" for reason in card["why"])
    lines = "".join(f"<li>{escape(line)}</li>" for line in card["lines"])
    there = f"{escape(card['place'])}<span class='hide'> 지도 보기</span>"
    place = f"<a href='{MAP}{quote(card['place'])}' rel='noreferrer'>{there}</a>"
    link = ""
    if card["link"]:
        name = f"<span class='hide'>{escape(card['title'])} </span>공고 보기"
        link = f"<p><a class='open' href='{escape(card['link'])}' rel='noreferrer'>{name}</a></p>"
    mark = "<span class='mark'>연습용</span> " if card["practice"] else ""
    reasons = f"<ul class='why' aria-label='이래서 보여 드려요'>{why}</ul>" if why else ""
    source = f"<p class='source'>출처 {escape(card['source'])} · {escape((card['fetched_at'] or '')[:10])} 받음</p>"
    head = f"<h2>{mark}{escape(card['title'])}</h2><p class='who'>{escape(card['company'])} · {place}</p>"
    return f"<li class='card'><article>{head}<ul class='lines'>{lines}</ul>{reasons}{link}{source}</article></li>"


def _pages(found: Json, path: str, query: Json) -> str:
    page, last = found["page"], -(-found["total"] // found["limit"])
    if last < 2:
        return ""

    def to(number: int, words: str) -> str:
        return f"<a href='{escape(path)}?{escape(urlencode({**query, 'page': number}))}'>{words}</a>"

    before = to(page - 1, "이전 쪽") if page > 1 else ""
    after = to(page + 1, "다음 쪽") if page < last else ""
    where = f"{page}쪽" if found["total"] > COUNTED else f"{page} / {last}쪽"
    return f"<nav class='pages' aria-label='쪽'>{before}<span>{where}</span>{after}</nav>"


def _fresh(found: Json) -> str:
    if not found["fetched_at"]:
        return ""
    at = datetime.fromisoformat(found["fetched_at"]).astimezone(KOREA)
    return f"<p class='fresh'>자료를 받은 때: {at:%Y-%m-%d %H:%M}</p>"


def _form(asked: Json) -> str:
    return (
        "<form class='search' action='/jobs' method='get' role='search'>"
        "<label for='q'>찾는 일을 편하게 적어 주세요</label>"
        f"<input id='q' name='q' value='{escape(asked['sentence'])}' maxlength='200' "
        "placeholder='예: 군산에서 주 5일 요양보호사, 차 없어도 되는 데'>"
        f"{_select('region', '지역', {'': '적은 대로', **TOWNS}, asked['region'])}"
        f"{_select('kind', '종류', KINDS, asked['kind'] or '')}{_select('sort', '순서', SORTS, asked['sort'])}"
        "<button>찾기</button></form>"
    )


def _select(name: str, label: str, choices: dict[str, str], chosen: str) -> str:
    options = "".join(
        f"<option value='{value}'{' selected' if value == chosen else ''}>{words}</option>"
        for value, words in choices.items()
    )
    field = f"<select id='{name}' name='{name}'>{options}</select>"
    return f"<span class='choice'><label for='{name}'>{label}</label>{field}</span>"


def _towns(here: str = "") -> str:
    links = "".join(
        f"<li><a href='/jobs/new/{code}'{' aria-current=page' if code == here else ''}>{name}</a></li>"
        for code, name in TOWNS.items()
    )
    return f"<nav class='towns' aria-labelledby='towns'><h2 id='towns'>오늘의 새 일자리</h2><ul>{links}</ul></nav>"


def _away(phone: str) -> str:
    number = escape(phone)
    call = f"<a href='tel:{number}'>{number}</a>"
    again = f"지금은 찾아 드릴 수 없어요. 잠시 뒤 다시 해 보시거나 {call}로 물어봐 주세요."
    return f"<p class='none' role='alert'>{again}</p>"


def _page(title: str, main: str, *, practice: bool) -> str:
    band = "<p class='band'>연습용 자료예요. 실제로 지원할 수는 없어요.</p>" if practice else ""
    return (
        "<!doctype html><html lang='ko'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)} - 일자리톡</title><link rel='icon' href='/static/icon.svg'>"
        "<link rel='stylesheet' href='/static/fonts/fonts.css'><link rel='stylesheet' href='/static/tokens.css'>"
        "<link rel='stylesheet' href='/static/jobs.css'></head><body>"
        f"<a class='skip' href='#main'>본문으로 가기</a><header>{band}<div class='wrap'>"
        "<a class='brand' href='/jobs'>일자리톡</a><a href='/chat'>상담하기</a></div></header>"
        f"<main id='main' class='wrap'><h1>{escape(title)}</h1>{main}</main></body></html>"
    )
