"""The words that say which prepared question is meant, however little else is said: 실업급여 통장, 보조공학기기.

People type search terms rather than sentences. What the understanding measured (actions/questions.py) goes first; where
it found nothing near enough, the question's own `words` and `terms` (actions/knowledge/faq) are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from actions import questions
from actions.knowledge import Faq
from actions.memory import Heard, Memory
from actions.room import Room
from actions.speech.parts import Said
from actions.taking import open_field
from actions.telling import named_in, tell

SPACE: Final = re.compile(r"\s+")
TALK: Final = frozenset({
    "greet", "goodbye", "thank", "abuse", "distress", "request_human", "cancel", "privacy_request", "affirm", "deny",
    "find_agency", "ask_centre", "ask_application_status",
})  # fmt: skip
SEARCHES: Final = frozenset({"find_vacancy", "find_training"})
PERSONAL: Final = frozenset({"check_eligibility", "provide_info", "correct_previous"})
# Understood of a message that names a programme, these are mistaken unless it looks for work: 실업급여 처음.
ELSEWHERE: Final = frozenset({
    "start_over", "find_vacancy", "refine_search", "show_more", "item_detail", "list_alerts", "stop_alerts",
    "save_search", "startup_support", "out_of_scope", "chitchat", "complaint", "nlu_fallback", "help", "goodbye",
})  # fmt: skip
LOOKS_FOR_WORK: Final = re.compile(r"일자리|찾|구해|구하|구합|구함|채용|공고|모집|뽑|자리|취직|취업|소개|일할")
WORK_IN_NAME: Final = ("jb.center", "jb.outreach", "kr.senior.jobs", "kr.disability.jobs", "kr.selfhelp",
                       "kr.middle.jobs")  # fmt: skip
FOR_GROUP: Final = {
    "senior": "senior.who", "middle": "middle.help", "disabled": "disability.help", "foreigner": "foreigner.work",
    "veteran": "veteran.help", "women": "woman.saeil",
}  # fmt: skip
SCHEME: Final = re.compile(r"제도|프로그램|정책|지원책|지원\s?사업")
HELP: Final = re.compile(rf"{SCHEME.pattern}|도움|도와|지원|혜택")
NOTHING: Final = (0, 0)
LONG: Final = 3
FAMILIES: Final = frozenset({"ub", "card", "kua", "eitc", "kdt"})  # of questions that are all about one programme


def by_its_word(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Answer the question that a word of the message names, where nothing nearer was found and none is open."""
    if heard.tapped or heard.intent in TALK or open_field(room, memory) is not None:
        return None
    if questions.near(room, heard, questions.SURE if heard.intent == "nlu_fallback" else 0.0):
        return None
    if heard.intent in PERSONAL and (named_in(room, heard) or memory.programme):
        return None
    if heard.intent in SEARCHES and not named_in(room, heard) and not SCHEME.search(heard.text):
        return None
    if heard.intent == "find_training" and heard.all("field"):  # 내배카로 배울 수 있는 회계 과정
        return None
    found = worded(room, heard)
    return questions.answered(room, (found,)) if found else None


def of_a_group(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Tell what there is for the group that is named, where a scheme is asked for and none was found."""
    groups = [FOR_GROUP[g] for g in heard.all("target") if g in FOR_GROUP]
    if heard.tapped or heard.intent not in ("ask_faq", "find_vacancy") or len(groups) != 1 or memory.last_answer:
        return None
    scheme = (SCHEME if heard.intent == "find_vacancy" else HELP).search(heard.text)
    if not scheme or heard.all("programme") or questions.near(room, heard):
        return None
    return questions.answered(room, (room.knowledge.faqs[groups[0]],))


def of_a_programme(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take 실업급여 대리운전 as about the programme that is named, though work or something else was understood."""
    named = [id for id in named_in(room, heard) if id not in WORK_IN_NAME]
    if heard.tapped or heard.intent not in ELSEWHERE or len(named) != 1 or open_field(room, memory) is not None:
        return None
    if memory.search or LOOKS_FOR_WORK.search(_without_names(heard)):
        return None
    near = questions.near(room, heard, -questions.DOUBT)
    return questions.answered(room, near) if near else tell(room, named[0], "what", memory.facts)


def worded(room: Room, heard: Heard) -> Faq | None:
    """Return the question whose words say most of the message; None where none is named."""
    weight, faq = max(_said(room, heard), key=lambda one: one[0])
    return faq if weight > NOTHING else None


def _said(room: Room, heard: Heard) -> Iterator[tuple[tuple[int, int], Faq]]:
    """Yield every question that is named, with the longest part and the letters in all of what names it."""
    named, whole, rest = set(named_in(room, heard)), heard.text.casefold(), _without_names(heard).casefold()
    beside = not (heard.intent == "ask_programme" and heard.one("aspect"))  # 두배적금 서류: the programme tells
    for faq in room.knowledge.faqs.values():
        of_it = bool(named) and _about(faq, named)
        terms = [term for term in faq.terms if of_it or not named or _names(term, heard)]
        words = faq.words if of_it and beside else ()
        weights = [*(_weight(whole, term) for term in terms), *(_weight(rest, word) for word in words)]
        yield max(weights, default=NOTHING), faq


def _about(faq: Faq, named: set[str]) -> bool:
    """Say whether the question is first of all about one of the programmes, by its links or the family of its id."""
    family = faq.id.split(".")[0]
    return bool({*faq.related[:1]} & named) or (family in FAMILIES and any(family in id.split(".") for id in named))


def _names(term: str, heard: Heard) -> bool:
    """Say whether the term holds the words by which a programme was named: 북한이탈주민 in 북한이탈주민 고용."""
    called = [str(e.get("text") or "") for e in heard.entities if e.get("entity") == "programme"]
    return any(part in name or name in part for part in term.split() for name in called if name)


def _weight(text: str, entry: str) -> tuple[int, int]:
    """Return the longest part and all letters of an entry whose every part is said; `NOTHING` where one is not."""
    parts = entry.split()
    return (max(map(len, parts)), sum(map(len, parts))) if all(_says(text, part) for part in parts) else NOTHING


def _says(text: str, part: str) -> bool:
    """Say whether the part is in the text; with its spaces left out only a long one, else 제주 휴일 says 주휴."""
    part = part.casefold()
    return part in text or (len(part) >= LONG and part in _squeezed(text))


def _squeezed(text: str) -> str:
    return SPACE.sub("", text)


def _without_names(heard: Heard) -> str:
    """Return the message without the names of programmes: 노인일자리 is no search for a 일자리."""
    left = heard.text
    for entity in (e for e in heard.entities if e.get("entity") == "programme"):
        left = left.replace(str(entity.get("text") or ""), " ")
    return left
