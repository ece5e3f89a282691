"""Work in a sentence or a title: which everyday words for work it holds, exact, or misspelt by a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from actions.seeking import codes
from actions.seeking.text import READ, Sentence, alike, jamo

SHORT_WORK: Final = "알바"
SURE: Final = 3  # a word this long counts wherever it stands; a shorter one must begin a word
JOINT: Final = re.compile(
    r"(?:에서|에|의|나|랑|이나|하고|고|도|서|쪽|근처|인근|가능한|관련|같은|는|은|한|인|있는|없는|\d일|이상|[,./·()\[\]+\-&\d]|"
    + READ
    + r")$"
)
# Words that say where one works; beside a word for the work itself they only describe it.
PLACES: Final = frozenset(
    ["병원", "의원", "한의원", "치과", "요양원", "호텔", "마트", "백화점", "골프장", "공장", "식품공장", "물류센터", "식당", "음식점",
     "어린이집", "유치원", "학원", "리조트", "펜션", "매장", "도서관", "은행", "농장", "사무실", "복지관", "아울렛", "건설현장",
     "관공서", "식품", "주간보호센터", "주간보호", "콜센터", "예식장", "산단", "카페", "편의점", "제조업", "제조", "생산", "구내식당", "공단일",
     "의료", "가게", "약국", "축산", "농업", "데이터", "판매", "건축", "건설", "헬스장", "체육관", "수영장", "장례식장"]
)  # fmt: skip


class Jobs(NamedTuple):
    """Ids of everyday words, official codes named outright, what is not wanted, and words that say where."""

    ids: tuple[str, ...]
    codes: tuple[str, ...]
    excluded: tuple[str, ...]
    places: tuple[str, ...]


def read(sentence: Sentence, *, guess: bool = True) -> Jobs:
    """Take the work that the sentence names; `guess` reads misspelt words where no other is found."""
    hits = list(_hits(sentence))
    coded = _official(sentence)
    if not hits and not coded and guess:
        hits = _misspelt(sentence)
    wanted = [(word, id) for word, id, refused in hits if not refused]
    unwanted = [id for _, id, refused in hits if refused]
    proper = [(word, id) for word, id in wanted if word not in PLACES]
    ids = _narrow([id for _, id in (proper or ([] if coded else wanted))])
    where = [word for word, id in wanted if word in PLACES and not set(codes.within(id)) & set(ids)]
    return Jobs(tuple(ids), tuple(coded), tuple(dict.fromkeys(unwanted)), tuple(where))


def titled(*texts: str) -> tuple[str, ...]:
    """Return the ids of the words for work in a posting's title; the first text that names any decides."""
    for text in texts:
        hits = [(word, id) for word, id, _ in _hits(Sentence(re.sub(r"[\[\]()<>/·]", " ", text)))]
        if hits:
            proper = [id for word, id in hits if word not in PLACES]
            return tuple(dict.fromkeys(proper or [id for _, id in hits]))
    return ()


def _hits(sentence: Sentence) -> list[tuple[str, str, bool]]:
    found = []
    for match in sentence.find(_words()):
        word = match.group()
        if not _stands(sentence, match.start(), match.end()):
            continue
        end = sentence.unwanted(match.end())
        found.append((match.start(), word, _ids()[word], bool(end)))
        stop = match.end() - len(SHORT_WORK) if word.endswith(SHORT_WORK) else match.end()  # 편의점알바 is 알바 as well
        sentence.take(match.start(), end or stop)
    return [(word, id, refused) for _, word, id, refused in sorted(found)]


def _stands(sentence: Sentence, start: int, end: int) -> bool:
    word = sentence.full[start:end]
    before, after = sentence.tight[:start], sentence.tight[end:]
    if word.isascii():
        return not re.search(r"[a-z0-9]$", before) and not re.match(r"[a-z]", after)
    if len(word) >= SURE:
        return True
    if sentence.broken(start, end):
        return False
    return start in sentence.begins or not before or bool(JOINT.search(before)) or _compound(before)


def _compound(before: str) -> bool:
    """A short word may end a compound of at least two letters: 단체급식, 아동보육."""
    return bool(re.search(r"[가-힣]{2,}$", before)) and not re.search(r"(?:안|못|불)$", before)


def _official(sentence: Sentence) -> list[str]:
    found = []
    for match in sentence.find(_officials()):
        sentence.take(*match.span())
        found += list(codes.family(codes.official_names()[match.group()]))
    return list(dict.fromkeys(found))


def _misspelt(sentence: Sentence) -> list[tuple[str, str, bool]]:
    """Take one word of three letters or more that is a jamo or two off: 요양보호싸, 편이점, 생산찍."""
    for start in sorted(sentence.begins):
        run = re.match(r"[가-힣]{3,8}", sentence.word(start))
        for length in range(len(run.group()) if run else 0, 2, -1):
            said = jamo(sentence.tight[start : start + length])
            most = 2 if length >= 4 else 1
            best = min(
                ((alike(said, spelt, most), word) for word, spelt in _nearly(said, most)),
                default=(9, ""),
            )
            if best[0] <= most:
                end = sentence.unwanted(start + length)
                sentence.take(start, end or start + length)
                return [(best[1], _ids()[best[1]], bool(end))]
    return []


def _narrow(ids: list[str]) -> list[str]:
    """Leave out a word whose codes hold all of another's: 식품공장 생산직 is 식품공장."""
    ids = list(dict.fromkeys(ids))
    sets = {id: set(codes.work()[id].codes) for id in ids}
    return [id for id in ids if not any(other != id and sets[other] < sets[id] for other in ids)]


@cache
def _ids() -> dict[str, str]:
    return {word.lower(): work.id for work in codes.work().values() for word in work.words}


@cache
def _words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(_ids(), key=lambda w: -len(w))))


@cache
def _officials() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name) for name in sorted(codes.official_names(), key=lambda w: -len(w))))


def _nearly(said: str, most: int) -> Iterator[tuple[str, str]]:
    """Yield the words that may be so near, and as they are spelled: each change takes a letter and brings another."""
    letters = set(said)
    for word, spelt, its in _spelt():
        if abs(len(spelt) - len(said)) <= most and len(letters ^ its) <= 2 * most:
            yield word, spelt


@cache
def _spelt() -> tuple[tuple[str, str, frozenset[str]], ...]:
    words = [word for word in _ids() if len(word) >= 3 and not word.isascii()]
    return tuple((word, spelt, frozenset(spelt)) for word, spelt in zip(words, map(jamo, words), strict=True))
