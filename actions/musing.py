"""Words about work that ask for nothing in particular (직장을 옮길까 싶네): they get a word back and a next step."""

from __future__ import annotations

import re
from typing import Final

from actions import questions
from actions.memory import Heard, Memory
from actions.room import Room
from actions.speech import small_talk as speech
from actions.speech.parts import Said

SEEKING: Final = re.compile(r"취업|취직|취준|백수|구직")
MOVING: Final = re.compile(r"이직|퇴사|사직|(?:직장|회사).{0,8}(?:가기|다니기|그만|싫|힘들|옮)")
ASKS: Final = re.compile(
    r"찾아|구해|알려|추천|보여|어디|얼마|언제|방법|신청|받을|받나|있나|있어요|뭐가|무엇|어떤|어떻게|지원|급여|수당|서류|조건|자격|혜택"
)
OF_OTHERS: Final = re.compile(r"친구|남친|여친|오빠|언니|걔|그녀|짝남|짝녀|썸|연애|애인")
AT_A_LOSS: Final = frozenset({"chitchat", "out_of_scope", "nlu_fallback", "complaint"})
GUESSED: Final = frozenset({
    "ask_faq", "check_eligibility", "recommend_programme", "find_vacancy", "provide_info", "startup_support",
    "dont_know", "refine_search", "item_detail",
})  # fmt: skip
SURE: Final = 0.9
# How much nearer a prepared question must be to go first: what was not understood is asked back about it.
NEAR: Final = {"nlu_fallback": -questions.DOUBT, "chitchat": questions.SURE, "out_of_scope": questions.SURE}
LONGEST: Final = 22
OF_NOBODY: Final = frozenset({"employment_status", "aspect"})


def muses(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Answer who thinks aloud about work; None where something is asked, told or under way."""
    guessed = heard.intent in AT_A_LOSS or (heard.intent in GUESSED and heard.confidence < SURE)
    if heard.tapped or not guessed or len(heard.text) > LONGEST or memory.asking or memory.search or memory.programme:
        return None
    if ASKS.search(heard.text) or OF_OTHERS.search(heard.text) or {e.get("entity") for e in heard.entities} - OF_NOBODY:
        return None
    if questions.near(room, heard, NEAR.get(heard.intent, 0.0)):
        return None
    what = next((name for name, words in (("moving", MOVING), ("seeking", SEEKING)) if words.search(heard.text)), None)
    return speech.of_work(what) if what else None
