"""Places in a sentence: 5-digit region codes in any spelling, with the neighbours where 근처 is said."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

import yaml

from actions.seeking.codes import HERE
from actions.seeking.text import Sentence, alike, jamo
from actions.sources.lookups import FOLDER, neighbours

JEONBUK: Final = "52000"
NEAR: Final = (
    r"(?:시|군|구|읍|면|동)?(?:내|시내)?(?:이나|에서|랑|하고|및|과|와|의|쪽)?"
    r"(?:근처|인근|근교|주변|부근|가까운|근방|언저리|옆동네|일대|출퇴근가능|출퇴근할수있는|출퇴근되는|통근가능)"
)
WIDER: Final = r"더?가까운(?:데|곳|지역)|근처|인근|가까운데|가까운곳|집에서가까운"
AFTER: Final = r"(?:특별자치도|특별자치시|특별시|광역시|시내|지역|권역|시(?!설|급|작|간|식)|군|권)?(?:이나|이랑|에서|쪽)?"
# A short name inside another word is no place.
GUARDS: Final = {"전주": r"(?<!완)전주(?!부|의자|공고|비빔)", "완주": r"완주(?!하고싶|했)", "무주": r"무주(?!택)",
                 "장수": r"장수(?!생|기업)", "제주": r"제주(?!변)", "대전": r"대전(?!화)", "부산": r"(?<!일)부산(?!물)",
                 "고창": r"(?<!창)고창(?!구)", "남원": r"남원", "진안": r"(?<!사)진안", "광주": r"광주(?!리)",
                 "김제": r"김제", "서천": r"서천", "덕진": r"덕진", "완산": r"완산", "수송동": r"수송동", "임실": r"임실(?!직)",
                 "순창": r"순창", "서울": r"서울", "함열": r"함열"}  # fmt: skip


class Places(NamedTuple):
    """What was said: regions in the order of nearness, those not wanted, and whether the neighbours were asked for."""

    regions: tuple[str, ...]
    excluded: tuple[str, ...]
    near: bool


def read(sentence: Sentence) -> Places:
    """Take the places of the sentence."""
    found, unwanted, near = [], [], False
    for pattern, code, quarter in _patterns():
        for match in sentence.find(pattern):
            if len(match.group(1)) <= 2 and (
                sentence.broken(match.start(1), match.end(1)) or (quarter and match.start() not in sentence.begins)
            ):
                continue
            stop = match.end(1) if match.end(1) in sentence.begins else match.end()  # 완주 시설관리 is no 완주시
            around = re.compile(NEAR).match(sentence.tight, stop)
            end = sentence.unwanted(stop)
            if end:
                unwanted.append((match.start(), code))
            else:
                found.append((match.start(), code))
                near = near or bool(around)
            sentence.take(match.start(), end or (around.end() if around else stop))
    if not found and not unwanted:
        found = _misspelt(sentence)
    if sentence.takes(WIDER):
        near = True
    regions = _tidy([code for _, code in sorted(found)])
    if near:
        regions = [*regions, *(n for code in regions for n in neighbours().get(code, ()) if n not in regions)]
    out = {code for _, code in unwanted}
    return Places(tuple(dict.fromkeys(r for r in regions if r not in out)), tuple(sorted(out)), near)


def _tidy(codes: list[str]) -> list[str]:
    """Leave the province out where one of its towns is named, and the city where its district is."""
    codes = list(dict.fromkeys(codes))
    if JEONBUK in codes and any(code.startswith("52") and code != JEONBUK for code in codes):
        codes.remove(JEONBUK)
    if "52110" in codes and any(code in ("52111", "52113") for code in codes):
        codes.remove("52110")
    return codes


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    with (FOLDER / "regions.yml").open(encoding="utf-8") as file:
        rows = yaml.safe_load(file)["regions"]
    with (HERE / "words" / "places.yml").open(encoding="utf-8") as file:
        more = yaml.safe_load(file)["places"]
    names = {str(n).replace(" ", "").lower(): str(row["code"]) for row in rows
             for n in [*row["names"], *row.get("places", [])]}  # fmt: skip
    towns = set(names)
    names |= {str(n).replace(" ", ""): str(code) for code, words in more.items() for n in words}
    return tuple(
        (re.compile(rf"({GUARDS.get(name, re.escape(name))}){AFTER}"), code, name not in towns)
        for name, code in sorted(names.items(), key=lambda item: -len(item[0]))
    )


@cache
def _towns() -> tuple[tuple[str, str], ...]:
    with (FOLDER / "regions.yml").open(encoding="utf-8") as file:
        rows = yaml.safe_load(file)["regions"]
    return tuple((jamo(str(n)), str(row["code"])) for row in rows if str(row["code"]).startswith("52")
                 for n in row["names"] if " " not in str(n))  # fmt: skip


def _misspelt(sentence: Sentence) -> list[tuple[int, str]]:
    """Take a word that is one letter off the name of a town: 전쥬, 군샨, 익싼."""
    for start in sorted(sentence.begins):
        word = re.match(r"[가-힣]{2,5}", sentence.word(start))
        if not word:
            continue
        for length in (3, 2):
            said = jamo(word.group()[:length])
            if len(word.group()) < length or not re.match(r"$|시|군|에|쪽|근|지|의|인|주", word.group()[length:]):
                continue
            hit = next((code for name, code in _towns() if alike(said, name, 1) == 1 and said[0] == name[0]), None)
            if hit and word.group()[:length] not in _REAL:
                sentence.take(start, start + length)
                return [(start, hit)]
    return []


_REAL: Final = frozenset({"전부", "완전", "전체", "정주", "전자", "전주", "무지", "무조", "장소", "고참", "진한", "정은", "이상",
                          "장사", "부인", "일산", "경제", "김치", "군대", "남은", "전국", "전기", "완료", "군인", "정이", "전직",
                          "무주", "부안", "임시", "순서", "고장", "전문", "전원", "남자", "군데", "진짜", "진단", "정도", "장수",
                          "부업", "고정", "정규", "정직", "전공", "전화", "전단", "전산", "주간", "전무", "완주", "남편", "정비",
                          "금산", "울산", "부산", "논산", "서산", "예산", "계산", "생산", "재산", "마산", "정산", "결산", "전수",
                          "정수", "익숙", "경주", "광주", "청주", "진주", "원주", "충주", "나주", "여주", "상주", "영주"})  # fmt: skip
